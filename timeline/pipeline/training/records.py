"""Training data in one form: documents of annotated sentences, one JSON line a document."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence with as many layers as its corpus annotates.

    A layer holds a label, or None where unknown, for every word, under the name of the head that learns it:
    "tag", "morph", "lemma", "entity", and "dep" beside `heads` for the parser. A missing layer teaches
    nothing.
    """

    words: tuple[str, ...]
    layers: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    heads: tuple[int, ...] | None = None
    """Index of each word's head in the sentence; the root is its own head."""
    spaces: tuple[bool, ...] | None = None
    """Whether a blank follows each word; None where the corpus does not say."""


@dataclass(frozen=True, slots=True)
class Document:
    """Sentences that follow one another in a text (or in a corpus that keeps no texts)."""

    corpus: str
    sentences: tuple[Sentence, ...]


def write(path: Path, documents: Iterable[Document]) -> int:
    """Write documents to a gzipped file; returns how many."""
    count = 0
    with gzip.open(path, "wt", encoding="utf8", compresslevel=5) as out:
        for document in documents:
            out.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")
            count += 1
    return count


def read(path: Path) -> Iterator[Document]:
    """The documents of a file that `write` wrote."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            record = json.loads(line)
            yield Document(
                record["corpus"],
                tuple(
                    Sentence(
                        tuple(item["words"]),
                        {name: tuple(labels) for name, labels in item["layers"].items()},
                        None if item["heads"] is None else tuple(item["heads"]),
                        None if item["spaces"] is None else tuple(item["spaces"]),
                    )
                    for item in record["sentences"]
                ),
            )
