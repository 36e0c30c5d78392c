"""`timeline extract`: dated events, one mention a line, not merged."""

from __future__ import annotations

from typing import Any

import click

from timeline.cli import common
from timeline.cli.lasting import Lasting, lasting

EPILOG = """\b
Examples:
  timeline extract articles/ > mentions.jsonl
  timeline extract articles/ --jobs auto -o mentions.jsonl
  timeline extract report.txt --date 2024-05-24 | jq .title
"""


@click.command(epilog=EPILOG)
@common.inputs
@click.option("-o", "--output", "path", default="-", metavar="FILE", help="Where to write [standard output].")
@click.option("--dated-only", is_flag=True, help="Leave out events that no expression of their own dates.")
@common.model
@common.times
@lasting
def extract(
    inputs: common.Inputs,
    path: str,
    dated_only: bool,
    model: str | None,
    times: dict[str, Any],
    lasting: Lasting,
) -> int:
    """Write the dated events of each article as JSON lines, one mention a line, not merged."""
    from timeline import api
    from timeline.export.jsonl import write_mentions
    from timeline.models import Problem

    inputs = inputs.writing(path, lasting.store)
    reporter = inputs.reporter
    with lasting.kept([path], reporter) as kept, reporter.progress(inputs), common.output(path) as handle:
        for item in api.extract(
            inputs.articles(store=lasting.store),
            nlp=model,
            dated_only=dated_only,
            limits=inputs.limits,
            **times,
            **kept,
        ):
            if isinstance(item, Problem):
                reporter.problem(item)
                continue
            reporter.article()
            write_mentions(item.mentions, handle)
    return reporter.exit_code
