"""Words that look like a plan and are none, and plans that came to nothing."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.timex import tag

WEDNESDAY = date(2024, 3, 6)


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("The patrol set out on Tuesday.", "Tuesday", "2024-03-05"),
        ("The patrol is set to leave on Tuesday.", "Tuesday", "2024-03-12"),
        ("Schools are shut due to the shelling of Monday.", "Monday", "2024-03-04"),
        ("The truce is due to expire on Monday.", "Monday", "2024-03-11"),
        ("A rally planned in the port for Friday was called off.", "Friday", "2024-03-01"),
        ("A rally planned in the port for Friday is the first.", "Friday", "2024-03-08"),
        ("Wages would be paid on a still unnamed day in November.", "November", "2024-11"),
        ("Wages were paid on a day in November.", "November", "2023-11"),
    ],
)
def test_the_side_that_a_clause_points_to(text: str, span: str, value: str) -> None:
    assert {t.text: t.value for t in tag(text, WEDNESDAY)}[span] == value
