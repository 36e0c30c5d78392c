"""Operations that name a place on the calendar: dates, months, quarters, seasons, years, decades, feasts.

What leaves its year out lies in the year that fits the anchor and the direction best.
"""

from __future__ import annotations

from datetime import date

from timeline.models import Direction, TimexType
from timeline.timex import calendar as cal
from timeline.timex.feasts import feast, feasts
from timeline.timex.readings import Reading
from timeline.timex.scene import (
    Answer,
    Op,
    Resolved,
    Scene,
    nearest,
    operations,
)


def op_date(at: Scene, reading: Reading) -> Answer:
    """`date:Y:M:D`: a day; without its year the one that fits best."""
    month, day = reading.number(1), reading.number(2)
    if month is None or day is None:
        return None
    in_year = reading.number(0) if reading.arg(0) else at.base_year(reading)
    if in_year is not None:
        found = cal.safe_date(in_year, month, day)
        return cal.day_place(found) if found else None
    if reading.base is not None or at.anchor is None:
        return Resolved(TimexType.DATE, f"XXXX-{month:02d}-{day:02d}", None, "", "the year is not known")
    return at.fit(lambda y: cal.day_place(d) if (d := cal.safe_date(y, month, day)) else None)


def op_month(at: Scene, reading: Reading) -> Answer:
    """`month:M:Y`: a month."""
    month = reading.number(0)
    if month is None:
        return None
    in_year = reading.number(1) if reading.arg(1) else at.base_year(reading)
    if in_year is not None:
        return cal.month(in_year, month)
    if reading.base is not None or at.anchor is None:
        return Resolved(TimexType.DATE, f"XXXX-{month:02d}", None, "", "the year is not known")
    return at.fit(lambda y: cal.month(y, month))


def op_year(at: Scene, reading: Reading) -> cal.Place | None:
    """`year:Y`: a year."""
    number = reading.number(0)
    return cal.year(number) if number is not None and 0 < number < 9999 else None


def op_yy(at: Scene, reading: Reading) -> cal.Place | None:
    """`yy:98`: a year without its century, the nearest to the anchor."""
    number = reading.number(0)
    if number is None:
        return None
    if at.day is None:
        return cal.Place(f"XX{number:02d}", None)
    century = at.day.year // 100 * 100
    options = [century + number, century - 100 + number]
    return cal.year(min((y for y in options), key=lambda y: abs(y - (at.day or date.min).year)))


def op_bc(at: Scene, reading: Reading) -> Resolved:
    """`bc:N`: a year before the common era, a value without an interval."""
    return Resolved(
        TimexType.DATE, f"BC{reading.number(0) or 0:04d}", None, "", "it lies before the common era"
    )


def op_bcpart(at: Scene, reading: Reading) -> Resolved | None:
    """`bcpart:M:S(bc)`: a month or season of such a year."""
    year = at.base(reading)
    if year is None:
        return None
    month = reading.number(0)
    value = f"{year.value}-{month:02d}" if month else f"{year.value}-{reading.arg(1)}"
    return year._replace(value=value)


def op_bccentury(at: Scene, reading: Reading) -> Resolved:
    """`bccentury:N`: a century before the common era."""
    number = (reading.number(0) or 1) - 1
    return Resolved(TimexType.DATE, f"BC{number:02d}", None, "", "it lies before the common era")


def op_bcdecade(at: Scene, reading: Reading) -> Resolved:
    """`bcdecade:N`: a decade before the common era."""
    first = (reading.number(0) or 0) // 10
    return Resolved(TimexType.DATE, f"BC{first:03d}", None, "", "it lies before the common era")


def op_decade(at: Scene, reading: Reading) -> cal.Place | None:
    """`decade:1970`, or `decade:8`: the last such decade that has begun."""
    number = reading.number(0)
    if number is None:
        return None
    if number >= 100:
        return cal.decade(number)
    short = number if number >= 10 else number * 10
    if at.day is None:
        return cal.Place(f"XX{short // 10}", None)
    century = at.day.year // 100 * 100
    return cal.decade(century + short if century + short <= at.day.year else century - 100 + short)


