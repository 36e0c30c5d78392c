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
    """The label numbers of the best allowed path; `scores` is `[T, K]`, log probabilities. Linear in T."""
    total, size = scores.shape
    value = scores[0] + transitions[size]
    back = np.zeros((total, size), np.int64)
    columns = np.arange(size)
    for step in range(1, total):
        reach = value[:, None] + transitions[:size]
        back[step] = reach.argmax(0)
        value = reach[back[step], columns] + scores[step]
    label = int((value + transitions[size + 1]).argmax())
    path = [label]
    for step in range(total - 1, 0, -1):
        label = int(back[step, label])
        path.append(label)
    return path[::-1]
