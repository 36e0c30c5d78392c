"""Training sentences varied towards the news: quotes, case, datelines, missing stops, bare dates, names.

Every variation keeps the annotation true: the layers follow the words. What is put in comes from
`augment.toml`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ...tables import read_table
from ..heads.entities import spans
from ..lemmas import rule_of
from .records import Document, Sentence

QUOTES, CAPITALS, HEADLINE, LOWER, NO_STOP, TIME, DATELINE = 0.35, 0.015, 0.03, 0.015, 0.05, 0.35, 0.05
"""How often a sentence (a document, for the dateline) is varied in each way."""
RENAME = 0.5
"""How often a name in the project's own news becomes another of the same kind and length."""

_SPEECH = frozenset({"said", "announced", "warned", "claimed", "argued", "added", "insisted", "admitted"})


@cache
def tables() -> dict[str, Any]:
    """`augment.toml`."""
    return read_table("timeline.pipeline.training", "augment.toml")


class Names:
    """Names by kind and length in words, from corpora whose labels are ours, to be put in each other's place.

    Dai and Adel 2020 (mention replacement): with few annotated sentences the words around a name teach more
    than the name itself.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._names: dict[tuple[str, int], list[tuple[str, ...]]] = {}
        for document in documents:
            if document.corpus == "conflict":
                for sentence in document.sentences:
                    for start, end, label in spans([tag or "O" for tag in sentence.layers["entity"]]):
                        self._names.setdefault((label, end - start), []).append(sentence.words[start:end])

    def put(self, sentence: Sentence, rng: random.Random) -> Sentence:
        """The sentence with some of its names exchanged."""
        words = list(sentence.words)
        for start, end, label in spans([tag or "O" for tag in sentence.layers["entity"]]):
            others = self._names.get((label, end - start), [])
            if others and rng.random() < RENAME:
                words[start:end] = rng.choice(others)
        return replace(sentence, words=tuple(words))


def vary(document: Document, rng: random.Random, names: Names | None = None) -> Document:
    """The document as it might have stood in another paper; the input is left alone."""
    given = document.sentences
    if names is not None and document.corpus == "conflict":
        given = tuple(names.put(sentence, rng) for sentence in given)
    sentences = [_vary(sentence, rng) for sentence in given]
    if rng.random() < DATELINE:
        sentences.insert(0, dateline(rng))
    return replace(document, sentences=tuple(sentences))


def _vary(sentence: Sentence, rng: random.Random) -> Sentence:
    if sentence.heads is not None and "tag" in sentence.layers and rng.random() < TIME:
        sentence = insert_time(sentence, rng)
    if rng.random() < NO_STOP:
        sentence = drop_stop(sentence)
    if rng.random() < QUOTES:
        sentence = curl(sentence)
    chance = rng.random()
    if chance < CAPITALS:
        return replace(sentence, words=tuple(word.upper() for word in sentence.words))
    if chance < CAPITALS + HEADLINE:
        return replace(sentence, words=tuple(_capital(word) for word in sentence.words))
    if chance < CAPITALS + HEADLINE + LOWER:
        return replace(sentence, words=tuple(word.lower() for word in sentence.words))
    return sentence


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:] if len(word) > 3 else word


def curl(sentence: Sentence) -> Sentence:
    """Straight quotes and apostrophes as printers set them."""
    words = []
    opening = True
    for word in sentence.words:
        if word in ('"', "``", "''"):
            word = "“" if opening else "”"
            opening = not opening
        else:
            word = word.replace("'", "’")
        words.append(word)
    return replace(sentence, words=tuple(words))


def drop_stop(sentence: Sentence) -> Sentence:
    """A sentence without its full stop, as headlines and captions are."""
    last = len(sentence.words) - 1
    if last < 2 or sentence.words[last] != ".":
        return sentence
    if sentence.heads is not None and (last in sentence.heads[:-1] or sentence.heads[last] == last):
        return sentence
    return Sentence(
        sentence.words[:-1],
        {name: labels[:-1] for name, labels in sentence.layers.items()},
        None if sentence.heads is None else sentence.heads[:-1],
    )


def insert_time(sentence: Sentence, rng: random.Random) -> Sentence:
    """The sentence with a temporal modifier after a verb, where the reading stays plain; or unchanged.

    Corpora hold 25 bare weekdays that modify a verb ("said Tuesday"); the news has one in every other
    sentence.
    """
    places = _places(sentence)
    if not places:
        return sentence
    verb, at = rng.choice(places)
    phrases = tables()["time"]
    phrase = rng.choices(phrases, [item["weight"] for item in phrases])[0]["tokens"]
    assert sentence.heads is not None
    added = _phrase(phrase, rng, governor=verb if verb < at else verb + len(phrase), offset=at)
    assert added.heads is not None
    moved = [head if head < at else head + len(phrase) for head in sentence.heads]
    layers = {
        name: (*labels[:at], *added.layers.get(name, ("O",) * len(phrase)), *labels[at:])
        for name, labels in sentence.layers.items()
    }
    return Sentence(
        (*sentence.words[:at], *added.words, *sentence.words[at:]),
        layers,
        (*moved[:at], *added.heads, *moved[at:]),
    )


def _places(sentence: Sentence) -> list[tuple[int, int]]:
    """Pairs of a past-tense verb and the place right of it where a date that modifies it may stand."""
    assert sentence.heads is not None
    words, heads = sentence.words, sentence.heads
    tags, deps = sentence.layers["tag"], sentence.layers["dep"]
    morphs = sentence.layers.get("morph", ())
    found = []
    for verb, tag in enumerate(tags):
        after = verb + 1
        if (
            tag not in ("VBD", "VBN")
            or after >= len(words)
            or not (morphs and (morphs[verb] or "").startswith("VERB"))
        ):
            continue
        children = [index for index, head in enumerate(heads) if head == verb and index != verb]
        relations = {deps[index] for index in children}
        if tag == "VBN" and "aux:pass" not in relations:
            continue
        if relations & {"cop", "obl:unmarked", "compound:prt", "xcomp", "obl"}:
            continue
        if words[verb].lower() in _SPEECH:
            if (
                deps[after] == "mark"
                or deps[after] == "punct"
                or (
                    any(deps[index] == "ccomp" and index > verb for index in children)
                    and not any(deps[index] == "nsubj" and index > verb for index in children)
                )
            ):
                found.append((verb, after))
        elif not relations & {"obj", "ccomp", "iobj"}:
            if tags[after] in ("IN", ",", "."):
                found.append((verb, after))
        elif (
            words[-1] == "."
            and not any((tags[index] or "").startswith(("VB", "MD")) for index in range(after, len(words)))
            and heads[verb] == verb
        ):
            found.append((verb, len(words) - 1))
    return found


def dateline(rng: random.Random) -> Sentence:
    """The opening of a wire report: "KYIV, May 24 (Reuters) -"."""
    return _phrase(rng.choice(tables()["dateline"])["tokens"], rng, governor=None, offset=0)


def _phrase(
    rows: Sequence[Sequence[Any]], rng: random.Random, *, governor: int | None, offset: int
) -> Sentence:
    words, heads = [], []
    for index, (form, _, _, _, head, *_rest) in enumerate(rows):
        slot = form[1:-1] if form[0] == "{" else None
        # A name of two words would need its own tree: only names of one are put into datelines.
        choices = [word for word in tables()["words"][slot] if " " not in word] if slot else [form]
        words.append(rng.choice(choices))
        root = offset + index if governor is None else governor
        heads.append(offset + head - 1 if head else root)
    layers: dict[str, tuple[str | None, ...]] = {
        "tag": tuple(row[1] for row in rows),
        "morph": tuple(f"{row[2]}#{row[3]}" for row in rows),
        "lemma": tuple(
            rule_of(word, word) if row[2] == "PROPN" else None for word, row in zip(words, rows, strict=True)
        ),
        "dep": tuple(row[5] for row in rows),
    }
    if len(rows[0]) > 6:
        layers["entity"] = tuple(row[6] for row in rows)
    return Sentence(tuple(words), layers, tuple(heads))
