"""Operations for lengths, what recurs, and references without bounds: a value but, mostly, no place."""

from __future__ import annotations

from dataclasses import replace

from timeline.intervals import Granularity, Interval
from timeline.models import TimexType
from timeline.timex import calendar as cal
from timeline.timex.readings import Reading
from timeline.timex.scene import (
    Op,
    Resolved,
    Scene,
    duration,
    operations,
)

# "the coming weeks": days that such a reference reaches; a wide choice, for it states none
_VAGUE_DAYS = {"hour": 1, "day": 10, "week": 56, "month": 365}
_NAMED = {
    Granularity.YEAR: "year",
    Granularity.QUARTER: "quarter",
    Granularity.MONTH: "month",
    Granularity.WEEK: "week",
    Granularity.DECADE: "decade",
}


def op_dur(at: Scene, reading: Reading) -> Resolved:
    """`dur:N:UNIT`: a length; N is X when the text gives no number."""
    return Resolved(
        TimexType.DURATION,
        duration(reading.arg(0), reading.arg(1)),
        None,
        "",
        "it is a length, not a place",
    )


def op_long(at: Scene, reading: Reading) -> Resolved:
    """`long:yearlong:` or `long::month`: a length in one word, or of months without their number."""
    word = reading.arg(0)
    length = ("1", word.removesuffix("long")) if word else ("X", reading.arg(1))
    return op_dur(at, Reading("dur", length))


def op_span(at: Scene, reading: Reading) -> Resolved:
    """`span:past:N:UNIT`: a length that ends, or begins, at the anchor."""
    count, unit = reading.arg(1) or "X", reading.arg(2)
    value = duration(count, unit)
    interval = None
    if at.anchor is not None and count not in ("X", "") and reading.arg(0) in ("past", "next"):
        interval = _window(at, float(count), unit, reading.arg(0) == "past")
    why = "" if interval else "it is a length, not a place"
    return Resolved(TimexType.DURATION, value, interval, "", why)


def _window(at: Scene, count: float, unit: str, past: bool) -> Interval | None:
    """The stretch that ends, or starts, with the anchor's day."""
    if at.day is None or count != int(count) or count > 10_000:
        return None
    whole, small = int(count), unit in ("hour", "minute", "second")
    if small:
        days = {"hour": 24, "minute": 1440, "second": 86400}[unit]
        whole, unit = -(-whole // days), "day"
    other = cal.add_units(at.day, -whole if past else whole, unit)
    if other is None or other == at.day:
        return None
    return Interval.days(other, at.day) if past else Interval.days(at.day, other)


def op_every(at: Scene, reading: Reading) -> Resolved:
    """`every:UNIT` or `every(dur:N:UNIT)`: once in each stretch."""
    if reading.base is not None:
        return Resolved(
            TimexType.SET, duration(reading.base.arg(0), reading.base.arg(1)), None, "", "it recurs"
        )
    return Resolved(TimexType.SET, duration("1", reading.arg(0)), None, "", "it recurs")


def op_everyweekday(at: Scene, reading: Reading) -> Resolved:
    """`everyweekday:W:PART`: once in each week."""
    part = f"T{reading.arg(1)}" if reading.arg(1) else ""
    return Resolved(TimexType.SET, f"XXXX-WXX-{reading.arg(0)}{part}", None, "", "it recurs")


def op_everyx(at: Scene, reading: Reading) -> Resolved:
    """`everyx:MONTH:SEASON:PART`: once in each year, or day."""
    month, season, part = reading.number(0), reading.arg(1), reading.arg(2)
    value = f"XXXX-{month:02d}" if month else f"XXXX-{season}" if season else f"XXXX-XX-XXT{part}"
    return Resolved(TimexType.SET, value, None, "", "it recurs")


def op_setword(at: Scene, reading: Reading) -> Resolved:
    """`setword:P1D`: daily, weekly."""
    return Resolved(TimexType.SET, reading.arg(0), None, "", "it recurs")


def op_straight(at: Scene, reading: Reading) -> Resolved:
    """`straight:3:day`: the third straight day: a length whose last unit is the anchor's."""
    number, unit = reading.number(0), reading.arg(1)
    first = None
    if number and at.day is not None and unit in ("day", "night", "week", "month", "year"):
        first = cal.add_units(at.day, 1 - number, unit)
    interval = Interval.days(first, at.day) if first is not None and at.day is not None else None
    why = "" if interval else "there is no date to count from"
    return Resolved(TimexType.DURATION, duration(reading.arg(0), unit), interval, "", why)


def op_then(at: Scene, reading: Reading) -> Resolved:
    """`then`: the date under discussion itself."""
    if at.anchor is None or at.anchor.first_day is None:
        return Resolved(TimexType.DATE, "PAST_REF", None, "", "there is no date to count from")
    unit = _NAMED.get(at.anchor.granularity, "day" if at.anchor.n_days == 1 else "")
    place = cal.unit_of(at.anchor.first_day, unit) if unit else None
    value = place.value if place else "PAST_REF"
    return Resolved(TimexType.DATE, value, place.interval if place else at.anchor)


def op_ref(at: Scene, reading: Reading) -> Resolved:
    """`ref:PAST_REF`: a reference without bounds; with a unit, the stretch that it most often means."""
    days = _VAGUE_DAYS.get(reading.arg(1))
    back = reading.arg(0) == "PAST_REF"
    if days and at.day is not None:
        other = cal.add_units(at.day, -days if back else days, "day")
        if other is not None:
            near, far = (other, at.day) if back else (at.day, other)
            span = replace(Interval.days(near, far), approximate=True)
            return Resolved(TimexType.DATE, reading.arg(0), span)
    return Resolved(TimexType.DATE, reading.arg(0), None, "", "the text gives no bounds")


OPS: dict[str, Op] = operations(globals())
