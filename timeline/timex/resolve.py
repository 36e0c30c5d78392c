"""(reading, anchor, direction) -> value and interval. Pure: no clock, no text, no state.

The anchor is an interval: the publication day, or the date under discussion at its own granularity. The direction
says on which side of the anchor an underspecified expression lies; None means the nearest. Laws that the tests
hold it to: moving the anchor by a week moves "last Friday" by a week; no result is finer than its reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from timeline.intervals import Granularity, Interval
from timeline.models import Direction, TimexType
from timeline.timex import calendar as cal
from timeline.timex.readings import Reading

__all__ = ["Resolved", "resolve"]

_PAST, _FUTURE = Direction.PAST, Direction.FUTURE
_CODES = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "week": "W", "weekend": "WE",
    "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y", "fyear": "Y", "decade": "DE", "century": "CE",
    "millennium": "ML", "X": "X",
}  # fmt: skip
_HALVES = {
    "year": ("M", 12),
    "fyear": ("M", 12),
    "hour": ("TM", 60),
    "minute": ("TS", 60),
    "day": ("TH", 24),
    "decade": ("Y", 10),
    "century": ("Y", 100),
}
_REL = {"last": -1, "past": -1, "previous": -1, "latest": -1, "current": 0, "present": 0, "this": 0, "next": 1, "coming": 1,
        "upcoming": 1, "after": 1, "before": -1, "following": 1, "same": 0}  # fmt: skip
_FINE = (Granularity.SECOND, Granularity.MINUTE, Granularity.HOUR, Granularity.PART, Granularity.DAY)
_UNIT_OF = {Granularity.QUARTER: "quarter", Granularity.HALF: "half"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A TIMEX3 type, value and mod, with the interval; `why_not` says why there is none."""

    type: TimexType
    value: str
    interval: Interval | None = None
    mod: str = ""
    why_not: str = ""


def resolve(
    reading: Reading,
    anchor: Interval | None,
    direction: Direction | None = None,
    *,
    epoch: date | None = None,
) -> Resolved:
    """Place a reading on the calendar.

    Args:
        reading: what the text said.
        anchor: what it counts from; None when the text has no publication date and names no earlier one.
        direction: on which side of the anchor it lies; None takes the nearest.
        epoch: first day of the conflict, for "day 500 of the war".

    Returns:
        The value as TimeML 1.2.1 writes it. `interval` is None for durations, sets and vague references, and
        where the anchor that the reading needs is missing; the value is then as far as the text goes.

    Example:
        >>> resolve(Reading("weekday", ("5",)), Interval.day(date(2024, 5, 24))).value
        '2024-05-24'
    """
    found = _Resolver(anchor, direction, epoch).run(reading)
    if found is None:
        return Resolved(
            TimexType.DATE, _unplaced(reading), None, "", "nothing on the calendar fits what it says"
        )
    return found


