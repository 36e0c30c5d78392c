"""What a relative clause tells of, where the noun next to it cannot be meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from timeline.events import actors

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["cause"]

THINGS = frozenset({"that", "which"})
REACH = 5  # steps up from the last noun: "bombings in Nairobi, Kenya and Dar es Salaam, Tanzania, that"
LINKS = frozenset({"nmod", "nmod:unmarked", "appos", "conj"})


def cause(clause: Token, is_violence: Callable[[Token], bool]) -> Token | None:
    """The noun of violence whose phrase the relative clause of an outcome ends; None where it ends none.

    Towns and buildings kill nobody: "the bombing of a clinic in Dar es Salaam that killed two" tells of the
    bombing, though a parser hangs the clause on the noun next to it. People do: "the killing of a man that
    had robbed a shop" is left as it is.
    """
    if clause.dep_ != "acl:relcl":
        return None
    if not any(c.dep_ == "nsubj" and c.lower_ in THINGS for c in clause.children):
        return None
    noun = clause.head
    if is_violence(noun):
        return None
    for _ in range(REACH):
        if actors.is_people(noun) or noun.dep_ not in LINKS:
            return None
        noun = noun.head
        if is_violence(noun):
            return noun
    return None
