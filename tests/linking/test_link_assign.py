from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.linking import matching as module
from timeline.linking.matching import assign, weight
from timeline.linking.scoring import Pair

graphs = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)), st.floats(0.25, 9.0, width=16), min_size=1, max_size=40
)


def pairs_of(graph):
    return [Pair(a, b, bits) for (a, b), bits in graph.items()]


@settings(deadline=None, max_examples=150)
@given(graphs)
def test_as_good_as_scipy(graph):
    from scipy.optimize import linear_sum_assignment

    pairs = pairs_of(graph)
    matrix = np.zeros((8, 8))
    for pair in pairs:
        matrix[pair.ours, pair.theirs] = weight(pair)
    best = matrix[linear_sum_assignment(matrix, maximize=True)].sum()
    assert sum(map(weight, assign(pairs))) == pytest.approx(best)


@given(graphs)
def test_one_to_one_whatever_the_order(graph):
    pairs = pairs_of(graph)
    kept = assign(pairs)
    assert len({p.ours for p in kept}) == len({p.theirs for p in kept}) == len(kept)
    assert sum(map(weight, assign(pairs[::-1]))) == pytest.approx(sum(map(weight, kept)))


@given(graphs)
def test_greedy_is_one_to_one_and_no_worse_than_half(graph):
    pairs = pairs_of(graph)
    kept = module._greedy(pairs)
    assert len({p.ours for p in kept}) == len({p.theirs for p in kept}) == len(kept)
    assert sum(map(weight, kept)) >= 0.5 * sum(map(weight, assign(pairs))) - 1e-9


def test_a_sure_pair_is_not_given_up_for_two_doubtful_ones():
    # A town shelled on the 1st and 2nd by us, on the 2nd and 3rd by them: the 2nd is the 2nd.
    kept = assign([Pair(1, 2, 6.5), Pair(1, 3, 4.8), Pair(0, 2, 4.8)])
    assert [(p.ours, p.theirs) for p in kept] == [(1, 2)]


def test_large_components_end_soon(monkeypatch):
    monkeypatch.setattr(module, "_WORK", 10)
    assert len(assign([Pair(a, b, 3.0 + (a == b)) for a in range(30) for b in range(30)])) == 30
