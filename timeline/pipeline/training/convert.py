"""`convert`: the folder of public corpora -> the files that training and evaluation read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from . import records
from .conflict import read_conflict
from .corpora import read_conllu, read_docred, read_iob, with_entities
from .records import Document, Sentence
from .wide import widen

OWN = Path(__file__).with_name("conflict")
"""The project's own annotated conflict news, its training part."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """One corpus: its trees, its entities, or both over the same sentences."""

    name: str
    trees: str | None = None
    entities: str | None = None
    without: tuple[str, ...] = ()
    """Layers left out, where a corpus follows another edition of the guidelines."""
    scheme: str = ""
    """Scheme of its entity labels in entities.toml, where they are not ours."""


# PUD's features follow older guidelines than EWT's and GUM's (88 % agreement at best), hence no morphology
# from it.
TRAIN = (
    Corpus("ewt", "ewt-train", "uner-ewt-train", scheme="names"),
    Corpus("gum", "gum-open-train", "gum-open-train", scheme="names"),
    Corpus("pud-wiki", "pud-wiki", "uner-pud-wiki", without=("morph",), scheme="names"),
    Corpus("uner-ewt-dev", None, "uner-ewt-dev", scheme="names"),
    Corpus("wikigold", None, "wikigold", scheme="names"),
    Corpus("crossner-politics", None, "crossner-politics", scheme="names"),
    Corpus("crossner-literature", None, "crossner-literature", scheme="names"),
    Corpus("crossner-science", None, "crossner-science", scheme="names"),
    Corpus("crossner-music", None, "crossner-music", scheme="names"),
    Corpus("crossner-ai", None, "crossner-ai", scheme="names"),
    Corpus("wnut17", None, "wnut17", scheme="names"),
    Corpus("btc", None, "btc-efg", scheme="names"),
    Corpus("redocred", None, "redocred-dev", scheme="docred"),
    Corpus("redocred", None, "redocred-test", scheme="docred"),
    Corpus("eslspok", "eslspok", without=("lemma", "morph", "tag")),
    Corpus("re3d", None, "re3d-open-train", scheme="re3d"),
)
DEV = (Corpus("gum-dev", "gum-open-dev", "gum-open-dev"), Corpus("ewt-dev", "ewt-dev"))
TEST = (
    Corpus("ewt-test", "ewt-test", "uner-ewt-test"),
    Corpus("gum-test", "gum-open-test", "gum-open-test"),
    Corpus("pud-news", "pud-news", "uner-pud-news"),
    Corpus("re3d-test", None, "re3d-open-test"),
)


def convert(source: Path, target: Path) -> dict[str, int]:
    """Read the corpora under `source` (`ud/*.conllu.gz`, `ner/*.iob.gz`) and write train, dev and tests.

    Returns the number of documents in each file written. Test parts and PUD news never enter train or dev,
    not even the few sentences that some corpora hold in both.

    Raises:
        FileNotFoundError: a corpus is missing.
    """
    target.mkdir(parents=True, exist_ok=True)
    counts = {}
    for corpus in TEST:
        counts[corpus.name] = records.write(target / f"{corpus.name}.jsonl.gz", load(source, corpus))
    counts["dev"] = records.write(target / "dev.jsonl.gz", _all(source, DEV))
    kept_apart = {
        sentence.words
        for documents in (*(load(source, corpus) for corpus in TEST), _all(source, DEV))
        for document in documents
        for sentence in document.sentences
        if len(sentence.words) >= TELLING
    }
    own = read_conflict(sorted(OWN.glob("*.txt")), "conflict")
    train = (_leave_out(document, kept_apart) for document in chain(_all(source, TRAIN), own))
    counts["train"] = records.write(
        target / "train.jsonl.gz", (document for document in train if document.sentences)
    )
    return counts


TELLING = 4
"""Words from which on a sentence that stands in two parts of a corpus is the same one, not a phrase."""


def _all(source: Path, corpora: Iterable[Corpus]) -> Iterator[Document]:
    return (document for corpus in corpora for document in load(source, corpus))


def _leave_out(document: Document, sentences: set[tuple[str, ...]]) -> Document:
    kept = tuple(sentence for sentence in document.sentences if sentence.words not in sentences)
    return replace(document, sentences=kept)


def load(source: Path, corpus: Corpus) -> Iterator[Document]:
    """The documents of one corpus under `source`, trees and names joined."""
    trees = source / "ud" / f"{corpus.trees}.conllu.gz"
    entities = source / "ner" / f"{corpus.entities}.iob.gz"
    if corpus.scheme == "docred":
        documents = read_docred(entities.with_name(f"{corpus.entities}.json.gz"), corpus.name)
    elif corpus.trees is None:
        documents = read_iob(entities, corpus.name)
    else:
        documents = read_conllu(trees, corpus.name)
        if corpus.entities is not None:
            documents = with_entities(documents, read_iob(entities, corpus.name))
    for document in documents:
        yield replace(document, sentences=tuple(_fit(sentence, corpus) for sentence in document.sentences))


def _fit(sentence: Sentence, corpus: Corpus) -> Sentence:
    layers = {name: labels for name, labels in sentence.layers.items() if name not in corpus.without}
    if "entity" in layers:
        path = [label or "O" for label in layers["entity"]]
        layers["entity"] = widen(path, sentence.words, corpus.scheme)
    return replace(sentence, layers=layers)
