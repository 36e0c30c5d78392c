"""`timeline build`: the main job."""

from __future__ import annotations

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline build articles/ -o timeline.html --csv events.csv
  timeline build articles.jsonl --mentions mentions.jsonl
  cat report.txt | timeline build - --date "24 May 2024" -o timeline.html
"""


@click.command(epilog=EPILOG)
@common.sources
@click.option("-o", "--output", "html", metavar="FILE", help="The interactive page [timeline.html].")
@click.option("--csv", "csv_path", metavar="FILE", help="One merged event a row; - is standard output.")
@click.option("--events", "events_path", metavar="FILE", help="The whole timeline as JSON lines.")
@click.option("--mentions", "mentions_path", metavar="FILE", help="One telling of an event a line (JSONL).")
@click.option("--title", metavar="TEXT", help="Title of the page.")
@click.option("--corrections", metavar="FILE", help='Your own merges: lines "same: A B", "different: A B".')
@click.option("--dated-only", is_flag=True, help="Leave out events that no expression of their own dates.")
@common.date
@common.date_order
@common.force_date
@common.input_format
@common.model
@common.epoch
def build(
    sources: tuple[str, ...],
    html: str | None,
    csv_path: str | None,
    events_path: str | None,
    mentions_path: str | None,
    title: str | None,
    corrections: str | None,
    dated_only: bool,
    date: str | None,
    date_order: str | None,
    force_date: str | None,
    input_format: str | None,
    model: str | None,
    epoch: str | None,
) -> int:
    """Merge the events of all articles into one timeline: a page, a table, JSON lines.

    SOURCES are files of text, Markdown, web pages, feeds, JSONL or CSV of articles, WARC archives (each
    packed with gzip or not), folders and patterns of these, or - for standard input.
    """
    from timeline import api
    from timeline.merge import read_corrections

    if not any((html, csv_path, events_path, mentions_path)):
        html = "timeline.html"
    started = common.parse_epoch(epoch)
    decisions = read_corrections(corrections) if corrections else None
    reporter = common.Reporter()
    with reporter.progress():
        result = api.build(
            sources,
            date=date,
            date_order=date_order or "",
            force_date=force_date,
            format=input_format or "",
            nlp=model,
            dated_only=dated_only,
            epoch=started,
            corrections=decisions,
            stdin=common.binary_stdin(sources),
            progress=reporter.saw,
        )
    if not reporter.articles:
        click.echo("timeline: no article could be used, so nothing was written.", err=True)
        return common.FAILED
    written = []
    if html:
        from timeline.page import to_html

        with common.output(html) as handle:
            handle.write(to_html(result, title=title))
        written.append(html)
    if csv_path:
        from timeline.export.csv import write_csv

        with common.output(csv_path) as handle:
            write_csv(result, handle)
        written.append(csv_path)
    if events_path:
        from timeline.export.jsonl import write_events

        with common.output(events_path) as handle:
            write_events(result, handle)
        written.append(events_path)
    if mentions_path:
        from timeline.export.jsonl import write_mentions

        with common.output(mentions_path) as handle:
            write_mentions(result.mentions, handle)
        written.append(mentions_path)
    click.echo(
        f"{len(result.events)} events from {len(result.mentions)} mentions in {reporter.articles} articles"
        + (f", {reporter.left_out} left out" if reporter.left_out else "")
        + f": {', '.join(written)}",
        err=True,
    )
    return reporter.exit_code
