"""Merging more than fits in memory: records come in one at a time, and the timeline is read from the disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from timeline.merge.copies import with_copies
from timeline.merge.corrections import Corrections
from timeline.merge.merging import merge
from timeline.models import ArticleRef, Event, Mention, Problem, Records, TimelineData, TimelineLike

__all__ = ["MergedStream", "merge_stream"]


class MergedStream:
    """A merged timeline on the disk: a `TimelineLike`, open until the block ends.

    Each of `events` (in order of time, with their `copy_ids`), `mentions` (with their event's id, in the
    order of their articles), `articles` (all, by id) and `problems` can be counted and gone through any
    number of times; a record lives only as long as the caller holds it.
    """

    def __init__(
        self,
        events: Records[Event],
        mentions: Records[Mention],
        articles: Records[ArticleRef],
        problems: Records[Problem],
    ) -> None:
        self._events, self._mentions, self._articles, self._problems = events, mentions, articles, problems

    @property
    def events(self) -> Records[Event]:
        """Events in order of time."""
        return self._events

    @property
    def mentions(self) -> Records[Mention]:
        """All mentions, with their event's id."""
        return self._mentions

    @property
    def articles(self) -> Records[ArticleRef]:
        """All articles given, and those of the previous timeline."""
        return self._articles

    @property
    def problems(self) -> Records[Problem]:
        """The problems given, and what merging adds (a correction that names nothing)."""
        return self._problems

    def find_mention(self, mention_id: str) -> Mention | None:
        """One mention by id."""
        return next((m for m in self._mentions if m.mention_id == mention_id), None)

    def find_article(self, article_id: str) -> ArticleRef | None:
        """One article by id."""
        return next((a for a in self._articles if a.id == article_id), None)

    def close(self) -> None:
        """Delete the scratch files; nothing can be read afterwards."""

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

    `articles`, then `mentions` are gone through once, in any order: cursors over a database will do.
    `problems` are passed on. `scratch` is a folder for temporary files, about 5 kB for each mention (None:
    the system's temporary folder); they go when the block ends.

    Raises:
        SourceError: a mention's article is not among the articles.

    Example:
        >>> with merge_stream([], []) as merged:
        ...     len(merged.events)
        0
        >>> with merge_stream(store.mentions(), store.articles()) as merged:    # doctest: +SKIP
        ...     export.write(merged, "events.jsonl")
    """
    refs = {ref.id: ref for ref in previous.articles} if previous is not None else {}
    refs |= {ref.id: ref for ref in articles}
    before = None
    if previous is not None:
        before = TimelineData(events=tuple(previous.events), mentions=tuple(previous.mentions))
    merged = merge(mentions, refs, previous=before, corrections=corrections)
    return MergedStream(
        with_copies(merged.events, refs),
        merged.mentions,
        tuple(refs[name] for name in sorted(refs)),
        (*problems, *merged.problems),
    )
