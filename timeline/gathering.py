"""What articles hold, gathered into one timeline: in memory when it is small, on the disk when it is not.

Extractions come one at a time and none is held: mentions go on to merging, and what is kept of the articles
waits in a temporary file until the mentions are through.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Final

from timeline.extraction import Extraction
from timeline.limits import give_back
from timeline.models import ArticleRef, Mention, Problem, TimelineLike
from timeline.result import Timeline
from timeline.temporary import told

if TYPE_CHECKING:
    from timeline.merge import Corrections

__all__ = ["gathered", "merge_mentions", "whole"]

HELD: Final = 5_000
"""Mentions merged in memory (60 MB), in half the time; more of them are merged on the disk, which adds a
twentieth to the time that their articles take."""
SPOOL: Final = 1_000_000
"""Bytes of articles' references held in memory."""


def merge_mentions(
    extractions: Iterable[Extraction | Problem],
    *,
    previous: Timeline | None = None,
    corrections: Corrections | None = None,
) -> Timeline:
    """Merge the mentions of all articles into one timeline.

    `previous` is a timeline to add to: its events keep their ids. `corrections` are a user's own decisions
    ("same: A B", "different: A B") and win over the scores.
    """
    with gathered(extractions, previous=previous, corrections=corrections) as found:
        return whole(found)


def whole(found: TimelineLike) -> Timeline:
    """A timeline that may lie on the disk, in memory."""
    if isinstance(found, Timeline):
        return found
    return Timeline(
        events=tuple(found.events),
        mentions=tuple(found.mentions),
        articles=tuple(found.articles),
        problems=tuple(found.problems),
    )


@contextmanager
def gathered(
    extractions: Iterable[Extraction | Problem],
    *,
    previous: Timeline | None = None,
    corrections: Corrections | None = None,
    held: int = HELD,
) -> Iterator[TimelineLike]:
    """As `merge_mentions`, and nearly flat in memory: with more than `held` mentions, the timeline lies on
    the disk until the block ends.

    Example:
        >>> with gathered(extract(articles)) as found:      # doctest: +SKIP
        ...     export.write(found, "events.jsonl")
    """
    from timeline import merge

    told = _Told(extractions, previous)
    try:
        stream = told.mentions()
        first = list(islice(stream, held + 1))
        if len(first) > held:
            with merge.merge_stream(
                chain(_drained(first), stream),
                told.articles(),
                previous=previous,
                corrections=corrections,
                problems=told.problems,
            ) as found:
                yield found
            return
        refs = {} if previous is None else {ref.id: ref for ref in previous.articles}
        refs |= {ref.id: ref for ref in told.articles()}
        merged = merge.merge(first, refs, previous=previous, corrections=corrections)
        yield Timeline(
            events=merge.with_copies(merged.events, refs),
            mentions=merged.mentions,
            articles=tuple(refs[name] for name in sorted(refs)),
            problems=(*told.problems, *merged.problems),
        )
    finally:
        told.close()


class _Told:
    """A stream of extractions taken apart: the mentions first, then the articles; problems as they come."""

    def __init__(self, extractions: Iterable[Extraction | Problem], previous: Timeline | None) -> None:
        self._extractions = extractions
        self._refs = SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - closed by `close`
        self.problems: list[Problem] = [] if previous is None else list(previous.problems)

    def mentions(self) -> Iterator[Mention]:
        """All mentions; what is kept of their articles goes to the temporary file."""
        for item in self._extractions:
            if isinstance(item, Problem):
                self.problems.append(item)
            else:
                kept = pickle.dumps(ArticleRef.of(item.article).model_dump())
                with told():
                    self._refs.write(kept)
                yield from item.mentions

    def articles(self) -> Iterator[ArticleRef]:
        """All articles, once the mentions are through, and the pipeline that found them is done with."""
        give_back()
        with told():
            self._refs.seek(0)
        while True:
            try:
                kept = pickle.load(self._refs)
            except EOFError:
                return
            yield ArticleRef(**kept)

    def close(self) -> None:
        """Remove the temporary file."""
        with contextlib.suppress(OSError):  # what a full disk did not take is not missed any more
            self._refs.close()


def _drained(mentions: list[Mention]) -> Iterator[Mention]:
    """The mentions, let go of one by one."""
    mentions.reverse()
    while mentions:
        yield mentions.pop()
