"""Which telling of its article a noun takes up: "the blast", "Kenya embassy bombing", "the two attacks".

A reader dates "survivors of the blast" with the blast that the article has told of, not with the visit of
the minister that the sentence tells of. A noun that names violence and is marked as known (by "the", by an
owner, by a name before it) is taken for the violence of the same kind that was told before it, unless the
two bear names of different places.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from timeline import places
from timeline.events import actors, trees
from timeline.events.dates import Dated
from timeline.events.parsed import once
from timeline.events.status import is_infinitive, own_status
from timeline.events.tables import table
from timeline.events.telling import Telling
from timeline.events.types import own_mode
from timeline.events.words import base
from timeline.models import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["antecedent", "is_known", "is_violence"]

REACH = 400  # tellings on either side, so that a book costs no more than its chapters
COMPARED = frozenset({"since", "than", "like", "unlike"})
UNREAL = frozenset({Status.PLANNED, Status.THREATENED, Status.HYPOTHETICAL, Status.NEGATED})
KNOWN = frozenset({"the", "this", "that", "these", "those", "both"})


def antecedent(told: Sequence[Telling], own: Sequence[Dated | None], index: int) -> int | None:
    """The telling that the noun of telling `index` takes up; None where it takes up none, or is told as new.

    The nearest before it that shares a name with it, else the nearest before it; where none was told before,
    the first after it that has a date of its own (`own`).
    """
    this = told[index]
    if not is_known(this):
        return None
    names = _names(this)
    last: int | None = None
    for at in range(index - 1, max(index - REACH, 0) - 1, -1):
        if not _may_be(this, told[at]):
            continue
        if names & _names(told[at]):
            return at
        if last is None:
            last = at
    if last is not None:
        return last
    kind = _mode(this)
    for at in range(index + 1, min(index + REACH, len(told))):
        that = told[at]
        if own[at] is None or not _may_be(this, that):
            continue
        # What comes later explains no noun before it unless it is told in the same words.
        same = (kind and kind == _mode(that)) or base(this.trigger) == base(that.trigger)
        if same or names & _names(that):
            return at
    return None


def _may_be(this: Telling, that: Telling) -> bool:
    """Nothing speaks against it: violence of another sentence, by means that agree, in no other country."""
    if that.sentence == this.sentence or not is_violence(that) or not _agree(_mode(this), _mode(that)):
        return False
    return not _elsewhere(_names(this), _names(that))


def is_known(telling: Telling) -> bool:
    """True of a noun of violence that the reader is taken to know."""
    noun = telling.trigger
    if telling.candidate.kind != "noun" or "violence" not in telling.candidate.classes:
        return False
    if base(noun) in _long():
        return False
    dets = {c.lower_ for c in noun.children if c.dep_ == "det"}
    if dets:
        return bool(dets & KNOWN)
    return any(c.dep_ == "nmod:poss" or (c.dep_ == "compound" and c.pos_ == "PROPN") for c in noun.children)


@cache
def _long() -> frozenset[str]:
    return frozenset(table("triggers_nouns")["lasting"]["words"]) | frozenset(
        table("triggers_violent")["long"]
    )


def is_violence(telling: Telling) -> bool:
    """True of violence that happened, told by a noun or by a verb."""
    if own_status(telling.trigger) in UNREAL or is_infinitive(telling.trigger):
        return False
    if telling.candidate.kind == "noun":
        # "The deadliest since the siege of 2004" tells of another event.
        return "violence" in telling.candidate.classes and COMPARED.isdisjoint(trees.cases(telling.trigger))
    return any(base(part) in table("triggers_violent")["words"] for part in telling.parts)


def _mode(telling: Telling) -> str:
    """The family of its means: "" for "attack", which may be any."""
    families = table("triggers_violent")["families"]
    modes = [families.get(own_mode(part), "") for part in telling.parts]
    return next((mode for mode in modes if mode), "")


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


@once
def _own_names(part: Token) -> frozenset[str]:
    found = set()
    for child in part.children:
        if child.pos_ in ("PROPN", "NOUN") and not trees.is_time(child) and not actors.is_people(child):
            found.add(child.lemma_.lower())
            found.update(inner.lower_ for inner in child.children if inner.pos_ == "PROPN")
    return frozenset(found)


def _names(telling: Telling) -> frozenset[str]:
    return frozenset().union(*(_own_names(part) for part in telling.parts))


def _elsewhere(names: frozenset[str], others: frozenset[str]) -> bool:
    """True where both name places, and none in common."""
    here, there = _countries(names), _countries(others)
    return bool(here and there and not here & there)


@lru_cache(maxsize=4096)
def _countries(names: frozenset[str]) -> frozenset[str]:
    found = set()
    for name in names:
        hit = places.find(name.title())
        if hit is not None and hit.country:
            found.add(hit.country)
    return frozenset(found)
