"""Wire copy: the articles that repeat one which tells of an event belong to it, and are no further source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from timeline.models import ArticleRef, Event

__all__ = ["with_copies"]


def with_copies(events: Iterable[Event], articles: Mapping[str, ArticleRef]) -> tuple[Event, ...]:
    """The events, each with the ids of all articles that repeat one of its own (`copy_ids`), sorted.

    Example:
        >>> from datetime import date
        >>> day = date(2024, 5, 24)
        >>> refs = {"a": ArticleRef(id="a", dct=day), "b": ArticleRef(id="b", dct=day, duplicate_of="a")}
        >>> event = Event(event_id="e", title="Depot hit", mention_ids=("m",), article_ids=("a",))
        >>> with_copies([event], refs)[0].copy_ids
        ('b',)
    """
    copies: defaultdict[str, list[str]] = defaultdict(list)
    for ref in articles.values():
        if ref.duplicate_of:
            copies[ref.duplicate_of].append(ref.id)
    return tuple(_with(event, copies) for event in events) if copies else tuple(events)


def _with(event: Event, copies: Mapping[str, list[str]]) -> Event:
    found = {copy for name in event.article_ids for copy in copies.get(name, ())} - set(event.article_ids)
    listed = tuple(sorted(found))
    return event if listed == event.copy_ids else event.model_copy(update={"copy_ids": listed})
