"""Starts of sentences that the network gives and the text takes back."""

from __future__ import annotations

import numpy as np
import pytest

from timeline.pipeline.heads.sentences import _mend_lone_numbers


@pytest.mark.parametrize(
    ("words", "starts", "mended"),
    [
        ("It fell . 14 . On Friday", [0, 3, 5], [0, 3]),
        ("It fell . 14. On Friday", [0, 3, 4], [0, 3]),
        ("It fell . 14 . On Friday", [0, 3], [0, 3]),
        ("There were 14 . On Friday", [0, 4], [0, 4]),
        ("It fell . 2024 . On Friday", [0, 3, 5], [0, 3, 5]),
        ("14 .", [0], [0]),
        ("14", [0], [0]),
    ],
)
def test_a_number_is_of_what_it_numbers(words: str, starts: list[int], mended: list[int]) -> None:
    cut = words.split()
    found = np.isin(np.arange(len(cut)), starts)
    _mend_lone_numbers(cut, found, fixed=frozenset({0}))
    assert np.flatnonzero(found).tolist() == mended


def test_a_line_stays_a_line() -> None:
    found = np.array([True, False, True])
    _mend_lone_numbers(["14", ".", "On"], found, fixed=frozenset({0, 2}))
    assert found.tolist() == [True, False, True]
