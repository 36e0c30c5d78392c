"""Event mentions given as spans, with what their texts and the pipeline's reading of them show."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from timeline.events.coref import Person, persons
from timeline.merge.lexicon import lexicon, stem
from timeline.merge.participants import Sides, hanging, sides

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

    from timeline.pipeline.pieces import Pieces

__all__ = ["Reading", "Spot", "head_lemma", "spots"]

Floats = NDArray[np.float32]
Words = tuple[str, ...]
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"\n+|(?<=[.!?])\s+(?=[\"'A-Z])")
_DAYS = frozenset(
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    }
)  # fmt: skip
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_CONTENT = frozenset({"NOUN", "PROPN", "NUM", "VERB", "ADJ"})
_CARRIED = frozenset({"conj", "xcomp", "acl", "advcl"})
"""Relations whose head lends its subject: "came and killed"."""
WINDOW = 5
NEAR = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document names: words of its names, places and people, its days and its numbers, counted."""

    names: Counter[str]
    places: Counter[str]
    people: Counter[str]
    days: Counter[str]
    numbers: Counter[str]

    @classmethod
    def of(cls, doc: Doc) -> Reading:
        """Count over a parsed document."""
        found = cls(Counter(), Counter(), Counter(), Counter(), Counter())
        for token in doc:
            word = token.text.casefold()
            if token.ent_type_:
                found.names[word] += 1
            if token.ent_type_ in _PLACES:
                found.places[word] += 1
            if token.ent_type_ == "PERSON":
                found.people[word] += 1
            if word in _DAYS:
                found.days[word] += 1
            if word.isdigit():
                found.numbers[word] += 1
        return found


@dataclass(frozen=True, slots=True)
class Spot:
    """One given mention: words as stems, names as written, vectors of the pipeline's encoder.

    `subjects`, `objects` and `others` are the content words of what depends on it, `near` those around it,
    `entities` the words of the names in its sentence.
    """

    id: str
    doc: int
    lemma: str
    stem: str
    classes: Words
    sentence: int
    words: Words
    before: Words
    after: Words
    names: Words
    numbers: Words
    n_words: int
    capital: bool
    head: str
    """the lemma that the pipeline gives the head word"""
    pos: str
    subjects: Words
    objects: Words
    others: Words
    entities: Words
    near: Words
    vector: Floats
    span: Floats
    around: Floats
    word: Floats
    """what the head word means on its own, whatever the sentence: the mean of its word pieces"""
    phrase: Floats
    """the same of the whole span"""
    sides: Sides
    hangs_on: str = ""
    """id of the mention of the same document that it hangs on by the parse"""


def spots(
    docs: Sequence[Mapping[str, Any]], nlp: Language, lemmas: Mapping[str, str] | None = None
) -> tuple[list[Spot], list[Reading]]:
    """All given mentions, in order of documents and text, and what each document names."""
    from timeline.pipeline.pieces import Pieces

    pieces = Pieces.load()
    found: list[Spot] = []
    readings: list[Reading] = []
    for number, (given, doc) in enumerate(zip(docs, nlp.pipe(d["text"] for d in docs), strict=True)):
        text = given["text"]
        bounds = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
        readings.append(Reading.of(doc))
        people = persons(doc)
        events = sorted(given["events"], key=lambda event: (event["start"], event["end"], event["id"]))
        heads = [_head(doc, event["start"], event["end"]) for event in events]
        made = [
            _spot(
                doc, bounds, number, event, head, inside, people, (lemmas or {}).get(event["id"], ""), pieces
            )
            for event, (head, inside) in zip(events, heads, strict=True)
        ]
        found += [
            replace(spot, hangs_on=made[on].id) if on >= 0 else spot
            for spot, on in zip(made, hanging(heads), strict=True)
        ]
    return found, readings


def _head(doc: Doc, start: int, end: int) -> tuple[Token, set[int]]:
    """The head word of a span, and all its tokens; a span without any gets the first token."""
    span = doc.char_span(start, end, alignment_mode="expand")
    inside = {token.i for token in span} if span is not None and len(span) else {0}
    tokens = [doc[k] for k in sorted(inside)]
    return next((t for t in tokens if t.head.i not in inside or t.head is t), tokens[0]), inside


