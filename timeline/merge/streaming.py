"""Merging more than fits in memory: records come in one at a time, and the timeline is read from the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

from timeline.merge.corrections import Corrections
from timeline.merge.merging import Merging, collected, uncollected
from timeline.merge.scratch import Scratch
from timeline.models import ArticleRef, Event, Mention, Problem, Records, TimelineLike

__all__ = ["MergedStream", "merge_stream"]

T = TypeVar("T")


class _View(Generic[T]):
    def __init__(self, count: int, read: Callable[[], Iterator[T]]) -> None:
        self._count, self._read = count, read

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return self._read()


class MergedStream:
    """A merged timeline on the disk: a `TimelineLike`, open until the block ends.

    Each of `events` (in order of time, with their `copy_ids`), `mentions` (with their event's id, in the
    order of their articles), `articles` (all, by id) and `problems` can be counted and gone through any
    number of times; a record lives only as long as the caller holds it.
    """

    def __init__(self, run: Merging, scratch: Scratch, problems: Iterable[Problem]) -> None:
        self._run, self._scratch = run, scratch
        self._problems = (*problems, *run.problems)

    @property
    def events(self) -> Records[Event]:
        """Events in order of time."""
        return _View(len(self._run), self._run.events)

    @property
    def mentions(self) -> Records[Mention]:
        """All mentions, with their event's id."""
        return _View(len(self._run.tellings), self._run.mentions)

    @property
    def articles(self) -> Records[ArticleRef]:
        """All articles given, and those of the previous timeline."""
        return _View(self._run.tellings.count_refs(), self._run.tellings.refs)

    @property
    def problems(self) -> Records[Problem]:
        """The problems given, and what merging adds (a correction that names nothing)."""
        return self._problems

    def find_mention(self, mention_id: str) -> Mention | None:
        """One mention by id."""
        p = self._run.tellings.position(mention_id)
        return None if p is None else self._run.mention(p)

    def find_article(self, article_id: str) -> ArticleRef | None:
        """One article by id."""
        return self._run.tellings.ref(article_id)

    def has_event(self, event_id: str) -> bool:
        """Whether an event has this id (not: had it once)."""
        return self._run.has_event(event_id)

    def close(self) -> None:
        """Delete the scratch files; nothing can be read afterwards."""
        self._scratch.close()

    def __enter__(self) -> MergedStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def merge_stream(
    mentions: Iterable[Mention],
    articles: Iterable[ArticleRef],
    *,
    previous: TimelineLike | None = None,
    corrections: Corrections | None = None,
    problems: Iterable[Problem] = (),
    scratch: str | Path | None = None,
) -> MergedStream:
    """`merge` for any number of mentions: the same events with the same ids, at nearly flat memory.

    `mentions`, then `articles` are gone through once, in any order: cursors over a database will do.
    `problems` are passed on. `scratch` is a folder for temporary files, about 5 kB for each mention (None:
    the system's temporary folder); they go when the block ends. What SQLite sorts lies beside them in its
    own temporary folder (the environment's SQLITE_TMPDIR).

    Raises:
        SourceError: a mention's article is not among the articles.

    Example:
        >>> with merge_stream([], []) as merged:
        ...     len(merged.events)
        0
        >>> with merge_stream(store.mentions(), store.articles()) as merged:    # doctest: +SKIP
        ...     export.write(merged, "events.jsonl")
    """
    room = Scratch(scratch)
    try:
        run = Merging(room)
        with uncollected() as was_on:
            mentions = collected(mentions) if was_on else mentions
            run.run(mentions, articles, previous, corrections or Corrections(), copies=True)
        return MergedStream(run, room, problems)
    except BaseException:
        room.close()
        raise
