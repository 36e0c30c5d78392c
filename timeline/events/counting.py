"""Whom a word counts, and how many they are: kinds of words, the people under them, their number."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import actors, trees
from timeline.events.parsed import once
from timeline.events.quantities import Quantity, read_quantity
from timeline.events.tables import table
from timeline.models import TollKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

__all__ = ["counts_people", "kinds_of", "own_number", "patients", "subjects", "total"]


def patients(verb: Token) -> list[Token]:
    """Whom a verb was done to: its objects, or the subjects of a passive."""
    count = trees.headline_count(verb)
    if count is not None:
        return [count]
    passive = trees.is_passive(verb)
    if passive:
        found = subjects(verb)
        if found:
            return found
        if trees.relation(verb) in {"acl", "amod"}:
            return [verb.head]
        return []
    found = trees.objects(verb)
    if found:
        return found
    if trees.relation(verb) in {"acl", "amod"} and verb.tag_ in {"VBN", "VBD"}:
        return [verb.head]
    return []


def subjects(verb: Token) -> list[Token]:
    """The subjects of a verb, its own or those shared with the verb above; a bare count is one too."""
    step = verb
    for _ in range(4):
        found = [token for child in trees.children(step, "nsubj") for token in trees.conjuncts(child)]
        found = found or [c for c in trees.children(step, "obl") if c.i < step.i and trees.is_bare_count(c)]
        if found:
            return [_antecedent(token) for token in found]
        if trees.relation(step) in {"conj", "xcomp"}:
            step = step.head
        else:
            break
    return []


def _is_dated(number: Token) -> bool:
    """True of a year after a word of time: "in 2023", "since 2011"."""
    return number.i > number.sent.start and number.nbor(-1).lower_ in {
        "in",
        "since",
        "by",
        "until",
        "from",
        "of",
    }


def _antecedent(token: Token) -> Token:
    if token.tag_ in {"WDT", "WP"} and token.head.dep_ == "acl:relcl":
        return token.head.head
    return token


def total(people: Iterable[Token]) -> Quantity | None:
    """The count of coordinated people together: "two adults and a child" are three; None when any of them
    has none.
    """
    whole: Quantity | None = None
    for person in people:
        quantity = (
            own_number(person)
            if actors.is_people(person)
            or person.lower_ in {"one", "nobody", "none", "anyone"}
            or person.pos_ in {"PRON", "ADJ"}
            else None
        )
        other = any(trees.relation(c) in {"amod", "orphan"} and kinds_of(c) for c in person.children)
        if quantity is None or (other and whole is not None):
            continue
        if whole is None:
            whole = quantity
        else:
            high = None if whole.high is None or quantity.high is None else whole.high + quantity.high
            whole = Quantity(
                whole.low + quantity.low, high, min(whole.start, quantity.start), max(whole.end, quantity.end)
            )
    return whole


def own_number(noun: Token) -> Quantity | None:
    """The count that stands before a noun, or is it ("dozens"); one for "a child" and for a person's name."""
    if noun.lower_ in {"nobody", "none", "noone"}:
        return Quantity(0, 0, noun.i, noun.i + 1)
    if noun.lower_ in {"anyone", "anybody"}:
        negated = any(child.lower_ in {"not", "n't", "n’t", "never"} for child in noun.head.children)
        return Quantity(0, 0, noun.i, noun.i + 1) if negated else None
    doc = noun.doc
    start = noun.i
    while start > noun.sent.start and doc[start - 1].text not in {",", ";", "(", "—"} and noun.i - start < 9:
        token = doc[start - 1]
        modifier = trees.relation(token) == "amod" and token.head == noun  # "two suspected thieves"
        if token.pos_ in {"VERB", "AUX", "SCONJ", "CCONJ"} and token.lower_ != "and" and not modifier:
            break
        if trees.is_time(token) and (token.head != noun or _is_dated(token)):
            break
        if token.lower_ == "and" and not (doc[start - 2].like_num or doc[start].like_num):
            break
        if not any(step == noun for step in token.ancestors) and token.pos_ not in {
            "CCONJ",
            "ADV",
            "ADP",
            "ADJ",
            "DET",
            "NUM",
            "VERB",
        }:
            break
        start -= 1
    tokens = [doc[i] for i in range(start, noun.i + 1)]
    quantity = read_quantity(tokens, nearest=True)
    if quantity is None and noun.lower_ in {"dozens", "scores", "hundreds", "thousands", "tens"}:
        quantity = read_quantity([doc[i] for i in range(noun.i, min(noun.i + 4, noun.sent.end))])
    elif quantity is not None and quantity.end == noun.i + 1 and noun.i + 1 < noun.sent.end:
        longer = read_quantity([doc[i] for i in range(quantity.start, min(noun.i + 4, noun.sent.end))])
        quantity = longer or quantity
    if quantity is not None:
        if any(doc[i].lower_ == "of" for i in range(quantity.start, quantity.end)) and quantity.high is None:
            return quantity
        return quantity
    if noun.lower_ == "one" or (
        noun.pos_ == "NOUN"
        and noun.tag_ == "NN"
        and any(c.lower_ in {"a", "an", "one", "another"} for c in noun.children)
    ):
        first = next((c for c in noun.children if c.lower_ in {"a", "an", "one", "another"}), noun)
        if trees.lemma(noun) in {
            "number",
            "group",
            "family",
            "crowd",
            "community",
            "team",
            "couple",
            "pair",
            "population",
            "majority",
            "gang",
            "militia",
            "mob",
        }:
            return None
        return Quantity(1, 1, first.i, noun.i + 1)
    if trees.label(noun) == "PERSON":
        return Quantity(1, 1, noun.left_edge.i if noun.left_edge.ent_type_ else noun.i, noun.i + 1)
    if noun.lower_ in _ONE or (noun.tag_ == "NN" and _is_post(noun)):
        return Quantity(1, 1, noun.i, noun.i + 1)
    return None


