"""The days on which a row may have happened, from dates and codes of precision."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from functools import lru_cache

__all__ = ["parse_day", "stretch"]


@lru_cache(maxsize=65_536)
def parse_day(text: str, formats: tuple[str, ...]) -> int | None:
    """The day that a cell names, as a proleptic Gregorian ordinal; None when it is none of the formats.

    A time after the day ("2023-05-01 00:00:00.000") is left out.

    Example:
        >>> parse_day("2023-05-01T00:00:00", ("%Y-%m-%d",)) == parse_day("1 May 2023", ("%d %B %Y",))
        True
    """
    text = text.strip()
    if len(text) >= 10 and text[4:5] == "-":
        try:
            return date.fromisoformat(text[:10]).toordinal()
        except ValueError:
            return None
    if text.endswith(".0"):
        text = text[:-2]  # a whole number that went through a spreadsheet: 20230501.0
    for form in formats:
        try:
            return datetime.strptime(text, form).date().toordinal()
        except ValueError:
            continue
    return None


def stretch(day: int, window: str) -> tuple[int, int]:
    """First and last day that a date of this precision stands for: day, week, month or year.

    A week is three days either side, since the datasets put the middle day there; a month and a year are
    the whole of it, since some put its first or last day.
    """
    if window == "week":
        return day - 3, day + 3
    at = date.fromordinal(day)
    if window == "month":
        last = at.replace(day=calendar.monthrange(at.year, at.month)[1])
        return at.replace(day=1).toordinal(), last.toordinal()
    if window == "year":
        return date(at.year, 1, 1).toordinal(), date(at.year, 12, 31).toordinal()
    return day, day
