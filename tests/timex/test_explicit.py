"""dateparser behind its fence: only what is written as a complete date, and nothing long."""

from __future__ import annotations

import pytest

from timeline.timex.explicit import read_explicit


@pytest.mark.parametrize(
    ("span", "reading"),
    [
        ("2022-04-08", "date:2022:4:8"),
        ("26.03.2022", "date:2022:3:26"),
        ("03/04/2022", "date:2022:3:4"),
        ("26/03/2022", "date:2022:3:26"),
        ("03/26/96", "date:1996:3:26"),
        ("2024-05-24T10:15Z", "clock:10.15::Z(date:2024:5:24)"),
        ("2024-05-24T10:15:30+03:00", "clock:10.15::+03(date:2024:5:24)"),
        ("2024-05-24 10:15", "clock:10.15(date:2024:5:24)"),
    ],
)
def test_complete_dates_are_read(span: str, reading: str) -> None:
    assert str(read_explicit(span)) == reading


@pytest.mark.parametrize(
    "span", ["2024", "May", "we", "", "30.02.2022", "99/99/9999", "2024 " * 10_000, "12:30"]
)
def test_anything_else_is_refused(span: str) -> None:
    assert read_explicit(span) is None
