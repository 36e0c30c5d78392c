"""The best tree over scored arcs (Chu and Liu 1965, Edmonds 1967), with exactly one root a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[Any]
Heads = npt.NDArray[np.int64]
_NEVER = -1e9

ROOTS_TRIED = 4
"""Roots that are tried in a sentence of `LONG` words or more when the greedy choice is no tree."""

LONG = 60


def best_forest(scores: Scores, starts: Heads) -> Heads:
    """The head of each word where sentences start at `starts`, the first of them at 0; roots are their own.

    Nearly always the greedy choice is a tree already. That is found for all sentences at once; `best_tree`
    reads the others.
    """
    total = len(scores)
    words = np.arange(total)
    sentence = np.repeat(np.arange(len(starts)), np.diff(starts, append=total))
    heads: Heads = np.where(sentence[:, None] == sentence, scores, -np.inf).argmax(1)
    top = heads
    for _ in range(total.bit_length()):
        top = top[top]
    sound = np.logical_and.reduceat(heads[top] == top, starts)
    sound &= np.add.reduceat(heads == words, starts, dtype=np.int64) == 1
    ends = np.append(starts[1:], total)
    for start, end in zip(starts[~sound].tolist(), ends[~sound].tolist(), strict=True):
        heads[start:end] = best_tree(scores[start:end, start:end]) + start
    return heads


def best_tree(scores: Scores) -> Heads:
    """The head of each word; the root is its own head.

    `scores[d, h]` says how well h governs d, and `scores[d, d]` how well d is the root. Only where the greedy
    choice is no tree is the search run. It is exact given the root. Roots are tried from the most promising
    on, until none that is left can lead to a better tree: exact, but for `LONG` sentences.
    """
    total = len(scores)
    heads: Heads = scores.argmax(1)
    words = np.arange(total)
    roots = np.flatnonzero(heads == words)
    if len(roots) == 1 and is_tree(heads):
        return heads
    # No tree with this root scores higher than this: each other word takes its best head, cycles or not.
    work = scores.astype(np.float64)
    np.fill_diagonal(work, _NEVER)
    free = work.max(1)
    bounds = scores[words, words] - free + free.sum()
    candidates = np.argsort(-bounds, kind="stable")[: total if total < LONG else ROOTS_TRIED]
    best: tuple[float, Heads] | None = None
    for root in candidates.tolist():
        if best is not None and bounds[root] <= best[0]:
            break
        tree = _rooted(work, root)
        value = float(scores[words, tree].sum())
        if best is None or value > best[0]:
            best = value, tree
    assert best is not None
    return best[1]


def is_tree(heads: Heads) -> bool:
    """True if following heads from every word ends at a root (a word that is its own head)."""
    state = [0] * len(heads)
    following = heads.tolist()
    for first in range(len(following)):
        path = []
        word = first
        while state[word] == 0:
            state[word] = 1
            path.append(word)
            if following[word] == word:
                break
            word = following[word]
        else:
            if state[word] == 1:
                return False
        for visited in path:
            state[visited] = 2
    return True


def _rooted(scores: Scores, root: int) -> Heads:
    """The best tree in which `root` is the root; the diagonal of `scores` is `_NEVER`."""
    work = scores.copy()
    work[root] = _NEVER
    heads = _arborescence(work, root)
    heads[root] = root
    return heads


def _arborescence(scores: Scores, root: int) -> Heads:
    heads: Heads = scores.argmax(1)
    heads[root] = root
    cycle = np.array(_cycle(heads, root), np.int64)
    if not len(cycle):
        return heads
    inside = np.zeros(len(scores), bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    size = len(rest)
    kept = scores[cycle, heads[cycle]]
    leaving = scores[np.ix_(rest, cycle)]
    entering = scores[np.ix_(cycle, rest)] - kept[:, None]
    best_out, best_in = leaving.argmax(1), entering.argmax(0)
    small = np.full((size + 1, size + 1), float(_NEVER))
    small[:size, :size] = scores[np.ix_(rest, rest)]
    small[:size, size] = leaving[np.arange(size), best_out]
    small[size, :size] = entering[best_in, np.arange(size)]
    small_root = int(np.flatnonzero(rest == root)[0])
    small[small_root] = _NEVER
    tree = _arborescence(small, small_root)
    result = heads.copy()
    for index in range(size):
        if index != small_root:
            result[rest[index]] = cycle[best_out[index]] if tree[index] == size else rest[tree[index]]
    entry = tree[size]
    result[cycle[best_in[entry]]] = rest[entry]
    return result


def _cycle(heads: Heads, root: int) -> list[int]:
    """The words of one cycle, or none."""
    seen = [-1] * len(heads)
    seen[root] = len(heads)
    for first in range(len(heads)):
        path = []
        word = first
        while seen[word] == -1:
            seen[word] = first
            path.append(word)
            word = int(heads[word])
        if seen[word] == first and word in path:
            return path[path.index(word) :]
    return []
