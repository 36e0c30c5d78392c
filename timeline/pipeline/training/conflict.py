"""The project's own annotated conflict news (`conflict/*.txt`) -> `Document`s.

The files are written by hand, and their form is made for that: a sentence a line with its entities in square
brackets, below it the arcs that the writer was sure of.

    === odesa-1 | wire
    [NORP Russian] missiles hit port of [GPE Odesa]
    = missiles < hit : nsubj ; port < hit : obj ; hit < ROOT : root

    [GPE KYIV], March 5 ([ORG Reuters]) - Two people were killed on Tuesday.
    = killed < ROOT : root ; people < killed : nsubj:pass ; Tuesday < killed : obl

`===` opens an article. An empty line is a paragraph's end (a line break in the text); the sentences of a
paragraph are joined by a blank, or without one where a line starts with `&`. A word that stands more than
once in its sentence is numbered: `killed~2`. Entities are complete; arcs are not: a word without one teaches
the parser nothing. A dateline stands before its sentence on the same line, but is a sentence of its own, as
in UD_English-EWT: it is cut off where the files are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.language import Language

from ...errors import TimelineError
from ...tables import read_table
from ..heads.entities import bilou
from ..lines import DASHES, DATELINE_WORDS, months
from .records import Document, Sentence

_TABLES = read_table("timeline.pipeline.training", "conflict.toml")
LABELS = frozenset(_TABLES["labels"])
RELATIONS = frozenset(_TABLES["relations"])

_ENTITY = re.compile(r"\[([A-Z]+) ([^\[\]]*)\]")
_ARC = re.compile(r"(\S+) < (\S+) : (\S+)")
_NUMBERED = re.compile(r"(.+)~(\d+)")


class AnnotationError(TimelineError):
    """An annotated file has a line that cannot be read; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class Line:
    """One annotated sentence as it stands in a file."""

    text: str
    entities: tuple[tuple[int, int, str], ...]
    """Characters of `text`, and the label."""
    arcs: tuple[tuple[str, str, str], ...]
    """Dependent, head ("ROOT" for the root), relation; words as written, numbered where they repeat."""
    joint: str
    """What stands between it and the sentence before: a blank, nothing, or a line break."""
    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """One annotated article."""

    name: str
    style: str
    lines: tuple[Line, ...]


def read_reports(path: Path) -> Iterator[Report]:
    """The articles of one file.

    Raises:
        AnnotationError: a line breaks the form.
    """
    name, style = "", ""
    lines: list[Line] = []
    joint = ""
    for number, raw in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
        row = raw.strip()
        if row.startswith("==="):
            if lines:
                yield Report(name, style, tuple(lines))
            name, _, style = (part.strip() for part in row[3:].partition("|"))
            lines, joint = [], ""
        elif not row:
            joint = "\n" if lines else ""
        elif row.startswith("= "):
            if not lines:
                raise AnnotationError(f"{path.name} line {number}: arcs without a sentence above them")
            last = lines[-1]
            lines[-1] = Line(
                last.text, last.entities, (*last.arcs, *_arcs(row, path, number)), last.joint, last.number
            )
        elif not row.startswith("# "):
            if row.startswith("&"):
                row, joint = row[1:].strip(), ""
            text, entities = _entities(row, path, number)
            lines.append(Line(text, entities, (), joint, number))
            joint = " "
    if lines:
        yield Report(name, style, tuple(lines))


def _entities(row: str, path: Path, number: int) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    text = ""
    position = 0
    found = []
    for mark in _ENTITY.finditer(row):
        label, name = mark[1], mark[2].strip()
        if label not in LABELS:
            raise AnnotationError(f"{path.name} line {number}: {label} is no entity label")
        if not name:
            raise AnnotationError(f"{path.name} line {number}: an empty {label}")
        text += row[position : mark.start()]
        found.append((len(text), len(text) + len(name), label))
        text += name
        position = mark.end()
    text += row[position:]
    if "[" in text or "]" in text:
        raise AnnotationError(f"{path.name} line {number}: a square bracket that marks no entity")
    return text, tuple(found)


def _arcs(row: str, path: Path, number: int) -> Iterator[tuple[str, str, str]]:
    for part in row[2:].split(" ; "):
        if not part.strip():
            continue
        arc = _ARC.fullmatch(part.strip())
        if arc is None:
            raise AnnotationError(
                f"{path.name} line {number}: {part.strip()!r} is not 'word < head : relation'"
            )
        if arc[3] not in RELATIONS:
            raise AnnotationError(f"{path.name} line {number}: {arc[3]} is no relation")
        if (arc[2] == "ROOT") != (arc[3] == "root"):
            raise AnnotationError(f"{path.name} line {number}: {part.strip()!r}: root and ROOT go together")
        yield arc[1], arc[2], arc[3]


