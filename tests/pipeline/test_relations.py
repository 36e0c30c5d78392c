"""The quick look at all relations finds what scoring them in full finds."""

from __future__ import annotations

import numpy as np
import pytest

from timeline.pipeline.relations import CLEAR, RANK, Relations, Scores


def in_full(weights: Scores, dependents: Scores, governors: Scores) -> Scores:
    one = np.ones((len(dependents), 1))
    left, right = np.hstack([dependents, one]), np.hstack([governors, one])
    return np.asarray(np.einsum("ti,ilj,tj->tl", left, weights, right))


@pytest.mark.parametrize(("size", "strength"), [(RANK - 1, 1.0), (64, 0.01), (64, 1.0)])
def test_the_best_relation(size: int, strength: float) -> None:
    """Exact where the cut loses nothing; where it does, doubtful words are scored in full."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(size + 1, 9, size + 1)) * strength
    dependents, governors = rng.normal(size=(2, 200, size)).astype(np.float32)
    scores = in_full(weights, dependents, governors)
    scores[:, 3] = -np.inf
    found = Relations(weights, never=3).best(dependents, governors)
    assert not (found == 3).any()
    if size < RANK or strength * size < CLEAR / 4:
        assert (found == scores.argmax(1)).all()


def test_no_words() -> None:
    weights = np.ones((5, 2, 5))
    assert Relations(weights, never=0).best(np.ones((0, 4)), np.ones((0, 4))).tolist() == []
