"""Operations on a part of another expression: early March, Thursday evening, 3 p.m. on Friday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from timeline.intervals import Granularity, Interval
from timeline.models import TimexType
from timeline.timex import calendar as cal
from timeline.timex import zones
from timeline.timex.readings import Reading
from timeline.timex.scene import (
    Answer,
    Op,
    Resolved,
    Scene,
    clock_interval,
    operations,
)

# days that "the first days of May" are taken to reach beyond the first of them
_FEW = 5
# "the mid-1980s" are 1984 to 1986: first and last year within a decade or century
_YEARS_OF = {
    Granularity.DECADE: {"START": (0, 4), "MID": (4, 6), "END": (5, 9)},
    Granularity.CENTURY: {"START": (0, 49), "MID": (25, 74), "END": (50, 99)},
}


def op_mod(at: Scene, reading: Reading) -> Resolved | None:
    """`mod:START(x)`, `mod:APPROX(x)`: a part of x, or x with a hedge."""
    found = at.base(reading)
    if found is None:
        return None
    mod = reading.arg(0)
    if not mod:
        return found
    interval = found.interval
    if interval is not None:
        # What is known roughly has no known third: "mid" says nothing of "two decades ago".
        parted = mod in ("START", "MID", "END") and not interval.approximate
        interval = _narrow(interval, mod) if parted else replace(interval, approximate=True)
    return found._replace(mod=mod, interval=interval)


def op_nthof(at: Scene, reading: Reading) -> Answer:
    """ "the 5th of last month", "the first week of May": counted within the unit it is built on."""
    found = at.base(reading)
    if (
        found is None
        or found.interval is None
        or found.interval.first_day is None
        or found.interval.last_day is None
    ):
        return found and found._replace(interval=None, why_not=found.why_not or "the unit is not known")
    first, last = found.interval.first_day, found.interval.last_day
    number = -1 if reading.arg(0) in ("last", "final") else reading.number(0)
    if number is None or not (number == -1 or 0 < number < 400):
        return None
    if reading.arg(1) == "day":
        day = last if number == -1 else cal.add_units(first, number - 1, "day")
        return cal.day_place(day) if day is not None and day <= last else None
    start = last - timedelta(days=6) if number == -1 else cal.add_units(first, 7 * (number - 1), "day")
    if start is None or start > last or start < first:
        return None
    end = min(last, start + timedelta(days=6))
    mod = "END" if end == last else "START" if start == first else "MID"
    return found._replace(interval=Interval.days(start, end), mod=mod)


def op_nthweekday(at: Scene, reading: Reading) -> Answer:
    """`nthweekday:1:5(x)`: the first Friday of x; `last` counts from its end."""
    found, weekday = at.base(reading), reading.number(1)
    if found is None or weekday is None or found.interval is None:
        return found and found._replace(interval=None, why_not=found.why_not or "the unit is not known")
    first, last = found.interval.first_day, found.interval.last_day
    if first is None or last is None:
        return None
    if reading.arg(0) in ("last", "final"):
        day = cal.add_units(last, -((last.isoweekday() - weekday) % 7), "day")
    else:
        weeks = (reading.number(0) or 0) - 1
        day = (
            cal.add_units(first, (weekday - first.isoweekday()) % 7 + 7 * weeks, "day")
            if weeks >= 0
            else None
        )
    return cal.day_place(day) if day is not None and first <= day <= last else None


def op_somein(at: Scene, reading: Reading) -> Resolved | None:
    """`somein(x)`: a day of x that the text does not tell."""
    found = at.base(reading)
    if found is None or found.interval is None:
        return found
    return found._replace(interval=replace(found.interval, approximate=True))


def op_halfof(at: Scene, reading: Reading) -> Resolved | None:
    """`halfof:first(x)`: the first or second half of x."""
    found = at.base(reading)
    mod = "START" if reading.arg(0) == "first" else "END"
    if found is None or found.interval is None:
        return found
    return found._replace(mod=mod, interval=_narrow(found.interval, mod))


def op_firstlast(at: Scene, reading: Reading) -> Resolved | None:
    """`firstlast:final(x)`: the first, or last, days of x: some six, for the text gives no number."""
    found = at.base(reading)
    mod = "START" if reading.arg(0) in ("first", "opening", "early") else "END"
    interval = found.interval if found else None
    if found is None or interval is None or interval.first_day is None or interval.last_day is None:
        return found
    first, last = interval.first_day, interval.last_day
    reach = timedelta(days=_FEW)
    if last - first > reach:
        first, last = (first, first + reach) if mod == "START" else (last - reach, last)
    return found._replace(mod=mod, interval=replace(Interval.days(first, last), approximate=True))


def op_within(at: Scene, reading: Reading) -> Resolved | None:
    """`within:earlier(x)`: what of x lies before, or after, the anchor."""
    found = at.base(reading)
    if found is None:
        return None
    earlier = reading.arg(0) in ("earlier", "early")
    interval = found.interval
    if interval is not None and at.anchor is not None:
        interval = _part_of_unit(interval, at.anchor, earlier)
    return found._replace(mod="START" if earlier else "END", interval=interval)


def op_part(at: Scene, reading: Reading) -> Resolved | None:
    """`part:EV(x)`: a part of the day x."""
    return _part(at, reading.arg(0), at.base(reading))


def _part(at: Scene, part: str, found: Resolved | None) -> Resolved | None:
    if (
        found is None
        or found.interval is None
        or found.interval.first_day is None
        or found.interval.n_days != 1
    ):
        value = found.value if found and found.value else "XXXX-XX-XX"
        code = cal.VALUE_PART.get(part, part)
        return Resolved(TimexType.TIME, f"{value}T{code}", None, "", "the day is not known")
    place = cal.part_of(found.interval.first_day, part)
    return Resolved(TimexType.TIME, place.value, place.interval, found.mod)


def op_eve(at: Scene, reading: Reading) -> Answer:
    """`eve(x)`: the day before the day, or the first day, x."""
    found = at.base(reading)
    if found is None or found.interval is None or found.interval.first_day is None:
        return found and found._replace(interval=None, why_not=found.why_not or "the day is not known")
    first = found.interval.first_day
    before = cal.add_units(first, -1, "day")
    if before is None:
        return None
    if not found.interval.approximate:
        return cal.day_place(before)
    # the first day of such a feast stands in the middle of three
    after = cal.add_units(first, 1, "day") or first
    days = replace(Interval.days(before, after), approximate=True)
    return Resolved(TimexType.DATE, first.isoformat(), days)


def op_partthat(at: Scene, reading: Reading) -> Resolved | None:
    """`partthat:MO:1`: a part of the day under discussion or of its neighbour."""
    day = Reading("that", ("day", reading.arg(1) or "0"))
    return _part(at, reading.arg(0), at.run(day))


def op_overnight(at: Scene, reading: Reading) -> Resolved:
    """`overnight`: the night that leads into the anchor's day."""
    if at.day is None or at.day.toordinal() < 2:
        return Resolved(
            TimexType.TIME, "XXXX-XX-XXTNI", None, "", "there is no publication date to count from"
        )
    start = datetime.combine(at.day, datetime.min.time())
    night = Interval(start - timedelta(hours=4), start + timedelta(hours=6), Granularity.PART)
    return Resolved(TimexType.TIME, f"{at.day.isoformat()}TNI", night)


