"""Dates of publication that lie in the future, or later than the user says they can."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from read_cases import codes, put, run

from timeline.errors import DateError

TODAY = date(2024, 5, 24)


@pytest.mark.parametrize(
    ("day", "options", "told"),
    [
        ("2124-05-24", {}, []),  # no clock is looked at
        ("2024-05-24", {"today": TODAY}, []),
        ("2024-05-25", {"today": TODAY}, []),  # it is tomorrow in the east already
        ("2124-05-24", {"today": TODAY}, [("future-date", "warning")]),
        ("2024-05-24", {"latest": "24 May 2024"}, []),
        ("2024-05-25", {"latest": "24 May 2024"}, [("future-date", "out")]),
        ("2024-05-25", {"latest": TODAY}, [("future-date", "out")]),
        ("2124-05-24", {"today": TODAY, "latest": "2200-01-01"}, [("future-date", "warning")]),
        ("2124-05-24", {"today": TODAY, "latest": TODAY}, [("future-date", "out")]),
    ],
)
def test_late_dates(
    day: str, options: dict[str, date | str], told: list[tuple[str, str]], tmp_path: Path
) -> None:
    put(tmp_path, "a.md", f"---\ndate: {day}\n---\nTwo were killed.")
    articles, problems = run(tmp_path, **options)
    assert codes(problems) == told
    assert len(articles) == (("future-date", "out") not in told)


def test_a_last_day_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DateError, match="someday"):
        run(tmp_path, latest="someday")
