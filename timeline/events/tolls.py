"""How many were killed, injured, missing, displaced or captured, tied to the event that did it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import actors, trees
from timeline.events.quantities import Quantity, read_quantity
from timeline.events.tables import table
from timeline.models import Toll, TollKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

    from timeline.events.frames import Frame

__all__ = ["counts_people", "find_tolls", "toll_words"]

_FOLLOW = frozenset({"advcl", "conj", "parataxis", "acl", "xcomp", "ccomp"})


def find_tolls(frame: Frame) -> tuple[Toll, ...]:
    """The counts of people that a frame tells, one for each kind, in order of the text.

    A count belongs to the frame when its word is one of the frame's predicates, or follows from one
    ("attacked the market, killing 12"; "an attack that left five dead"; "two were killed in the attack")
    with no date of its own.
    """
    best: dict[TollKind, Toll] = {}
    for word in toll_words(frame):
        for kind, quantity in _counts(word):
            doc = frame.doc
            span = doc[quantity.start : quantity.end]
            toll = Toll(
                kind=kind,
                low=quantity.low,
                high=quantity.high,
                text=span.text,
                start=span.start_char,
                end=span.end_char,
            )
            best.setdefault(kind, toll)
    return tuple(sorted(best.values(), key=lambda toll: toll.start))


def toll_words(frame: Frame) -> list[Token]:
    """The predicates of a frame and those that tell its outcome, the frame's own first."""
    own = list(frame.parts)
    found = [frame.trigger, *(part for part in own if part != frame.trigger)]
    seen = {token.i for token in found}
    for part in list(found):
        for token in (*_above(part), *_below(part)):
            if token.i not in seen and not _has_own_time(token):
                seen.add(token.i)
                found.append(token)
    return found


def _below(part: Token) -> Iterator[Token]:
    for child in part.children:
        name = trees.relation(child)
        if name in _FOLLOW and (_kinds(child) or trees.lemma(child) in _CARRIERS):
            if name in {"ccomp"} and trees.lemma(part) not in _CARRIERS:
                continue
            yield child
            yield from _below(child)
        elif name in {"obj", "obl"} and _kinds(child):
            yield child


def _above(part: Token) -> Iterator[Token]:
    """Verbs that an event noun is the subject or the circumstance of: "the attack killed two", "killed in
    the attack".
    """
    head = part.head
    name = trees.relation(part)
    if head == part:
        return
    outcome = _kinds(head) or trees.lemma(head) in _CARRIERS
    if part.pos_ in {"NOUN", "PROPN"} and name == "nsubj" and outcome:
        yield head
        yield from _below(head)
    elif (
        part.pos_ in {"NOUN", "PROPN"}
        and name == "obl"
        and outcome
        and set(trees.cases(part)) & _CIRCUMSTANCE
    ):
        yield head
        yield from (child for child in head.children if trees.relation(child) == "conj" and _kinds(child))
    elif (name == "nmod" and head.lower_ in {"toll", "tolls"}) or (
        part.pos_ == "VERB" and name in {"conj", "advcl"} and _kinds(head) and name == "conj"
    ):
        yield head


_CARRIERS = frozenset(
    {
        "leave",
        "cause",
        "claim",
        "say",
        "result",
        "come",
        "see",
        "rise",
        "reach",
        "climb",
        "include",
        "be",
        "suffer",
        "inflict",
        "take",
        "report",
        "lose",
    }
)
_CIRCUMSTANCE = frozenset({"in", "during", "by", "from", "after", "when", "as"})


def _has_own_time(token: Token) -> bool:
    """True of an outcome that the text puts at another time: "killed 40 years ago", "was displaced in
    2014".
    """
    for child in token.children:
        if trees.relation(child) not in {"obl", "advmod", "nmod"}:
            continue
        words = [word.lower_ for word in child.subtree]
        if "ago" in words or "since" in words or "earlier" in words:
            return True
        if any(len(word) == 4 and word.isdecimal() and word[:2] in {"18", "19", "20"} for word in words):
            return True
    return False