def op_nightinto(at: Scene, reading: Reading) -> Resolved | None:
    """`nightinto(x)`: the night that leads into the day x, named by the day that it begins on."""
    found = at.base(reading)
    day = found.interval.first_day if found and found.interval and found.interval.n_days == 1 else None
    if day is None or day.toordinal() < 2:
        return Resolved(TimexType.TIME, "XXXX-XX-XXTNI", None, "", "the day is not known")
    start = datetime.combine(day, datetime.min.time())
    night = Interval(start - timedelta(hours=4), start + timedelta(hours=6), Granularity.PART)
    return Resolved(TimexType.TIME, f"{(day - timedelta(days=1)).isoformat()}TNI", night)


def op_clock(at: Scene, reading: Reading) -> Resolved | None:
    """`clock:H.M:pm:ZONE(x)`: a clock time of the day x, or of the anchor."""
    hour, minute = _hour_minute(reading.arg(0), reading.arg(1))
    if hour is None:
        return None
    zone = reading.arg(2)
    text = f"T{hour:02d}:{minute:02d}"
    found = (
        at.base(reading)
        if reading.base
        else (
            Resolved(TimexType.DATE, at.day.isoformat(), Interval.day(at.day))
            if at.day and at.anchor and at.anchor.n_days == 1
            else None
        )
    )
    if found is None or found.interval is None or found.interval.first_day is None:
        known = zone if zone and zone[0] in "Z+-" else ""
        return Resolved(TimexType.TIME, f"XXXX-XX-XX{text}{known}", None, "", "the day is not known")
    day = found.interval.first_day
    if hour == 24 and day == date.max:
        return None
    moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=minute)
    stated = Granularity.HOUR if "." not in reading.arg(0) and len(reading.arg(0)) < 3 else Granularity.MINUTE
    value = f"{day.isoformat()}{text}{zones.suffix(zone, moment)}"
    return Resolved(TimexType.TIME, value, clock_interval(zones.moved(moment, zone, at.zone), stated))


