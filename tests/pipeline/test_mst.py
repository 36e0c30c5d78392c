from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from timeline.pipeline.mst import Scores, best_tree, is_tree

SQUARES = st.integers(1, 4).flatmap(lambda n: arrays(np.float64, (n, n), elements=st.integers(-20, 20)))
LARGER = st.integers(1, 24).flatmap(lambda n: arrays(np.float32, (n, n), elements=st.floats(-9, 9, width=32)))


def value(scores: Scores, heads: object) -> float:
    return float(scores[np.arange(len(scores)), heads].sum())


def roots(heads: object) -> int:
    return int((np.asarray(heads) == np.arange(len(np.asarray(heads)))).sum())


@given(SQUARES)
def test_small_trees_are_the_best_there_are(scores: Scores) -> None:
    every = [np.array(heads) for heads in product(range(len(scores)), repeat=len(scores))]
    best = max(value(scores, heads) for heads in every if roots(heads) == 1 and is_tree(heads))
    assert value(scores, best_tree(scores)) == pytest.approx(best)


@settings(deadline=None)
@given(LARGER)
def test_the_answer_is_a_tree_with_one_root(scores: Scores) -> None:
    heads = best_tree(scores)
    assert is_tree(heads)
    assert roots(heads) == 1


@given(SQUARES, st.floats(-5, 5))
def test_raising_every_score_changes_nothing(scores: Scores, by: float) -> None:
    assert value(scores, best_tree(scores + by)) == pytest.approx(value(scores, best_tree(scores)))


@pytest.mark.parametrize(
    ("heads", "tree"),
    [
        ([0], True),
        ([0, 0, 1], True),
        ([1, 1, 1], True),
        ([1, 0], False),
        ([0, 2, 1], False),
        ([1, 2, 0], False),
    ],
)
def test_what_is_a_tree(heads: list[int], tree: bool) -> None:
    assert is_tree(np.array(heads)) is tree


def test_a_long_sentence_with_random_scores_is_no_trouble() -> None:
    scores = np.random.default_rng(0).normal(size=(300, 300))
    assert is_tree(best_tree(scores))
