"""A pipeline against the project's own annotated conflict news, read as raw text with its line breaks.

    python -m timeline.pipeline.training evaluate-conflict FILES... [--model DIR] [--bare]

Everything is compared by characters, so a word that the pipeline cuts otherwise than the annotation is wrong
and nothing else is. Entities are annotated completely. Arcs are not: only words that have one are scored, and
a relation's precision counts the pipeline's arcs of that name on those words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ...tables import read_table
from .conflict import Report, dateline_end, read_reports, sentence

Cut = tuple[int, int]
"""Characters of a text, end exclusive."""


@dataclass(frozen=True, slots=True)
class Gold:
    """An article's raw text and what is annotated on it."""

    name: str
    text: str
    sentences: frozenset[Cut]
    entities: frozenset[tuple[int, int, str]]
    arcs: dict[Cut, tuple[Cut | None, str]]
    """Dependent -> head (None: it is the root) and relation."""


@dataclass(slots=True)
class Counts:
    """Right, missed and wrongly given."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    def add(self, gold: Iterable[Any], given: Iterable[Any]) -> None:
        """Compare two sets."""
        gold, given = set(gold), set(given)
        self.right += len(gold & given)
        self.missed += len(gold - given)
        self.wrong += len(given - gold)

    def scores(self) -> dict[str, float]:
        """Precision, recall, F (percent) and the number that is annotated."""
        gold, given = self.right + self.missed, self.right + self.wrong
        return {
            "p": _percent(self.right, given),
            "r": _percent(self.right, gold),
            "f": _percent(2 * self.right, gold + given),
            "n": gold,
        }


@dataclass(slots=True)
class Tally:
    """What a run over articles adds up to."""

    starts: Counts = field(default_factory=Counts)
    sentences: Counts = field(default_factory=Counts)
    entities: dict[str, Counts] = field(default_factory=dict)
    borders: Counts = field(default_factory=Counts)
    heads: Counter[bool] = field(default_factory=Counter)
    arcs: Counter[bool] = field(default_factory=Counter)
    temporal: Counter[bool] = field(default_factory=Counter)
    temporal_heads: Counter[bool] = field(default_factory=Counter)
    relations: dict[str, Counts] = field(default_factory=dict)
    mistakes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Entity as written, label annotated ("-" for none), label given."""

    def scores(self) -> dict[str, Any]:
        """All figures, in percent. "all" of the entities is the micro average."""
        whole = Counts()
        for counts in self.entities.values():
            whole.right += counts.right
            whole.missed += counts.missed
            whole.wrong += counts.wrong
        return {
            "sentence starts": self.starts.scores(),
            "whole sentences": self.sentences.scores(),
            "entities": {"all": whole.scores()}
            | {label: self.entities[label].scores() for label in sorted(self.entities)},
            "entity borders": self.borders.scores(),
            "arcs": {"n": self.arcs.total(), "las": _share(self.arcs), "uas": _share(self.heads)},
            "temporal modifiers": {
                "n": self.temporal.total(),
                "las": _share(self.temporal),
                "uas": _share(self.temporal_heads),
            },
            "relations": {name: self.relations[name].scores() for name in sorted(self.relations)},
        }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _share(counts: Counter[bool]) -> float:
    return _percent(counts[True], counts.total())


@cache
def _temporal() -> tuple[frozenset[str], frozenset[str]]:
    table = read_table("timeline.pipeline.training", "evaluate_conflict.toml")
    return frozenset(table["words"]), frozenset(table["relations"])


def is_temporal(word: str, relation: str) -> bool:
    """True of an annotated arc that hangs a date or time on what it dates.

    >>> is_temporal("Tuesday", "obl:unmarked"), is_temporal("2024", "obl"), is_temporal("town", "obl")
    (True, True, False)
    """
    words, relations = _temporal()
    year = len(word) == 4 and word.isdigit() and word[:2] in ("18", "19", "20")
    return relation in relations and (year or word.lower().rstrip(".") in words)


