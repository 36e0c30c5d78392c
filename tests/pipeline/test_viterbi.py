from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from timeline.pipeline.heads.entities import bilou, spans
from timeline.pipeline.viterbi import Scores, best_path, bilou_transitions

LABELS = ["O", "B-LOC", "I-LOC", "L-LOC", "U-LOC", "B-ORG", "I-ORG", "L-ORG", "U-ORG"]
SCORES = st.integers(1, 4).flatmap(
    lambda n: arrays(np.float64, (n, len(LABELS)), elements=st.integers(-9, 0))
)
ALLOWED = bilou_transitions(LABELS)


def whole(path: tuple[int, ...]) -> bool:
    steps = [len(LABELS), *path]
    inside = all(ALLOWED[before, after] == 0 for before, after in zip(steps, path, strict=False))
    return inside and ALLOWED[len(LABELS) + 1, path[-1]] == 0


@settings(deadline=None, max_examples=40)
@given(SCORES)
def test_the_path_is_the_best_allowed_one(scores: Scores) -> None:
    total = len(scores)
    every = (path for path in product(range(len(LABELS)), repeat=total) if whole(path))
    best = max(scores[np.arange(total), path].sum() for path in every)
    found = best_path(scores, ALLOWED)
    assert whole(tuple(found))
    assert scores[np.arange(total), found].sum() == best


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["B-ORG", "I-ORG", "O", "B-LOC"], [(0, 2, "ORG"), (3, 4, "LOC")]),
        (["B-LOC", "B-LOC"], [(0, 1, "LOC"), (1, 2, "LOC")]),
        (["B-LOC", "I-LOC", "I-LOC"], [(0, 3, "LOC")]),
        (["O", "O"], []),
        ([], []),
    ],
)
def test_iob_to_bilou_and_back_to_spans(tags: list[str], expected: list[tuple[int, int, str]]) -> None:
    assert list(spans(bilou(tags))) == expected


@pytest.mark.parametrize(
    "path", [["B-LOC", "O"], ["I-LOC", "L-LOC"], ["L-LOC"], ["B-LOC", "U-ORG", "L-ORG"][:1]]
)
def test_broken_paths_give_no_entities(path: list[str]) -> None:
    assert list(spans(path)) == []
