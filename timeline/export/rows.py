"""The event table: one flat row for each event, in the columns of `columns.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from timeline.export.columns import LIST_JOIN, columns, is_mutual, quad_class
from timeline.export.finding import Finder
from timeline.intervals import Interval
from timeline.models import Actor, ActorKind, Event, TimelineLike, TollKind

__all__ = ["flat_cell", "is_running_total", "iso_numeric", "joined", "listed", "rows"]


def rows(data: TimelineLike, *, timeline_id: str = "", lists: bool = False) -> Iterator[dict[str, object]]:
    """One row for each event, in the order of the timeline.

    Values are `str`, `date`, `int`, `float`, `bool`, or None for unknown; lists are joined with "; ", or with
    `lists` stay tuples of text, for formats that have lists.

    Example:
        >>> list(rows(TimelineData()))
        []
    """
    find = Finder.of(data)
    for event in data.events:
        row = _Row(event, find, timeline_id).cells()
        yield {column.name: flat_cell(row[column.name], lists) for column in columns()}


def flat_cell(value: object, lists: bool = False) -> object:
    """A value as a table holds it: a list as one text, unless `lists`."""
    return joined(value) if isinstance(value, tuple) and not lists else value


def listed(items: Iterable[str]) -> tuple[str, ...] | None:
    """A list without repeats and empty items, each on one line; None when nothing is left."""
    return tuple(dict.fromkeys(_flat(item) for item in items if item and item.strip())) or None


def joined(items: Iterable[str]) -> str | None:
    """A list in one cell, without repeats and empty items; an item's own "; " becomes ", "."""
    kept = dict.fromkeys(item.replace(LIST_JOIN, ", ") for item in listed(items) or ())
    return LIST_JOIN.join(kept) or None


def iso_numeric(iso3: str) -> int | None:
    """ISO 3166-1 numeric code of a country; None for one that has none (Kosovo) and for no country."""
    from timeline.places import country  # the gazetteer's tables are read only where there is a place

    found = country(iso3) if iso3 else None
    return (found.iso_num or None) if found else None


def is_running_total(interval: Interval | None) -> bool:
    """True for what went on for more than a month, whose toll is a total ("over 5,000 since February").

    Such a figure counts other events again, so it stays out of the columns that people add up. A month is
    UCDP's 31 days; an open end is longer.

    Example:
        >>> is_running_total(Interval.month(2024, 1))
        False
    """
    if interval is None or not interval.lasting:
        return False
    return interval.n_days is None or interval.n_days > 31


