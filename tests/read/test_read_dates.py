"""Publication dates: what is read, what is refused, and what is said of it."""

from __future__ import annotations

import pickle
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.errors import DateError
from timeline.models import Problem
from timeline.read import Published, parse_date
from timeline.read.dates import read_date

MARCH_15 = date(2024, 3, 15)
PLUS_2 = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-15",
        "2024-3-15",
        "2024/03/15",
        "2024.03.15",
        "2024. 3. 15.",
        "2024 03 15",
        "15 03 2024",
        "20240315",
        20240315,
        20240315.0,
        "2024-W11-5",
        "15.03.2024",
        "15/03/2024",
        "03/15/2024",
        "3-15-2024",
        "15-Mar-2024",
        "15 March 2024",
        "15th of March, 2024",
        "March 15, 2024",
        "Friday, 15 March 2024",
        "Mar. 15, 2024",
        " 2024-03-15 ",
        "\u200e15\u00a0March 2024",
        "15 марта 2024 г.",
        "15 березня 2024",
        "15. März 2024",
        "le 15 mars 2024",
        "15 de marzo de 2024",
        "15 Mart 2024",
        "2024年3月15日",
        "2024년 3월 15일",
        "१५ मार्च २०२४",
        "١٥ مارس ٢٠٢٤",
        "15 มีนาคม 2024",
        date(2024, 3, 15),
        {"$date": "2024-03-15"},
    ],
)
def test_days(value: object) -> None:
    assert read_date(value) == Published(MARCH_15)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-03-15T10:30", datetime(2024, 3, 15, 10, 30)),
        ("2024-03-15 10:30:00", datetime(2024, 3, 15, 10, 30)),
        ("2024-03-15T10:30:00Z", datetime(2024, 3, 15, 10, 30, tzinfo=UTC)),
        ("2024-03-15T10:30:00.000Z", datetime(2024, 3, 15, 10, 30, tzinfo=UTC)),
        ("2024-03-15T10:30:00+02:00", datetime(2024, 3, 15, 10, 30, tzinfo=PLUS_2)),
        ("2024-03-15T10:30+02:00[Europe/Kyiv]", datetime(2024, 3, 15, 10, 30, tzinfo=PLUS_2)),
        ("2024-03-15 10:30:00 +0200", datetime(2024, 3, 15, 10, 30, tzinfo=PLUS_2)),
        ("2024-03-15 10:30:00 UTC", datetime(2024, 3, 15, 10, 30, tzinfo=UTC)),
        ("20240315T103000Z", datetime(2024, 3, 15, 10, 30, tzinfo=UTC)),
        ("20240315103000", datetime(2024, 3, 15, 10, 30)),
        ("202403151030", datetime(2024, 3, 15, 10, 30)),
        ("Fri, 15 Mar 2024 10:30:00 +0200", datetime(2024, 3, 15, 10, 30, tzinfo=PLUS_2)),
        ("Fri, 15 Mar 2024 10:30:00 GMT", datetime(2024, 3, 15, 10, 30, tzinfo=UTC)),
        ("March 15, 2024 10:30 AM", datetime(2024, 3, 15, 10, 30)),
        ("15.03.2024 в 10:30", datetime(2024, 3, 15, 10, 30)),
        ("15 mars 2024 à 10h30", datetime(2024, 3, 15, 10, 30)),
        ("15 March 2024 00:00", datetime(2024, 3, 15)),
        (1710498600, datetime(2024, 3, 15, 10, 30, tzinfo=UTC)),
        ("1710498600000", datetime(2024, 3, 15, 10, 30, tzinfo=UTC)),
        (datetime(2024, 3, 15, 10, 30), datetime(2024, 3, 15, 10, 30)),
    ],
)
def test_times_and_zones_are_kept(value: object, moment: datetime) -> None:
    found = read_date(value)
    assert (found.day, found.moment, found.note) == (MARCH_15, moment, "")
    assert found.moment is not None
    assert found.moment.utcoffset() == moment.utcoffset()
    assert pickle.loads(pickle.dumps(found)) == found


def test_the_day_is_that_of_its_own_zone() -> None:
    assert read_date("2024-03-15T23:30:00-08:00").day == MARCH_15
    assert read_date("Fri, 15 Mar 2024 00:10:00 +1200").day == MARCH_15


