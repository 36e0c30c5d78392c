"""Child processes of a cluster's worker, which do its work: what hangs or dies there costs its article alone.

A call into a library that never comes back can be ended only with its process, and if that were the worker's
own, the cluster would give the same batch to the next one. So each thread of a worker gives its batches to a
child, which is watched as those of `--jobs` are and stays, with its pipeline loaded, for the next batch.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from threading import Lock, Timer
from typing import Final

from timeline.models import Article
from timeline.runs.pool import Pool
from timeline.runs.work import Work

__all__ = ["close", "served"]

IDLE: Final = 60.0
"""Seconds that a child without work keeps its memory."""

_idle: list[tuple[Hashable, Pool, Timer]] = []
_changing = Lock()


def served(work: Work, known_by: Hashable, articles: Sequence[Article]) -> list[bytes]:
    """The results of a batch, packed, from a child that is idle or a new one; any number of threads may ask.

    Work that is `known_by` the same is done by the same children.

    Raises:
        ModelError: the pipeline is not installed or lacks a component.
        TimelineError: the child dies before it can work.
    """
    child = _taken(known_by) or Pool(work, 1)
    try:
        ticket = child.submit(articles)
        while not ticket.is_done:
            child.wait()
    except BaseException:
        child.close()
        raise
    _put_back(known_by, child)
    return [result or b"" for result in ticket.results]


def close(only: Pool | None = None) -> None:
    """End the children that are idle, or one of them."""
    with _changing:
        leaving = [each for each in _idle if only in (None, each[1])]
        _idle[:] = [each for each in _idle if each not in leaving]
    for _, child, timer in leaving:
        timer.cancel()
        child.close()


def _taken(known_by: Hashable) -> Pool | None:
    """A child that is idle; those that do other work make room."""
    with _changing:
        found = next((each for each in _idle if each[0] == known_by), None)
        if found is not None:
            _idle.remove(found)
            found[2].cancel()
            return found[1]
    close()
    return None


def _put_back(known_by: Hashable, child: Pool) -> None:
    timer = Timer(IDLE, close, [child])
    timer.daemon = True
    with _changing:
        _idle.append((known_by, child, timer))
    timer.start()
