"""Operations that count from a named day: three days after Easter, Tuesday week, the week of 6 May."""

from __future__ import annotations

from dataclasses import replace

from timeline.models import TimexType
from timeline.timex import calendar as cal
from timeline.timex.op_offsets import op_later
from timeline.timex.readings import Reading
from timeline.timex.scene import Answer, Op, Resolved, Scene, duration, operations

_WEEKDAYS = frozenset({"weekday", "thatweekday", "weekinweek"})


def op_from(at: Scene, reading: Reading) -> Answer:
    """`from:after(dur:3:day(x))`: so long before or after the named day x."""
    count = reading.base
    if count is None or count.base is None:
        return None
    found = at.run(count.base)
    if found is None or found.interval is None:
        return found and found._replace(why_not=found.why_not or "the day to count from is not known")
    near = at._replace(anchor=found.interval, direction=None)
    inner = Reading(count.op, count.args)
    if count.base.op in _WEEKDAYS and inner.arg(1) in ("week", "fortnight"):
        weeks = inner.number(0)
        if weeks is None or found.interval.first_day is None:
            return Resolved(TimexType.DATE, "XXXX-XX-XX", None, "", "the text gives no number to count with")
        back = -1 if reading.arg(0) == "before" else 1
        day = cal.add_units(found.interval.first_day, back * weeks, inner.arg(1))
        return cal.day_place(day) if day else None
    return op_later(near, Reading("later", reading.args, inner))


def op_beside(at: Scene, reading: Reading) -> Answer:
    """`beside:before:week(x)`: the unit next to x; of weeks the one with most of the seven days."""
    found = at.base(reading)
    if found is None or found.interval is None or found.interval.first_day is None:
        return found and found._replace(interval=None, why_not=found.why_not or "the day is not known")
    unit, back = reading.arg(1), reading.arg(0) == "before"
    edge = found.interval.first_day if back else found.interval.last_day or found.interval.first_day
    count, step = (4, "day") if unit in ("week", "weekend") else (1, unit)
    other = cal.add_units(edge, -count if back else count, step)
    return cal.unit_of(other, "day" if unit == "night" else unit) if other else None


def op_weekdayfrom(at: Scene, reading: Reading) -> Answer:
    """`weekdayfrom:7:before(x)`: the Sunday next to the day x."""
    found, weekday = at.base(reading), reading.number(0)
    if found is None or weekday is None or found.interval is None or found.interval.first_day is None:
        return found and found._replace(interval=None, why_not=found.why_not or "the day is not known")
    day = found.interval.first_day
    if reading.arg(1) == "before":
        moved = -((day.isoweekday() - weekday) % 7 or 7)
    else:
        moved = (weekday - day.isoweekday()) % 7 or 7
    other = cal.add_units(day, moved, "day")
    return cal.day_place(other) if other else None


def op_unitof(at: Scene, reading: Reading) -> Answer:
    """`unitof:week(x)`: the week that the day x lies in."""
    found = at.base(reading)
    if found is None or found.interval is None or found.interval.first_day is None:
        return found and found._replace(interval=None, why_not=found.why_not or "the day is not known")
    day, unit = found.interval.first_day, reading.arg(0)
    if unit == "weekend" and day.isoweekday() < 3:
        day = cal.add_units(day, -2, "day") or day  # the weekend of a Monday is the one before it
    return cal.unit_of(day, unit)


def op_ahead(at: Scene, reading: Reading) -> Answer:
    """`ahead(dur:3:week)`: so long after the anchor."""
    return op_later(at, Reading("later", ("later",), reading.base))


def op_decadeof(at: Scene, reading: Reading) -> cal.Place | None:
    """`decadeof:19:2`: the nineteen-twenties."""
    century, decade = reading.number(0), reading.number(1)
    if century is None or decade is None or not 10 <= century < 22:
        return None
    return cal.decade(century * 100 + decade * 10)


def op_fyear(at: Scene, reading: Reading) -> Answer:
    """`fyear:2023`: a fiscal year: about the calendar year of its name, for it begins anywhere."""
    number = reading.number(0)
    if number is None:
        return None
    if number < 100:
        number += 2000 if number < 70 else 1900
    place = cal.year(number)
    about = replace(place.interval, approximate=True) if place.interval else None
    return cal.Place(place.value, about)


def op_everyother(at: Scene, reading: Reading) -> Resolved:
    """`everyother:3:day`: every third day; without a number every other."""
    return Resolved(TimexType.SET, duration(reading.arg(0) or "2", reading.arg(1)), None, "", "it recurs")


def op_everyfeast(at: Scene, reading: Reading) -> Resolved:
    """`everyfeast:12-25`: once in each year; a feast that moves has no day to write."""
    key = reading.arg(0)
    fixed = len(key) == 5 and key[2] == "-" and key[:2].isdecimal()
    return Resolved(TimexType.SET, f"XXXX-{key}" if fixed else "XXXX", None, "", "it recurs")


OPS: dict[str, Op] = operations(globals())
