"""`timeline link`: our events beside those of another dataset."""

from __future__ import annotations

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline link events.csv acled.csv --as acled -o links.csv
  timeline link timeline.jsonl GEDEvent_v25_1.csv --as ucdp -o links.csv
  timeline link events.csv 20240524.export.CSV --as gdelt -o links.csv --min-score 0.8
  timeline link events.csv incidents.parquet --as my-columns.toml --pairs pairs.csv
"""


@click.command(epilog=EPILOG)
@click.argument("events", metavar="EVENTS")
@click.argument("other", metavar="OTHER")
@click.option(
    "--as",
    "as_",
    required=True,
    metavar="acled|ucdp|gdelt|generic|MAPPING.toml",
    help="What OTHER is: which of its columns says what.",
)
@click.option("-o", "--output", "path", metavar="FILE", help="Pairs and what is left of both [- if none].")
@click.option("--pairs", metavar="FILE", help="The pairs alone.")
@click.option("--ours", metavar="FILE", help="What is only in EVENTS.")
@click.option("--theirs", metavar="FILE", help="What is only in OTHER.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="Least score of a pair; 0.5 is an even chance.",
)
@click.option("--days", type=click.IntRange(0, 31), help="How many days a pair may lie apart [2].")
def link(
    events: str,
    other: str,
    as_: str,
    path: str | None,
    pairs: str | None,
    ours: str | None,
    theirs: str | None,
    min_score: float,
    days: int | None,
) -> int:
    """Match EVENTS with the rows of another dataset, one to one, by date, place, actors and type.

    EVENTS is a file that this program wrote (CSV, JSONL, Parquet, SQLite, DuckDB), OTHER a CSV, TSV, JSON or
    Parquet file of ACLED, UCDP GED, GDELT 2.0 or any table of dated events, packed or not. Each pair comes
    with a score and the reasons for it.
    """
    from timeline.export.csv import write_rows
    from timeline.linking import BOTH, COLUMNS, OURS, THEIRS, link_tables

    found = link_tables(events, other, as_=as_, min_score=min_score, days=days)
    for warning in found.warnings:
        click.echo(f"warning: {warning}", err=True)
    wanted = [(path, ""), (pairs, BOTH), (ours, OURS), (theirs, THEIRS)]
    if not any(target for target, _ in wanted):
        wanted = [("-", "")]
    for target, part in wanted:
        if target:
            with common.output(target) as handle:
                write_rows(COLUMNS, found.rows(part), handle)
    n = len(found.pairs)
    click.echo(
        f"{n} {'pair' if n == 1 else 'pairs'}, {len(found.ours) - n} only in {events}, "
        f"{len(found.theirs) - n} only in {other}",
        err=True,
    )
    return common.DONE
