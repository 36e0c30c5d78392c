"""The best path through label scores under hard constraints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[Any]
FORBIDDEN = -1e9


def bilou_transitions(labels: Sequence[str]) -> Scores:
    """`[K + 2, K]`: 0 where label j may follow label i, else `FORBIDDEN`.

    Row K is the start of a text. Row K + 1 is its end: which labels may come last.
    """
    size = len(labels)
    table = np.full((size + 2, size), FORBIDDEN)
    for row in range(size + 1):
        before = labels[row] if row < size else "O"
        for column, after in enumerate(labels):
            inside = before[0] in "BI"
            if (after[0] in "IL" and after[2:] == before[2:]) if inside else after[0] in "OBU":
                table[row, column] = 0.0
    table[size + 1] = [FORBIDDEN if label[0] in "BI" else 0.0 for label in labels]
    return table


def best_path(scores: Scores, transitions: Scores) -> list[int]:
    """The label numbers of the best allowed path; `scores` is `[T, K]`, log probabilities. Linear in T.

    Mostly the best label of every word makes an allowed path, which is then the best.
    """
    total, size = scores.shape
    greedy = scores.argmax(1)
    if _allowed(greedy, transitions):
        return list(greedy.tolist())
    value = scores[0] + transitions[size]
    back = np.zeros((total, size), np.int64)
    columns = np.arange(size)
    into = np.ascontiguousarray(transitions[:size].T)
    for step in range(1, total):
        reach = into + value
        back[step] = best = reach.argmax(1)
        value = reach[columns, best] + scores[step]
    label = int((value + transitions[size + 1]).argmax())
    path = [label]
    for step in range(total - 1, 0, -1):
        label = int(back[step, label])
        path.append(label)
    return path[::-1]


def _allowed(path: npt.NDArray[np.int64], transitions: Scores) -> bool:
    size = transitions.shape[1]
    edges = transitions[size, path[0]] + transitions[size + 1, path[-1]]
    return bool(edges + transitions[path[:-1], path[1:]].sum() == 0.0)
