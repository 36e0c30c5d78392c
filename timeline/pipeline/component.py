"""`timeline_encoder`: the spaCy component that annotates Docs with the embedded model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import DEP, HEAD, IS_SPACE, LEMMA, ORTH, POS, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc

from .columns import write_columns
from .heads import Draft
from .lines import line_starts
from .quotes import quotes
from .runtime import EMBEDDED, Model

FACTORY = "timeline_encoder"
"""Name of the component for `nlp.add_pipe`."""

CHUNK_WORDS = 20_000
"""Words of the stream that are annotated together: enough to sort well, little enough to hold."""


@Language.factory(
    FACTORY,
    assigns=[
        "token.tag",
        "token.pos",
        "token.morph",
        "token.lemma",
        "token.dep",
        "token.head",
        "token.is_sent_start",
        "doc.sents",
        "doc.ents",
        "doc.tensor",
    ],
    default_config={"model": None, "threads": 1},
)
def create_encoder(nlp: Language, name: str, model: str | None, threads: int) -> TimelineEncoder:
    """The component for `nlp.add_pipe("timeline_encoder")`.

    `model` is the folder of a model (None: the one in this package), `threads` how many cores one batch may
    use.

    Raises:
        ModelError: the model's files are missing or damaged.
    """
    return TimelineEncoder(model, threads)


class TimelineEncoder:
    """Sets tags, morphology, lemmas, parse, sentences, entities and `doc.tensor` (float16, a row a token).

    A line break ends the sentence. Whitespace tokens are no words: they hang on the word before them (at the
    start of a text on the word after), with the relation "dep" and a zero vector.
    """

    def __init__(self, model: str | None = None, threads: int = 1) -> None:
        self._arguments = (model, threads)
        self.model = Model(EMBEDDED if model is None else Path(model), threads=threads)

    def __reduce__(self) -> tuple[Any, ...]:
        # An onnxruntime session cannot be pickled; a worker process reads the model's files anew.
        return type(self), self._arguments

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc, in place."""
        return self._annotate([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Annotate many Docs, in order, faster than one by one."""
        waiting: list[Doc] = []
        words = 0
        for doc in stream:
            waiting.append(doc)
            words += len(doc)
            if words >= CHUNK_WORDS or len(waiting) >= batch_size:
                yield from self._annotate(waiting)
                waiting, words = [], 0
        yield from self._annotate(waiting)

    def _annotate(self, docs: list[Doc]) -> list[Doc]:
        tokens = [np.flatnonzero(doc.to_array([IS_SPACE]) == 0).tolist() for doc in docs]
        drafts = [_draft(doc, indices) for doc, indices in zip(docs, tokens, strict=True)]
        for doc, indices, (draft, vectors) in zip(docs, tokens, self.model.annotate(drafts), strict=True):
            self._write(doc, indices, draft)
            tensor = np.zeros((len(doc), vectors.shape[1]), vectors.dtype)
            tensor[indices] = vectors
            doc.tensor = tensor
        return docs

    def _write(self, doc: Doc, tokens: list[int], draft: Draft) -> None:
        add = doc.vocab.strings.add
        if not tokens:
            blank = np.ones(len(doc), np.uint64)
            write_columns(doc, {TAG: blank * add("_SP"), POS: blank * add("SPACE"), SENT_START: blank})
            return
        words = np.array(tokens)
        columns: dict[int, npt.NDArray[np.uint64]] = {}
        for head in self.model.heads:
            for name, values in head.columns(draft, doc.vocab).items():
                columns[name] = np.zeros(len(doc), np.uint64)
                columns[name][words] = np.array(values, np.uint64)
        if HEAD in columns:
            columns[HEAD][words] = (words[columns[HEAD][words].astype(np.int64)] - words).astype(np.uint64)
        spaces = np.setdiff1d(np.arange(len(doc)), words, assume_unique=True)
        if len(spaces):
            before = np.maximum(np.searchsorted(words, spaces) - 1, 0)
            blanks: dict[int, Any] = {
                TAG: add("_SP"),
                POS: add("SPACE"),
                DEP: add("dep"),
                HEAD: (words[before] - spaces).astype(np.uint64),
                LEMMA: np.array([doc[index].orth for index in spaces.tolist()], np.uint64),
            }
            for name in columns.keys() & blanks.keys():
                columns[name][spaces] = blanks[name]
        write_columns(doc, columns)
        for head in self.model.heads:
            head.finish(doc, tokens, draft)


def _draft(doc: Doc, tokens: list[int]) -> Draft:
    words = _texts(doc, tokens)
    return Draft(words, line_starts(doc, tokens), quotes(doc, tokens, words))


def _texts(doc: Doc, tokens: list[int]) -> list[str]:
    """`token.text` of these tokens, without making the tokens."""
    strings = doc.vocab.strings
    return [strings[orth] for orth in doc.to_array([ORTH])[tokens].tolist()]
