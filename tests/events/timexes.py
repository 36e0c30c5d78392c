"""Temporal expressions made by hand, so that a test of events does not hang on the tagger."""

from __future__ import annotations

from datetime import date, datetime

from timeline.intervals import Granularity, Interval
from timeline.models import Timex, TimexType


def at(text: str, words: str, value: str, **fields: object) -> Timex:
    """The expression `words` of `text` (its first occurrence) on a calendar day, month or year, or as a
    duration.

    `value` is "2024-05-23", "2024-05", "2024", a span "2024-05-20/2024-05-23", a part of a day
    "2024-05-23T18/2024-05-23T22", or a duration "P2D".
    """
    start = text.index(words)
    is_duration = value.startswith("P")
    return Timex(
        id=f"t{start}",
        start=start,
        end=start + len(words),
        text=words,
        type=TimexType.DURATION if is_duration else TimexType.DATE,
        value=value,
        interval=None if is_duration else interval(value),
        **fields,
    )


def interval(value: str) -> Interval:
    """The interval of a short date text, as in `at`."""
    if "T" in value:
        start, end = (datetime.strptime(part, "%Y-%m-%dT%H") for part in value.split("/"))
        return Interval(start, end, Granularity.PART)
    if "/" in value:
        first, last = (date.fromisoformat(part) for part in value.split("/"))
        return Interval.days(first, last)
    if len(value) == 10:
        return Interval.day(date.fromisoformat(value))
    year, _, month = value.partition("-")
    return Interval.month(int(year), int(month)) if month else Interval.year(int(year))
