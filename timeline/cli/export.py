"""`timeline export`: a timeline that was built before, in other formats."""

from __future__ import annotations

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline export events.jsonl -o events.parquet -o map.geojson
  timeline export events.sqlite --format ics > events.ics
  timeline build articles/ --events - | timeline export - --format geojson > map.geojson
"""


@click.command(epilog=EPILOG)
@click.argument("store", metavar="STORE")
@common.outputs
@click.option(
    "--format",
    "name",
    type=click.Choice(common.FORMATS),
    help="The format of every FILE, whatever its end; alone, of standard output.",
)
@click.option("--title", metavar="TEXT", help="Title of the page, the calendar, the slides.")
def export(store: str, outputs: tuple[str, ...], name: str | None, title: str | None) -> int:
    """Write a timeline in other formats, without its articles.

    STORE is a file that this program wrote: JSONL (--events), SQLite, DuckDB or Parquet, which hold all of
    the timeline; a CSV, which holds one row for each event; or - for JSONL on standard input.
    """
    from timeline import api

    if not outputs and not name:
        raise click.UsageError("Say what to write: -o FILE, or --format NAME for standard output.")
    wanted = common.Outputs(outputs or ("-",), name or "")
    wanted.check()
    reporter = common.Reporter()
    stdin = common.binary_stdin((store,))
    data = api.read_timeline(store if stdin is None else stdin)
    for problem in data.problems:
        if problem.code == "from-csv" and problem.where == store:
            reporter.problem(problem)
    written = wanted.write(data, title or "", reporter)
    if outputs:
        click.echo(f"{len(data.events)} events: {', '.join(written)}", err=True)
    return common.DONE
