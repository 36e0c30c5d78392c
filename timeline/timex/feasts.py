"""The days of feasts: fixed, by weekday, by Easter of either church, by four other calendars.

A key is one of the forms that data/lexicon.toml tells. Islamic days are those of data/feasts.toml, in other
years those of the tabular calendar; the moon is sighted a day sooner or later, so they are approximate by a
day on each side. Hebrew feasts begin on
the evening before; the day is the one that calendars print.

Sources: Gauss's algorithm for Easter in the form of Meeus (1991), his own for the Julian Easter; the
arithmetic of the tabular Islamic and the Hebrew calendar as in Reingold and Dershowitz (2018).
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import MAXYEAR, date, timedelta
from functools import cache

from timeline.intervals import Interval
from timeline.timex.calendar import Place, safe_date
from timeline.timex.lexicon import read_data

__all__ = ["feast", "feasts"]

# day numbers of `date.toordinal` that the two calendars begin with
_HIJRA = 227_015
_CREATION = -1_373_427
_IRAN = 226_895
# years that the calendars' arithmetic is used for
_FIRST, _LAST = 1583, 4099
_HANUKKAH = 83
# the Tuesday behind the first Monday of November
_ELECTION = "ELECTION"
_NOWRUZ = "NOWRUZ"
# feasts of the tables that are kept a day sooner or later here and there
_DOUBTFUL = frozenset({"diwali"})


def feast(key: str, in_year: int) -> Place | None:
    """The feast of a year; the first when a moving feast comes twice in it. None when there is none.

    Example:
        >>> found = feast("I10.1", 2024)
        >>> found.value, str(found.interval.first_day)
        ('2024-04-10', '2024-04-09')
    """
    return next(iter(feasts(key, in_year)), None)


def feasts(key: str, in_year: int) -> Sequence[Place]:
    """All days, or stretches of days, of a feast that begin in a year of the common era."""
    if "|" in key:
        # a bare "Eid" is either of two feasts
        return sorted((at for one in key.split("|") for at in feasts(one, in_year)), key=lambda at: at.value)
    name, _, length = key.partition("x")
    days = int(length) if length else 1
    if name.startswith("T"):
        return [_stretch(day, days, name[1:] in _DOUBTFUL) for day in _tabled(name[1:], in_year)]
    if name.startswith("I"):
        known = _tabled(name.replace(".", ":"), in_year) or _islamic(name[1:], in_year)
        return [_stretch(day, days, 1) for day in known]
    if name.startswith("H"):
        found = _hebrew(int(name[1:]), in_year)
    elif name.startswith("E") and name != _ELECTION:
        found = _moved(_easter(in_year), int(name[1:]))
    elif name == _NOWRUZ:
        found = _nowruz(in_year)
    elif name.startswith("O"):
        found = _moved(_julian_easter(in_year), int(name[1:]))
    else:
        found = _civil(name, in_year)
    return [_stretch(found, days, 0)] if found else []


def _stretch(first: date, days: int, doubt: int) -> Place:
    try:
        start, last = first - timedelta(days=doubt), first + timedelta(days=days - 1 + doubt)
    except OverflowError:
        start = last = first
    interval = Interval.day(first) if start == last else Interval.days(start, last)
    value = first.isoformat() if days == 1 else f"{first.year:04d}"
    return Place(value, replace(interval, approximate=bool(doubt)))


def _civil(key: str, in_year: int) -> date | None:
    if key == _ELECTION:
        return _moved(_nth_weekday(in_year, 11, 1, 1), 1)
    if "." in key:  # first: the last Monday of May is 05.1.-1
        in_month, weekday, nth = (int(piece) for piece in key.split("."))
        return _nth_weekday(in_year, in_month, weekday, nth)
    month_text, day = key.split("-")
    return safe_date(in_year, int(month_text), int(day))


def _moved(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def _nth_weekday(in_year: int, in_month: int, weekday: int, nth: int) -> date | None:
    if not 1 <= in_year <= MAXYEAR:
        return None
    days = [
        d
        for d in range(1, calendar.monthrange(in_year, in_month)[1] + 1)
        if date(in_year, in_month, d).isoweekday() == weekday
    ]
    return date(in_year, in_month, days[nth - 1 if nth > 0 else nth])


def _easter(in_year: int) -> date | None:
    if not _FIRST <= in_year <= _LAST:
        return None
    a, b, c = in_year % 19, in_year // 100, in_year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(in_year, f // 31, f % 31 + 1)


def _julian_easter(in_year: int) -> date | None:
    """Easter of the Orthodox churches, on the calendar of everybody else."""
    if not _FIRST <= in_year <= _LAST:
        return None
    d = (19 * (in_year % 19) + 15) % 30
    e = (2 * (in_year % 4) + 4 * (in_year % 7) - d + 34) % 7
    f = d + e + 114
    behind = in_year // 100 - in_year // 400 - 2
    return date(in_year, f // 31, f % 31 + 1) + timedelta(days=behind)


def _nowruz(in_year: int) -> date | None:
    """The first day of the Iranian year, by its cycle of 33 years (right from 1901 to 2100)."""
    if not _FIRST <= in_year <= _LAST:
        return None
    year = in_year - 621
    leaps = (8 * (year - 1) + 29) // 33
    return date.fromordinal(_IRAN + 365 * (year - 1) + leaps)


def _tabled(name: str, in_year: int) -> list[date]:
    days = _tables().get(name, {}).get(str(in_year), "").split()
    return [date(in_year, int(day[:2]), int(day[3:])) for day in days]


@cache
def _tables() -> dict[str, dict[str, str]]:
    return read_data("feasts.toml")


def _islamic(key: str, in_year: int) -> list[date]:
    """The days of a year that a day of the Islamic calendar falls on: one, two or none."""
    if not _FIRST <= in_year <= _LAST:
        return []
    month, day = (int(piece) for piece in key.split("."))
    about = max(1, (in_year - 622) * 33 // 32)
    found = []
    for year in range(about - 1, about + 3):
        before = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
        at = date.fromordinal(_HIJRA - 1 + before + day)
        if at.year == in_year:
            found.append(at)
    return found


def _hebrew(days: int, in_year: int) -> date | None:
    """So many days from the Hebrew new year that falls in a year of the common era."""
    if not _FIRST <= in_year <= _LAST:
        return None
    year = in_year + 3761
    if days == _HANUKKAH:
        # its distance hangs on the month before, which has a day more in long years
        days += (_new_year(year + 1) - _new_year(year)) % 10 == 5
    return date.fromordinal(_new_year(year) + days)


def _new_year(year: int) -> int:
    before, here, after = (_elapsed(y) for y in (year - 1, year, year + 1))
    late = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return _CREATION + here + late


def _elapsed(year: int) -> int:
    """Days from the first new moon of the calendar to that of a year, moved where Sunday follows."""
    months = (235 * year - 234) // 19
    days = 29 * months + (12_084 + 13_753 * months) // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days
