"""Feasts against the days on which they were kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.timex.feasts import feast, feasts

KEYS = ["12-25", "11.4.4", "05.1.-1", "ELECTION", "E+0", "O+0", "I10.1", "I9.1x30", "H-163x8", "H+83x8"]


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("E+0", date(2024, 3, 31)),
        ("O+0", date(2024, 5, 5)),
        ("O+0", date(2023, 4, 16)),
        ("O+0", date(2025, 4, 20)),
        ("H+0", date(2024, 10, 3)),
        ("H+9", date(2023, 9, 25)),
        ("H+21", date(2023, 10, 7)),
        ("H-163x8", date(2024, 4, 23)),
        ("H-193", date(2024, 3, 24)),
        ("H+83x8", date(2022, 12, 19)),
        ("H+83x8", date(2023, 12, 8)),
        ("H+83x8", date(2024, 12, 26)),
        ("ELECTION", date(2024, 11, 5)),
        ("11.4.4", date(1999, 11, 25)),
        ("05.1.-1", date(2024, 5, 27)),
    ],
)
def test_a_feast_begins_on_its_day(key: str, kept: date) -> None:
    found = feast(key, kept.year)
    assert found is not None and found.interval is not None and found.interval.first_day == kept


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("I10.1", date(2024, 4, 10)),
        ("I10.1", date(2023, 4, 21)),
        ("I10.1", date(2022, 5, 2)),
        ("I12.10", date(2024, 6, 16)),
        ("I12.10", date(2023, 6, 28)),
        ("I1.10", date(2023, 7, 28)),
    ],
)
def test_a_sighted_moon_is_a_day_off_at_most(key: str, kept: date) -> None:
    found = feast(key, kept.year)
    assert found is not None and found.interval is not None and found.interval.approximate
    first = found.interval.first_day
    assert first is not None and first <= kept <= first + timedelta(days=2)


def test_a_moving_feast_may_come_twice_in_a_year() -> None:
    assert [len(feasts("I10.1", year)) for year in (1999, 2000, 2001)] == [1, 2, 1]


@given(st.sampled_from(KEYS), st.integers(1, 9998))
def test_every_feast_lies_in_its_year(key: str, year: int) -> None:
    for place in feasts(key, year):
        assert place.interval is not None and place.value.startswith(f"{year:04d}")