def _counts(word: Token) -> Iterator[tuple[TollKind, Quantity]]:
    lemma = trees.lemma(word)
    kinds = _kinds(word)
    beside = trees.companions(word) if word.pos_ in {"VERB", "AUX"} else frozenset()
    for kind, how in kinds:
        if how == "verbs":
            people = _patients(word)
        elif how == "own":
            people = [s for s in _subjects(word) if s is not None]
        elif how == "nouns":
            yield from _noun_counts(kind, word)
            continue
        else:
            people = _whom(word)
        quantity = _sum(people)
        if quantity is not None:
            yield kind, quantity
        yield from _slipped(people)
    if lemma in _CARRIERS or word.pos_ == "NOUN" or kinds:
        yield from _carried(word)
    if not kinds and beside:
        for kind, people in _worded(word, beside):
            quantity = _sum(people)
            if quantity is not None:
                yield kind, quantity


def _slipped(people: list[Token]) -> Iterator[tuple[TollKind, Quantity]]:
    """The second count of "killed 12 people and wounded dozens" where a parser reads "wounded dozens" as a
    noun phrase.
    """
    for person in people[1:]:
        quantity = _own_number(person)
        for child in person.children:
            if trees.relation(child) == "amod" and quantity is not None:
                yield from ((kind, quantity) for kind, _ in _kinds(child))


def _worded(verb: Token, beside: frozenset[str]) -> Iterator[tuple[TollKind, list[Token]]]:
    """Counts under verbs of several words: "took 12 people hostage", "hacked two to death"."""
    for kind in TollKind:
        row = table("tolls_words")[kind.value]
        for how in ("verbs", "own"):
            for entry in row.get(how, ()):
                first, *rest = entry.split()
                if rest and first == trees.lemma(verb) and set(rest) <= beside:
                    yield kind, _patients(verb) if how == "verbs" else _subjects(verb)
                    return


def _carried(word: Token) -> Iterator[tuple[TollKind, Quantity]]:
    """Counts that a verb only carries: "left two dead", "claimed 12 lives", "caused no casualties", "the
    toll rose to 40".
    """
    objects = [
        t
        for child in trees.children(word, "obj", "obl", "nsubj:pass", "xcomp", "nsubj")
        for t in trees.conjuncts(child)
    ]
    for thing in objects:
        if trees.relation(thing) == "nsubj" and thing.dep_ != "nsubj:pass" and not _is_none(thing):
            continue
        lemma = trees.lemma(thing)
        for kind, how in _kinds(thing):
            if how == "nouns":
                yield from _noun_counts(kind, thing)
            elif how == "adjectives":
                quantity = _sum(_whom(thing)) or _own_number(thing)
                if quantity is not None:
                    yield kind, quantity
        if lemma in table("tolls_words")["both"]["nouns"] and _is_none(thing):
            none = next(child for child in thing.children if child.lower_ in {"no", "any", "zero"})
            for kind in (TollKind.KILLED, TollKind.INJURED):
                yield kind, Quantity(0, 0, none.i, thing.i + 1)
        if lemma in table("tolls_words")["killed"]["claimed"] and trees.lemma(word) in {
            "claim",
            "take",
            "cost",
            "lose",
        }:
            quantity = _own_number(thing)
            if quantity is not None:
                yield TollKind.KILLED, quantity


def _is_none(thing: Token) -> bool:
    words = {
        child.lower_
        for child in thing.children
        if trees.relation(child) in {"det", "amod", "nummod", "advmod"}
    }
    return (
        "no" in words
        or "zero" in words
        or ("any" in words and bool({"not", "n't", "n’t"} & {c.lower_ for c in thing.head.children}))
    )


