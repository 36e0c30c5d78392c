"""Operations that count calendar units from the anchor: last Friday, this week, the following year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from timeline.intervals import Granularity, Interval
from timeline.models import Direction, TimexType
from timeline.timex import calendar as cal
from timeline.timex.op_calendar import op_holiday, op_month, op_season
from timeline.timex.op_parts import op_part
from timeline.timex.readings import Reading
from timeline.timex.scene import (
    SURE,
    Answer,
    Op,
    Resolved,
    Scene,
    duration,
    operations,
    unknown_unit,
)

_PAST, _FUTURE = Direction.PAST, Direction.FUTURE
_REL = {"last": -1, "past": -1, "previous": -1, "latest": -1, "current": 0, "present": 0, "this": 0,
        "next": 1, "coming": 1, "upcoming": 1, "after": 1, "before": -1, "following": 1,
        "same": 0}  # fmt: skip
_FINE = (Granularity.SECOND, Granularity.MINUTE, Granularity.HOUR, Granularity.PART, Granularity.DAY)
# what is known of a day whose month or year alone is
_UNKNOWN_DAY = {Granularity.MONTH: "%Y-%m-XX", Granularity.YEAR: "%Y-XX-XX"}
# anchors too long to tell which week is meant
_NO_WEEK = frozenset({Granularity.SEASON, Granularity.QUARTER, Granularity.HALF, Granularity.YEAR,
                      Granularity.DECADE, Granularity.CENTURY})  # fmt: skip
_UNIT_OF = {Granularity.QUARTER: "quarter", Granularity.HALF: "half"}


def op_relholiday(at: Scene, reading: Reading) -> Answer:
    """`relholiday:KEY:-1`: the last, this or the next feast."""
    return _relative(at, reading, op_holiday)


def op_relmonth(at: Scene, reading: Reading) -> Answer:
    """`relmonth:M:-1`: last, this or next July."""
    return _relative(at, reading, op_month)


def op_relseason(at: Scene, reading: Reading) -> Answer:
    """`relseason:SU:-1`: last, this or next summer."""
    return _relative(at, reading, op_season)


def _relative(at: Scene, reading: Reading, place: Callable[[Scene, Reading], Answer]) -> Answer:
    """last: strictly before; next: strictly after; this: of this year."""
    rel = reading.number(1) or 0
    inner = Reading(reading.op.removeprefix("rel").removeprefix("that"), reading.args[:1])
    if at.anchor is None or not rel:
        return place(at, inner)
    found = place(at._replace(direction=_PAST if rel < 0 else _FUTURE, weight=SURE), inner)
    if isinstance(found, cal.Place) and found.interval and found.interval.overlaps(at.anchor):
        # "last July" said in July is the July of the year before
        shifted = cal.add_units(at.day or date.min, rel, "year")
        if shifted:
            found = place(at._replace(anchor=Interval.day(shifted), direction=None), inner)
    return found


def op_thatmonth(at: Scene, reading: Reading) -> Answer:
    """`thatmonth:M:1`: the following March."""
    return op_relmonth(at, reading)


def op_thatseason(at: Scene, reading: Reading) -> Answer:
    """`thatseason:SU:`: the summer of the year under discussion."""
    if reading.arg(1) in ("", "0"):
        return op_season(at, Reading("season", reading.args[:1]))
    return _relative(at, reading, op_season)


def op_shift(at: Scene, reading: Reading) -> Answer:
    """`shift:-1`: days from the anchor; today is 0."""
    if at.day is None:
        return Resolved(TimexType.DATE, "XXXX-XX-XX", None, "", "there is no publication date to count from")
    moved = cal.add_units(at.day, reading.number(0) or 0, "day")
    return cal.day_place(moved) if moved else None


def op_weekday(at: Scene, reading: Reading) -> Answer:
    """`weekday:W:REL`: bare, the latest such day, anchor included, or the next if the direction is ahead."""
    weekday, rel = reading.number(0) or 1, reading.number(1)
    if at.anchor is None or at.day is None:
        return Resolved(
            TimexType.DATE, f"XXXX-WXX-{weekday}", None, "", "there is no publication date to count from"
        )
    if at.anchor.granularity in _NO_WEEK:
        why = "the date under discussion is no single day"
        return Resolved(TimexType.DATE, f"XXXX-WXX-{weekday}", None, "", why)
    back = (at.day.isoweekday() - weekday) % 7
    if rel is None:
        ahead = at.direction is _FUTURE and back
        moved = 7 - back if ahead else -back
    elif rel < 0:
        moved = -(back or 7) + 7 * (rel + 1)  # -2 is "two Tuesdays ago"
    elif rel > 0:
        # news says "next Tuesday" for the one of next week, "on Tuesday" for the one of this week
        ahead_of_all = reading.arg(1).startswith("+")
        moved = 7 - back if ahead_of_all else 7 * rel + weekday - at.day.isoweekday()
    elif reading.arg(1).startswith("+"):
        moved = (7 - back) % 7  # "Tuesday week" counts from the coming Tuesday, today included
    else:
        moved = -back if at.direction is _PAST else (7 - back) % 7
    found = cal.add_units(at.day, moved, "day")
    return cal.day_place(found) if found else None


def op_thatweekday(at: Scene, reading: Reading) -> Answer:
    """`thatweekday:W:1`: the following Friday."""
    if reading.arg(1) in ("", "0"):
        return op_weekday(at, Reading("weekday", (reading.arg(0),)))
    rel = "+1" if reading.arg(1) == "1" else reading.arg(1)
    return op_weekday(at, Reading("weekday", (reading.arg(0), rel)))


def op_weekinweek(at: Scene, reading: Reading) -> Answer:
    """`weekinweek:W:-1`: Tuesday of last week."""
    weekday, rel = reading.number(0) or 1, reading.number(1) or 0
    if at.day is None:
        return Resolved(
            TimexType.DATE, f"XXXX-WXX-{weekday}", None, "", "there is no publication date to count from"
        )
    found = cal.add_units(at.day, rel * 7 + weekday - at.day.isoweekday(), "day")
    return cal.day_place(found) if found else None


def op_unit(at: Scene, reading: Reading) -> Answer:
    """`unit:week:-1`: last week."""
    unit = reading.arg(0)
    rel = reading.number(1)
    if rel is None:
        rel = _REL.get(reading.arg(1), 0)
    if unit in ("hour", "minute", "second"):
        return Resolved(TimexType.DURATION, duration("1", unit), None, "", "it is a length, not a place")
    if at.day is None:
        return Resolved(
            TimexType.DATE, unknown_unit(unit), None, "", "there is no publication date to count from"
        )
    moved = cal.add_units(at.day.replace(day=1) if unit in ("month", "quarter") else at.day, rel, unit)
    return cal.unit_of(moved, unit) if moved else None


def op_that(at: Scene, reading: Reading) -> Answer:
    """`that:day:1`: the next day, counted from the date under discussion."""
    unit = reading.arg(0)
    if at.anchor is not None and at.anchor.granularity not in _FINE and unit in ("day", "night"):
        known = _UNKNOWN_DAY.get(at.anchor.granularity, "") if reading.arg(1) in ("", "0") else ""
        value = f"{at.day:{known}}" if at.day and known else "XXXX-XX-XX"
        return Resolved(TimexType.DATE, value, None, "", "the date under discussion is no single day")
    return op_unit(at, reading)


def op_latest(at: Scene, reading: Reading) -> Answer:
    """`latest:quarter`: the quarter that a report is about."""
    if at.anchor is not None and at.anchor.granularity is Granularity.QUARTER:
        return op_unit(at, Reading("unit", ("quarter", "0")))
    return op_unit(at, Reading("unit", ("quarter", "-1")))


def op_periodof(at: Scene, reading: Reading) -> cal.Place | None:
    """ "the 1988 period": the same quarter of that year in a report on a quarter, else the year."""
    number = reading.number(0)
    if number is None or not 0 < number < 9999:
        return None
    if at.anchor is not None and at.anchor.granularity is Granularity.QUARTER and at.day is not None:
        return cal.quarter(number, (at.day.month + 2) // 3)
    return cal.year(number)


def op_yearago(at: Scene, reading: Reading) -> Answer:
    """`yearago:`: the same stretch of the year before."""
    if at.day is None or at.anchor is None:
        return Resolved(TimexType.DATE, "XXXX", None, "", "there is no date to count from")
    moved = cal.add_units(at.day, -1, "year")
    if moved is None:
        return None
    if reading.number(0):
        return cal.quarter(moved.year, reading.number(0) or 1)
    return cal.unit_of(moved, _UNIT_OF.get(at.anchor.granularity, "year"))


def op_the(at: Scene, reading: Reading) -> Answer:
    """`the:week`: the unit under discussion, else the current one; a bare weekend is the one just gone."""
    unit = reading.arg(0)
    if unit == "morning":
        return op_part(at, Reading("part", ("MO",), Reading("that", ("day", "0"))))
    if unit == "weekend" and at.day is not None and at.day.isoweekday() < 6 and at.direction is not _FUTURE:
        return op_unit(at, Reading("unit", (unit, "-1")))
    past_quarter = unit == "quarter" and at.direction is not _FUTURE
    if past_quarter and at.anchor is not None and at.anchor.granularity is not Granularity.QUARTER:
        return op_latest(at, reading)  # reports speak of quarters that are over
    return op_unit(at, Reading("unit", (unit, "0")))


def op_reltonight(at: Scene, reading: Reading) -> Answer:
    """`reltonight:last`: the day that "last night" or "this morning" is a part of."""
    move = {"last": "-1", "next": "1", "tomorrow": "1"}.get(reading.arg(0), "0")
    return op_shift(at, Reading("shift", (move,)))


OPS: dict[str, Op] = operations(globals())
