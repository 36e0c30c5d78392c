"""Which telling of its article a noun takes up: "the blast", "Kenya embassy bombing", "the two attacks".

A reader dates "survivors of the blast" with the blast that the article has told of, not with the visit of
the minister that the sentence tells of. A noun that names violence and is marked as known (by "the", by an
owner, by a name before it) is taken for the violence of the same kind that was told before it, unless the
two bear names of different places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
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

__all__ = ["Retold", "is_known", "is_violence"]

REACH = 400  # tellings on either side, so that a book costs no more than its chapters
COMPARED = frozenset({"since", "than", "like", "unlike"})
UNREAL = frozenset({Status.PLANNED, Status.THREATENED, Status.HYPOTHETICAL, Status.NEGATED})
KNOWN = frozenset({"the", "this", "that", "these", "those", "both"})


class Retold:
    """The tellings of an article, and which of them its nouns take up; `own` are the dates that they have.

    Of each telling it is worked out once whether it is violence, by what means, and what names it bears.
    """

    def __init__(self, told: Sequence[Telling], own: Sequence[Dated | None]) -> None:
        self._told = told
        self._own = own
        self._modes: dict[int, str] = {}
        self._borne: dict[int, frozenset[str]] = {}

    @cached_property
    def _violent(self) -> list[int]:
        return [at for at, telling in enumerate(self._told) if is_violence(telling)]

    def antecedent(self, index: int) -> int | None:
        """The telling that the noun of telling `index` takes up; None where it takes up none, or is told as
        new.

        The nearest before it that shares a name with it, else the nearest before it; where none was told
        before, the first after it that has a date of its own.
        """
        this = self._told[index]
        if not is_known(this):
            return None
        names = self._names(index)
        first, last = bisect_left(self._violent, index), bisect_left(self._violent, index + 1)
        nearest: int | None = None
        for at in reversed(self._violent[:first]):
            if at < index - REACH:
                break
            if not self._may_be(index, at):
                continue
            if names & self._names(at):
                return at
            if nearest is None:
                nearest = at
        if nearest is not None:
            return nearest
        kind = self._mode(index)
        for at in self._violent[last:]:
            if at >= index + REACH:
                break
            if self._own[at] is None or not self._may_be(index, at):
                continue
            # What comes later explains no noun before it unless it is told in the same words.
            same = (kind and kind == self._mode(at)) or base(this.trigger) == base(self._told[at].trigger)
            if same or names & self._names(at):
                return at
        return None

    def _may_be(self, index: int, at: int) -> bool:
        """Nothing speaks against it: violence of another sentence, by means that agree, in no other
        country."""
        if self._told[at].sentence == self._told[index].sentence:
            return False
        return _agree(self._mode(index), self._mode(at)) and not _elsewhere(
            self._names(index), self._names(at)
        )

    def _mode(self, at: int) -> str:
        if at not in self._modes:
            self._modes[at] = _mode(self._told[at])
        return self._modes[at]

    def _names(self, at: int) -> frozenset[str]:
        if at not in self._borne:
            self._borne[at] = _names(self._told[at])
        return self._borne[at]


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
