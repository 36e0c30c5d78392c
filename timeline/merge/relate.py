"""Links between events that are not one event: a denial, a plan, a correction, a follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, product
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.codec import PLAIN
from timeline.merge.corpus import Corpus
from timeline.merge.evidence import cosine
from timeline.merge.facts import Facts, bare, classes_of
from timeline.merge.identity import Names
from timeline.merge.lexicon import lexicon, weights
from timeline.merge.records import made
from timeline.merge.scratch import Scratch, key_of, text_of
from timeline.merge.tellings import Tellings
from timeline.merge.whereabouts import place_feature
from timeline.models import Related, Status

__all__ = ["INVERSE", "FollowUps", "Link", "Links", "near_link"]

INVERSE = {
    "denies": "denied-by",
    "planned": "planned-by",
    "threatened": "threatened-by",
    "corrects": "corrected-by",
    "follow-up": "followed-by",
}
"""What the other event says of the first. "A planned B": A is the plan, B what came of it."""
Small = NDArray[np.int32]
_ENOUGH = -0.5
_REACH = 40
_WEEKS = 31
"""Days after an event in which another article's arrests and reactions are taken for its own."""
_STATUS = {"status.denied": "denies", "status.planned": "planned", "status.threatened": "threatened"}


@dataclass(frozen=True, slots=True)
class Link:
    """`subject` (a position) stands in `relation` to `target`; the higher the score the surer."""

    subject: int
    target: int
    relation: str
    score: float
    why: str


def near_link(i: int, j: int, a: Facts, b: Facts, found: Sequence[str]) -> Link | None:
    """The link that a pair's evidence shows when its status (or a correction) keeps it apart, else None.

    Times are forgiven: a denial comes after what it denies, a plan before what it plans.
    """
    table = weights()
    relation = next((_STATUS[feature] for feature in found if feature in _STATUS), "")
    if relation == "denies" and Status.DENIED not in (a.mention.status, b.mention.status):
        return None  # "nobody was hurt" and "did not comment" deny no event
    if not relation and a.correction != b.correction and "article.same" not in found:
        relation = "corrects"
    if not relation:
        return None
    total = table.bias + 2.0
    for feature in found:
        if feature in _STATUS:
            continue
        if feature in table.never and not feature.startswith("time."):
            return None
        if not feature.startswith(("time.", "article.", "tolls.")):
            total += table.weight[feature]
    if total <= (_ENOUGH if relation != "corrects" else 1.0):
        return None
    first, second = (i, j) if _is_subject(a, b, relation) else (j, i)
    gap = max(a.first, b.first) - min(a.last, b.last)
    if gap > 31:
        return None
    return Link(first, second, relation, round(total - 0.02 * max(gap, 0), 3), _why(found))


def _is_subject(a: Facts, b: Facts, relation: str) -> bool:
    if relation == "corrects":
        return a.correction
    order = {"denied": 0, "planned": 1, "threatened": 2, "real": 3}
    return order[a.status] < order[b.status]


def _why(found: Sequence[str]) -> str:
    said = {"type.same_word": "same kind of event", "type.same_meaning": "same kind of event"}
    place = {"place.same": "same place", "place.same_region": "same region"}
    words = [(said | place).get(feature, "") for feature in found]
    return ", ".join(dict.fromkeys(word for word in words if word))


class FollowUps:
    """What comes after an event and is about it: arrests, inquiries, reactions, funerals.

    The reaction's sentence names the kind of event ("arrested over the attack"), or tells the event itself;
    the nearest such event of the same article, not later in time, is the one meant. Where the article tells
    none, it is the most alike one that another article tells of the last weeks, at a place that the sentence
    names. Articles are added one by one; then `across` finds the events of other articles.
    """

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._open = scratch.shelf(PLAIN)
        self._words: set[str] = set()
        scratch.table(
            "deed (key INTEGER, first INTEGER, p INTEGER, PRIMARY KEY (key, first, p)) WITHOUT ROWID"
        )

    def add(self, at: int, told: Sequence[Facts], *, own: bool) -> list[Link]:
        """Take in an article whose first mention is at `at`; its own links, if its `own` are asked for."""
        self._scratch.fill("deed", self._deeds(at, told), 3)
        if not own:
            return []
        members = sorted(range(len(told)), key=lambda k: (told[k].mention.trigger_start, k))
        found: list[Link] = []
        for k, p in enumerate(members):
            fact = told[p]
            if not _follows(fact) or fact.status != "real":
                continue
            about = {c for word in fact.words for c in classes_of(word)} - set(fact.classes)
            near = members[max(0, k - _REACH) : k] + members[k + 1 : k + 4]
            best = max((_about(fact, told[q], about, at + q) for q in near), default=(0.0, 0))
            if best[0] > 0:
                why = "told with it in one article"
                found.append(Link(at + p, best[1], "follow-up", round(best[0], 3), why))
            elif about := about - lexicon().follows:
                self._open.add((at + p, tuple(about)))
        return found

    def _deeds(self, at: int, told: Sequence[Facts]) -> Iterator[tuple[int, int, int]]:
        for k, fact in enumerate(told):
            # A country is named by every other sentence; a town, a region or a province names the event.
            if fact.status == "real" and fact.dated and 0 < fact.size <= 3 and not _follows(fact):
                words = _place_words(fact.place)
                self._words |= words
                for word in words:
                    for kind in fact.parts:
                        yield hash((kind, word)), fact.first, at + k

    def across(self, facts: Tellings, corpus: Corpus) -> Iterator[Link]:
        """The events of other articles that the open follow-ups are about."""
        ask = "SELECT p FROM deed WHERE key = ? AND first <= ? ORDER BY first DESC, p DESC LIMIT ?"
        for p, about in self._open:
            fact = facts[p]
            last = fact.last if fact.dated else fact.day
            met: set[int] = set()
            for kind, word in product(about, fact.words & self._words):
                met.update(
                    q for (q,) in self._scratch.tables.execute(ask, (hash((kind, word)), last, _REACH))
                )
            offers = [_alike(fact, facts[q], q, corpus) for q in sorted(met)]
            best = max((offer for offer in offers if offer), default=None)
            if best:
                why = f"names such an event in {facts[-best[1]].where.name}"  # type: ignore[union-attr]
                yield Link(p, -best[1], "follow-up", round(best[0], 3), why)


