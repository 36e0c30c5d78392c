"""Documents -> an endless, seeded stream of padded batches."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..heads import TokenHead, registry
from ..subwords import Encoded, Ids, Subwords, encode, pad
from ..windows import TARGET
from .augment import Names, vary
from .records import Document, Sentence
from .wide import allowed, kinds

PASSES = {
    "ewt": 1.0,
    "gum": 1.0,
    "pud-wiki": 2.0,
    "uner-ewt-dev": 1.0,
    "wikigold": 0.6,
    "crossner-politics": 0.6,
    "crossner-literature": 0.25,
    "crossner-science": 0.25,
    "crossner-music": 0.2,
    "crossner-ai": 0.2,
    "wnut17": 0.2,
    "btc": 0.4,
    "re3d": 1.0,
    "redocred": 0.5,
    "eslspok": 0.3,
    "conflict": 3.0,
}
"""How often each corpus is seen in one pass: the trees always, texts far from the news seldom."""

LONGEST = 380
"""Pieces; longer sentences are left out of training."""

IGNORED = -100
HEAVY = {"obl:unmarked": 2.0}
"""Relations whose words count more in the parser's loss: rare, and what dates events ("said Tuesday")."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Encoder inputs and targets `[B, T]` by head; `heads` and `sentence_of` [B, T] are the parser's."""

    inputs: dict[str, Ids]
    targets: dict[str, Ids]
    heads: Ids
    sentence_of: Ids
    weights: npt.NDArray[np.float32]
    pieces: int


def inventory(documents: Sequence[Document]) -> dict[str, list[str]]:
    """The labels of each head, sorted; edits and relations seen at least three times, features twice."""
    counts: dict[str, Counter[str]] = {}
    for document in documents:
        for sentence in document.sentences:
            for layer, given in sentence.layers.items():
                counts.setdefault(layer, Counter()).update(label for label in given if label is not None)
    rare = {"lemma": 3, "morph": 2, "dep": 3}
    labels = {
        layer: sorted(label for label, count in counter.items() if count >= rare.get(layer, 1))
        for layer, counter in counts.items()
    }
    labels["entity"] = ["O"] + [f"{part}-{kind}" for part in "BILU" for kind in kinds(labels["entity"])]
    labels["sentence"] = ["inside", "start"]
    labels["parse"] = labels.pop("dep")
    return labels


def windows_of(documents: Sequence[Document], subwords: Subwords, rng: random.Random) -> list[list[Sentence]]:
    """Neighbouring sentences packed into windows, as many as a random limit allows."""
    packed = []
    for document in documents:
        current: list[Sentence] = []
        used = 0
        limit = rng.choice((TARGET, TARGET, TARGET // 2, TARGET // 4))
        for sentence in document.sentences:
            size = sum(len(subwords(word)) for word in sentence.words)
            if current and used + size > limit:
                packed.append(current)
                current, used = [], 0
            if 0 < size <= LONGEST:
                current.append(sentence)
                used += size
        if current:
            packed.append(current)
    return packed


class Stream:
    """Batches without end. The same seed and position give the same batch, so a run can be taken up again."""

    def __init__(
        self,
        documents: Sequence[Document],
        labels: dict[str, list[str]],
        subwords: Subwords,
        *,
        pieces: int,
        seed: int,
        hidden: float = 0.0,
    ) -> None:
        self._documents = documents
        self._subwords = subwords
        self._pieces, self._seed, self._hidden = pieces, seed, hidden
        self._numbers = {
            name: {label: i for i, label in enumerate(values)} for name, values in labels.items()
        }
        if "entity" in labels:
            self._numbers["entity"] = allowed(labels["entity"])[0]
        self._names = Names(documents)
        self._layers = {
            name: ("dep" if name == "parse" else name)
            for name, head in registry().items()
            if name in labels and (name == "parse" or issubclass(head, TokenHead)) and name != "sentence"
        }

    def batches(self, epoch: int = 0, index: int = 0) -> Iterator[tuple[int, int, float, Batch]]:
        """Yields epoch, index of the next batch in it, passes over the data so far, batch."""
        while True:
            groups = self._epoch(epoch)
            for number in range(index, len(groups)):
                rng = np.random.default_rng([self._seed, epoch, number])
                yield epoch, number + 1, epoch + (number + 1) / len(groups), self._batch(groups[number], rng)
            epoch, index = epoch + 1, 0

    def _epoch(self, epoch: int) -> list[list[list[Sentence]]]:
        rng = random.Random(f"{self._seed}/{epoch}")
        chosen = []
        for document in self._documents:
            share = PASSES.get(document.corpus, 1.0)
            times = int(share) + (rng.random() < share % 1)
            chosen += [vary(document, rng, self._names) for _ in range(times)]
        rng.shuffle(chosen)
        sized = [
            (
                sum(len(self._subwords(word)) for sentence in window for word in sentence.words),
                rng.random(),
                window,
            )
            for window in windows_of(chosen, self._subwords, rng)
        ]
        # Alike in length but not always the same company.
        sized.sort(key=lambda item: item[0] + 12 * item[1])
        groups: list[list[list[Sentence]]] = [[]]
        for size, _, window in sized:
            if groups[-1] and (len(groups[-1]) + 1) * (size + 2) > self._pieces:
                groups.append([])
            groups[-1].append(window)
        rng.shuffle(groups)
        return groups

    def _batch(self, windows: list[list[Sentence]], rng: np.random.Generator) -> Batch:
        size = len(windows)
        total = max(sum(len(sentence.words) for sentence in window) for window in windows)
        targets = {name: np.full((size, total), IGNORED, np.int64) for name in [*self._layers, "sentence"]}
        heads = np.zeros((size, total), np.int64)
        sentence_of = np.full((size, total), -1, np.int64)
        weights = np.ones((size, total), np.float32)
        encoded: list[Encoded] = []
        for row, window in enumerate(windows):
            encoded.append(encode([word for sentence in window for word in sentence.words], self._subwords))
            start = 0
            for number, sentence in enumerate(window):
                end = start + len(sentence.words)
                sentence_of[row, start:end] = number
                for name, layer in self._layers.items():
                    known = self._numbers[name]
                    values = sentence.layers.get(layer)
                    if values is not None:
                        targets[name][row, start:end] = [known.get(value or "", IGNORED) for value in values]
                if sentence.heads is not None:
                    heads[row, start:end] = [start + head for head in sentence.heads]
                    targets["sentence"][row, start:end] = 0
                    targets["sentence"][row, start] = IGNORED if start == 0 else 1
                    for index, relation in enumerate(sentence.layers["dep"]):
                        if relation in HEAVY:
                            weights[row, start + index] = HEAVY[relation]
                start = end
        inputs = pad(encoded)
        if self._hidden:
            self._hide(inputs, targets, rng)
        return Batch(inputs, targets, heads, sentence_of, weights, int(inputs["mask"].sum()))

    def _hide(self, inputs: dict[str, Ids], targets: dict[str, Ids], rng: np.random.Generator) -> None:
        """Mask some words: their neighbours must tell what they are (Kondratyuk and Straka 2019)."""
        rows, words = np.nonzero(rng.random(inputs["first"].shape) < self._hidden)
        for row, word in zip(rows.tolist(), words.tolist(), strict=True):
            first, last = inputs["first"][row, word], inputs["last"][row, word]
            if first:  # padding words point at piece 0, the frame's
                inputs["pieces"][row, first : last + 1] = self._subwords.mask
            if "lemma" in targets:
                targets["lemma"][row, word] = IGNORED


__all__ = ["IGNORED", "PASSES", "Batch", "Stream", "inventory", "windows_of"]
