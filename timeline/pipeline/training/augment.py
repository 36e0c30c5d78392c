"""Training sentences varied towards the news: quotes, case, datelines, missing stops, bare dates, weapons.

Every variation keeps the annotation true: the layers follow the words. What is put in comes from
`augment.toml`.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ..heads.entities import bilou
from ..lemmas import rule_of
from .records import Document, Sentence

QUOTES, CAPITALS, HEADLINE, LOWER, NO_STOP, TIME, DATELINE = 0.35, 0.015, 0.03, 0.015, 0.05, 0.35, 0.05
"""How often a sentence (a document, for the dateline) is varied in each way."""

_MARKED = re.compile(r"\[([^|\]]+)\|([A-Z]+)\]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_SPEECH = frozenset({"said", "announced", "warned", "claimed", "argued", "added", "insisted", "admitted"})


@cache
def tables() -> dict[str, Any]:
    """`augment.toml`."""
    return tomllib.loads(Path(__file__).with_name("augment.toml").read_text(encoding="utf8"))


def vary(document: Document, rng: random.Random) -> Document:
    """The document as it might have stood in another paper; the input is left alone."""
    sentences = [_vary(sentence, rng) for sentence in document.sentences]
    if rng.random() < DATELINE:
        sentences.insert(0, dateline(rng))
    return replace(document, sentences=tuple(sentences))


def _vary(sentence: Sentence, rng: random.Random) -> Sentence:
    if sentence.heads is not None and rng.random() < TIME:
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


def weapon_documents(rng: random.Random, count: int) -> list[Document]:
    """`count` one-sentence documents about weapons, with entities only."""
    templates = tables()["weapon"]["sentences"]
    return [Document("weapons", (_marked(rng.choice(templates), rng),)) for _ in range(count)]


def _marked(template: str, rng: random.Random) -> Sentence:
    text = re.sub(r"\{(\w+)\}", lambda slot: rng.choice(tables()["words"][slot[1]]), template)
    words: list[str] = []
    tags: list[str] = []
    position = 0
    for mark in [*_MARKED.finditer(text), None]:
        plain = _words(text[position : mark.start() if mark else len(text)])
        words += plain
        tags += ["O"] * len(plain)
        if mark:
            name = _words(mark[1])
            outside = 1 if name[0] in ("the", "a", "an") else 0
            words += name
            tags += ["O"] * outside
            tags += [("I-" if index else "B-") + mark[2] for index in range(len(name) - outside)]
            position = mark.end()
    return Sentence(tuple(words), {"entity": tuple(bilou(tags))})


def _words(text: str) -> list[str]:
    """Words as the tokenizer cuts them: at blanks, and at a hyphen between letters."""
    return _HYPHEN.sub(" - ", text).split()
