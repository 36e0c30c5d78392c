"""Who takes part in a given mention, and when and where its sentence puts it: names apart from other words.

"Police said" and "Quintero said" are two statements, "police say" and "Italian police said" may be one: names
that differ part two tellings, common words that differ part them less. Pronouns are read as the person that
they stand for, so that "she said" and "Ms Mendes said" share a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.events.coref import Person, referent
from timeline.merge.lexicon import stem

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Part", "Sides", "hanging", "sides"]

Words = tuple[str, ...]
_DAYS = frozenset(
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "yesterday", "today", "tomorrow", "tonight",
    }
)  # fmt: skip
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_NAMED = _PLACES | {"PERSON", "ORG", "NORP"}
_RELATIVE = frozenset({"who", "whom", "which", "that"})
_PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_BACK = 4
"""Sentences that a person is looked for before a pronoun, when there is no one safe answer."""
_CARRIED = frozenset({"conj", "xcomp", "acl", "advcl", "ccomp"})
"""Relations whose head lends its subject."""


@dataclass(frozen=True, slots=True)
class Part:
    """The participants of one role: words of their names, case folded, and stems of the other words."""

    names: Words = ()
    words: Words = ()


@dataclass(frozen=True, slots=True)
class Sides:
    """Participants of a mention by role; days, places, people and bodies named in its sentence.

    `below` are stems of the content words that depend on it, directly or not, `numbers` the numbers among
    them; `kind` is "verb", "noun" or "other".
    """

    doers: Part
    targets: Part
    others: Part
    days: Words
    places: Words
    people: Words
    bodies: Words
    numbers: Words
    below: Words
    kind: str
    negated: bool


def sides(head: Token, inside: set[int], people: Sequence[Person]) -> Sides:
    """What a parsed text says beside a mention with this head word, its span covering the tokens `inside`."""
    doc = head.doc
    roles = {
        role: _part(tokens, people) for role, tokens in _roles(head, [doc[k] for k in sorted(inside)]).items()
    }
    said = [token for token in head.sent if token.ent_type_]
    below = _below([doc[k] for k in sorted(inside)])
    return Sides(
        doers=roles["doers"],
        targets=roles["targets"],
        others=roles["others"],
        days=_folded(token for token in head.sent if token.lower_ in _DAYS),
        places=_folded(token for token in said if token.ent_type_ in _PLACES),
        people=_folded(token for token in said if token.ent_type_ == "PERSON"),
        bodies=_folded(token for token in said if token.ent_type_ == "ORG"),
        numbers=_folded(token for token in below if token.pos_ == "NUM"),
        below=_stems(token for token in below if token.pos_ in {"NOUN", "PROPN", "VERB", "NUM", "ADJ"}),
        kind={"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun"}.get(head.pos_, "other"),
        negated=any(child.lemma_ in {"not", "never", "no"} for child in head.children),
    )


def _roles(head: Token, span: Sequence[Token]) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {"doers": [], "targets": [], "others": []}
    for child in (child for token in span for child in token.children if child not in span):
        relation = child.dep_.partition(":")[0]
        if child.dep_ in {"obl:agent", "nmod:poss"} or (relation == "nsubj" and child.dep_ != "nsubj:pass"):
            found["doers"].append(child)
        elif relation in {"obj", "nsubj", "iobj"}:
            found["targets"].append(child)
        elif relation in {"obl", "nmod", "compound", "amod", "appos"}:
            found["others"].append(child)
    above = head.head
    if not found["doers"] and head.dep_.partition(":")[0] in _CARRIED:
        found["doers"] = [child for child in above.children if child.dep_.partition(":")[0] == "nsubj"]
        if not found["doers"] and head.dep_.startswith("acl"):
            # "the man driving", "the man arrested"
            found["doers" if head.lower_.endswith("ing") else "targets"].append(above)
    # "the man police arrested"; of "the man who ran" the relative pronoun is the doer.
    is_apart = bool(found["doers"]) and found["doers"][0].pos_ != "PRON"
    if head.dep_ == "acl:relcl" and is_apart and not found["targets"]:
        found["targets"].append(above)
    return found


def _part(tokens: Iterable[Token], people: Sequence[Person]) -> Part:
    names: set[str] = set()
    words: set[str] = set()
    for token in tokens:
        for part in _called(token, people):
            if part.pos_ == "PROPN" or part.ent_type_ in _NAMED:
                names.add(part.lower_)
            elif part.pos_ in {"NOUN", "ADJ", "VERB"}:
                words.add(stem(part.lemma_.casefold()))
    return Part(tuple(sorted(names)), tuple(sorted(words)))


def _called(token: Token, people: Sequence[Person]) -> list[Token]:
    """The words that say who a participant is."""
    if token.pos_ == "PRON":
        if token.lower_ in _RELATIVE and token.head.dep_ == "acl:relcl":
            return _phrase(token.head.head) if token.head.head.pos_ != "PRON" else []
        stands = _stands_for(token, people)
        return _phrase(stands) if stands is not None else []
    return _phrase(token)


def _stands_for(pronoun: Token, people: Sequence[Person]) -> Token | None:
    """The head of what a pronoun stands for; without a safe answer, the nearest person, subjects first."""
    doc = pronoun.doc
    safe = referent(doc[pronoun.i : pronoun.i + 1], people)
    if safe is not None:
        return safe.root
    if pronoun.lower_ not in _PERSONAL:
        return None
    start, left = pronoun.sent, _BACK
    while left and start.start:
        start, left = doc[start.start - 1].sent, left - 1
    near = [doc[p.start : p.end].root for p in people if start.start <= p.start < pronoun.i]
    ends = [token.i for token in doc[start.start : pronoun.i] if token.is_sent_start]

    def closeness(token: Token) -> tuple[float, int]:
        between = sum(token.i < end for end in ends)
        return 1.5 * token.dep_.startswith("nsubj") - between, token.i

    return max(near, key=closeness, default=None)


def _phrase(head: Token) -> list[Token]:
    found = [head]
    for child in head.children:
        relation = child.dep_.partition(":")[0]
        if relation in {"flat", "appos"}:
            found += [child, *(more for more in child.children if more.dep_.partition(":")[0] == "flat")]
        elif relation == "conj" or (relation in {"compound", "nmod", "amod"} and child.pos_ == "PROPN"):
            found.append(child)
    return found


def _below(span: Sequence[Token]) -> list[Token]:
    found: dict[int, Token] = {}
    waiting = list(span)
    inside = {token.i for token in span}
    while waiting:
        for child in waiting.pop().children:
            if child.i not in found and child.i not in inside:
                found[child.i] = child
                waiting.append(child)
    return [found[k] for k in sorted(found)]


def hanging(mentions: Sequence[tuple[Token, set[int]]]) -> list[int]:
    """For each mention of a text (its head and its tokens) the one that it hangs on by the parse, or -1.

    Example: in "police said he was shot", "shot" hangs on "said".
    """
    owner: dict[int, int] = {}
    for number, (_, inside) in enumerate(mentions):
        for k in sorted(inside):
            owner.setdefault(k, number)
    found = []
    for number, (head, _) in enumerate(mentions):
        above, on = head, -1
        for _ in range(_HOPS):
            if above.head.i == above.i:
                break
            above = above.head
            if owner.get(above.i, number) != number:
                on = owner[above.i]
                break
        found.append(on)
    return found


_HOPS = 6
"""Words that may stand between a mention and the one that it hangs on, and one."""


def _folded(tokens: Iterable[Token]) -> Words:
    return tuple(sorted({token.lower_ for token in tokens}))


def _stems(tokens: Iterable[Token]) -> Words:
    return tuple(sorted({stem(token.lemma_.casefold()) for token in tokens}))
