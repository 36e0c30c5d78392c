"""Public corpora -> `Document`s: CoNLL-U trees and two-column IOB2 entities, plain or gzipped."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..heads.entities import bilou
from ..lemmas import rule_of
from .records import Document, Sentence

ENTITY_NAMES = {"PER": "PERSON"}
"""Corpus entity labels that go by another name in this package."""

RELATION_NAMES = {
    "obl:tmod": "obl:unmarked",
    "obl:npmod": "obl:unmarked",
    "nmod:tmod": "nmod:unmarked",
    "nmod:npmod": "nmod:unmarked",
}
"""Relations that Universal Dependencies renamed in version 2.15; a few are left in corpora of May 2025."""


def _lines(path: Path) -> Iterator[str]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf8") as lines:
            yield from (line.rstrip("\n") for line in lines)
    else:
        with path.open(encoding="utf8") as lines:
            yield from (line.rstrip("\n") for line in lines)


def read_conllu(path: Path, corpus: str) -> Iterator[Document]:
    """The documents of a CoNLL-U file (one for each "# newdoc").

    The words are the syntactic words: a multiword token ("don't") counts as its parts, with no blank between
    them, as spaCy's English tokenizer cuts it. Empty nodes are dropped.
    """
    sentences: list[Sentence] = []
    rows: list[list[str]] = []
    ranges: list[tuple[int, int, bool]] = []
    for line in _lines(path):
        if line.startswith("#"):
            if line.startswith("# newdoc") and sentences:
                yield Document(corpus, tuple(sentences))
                sentences = []
        elif line:
            columns = line.split("\t")
            if "-" in columns[0]:
                first, last = columns[0].split("-")
                ranges.append((int(first), int(last), "SpaceAfter=No" not in columns[9]))
            elif "." not in columns[0]:
                rows.append(columns)
        elif rows:
            sentences.append(_sentence(rows, ranges))
            rows, ranges = [], []
    if rows:
        sentences.append(_sentence(rows, ranges))
    if sentences:
        yield Document(corpus, tuple(sentences))


def _sentence(rows: list[list[str]], ranges: list[tuple[int, int, bool]]) -> Sentence:
    spaces = ["SpaceAfter=No" not in row[9] for row in rows]
    for first, last, blank in ranges:
        for number in range(first, last):
            spaces[number - 1] = False
        spaces[last - 1] = blank
    known = [None if row[3] == "_" else row for row in rows]
    return Sentence(
        words=tuple(row[1] for row in rows),
        spaces=tuple(spaces),
        heads=tuple(int(row[6]) - 1 if row[6] != "0" else index for index, row in enumerate(rows)),
        layers={
            "tag": tuple(row[4] if row[4] != "_" else None for row in rows),
            "morph": tuple(
                None if row is None else f"{row[3]}#{'' if row[5] == '_' else row[5]}" for row in known
            ),
            "lemma": tuple(
                rule_of(row[1], row[2] if row[2] != "_" else row[1]) if row[7] != "goeswith" else None
                for row in rows
            ),
            "dep": tuple("ROOT" if row[6] == "0" else RELATION_NAMES.get(row[7], row[7]) for row in rows),
        },
    )


def read_iob(path: Path, corpus: str, *, group: int = 4) -> Iterator[Document]:
    """The sentences of a two-column IOB2 file, `group` neighbours a document (the files mark none)."""
    sentences: list[Sentence] = []
    words: list[str] = []
    tags: list[str] = []
    for line in [*_lines(path), ""]:
        if line.strip():
            word, tag = line.split("\t")[:2]
            words.append(word)
            tags.append(tag)
        elif words:
            sentences.append(Sentence(tuple(words), {"entity": _entities(tags)}))
            words, tags = [], []
    for start in range(0, len(sentences), group):
        yield Document(corpus, tuple(sentences[start : start + group]))


def read_docred(path: Path, corpus: str) -> Iterator[Document]:
    """The documents of a DocRED file (Yao et al. 2019; names of persons, organisations, places and others).

    Numbers and times are no names here. Of names that overlap the longer one is kept.
    """
    with gzip.open(path, "rt", encoding="utf8") as stored:
        records = json.load(stored)
    for record in records:
        tags = [["O"] * len(words) for words in record["sents"]]
        mentions = {
            (mention["sent_id"], *mention["pos"], mention["type"])
            for entity in record["vertexSet"]
            for mention in entity
            if mention["type"] not in ("TIME", "NUM")
        }
        for sentence, start, end, kind in sorted(mentions, key=lambda item: (item[1] - item[2], item)):
            if all(tag == "O" for tag in tags[sentence][start:end]):
                tags[sentence][start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
        yield Document(
            corpus,
            tuple(
                Sentence(tuple(words), {"entity": _entities(row)})
                for words, row in zip(record["sents"], tags, strict=True)
                if words and all(word.strip() for word in words)
            ),
        )


def _entities(tags: Sequence[str]) -> tuple[str, ...]:
    sound: list[str] = []
    for tag in tags:
        kind = ENTITY_NAMES.get(tag[2:], tag[2:])
        before = sound[-1] if sound else "O"
        if tag == "O":
            sound.append("O")
        elif tag[0] == "I" and before[2:] == kind and before != "O":
            sound.append(f"I-{kind}")
        else:
            sound.append(f"B-{kind}")
    return tuple(bilou(sound))


def with_entities(trees: Iterable[Document], entities: Iterable[Document]) -> Iterator[Document]:
    """The same sentences with both kinds of layer, where a corpus of names covers a corpus of trees.

    Sentences are matched by their words; one that has no match keeps what it has.
    """
    named = {
        "".join(sentence.words): sentence.layers["entity"]
        for document in entities
        for sentence in document.sentences
    }
    for document in trees:
        merged = []
        for sentence in document.sentences:
            labels = named.get("".join(sentence.words))
            if labels is not None and len(labels) == len(sentence.words):
                sentence = replace(sentence, layers={**sentence.layers, "entity": labels})
            merged.append(sentence)
        yield replace(document, sentences=tuple(merged))
