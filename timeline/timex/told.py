"""What a neighbour tells of an expression: the date behind it, the other end of its range, another clock.

"Two days later, on 12 March, …" is 12 March whatever it counts from. "Between March and June" lies within one
year round, its two ends in order. "3 a.m. local time (0100 GMT)" is one moment on two clocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from timeline.intervals import Interval
from timeline.models import TimexType
from timeline.timex import calendar as cal
from timeline.timex.grammar import Found
from timeline.timex.op_parts import clock_of
from timeline.timex.readings import Reading
from timeline.timex.scene import Resolved
from timeline.timex.tokens import Token
from timeline.timex.zones import LOCAL, moved, suffix, zone_between

__all__ = [
    "ending",
    "ends_on",
    "has_year",
    "is_bounded",
    "is_range",
    "is_twin",
    "lends_day",
    "local_zone",
    "opening",
    "opens_period",
    "opens_range",
    "tells",
    "twin_of",
    "widened",
]

_COUNTED = frozenset({"later", "that", "ago", "thatmonth", "thatseason", "the", "partthat"})
_NAMED = frozenset({"date", "month", "year"})
_BEHIND = frozenset({",", "(", "-", "—"})
_CLOSERS = frozenset({",", ")", ".", "-", "—", ";", "$"})
_TWINS = frozenset({"(", ",", "/", "or", "-"})
_LINKS = frozenset({"to", "and", "-", "until", "till", "through", "—", "/"})
# between a clock time and another that names its day
_LENDS = _LINKS | {"("}
_OPENERS = frozenset({"from", "between"})
_RANGED = {"date": 0, "month": 1, "weekday": 1}
_LONG = frozenset({"year", "decade", "century"})


def tells(match: Found, after: Found | None, tokens: Sequence[Token]) -> bool:
    """Whether the date behind a counted expression says which day it is: "two days later, on 12 March, …"."""
    if after is None or not 0 < after.first - match.stop < 4:
        return False
    unit = _unit(match.reading)
    core = after.reading.core
    if core.op not in _NAMED or not unit or (core.op == "year" and unit not in _LONG):
        return False
    if core.op == "month" and unit in ("day", "week", "night"):
        return False  # "two days later, in March": the count is finer
    between = [t.low for t in tokens[match.stop : after.first]]
    if between[0] not in _BEHIND or any(w not in ("on", "in", "the") for w in between[1:]):
        return False
    behind = tokens[after.stop].low if after.stop < len(tokens) else "$"
    return behind in _CLOSERS or len(between) > 1


def _unit(reading: Reading) -> str:
    """The unit that a counted expression is told in; "" when it is none that a date behind it could tell."""
    inner = reading.base if reading.op == "mod" and reading.base else reading
    if inner.op not in _COUNTED:
        return ""
    if inner.op in ("later", "ago"):
        return inner.base.arg(1) if inner.base is not None and inner.base.op == "dur" else ""
    return {"thatmonth": "month", "partthat": "day"}.get(inner.op, inner.arg(0))


def widened(match: Found, own: Resolved, told: Resolved) -> Resolved | None:
    """The place of a counted expression that another date tells, at its own unit; None when they agree."""
    place = told.interval
    if place is None or place.first_day is None:
        return None
    if own.interval is not None and own.interval.overlaps(place):
        return None
    unit = "day" if _unit(match.reading) == "night" else _unit(match.reading)
    found = cal.unit_of(place.first_day, unit)
    if found is None or found.interval is None or not found.interval.contains(place):
        return Resolved(told.type, told.value, place, own.mod)
    return Resolved(told.type, found.value, found.interval, own.mod)


def lends_day(match: Found, after: Found | None, tokens: Sequence[Token]) -> bool:
    """Whether a clock time is of the day that names the end of its range: "from 9 to 11 p.m. Monday"."""
    if after is None or after.first - match.stop != 1 or tokens[match.stop].low not in _LENDS:
        return False
    return (
        match.reading.op == after.reading.op == "clock"
        and not match.reading.base
        and bool(after.reading.base)
    )


def is_bounded(match: Found, tokens: Sequence[Token]) -> bool:
    """Whether a length may bound the stretch from now on: "will surrender within two days"."""
    if match.reading.op != "dur" or match.reading.base is not None or not match.first:
        return False
    return tokens[match.first - 1].low in ("in", "within")


def opens_period(match: Found, after: Found | None, tokens: Sequence[Token]) -> bool:
    """Whether a length is the first or the last part of the period behind it: "the first ten days of May"."""
    if after is None or after.first - match.stop != 1 or tokens[match.stop].low != "of":
        return False
    return match.reading.op == "span" and match.reading.arg(0) in ("first", "final")


def opening(match: Found, own: Resolved, whole: Interval) -> Resolved:
    """The place of such a length within its period; it keeps its value."""
    count, unit = match.reading.number(1), match.reading.arg(2)
    first, last = whole.first_day, whole.last_day
    if not count or count < 0 or first is None or last is None:
        return own
    at_end = match.reading.arg(0) == "final"
    other = cal.add_units(last if at_end else first, -count if at_end else count, unit)
    if other is None:
        return own
    start, end = (other + timedelta(days=1), last) if at_end else (first, other - timedelta(days=1))
    fits = first <= start <= end <= last
    return own._replace(interval=Interval.days(start, end), why_not="") if fits else own


def ends_on(match: Found, after: Found | None, tokens: Sequence[Token]) -> bool:
    """Whether the day behind a length is its last: "the week ending 10 May"."""
    if after is None or match.reading.op != "dur" or match.reading.base is not None:
        return False
    between = [t.low for t in tokens[match.stop : after.first]]
    if between == ["to"] and tokens[match.first].low == "the":
        return after.reading.op in ("date", "month")  # "in the 12 months to April"
    return (
        between in (["ending"], ["ended"], ["ending", "on"], ["ended", "on"]) and after.reading.op == "date"
    )


def ending(match: Found, own: Resolved, last: Interval) -> Resolved:
    """The place of a length whose last day is told; it keeps its value."""
    count, unit = match.reading.number(0), match.reading.arg(1)
    day = last.last_day
    before = cal.add_units(day, -count, unit) if count and day is not None else None
    if before is None or day is None or before == day:
        return own
    return own._replace(interval=Interval.days(before + timedelta(days=1), day))


def is_range(first: Found, second: Found | None, tokens: Sequence[Token]) -> bool:
    """Whether two of one kind are the ends of one range: "from March to June", "April 28-May 3"."""
    if second is None or not 0 < second.first - first.stop < 3:
        return False
    a, b = first.reading, second.reading
    if a.op not in _RANGED or a.op != b.op or a.base is not None or b.base is not None:
        return False
    between = [t.low for t in tokens[first.stop : second.first]]
    if between[0] not in _LINKS or any(word not in ("the", "from") for word in between[1:]):
        return False
    return between[0] != "and" or opens_range(first, tokens)


def opens_range(first: Found, tokens: Sequence[Token]) -> bool:
    """Whether "from" or "between" stands before it."""
    return first.first > 0 and tokens[first.first - 1].low in _OPENERS


def has_year(reading: Reading) -> bool:
    """Whether an end of a range states its year, or which week its day is of."""
    return bool(reading.arg(_RANGED[reading.op]))


def is_twin(first: Found, second: Found | None, tokens: Sequence[Token]) -> bool:
    """Whether two clock times are one moment on two clocks: "3 a.m. local time (0100 GMT)"."""
    if second is None or not 0 < second.first - first.stop < 3:
        return False
    if first.reading.op != "clock" or second.reading.op != "clock":
        return False
    if any(t.low not in _TWINS for t in tokens[first.stop : second.first]):
        return False
    one, other = first.reading.arg(2), second.reading.arg(2)
    return one != other and not (one in LOCAL and other in LOCAL)


def local_zone(first: Reading, second: Reading) -> str:
    """The zone of the place told of, from one moment on two clocks; "" when neither is its own."""
    one, other = clock_of(first), clock_of(second)
    if one is None or other is None:
        return ""
    if first.arg(2) in LOCAL:
        return zone_between(one, other, second.arg(2))
    return zone_between(other, one, first.arg(2)) if second.arg(2) in LOCAL else ""


def twin_of(place: Interval, zone: str, second: Reading, local: str) -> Resolved | None:
    """The second of two such times: the moment of the first, with the value of its own clock.

    `zone` is what the interval of the first is in where `local` is not known.
    """
    clock = clock_of(second)
    if clock is None or place.start is None:
        return None
    own = second.arg(2)
    moment = moved(place.start, local or zone, own or local)
    if (moment.hour, moment.minute) != (clock.hour, clock.minute):
        return None  # the two do not agree, so each is told by its own words
    return Resolved(TimexType.TIME, f"{moment:%Y-%m-%dT%H:%M}{suffix(own, moment)}", place)
