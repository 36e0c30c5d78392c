"""Operations that count lengths from the anchor or the start of a conflict: two weeks ago, a day later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from timeline.intervals import Granularity, Interval
from timeline.models import TimexType
from timeline.timex import calendar as cal
from timeline.timex.readings import Reading
from timeline.timex.scene import (
    Answer,
    Op,
    Resolved,
    Scene,
    clock_interval,
    duration,
    operations,
    unknown_unit,
)

_FINE = (Granularity.SECOND, Granularity.MINUTE, Granularity.HOUR, Granularity.PART, Granularity.DAY)
# days of the longest
_MONTH = 32
_LONG = (Granularity.HALF, Granularity.YEAR, Granularity.DECADE, Granularity.CENTURY)
_UNIT_OF = {Granularity.QUARTER: "quarter", Granularity.HALF: "half"}


def op_ago(at: Scene, reading: Reading) -> Answer:
    """`ago(dur:N:UNIT)`: counted back from the anchor, as fine as the unit."""
    return _offset(at, reading, -1, "PAST_REF")


def op_agoday(at: Scene, reading: Reading) -> Answer:
    """ "a year ago today": the day itself, whatever the unit."""
    if at.day is None or reading.base is None or "X" in reading.base.args:
        return Resolved(TimexType.DATE, "PAST_REF", None, "", "there is no date to count from")
    number = float(reading.base.arg(0))
    if number != int(number) or number > 10_000:
        return None
    moved = cal.add_units(at.day, -int(number), reading.base.arg(1))
    return cal.day_place(moved) if moved else None


def op_sameday(at: Scene, reading: Reading) -> Answer:
    """`sameday:1995`: the day of the anchor in another year."""
    number = reading.number(0)
    if at.day is None or number is None:
        return Resolved(TimexType.DATE, f"{number or 0:04d}-XX-XX", None, "", "there is no day to count from")
    day = cal.safe_date(number, at.day.month, at.day.day)
    return cal.day_place(day) if day else None


def op_agounit(at: Scene, reading: Reading) -> Answer:
    """`agounit:week(dur:1:year)`: the week, or month, that holds the day so far back."""
    day = op_agoday(at, reading)
    if not isinstance(day, cal.Place) or day.interval is None or day.interval.first_day is None:
        return day
    return cal.unit_of(day.interval.first_day, reading.arg(0))


def op_weekdayago(at: Scene, reading: Reading) -> Answer:
    """`weekdayago:2(dur:1:week)`: the Tuesday of the week that lies so far back.

    Of months and years it is the day whose anniversary this Tuesday is: "two years ago on Friday".
    """
    weekday = reading.number(0)
    if at.day is None or reading.base is None or weekday is None:
        return Resolved(TimexType.DATE, "XXXX-XX-XX", None, "", "there is no week to count from")
    if reading.base.arg(1) in ("month", "year"):
        near = cal.add_units(at.day, (weekday - at.day.isoweekday() + 3) % 7 - 3, "day")
        return op_agoday(at._replace(anchor=Interval.day(near)), reading) if near else None
    if reading.base.arg(1) != "week":
        return Resolved(TimexType.DATE, "XXXX-XX-XX", None, "", "there is no week to count from")
    weeks = reading.base.number(0)
    moved = cal.add_units(at.day, -weeks, "week") if weeks is not None else None
    day = cal.add_units(moved, weekday - moved.isoweekday(), "day") if moved else None
    return cal.day_place(day) if day else None


def op_later(at: Scene, reading: Reading) -> Answer:
    """`later:earlier(dur:N:UNIT)`: counted on, or back, from the date under discussion."""
    back = reading.arg(0) in ("earlier", "before", "previously", "prior")
    return _offset(at, reading, -1 if back else 1, "PAST_REF" if back else "FUTURE_REF")


def _offset(at: Scene, reading: Reading, sign: int, vague: str) -> Answer:
    if reading.base is None:
        return None
    count, unit = reading.base.arg(0), reading.base.arg(1)
    if count == "X" and unit in ("hour", "minute") and _is_fine(at):
        assert at.day is not None
        same_day = replace(Interval.day(at.day), approximate=True)
        return Resolved(TimexType.DATE, vague, same_day)
    if count == "X" or unit == "X":
        return Resolved(TimexType.DATE, vague, None, "", "the text gives no number to count with")
    if at.day is None or at.anchor is None:
        return Resolved(TimexType.DATE, unknown_unit(unit), None, "", "there is no date to count from")
    number = float(count)
    if unit in ("hour", "minute", "second"):
        return _clock_offset(at, number * sign, unit)
    if number != int(number):
        whole = {
            "year": ("month", 12),
            "decade": ("year", 10),
            "week": ("day", 7),
            "month": ("week", 4),
            "day": ("day", 1),
        }
        unit, factor = whole.get(unit, (unit, 1))
        number *= factor
    if number > 100_000:
        return None
    if unit in ("day", "night") and at.anchor.granularity in _LONG:
        return Resolved(
            TimexType.DATE, unknown_unit(unit), None, "", "the date under discussion is no single day"
        )
    moved = cal.add_units(at.day, sign * int(number), unit)
    if moved is None:
        return None
    if unit in ("decade", "century"):
        return _rounded(moved.year, unit)
    named = _UNIT_OF.get(at.anchor.granularity) if unit == "year" else None
    if unit in ("day", "night", "week") and at.anchor.granularity not in _FINE:
        # "two days later" after a bare month: no finer than the month
        named = {"week": None}.get(unit) or _coarse(at.anchor)
    return cal.unit_of(moved, named or ("day" if unit == "night" else unit))


def _is_fine(at: Scene) -> bool:
    """Whether the anchor lies within one day."""
    return at.anchor is not None and at.anchor.granularity in _FINE and at.anchor.n_days == 1


def _clock_offset(at: Scene, number: float, unit: str) -> Answer:
    assert at.anchor is not None and at.anchor.start is not None
    seconds = {"hour": 3600, "minute": 60, "second": 1}[unit] * number
    if at.anchor.granularity in (Granularity.HOUR, Granularity.MINUTE, Granularity.SECOND):
        try:
            moment = at.anchor.start + timedelta(seconds=seconds)
        except OverflowError:
            return None
        return Resolved(
            TimexType.TIME, f"{moment:%Y-%m-%dT%H:%M}", clock_interval(moment, at.anchor.granularity)
        )
    if at.day is None or abs(seconds) >= 172_800:
        return None
    # the hour of the anchor is not known, so the day is all that can be said
    return Resolved(TimexType.TIME, at.day.isoformat(), Interval.day(at.day))


def op_epoch(at: Scene, reading: Reading) -> Answer:
    """`epoch:N:UNIT`: the Nth day, week… of the conflict, the first one included."""
    number, unit = reading.number(0), reading.arg(1)
    if at.epoch is None or number is None:
        return Resolved(
            TimexType.DATE, unknown_unit(unit), None, "", "the start of the conflict is not known"
        )
    return _since_epoch(at, number - 1, unit)


def op_epochinto(at: Scene, reading: Reading) -> Answer:
    """`epochinto(dur:N:UNIT)`: so long after the start of the conflict; `epochinto:before`: before it."""
    if reading.base is None:
        return None
    count, unit = reading.base.arg(0), reading.base.arg(1)
    if at.epoch is None or "X" in (count, unit) or float(count) != int(float(count)):
        return Resolved(
            TimexType.DURATION, duration(count, unit), None, "", "the start of the conflict is not known"
        )
    if reading.arg(0) == "before":
        moved = cal.add_units(at.epoch, -int(float(count)), unit)
        return cal.unit_of(moved, unit) if moved else None
    return _since_epoch(at, int(float(count)), unit)


def op_anniversary(at: Scene, reading: Reading) -> Answer:
    """`anniversary:N`: the day N years after the first day of the conflict."""
    number = reading.number(0)
    if at.epoch is None or number is None:
        return Resolved(TimexType.DATE, "XXXX-XX-XX", None, "", "the start of the conflict is not known")
    day = cal.add_units(at.epoch, number, "year")
    return cal.day_place(day) if day else None


def _since_epoch(at: Scene, count: int, unit: str) -> cal.Place | None:
    """The stretch of one unit that starts so many units after the epoch, counted from its very day."""
    assert at.epoch is not None
    first, after = cal.add_units(at.epoch, count, unit), cal.add_units(at.epoch, count + 1, unit)
    if first is None or after is None:
        return None
    if unit in ("day", "night"):
        return cal.day_place(first)
    named = cal.unit_of(first, unit)
    size = named.interval.granularity if named and named.interval else Granularity.SPAN
    value = named.value if named else first.isoformat()
    return cal.Place(value, Interval.days(first, after - timedelta(days=1), size))


def _rounded(year: int, unit: str) -> Resolved:
    """ "a decade ago" names a year but means the years round it."""
    spread = 2 if unit == "decade" else 10
    first, last = max(1, year - spread), min(9998, year + spread)
    size = Granularity.DECADE if unit == "decade" else Granularity.CENTURY
    days = Interval.days(date(first, 1, 1), date(last, 12, 31), size)
    return Resolved(TimexType.DATE, f"{year:04d}", replace(days, approximate=True), "APPROX")


def _coarse(anchor: Interval) -> str:
    """The unit that a count of days from a rough date is known to."""
    if anchor.granularity is Granularity.SPAN and (anchor.n_days or _MONTH) < _MONTH:
        return "month"
    return {Granularity.WEEK: "week", Granularity.MONTH: "month", Granularity.QUARTER: "quarter"}.get(
        anchor.granularity, "year"
    )


OPS: dict[str, Op] = operations(globals())
