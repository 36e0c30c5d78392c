"""Which documents of a topic tell one story, asked again when the first look has paired their events.

Words alone part look-alike stories (two quakes, two trials) badly. Words, names, places, days, numbers
and the events that two documents seem to share, each also next to what the two have with all others, do
it better. A fitted logistic weighs them, average link makes stories of the chances, and the second look
is told both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import average_link
from timeline.merge.overlap import gram
from timeline.merge.stories import vectors

if TYPE_CHECKING:
    from timeline.merge.spots import Reading

__all__ = ["ONE_STORY", "Logistic", "Texts", "close", "one_story"]

Floats = NDArray[np.float32]
Table = NDArray[Any]
_KINDS = ("names", "places", "people", "days", "numbers")

ONE_STORY = ("chance of one story", "in one story", "mean chance of the stories")


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression: mean and scale of the features, their weights, and the bias."""

    mean: Floats
    scale: Floats
    weight: Floats
    bias: float

    def chances(self, rows: Floats) -> Floats:
        """The chance for each row of features (the last axis)."""
        return np.asarray(1 / (1 + np.exp(-((rows - self.mean) / self.scale @ self.weight + self.bias))))


@dataclass(frozen=True, slots=True)
class Texts:
    """The documents of one topic: tables (n, n) of how close they are, and the document of each mention."""

    near: tuple[Table, ...]
    at: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        given: Sequence[Table],
        story: Sequence[int],
        readings: Sequence[Reading],
        at: NDArray[np.int64],
    ) -> Texts:
        """`given` are tables of closeness, `story` the number of each document's story by words alone."""
        same = np.asarray(story)[:, None] == np.asarray(story)[None]
        named = [gram(vectors([getattr(reading, kind) for reading in readings])) for kind in _KINDS]
        return cls((*given, same, *named), at)


def close(texts: Texts, chance: NDArray[np.float64]) -> Floats:
    """Features of all pairs of documents, symmetric, the mentions having these chances at first."""
    p = chance.copy()
    np.fill_diagonal(p, 0)
    n = len(texts.near[0])
    best = np.stack([p[:, texts.at == doc].max(1, initial=0) for doc in range(n)], 1)
    shared = np.zeros((n, n))
    np.add.at(shared, texts.at, best)
    count = np.bincount(texts.at, minlength=n)
    shared = (shared + shared.T) / 2 / np.sqrt(np.outer(count, count) + 1)
    rows = []
    for table in (*texts.near, shared):
        own = table.astype(np.float64)
        np.fill_diagonal(own, 0)
        most = own.max(1) + 1e-6
        profile = own - own.mean(0)
        profile /= np.linalg.norm(profile, axis=1, keepdims=True) + 1e-6
        rows += [own, own / np.sqrt(np.outer(most, most)), profile @ profile.T]
    return np.stack(rows, -1).astype(np.float32)


def one_story(texts: Texts, chance: NDArray[np.float64], fitted: Logistic) -> Floats:
    """Features of all pairs of mentions, shape (n, n, number of ONE_STORY), symmetric."""
    likely = fitted.chances(close(texts, chance)).astype(np.float64)
    np.fill_diagonal(likely, 1)
    member = np.zeros_like(likely)
    for number, group in enumerate(average_link(likely - 0.5)):
        member[group, number] = 1
    same = member @ member.T
    size = same.sum(1)
    mean = same @ likely @ same / np.outer(size, size)
    odds = np.log((likely + 0.01) / (1.01 - likely))
    return np.stack([table[texts.at][:, texts.at] for table in (odds, same, mean)], -1).astype(np.float32)
