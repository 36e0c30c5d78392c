"""Intervals: the calendar forms that other datasets read, and the laws that keep them honest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.intervals import Granularity, Interval


def d(text: str) -> date:
    return date.fromisoformat(text)


def span(first: str, last: str, **marks: bool) -> Interval:
    made = Interval.days(d(first), d(last))
    return Interval(made.start, made.end, made.granularity, **marks)


EVENING = Interval(datetime(2024, 5, 23, 18), datetime(2024, 5, 24), Granularity.PART)


@pytest.mark.parametrize(
    ("interval", "edtf", "acled", "ucdp", "event_date", "words"),
    [
        (Interval.day(d("2003-08-05")), "2003-08-05", 1, 1, "2003-08-05", "5 August 2003"),
        (EVENING, "2024-05-23", 1, 1, "2024-05-23", "23 May 2024, evening"),
        (span("2003-08-05", "2003-08-08"), "2003-08-05/2003-08-08", 2, 2, "2003-08-06", "5 to 8 August 2003"),
        (Interval.week(d("2003-08-06")), "2003-08-04/2003-08-10", 2, 3, "2003-08-07", "4 to 10 August 2003"),
        (Interval.month(2003, 8), "2003-08", 3, 4, "2003-08-16", "August 2003"),
        (Interval.month(2024, 2), "2024-02", 3, 4, "2024-02-15", "February 2024"),
        (Interval.year(2003), "2003", 3, 5, "2003-07-02", "2003"),
        (span("2000-01-01", "2009-12-31"), "200X", None, None, None, "2000s"),
        (
            span("2003-07-28", "2003-08-02"),
            "2003-07-28/2003-08-02",
            2,
            2,
            "2003-07-30",
            "28 July to 2 August 2003",
        ),
        (
            span("2003-08-05", "2003-08-05", approximate=True),
            "2003-08-05~",
            1,
            1,
            "2003-08-05",
            "about 5 August 2003",
        ),
        (
            span("2003-08-05", "2003-08-05", uncertain=True),
            "2003-08-05?",
            1,
            1,
            "2003-08-05",
            "5 August 2003",
        ),
        (
            span("2024-05-03", "2024-05-09", lasting=True),
            "2024-05-03/2024-05-09",
            1,
            1,
            "2024-05-06",
            "3 to 9 May 2024",
        ),
    ],
)
def test_outward_forms(interval, edtf, acled, ucdp, event_date, words):
    assert interval.edtf() == edtf
    assert (interval.time_precision(), interval.date_prec()) == (acled, ucdp)
    assert interval.event_date() == (d(event_date) if event_date else None)
    assert interval.words() == words


def test_open_ends():
    before = Interval(None, datetime(2003, 8, 2), Granularity.DAY)
    since = Interval(datetime(2014, 1, 1), None, Granularity.YEAR)
    assert (before.edtf(), since.edtf()) == ("../2003-08-01", "2014-01-01/..")
    assert (before.words(), since.words()) == ("until 1 August 2003", "since 1 January 2014")
    assert before.time_precision() is None
    assert before.event_date() is None
    assert not before.overlaps(since)
    assert since.contains(Interval.month(2024, 5))


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (datetime(2024, 1, 2), datetime(2024, 1, 1)), (datetime(2024, 1, 1),) * 2],
)
def test_impossible_intervals_are_refused(start, end):
    with pytest.raises(ValueError, match="interval"):
        Interval(start, end, Granularity.DAY)


def test_the_last_representable_day_has_an_interval():
    assert Interval.day(date.max).last_day == date.max


dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
lengths = st.integers(0, 4000)


@st.composite
def intervals(draw):
    first = draw(dates)
    return Interval.days(
        first, min(first + timedelta(draw(lengths)), date.max) if first.year < 9980 else first
    )


@given(intervals(), intervals())
def test_intersection_never_leaves_either(a, b):
    shared = a.intersection(b)
    assert (shared is not None) == a.overlaps(b)
    if shared is not None:
        assert a.contains(shared)
        assert b.contains(shared)
        assert shared == b.intersection(a) or shared.edtf() == b.intersection(a).edtf()


@given(intervals())
def test_middle_day_is_inside_and_days_are_counted_whole(a):
    assert a.first_day <= a.middle_day <= a.last_day
    assert a.n_days == (a.last_day - a.first_day).days + 1
    assert a.words()