def op_century(at: Scene, reading: Reading) -> cal.Place | None:
    """`century:20`: a century by its ordinal."""
    number = reading.number(0)
    return cal.century(number) if number and number < 40 else None


def op_quarter(at: Scene, reading: Reading) -> Answer:
    """`quarter:N:Y`: a quarter."""
    number = reading.number(0)
    if number is None or not 1 <= number <= 4:
        return None
    in_year = reading.number(1) if reading.arg(1) else at.base_year(reading)
    if in_year is not None:
        return cal.quarter(in_year, number)
    if at.day is None:
        return Resolved(TimexType.DATE, f"XXXX-Q{number}", None, "", "the year is not known")
    return at.fit(lambda y: cal.quarter(y, number))


def op_half(at: Scene, reading: Reading) -> Answer:
    """`half:N:Y`: a half-year."""
    number = 2 if reading.arg(0) in ("last", "latter", "second") else reading.number(0)
    if number is None or not 1 <= number <= 2:
        return None
    in_year = reading.number(1) if reading.arg(1) else at.base_year(reading)
    if in_year is not None and in_year < 100 and at.day:
        found = op_yy(at, Reading("yy", (str(in_year),)))
        in_year = int(found.value) if found else None
    if in_year is not None:
        return cal.half(in_year, number)
    if at.day is None:
        return Resolved(TimexType.DATE, f"XXXX-H{number}", None, "", "the year is not known")
    return at.fit(lambda y: cal.half(y, number))


def op_season(at: Scene, reading: Reading) -> Answer:
    """`season:SU:Y`: a season."""
    code = reading.arg(0)
    in_year = reading.number(1) if reading.arg(1) else at.base_year(reading)
    if in_year is not None:
        return cal.season(in_year, code)
    if at.day is None:
        return Resolved(TimexType.DATE, f"XXXX-{code}", None, "", "the year is not known")
    return at.fit(lambda y: cal.season(y, code))


def op_holiday(at: Scene, reading: Reading) -> Answer:
    """`holiday:KEY:Y`: a feast."""
    key = reading.arg(0)
    in_year = reading.number(1) if reading.arg(1) else at.base_year(reading)
    if in_year is not None:
        return feast(key, in_year)
    if at.day is None or at.anchor is None:
        return Resolved(TimexType.DATE, "XXXX-XX-XX", None, "", "the year is not known")
    # four years, because of 29 February
    around = range(max(1, at.day.year - 4), min(9999, at.day.year + 5))
    found = [place for y in around for place in feasts(key, y)]
    return nearest(found, at.anchor, at.direction, at.weight, at.onward)


def op_dom(at: Scene, reading: Reading) -> Answer:
    """`dom:D`: a day of the anchor's month, or of its neighbour on the side asked for."""
    number = reading.number(0)
    if at.day is None or number is None:
        return Resolved(TimexType.DATE, f"XXXX-XX-{number or 0:02d}", None, "", "the month is not known")
    found = cal.safe_date(at.day.year, at.day.month, number)
    if found and at.direction is Direction.PAST and found > at.day:
        before = cal.add_units(at.day.replace(day=1), -1, "month")
        found = cal.safe_date(before.year, before.month, number) if before else None
    elif found and at.direction is Direction.FUTURE and found < at.day:
        after = cal.add_units(at.day.replace(day=1), 1, "month")
        found = cal.safe_date(after.year, after.month, number) if after else None
    return cal.day_place(found) if found else None


def op_domweekday(at: Scene, reading: Reading) -> Answer:
    """`domweekday:17:5`: Friday the 17th, of the nearest month that has one on the side asked for."""
    number, weekday = reading.number(0), reading.number(1)
    if at.day is None or at.anchor is None or number is None:
        return Resolved(TimexType.DATE, f"XXXX-XX-{number or 0:02d}", None, "", "the month is not known")
    found = []
    for moved in range(-14, 15):
        month = cal.add_units(at.day.replace(day=1), moved, "month")
        day = cal.safe_date(month.year, month.month, number) if month else None
        if day is not None and day.isoweekday() == weekday:
            found.append(cal.day_place(day))
    return nearest(found, at.anchor, at.direction, at.weight, at.onward)


OPS: dict[str, Op] = operations(globals())
