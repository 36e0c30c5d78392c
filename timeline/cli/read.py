"""`timeline read`: what the other commands would read, as JSON lines."""

from __future__ import annotations

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline read pages/ > articles.jsonl
  timeline read crawl.warc.gz | jq -r '[.date, .date_source, .title] | @tsv'
"""


@click.command(epilog=EPILOG)
@common.inputs
@click.option("-o", "--output", "path", default="-", metavar="FILE", help="Where to write [standard output].")
def read(
    inputs: common.Inputs,
    path: str,
) -> int:
    """Write the articles as JSON lines: text, publication date and where it was found, outlet, copies.

    The lines are read again by every other command.
    """
    from timeline.models import Problem
    from timeline.read.lines_out import line_of

    inputs = inputs.writing(path)
    reporter = inputs.reporter
    articles = inputs.articles()
    with reporter.progress(inputs), common.output(path) as handle:
        for item in articles:
            if isinstance(item, Problem):
                reporter.problem(item)
                continue
            reporter.article()
            handle.write(line_of(item) + "\n")
    return reporter.exit_code
