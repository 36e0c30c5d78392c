"""Where two mentions agree on who, when and where, and where what they say differs.

That two bags share no word says less than that both name somebody and the names differ, so every pair of
participants gets two answers: they meet, or they are both there and do not. Statements are told apart by
their speakers more than by anything else, hence the same answers once more for two words of saying.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.lexicon import lexicon
from timeline.merge.overlap import cosine, meeting

if TYPE_CHECKING:
    from timeline.merge.participants import Part
    from timeline.merge.spots import Spot

__all__ = ["AGREEMENT", "agreement"]

Table = NDArray[Any]
_SPEAKERS = (
    "names meet",
    "names differ",
    "words meet",
    "words and names differ",
    "any meet",
    "all differ",
    "overlap",
)
_SAID = ("days", "places", "people", "bodies", "numbers")

AGREEMENT = (
    "both statements",
    "one a statement",
    *(f"{role}: {how}" for role in ("doers", "targets") for how in _SPEAKERS),
    *(f"speakers: {how}" for how in _SPEAKERS),
    "participants: names meet",
    "participants: names differ",
    "participants: overlap",
    *(f"{kind} of the sentences {how}" for kind in _SAID for how in ("meet", "differ")),
    "words below",
    "words below, of statements",
    "both verbs",
    "both nouns",
    "one denied",
)


def agreement(members: Sequence[Spot]) -> list[Table]:
    """Tables (n, n), one for each of AGREEMENT, symmetric."""
    sides = [spot.sides for spot in members]
    states = np.array([_is_statement(spot) for spot in members], bool)
    statements = np.logical_and.outer(states, states)
    doers = _role([side.doers for side in sides])
    targets = _role([side.targets for side in sides])
    parts = [(side.doers, side.targets, side.others) for side in sides]
    names = [_merged(part.names for part in three) for three in parts]
    words = [_merged(part.names + part.words for part in three) for three in parts]
    below = cosine([side.below for side in sides])
    verb, noun = (np.array([side.kind == kind for side in sides]) for kind in ("verb", "noun"))
    denied = np.array([side.negated for side in sides])
    return [
        statements,
        np.logical_xor.outer(states, states),
        *doers,
        *targets,
        *(table * statements for table in doers),
        *meeting(names),
        cosine(words),
        *(table for kind in _SAID for table in meeting([getattr(side, kind) for side in sides])),
        below,
        below * statements,
        np.logical_and.outer(verb, verb),
        np.logical_and.outer(noun, noun),
        np.logical_xor.outer(denied, denied),
    ]


def _is_statement(spot: Spot) -> bool:
    group = lexicon().group
    return any(group[name] == "statement" for name in spot.classes)


def _role(parts: Sequence[Part]) -> list[Table]:
    names, differ = meeting([part.names for part in parts])
    words, apart = meeting([part.words for part in parts])
    whole = [_merged((part.names, part.words)) for part in parts]
    return [names, differ, words, apart & ~names, *meeting(whole), cosine(whole)]


def _merged(bags: Any) -> tuple[str, ...]:
    return tuple(sorted({word for bag in bags for word in bag}))
