"""A second look at a pair, with the chances of all other pairs of its topic known.

Whether "cut" in one article is "damaged" in another shows in the rest: whether the other article has a better
partner, whether both agree with the same third mention, how many other events the two articles share, how the
two words meet elsewhere in the topic, and what the first look would put them together with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import average_link, improve

__all__ = ["SECOND", "second"]

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
)


def second(chance: NDArray[np.float64], docs: Sequence[int], stems: Sequence[str]) -> Floats:
    """Features of all pairs, shape (n, n, number of SECOND), symmetric.

    `chance` is what the first look gave, symmetric; `docs` and `stems` are the document and the trigger's
    stem of each mention.
    """
    n = len(docs)
    p = chance.copy()
    np.fill_diagonal(p, 0)
    at = np.unique(np.asarray(docs), return_inverse=True)[1]
    word = np.unique(np.asarray(stems), return_inverse=True)[1]
    rows = [
        np.log((p + 1e-4) / (1 - p + 1e-4)),
        *_partners(p, at),
        *_words(p, word),
        *_clusters(p, at, improve(chance - JOIN, average_link(chance - JOIN))),
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