def _noun_counts(kind: TollKind, noun: Token) -> Iterator[tuple[TollKind, Quantity]]:
    lemma = trees.lemma(noun)
    if lemma in {"toll", "death toll"} or noun.lower_ == "toll":
        head = noun.head
        for child in trees.children(head, "obl", "obj", "xcomp", "nummod", "nmod"):
            if child != noun and (
                not trees.cases(child) or trees.cases(child)[-1] in {"to", "at", "of", "past", "above"}
            ):
                quantity = read_quantity(list(child.subtree))
                if quantity is not None:
                    yield kind, quantity
                    return
        return
    if noun.tag_ == "NN" and lemma in {"death", "killing", "arrest"}:
        return
    quantity = _own_number(noun)
    if quantity is not None:
        yield kind, quantity


def _whom(word: Token) -> list[Token]:
    """Of whom "dead" or "wounded" is said: a count under it ("five wounded"), its subject, the object
    beside it under "leave" ("left dozens dead"); of a second one, its own count alone ("and 30 injured").
    """
    own = [
        c
        for c in word.children
        if trees.relation(c) in {"nummod", "compound", "obl", "nsubj", "obj"} and actors.is_people(c)
    ]
    own = [
        c
        for c in own
        if c.i < word.i
        and c.pos_ in {"NUM", "NOUN", "PROPN"}
        and not (set(trees.cases(c)) & {"in", "by", "at", "from"})
    ]
    if own:
        return own
    if trees.relation(word) == "conj":
        return [word]
    if trees.lemma(word.head) == "leave" and word.head != word:
        return [t for c in trees.children(word.head, "obj") if c != word for t in trees.conjuncts(c)] or [
            word
        ]
    return _subjects(word) or [word]


def _patients(verb: Token) -> list[Token]:
    count = trees.headline_count(verb)
    if count is not None:
        return [count]
    passive = trees.is_passive(verb)
    if passive:
        subjects = _subjects(verb)
        if subjects:
            return subjects
        if trees.relation(verb) in {"acl", "amod"}:
            return [verb.head]
        return []
    found = trees.objects(verb)
    if found:
        return found
    if trees.relation(verb) in {"acl", "amod"} and verb.tag_ in {"VBN", "VBD"}:
        return [verb.head]
    return []


def _subjects(verb: Token) -> list[Token]:
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


def _antecedent(token: Token) -> Token:
    if token.tag_ in {"WDT", "WP"} and token.head.dep_ == "acl:relcl":
        return token.head.head
    return token


def _sum(people: Iterable[Token]) -> Quantity | None:
    """The count of coordinated people together: "two adults and a child" are three; None when any of them
    has none.
    """
    total: Quantity | None = None
    for person in people:
        quantity = (
            _own_number(person)
            if actors.is_people(person)
            or person.lower_ in {"one", "nobody", "none", "anyone"}
            or person.pos_ in {"PRON", "ADJ"}
            else None
        )
        other = any(trees.relation(c) == "amod" and _kinds(c) for c in person.children)
        if quantity is None or (other and total is not None):
            continue
        if total is None:
            total = quantity
        else:
            high = None if total.high is None or quantity.high is None else total.high + quantity.high
            total = Quantity(
                total.low + quantity.low, high, min(total.start, quantity.start), max(total.end, quantity.end)
            )
    return total


def _own_number(noun: Token) -> Quantity | None:
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
        if token.pos_ in {"VERB", "AUX", "SCONJ", "CCONJ"} and token.lower_ != "and":
            break
        if token.lower_ == "and" and not (doc[start - 2].like_num or doc[start].like_num):
            break
        if not any(step == noun for step in token.ancestors) and token.pos_ not in {
            "ADV",
            "ADP",
            "ADJ",
            "DET",
            "NUM",
        }:
            break
        start -= 1
    tokens = [doc[i] for i in range(start, noun.i + 1)]
    quantity = read_quantity(tokens)
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
    if trees.label(noun) == "PERSON" or (
        noun.tag_ == "NN" and trees.relation(noun) == "nsubj" and trees.label(noun) == "PERSON"
    ):
        return Quantity(1, 1, noun.left_edge.i if noun.left_edge.ent_type_ else noun.i, noun.i + 1)
    return None


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
    return bool(_kinds(token))


def _kinds(token: Token) -> tuple[tuple[TollKind, str], ...]:
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
