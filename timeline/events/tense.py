"""The tense of a predicate, as far as dating needs it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Tense", "tense"]

MAX_STEPS = 6
INVARIANT = frozenset({"hit", "cut", "put", "set", "shut", "hurt", "burst", "split", "spread", "quit"})
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})


class Tense(StrEnum):
    """Coarse tense and aspect of the clause that a word stands in."""

    PAST = "past"
    PERFECT = "perfect"  # "has fired"
    PAST_PERFECT = "past perfect"  # "had fired"
    PRESENT = "present"
    ONGOING = "ongoing"  # "is firing", and "was firing" in reported speech
    FUTURE = "future"
    NONE = "none"  # a noun without a verb, an infinitive, a bare participle


def tense(token: Token) -> Tense:
    """The tense of a verb, or of the clause that a noun or participle belongs to."""
    here = token
    for _ in range(MAX_STEPS):
        found = _own(here)
        if (
            found is Tense.PAST
            and here.dep_ == "conj"
            and not _has(here, ("nsubj", "nsubj:pass", "aux", "aux:pass"))
        ):
            # "have been caught and, later, spoke": the perfect of the first verb holds for the rest
            found = Tense.PERFECT if _own(here.head) is Tense.PERFECT else found
        if found is not Tense.NONE:
            return Tense.ONGOING if found is Tense.PAST and _was_ongoing(here) else found
        if here.head.i == here.i or here.dep_ in ("acl:relcl", "ccomp", "parataxis"):
            return Tense.NONE
        here = here.head
    return Tense.NONE


def _has(verb: Token, relations: tuple[str, ...]) -> bool:
    return any(c.dep_ in relations for c in verb.children)


def _was_ongoing(verb: Token) -> bool:
    """ "X was failing" as the content of a past saying: the speaker said "is failing"."""
    if verb.tag_ != "VBG":
        return False
    here = verb
    while here.dep_ in ("conj", "xcomp") and here.head.i != here.i:
        here = here.head
    return here.dep_ == "ccomp" and here.head.pos_ == "VERB"


def _own(token: Token) -> Tense:
    if token.pos_ not in ("VERB", "AUX"):
        copula = next((c for c in token.children if c.dep_ == "cop"), None)
        if copula is None:
            return Tense.NONE
        return _finite(copula, [c for c in token.children if c.dep_ in ("aux", "aux:pass")])
    return _finite(token, [c for c in token.children if c.dep_ in ("aux", "aux:pass")])


def _finite(verb: Token, auxes: list[Token]) -> Tense:
    words = {a.lower_ for a in auxes}
    forms = {(a.lemma_.lower(), a.tag_) for a in auxes}
    if words & FUTURE or any(form in FUTURE for form, _ in forms):
        return Tense.FUTURE
    if ("have", "VBD") in forms:
        return Tense.PAST_PERFECT
    if ("have", "VBZ") in forms or ("have", "VBP") in forms:
        return Tense.PERFECT
    present_be = ("be", "VBZ") in forms or ("be", "VBP") in forms
    if (verb.tag_ == "VBG" or "being" in words) and present_be:
        return Tense.ONGOING
    if verb.tag_ == "VBP" and verb.lower_ in INVARIANT:
        return Tense.PAST  # "shells hit the town" is a report far more often than a habit
    if verb.tag_ == "VBD" or any(a.tag_ == "VBD" for a in auxes):
        return Tense.PAST
    if verb.tag_ in ("VBZ", "VBP") or present_be:
        return Tense.PRESENT
    return Tense.NONE
