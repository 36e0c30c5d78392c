"""The timeline as tables that point at each other: events, mentions, articles, and which tells of which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, cast

from timeline.export.columns import Column, checked, columns, load
from timeline.export.finding import Finder, OnDisk
from timeline.export.rows import flat_cell, is_running_total, listed, rows
from timeline.models import Mention, TimelineLike, TollKind

__all__ = ["NAMES", "Table", "table_rows", "tables"]

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `foreign` maps a column to the table whose key it holds, `search` lists columns of prose."""

    name: str
    key: str
    description: str
    columns: tuple[Column, ...]
    foreign: Mapping[str, str] = field(default_factory=dict)
    search: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """All tables, each after those that it may point into, but for events and articles, which come first.

    Example:
        >>> [table.name for table in tables()]
        ['articles', 'events', 'mentions', 'event_articles']
    """
    made = {}
    for raw in load("tables.toml")["table"]:
        own = tuple(Column(**column) for column in raw.get("column", ()))
        made[raw["name"]] = Table(
            name=raw["name"],
            key=raw["key"],
            description=raw["description"],
            columns=checked(own, "tables.toml") or columns(),
            foreign=raw.get("foreign", {}),
            search=tuple(raw.get("search", ())),
        )
    return tuple(made[name] for name in NAMES)


NAMES: Final = ("articles", "events", "mentions", "event_articles")


def table_rows(data: TimelineLike, name: str, *, lists: bool = False, tied: bool = True) -> Iterator[Row]:
    """The rows of one table, in the order of the timeline; lists as in `rows.rows`.

    When `tied`, a row whose key was seen before is left out, and a pointer into a table that lacks the row is
    empty, so that a database accepts them all.

    Raises:
        KeyError: there is no such table.
    """
    table = {table.name: table for table in tables()}[name]
    holds = _holds(data)
    # A timeline on the disk has no id twice.
    seen: set[object] | None = None if hasattr(data, "find_mention") else set()
    for row in _MAKERS[name](data):
        if not tied:
            yield {column: flat_cell(value, lists) for column, value in row.items()}
            continue
        key = row[table.key] if table.key else tuple(row.values())
        if seen is not None:
            if key in seen:
                continue
            seen.add(key)
        for column, target in table.foreign.items():
            if not holds[target](row[column]):
                row[column] = None
        if not table.key and None in (row[column] for column in table.foreign):
            continue
        yield {column: flat_cell(value, lists) for column, value in row.items()}


def _holds(data: TimelineLike) -> Mapping[str, Callable[[Any], bool]]:
    """Whether a key is one of a table."""
    if hasattr(data, "find_mention"):
        kept = cast(OnDisk, data)
        find = Finder.of(data)
        return {
            "articles": lambda key: key is not None and find.article(key) is not None,
            "events": lambda key: key is not None and kept.has_event(key),
        }
    return {
        "articles": {article.id for article in data.articles}.__contains__,
        "events": {event.event_id for event in data.events}.__contains__,
    }


def _events(data: TimelineLike) -> Iterator[Row]:
    return rows(data, lists=True)


def _mentions(data: TimelineLike) -> Iterator[Row]:
    told: dict[str, str] = {}
    if not hasattr(data, "find_mention"):  # whose mentions name their events
        told = {mention: event.event_id for event in data.events for mention in event.mention_ids}
    for mention in data.mentions:
        yield {**_mention(mention), "event_id": told.get(mention.mention_id, mention.event_id)}


def _mention(mention: Mention) -> Row:
    interval, place = mention.interval, mention.place
    total = is_running_total(interval)
    tolls = [] if total else [toll for toll in mention.tolls if toll.kind is TollKind.KILLED]
    highs = [toll.high for toll in tolls]
    return {
        "mention_id": mention.mention_id,
        "event_id": None,
        "article_id": mention.article_id,
        "date_start": interval.first_day if interval else None,
        "date_end": interval.last_day if interval else None,
        "date_edtf": interval.edtf() if interval else None,
        "granularity": interval.granularity.value if interval else None,
        "date_basis": mention.date_basis.value if mention.date_basis else None,
        "date_text": mention.date_text or None,
        "date_why": mention.date_why or None,
        "date_confidence": round(mention.date_confidence, 4),
        "plover_type": mention.plover_type or None,
        "event_type": mention.event_type or None,
        "sub_event_type": mention.sub_event_type or None,
        "status": mention.status.value,
        "actors": listed(actor.name or actor.text for actor in mention.actors),
        "targets": listed(actor.name or actor.text for actor in mention.targets),
        "means": listed(means.name or means.text for means in mention.means),
        "quantities": listed(quantity.words() for quantity in mention.quantities),
        "attribution": listed(said.name or said.text for said in mention.attribution),
        "location": place.name or None if place else None,
        "country": place.country or None if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "fatalities_low": min((toll.low for toll in tolls), default=None),
        "fatalities_high": None if None in highs else max((h for h in highs if h is not None), default=None),
        "trigger": mention.trigger or None,
        "trigger_start": mention.trigger_start,
        "trigger_end": mention.trigger_end,
        "sentence": mention.sentence or None,
        "sentence_start": mention.sentence_start,
        "sentence_end": mention.sentence_end,
        "title": mention.title or None,
        "confidence": round(mention.confidence, 4),
    }


def _articles(data: TimelineLike) -> Iterator[Row]:
    for article in data.articles:
        yield {
            "article_id": article.id,
            "date": article.dct,
            "date_source": article.dct_source or None,
            "source": article.source or None,
            "title": article.title or None,
            "url": article.url or None,
            "duplicate_of": article.duplicate_of or None,
        }


def _event_articles(data: TimelineLike) -> Iterator[Row]:
    for event in data.events:
        own = dict.fromkeys(event.article_ids)
        for article, is_copy in (*((a, False) for a in own), *((a, True) for a in event.copy_ids)):
            if not is_copy or article not in own:
                yield {"event_id": event.event_id, "article_id": article, "is_copy": is_copy}


_MAKERS: Final[Mapping[str, Callable[[TimelineLike], Iterator[Row]]]] = {
    "articles": _articles,
    "events": _events,
    "mentions": _mentions,
    "event_articles": _event_articles,
}
