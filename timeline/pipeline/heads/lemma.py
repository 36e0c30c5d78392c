"""Lemmas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from spacy.attrs import LEMMA
from spacy.vocab import Vocab

from ..lemmas import LemmaTable, apply_rule
from .base import Draft, TokenHead, numbers

TABLE = "lemmas.json"
"""File of the lemmas learned by heart."""

REMEMBERED = 50_000
"""Words whose lemmas are kept at hand."""


class LemmaHead(TokenHead):
    """`token.lemma_`: an edit of the form, from the table if that knows form and tag, else predicted."""

    name = "lemma"
    order = 30
    weight = 0.5

    def __init__(self, labels: Sequence[str], folder: Path) -> None:
        super().__init__(labels, folder)
        self._table = LemmaTable.read(folder / TABLE)
        self._lemma = lru_cache(REMEMBERED)(self._read)

    def columns(self, draft: Draft, vocab: Vocab) -> dict[int, list[int]]:
        """LEMMA."""
        lemmas = map(self._lemma, draft.words, draft.layers["tag"], draft.layers[self.name])
        return {LEMMA: numbers(vocab, list(lemmas))}

    def _read(self, word: str, tag: str, edit: str) -> str:
        return apply_rule(word, self._table.get(word, tag) or edit)
