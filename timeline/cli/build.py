"""`timeline build`: the main job."""

from __future__ import annotations

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline build articles/ -o timeline.html --csv events.csv
  timeline build articles/ -o events.sqlite -o events.ics -o map.geojson
  timeline build events.jsonl new-articles/ --events events.jsonl
  cat report.txt | timeline build - --date "24 May 2024" -o timeline.html
"""


@click.command(epilog=EPILOG)
@common.sources
@common.outputs
@click.option("--csv", "csv_path", metavar="FILE", help="The event table, whatever its name; - is stdout.")
@click.option("--events", "events_path", metavar="FILE", help="The whole timeline as JSON lines.")
@click.option("--mentions", "mentions_path", metavar="FILE", help="One telling of an event a line (JSONL).")
@click.option("--title", metavar="TEXT", help="Title of the page, the calendar, the slides.")
@click.option("--corrections", metavar="FILE", help='Your own merges: lines "same: A B", "different: A B".')
@click.option("--dated-only", is_flag=True, help="Leave out events that no expression of their own dates.")
@common.date
@common.date_order
@common.force_date
@common.input_format
@common.model
@common.epoch
@common.narrative
@common.zone
def build(
    sources: tuple[str, ...],
    outputs: tuple[str, ...],
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
    narrative: bool | None,
    zone: str,
) -> int:
    """Merge the events of all articles into one timeline: a page, a table, JSON lines.

    SOURCES are files of text, Markdown, web pages, feeds, JSONL or CSV of articles, WARC archives (each
    packed with gzip or not), folders and patterns of these, or - for standard input. A timeline that this
    program wrote (JSONL, SQLite, DuckDB, Parquet) is taken as it is; with others, they are added to it.
    """
    from timeline import api
    from timeline.merge import read_corrections

    if not any((outputs, csv_path, events_path, mentions_path)):
        outputs = ("timeline.html",)
    wanted = common.Outputs(outputs, csv=csv_path, jsonl=events_path, mentions=mentions_path)
    wanted.check()
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
            narrative=narrative,
            zone=zone,
            corrections=decisions,
            stdin=common.binary_stdin(sources),
            progress=reporter.saw,
        )
    if not (reporter.articles or result.articles or result.events):
        click.echo("timeline: no article could be used, so nothing was written.", err=True)
        return common.FAILED
    written = wanted.write(result, title or "", reporter)
    click.echo(
        f"{len(result.events)} events from {len(result.mentions)} mentions in {len(result.articles)} articles"
        + (f", {reporter.left_out} left out" if reporter.left_out else "")
        + f": {', '.join(written)}",
        err=True,
    )
    return common.SOME_LEFT_OUT if reporter.left_out else common.DONE
