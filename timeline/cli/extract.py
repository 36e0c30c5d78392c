"""`timeline extract`: dated events, one mention a line, not merged."""

from __future__ import annotations

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline extract articles/ > mentions.jsonl
  timeline extract report.txt --date 2024-05-24 | jq .title
"""


@click.command(epilog=EPILOG)
@common.sources
@click.option("-o", "--output", "path", default="-", metavar="FILE", help="Where to write [standard output].")
@click.option("--dated-only", is_flag=True, help="Leave out events that no expression of their own dates.")
@common.date
@common.date_order
@common.force_date
@common.input_format
@common.model
@common.epoch
@common.narrative
@common.zone
def extract(
    sources: tuple[str, ...],
    path: str,
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
    """Write the dated events of each article as JSON lines, one mention a line, not merged."""
    from timeline import api
    from timeline.export.jsonl import write_mentions
    from timeline.models import Problem

    reporter = common.Reporter()
    stdin = common.binary_stdin(sources)
    articles = api.read_articles(
        sources,
        date=date,
        date_order=date_order or "",
        force_date=force_date,
        format=input_format or "",
        stdin=stdin,
    )
    done = api.extract(
        articles,
        nlp=model,
        dated_only=dated_only,
        epoch=common.parse_epoch(epoch),
        narrative=narrative,
        zone=zone,
    )
    with reporter.progress(), common.output(path) as handle:
        for item in done:
            if isinstance(item, Problem):
                reporter.problem(item)
                continue
            reporter.article()
            write_mentions(item.mentions, handle)
    return reporter.exit_code
