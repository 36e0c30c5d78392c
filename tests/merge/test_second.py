"""The second look at pairs: symmetric, finite, and for what the rest of the topic speaks for."""

from __future__ import annotations

import numpy as np
import pytest

from timeline.merge.second import SECOND, Told, second

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
SENTENCES = [0, 0, 1, 0, 0]
HANGS_ON = [3, 4, -1, -1, -1]  # "said that it was cut", "told of a cut"
TOLD = Told(DOCS, SENTENCES, STEMS, HANGS_ON)


def value(name: str, i: int, j: int) -> float:
    return float(second(CHANCES, TOLD)[i, j, SECOND.index(name)])


def test_features_are_symmetric_and_finite():
    table = second(CHANCES, TOLD)
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
        ("others that the sentences share, the less", (0, 1), (0, 2)),  # their sayings are one
        ("best of what they hang together with", (0, 1), (0, 3)),
        ("both hang together with another", (0, 1), (0, 2)),
    ],
)
def test_what_speaks_for_a_pair(name, more, less):
    assert value(name, *more) > value(name, *less)


def test_the_order_of_mentions_plays_no_part():
    turn = [3, 1, 4, 0, 2]
    told = Told(
        [DOCS[k] for k in turn],
        [SENTENCES[k] for k in turn],
        [STEMS[k] for k in turn],
        [turn.index(HANGS_ON[k]) if HANGS_ON[k] >= 0 else -1 for k in turn],
    )
    turned = second(CHANCES[turn][:, turn], told)
    assert np.allclose(turned, second(CHANCES, TOLD)[turn][:, turn], atol=1e-6)