def _spot(
    doc: Doc,
    bounds: Sequence[int],
    number: int,
    event: Mapping[str, Any],
    head: Token,
    inside: set[int],
    people: Sequence[Person],
    lemma: str,
    pieces: Pieces,
) -> Spot:
    lex = lexicon()
    text = doc.text
    start, end = event["start"], event["end"]
    sentence = max(k for k, bound in enumerate(bounds) if bound <= start and k < len(bounds) - 1)
    left, right = text[bounds[sentence] : start], text[end : max(end, bounds[sentence + 1])]
    trigger = text[start:end]
    lemma = lemma or head_lemma(trigger)
    before, after = _content(left), _content(right)
    around = _WORD.findall(left)[1:] + _WORD.findall(right)
    subjects, objects, others = _arguments(doc, head, inside)
    said = [token for token in head.sent if not token.is_space]
    return Spot(
        id=event["id"],
        doc=number,
        lemma=lemma,
        stem=stem(lemma),
        classes=lex.classes_of(lemma),
        sentence=sentence,
        words=tuple(sorted({*before, *after})),
        before=before[-WINDOW:],
        after=after[:WINDOW],
        names=tuple(sorted({word.casefold() for word in around if word[0].isupper()} - lex.stop)),
        numbers=tuple(sorted({word for word in around if word.isdigit()})),
        n_words=len(_WORD.findall(trigger)),
        capital=trigger[:1].isupper(),
        head=head.lemma_.casefold(),
        pos=head.pos_,
        subjects=subjects,
        objects=objects,
        others=others,
        entities=tuple(sorted({token.text.casefold() for token in said if token.ent_type_})),
        near=tuple(
            sorted(
                {
                    stem(token.lemma_.casefold())
                    for token in said
                    if abs(token.i - head.i) <= NEAR and token.i not in inside and token.pos_ in _CONTENT
                }
            )
        ),
        vector=_rows(doc, [head.i]),
        span=_rows(doc, sorted(inside)),
        around=_rows(doc, [token.i for token in head.sent]),
        word=pieces.mean(head.lemma_),
        phrase=pieces.mean(trigger),
        sides=sides(head, inside, people),
    )


def _rows(doc: Doc, tokens: Sequence[int]) -> Floats:
    """The mean of the encoder's vectors of some tokens; without any, one zero."""
    table = np.asarray(doc.tensor, np.float32)
    return table[tokens].mean(0) if len(table) == len(doc) else np.zeros(1, np.float32)


def _arguments(doc: Doc, head: Token, inside: set[int]) -> tuple[Words, Words, Words]:
    """Content words of the subjects, the objects (a passive's subject is one) and the other dependents."""
    found: dict[str, list[Token]] = defaultdict(list)
    for token in map(doc.__getitem__, sorted(inside)):
        for child in token.children:
            relation = child.dep_.partition(":")[0]
            if child.i in inside:
                continue
            if relation == "nsubj" and child.dep_ != "nsubj:pass":
                found["subjects"].append(child)
            elif relation in ("obj", "nsubj", "iobj"):
                found["objects"].append(child)
            elif relation in ("obl", "nmod", "compound", "amod", "appos"):
                found["others"].append(child)
    if not found["subjects"] and head.dep_.partition(":")[0] in _CARRIED:
        found["subjects"] += [t for t in head.head.children if t.dep_.partition(":")[0] == "nsubj"]
    return _named(found["subjects"]), _named(found["objects"]), _named(found["others"])


def _named(tokens: Iterable[Token]) -> Words:
    words = set()
    for token in tokens:
        if token.pos_ in _CONTENT:
            words.add(stem(token.lemma_.casefold()))
        words |= {
            stem(child.lemma_.casefold())
            for child in token.children
            if child.dep_.partition(":")[0] in ("flat", "compound", "nmod")
        }
    return tuple(sorted(words))


def head_lemma(trigger: str) -> str:
    """The lemma of a trigger's head, from a short list of irregular forms and endings.

    Example:
        >>> head_lemma("gunned down"), head_lemma("was shot"), head_lemma("car bombing")
        ('gunned', 'shoot', 'bombing')
    """
    lex = lexicon()
    words = [word.casefold() for word in _WORD.findall(trigger)] or [trigger.casefold()]
    for k in range(1, len(words)):
        if words[k] in lex.particles:
            words = words[:k]
            break
    full = [word for word in words if word not in lex.light] or words
    return lex.irregular.get(full[-1], full[-1])


def _content(text: str) -> Words:
    stop = lexicon().stop
    return tuple(stem(word) for word in _WORD.findall(text.casefold()) if word not in stop)
