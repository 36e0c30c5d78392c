"""The `timeline` command: arguments in, one call of the API, results out, an exit code.

Exit codes: 0 all done, 1 failed, 2 wrong usage, 3 done but some articles were left out, 130 stopped (Ctrl-C).
Results go to standard output or to the files named; messages and progress go to standard error. A request to
end (SIGTERM of a scheduler, `timeout`, `docker stop`; SIGHUP of a lost connection) stops a run as Ctrl-C
does, with exit code 1.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from timeline import __version__
from timeline.cli import common
from timeline.cli.build import build
from timeline.cli.evaluate import evaluate
from timeline.cli.explain import explain
from timeline.cli.export import export
from timeline.cli.extract import extract
from timeline.cli.link import link
from timeline.cli.read import read
from timeline.cli.tag import tag

__all__ = ["main"]

EPILOG = """\b
Examples:
  timeline build articles/ -o timeline.html -o events.csv -o events.jsonl
  timeline export events.jsonl -o events.sqlite -o events.ics
  timeline link events.csv acled.csv --as acled -o links.csv
  timeline tag article.txt --date 2024-05-24
  timeline extract articles/ > mentions.jsonl
  timeline explain "Two were killed on Tuesday." --date 2024-05-24

\b
Exit codes:
  0  all done
  1  failed: nothing could be done, or an output cannot be written
  2  wrong usage: an option or an argument cannot be understood
  3  done, but some articles were left out (each is named; --report FILE lists them)
"""


class _Commands(click.Group):
    """Commands whose reader may go away (`timeline tag ... | head`)."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise common.ReaderGone from None
        except common.Terminated as error:  # of which click would make what it makes of Ctrl-C
            raise common.Ended(*error.args) from None


@click.group(cls=_Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
def cli() -> None:
    """Turn news reports into one dated, sourced timeline of a conflict."""


for _command in (build, export, link, read, tag, extract, explain, evaluate):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; a message instead of a traceback, whatever happens."""
    common.end_when_asked()
    try:
        code = cli.main(standalone_mode=False) or common.DONE
    except click.UsageError as error:
        shown = io.StringIO()
        error.show(shown)
        for line in shown.getvalue().splitlines():
            common.say(line)
        code = common.USAGE
    except BaseException as error:
        if os.environ.get("TIMELINE_DEBUG"):
            raise
        code, sentence = common.verdict(error)
        if sentence and not isinstance(error, common.ReaderGone):
            common.say(f"timeline: {sentence}")
    common.leave()
    sys.exit(code)
