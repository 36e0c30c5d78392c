"""A timeline as rows of numbers: what the page carries, each sentence and each name once.

The form is made for typed loops over 100,000 events: small numbers that point into tables in place of
repeated text. `pack` turns the rows into columns and writes them short. FORMAT counts up when the meaning of
a column changes.

Times are minutes since 1970-01-01 in naive local time, end exclusive; null is an open end, two nulls no date.
Offsets of triggers and time expressions count code points from the start of their sentence; 0 to 0 is none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

from timeline.models import Actor, ArticleRef, Attribution, Event, Mention, Place, TimelineLike, TollKind
from timeline.page.spill import Numbers, Spool, lines
from timeline.page.text import safe_url

FORMAT = 2
_EPOCH = datetime(1970, 1, 1)


class Rows:
    """The rows of a page's tables, each with the number of what it names.

    To be asked for in this order, each once: `mentions`, `events`, `related`, `articles`; `sentence` is given
    each sentence when it is first met. What has been numbered by then stands in `words`, `actors`, `places`.
    """

    def __init__(self, data: TimelineLike, sentence: Callable[[int, int, str], None]) -> None:
        self.data = data
        self.words, self.actors, self.places = Numbers(), Numbers(), Numbers()
        self._sentence = sentence
        self._sentences: dict[tuple[int, str], int] = {}  # of one article
        self._article, self._count = -2, 0
        self._articles, self._mentions, self._events = (Numbers(keep=False) for _ in range(3))
        self._related = Spool()

    def mentions(self) -> Iterator[dict[str, Any]]:
        """One row for each telling."""
        for article in self.data.articles:
            self._articles.of(article.id)
        for mention in self.data.mentions:
            self._mentions.of(mention.mention_id)
            yield self._mention(mention)

    def events(self) -> Iterator[dict[str, Any]]:
        """One row for each event; what it is related to comes afterwards, when all events have a number."""
        for event in self.data.events:
            self._events.of(event.event_id)
            told = [[r.event_id, self.words.of(r.relation), self.words.of(r.why)] for r in event.related]
            self._related.write((json.dumps(told) + "\n").encode())
            yield self._event(event)

    def related(self) -> Iterator[list[list[int]]]:
        """For each event: number of the other one, kind and reason; ids that are not there are left out."""
        for line in lines(self._related):
            told = [(self._events.get(name), relation, why) for name, relation, why in json.loads(line)]
            yield [[other, relation, why] for other, relation, why in told if other is not None]

    def articles(self) -> Iterator[dict[str, Any]]:
        """One row for each article."""
        yield from map(self._one_article, self.data.articles)

    def problems(self) -> Iterator[list[str]]:
        """Where, code, message and severity of each."""
        for problem in self.data.problems:
            yield [problem.where, problem.code, problem.message, problem.severity.value]

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
            "mentions": _known(self._mentions, event.mention_ids),
            "articles": _known(self._articles, event.article_ids),
            "copies": _known(self._articles, event.copy_ids),
            "n_articles": len(event.article_ids),
            "sources": list(dict.fromkeys(self.words.of(s) for s in event.sources if s)),
            "reasons": [
                [
                    _number(self._mentions, r.mention_id),
                    _number(self._mentions, r.with_id),
                    round(r.score, 3),
                    self.words.of(r.why),
                ]
                for r in event.reasons
            ],
            "confidence": round(event.confidence, 2),
        }

    def _mention(self, mention: Mention) -> dict[str, Any]:
        article = _number(self._articles, mention.article_id)
        base = mention.sentence_start
        timex = mention.timex
        inside = timex is not None and base <= timex.start and timex.end <= mention.sentence_end
        return {
            "id": mention.mention_id,
            "sentence": self._sentence_of(article, base, mention.sentence),
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

    def _sentence_of(self, article: int, start: int, text: str) -> int:
        """The number of a sentence; those of one article are known until the next one begins."""
        if article != self._article:
            self._article = article
            self._sentences.clear()
        number = self._sentences.get((start, text))
        if number is None:
            number = self._sentences[start, text] = self._count
            self._count += 1
            self._sentence(article, start, text)
        return number

    def _one_article(self, article: ArticleRef) -> dict[str, Any]:
        return {
            "id": article.id,
            "dct": article.dct.isoformat(),
            "published": article.dct_time.isoformat() if article.dct_time else "",
            "source": article.source,
            "title": article.title,
            "url": safe_url(article.url),
            "copy_of": _number(self._articles, article.duplicate_of) if article.duplicate_of else -1,
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


def _known(numbers: Numbers, names: Iterable[str]) -> list[int]:
    found = (numbers.get(name) for name in names)
    return [number for number in found if number is not None]


def _number(numbers: Numbers, name: str) -> int:
    found = numbers.get(name)
    return -1 if found is None else found
