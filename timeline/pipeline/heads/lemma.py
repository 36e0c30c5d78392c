"""Lemmas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.attrs import LEMMA
from spacy.vocab import Vocab

from ..lemmas import LemmaTable, apply_rule
from .base import Draft, TokenHead

TABLE = "lemmas.json"
"""File of the lemmas learned by heart."""


class LemmaHead(TokenHead):
    """`token.lemma_`: an edit of the form, from the table if that knows form and tag, else predicted."""

    name = "lemma"
    order = 30
    weight = 0.5

    def __init__(self, labels: Sequence[str], folder: Path) -> None:
        super().__init__(labels, folder)
        self._table = LemmaTable.read(folder / TABLE)

    def columns(self, draft: Draft, vocab: Vocab) -> dict[int, list[int]]:
        """LEMMA."""
        triples = list(zip(draft.words, draft.layers["tag"], draft.layers[self.name], strict=True))
        known, add = self._table.get, vocab.strings.add
        lemmas = {
            (word, tag, edit): add(apply_rule(word, known(word, tag) or edit))
            for word, tag, edit in set(triples)
        }
        return {LEMMA: [lemmas[triple] for triple in triples]}