def gold(report: Report, path: Path) -> Gold:
    """An annotated article as one raw text, its lines joined as they say, with the annotation on it.

    Raises:
        AnnotationError: the annotation does not fit the words.
    """
    text = ""
    cuts: set[Cut] = set()
    entities: set[tuple[int, int, str]] = set()
    arcs: dict[Cut, tuple[Cut | None, str]] = {}
    for line in report.lines:
        text += line.joint
        offset = len(text)
        text += line.text
        whole = sentence(line, path)
        words: list[Cut] = []
        at = 0
        for word in whole.words:
            at = line.text.index(word, at)
            words.append((offset + at, offset + at + len(word)))
            at += len(word)
        edge = dateline_end(whole)
        cuts |= {(part[0][0], part[-1][1]) for part in (words[:edge], words[edge:]) if part}
        entities |= {(offset + start, offset + end, label) for start, end, label in line.entities}
        assert whole.heads is not None
        for index, relation in enumerate(whole.layers["dep"]):
            if relation is not None:
                head = None if relation == "ROOT" else words[whole.heads[index]]
                arcs[words[index]] = (head, relation)
    return Gold(report.name, text, frozenset(cuts), frozenset(entities), arcs)


def compare(tally: Tally, article: Gold, doc: Doc) -> None:
    """Add what the pipeline made of an article to the tally; the first sentence's start is not scored."""
    given = {_edges(sent) for sent in doc.sents if not sent.text.isspace()} if len(doc) else set()
    first = min(article.sentences)[0]
    tally.sentences.add(article.sentences, given)
    tally.starts.add({cut[0] for cut in article.sentences} - {first}, {cut[0] for cut in given} - {first})

    found = {(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents}
    for label in {label for *_, label in article.entities | found}:
        counts = tally.entities.setdefault(label, Counts())
        counts.add(
            [row for row in article.entities if row[2] == label], [row for row in found if row[2] == label]
        )
    tally.borders.add([row[:2] for row in article.entities], [row[:2] for row in found])
    wanted, got = ({row[:2]: row[2] for row in rows} for rows in (article.entities, found))
    for cut in wanted.keys() | got.keys():
        if wanted.get(cut) != got.get(cut):
            tally.mistakes[article.text[slice(*cut)], wanted.get(cut, "-"), got.get(cut, "-")] += 1

    tokens = {(token.idx, token.idx + len(token)): token for token in doc}
    for cut, (head, relation) in article.arcs.items():
        token = tokens.get(cut)
        dep, attached = "", False
        if token is not None:
            dep = "ROOT" if token.dep_ == "root" else token.dep_
            over = (token.head.idx, token.head.idx + len(token.head))
            attached = token.head is token or token.head.i == token.i if head is None else over == head
        right = attached and dep == relation
        tally.heads[attached] += 1
        tally.arcs[right] += 1
        mine = tally.relations.setdefault(relation, Counts())
        mine.right += right
        mine.missed += not right
        if not right and dep:
            tally.relations.setdefault(dep, Counts()).wrong += 1
        if is_temporal(article.text[slice(*cut)], relation):
            tally.temporal[right] += 1
            tally.temporal_heads[attached] += 1


def _edges(span: Any) -> Cut:
    words = [token for token in span if not token.is_space]
    return words[0].idx, words[-1].idx + len(words[-1])


def articles(paths: Sequence[Path], half: str = "") -> Iterator[Gold]:
    """The annotated articles of the files; `half` "even" or "odd" keeps every second one of each file."""
    for path in paths:
        for number, report in enumerate(read_reports(path)):
            if half in ("", ("even", "odd")[number % 2]):
                yield gold(report, path)


def evaluate(nlp: Language, paths: Sequence[Path], half: str = "") -> Tally:
    """Run a pipeline over annotated files.

    >>> from timeline import pipeline
    >>> tally = evaluate(pipeline.load(), [Path("news.txt")])            # doctest: +SKIP
    >>> tally.scores()["entities"]["all"]["f"]                           # doctest: +SKIP
    """
    tally = Tally()
    texts = list(articles(paths, half))
    for article, doc in zip(texts, nlp.pipe(one.text for one in texts), strict=True):
        compare(tally, article, doc)
    return tally


def as_table(scores: dict[str, Any]) -> str:
    """The figures of `Tally.scores` as lines for a person."""
    rows = []
    for part in ("sentence starts", "whole sentences", "entity borders"):
        rows.append((part, scores[part]))
    rows += [(f"entities {label}", values) for label, values in scores["entities"].items()]
    rows += [(f"relation {name}", values) for name, values in scores["relations"].items() if values["n"]]
    lines = [f"{'':24}{'P':>7}{'R':>7}{'F':>7}{'gold':>7}"]
    lines += [f"{name:24}{row['p']:7.1f}{row['r']:7.1f}{row['f']:7.1f}{row['n']:7}" for name, row in rows]
    for part in ("arcs", "temporal modifiers"):
        row = scores[part]
        lines.append(f"{part:24}LAS {row['las']}  UAS {row['uas']}  of {row['n']}")
    return "\n".join(lines) + "\n"