def _alike(fact: Facts, other: Facts, position: int, corpus: Corpus) -> tuple[float, int] | None:
    """How well the event fits the follow-up, with its position (negative: the first of equals is best)."""
    last = fact.last if fact.dated else fact.day
    words = _place_words(other.place)
    if last - other.last > _WEEKS or not words <= fact.words:
        return None
    if fact.size and fact.size <= 3 and place_feature(fact, other) in ("place.far", "place.other_name"):
        return None
    if fact.mention.article_id == other.mention.article_id:
        return None
    return 0.5 + cosine(fact, other, corpus) - 0.01 * max(0, last - other.last), -position


@lru_cache(maxsize=5000)
def _place_words(place: str) -> frozenset[str]:
    return frozenset(map(bare, place.split())) - lexicon().stop


def _follows(fact: Facts) -> bool:
    return bool(fact.classes) and set(fact.classes) <= lexicon().follows


def _about(fact: Facts, other: Facts, about: set[str], position: int) -> tuple[float, int]:
    if other.status != "real" or not other.classes or _follows(other):
        return 0.0, position
    if other.dated and fact.dated and other.first > fact.last:
        return 0.0, position
    same_sentence = other.mention.sentence_start == fact.mention.sentence_start
    named = not about.isdisjoint(other.parts)
    if not (same_sentence or named):
        return 0.0, position
    distance = abs(other.mention.trigger_start - fact.mention.trigger_start)
    return 1.0 + same_sentence + named - min(distance, 5000) / 10000, position


class Links:
    """Links between events, both ways, each pair of events once; a subject keeps its best target."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        scratch.table("near (subject INTEGER, target INTEGER, relation TEXT, worth REAL, why BLOB)")

    def add(self, found: Iterable[Link]) -> None:
        """Note links of positions."""
        rows = ((k.subject, k.target, k.relation, -k.score, key_of(k.why)) for k in found)
        self._scratch.fill("near", rows, 5)

    def settle(self, event_of: Small, names: Names) -> None:
        """Make them links of events, whose number `event_of` gives for each position (or -1)."""
        scratch, tables = self._scratch, self._scratch.tables
        scratch.table(
            "best (subject INTEGER, relation TEXT, worth REAL, name BLOB, why BLOB, target INTEGER)"
        )
        scratch.table("related (event INTEGER, other INTEGER, relation TEXT, why BLOB)")
        scratch.fill("best", self._between(event_of, names), 6)
        rows = tables.execute("SELECT * FROM best ORDER BY subject, relation, worth, name, why")
        scratch.fill("related", _both_ways(rows), 4)

    def _between(self, event_of: Small, names: Names) -> Iterator[tuple[object, ...]]:
        for subject, target, relation, worth, why in self._scratch.tables.execute("SELECT * FROM near"):
            one, other = int(event_of[subject]), int(event_of[target])
            if one != other and one >= 0 and other >= 0:
                yield one, relation, worth, key_of(names[other]), why, other

    def related(self, names: Names) -> Iterator[tuple[int, list[Related]]]:
        """The events that have links, in order, each with its links."""
        rows = self._scratch.tables.execute("SELECT * FROM related ORDER BY event")
        for event, found in groupby(rows, key=itemgetter(0)):
            yield (
                event,
                [
                    made(Related, {"event_id": names[other], "relation": relation, "why": text_of(why)})
                    for _, other, relation, why in found
                ],
            )


def _both_ways(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, int, str, bytes]]:
    for (subject, relation), found in groupby(rows, key=itemgetter(0, 1)):
        *_, why, target = next(found)
        yield subject, target, relation, why
        yield target, subject, INVERSE[relation], why
