"""The second look at pairs: symmetric, finite, and for what the rest of the topic speaks for."""

from __future__ import annotations

import numpy as np
import pytest

from timeline.merge.second import SECOND, second

CHANCES = np.array(
    [
        [1.0, 0.9, 0.4, 0.1, 0.0],
        [0.9, 1.0, 0.5, 0.0, 0.1],
        [0.4, 0.5, 1.0, 0.2, 0.0],
        [0.1, 0.0, 0.2, 1.0, 0.8],
        [0.0, 0.1, 0.0, 0.8, 1.0],
    ]
)
DOCS = [0, 1, 2, 0, 1]
STEMS = ["cut", "cut", "damag", "say", "tell"]


def value(name: str, i: int, j: int) -> float:
    return float(second(CHANCES, DOCS, STEMS)[i, j, SECOND.index(name)])


def test_features_are_symmetric_and_finite():
    table = second(CHANCES, DOCS, STEMS)
    assert table.shape == (5, 5, len(SECOND))
    assert np.isfinite(table).all()
    assert np.array_equal(table, table.transpose(1, 0, 2))


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        ("chance at first", (0, 1), (0, 2)),
        ("common partners", (0, 2), (0, 4)),
        ("better than the next in the document, the less", (0, 1), (0, 4)),
        ("events that the documents share", (0, 4), (0, 2)),  # cut and said are both told again in document 1
        ("how the two words meet elsewhere", (0, 2), (0, 4)),
        ("joined at first", (0, 1), (0, 3)),
    ],
)
def test_what_speaks_for_a_pair(name, more, less):
    assert value(name, *more) > value(name, *less)


def test_the_order_of_mentions_plays_no_part():
    turn = [3, 1, 4, 0, 2]
    turned = second(CHANCES[turn][:, turn], [DOCS[k] for k in turn], [STEMS[k] for k in turn])
    assert np.allclose(turned, second(CHANCES, DOCS, STEMS)[turn][:, turn], atol=1e-6)