def clock_of(reading: Reading) -> datetime | None:
    """Hour and minute of a clock reading on a day that stands for any; None when no clock shows them."""
    hour, minute = _hour_minute(reading.arg(0), reading.arg(1))
    return None if hour is None or hour > 23 else datetime(2000, 1, 1, hour, minute)


def _narrow(interval: Interval, mod: str) -> Interval:
    """The first, middle or last part of a week or longer; they overlap, for "early" has no sharp end."""
    days = interval.n_days
    years = _YEARS_OF.get(interval.granularity)
    if years is not None and interval.first_day is not None:
        first_year = interval.first_day.year
        begin, end = years[mod]
        return Interval.days(date(first_year + begin, 1, 1), date(first_year + end, 12, 31))
    if days is None or days < 5 or interval.first_day is None or interval.last_day is None:
        return interval
    half, quarter = (days + 1) // 2, days // 4
    first = interval.first_day + timedelta(days={"START": 0, "MID": quarter, "END": days - half}[mod])
    last = interval.last_day - timedelta(days={"START": days - half, "MID": quarter, "END": 0}[mod])
    return Interval.days(first, last)


def _part_of_unit(interval: Interval, anchor: Interval, earlier: bool) -> Interval:
    """What of the unit lies before, or after, the anchor; the anchor's own day when nothing is left of it."""
    first, last, day = interval.first_day, interval.last_day, anchor.first_day
    if first is None or last is None or day is None or first == last or not interval.overlaps(anchor):
        return interval
    if earlier:
        return Interval.days(first, max(first, day - timedelta(days=1))) if day >= first else interval
    after = anchor.last_day or day
    return Interval.days(min(last, after + timedelta(days=1)), last) if after <= last else interval


def _hour_minute(text: str, half: str) -> tuple[int | None, int]:
    """Hour and minute of "7.15", "7", "0735" with am, pm or a part of day; "3.-15": a quarter to three."""
    text, to, before = text.partition(".-")
    if to:
        if half in ("am", "MO") and text == "12":
            half = ""  # "ten to twelve in the morning" is before noon
        hour, _ = _hour_minute(text, half)
        less = int(before) if before.isdecimal() else 0
        return divmod(hour * 60 - less, 60) if hour and 0 < less < 60 else (None, 0)
    pieces = text.split(".")
    if not all(piece.isdecimal() for piece in pieces):
        return None, 0
    hour = int(pieces[0])
    minute = int(pieces[1]) if len(pieces) > 1 else 0
    if len(pieces) == 1 and len(pieces[0]) == 4:
        hour, minute = divmod(hour, 100)
    if (half in ("pm", "AF", "EV") or (half == "NI" and hour > 5)) and hour < 12:
        hour += 12
    elif half in ("am", "MO") and hour == 12:
        hour = 0
    return (hour, minute) if hour <= 24 and minute < 60 and hour * 60 + minute <= 1440 else (None, 0)


OPS: dict[str, Op] = operations(globals())
