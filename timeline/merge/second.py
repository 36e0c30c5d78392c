"""A second look at a pair, with the chances of all other pairs of its topic known.

Whether "cut" in one article is "damaged" in another shows in the rest: whether the other article has a better
partner, whether both agree with the same third mention, how many other events the two articles and the two
sentences share, how the two words meet elsewhere in the topic, whether what they hang together with is one
event, and what the first look would put them together with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import average_link, improve

if TYPE_CHECKING:
    from timeline.merge.spots import Spot

__all__ = ["SECOND", "Told", "second"]

Floats = NDArray[np.float32]
Table = NDArray[Any]
JOIN = 0.35
"""Chance above which the first look joins two clusters."""

SECOND = (
    "chance at first",
    "better than the next in the document, the more",
    "better than the next in the document, the less",
    "common partners",
    "partners, the fewer",
    "partners, the more",
    "share of partners in common",
    "events that the documents share",
    "the same next to the closest document",
    "how the two words meet elsewhere",
    "how often",
    "one with the other's cluster, the less",
    "one with the other's cluster, the more",
    "mean of the clusters",
    "best with the other's cluster",
    "joined at first",
    "smaller cluster",
    "larger cluster",
    "clusters meet in a document",
    "others that the sentences share, the more",
    "others that the sentences share, the less",
    "best of what they hang together with",
    "both hang together with another",
)


@dataclass(frozen=True, slots=True)
class Told:
    """Where each mention of a topic stands: its document, its sentence there, the stem of its trigger, and
    the position of the mention that it hangs on (-1: none).
    """

    docs: Sequence[int]
    sentences: Sequence[int]
    stems: Sequence[str]
    hangs_on: Sequence[int]

    @classmethod
    def of(cls, members: Sequence[Spot]) -> Told:
        """Read off the mentions."""
        place = {spot.id: k for k, spot in enumerate(members)}
        return cls(
            [spot.doc for spot in members],
            [spot.sentence for spot in members],
            [spot.stem for spot in members],
            [place.get(spot.hangs_on, -1) for spot in members],
        )


def second(chance: NDArray[np.float64], told: Told) -> Floats:
    """Features of all pairs, shape (n, n, number of SECOND), symmetric.

    `chance` is what the first look gave, symmetric.
    """
    n = len(chance)
    p = chance.copy()
    np.fill_diagonal(p, 0)
    at = np.unique(np.asarray(told.docs), return_inverse=True)[1]
    word = np.unique(np.asarray(told.stems), return_inverse=True)[1]
    rows = [
        np.log((p + 1e-4) / (1 - p + 1e-4)),
        *_partners(p, at),
        *_words(p, word),
        *_clusters(p, at, improve(chance - JOIN, average_link(chance - JOIN))),
        *_sentences(p, told),
        *_hanging(p, told.hangs_on),
    ]
    table: Floats = np.stack([np.asarray(row, np.float32) for row in rows], axis=-1)
    assert table.shape == (n, n, len(SECOND))
    return table


def _partners(p: Table, at: Table) -> list[Table]:
    n, size = len(p), int(at.max()) + 1
    best, next_best = np.zeros((n, size)), np.zeros((n, size))
    for doc in range(size):
        ranked = -np.sort(-p[:, at == doc], axis=1)
        best[:, doc] = ranked[:, 0]
        if ranked.shape[1] > 1:
            next_best[:, doc] = ranked[:, 1]
    here = best[:, at]
    lead = p - np.where(p >= here - 1e-9, next_best[:, at], here)
    both = p @ p
    each = p.sum(1)
    fewer, more = np.minimum.outer(each, each), np.maximum.outer(each, each)
    # Two documents share as many events as their mentions have partners in the other, by its length.
    count = np.bincount(at)
    length = np.sqrt(np.outer(count, count))
    shared = np.stack([best[at == doc].sum(0) for doc in range(size)])
    shared = (shared + shared.T) / 2 / length
    closest = shared.max(1)[at]
    pair = shared[at][:, at]
    return [
        np.maximum(lead, lead.T),
        np.minimum(lead, lead.T),
        np.log1p(both),
        np.log1p(fewer),
        np.log1p(more),
        both / (fewer + 0.3),
        pair - p / length[at][:, at],
        pair / (np.maximum.outer(closest, closest) + 0.05),
    ]


def _words(p: Table, word: Table) -> list[Table]:
    """What the pairs of the same two words have, without the pair itself."""
    table = np.zeros((len(p), int(word.max()) + 1))
    table[np.arange(len(p)), word] = 1
    own = 1 + (word[:, None] == word[None])  # a pair of one word is counted from both ends
    total = ((table.T @ p @ table)[word][:, word] - own * p).clip(0)
    count = table.sum(0)
    pairs = ((np.outer(count, count) - np.diag(count))[word][:, word] - own).clip(0)
    return [total / (pairs + 0.5), np.log1p(total)]


def _clusters(p: Table, at: Table, groups: Sequence[Sequence[int]]) -> list[Table]:
    label = np.zeros(len(p), np.int64)
    for number, group in enumerate(groups):
        label[list(group)] = number
    member = np.zeros((len(p), len(groups)))
    member[np.arange(len(p)), label] = 1
    size = member.sum(0)
    same = label[:, None] == label[None]
    link = p @ member
    mean = link[:, label] / (size[label][None] - same + 1e-3)
    whole = (member.T @ link / np.outer(size, size))[label][:, label]
    most = np.stack([p[:, list(group)].max(1) for group in groups], 1)[:, label]
    inside = np.zeros((len(groups), int(at.max()) + 1))
    inside[label, at] = 1
    spread = inside.sum(1)
    meet = (inside @ inside.T / np.minimum.outer(spread, spread))[label][:, label]
    lengths = np.log(size[label])
    return [
        np.minimum(mean, mean.T),
        np.maximum(mean, mean.T),
        whole,
        np.maximum(most, most.T),
        same,
        np.minimum.outer(lengths, lengths),
        np.maximum.outer(lengths, lengths),
        meet,
    ]


def _sentences(p: Table, told: Told) -> list[Table]:
    """How many of the other events of one's sentence the other's sentence tells, by its length."""
    at = np.unique(np.stack([told.docs, told.sentences]), axis=1, return_inverse=True)[1].reshape(-1)
    best = np.stack([p[:, at == sentence].max(1) for sentence in range(int(at.max()) + 1)], 1)
    total = np.zeros((best.shape[1], best.shape[1]))
    np.add.at(total, at, best)
    others = np.bincount(at)[at] - 1
    share = (total[at] - best)[:, at] / (others[:, None] + 0.5)
    return [np.maximum(share, share.T), np.minimum(share, share.T)]


def _hanging(p: Table, hangs_on: Sequence[int]) -> list[Table]:
    """The best chance that what the one hangs together with is what the other does."""
    n = len(p)
    near: list[list[int]] = [[] for _ in range(n)]
    for below, above in enumerate(hangs_on):
        if above >= 0:
            near[below].append(above)
            near[above].append(below)
    best = np.stack([p[links].max(0) if links else np.zeros(n) for links in near])
    table = np.stack([best[:, links].max(1) if links else np.zeros(n) for links in near], 1)
    has = np.array([bool(links) for links in near])
    return [table, np.logical_and.outer(has, has)]
