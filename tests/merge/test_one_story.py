"""Stories asked again: documents whose words hardly tell, and whose events do."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from timeline.merge.one_story import ONE_STORY, Logistic, Texts, close, one_story
from timeline.merge.spots import Reading

AT = np.array([0, 0, 1, 1, 2, 3])
"""Documents of the mentions: 0 and 1 tell the same two events."""
CHANCES = np.eye(6)
for a, b in ((0, 2), (1, 3), (4, 5)):
    CHANCES[a, b] = CHANCES[b, a] = 0.9


def texts(order: list[int] | None = None) -> Texts:
    reading = [Reading(*(Counter(words) for _ in range(5))) for words in (["aceh"], ["aceh"], ["iran"], [])]
    order = order or [0, 1, 2, 3]
    near = np.full((4, 4), 0.1)
    return Texts.of(
        [near, near], [0, 0, 0, 0], [reading[k] for k in order], np.array([order.index(d) for d in AT])
    )


SIZE = close(texts(), CHANCES).shape[-1]
SHARED = Logistic(np.zeros(SIZE), np.ones(SIZE), 9.0 * np.eye(SIZE)[-3], -2.0)
"""Goes by the shared events alone."""


def test_features_are_symmetric_and_finite():
    table = close(texts(), CHANCES)
    assert table.shape == (4, 4, SIZE)
    assert np.isfinite(table).all()
    assert np.allclose(table, table.transpose(1, 0, 2), atol=1e-6)
    assert table[0, 1, -3] > table[0, 2, -3] == 0


@pytest.mark.parametrize("name", ONE_STORY)
def test_shared_events_make_a_story(name):
    made = one_story(texts(), CHANCES, SHARED)[..., ONE_STORY.index(name)]
    assert made.shape == (6, 6)
    assert np.allclose(made, made.T)
    assert made[0, 2] == made[1, 3] > made[0, 4]


def test_the_order_of_documents_plays_no_part():
    made = one_story(texts([2, 0, 3, 1]), CHANCES, SHARED)
    assert np.allclose(made, one_story(texts(), CHANCES, SHARED), atol=1e-5)


def test_one_document_is_one_story():
    reading = Reading(*(Counter() for _ in range(5)))
    alone = Texts.of([np.ones((1, 1))] * 2, [0], [reading], np.array([0, 0]))
    assert (one_story(alone, np.eye(2), SHARED)[..., 1] == 1).all()
