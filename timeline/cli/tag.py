"""`timeline tag`: temporal expressions only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from timeline.cli import common

if TYPE_CHECKING:
    from timeline.models import Timex

EPILOG = """\b
Examples:
  timeline tag documents.jsonl > timexes.jsonl
  timeline tag article.txt --date 2024-05-24 --format timeml
  echo "He left on Tuesday." | timeline tag - --date 2024-05-24
"""


@click.command(epilog=EPILOG)
@common.inputs
@click.option("-o", "--output", "path", default="-", metavar="FILE", help="Where to write [standard output].")
@click.option("--format", "form", type=click.Choice(["jsonl", "timeml"]), default="jsonl", show_default=True)
@common.times
def tag(
    inputs: common.Inputs,
    path: str,
    form: str,
    times: dict[str, Any],
) -> int:
    """Find temporal expressions and resolve them against the publication date.

    JSONL out has one line a document, in order: {"id", "timexes": [{"start", "end", "type", "value", ...}]}.
    """
    from timeline import api
    from timeline.models import Problem
    from timeline.timex.timeml import to_timeml

    inputs = inputs.writing(path)
    reporter = inputs.reporter
    articles = inputs.articles(duplicates=False)
    with reporter.progress(inputs), common.output(path) as handle:
        for item in api.tag_articles(articles, limits=inputs.limits, **times):
            if isinstance(item, Problem):
                reporter.problem(item)
                continue
            reporter.article()
            if form == "timeml":
                handle.write(to_timeml(item.article.text, item.article.dct, item.timexes, item.article.id))
            else:
                timexes = [_row(t) for t in item.timexes]
                line = {"id": item.article.id, "timexes": timexes}
                handle.write(json.dumps(line, ensure_ascii=False))
            handle.write("\n")
    return reporter.exit_code


def _row(timex: Timex) -> dict[str, Any]:
    """What the line of a document says of an expression; its rule, reason and confidence always."""
    row = timex.model_dump(mode="json", exclude_defaults=True)
    return {**row, "confidence": timex.confidence}