class _Resolver:
    def __init__(self, anchor: Interval | None, direction: Direction | None, epoch: date | None) -> None:
        self.anchor = anchor
        self.direction = direction
        self.epoch = epoch
        self.strict = 0.0

    @property
    def day(self) -> date | None:
        return self.anchor.first_day if self.anchor else None

    def run(self, reading: Reading) -> Resolved | None:
        op = getattr(self, "op_" + reading.op, None)
        if op is None:
            return None
        found: Resolved | cal.Place | None = op(reading)
        if isinstance(found, cal.Place):
            kind = TimexType.TIME if "T" in found.value else TimexType.DATE
            return Resolved(kind, found.value, found.interval)
        return found

    def base(self, reading: Reading) -> Resolved | None:
        return self.run(reading.base) if reading.base else None

    def base_year(self, reading: Reading) -> int | None:
        """The year that the innermost reading names, when there is one."""
        found = self.base(reading)
        return (
            found.interval.first_day.year if found and found.interval and found.interval.first_day else None
        )

    def fit(self, places: Callable[[int], cal.Place | None], weight: float = 4.0) -> cal.Place | None:
        """Of the candidates of the years round the anchor the one that fits the direction best."""
        if self.anchor is None or self.anchor.first_day is None or self.anchor.last_day is None:
            return None
        around = self.anchor.first_day.year
        found = [p for y in range(around - 4, around + 5) if 0 < y < 9999 and (p := places(y)) and p.interval]
        return _nearest(found, self.anchor, self.direction, self.strict or weight)

    # ---- stated on the calendar ---------------------------------------------------------------

    def op_date(self, reading: Reading) -> cal.Place | Resolved | None:
        month, day = reading.number(1), reading.number(2)
        if month is None or day is None:
            return None
        in_year = reading.number(0) if reading.arg(0) else self.base_year(reading)
        if in_year is not None:
            found = cal.safe_date(in_year, month, day)
            return cal.day_place(found) if found else None
        if reading.base is not None or self.anchor is None:
            return Resolved(TimexType.DATE, f"XXXX-{month:02d}-{day:02d}", None, "", "the year is not known")
        return self.fit(lambda y: cal.day_place(d) if (d := cal.safe_date(y, month, day)) else None)

    def op_month(self, reading: Reading) -> cal.Place | Resolved | None:
        month = reading.number(0)
        if month is None:
            return None
        in_year = reading.number(1) if reading.arg(1) else self.base_year(reading)
        if in_year is not None:
            return cal.month(in_year, month)
        if reading.base is not None or self.anchor is None:
            return Resolved(TimexType.DATE, f"XXXX-{month:02d}", None, "", "the year is not known")
        return self.fit(lambda y: cal.month(y, month))

    def op_year(self, reading: Reading) -> cal.Place | None:
        number = reading.number(0)
        return cal.year(number) if number is not None and 0 < number < 9999 else None

    def op_yy(self, reading: Reading) -> cal.Place | None:
        number = reading.number(0)
        if number is None:
            return None
        if self.day is None:
            return cal.Place(f"XX{number:02d}", None)
        century = self.day.year // 100 * 100
        options = [century + number, century - 100 + number]
        return cal.year(min((y for y in options), key=lambda y: abs(y - (self.day or date.min).year)))

    def op_bc(self, reading: Reading) -> Resolved:
        return Resolved(
            TimexType.DATE, f"BC{reading.number(0) or 0:04d}", None, "", "it lies before the common era"
        )

    def op_bcpart(self, reading: Reading) -> Resolved | None:
        year = self.base(reading)
        if year is None:
            return None
        month = reading.number(0)
        value = f"{year.value}-{month:02d}" if month else f"{year.value}-{reading.arg(1)}"
        return replace(year, value=value)

    def op_bccentury(self, reading: Reading) -> Resolved:
        number = (reading.number(0) or 1) - 1
        return Resolved(TimexType.DATE, f"BC{number:02d}", None, "", "it lies before the common era")

    def op_bcdecade(self, reading: Reading) -> Resolved:
        first = (reading.number(0) or 0) // 10
        return Resolved(TimexType.DATE, f"BC{first:03d}", None, "", "it lies before the common era")

    def op_decade(self, reading: Reading) -> cal.Place | None:
        number = reading.number(0)
        if number is None:
            return None
        if number >= 100:
            return cal.decade(number)
        short = number if number >= 10 else number * 10
        if self.day is None:
            return cal.Place(f"XX{short // 10}", None)
        century = self.day.year // 100 * 100
        return cal.decade(century + short if century + short <= self.day.year else century - 100 + short)

    def op_century(self, reading: Reading) -> cal.Place | None:
        number = reading.number(0)
        return cal.century(number) if number and number < 40 else None

    def op_quarter(self, reading: Reading) -> cal.Place | Resolved | None:
        number = reading.number(0)
        if number is None or not 1 <= number <= 4:
            return None
        in_year = reading.number(1) if reading.arg(1) else self.base_year(reading)
        if in_year is not None:
            return cal.quarter(in_year, number)
        if self.day is None:
            return Resolved(TimexType.DATE, f"XXXX-Q{number}", None, "", "the year is not known")
        return self.fit(lambda y: cal.quarter(y, number))

    def op_half(self, reading: Reading) -> cal.Place | Resolved | None:
        number = 2 if reading.arg(0) in ("last", "latter", "second") else reading.number(0)
        if number is None or not 1 <= number <= 2:
            return None
        in_year = reading.number(1) if reading.arg(1) else self.base_year(reading)
        if in_year is not None and in_year < 100 and self.day:
            found = self.op_yy(Reading("yy", (str(in_year),)))
            in_year = int(found.value) if found else None
        if in_year is not None:
            return cal.half(in_year, number)
        if self.day is None:
            return Resolved(TimexType.DATE, f"XXXX-H{number}", None, "", "the year is not known")
        return self.fit(lambda y: cal.half(y, number))

    def op_season(self, reading: Reading) -> cal.Place | Resolved | None:
        code = reading.arg(0)
        in_year = reading.number(1) if reading.arg(1) else self.base_year(reading)
        if in_year is not None:
            return cal.season(in_year, code)
        if self.day is None:
            return Resolved(TimexType.DATE, f"XXXX-{code}", None, "", "the year is not known")
        return self.fit(lambda y: cal.season(y, code))

    def op_holiday(self, reading: Reading) -> cal.Place | Resolved | None:
        key = reading.arg(0)
        in_year = reading.number(1) if reading.arg(1) else self.base_year(reading)
        if in_year is not None:
            found = cal.holiday_day(key, in_year)
            return cal.day_place(found) if found else None
        if self.day is None:
            return Resolved(TimexType.DATE, "XXXX-XX-XX", None, "", "the year is not known")
        return self.fit(lambda y: cal.day_place(d) if (d := cal.holiday_day(key, y)) else None)

    def op_relholiday(self, reading: Reading) -> cal.Place | Resolved | None:
        inner = Reading("holiday", (reading.arg(0),))
        return self._relative(reading, lambda: self.op_holiday(inner))

    def op_relmonth(self, reading: Reading) -> cal.Place | Resolved | None:
        inner = Reading("month", (reading.arg(0),))
        return self._relative(reading, lambda: self.op_month(inner))

    def op_relseason(self, reading: Reading) -> cal.Place | Resolved | None:
        inner = Reading("season", (reading.arg(0),))
        return self._relative(reading, lambda: self.op_season(inner))

    def _relative(
        self, reading: Reading, place: Callable[[], cal.Place | Resolved | None]
    ) -> cal.Place | Resolved | None:
        """last: strictly before; next: strictly after; this: of this year."""
        rel = reading.number(1) or 0
        if self.anchor is None:
            return place()
        if rel:
            self.direction = _PAST if rel < 0 else _FUTURE
            self.strict = 1e6
            kept = self.anchor
            found = place()
            if isinstance(found, cal.Place) and found.interval and found.interval.overlaps(kept):
                # "last July" said in July is the July of the year before
                shifted = cal.add_units(self.day or date.min, rel, "year")
                if shifted:
                    self.anchor = Interval.day(shifted)
                    self.direction = None
                    found = place()
                    self.anchor = kept
            return found
        return place()

    def op_thatmonth(self, reading: Reading) -> cal.Place | Resolved | None:
        return self.op_relmonth(reading)

    def op_thatseason(self, reading: Reading) -> cal.Place | Resolved | None:
        if reading.arg(1) in ("", "0"):
            return self.op_season(Reading("season", (reading.arg(0),)))
        return self.op_relseason(reading)

    def op_dom(self, reading: Reading) -> cal.Place | Resolved | None:
        number = reading.number(0)
        if self.day is None or number is None:
            return Resolved(TimexType.DATE, f"XXXX-XX-{number or 0:02d}", None, "", "the month is not known")
        found = cal.safe_date(self.day.year, self.day.month, number)
        if found and self.direction is _PAST and found > self.day:
            before = cal.add_units(self.day.replace(day=1), -1, "month")
            found = cal.safe_date(before.year, before.month, number) if before else None
        elif found and self.direction is _FUTURE and found < self.day:
            after = cal.add_units(self.day.replace(day=1), 1, "month")
            found = cal.safe_date(after.year, after.month, number) if after else None
        return cal.day_place(found) if found else None

    # ---- counted from the anchor --------------------------------------------------------------

    def op_shift(self, reading: Reading) -> cal.Place | Resolved | None:
        if self.day is None:
            return Resolved(
                TimexType.DATE, "XXXX-XX-XX", None, "", "there is no publication date to count from"
            )
        moved = cal.add_units(self.day, reading.number(0) or 0, "day")
        return cal.day_place(moved) if moved else None

    def op_weekday(self, reading: Reading) -> cal.Place | Resolved | None:
        weekday, rel = reading.number(0) or 1, reading.number(1)
        if self.anchor is None or self.day is None:
            return Resolved(
                TimexType.DATE, f"XXXX-WXX-{weekday}", None, "", "there is no publication date to count from"
            )
        back = (self.day.isoweekday() - weekday) % 7
        if rel is None:
            ahead = self.direction is _FUTURE and back
            moved = 7 - back if ahead else -back
        elif rel < 0:
            moved = -(back or 7)
        elif rel > 0:
            moved = 7 - back
        else:
            moved = -back if self.direction is _PAST else (7 - back) % 7
        found = cal.add_units(self.day, moved, "day")
        return cal.day_place(found) if found else None

    def op_thatweekday(self, reading: Reading) -> cal.Place | Resolved | None:
        if reading.arg(1) in ("", "0"):
            return self.op_weekday(Reading("weekday", (reading.arg(0),)))
        return self.op_weekday(Reading("weekday", reading.args))

    def op_weekinweek(self, reading: Reading) -> cal.Place | Resolved | None:
        weekday, rel = reading.number(0) or 1, reading.number(1) or 0
        if self.day is None:
            return Resolved(
                TimexType.DATE, f"XXXX-WXX-{weekday}", None, "", "there is no publication date to count from"
            )
        found = cal.add_units(self.day, rel * 7 + weekday - self.day.isoweekday(), "day")
        return cal.day_place(found) if found else None

    def op_unit(self, reading: Reading) -> cal.Place | Resolved | None:
        unit = reading.arg(0)
        rel = reading.number(1)
        if rel is None:
            rel = _REL.get(reading.arg(1), 0)
        if unit in ("hour", "minute", "second"):
            return Resolved(TimexType.DURATION, _duration("1", unit), None, "", "it is a length, not a place")
        if self.day is None:
            return Resolved(
                TimexType.DATE, _unknown_unit(unit), None, "", "there is no publication date to count from"
            )
        moved = cal.add_units(
            self.day.replace(day=1) if unit in ("month", "quarter") else self.day, rel, unit
        )
        return cal.unit_of(moved, unit) if moved else None

    def op_that(self, reading: Reading) -> cal.Place | Resolved | None:
        unit = reading.arg(0)
        if self.anchor is not None and self.anchor.granularity not in _FINE and unit in ("day", "night"):
            return Resolved(
                TimexType.DATE, "XXXX-XX-XX", None, "", "the date under discussion is no single day"
            )
        return self.op_unit(reading)

    def op_the(self, reading: Reading) -> cal.Place | Resolved | None:
        unit = reading.arg(0)
        if unit == "morning":
            return self.op_part(Reading("part", ("MO",), Reading("that", ("day", "0"))))
        if (
            unit == "weekend"
            and self.day is not None
            and self.day.isoweekday() < 6
            and self.direction is not _FUTURE
        ):
            return self.op_unit(Reading("unit", (unit, "-1")))
        return self.op_unit(Reading("unit", (unit, "0")))

    def op_latest(self, reading: Reading) -> cal.Place | Resolved | None:
        if self.anchor is not None and self.anchor.granularity is Granularity.QUARTER:
            return self.op_unit(Reading("unit", ("quarter", "0")))
        return self.op_unit(Reading("unit", ("quarter", "-1")))

    def op_periodof(self, reading: Reading) -> cal.Place | None:
        """ "the 1988 period": the same quarter of that year in a report on a quarter, else the year."""
        number = reading.number(0)
        if number is None or not 0 < number < 9999:
            return None
        if (
            self.anchor is not None
            and self.anchor.granularity is Granularity.QUARTER
            and self.day is not None
        ):
            return cal.quarter(number, (self.day.month + 2) // 3)
        return cal.year(number)

    def op_yearago(self, reading: Reading) -> cal.Place | Resolved | None:
        if self.day is None or self.anchor is None:
            return Resolved(TimexType.DATE, "XXXX", None, "", "there is no date to count from")
        moved = cal.add_units(self.day, -1, "year")
        if moved is None:
            return None
        if reading.number(0):
            return cal.quarter(moved.year, reading.number(0) or 1)
        return cal.unit_of(moved, _UNIT_OF.get(self.anchor.granularity, "year"))

    def op_ago(self, reading: Reading) -> cal.Place | Resolved | None:
        return self._offset(reading, -1, "PAST_REF")

    def op_agoday(self, reading: Reading) -> cal.Place | Resolved | None:
        """ "a year ago today": the day itself, whatever the unit."""
        if self.day is None or reading.base is None or "X" in reading.base.args:
            return Resolved(TimexType.DATE, "PAST_REF", None, "", "there is no date to count from")
        number = float(reading.base.arg(0))
        if number != int(number) or number > 10_000:
            return None
        moved = cal.add_units(self.day, -int(number), reading.base.arg(1))
        return cal.day_place(moved) if moved else None

    def op_later(self, reading: Reading) -> cal.Place | Resolved | None:
        back = reading.arg(0) in ("earlier", "before", "previously", "prior")
        return self._offset(reading, -1 if back else 1, "PAST_REF" if back else "FUTURE_REF")

    def _offset(self, reading: Reading, sign: int, vague: str) -> cal.Place | Resolved | None:
        if reading.base is None:
            return None
        count, unit = reading.base.arg(0), reading.base.arg(1)
        if count == "X" or unit == "X":
            return Resolved(TimexType.DATE, vague, None, "", "the text gives no number to count with")
        if self.day is None or self.anchor is None:
            return Resolved(TimexType.DATE, _unknown_unit(unit), None, "", "there is no date to count from")
        number = float(count)
        if unit in ("hour", "minute", "second"):
            return self._clock_offset(number * sign, unit)
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
        moved = cal.add_units(self.day, sign * int(number), unit)
        if moved is None:
            return None
        if unit in ("decade", "century"):
            return _rounded(moved.year, unit)
        named = _UNIT_OF.get(self.anchor.granularity) if unit == "year" else None
        if unit in ("day", "night", "week") and self.anchor.granularity not in _FINE:
            # "two days later" after a bare month: no finer than the month
            named = {"week": None}.get(unit) or _coarse(self.anchor.granularity)
        return cal.unit_of(moved, named or ("day" if unit == "night" else unit))

    def _clock_offset(self, number: float, unit: str) -> cal.Place | Resolved | None:
        assert self.anchor is not None and self.anchor.start is not None
        seconds = {"hour": 3600, "minute": 60, "second": 1}[unit] * number
        if self.anchor.granularity in (Granularity.HOUR, Granularity.MINUTE, Granularity.SECOND):
            try:
                moment = self.anchor.start + timedelta(seconds=seconds)
            except OverflowError:
                return None
            return Resolved(
                TimexType.TIME, f"{moment:%Y-%m-%dT%H:%M}", _clock_interval(moment, self.anchor.granularity)
            )
        if self.day is None or abs(seconds) >= 172_800:
            return None
        # the hour of the anchor is not known, so the day is all that can be said
        return Resolved(TimexType.TIME, self.day.isoformat(), Interval.day(self.day))

    # ---- built on another ---------------------------------------------------------------------

    def op_mod(self, reading: Reading) -> Resolved | None:
        found = self.base(reading)
        if found is None:
            return None
        mod = reading.arg(0)
        if not mod:
            return found
        interval = found.interval
        if interval is not None:
            interval = (
                _narrow(interval, mod)
                if mod in ("START", "MID", "END")
                else replace(interval, approximate=True)
            )
        return replace(found, mod=mod, interval=interval)

    def op_nthof(self, reading: Reading) -> cal.Place | Resolved | None:
        """ "the 5th of last month", "the first week of May": counted within the unit it is built on."""
        found = self.base(reading)
        if (
            found is None
            or found.interval is None
            or found.interval.first_day is None
            or found.interval.last_day is None
        ):
            return found and replace(found, interval=None, why_not=found.why_not or "the unit is not known")
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
        return replace(found, interval=Interval.days(start, end), mod=mod)

    def op_halfof(self, reading: Reading) -> Resolved | None:
        found = self.base(reading)
        mod = "START" if reading.arg(0) == "first" else "END"
        if found is None or found.interval is None:
            return found
        return replace(found, mod=mod, interval=_narrow(found.interval, mod))

    def op_within(self, reading: Reading) -> Resolved | None:
        found = self.base(reading)
        if found is None:
            return None
        earlier = reading.arg(0) in ("earlier", "early")
        interval = found.interval
        if interval is not None and self.anchor is not None:
            interval = _part_of_unit(interval, self.anchor, earlier)
        return replace(found, mod="START" if earlier else "END", interval=interval)

    def op_part(self, reading: Reading) -> Resolved | None:
        return self._part(reading.arg(0), self.base(reading))

    def _part(self, part: str, found: Resolved | None) -> Resolved | None:
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

    def op_reltonight(self, reading: Reading) -> cal.Place | Resolved | None:
        move = {"last": "-1", "next": "1", "tomorrow": "1"}.get(reading.arg(0), "0")
        return self.op_shift(Reading("shift", (move,)))

    def op_partthat(self, reading: Reading) -> Resolved | None:
        day = Reading("that", ("day", reading.arg(1) or "0"))
        return self._part(reading.arg(0), self.run(day))

    def op_overnight(self, reading: Reading) -> Resolved:
        if self.day is None or self.day.toordinal() < 2:
            return Resolved(
                TimexType.TIME, "XXXX-XX-XXTNI", None, "", "there is no publication date to count from"
            )
        start = datetime.combine(self.day, datetime.min.time())
        night = Interval(start - timedelta(hours=4), start + timedelta(hours=6), Granularity.PART)
        return Resolved(TimexType.TIME, f"{self.day.isoformat()}TNI", night)

    def op_clock(self, reading: Reading) -> Resolved | None:
        hour, minute = _hour_minute(reading.arg(0), reading.arg(1))
        if hour is None:
            return None
        zone = reading.arg(2)
        text = f"T{hour:02d}:{minute:02d}{zone}"
        found = (
            self.base(reading)
            if reading.base
            else (
                Resolved(TimexType.DATE, self.day.isoformat(), Interval.day(self.day))
                if self.day and self.anchor and self.anchor.n_days == 1
                else None
            )
        )
        if found is None or found.interval is None or found.interval.first_day is None:
            return Resolved(TimexType.TIME, f"XXXX-XX-XX{text}", None, "", "the day is not known")
        day = found.interval.first_day
        if hour == 24 and day == date.max:
            return None
        moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=minute)
        stated = (
            Granularity.HOUR if "." not in reading.arg(0) and len(reading.arg(0)) < 3 else Granularity.MINUTE
        )
        return Resolved(TimexType.TIME, day.isoformat() + text, _clock_interval(moment, stated))

    # ---- lengths, sets, references ------------------------------------------------------------

    def op_dur(self, reading: Reading) -> Resolved:
        return Resolved(
            TimexType.DURATION,
            _duration(reading.arg(0), reading.arg(1)),
            None,
            "",
            "it is a length, not a place",
        )

    def op_span(self, reading: Reading) -> Resolved:
        count, unit = reading.arg(1) or "X", reading.arg(2)
        value = _duration(count, unit)
        interval = None
        if self.anchor is not None and count not in ("X", "") and reading.arg(0) in ("past", "next"):
            interval = self._window(float(count), unit, reading.arg(0) == "past")
        why = "" if interval else "it is a length, not a place"
        return Resolved(TimexType.DURATION, value, interval, "", why)

    def _window(self, count: float, unit: str, past: bool) -> Interval | None:
        """The stretch that ends, or starts, with the anchor's day."""
        if self.day is None or count != int(count) or count > 10_000:
            return None
        whole, small = int(count), unit in ("hour", "minute", "second")
        if small:
            days = {"hour": 24, "minute": 1440, "second": 86400}[unit]
            whole, unit = -(-whole // days), "day"
        other = cal.add_units(self.day, -whole if past else whole, unit)
        if other is None or other == self.day:
            return None
        return Interval.days(other, self.day) if past else Interval.days(self.day, other)

    def op_every(self, reading: Reading) -> Resolved:
        if reading.base is not None:
            return Resolved(
                TimexType.SET, _duration(reading.base.arg(0), reading.base.arg(1)), None, "", "it recurs"
            )
        return Resolved(TimexType.SET, _duration("1", reading.arg(0)), None, "", "it recurs")

    def op_everyweekday(self, reading: Reading) -> Resolved:
        part = f"T{reading.arg(1)}" if reading.arg(1) else ""
        return Resolved(TimexType.SET, f"XXXX-WXX-{reading.arg(0)}{part}", None, "", "it recurs")

    def op_everyx(self, reading: Reading) -> Resolved:
        month, season, part = reading.number(0), reading.arg(1), reading.arg(2)
        value = f"XXXX-{month:02d}" if month else f"XXXX-{season}" if season else f"XXXX-XX-XXT{part}"
        return Resolved(TimexType.SET, value, None, "", "it recurs")

    def op_setword(self, reading: Reading) -> Resolved:
        return Resolved(TimexType.SET, reading.arg(0), None, "", "it recurs")

    def op_ref(self, reading: Reading) -> Resolved:
        return Resolved(TimexType.DATE, reading.arg(0), None, "", "the text gives no bounds")

    # ---- age of a conflict --------------------------------------------------------------------

    def op_epoch(self, reading: Reading) -> cal.Place | Resolved | None:
        number, unit = reading.number(0), reading.arg(1)
        if self.epoch is None or number is None:
            return Resolved(
                TimexType.DATE, _unknown_unit(unit), None, "", "the start of the conflict is not known"
            )
        return self._since_epoch(number - 1, unit)

    def op_epochinto(self, reading: Reading) -> cal.Place | Resolved | None:
        if reading.base is None:
            return None
        count, unit = reading.base.arg(0), reading.base.arg(1)
        if self.epoch is None or "X" in (count, unit) or float(count) != int(float(count)):
            return Resolved(
                TimexType.DURATION, _duration(count, unit), None, "", "the start of the conflict is not known"
            )
        return self._since_epoch(int(float(count)), unit)

    def _since_epoch(self, count: int, unit: str) -> cal.Place | None:
        """The stretch of one unit that starts so many units after the epoch, counted from its very day."""
        assert self.epoch is not None
        first, after = cal.add_units(self.epoch, count, unit), cal.add_units(self.epoch, count + 1, unit)
        if first is None or after is None:
            return None
        if unit in ("day", "night"):
            return cal.day_place(first)
        named = cal.unit_of(first, unit)
        size = named.interval.granularity if named and named.interval else Granularity.SPAN
        value = named.value if named else first.isoformat()
        return cal.Place(value, Interval.days(first, after - timedelta(days=1), size))


# ---- helpers ------------------------------------------------------------------------------------


def _nearest(
    places: Iterable[cal.Place], anchor: Interval, direction: Direction | None, weight: float = 4.0
) -> cal.Place | None:
    """The place that fits best: near, and a place on the wrong side counts as `weight` times as far."""
    assert anchor.start is not None and anchor.end is not None

    def distance(place: cal.Place) -> float:
        assert (
            place.interval is not None and place.interval.start is not None and place.interval.end is not None
        )
        start, end = place.interval.start, place.interval.end
        wrong = (direction is _PAST and start >= anchor_end) or (direction is _FUTURE and end <= anchor_start)
        if end <= anchor_start:
            gap = (anchor_start - end).total_seconds()
        elif start >= anchor_end:
            gap = (start - anchor_end).total_seconds()
        else:
            return -1.0
        # a cue near the expression is often another verb's: it must not send "Nov. 16" a whole year away
        return (gap + 86_400) * (weight if wrong else 1)

    anchor_start, anchor_end = anchor.start, anchor.end
    return min(places, key=distance, default=None)


def _narrow(interval: Interval, mod: str) -> Interval:
    """The first, middle or last part of a week or longer; halves overlap, because "early" has no sharp end."""
    days = interval.n_days
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


def _rounded(year: int, unit: str) -> Resolved:
    """ "a decade ago" names a year but means the years round it."""
    spread = 2 if unit == "decade" else 10
    first, last = max(1, year - spread), min(9998, year + spread)
    size = Granularity.DECADE if unit == "decade" else Granularity.CENTURY
    days = Interval.days(date(first, 1, 1), date(last, 12, 31), size)
    return Resolved(TimexType.DATE, f"{year:04d}", replace(days, approximate=True), "APPROX")


def _clock_interval(moment: datetime, granularity: Granularity) -> Interval:
    size = {Granularity.HOUR: timedelta(hours=1), Granularity.SECOND: timedelta(seconds=1)}.get(
        granularity, timedelta(minutes=1)
    )
    if moment > datetime.max - size:
        moment = datetime.max - size
    return Interval(moment, moment + size, granularity)


def _hour_minute(text: str, half: str) -> tuple[int | None, int]:
    """Hour and minute of "7.15", "7" or "0735" with am, pm or a part of day."""
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


def _duration(count: str, unit: str) -> str:
    """A TIMEX3 duration: "2.5", "year" -> "P2Y6M"."""
    code = _CODES.get(unit, "X")
    if count in ("X", ""):
        return "PXX" if code == "X" else _period("X", code)
    number = float(count)
    if unit == "fortnight":
        number *= 2
    whole = int(number)
    if number == whole:
        return _period(str(whole), code)
    rest = _HALVES.get(unit)
    if rest is None:
        return _period(f"{number:g}", code)
    small_code, per = rest
    small = round((number - whole) * per)
    if not whole:
        return _period(str(small), small_code)
    head = _period(str(whole), code)
    tail = f"{small}{small_code.lstrip('T')}"
    return head + ("T" if small_code.startswith("T") and "T" not in head else "") + tail


def _period(count: str, code: str) -> str:
    return f"PT{count}{code[1:]}" if code.startswith("T") else f"P{count}{code}"


def _unknown_unit(unit: str) -> str:
    return {"week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX", "year": "XXXX", "fyear": "XXXX",
            "decade": "XXX", "century": "XX"}.get(unit, "XXXX-XX-XX")  # fmt: skip


def _coarse(granularity: Granularity) -> str:
    return {Granularity.WEEK: "week", Granularity.MONTH: "month", Granularity.QUARTER: "quarter"}.get(
        granularity, "year"
    )


def _unplaced(reading: Reading) -> str:
    return "XXXX-XX-XX" if reading.op in ("date", "explicit", "dom") else "XXXX"