@cache
def _english() -> Language:
    from spacy.lang.en import English

    from ..tokenizer import create_tokenizer

    nlp = English()
    nlp.tokenizer = create_tokenizer(nlp)
    return nlp


def sentence(line: Line, path: Path) -> Sentence:
    """A line as a training sentence: all entities, and the arcs that it gives.

    Raises:
        AnnotationError: an entity does not fall on word borders, an arc names a word that is not there or
            more than once, or a word has two heads.
    """
    doc = _english()(line.text)
    words = tuple(token.text for token in doc if not token.is_space)
    tokens = [token for token in doc if not token.is_space]
    where = f"{path.name} line {line.number}"
    starts = {token.idx: index for index, token in enumerate(tokens)}
    ends = {token.idx + len(token): index + 1 for index, token in enumerate(tokens)}
    tags = ["O"] * len(words)
    for start, end, label in line.entities:
        if start not in starts or end not in ends:
            cut = " ".join(words)
            raise AnnotationError(f"{where}: [{label} {line.text[start:end]}] is not whole words of: {cut}")
        for index in range(starts[start], ends[end]):
            tags[index] = ("I-" if index > starts[start] else "B-") + label
    heads = list(range(len(words)))
    relations: list[str | None] = [None] * len(words)
    for dependent, head, relation in line.arcs:
        index = _find(dependent, words, where)
        if relations[index] is not None:
            raise AnnotationError(f"{where}: {dependent} has two heads")
        heads[index] = index if head == "ROOT" else _find(head, words, where)
        relations[index] = "ROOT" if head == "ROOT" else relation
        if head != "ROOT" and heads[index] == index:
            raise AnnotationError(f"{where}: {dependent} is its own head")
    if relations.count("ROOT") > 1:
        raise AnnotationError(f"{where}: two roots")
    return Sentence(
        words,
        {"entity": tuple(bilou(tags)), "dep": tuple(relations)},
        tuple(heads),
        tuple(bool(token.whitespace_) for token in tokens),
    )


def _find(name: str, words: Sequence[str], where: str) -> int:
    numbered = _NUMBERED.fullmatch(name)
    form, which = (numbered[1], int(numbered[2])) if numbered else (name, 0)
    found = [index for index, word in enumerate(words) if word == form]
    if not found:
        raise AnnotationError(f"{where}: no word {form!r} in: {' '.join(words)}")
    if which > len(found):
        raise AnnotationError(f"{where}: {form!r} stands {len(found)} times, {name} is none of them")
    if not which and len(found) > 1:
        raise AnnotationError(f"{where}: {form!r} stands {len(found)} times: number it, {form}~1")
    return found[which - 1 if which else 0]


def sentences(line: Line, path: Path) -> list[Sentence]:
    """A line as one sentence, or as two where it begins with a dateline."""
    whole = sentence(line, path)
    cut = dateline_end(whole)
    return [part(whole, 0, cut), part(whole, cut, len(whole.words))] if cut else [whole]


def dateline_end(whole: Sentence) -> int:
    """Number of words of the dateline that a sentence begins with; 0 without one.

    A dateline is a name or a day, whatever belongs to no arc after it, and a dash.
    """
    assert whole.heads is not None and whole.spaces is not None
    if whole.layers["entity"][0] == "O" and whole.words[0] not in months():
        return 0
    used = {index for index, relation in enumerate(whole.layers["dep"]) if relation is not None}
    used |= {whole.heads[index] for index in used}
    for index, word in enumerate(whole.words[:DATELINE_WORDS]):
        if index in used:
            return 0
        # A dash inside a word ("Tochka-U") has no blank before it.
        if word in DASHES and index and whole.spaces[index - 1] and index + 1 < len(whole.words):
            return index + 1
    return 0


def part(whole: Sentence, start: int, end: int) -> Sentence:
    """Some words of a sentence with their layers; no arc reaches out of them."""
    assert whole.heads is not None and whole.spaces is not None
    return Sentence(
        whole.words[start:end],
        {name: labels[start:end] for name, labels in whole.layers.items()},
        tuple(head - start for head in whole.heads[start:end]),
        whole.spaces[start:end],
    )


def read_conflict(paths: Iterable[Path], corpus: str) -> Iterator[Document]:
    """One `Document` an article."""
    for path in paths:
        for report in read_reports(path):
            parts = [part for line in report.lines for part in sentences(line, path)]
            yield Document(corpus, tuple(parts))
