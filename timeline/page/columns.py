"""TimelineData as columns: what the page carries, each sentence and each name once.

The form is made for typed loops over 100,000 events: one list a field, small numbers that point into tables
in place of repeated text. `pack` writes it short. FORMAT counts up when the meaning of a column changes.

Times are minutes since 1970-01-01 in naive local time, end exclusive; null is an open end, two nulls no date.
Offsets of triggers and time expressions count code points from the start of their sentence; 0 to 0 is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from timeline.models import Actor, ArticleRef, Attribution, Event, Mention, Place, TimelineData, TollKind
from timeline.page.text import safe_url

FORMAT = 2
_EPOCH = datetime(1970, 1, 1)


class Table:
    """Distinct values in order of first use; `of` gives the number of a value."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        """The number of this value, a new one if it was never seen."""
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[Any]:
        """The values, where number N is at place N; tuples become lists."""
        return [list(v) if isinstance(v, tuple) else v for v in self._numbers]


class Columns:
    """Builds the columns of one timeline; `build` is the only way in."""

    def __init__(self, data: TimelineData) -> None:
        self.data = data
        self.words, self.actors, self.places = Table(), Table(), Table()
        self.sentences = Table()
        self.articles = {a.id: n for n, a in enumerate(data.articles)}
        self.mentions = {m.mention_id: n for n, m in enumerate(data.mentions)}
        self.events = {e.event_id: n for n, e in enumerate(data.events)}

    def build(self) -> dict[str, Any]:
        """All columns as plain values that `json` can write."""
        return {
            "format": FORMAT,
            "events": _turn([self._event(e) for e in self.data.events]),
            "mentions": _turn([self._mention(m) for m in self.data.mentions]),
            "articles": _turn([self._article(a) for a in self.data.articles]),
            "problems": [[p.where, p.code, p.message, p.severity.value] for p in self.data.problems],
            "sentences": _turn(
                [dict(zip(("article", "start", "text"), s, strict=True)) for s in self.sentences.values]
            ),
            "actors": self.actors.values,
            "places": self.places.values,
            "words": self.words.values,
        }

    def _event(self, event: Event) -> dict[str, Any]:
        span = event.interval
        return {
            "id": event.event_id,
            "title": event.title or event.trigger or event.event_id,
            "start": _minutes(span.start) if span else None,
            "end": _minutes(span.end) if span else None,
            "granularity": self.words.of(span.granularity.value if span else ""),
            "lasting": int(bool(span and span.lasting)),
            "edtf": self.words.of(span.edtf() if span else ""),
            "said": self.words.of(span.words() if span else ""),
            "prec": (span.date_prec() or 0) if span else 0,
            "basis": self.words.of(event.date_basis.value if event.date_basis else ""),
            "date_text": self.words.of(event.date_text),
            "date_why": self.words.of(event.date_why),
            "date_conflict": self.words.of(event.date_conflict),
            "type": self.words.of(event.plover_type),
            "mode": self.words.of(event.plover_mode),
            "acled": self.words.of(event.event_type),
            "acled_sub": self.words.of(event.sub_event_type),
            "contexts": [self.words.of(c) for c in event.contexts],
            "status": self.words.of(event.status.value),
            "trigger": self.words.of(event.trigger),
            "says": self._says(event.attribution),
            "actors": self._people(event.actors),
            "targets": self._people(event.targets),
            "place": self._place(event.place),
            "place_text": self.words.of(event.place.text if event.place else ""),
            "means": list(dict.fromkeys(self.words.of(m.name or m.text) for m in event.means)),
            "quantities": [self.words.of(q.words()) for q in event.quantities],
            "tolls": self._tolls(event),
            "mentions": [self.mentions[m] for m in event.mention_ids if m in self.mentions],
            "articles": [self.articles[a] for a in event.article_ids if a in self.articles],
            "copies": [self.articles[a] for a in event.copy_ids if a in self.articles],
            "n_articles": len(event.article_ids),
            "sources": list(dict.fromkeys(self.words.of(s) for s in event.sources if s)),
            "reasons": [
                [
                    self.mentions.get(r.mention_id, -1),
                    self.mentions.get(r.with_id, -1),
                    round(r.score, 3),
                    self.words.of(r.why),
                ]
                for r in event.reasons
            ],
            "related": [
                [self.events[r.event_id], self.words.of(r.relation), self.words.of(r.why)]
                for r in event.related
                if r.event_id in self.events
            ],
            "confidence": round(event.confidence, 2),
        }

    def _mention(self, mention: Mention) -> dict[str, Any]:
        article = self.articles.get(mention.article_id, -1)
        base = mention.sentence_start
        timex = mention.timex
        inside = timex is not None and base <= timex.start and timex.end <= mention.sentence_end
        return {
            "id": mention.mention_id,
            "sentence": self.sentences.of((article, base, mention.sentence)),
            "trigger_start": mention.trigger_start - base,
            "trigger_end": mention.trigger_end - base,
            "timex_start": timex.start - base if timex is not None and inside else 0,
            "timex_end": timex.end - base if timex is not None and inside else 0,
            "date_text": self.words.of(mention.date_text),
            "date_why": self.words.of(mention.date_why),
            "status": self.words.of(mention.status.value),
            "says": self._says(mention.attribution),
            "confidence": round(mention.confidence, 3),
        }

    def _article(self, article: ArticleRef) -> dict[str, Any]:
        return {
            "id": article.id,
            "dct": article.dct.isoformat(),
            "published": article.dct_time.isoformat() if article.dct_time else "",
            "source": article.source,
            "title": article.title,
            "url": safe_url(article.url),
            "copy_of": self.articles.get(article.duplicate_of, -1) if article.duplicate_of else -1,
        }

    def _people(self, actors: Iterable[Actor]) -> list[int]:
        rows = [(a.name or a.text, a.country, a.kind.value if a.kind else "") for a in actors]
        return list(dict.fromkeys(self.actors.of(row) for row in rows))

    def _says(self, attribution: Iterable[Attribution]) -> list[list[int]]:
        rows = dict.fromkeys((a.name or a.text, a.cue, a.side) for a in attribution)
        return [[self.words.of(part) for part in row] for row in rows]

    def _tolls(self, event: Event) -> list[list[int | None]]:
        """Kind, low, high, best for each kind; one exact figure is its own best, None is an open end."""
        merged: list[list[int | None]] = []
        for kind in TollKind:
            own = [t for t in event.tolls if t.kind is kind]
            best = event.best.get(kind)
            if not own and best is None:
                continue
            low = min((t.low for t in own), default=best)
            highs = [t.high for t in own if t.high is not None]
            high = max(highs, default=best) if len(highs) == len(own) else None
            if best is None and low == high:
                best = low
            merged.append([self.words.of(kind.value), low, high, best])
        return merged

    def _place(self, place: Place | None) -> int:
        if place is None:
            return -1
        return self.places.of(
            (
                place.name or place.text,
                place.country,
                place.iso3,
                place.admin1,
                place.latitude,
                place.longitude,
                place.precision,
                _iso_numeric(place.iso3),
            )
        )


@cache
def _iso_numeric(iso3: str) -> int | None:
    from timeline.places import country  # the gazetteer's tables are read only where there is a place

    found = country(iso3) if iso3 else None
    return (found.iso_num or None) if found else None


def _minutes(moment: datetime | None) -> int | None:
    return None if moment is None else int((moment - _EPOCH).total_seconds() // 60)


def _turn(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def columns(data: TimelineData) -> dict[str, Any]:
    """The page's data: events, mentions, articles, sentences and tables of names as plain lists.

    Example:
        >>> columns(TimelineData())["events"]
        {}
    """
    return Columns(data).build()
