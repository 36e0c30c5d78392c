"""What a confidence is worth: the table and its one figure."""

from __future__ import annotations

import pytest

from timeline.events.reliability import bins, calibration_error


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([(0.5, True), (0.5, False)], 0.0),
        ([(1.0, True)], 0.0),
        ([(0.9, False), (0.9, False)], 0.9),
        ([(0.25, True)] * 3 + [(0.75, True), (0.75, True), (0.75, True), (0.75, False)], 3 * 0.75 / 7),
        ([], 0.0),
    ],
)
def test_the_error_is_the_mean_distance_of_confidence_from_share(answers, error):
    assert calibration_error(answers) == pytest.approx(error)


def test_bins_hold_every_answer_once_and_the_last_one_the_surest():
    table = bins([(0.0, False), (0.05, True), (0.95, True), (1.0, True)], 10)
    assert table[0] == (2, pytest.approx(0.025), 0.5)
    assert table[9] == (2, pytest.approx(0.975), 1.0)
    assert table[1:9] == [None] * 8
