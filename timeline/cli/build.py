"""`timeline build`: the main job."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import click

from timeline.cli import common
from timeline.cli.lasting import Lasting, lasting

EPILOG = """\b
Examples:
  timeline build articles/ -o timeline.html --csv events.csv
  timeline build articles/ -o events.sqlite -o events.ics -o map.geojson
  timeline build events.jsonl new-articles/ --events events.jsonl
  timeline build articles/ --store kept.store --jobs auto -o timeline.html
  cat report.txt | timeline build - --date "24 May 2024" -o timeline.html
"""


@click.command(epilog=EPILOG)
@common.inputs
@common.outputs
@click.option("--csv", "csv_path", metavar="FILE", help="The event table, whatever its name; - is stdout.")
@click.option("--events", "events_path", metavar="FILE", help="The whole timeline as JSON lines.")
@click.option("--mentions", "mentions_path", metavar="FILE", help="One telling of an event a line (JSONL).")
@click.option("--title", metavar="TEXT", help="Title of the page, the calendar, the slides.")
@click.option("--corrections", metavar="FILE", help='Your own merges: lines "same: A B", "different: A B".')
@click.option("--dated-only", is_flag=True, help="Leave out events that no expression of their own dates.")
@common.model
@common.times
@lasting
def build(
    inputs: common.Inputs,
    outputs: tuple[str, ...],
    csv_path: str | None,
    events_path: str | None,
    mentions_path: str | None,
    title: str | None,
    corrections: str | None,
    dated_only: bool,
    model: str | None,
    times: dict[str, Any],
    lasting: Lasting,
) -> int:
    """Merge the events of all articles into one timeline: a page, a table, JSON lines.

    SOURCES are files of text, Markdown, web pages, feeds, JSONL or CSV of articles, WARC archives (each
    packed or not), folders, ZIP and tar archives and patterns of these, or - for standard input. A timeline
    that this program wrote (JSONL, SQLite, DuckDB, Parquet) is taken as it is; with others, they are added.
    """
    from timeline import api
    from timeline.merge import read_corrections

    if not any((outputs, csv_path, events_path, mentions_path)):
        outputs = ("timeline.html",)
    wanted = common.Outputs(outputs, csv=csv_path, jsonl=events_path, mentions=mentions_path)
    wanted.check()
    decisions = read_corrections(corrections) if corrections else None
    inputs = inputs.writing(*(path for path, _ in wanted.wanted), lasting.store)
    reporter = inputs.reporter
    with lasting.kept([path for path, _ in wanted.wanted], reporter) as kept:
        building = api.build_stream(
            inputs.sources,
            **inputs.options,
            **times,
            **kept,
            outputs=inputs.outputs,
            nlp=model,
            dated_only=dated_only,
            corrections=decisions,
            stdin=inputs.stdin,
            progress=reporter.saw,
        )
        with ExitStack() as stack:
            with reporter.progress(inputs):
                result = stack.enter_context(building)
            if not (reporter.articles or result.articles or result.events):
                common.say("timeline: no article could be used, so nothing was written.")
                return common.FAILED
            written = wanted.write(result, title or "", reporter)
            common.say(
                f"{len(result.events)} events from {len(result.mentions)} mentions in {len(result.articles)} "
                + f"articles{f', {reporter.left_out} left out' if reporter.left_out else ''}"
                + f": {', '.join(written)}"
            )
    return common.SOME_LEFT_OUT if reporter.left_out else common.DONE