@dataclass(frozen=True, slots=True)
class _Row:
    event: Event
    find: Finder
    timeline_id: str

    def cells(self) -> dict[str, object]:
        event = self.event
        return {
            "event_id": event.event_id,
            **self._date(),
            "event_type": event.event_type or None,
            "sub_event_type": event.sub_event_type or None,
            "plover_type": event.plover_type or None,
            "plover_mode": event.plover_mode or None,
            "quad_class": quad_class(event.plover_type),
            "contexts": listed(event.contexts),
            "status": event.status.value,
            "trigger": _flat(event.trigger) or None,
            **self._actors(),
            **self._place(),
            **self._tolls(),
            **self._articles(),
            **self._trace(),
            "timeline_id": self.timeline_id or None,
            "mention_ids": listed(event.mention_ids),
            "confidence": round(event.confidence, 2),
            "quantities": listed(quantity.words() for quantity in event.quantities),
            "title": _flat(event.title) or None,
            "attribution": listed(said.name or said.text for said in event.attribution),
        }

    def _date(self) -> dict[str, object]:
        event, interval = self.event, self.event.interval
        day = interval.event_date() if interval else None
        return {
            "event_date": day,
            "date_start": interval.first_day if interval else None,
            "date_end": interval.last_day if interval else None,
            "date_edtf": interval.edtf() if interval else None,
            "time_precision": interval.time_precision() if interval else None,
            "date_prec": interval.date_prec() if interval else None,
            "date_basis": event.date_basis.value if event.date_basis else None,
            "date_text": _flat(event.date_text) or None,
            "year": day.year if day else None,
            "lasting": True if interval and interval.lasting else None,
            "date_why": _flat(event.date_why) or None,
            "date_conflict": _flat(event.date_conflict) or None,
        }

    def _actors(self) -> dict[str, object]:
        event = self.event
        doers, targets = event.actors, event.targets
        first: Actor | None
        second: Actor | None
        if not targets and len(doers) > 1 and is_mutual(event.plover_type, event.sub_event_type):
            first, second, others = doers[0], doers[1], (*doers[2:],)
        else:
            first = doers[0] if doers else None
            second = targets[0] if targets else None
            others = doers[1:]
        on_civilians = event.event_type == "Violence against civilians" or (
            bool(targets) and targets[0].kind is ActorKind.CIVILIANS
        )
        return {
            "actor1": _name(first),
            "actor2": _name(second),
            "assoc_actor_1": listed(actor.name for actor in others),
            "assoc_actor_2": listed(actor.name for actor in targets[1:]),
            "inter1": _kind(first),
            "inter2": _kind(second),
            "actor1_country": first.country or None if first else None,
            "actor2_country": second.country or None if second else None,
            "directed": bool(doers and targets),
            "civilian_targeting": True if on_civilians else None,
        }

    def _place(self) -> dict[str, object]:
        place = self.event.place
        return {
            "location": _flat(place.name) or None if place else None,
            "location_text": _flat(place.text) or None if place else None,
            "admin1": place.admin1 or None if place else None,
            "admin2": None,
            "admin3": None,
            "country": place.country or None if place else None,
            "iso": iso_numeric(place.iso3) if place else None,
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
            "geo_precision": place.precision if place else None,
        }

    def _tolls(self) -> dict[str, object]:
        nothing = (None, None, None)
        total = is_running_total(self.event.interval)
        killed = nothing if total else self._toll(TollKind.KILLED)
        injured = nothing if total else self._toll(TollKind.INJURED)
        return {
            "fatalities": killed[0],
            "fatalities_low": killed[1],
            "fatalities_high": killed[2],
            "injured": injured[0],
            "size": None,
        }

    def _toll(self, kind: TollKind) -> tuple[int | None, int | None, int | None]:
        """Best, low and high. One exact figure is its own best; an open range has none that nobody gave."""
        found = [toll for toll in self.event.tolls if toll.kind is kind]
        best = self.event.best.get(kind)
        if not found:
            return best, best, best
        low = min(toll.low for toll in found)
        highs = [toll.high for toll in found]
        high = None if None in highs else max(high for high in highs if high is not None)
        if best is None and low == high:
            best = low
        return best, low, high

    def _articles(self) -> dict[str, object]:
        event = self.event
        found = [article for article in map(self.find.article, event.article_ids) if article]
        outlets = event.sources or tuple(article.source for article in found)
        # Those that carried the same words are outlets, too, and count as no further article.
        copies = (article.source for article in map(self.find.article, event.copy_ids) if article)
        return {
            "source": listed(dict.fromkeys([*outlets, *filter(None, copies)])),
            "source_url": listed(article.url for article in found),
            "source_date": listed(sorted(article.dct.isoformat() for article in found)),
            "source_headline": listed(article.title for article in found),
            "n_articles": len(event.article_ids),
            "n_mentions": len(event.mention_ids),
            "article_ids": listed(event.article_ids),
        }

    def _trace(self) -> dict[str, object]:
        event = self.event
        told = self.find.mention(event.mention_ids[0]) if event.mention_ids else None
        return {
            "notes": _flat(told.sentence) or None if told else None,
            "article_id": told.article_id if told else None,
            "trigger_start": told.trigger_start if told else None,
            "trigger_end": told.trigger_end if told else None,
            "sentence_start": told.sentence_start if told else None,
            "sentence_end": told.sentence_end if told else None,
        }


def _name(actor: Actor | None) -> str | None:
    return (_flat(actor.name or actor.text) or None) if actor else None


def _kind(actor: Actor | None) -> str | None:
    return actor.kind.value if actor and actor.kind else None


def _flat(text: str) -> str:
    return " ".join(text.split())
