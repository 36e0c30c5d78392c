"""What bags of words have in common, as tables of all pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.stories import vectors

__all__ = ["codes", "cosine", "filled", "gram", "hot", "meeting"]

Table = NDArray[Any]
Bags = Sequence[Sequence[str]]


def codes(values: Iterable[str]) -> NDArray[np.int64]:
    """A number for each value, the same for the same."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)


def hot(bags: Bags) -> NDArray[np.float32]:
    """Which bag holds which word, shape (bags, words); at least one column."""
    words = {word: k for k, word in enumerate(sorted({word for words in bags for word in words}))}
    table = np.zeros((len(bags), max(1, len(words))), np.float32)
    for row, found in enumerate(bags):
        for word in found:
            table[row, words[word]] = 1
    return table


def cosine(bags: Bags) -> NDArray[np.float64]:
    """Cosines of the bags, words weighed by how few of them hold it."""
    return gram(vectors([Counter(words) for words in bags]))


def gram(made: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Inner products of sparse vectors."""
    words = {word: k for k, word in enumerate(sorted({word for vector in made for word in vector}))}
    table = np.zeros((len(made), max(1, len(words))), np.float32)
    for row, vector in enumerate(made):
        for word, value in vector.items():
            table[row, words[word]] = value
    return (table @ table.T).astype(np.float64)


def filled(bags: Bags) -> Table:
    """Where neither bag is empty."""
    has = np.array([bool(bag) for bag in bags])
    table: Table = np.logical_and.outer(has, has)
    return table


def meeting(bags: Bags) -> tuple[Table, Table]:
    """Where two bags share a word, and where neither is empty and they share none."""
    table = hot(bags)
    shared: Table = (table @ table.T) > 0
    return shared, filled(bags) & ~shared