_ONE = frozenset({"he", "she", "him", "her"})


def _is_post(noun: Token) -> bool:
    """True of the holder of one post: "the mayor", "its leader, Hassan Nasrallah"."""
    beside = any(trees.label(child) == "PERSON" for child in trees.children(noun, "appos"))
    definite = any(
        c.lower_ == "the" or c.dep_ == "nmod:poss" for c in trees.children(noun, "det", "nmod:poss")
    )
    return actors.is_title(noun.lower_) and (beside or definite)


@cache
def _table() -> dict[str, tuple[tuple[TollKind, str], ...]]:
    found: dict[str, tuple[tuple[TollKind, str], ...]] = {}
    for kind in TollKind:
        row = table("tolls_words").get(kind.value, {})
        for how in ("verbs", "own", "adjectives", "nouns"):
            for word in row.get(how, ()):
                found[f"{how}:{word}"] = (*found.get(f"{how}:{word}", ()), (kind, how))
    return found


def counts_people(token: Token) -> bool:
    """True of a word that says what happened to people: "killed", "wounded", "missing"."""
    return bool(kinds_of(token))


@once
def kinds_of(token: Token) -> tuple[tuple[TollKind, str], ...]:
    """What a word counts, and how, by its part of speech: a participle after "be" is a verb, after "leave"
    an adjective.
    """
    rows = _table()
    lemma, low = trees.lemma(token), token.lower_
    order: tuple[str, ...] = ()
    if token.pos_ in {"VERB", "AUX"}:
        first = token.head if trees.relation(token) == "conj" else token
        left = trees.relation(first) in {"xcomp", "amod"} and trees.lemma(first.head) == "leave"
        order = ("adjectives", "verbs", "own") if left else ("verbs", "own", "adjectives")
    elif token.pos_ in {"NOUN", "PROPN"}:
        order = ("nouns", "adjectives")
    elif token.pos_ == "ADJ":
        order = ("adjectives", "nouns", "verbs")
    for how in order:
        for word in (low, lemma):
            if f"{how}:{word}" in rows:
                return rows[f"{how}:{word}"]
    return ()
