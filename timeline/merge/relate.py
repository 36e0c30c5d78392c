"""Links between events that are not one event: a denial, a plan, a correction, a follow-up."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from timeline.merge.corpus import Corpus
from timeline.merge.evidence import cosine
from timeline.merge.facts import Facts, bare, classes_of
from timeline.merge.lexicon import lexicon, weights
from timeline.merge.whereabouts import place_feature
from timeline.models import Related, Status

__all__ = ["INVERSE", "Link", "follow_ups", "links", "near_link"]

INVERSE = {
    "denies": "denied-by",
    "planned": "planned-by",
    "threatened": "threatened-by",
    "corrects": "corrected-by",
    "follow-up": "followed-by",
}
"""What the other event says of the first. "A planned B": A is the plan, B what came of it."""
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


def follow_ups(facts: Sequence[Facts], positions: Iterable[int], corpus: Corpus) -> list[Link]:
    """What comes after an event and is about it: arrests, inquiries, reactions, funerals.

    The reaction's sentence names the kind of event ("arrested over the attack"), or tells the event itself;
    the nearest such event of the same article, not later in time, is the one meant. Where the article tells
    none, it is the most alike one that another article tells of the last weeks, at a place that the sentence
    names.
    """
    by_article: dict[str, list[int]] = defaultdict(list)
    for position in positions:
        by_article[facts[position].mention.article_id].append(position)
    found: list[Link] = []
    open_: list[tuple[int, set[str]]] = []
    for members in by_article.values():
        members.sort(key=lambda p: (facts[p].mention.trigger_start, p))
        for k, p in enumerate(members):
            fact = facts[p]
            if not _follows(fact) or fact.status != "real":
                continue
            about = {c for word in fact.words for c in classes_of(word)} - set(fact.classes)
            near = members[max(0, k - _REACH) : k] + members[k + 1 : k + 4]
            best = max((_about(fact, facts[q], about, q) for q in near), default=(0.0, 0))
            if best[0] > 0:
                found.append(Link(p, best[1], "follow-up", round(best[0], 3), "told with it in one article"))
            elif about := about - lexicon().follows:
                open_.append((p, about))
    return found + _across(facts, open_, corpus) if open_ else found


def _across(facts: Sequence[Facts], open_: Sequence[tuple[int, set[str]]], corpus: Corpus) -> list[Link]:
    """The events of other articles that the open follow-ups are about."""
    deeds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, fact in enumerate(facts):
        # A country is named by every other sentence; a town, a region or a province names the event.
        if fact.status == "real" and fact.dated and 0 < fact.size <= 3 and not _follows(fact):
            for word in _place_words(fact.place):
                for kind in fact.parts:
                    deeds[kind, word].append(position)
    for listed in deeds.values():
        listed.sort(key=lambda p: facts[p].first)
    found: list[Link] = []
    for p, about in open_:
        fact = facts[p]
        last = fact.last if fact.dated else fact.day
        met: set[int] = set()
        for kind, word in product(sorted(about), sorted(fact.words)):
            listed = deeds.get((kind, word), [])
            end = bisect_right(listed, last, key=lambda q: facts[q].first)
            met.update(listed[max(0, end - _REACH) : end])
        offers = [_alike(fact, facts[q], q, corpus) for q in sorted(met)]
        best = max((offer for offer in offers if offer), default=None)
        if best:
            why = f"names such an event in {facts[-best[1]].where.name}"  # type: ignore[union-attr]
            found.append(Link(p, -best[1], "follow-up", round(best[0], 3), why))
    return found


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


@lru_cache(maxsize=100_000)
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


def links(found: Iterable[Link], event_of: Sequence[str]) -> dict[str, list[Related]]:
    """Links of positions as links of events, both ways, each pair of events once; a subject keeps its best
    target.
    """
    best: dict[tuple[str, str], tuple[float, str, str]] = {}
    for link in found:
        subject, target = event_of[link.subject], event_of[link.target]
        if subject == target:
            continue
        key = (subject, link.relation)
        offer = (-link.score, target, link.why)
        if key not in best or offer < best[key]:
            best[key] = offer
    related: dict[str, list[Related]] = defaultdict(list)
    for (subject, relation), (_, target, why) in sorted(best.items()):
        related[subject].append(Related(event_id=target, relation=relation, why=why))
        related[target].append(Related(event_id=subject, relation=INVERSE[relation], why=why))
    return related
