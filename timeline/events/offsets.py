"""Events dated by their distance from another: "a day after a strike", "two days before that attack".

The measure of time hangs on a clause or noun that "after" or "before" introduces. When either side has a
date, the other follows: exactly for days and weeks, and within the same day for hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from timeline.events.attachment import timex_span
from timeline.events.tables import table
from timeline.events.telling import Telling
from timeline.intervals import Granularity, Interval
from timeline.models import Timex, TimexType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["Offset", "offsets", "shifted"]

MAX_STEPS = 6


@dataclass(frozen=True, slots=True)
class Offset:
    """A telling `this` was `days` after telling `that` (before it, when negative); `timex` is the measure,
    `word` what follows it.

    `this` holds the tellings that the measure may modify, nearest first. `that` is what "after" or "before"
    introduces, and so what the reader is taken to know of.
    """

    this: tuple[int, ...]
    that: int
    days: int
    word: str
    timex: Timex


@cache
def _units() -> Mapping[str, int]:
    return {str(unit): int(days) for unit, days in table("dating_offsets")["days"].items()}


def offsets(doc: Doc, timexes: Sequence[Timex], told: Sequence[Telling]) -> list[Offset]:
    """All distances between two tellings that the text measures out in days, weeks or hours."""
    where = {part.i: index for index, telling in enumerate(told) for part in telling.parts}
    found = []
    for timex in timexes:
        days = _days(timex)
        span = timex_span(doc, timex) if days is not None else None
        if days is None or span is None or not len(span):
            continue
        joined = _ends(span, where)
        if joined is not None:
            that, this, word = joined
            found.append(Offset(this, that, days if word == "after" else -days, word, timex))
    return found


def _days(timex: Timex) -> int | None:
    """The measure in days: "P2D" is 2, "P1W" 7, hours 0; None for anything vaguer or longer."""
    value = timex.value
    if timex.type is not TimexType.DURATION or not value.startswith("P"):
        return None
    unit, number = value[-1], value.removeprefix("PT").removeprefix("P")[:-1]
    unit = "H" if value.startswith("PT") else unit
    if unit == "H":
        return 0
    return int(number) * _units()[unit] if number.isdecimal() and unit in _units() else None


def _ends(span: Span, where: Mapping[int, int]) -> tuple[int, tuple[int, ...], str] | None:
    """The telling that "after" introduces, the tellings above it that it may modify, and the word."""
    if span.end >= len(span.doc):
        return None
    link = span.doc[span.end]
    anchor, word = link.head, link.lower_
    if word not in ("after", "before") or anchor.i not in where or anchor.i < link.i:
        return None
    that, above, here = where[anchor.i], [], anchor
    for _ in range(MAX_STEPS):
        if here.head.i == here.i:
            break
        here = here.head
        if here.i in where and where[here.i] != that and where[here.i] not in above:
            above.append(where[here.i])
    return (that, tuple(above), word) if above else None


def shifted(interval: Interval, days: int) -> Interval | None:
    """The day that lies so many days from a day; None when the interval is not within one day."""
    if interval.n_days != 1 or interval.first_day is None:
        return None
    return replace(Interval.day(interval.first_day + timedelta(days=days)), granularity=Granularity.DAY)
