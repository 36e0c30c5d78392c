"""How many were killed, injured, missing, displaced or captured, tied to the event that did it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import actors, counting, trees
from timeline.events.parsed import once
from timeline.events.quantities import Quantity, read_quantity
from timeline.events.tables import table
from timeline.events.types import own_type
from timeline.models import Toll, TollKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from timeline.events.frames import Frame

__all__ = ["find_tolls", "toll_words"]

_FOLLOW = frozenset({"advcl", "conj", "parataxis", "acl", "xcomp", "ccomp"})


def find_tolls(frame: Frame, kind: str = "") -> tuple[Toll, ...]:
    """The counts of people that a frame tells, one for each kind, in order of the text.

    `kind` is the frame's PLOVER type, where it is known: an event of words (a statement, a denial, talks)
    takes only the counts that its own predicate has for objects ("reported 12 deaths"), as those of the deeds
    that it speaks of are told with the deeds.

    A count belongs to the frame when its word is one of the frame's predicates, or follows from one
    ("attacked the market, killing 12"; "an attack that left five dead"; "two were killed in the attack")
    with no date of its own.
    """
    best: dict[TollKind, Toll] = {}
    allowed = table("tolls_words")["types"]
    for word in toll_words(frame, kind):
        for toll_kind, quantity in _counts(word):
            if kind in allowed and toll_kind.value not in allowed[kind]:
                continue
            doc = frame.doc
            span = doc[quantity.start : quantity.end]
            toll = Toll(
                kind=toll_kind,
                low=quantity.low,
                high=quantity.high,
                text=span.text,
                start=span.start_char,
                end=span.end_char,
            )
            best.setdefault(toll_kind, toll)
    return tuple(sorted(best.values(), key=lambda toll: toll.start))


def toll_words(frame: Frame, kind: str = "") -> list[Token]:
    """The predicates of a frame and those that tell its outcome, the frame's own first; of an event of words
    (`kind`) its trigger alone.
    """
    if kind in table("tolls_words")["types"]["words"]:
        return [frame.trigger]
    own = list(frame.parts)
    found = [frame.trigger, *(part for part in own if part != frame.trigger)]
    seen = {token.i for token in found}
    for part in list(found):
        for token in _around(part):
            # A time at the end of "two were killed and five taken hostage in ..." is that of both.
            if token.i not in seen and (trees.relation(token) == "conj" or not _has_own_time(token)):
                seen.add(token.i)
                found.append(token)
    return found


@once
def _around(part: Token) -> tuple[Token, ...]:
    """What may tell the outcome of a predicate, over it and under it."""
    return (*_above(part), *_below(part))


def _below(part: Token) -> Iterator[Token]:
    for child in part.children:
        name = trees.relation(child)
        if name in _FOLLOW and not _is_apart(child, part):
            telling = counting.kinds_of(child) or trees.lemma(child) in _CARRIERS
            if name in {"ccomp"} and trees.lemma(part) not in _CARRIERS:
                continue
            if telling:
                yield child
            if telling or (name == "advcl" and child.tag_ == "VBG"):
                yield from _below(child)
        elif name in {"obj", "obl"} and counting.kinds_of(child):
            yield child


def _is_apart(child: Token, part: Token) -> bool:
    """True of a clause that tells another event than the predicate above it: one with a subject of its own
    that stands at another time ("after", "since"), behind "when", or beside a predicate that harms nobody
    ("prices rose and 40 died").
    """
    if not trees.children(child, "nsubj"):
        return False
    name = trees.relation(child)
    marks = {c.lower_ for c in trees.children(child, "mark", "advmod")}
    if name == "advcl":
        happening = trees.lemma(part) in table("plover_classes")["happening"]["verbs"]
        return bool(marks & _APART) or ("when" in marks and not happening)
    if name in {"conj", "parataxis"}:
        outcome = trees.lemma(part) in table("roles_links")["outcome"]["verbs"]
        return not outcome and own_type(part) not in {"ASSAULT", "COERCE"} and not counting.kinds_of(part)
    return False


def _above(part: Token) -> Iterator[Token]:
    """Verbs that an event noun is the subject or the circumstance of: "the attack killed two", "killed in
    the attack".
    """
    head = part.head
    name = trees.relation(part)
    if head == part:
        return
    marks = {c.lower_ for c in trees.children(part, "mark", "advmod")}
    if name == "advcl" and marks & {"when", "as", "after"} and counting.kinds_of(head):
        if head.tag_ == "JJ" or head.pos_ == "ADJ" or (_is_of_nobody(head) and "after" not in marks):
            yield head  # "six sailors are missing after a boat hit a mine", "no one was hurt when ..."
        return
    outcome = counting.kinds_of(head) or trees.lemma(head) in _CARRIERS
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
        counted = head.head.head if trees.relation(head) == "acl" else head
        if trees.lemma(counted) in _COUNTS:
            yield counted.head  # "the number of people killed in the strike has risen to seven"
        yield from (
            child for child in head.children if trees.relation(child) == "conj" and counting.kinds_of(child)
        )
    elif name == "nmod" and trees.lemma(head) in table("tolls_words")["both"]["nouns"]:
        if set(trees.cases(part)) & _CIRCUMSTANCE and trees.lemma(head.head) in _CARRIERS:
            yield head.head  # "there were no casualties in the attack"
    elif (name == "nmod" and head.lower_ in {"toll", "tolls"}) or (
        part.pos_ == "VERB"
        and name == "conj"
        and counting.kinds_of(head)
        and not (trees.objects(part) or trees.children(part, "nsubj"))
    ):
        yield head


def _is_of_nobody(word: Token) -> bool:
    """True of "no one was hurt" and "nobody died"."""
    return any(
        child.lower_ in {"nobody", "none", "no-one"} or any(d.lower_ == "no" for d in child.children)
        for child in trees.children(word, "nsubj")
    )


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
        "put",
        "stand",
        "raise",
        "bring",
        "count",
        "record",
        "confirm",
        "register",
        "document",
    }
)
_COUNTS = frozenset({"number", "count", "tally", "total"})
_APART = frozenset({"after", "before", "since", "while", "because", "although", "though", "if", "until"})
_CIRCUMSTANCE = frozenset({"in", "during", "by", "from", "after", "when", "as"})


@once
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
    kinds = counting.kinds_of(word)
    beside = trees.companions(word) if word.pos_ in {"VERB", "AUX"} else frozenset()
    for kind, how in kinds:
        if how == "verbs":
            people = counting.patients(word)
        elif how == "own":
            people = [s for s in counting.subjects(word) if s is not None]
        elif how == "nouns":
            yield from _noun_counts(kind, word)
            continue
        else:
            people = _whom(word)
        quantity = counting.total(people)
        if quantity is not None:
            yield kind, quantity
        yield from _slipped(people)
    if lemma in _CARRIERS or word.pos_ == "NOUN" or kinds:
        yield from _carried(word)
    if not kinds and beside:
        for kind, people in _worded(word, beside):
            quantity = counting.total(people)
            if quantity is not None:
                yield kind, quantity


def _slipped(people: list[Token]) -> Iterator[tuple[TollKind, Quantity]]:
    """The second count of "killed 12 people and wounded dozens" where a parser reads "wounded dozens" as a
    noun phrase, and of "left two dead and 30 injured", whose "left" is not said again.
    """
    for person in people[1:]:
        quantity = counting.own_number(person)
        for child in person.children:
            if trees.relation(child) in {"amod", "orphan"} and quantity is not None:
                yield from ((kind, quantity) for kind, _ in counting.kinds_of(child))


def _worded(verb: Token, beside: frozenset[str]) -> Iterator[tuple[TollKind, list[Token]]]:
    """Counts under verbs of several words: "took 12 people hostage", "hacked two to death"."""
    for kind, how, rest in _wordings().get(trees.lemma(verb), ()):
        if rest <= beside:
            yield kind, counting.patients(verb) if how == "verbs" else counting.subjects(verb)
            return


@cache
def _wordings() -> dict[str, list[tuple[TollKind, str, frozenset[str]]]]:
    """The words that must stand beside each verb of several words."""
    found: dict[str, list[tuple[TollKind, str, frozenset[str]]]] = {}
    for kind in TollKind:
        row = table("tolls_words")[kind.value]
        for how in ("verbs", "own"):
            for entry in row.get(how, ()):
                first, *rest = entry.split()
                if rest:
                    found.setdefault(first, []).append((kind, how, frozenset(rest)))
    return found


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
        yield from _numbered(thing)
        if trees.relation(thing) == "nsubj" and thing.dep_ != "nsubj:pass" and not _is_none(thing):
            if thing.lower_ == "toll":
                yield from _noun_counts(TollKind.KILLED, thing)
            continue
        lemma = trees.lemma(thing)
        for kind, how in counting.kinds_of(thing):
            if how == "nouns":
                yield from _noun_counts(kind, thing)
            elif how == "adjectives":
                quantity = counting.total(_whom(thing)) or counting.own_number(thing)
                if quantity is not None:
                    yield kind, quantity
        if lemma in table("tolls_words")["both"]["nouns"] and _is_none(thing):
            none = next((child for child in thing.children if child.lower_ in {"no", "any", "zero"}), thing)
            for kind in (TollKind.KILLED, TollKind.INJURED):
                yield kind, Quantity(0, 0, none.i, thing.i + 1)
        if lemma in table("tolls_words")["killed"]["claimed"] and trees.lemma(word) in {
            "claim",
            "take",
            "cost",
            "lose",
        }:
            quantity = counting.own_number(thing)
            if quantity is not None:
                yield TollKind.KILLED, quantity


def _numbered(noun: Token) -> Iterator[tuple[TollKind, Quantity]]:
    """ "Put the number of dead at 19", "the tally of wounded rose to 40"."""
    if trees.lemma(noun) in _COUNTS:
        for child in trees.children(noun, "nmod"):
            quantity = _behind(noun) if "of" in trees.cases(child) else None
            if quantity is not None:
                told = [child, *trees.children(child, "acl")]  # "the number of people killed"
                yield from ((kind, quantity) for word in told for kind, _ in counting.kinds_of(word))


def _behind(noun: Token) -> Quantity | None:
    """The figure that stands behind a noun of counting and its verb: "put the toll at 12", "rose to 40"."""
    for child in trees.children(noun.head, "obl", "obj", "xcomp", "nummod", "nmod"):
        ahead = trees.cases(child)
        if child != noun and (not ahead or ahead[-1] in {"to", "at", "of", "past", "above"}):
            quantity = read_quantity(list(child.subtree))
            if quantity is not None:
                return quantity
    return None


def _is_none(thing: Token) -> bool:
    words = {
        child.lower_
        for child in thing.children
        if trees.relation(child) in {"det", "amod", "nummod", "advmod"}
    }
    return (
        "no" in words
        or "zero" in words
        or "without" in {*trees.cases(thing), *(c.lower_ for c in trees.children(thing.head, "mark"))}
        or ("any" in words and bool({"not", "n't", "n’t"} & {c.lower_ for c in thing.head.children}))
    )


def _noun_counts(kind: TollKind, noun: Token) -> Iterator[tuple[TollKind, Quantity]]:
    lemma = trees.lemma(noun)
    if lemma in {"toll", "death toll"} or noun.lower_ == "toll":
        quantity = _behind(noun)
        if quantity is not None:
            yield kind, quantity
        return
    if noun.tag_ == "NN" and lemma in {"death", "killing", "arrest"}:
        return
    quantity = counting.own_number(noun)
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
    beside = trees.relation(word) == "xcomp" and trees.lemma(word.head) in _CARRIERS  # "counted nine dead"
    if (beside or trees.lemma(word.head) == "leave") and word.head != word:
        return [t for c in trees.children(word.head, "obj") if c != word for t in trees.conjuncts(c)] or [
            word
        ]
    return counting.subjects(word) or [word]
