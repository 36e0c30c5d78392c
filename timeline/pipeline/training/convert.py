"""`convert`: the folder of public corpora -> the files that training and evaluation read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from . import records
from .corpora import read_conllu, read_iob, with_entities
from .records import Document


@dataclass(frozen=True, slots=True)
class Corpus:
    """One corpus: its trees, its entities, or both over the same sentences."""

    name: str
    trees: str | None = None
    entities: str | None = None
    without: tuple[str, ...] = ()
    """Layers left out, where a corpus follows another edition of the guidelines."""


# PUD's features follow older guidelines than EWT's and GUM's (88 % agreement at best), hence no morphology
# from it.
TRAIN = (
    Corpus("ewt", "ewt-train"),
    Corpus("gum", "gum-open-train", "gum-open-train"),
    Corpus("pud-wiki", "pud-wiki", "uner-pud-wiki", without=("morph",)),
    Corpus("uner-ewt-dev", None, "uner-ewt-dev"),
    Corpus("wikigold", None, "wikigold"),
    Corpus("crossner-politics", None, "crossner-politics"),
    Corpus("crossner-literature", None, "crossner-literature"),
    Corpus("crossner-science", None, "crossner-science"),
    Corpus("crossner-music", None, "crossner-music"),
    Corpus("crossner-ai", None, "crossner-ai"),
    Corpus("wnut17", None, "wnut17"),
    Corpus("btc", None, "btc-efg"),
    Corpus("re3d", None, "re3d-open-train"),
)
DEV = (Corpus("gum-dev", "gum-open-dev", "gum-open-dev"), Corpus("ewt-dev", "ewt-dev"))
TEST = (
    Corpus("ewt-test", "ewt-test", "uner-ewt-test"),
    Corpus("gum-test", "gum-open-test", "gum-open-test"),
    Corpus("pud-news", "pud-news", "uner-pud-news"),
    Corpus("re3d-test", None, "re3d-open-test"),
)


def convert(source: Path, target: Path) -> dict[str, int]:
    """Read the corpora under `source` (`ud/*.conllu.gz`, `ner/*.iob.gz`) and write train, dev and test parts.

    Returns the number of documents in each file written. Test parts and PUD news never enter train or dev.

    Raises:
        FileNotFoundError: a corpus is missing.
    """
    target.mkdir(parents=True, exist_ok=True)
    counts = {}
    for part, corpora in (("train", TRAIN), ("dev", DEV)):
        counts[part] = records.write(
            target / f"{part}.jsonl.gz", (document for corpus in corpora for document in load(source, corpus))
        )
    for corpus in TEST:
        counts[corpus.name] = records.write(target / f"{corpus.name}.jsonl.gz", load(source, corpus))
    return counts


def load(source: Path, corpus: Corpus) -> Iterator[Document]:
    """The documents of one corpus under `source`, trees and names joined."""
    trees = source / "ud" / f"{corpus.trees}.conllu.gz"
    entities = source / "ner" / f"{corpus.entities}.iob.gz"
    if corpus.trees is None:
        yield from read_iob(entities, corpus.name)
        return
    documents = read_conllu(trees, corpus.name)
    if corpus.entities is not None:
        documents = with_entities(documents, read_iob(entities, corpus.name))
    for document in documents:
        yield _without(document, corpus.without) if corpus.without else document


def _without(document: Document, layers: tuple[str, ...]) -> Document:
    return replace(
        document,
        sentences=tuple(
            replace(
                sentence,
                layers={name: labels for name, labels in sentence.layers.items() if name not in layers},
            )
            for sentence in document.sentences
        ),
    )
