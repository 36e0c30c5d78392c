"""`timeline_encoder`: the spaCy component that annotates Docs with the embedded model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc

from .heads import Draft
from .runtime import EMBEDDED, Model

FACTORY = "timeline_encoder"
"""Name of the component for `nlp.add_pipe`."""

CHUNK_WORDS = 20_000
"""Words of the stream that are annotated together: enough to sort well, little enough to hold."""

LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


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

    `model` is the folder of a model (None: the one in this package), `threads` how many cores one batch may use.

    Raises:
        ModelError: the model's files are missing or damaged.
    """
    return TimelineEncoder(model, threads)


class TimelineEncoder:
    """Sets tags, morphology, lemmas, heads, relations, sentences, entities and `doc.tensor` (float16, a row a token).

    A line break ends the sentence. Whitespace tokens are no words: they hang on the word before them (at the start of a
    text on the word after), with the relation "dep" and a zero vector.
    """

    def __init__(self, model: str | None = None, threads: int = 1) -> None:
        self._arguments = (model, threads)
        self.model = Model(EMBEDDED if model is None else Path(model), threads=threads)

    def __reduce__(self) -> tuple[Any, ...]:
        # An onnxruntime session cannot be pickled; a worker process reads the model's files anew.
        return type(self), self._arguments

    def __call__(self, doc: Doc) -> Doc:
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
        tokens = [[token.i for token in doc if not token.is_space] for doc in docs]
        texts = [
            ([doc[index].text for index in indices], line_starts(doc, indices))
            for doc, indices in zip(docs, tokens, strict=True)
        ]
        for doc, indices, (draft, vectors) in zip(docs, tokens, self.model.annotate(texts), strict=True):
            self._write(doc, indices, draft)
            tensor = np.zeros((len(doc), vectors.shape[1]), vectors.dtype)
            tensor[indices] = vectors
            doc.tensor = tensor
        return docs

    def _write(self, doc: Doc, tokens: list[int], draft: Draft) -> None:
        if not len(doc):
            return
        add = doc.vocab.strings.add
        if not tokens:
            doc.from_array([TAG, POS], np.array([[add("_SP"), add("SPACE")]] * len(doc), np.uint64))
            for token in doc:
                token.is_sent_start = token.i == 0
            return
        columns: dict[int, list[int]] = {}
        for head in self.model.heads:
            columns |= head.columns(draft, doc.vocab)
        names = list(columns)
        grid = np.zeros((len(doc), len(names)), np.int64)
        values = np.array([columns[name] for name in names], np.uint64).astype(np.int64).T
        grid[tokens] = values
        place = {name: column for column, name in enumerate(names)}
        words = np.array(tokens)
        grid[words, place[HEAD]] = words[values[:, place[HEAD]]] - words
        self._write_spaces(doc, words, grid, place)
        doc.from_array(names, grid.astype(np.uint64))
        for head in self.model.heads:
            head.finish(doc, tokens, draft)

    def _write_spaces(self, doc: Doc, words: Any, grid: Any, place: dict[int, int]) -> None:
        add = doc.vocab.strings.add
        spaces = np.setdiff1d(np.arange(len(doc)), words, assume_unique=True)
        if not len(spaces):
            return
        before = np.maximum(np.searchsorted(words, spaces) - 1, 0)
        grid[spaces, place[HEAD]] = words[before] - spaces
        for name, value in ((TAG, "_SP"), (POS, "SPACE"), (DEP, "dep")):
            if name in place:
                grid[spaces, place[name]] = np.uint64(add(value)).astype(np.int64)
        if LEMMA in place:
            for index in spaces.tolist():
                grid[index, place[LEMMA]] = np.uint64(doc[index].orth).astype(np.int64)


def line_starts(doc: Doc, tokens: list[int]) -> frozenset[int]:
    """The words, counted in `tokens` (the Doc's tokens that are no whitespace), that open a line."""
    return frozenset(
        number
        for number, (before, index) in enumerate(zip(tokens, tokens[1:], strict=False), 1)
        if index - before > 1
        and any(not LINE_BREAKS.isdisjoint(doc[i].text) for i in range(before + 1, index))
    )
