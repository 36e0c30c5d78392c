"""The `timeline` command: arguments in, one call of the API, results out, an exit code.

Exit codes: 0 all done, 1 failed, 2 wrong usage, 3 done but some articles were left out. Results go to
standard output or to the files named; messages and progress go to standard error.
"""

from __future__ import annotations

import os
import sys

import click

from timeline import __version__
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
"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
def cli() -> None:
    """Turn news reports into one dated, sourced timeline of a conflict."""


for _command in (build, export, link, read, tag, extract, explain, evaluate):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; a message instead of a traceback for everything that we foresaw."""
    from timeline.errors import TimelineError

    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("timeline: stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except TimelineError as error:
        click.echo(f"timeline: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader went away (`timeline tag ... | head`): nothing is wrong, and nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        click.echo(
            f"timeline: cannot write or read {error.filename or 'a file'}: {error.strerror}.", err=True
        )
        sys.exit(1)