@pytest.mark.parametrize(
    ("text", "order", "day", "note"),
    [
        ("05/06/2024", "", date(2024, 5, 6), "read as month/day/year, 6 May 2024 (it could be 5 June 2024)"),
        ("05-06-2024", "", date(2024, 5, 6), "read as month/day/year, 6 May 2024 (it could be 5 June 2024)"),
        ("05.06.2024", "", date(2024, 6, 5), "read as day/month/year, 5 June 2024 (it could be 6 May 2024)"),
        ("05/06/2024", "DMY", date(2024, 6, 5), ""),
        ("05.06.2024", "MDY", date(2024, 5, 6), ""),
        ("05 06 2024", "", date(2024, 5, 6), "read as month/day/year, 6 May 2024 (it could be 5 June 2024)"),
        ("06/06/2024", "", date(2024, 6, 6), ""),
        ("13/06/2024", "MDY", date(2024, 6, 13), ""),
        ("06/13/2024", "DMY", date(2024, 6, 13), ""),
        ("15/03/24", "", MARCH_15, "year 24 read as 2024"),
        ("15/03/99", "", date(1999, 3, 15), "year 99 read as 1999"),
        ("15 March 24", "", MARCH_15, "year 24 read as 2024"),
        ("15 มีนาคม 2567", "", MARCH_15, "Buddhist year 2567 read as 2024"),
    ],
)
def test_what_could_be_read_otherwise_is_said(text: str, order: str, day: date, note: str) -> None:
    found = read_date(text, order=order)
    assert (found.day, found.note) == (day, note)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("yesterday", "counts from another day"),
        ("today", "counts from another day"),
        ("now", "counts from another day"),
        ("3 days ago", "counts from another day"),
        ("in 2 hours", "counts from another day"),
        ("вчера", "counts from another day"),
        ("hier", "counts from another day"),
        ("Tuesday", "is no whole date"),
        ("May 5", "is no whole date"),
        ("March 2024", "is no whole date"),
        ("2024-03", "is no whole date"),
        ("12:30", "is no whole date"),
        ("2024", "is no whole date"),
        ("2024-13-45", "names no such day"),
        ("2024-02-30", "names no such day"),
        ("2023-02-29T10:00", "names no such day"),
        ("30/02/2024", "names no such day"),
        ("20241345", "names no such day"),
        ("Feb 30", "is no whole date"),
        ("Feb 30 2024", "is no whole date"),
        ("31 April 2024", "is no whole date"),
        ("2024-03-15T25:00", "is no whole date"),
        ("2024-03-15 and 2024-03-16", "is no whole date"),
        ("we may", "is no whole date"),
        ("unknown", "is no whole date"),
        ("1" * 30, "is no whole date"),
        ("99999-01-01", "is outside the years"),
        ("-2024-01-01", "is outside the years"),
        ("1499-12-31", "is outside the years"),
        ("12 March 0024", "is outside the years"),
        ("", "is empty"),
        ("  ", "is empty"),
        ("x" * 500, "is longer than any date"),
        ("2024 " * 10_000, "is longer than any date"),
        (None, "is not a date"),
        (True, "is not a date"),
        (2.5, "is not a date"),
        (float("nan"), "is not a date"),
        ([2024, 3, 15], "is not a date"),
        ({"year": 2024}, "is not a date"),
    ],
)
def test_what_is_no_date_is_refused(value: object, says: str) -> None:
    with pytest.raises(DateError, match=says):
        read_date(value)


def test_languages_can_be_named() -> None:
    assert read_date("15 mars 2024", languages=("fr",)).day == MARCH_15
    with pytest.raises(DateError):
        read_date("15 mars 2024", languages=("ru",))


def test_an_order_that_is_none_is_refused() -> None:
    with pytest.raises(DateError, match="DMY or MDY"):
        read_date("05/06/2024", order="YMD")


def test_parse_date_answers_with_a_problem() -> None:
    assert parse_date("24 May 2024") == Published(date(2024, 5, 24))
    found = parse_date("Feb 30")
    assert isinstance(found, Problem)
    assert found.message.startswith("The date 'Feb 30' is no whole date")


@settings(deadline=None)
@given(st.dates(min_value=date(1500, 1, 1)))
def test_iso_days_read_as_they_are(day: date) -> None:
    assert read_date(day.isoformat()) == Published(day)


@settings(deadline=None, max_examples=50)
@given(st.dates(min_value=date(1500, 1, 1), max_value=date(9998, 12, 31)))
def test_english_days_read_as_they_are(day: date) -> None:
    assert read_date(f"{day.day} {day:%B} {day.year:04d}") == Published(day)
    assert read_date(f"{day:%B} {day.day}, {day.year:04d}") == Published(day)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=120), st.from_regex(r"[0-9/.\-: TZ+a-d,]{0,40}", fullmatch=True)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_date(text)
    except DateError as error:
        assert str(error)
    else:
        assert 1500 <= found.day.year <= 9999
        assert found.moment is None or found.moment.date() == found.day


def test_long_text_costs_nothing() -> None:
    began = time.perf_counter()
    for text in ("1" * 1_000_000, "/" * 1_000_000, "2024-" * 200_000, " " * 1_000_000 + "x"):
        with pytest.raises(DateError):
            read_date(text)
    assert time.perf_counter() - began < 1.0


def test_the_same_bad_date_a_thousand_times_costs_once() -> None:
    with pytest.raises(DateError):
        read_date("n/a 12 34")
    began = time.perf_counter()
    for _ in range(1000):
        with pytest.raises(DateError):
            read_date("n/a 12 34")
    assert time.perf_counter() - began < 1.0
