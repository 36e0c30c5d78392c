"""The options of long runs, shared by the commands that work on articles: keep, go on, share out."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from timeline.cli import common

__all__ = ["Lasting", "lasting"]

_store = click.option(
    "--store",
    metavar="FILE",
    help="Keep what finished articles hold in this file (or FOLDER/; Parquet in FOLDER.parquet/), and do not "
    "work on them again. Articles that are no longer given stay in it, but not in the timeline. FILE.pages "
    "beside it keeps web pages as they were read.",
)
_no_store = click.option(
    "--no-store",
    is_flag=True,
    help="Keep nothing. Else a run that was stopped goes on when it is given again: until the first output "
    "is written, a hidden file beside it (.NAME.partial) holds what is finished.",
)
_jobs = click.option(
    "-j",
    "--jobs",
    metavar="N",
    default="1",
    callback=lambda context, option, value: _number(value),
    help='Worker processes; "auto" is one for each core [1].',
)
_cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    help='Share out the work over a Dask scheduler (tcp://host:8786), or "local" to start one with --jobs '
    "workers. With --store FOLDER/ (also s3://...), workers keep results there themselves.",
)


class Lasting(NamedTuple):
    """What the user said of keeping and sharing out."""

    store: str | None
    no_store: bool
    jobs: int
    cluster: str

    @contextmanager
    def kept(self, outputs: Iterable[str], reporter: common.Reporter) -> Iterator[dict[str, Any]]:
        """Arguments for `timeline.api`; when the block ends well, the outputs are written.

        Without a store of the user's own, a working store beside the first output that is a file holds what
        is finished meanwhile.
        """
        arguments: dict[str, Any] = {"store": self.store, "jobs": self.jobs, "cluster": self.cluster}
        beside = None if self.store or self.no_store else next(filter(_is_file, outputs), None)
        if beside is None:
            yield arguments
            return
        from timeline.runs import WorkingStore

        working = WorkingStore(beside, reporter.problem)
        try:
            yield arguments | {"store": working}
        except BaseException:
            working.close()
            if working.path.exists():
                click.echo(
                    "timeline: what is finished is kept; the same command goes on from there.", err=True
                )
            raise
        working.remove()


def lasting(command: Callable[..., int]) -> Callable[..., int]:
    """The options of long runs, given to the command as `lasting`."""

    @wraps(command)
    def bundled(store: str | None, no_store: bool, jobs: int, cluster: str | None, **rest: Any) -> int:
        if store and no_store:
            raise click.UsageError("--store and --no-store contradict each other; give one of them.")
        return command(lasting=Lasting(store, no_store, jobs, cluster or ""), **rest)

    return _store(_no_store(_jobs(_cluster(bundled))))


def _number(text: str) -> int:
    if text.lower() == "auto":
        return 0
    if not (text.isascii() and text.isdigit()):
        raise click.BadParameter(f'{text!r} is no number of processes; give 1 or more, or "auto".')
    return int(text)


def _is_file(path: str) -> bool:
    """Whether it is a file, or will be; a device has no place beside it."""
    if path == "-":
        return False
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except OSError:
        return True
