"""Dependency heads and relations: one score for each pair of words, decoded into a tree for each sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.vocab import Vocab

from ..mst import best_forest
from ..relations import Relations
from ..voice import PAST, active
from .base import Array, Draft, Head, Window, numbers

RELATIONS = "relations.npy"
"""File of the biaffine scores of relations, `[D + 1, relations, D + 1]`."""

MARKED = {"obl:unmarked": "obl", "nmod:unmarked": "nmod"}
"""What a relation without a preposition is called with one."""


class ParseHead(Head):
    """`token.head` and `token.dep_`: Universal Dependencies with subtypes (nsubj:pass, obl:unmarked).

    The graph gives `arc` [T, T] (dependent, head; the diagonal is the score of being the root) and the words
    as dependents and heads of a relation [T, D]. Relations are scored in `relations.py`, for the chosen heads
    alone, which is T times cheaper than for all pairs.
    """

    name = "parse"
    outputs = ("arc", "dependent", "governor")
    order = 15

    def __init__(self, labels: Sequence[str], folder: Path) -> None:
        super().__init__(labels, folder)
        self._root = self.labels.index("ROOT")
        self._relations = Relations(np.load(folder / RELATIONS), never=self._root)

    def decode(self, raw: Mapping[str, Array], window: Window) -> None:
        """The best tree of each sentence, then the best relation of each arc in it."""
        total = len(window)
        heads = best_forest(raw["arc"], np.flatnonzero(window.get("sentence")))
        best = self._relations.best(raw["dependent"], raw["governor"][heads])
        best[heads == np.arange(total)] = self._root
        names = [self.labels[number] for number in best.tolist()]
        _unmark(heads.tolist(), names)
        if verbs := active(window.words, heads.tolist(), names):
            _to_past(window, verbs)
        window.put("dep", names)
        window.put("head", (heads + window.start).tolist())

    def columns(self, draft: Draft, vocab: Vocab) -> dict[int, list[int]]:
        """HEAD here is the index of the governing word; the component makes it an offset between tokens."""
        return {HEAD: draft.layers["head"], DEP: numbers(vocab, draft.layers["dep"])}


def _unmark(heads: Sequence[int], names: list[str]) -> None:
    """A modifier with a case mark is not unmarked: "on Monday" is `obl`, whatever "Monday" alone would be."""
    for head, name in zip(heads, list(names), strict=True):
        if name == "case" and names[head] in MARKED:
            names[head] = MARKED[names[head]]


def _to_past(window: Window, verbs: Sequence[int]) -> None:
    """These words are verbs in the past tense, where tags were given."""
    for layer, label in (("tag", "VBD"), ("morph", PAST)):
        if layer in window.draft.layers:
            labels = window.get(layer)
            for verb in verbs:
                labels[verb] = label
            window.put(layer, labels)
