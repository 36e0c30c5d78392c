"""Places on the calendar: for each unit its TIMEX3 value and its interval. Pure; standard library only.

Weeks are ISO weeks, Monday first. Seasons are whole months of the northern year, as the news writes of them
(spring is March to May; the winter of 1994 is December 1994 to February 1995). Parts of a day follow the
TIMEX3 codes; where they begin and end is a convention of this project (evening is 18 to 24 h).
Source: TimeML 1.2.1 annotation guidelines.
"""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from timeline.intervals import Granularity, Interval

__all__ = [
    "PARTS",
    "SEASONS",
    "VALUE_PART",
    "Place",
    "add_units",
    "century",
    "day_place",
    "decade",
    "half",
    "month",
    "part_of",
    "quarter",
    "safe_date",
    "season",
    "unit_of",
    "week",
    "weekend",
    "year",
]

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
# part -> first hour and the hour after the last; 24 is the end of the day
PARTS = {
    "MO": (5, 12),
    "AF": (12, 18),
    "EV": (18, 24),
    "NI": (20, 24),
    "DAWN": (5, 8),
    "EH": (0, 6),
    "MI": (11, 14),
    "DT": (6, 20),
}
VALUE_PART = {"DAWN": "MO", "EH": "MO"}
_DAYS = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fyear": 12, "decade": 120, "century": 1200,
           "millennium": 12000}  # fmt: skip
# the calendar is the same for every article
_remembered = lru_cache(maxsize=4096)


class Place(NamedTuple):
    """A value and where it lies; the interval is None where the calendar of `datetime` does not reach."""

    value: str
    interval: Interval | None


def safe_date(year: int, month: int, day: int) -> date | None:
    """A date, or None where there is no such day ("30 February")."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@_remembered
def day_place(day: date) -> Place:
    """One day."""
    return Place(day.isoformat(), Interval.day(day))


@_remembered
def week(day: date) -> Place:
    """The ISO week that holds a day."""
    iso = day.isocalendar()
    monday = day - timedelta(days=day.weekday()) if day.toordinal() > 7 else date.min
    last = monday + timedelta(days=6) if (date.max - monday).days > 6 else date.max
    return Place(f"{iso.year:04d}-W{iso.week:02d}", Interval.days(monday, last, Granularity.WEEK))


@_remembered
def weekend(day: date) -> Place:
    """Saturday and Sunday of the ISO week that holds a day."""
    at = week(day)
    assert at.interval is not None and at.interval.last_day is not None
    sunday = at.interval.last_day
    return Place(at.value + "-WE", Interval.days(sunday - timedelta(days=1), sunday))


@_remembered
def month(number_year: int, number: int) -> Place | None:
    """A month of a year; None outside 1 to 12 or outside the calendar."""
    if not (1 <= number <= 12 and 1 <= number_year <= MAXYEAR):
        return None
    return Place(f"{number_year:04d}-{number:02d}", Interval.month(number_year, number))


def _months(
    first_year: int, first_month: int, count: int, value: str, granularity: Granularity
) -> Place | None:
    if not 1 <= first_year < MAXYEAR - 1:
        return None
    last_index = first_year * 12 + first_month - 1 + count - 1
    last_year, last_month = divmod(last_index, 12)
    last = date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1])
    return Place(value, Interval.days(date(first_year, first_month, 1), last, granularity))


@_remembered
def quarter(of_year: int, number: int) -> Place | None:
    """A quarter of a calendar year; None when there is none of that number."""
    if not 1 <= number <= 4:
        return None
    return _months(of_year, 3 * number - 2, 3, f"{of_year:04d}-Q{number}", Granularity.QUARTER)


@_remembered
def half(of_year: int, number: int) -> Place | None:
    """A half of a calendar year; None when there is none of that number."""
    if not 1 <= number <= 2:
        return None
    return _months(of_year, 6 * number - 5, 6, f"{of_year:04d}-H{number}", Granularity.HALF)


@_remembered
def season(of_year: int, code: str) -> Place | None:
    """A season by its TIMEX3 code; winter is named by the year that it begins in."""
    return _months(of_year, SEASONS[code], 3, f"{of_year:04d}-{code}", Granularity.SEASON)


@_remembered
def year(number: int) -> Place:
    """A year of the common era."""
    inside = 1 <= number <= MAXYEAR
    return Place(f"{number:04d}", Interval.year(number) if inside else None)


@_remembered
def decade(first: int) -> Place:
    """The ten years from a year that ends in 0; the value has three figures."""
    inside = 1 <= first <= MAXYEAR - 10
    days = Interval.days(date(first, 1, 1), date(first + 9, 12, 31), Granularity.DECADE) if inside else None
    return Place(f"{first // 10:03d}", days)


@_remembered
def century(number: int) -> Place:
    """A century by its ordinal: the 20th has the value "19"."""
    inside = 1 <= number <= 98
    first = (number - 1) * 100 + 1
    days = Interval.days(date(first, 1, 1), date(first + 99, 12, 31), Granularity.CENTURY) if inside else None
    return Place(f"{number - 1:02d}", days)


@_remembered
def unit_of(day: date, unit: str) -> Place | None:
    """The calendar unit that holds a day; None for units with no place of their own."""
    if unit in ("day", "night"):
        return part_of(day, "NI") if unit == "night" else day_place(day)
    if unit in ("week", "fortnight"):
        return week(day)
    if unit == "weekend":
        return weekend(day)
    if unit == "month":
        return month(day.year, day.month)
    if unit == "quarter":
        return quarter(day.year, (day.month + 2) // 3)
    if unit == "half":
        return half(day.year, (day.month + 5) // 6)
    if unit in ("year", "fyear"):
        return year(day.year)
    if unit == "decade":
        return decade(day.year // 10 * 10)
    if unit == "century":
        return century((day.year + 99) // 100)
    return None


def add_units(day: date, count: int, unit: str) -> date | None:
    """A day moved by whole units; the last of a short month stands in. None beyond the calendar."""
    try:
        if unit in _DAYS:
            return day + timedelta(days=_DAYS[unit] * count)
        if unit not in _MONTHS:
            return None
        index = day.year * 12 + day.month - 1 + _MONTHS[unit] * count
        in_year, in_month = divmod(index, 12)
        last = calendar.monthrange(in_year, in_month + 1)[1] if 1 <= in_year <= MAXYEAR else 0
        return date(in_year, in_month + 1, min(day.day, last))
    except (OverflowError, ValueError):
        return None


@_remembered
def part_of(day: date, part: str) -> Place:
    """A part of a day by its code."""
    first, after = PARTS[part]
    start = datetime.combine(day, time(first))
    end = datetime.combine(day, time.max) if after == 24 else datetime.combine(day, time(after))
    if after == 24 and day != date.max:
        end = datetime.combine(day + timedelta(days=1), time.min)
    return Place(f"{day.isoformat()}T{VALUE_PART.get(part, part)}", Interval(start, end, Granularity.PART))
