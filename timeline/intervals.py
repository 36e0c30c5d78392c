"""Calendar intervals and the date forms that other datasets read. Standard library only.

An interval is half-open, `[start, end)`, in naive local time, and keeps the granularity that the text had:
"March 2022" is 2022-03-01 up to 2022-04-01 and stays a month. A bound of None is open ("before 2003").
The three outward forms (first and last day, EDTF, the precision codes of ACLED and UCDP GED) are all
derived from the one interval, so they cannot disagree.

Sources: ISO 8601-2:2019 (EDTF level 1); ACLED codebook (time_precision); UCDP GED codebook (date_prec).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


class Granularity(StrEnum):
    """The size of the calendar unit that the text named, finest first."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    PART = "part"  # of a day: morning, evening, night
    DAY = "day"
    SPAN = "span"  # several days that are no calendar unit: "earlier this week", "3 to 9 May", a weekend
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"

    @property
    def is_within_day(self) -> bool:
        """True for a clock time or a part of a day, which place an event on one day."""
        return self in (Granularity.SECOND, Granularity.MINUTE, Granularity.HOUR, Granularity.PART)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the calendar in which something happened, or may have.

    Args:
        start: first moment, inclusive; None for an open start.
        end: first moment after the interval; None for an open end.
        granularity: the unit that the text named; never finer than what was said.
        approximate: the text hedges ("about", "circa"): EDTF `~`.
        uncertain: we are not sure of the reading: EDTF `?`.
        lasting: the event fills the interval (a siege from 3 to 9 May) rather than falling somewhere in it.

    Example:
        >>> Interval.month(2023, 7).edtf()
        '2023-07'

    Raises:
        ValueError: when end is not after start, or both ends are open.
    """

    start: datetime | None
    end: datetime | None
    granularity: Granularity
    approximate: bool = False
    uncertain: bool = False
    lasting: bool = False

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("an interval needs at least one end")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"an interval must end after it starts: {self.start} .. {self.end}")

    # ---- makers -------------------------------------------------------------------------------

    @classmethod
    def day(cls, day: date) -> Interval:
        """One whole day."""
        return cls.days(day, day, Granularity.DAY)

    @classmethod
    def days(cls, first: date, last: date, granularity: Granularity = Granularity.SPAN) -> Interval:
        """All days from first to last, both inclusive."""
        return cls(_midnight(first), _midnight_after(last), granularity)

    @classmethod
    def week(cls, day: date) -> Interval:
        """The ISO week (Monday first) that holds the day."""
        monday = day - timedelta(days=day.weekday())
        return cls.days(monday, monday + timedelta(days=6), Granularity.WEEK)

    @classmethod
    def month(cls, year: int, month: int) -> Interval:
        """A calendar month."""
        last = calendar.monthrange(year, month)[1]
        return cls.days(date(year, month, 1), date(year, month, last), Granularity.MONTH)

    @classmethod
    def year(cls, year: int) -> Interval:
        """A calendar year."""
        return cls.days(date(year, 1, 1), date(year, 12, 31), Granularity.YEAR)

    # ---- days ---------------------------------------------------------------------------------

    @property
    def first_day(self) -> date | None:
        """The first day touched; None when the start is open."""
        return self.start.date() if self.start else None

    @property
    def last_day(self) -> date | None:
        """The last day touched, inclusive; None when the end is open."""
        return (self.end - MOMENT).date() if self.end else None

    @property
    def n_days(self) -> int | None:
        """Number of days touched; None when an end is open."""
        if self.start is None or self.end is None:
            return None
        return (self.end - MOMENT).toordinal() - self.start.toordinal() + 1

    @property
    def middle_day(self) -> date | None:
        """A place on an axis, not a claim: the day itself, or the middle of a longer interval."""
        if self.first_day is None or self.n_days is None:
            return None
        return self.first_day + timedelta(days=(self.n_days - 1) // 2)

    # ---- relations ----------------------------------------------------------------------------

    def overlaps(self, other: Interval) -> bool:
        """True when the two share at least one moment."""
        return _before(self.start, other.end) and _before(other.start, self.end)

    def contains(self, other: Interval) -> bool:
        """True when the other lies wholly inside this one."""
        starts = self.start is None or (other.start is not None and self.start <= other.start)
        ends = self.end is None or (other.end is not None and other.end <= self.end)
        return starts and ends

    def intersection(self, other: Interval) -> Interval | None:
        """The shared part, with the finer of the two granularities; None when they do not meet."""
        if not self.overlaps(other):
            return None
        if other.contains(self):
            return self
        if self.contains(other):
            return other
        starts = [s for s in (self.start, other.start) if s is not None]
        ends = [e for e in (self.end, other.end) if e is not None]
        return replace(
            self, start=max(starts, default=None), end=min(ends, default=None), granularity=Granularity.SPAN
        )

    # ---- outward forms ------------------------------------------------------------------------

    def edtf(self) -> str:
        """ISO 8601-2 (EDTF level 1) text of the days; a week is a span because EDTF has no week."""
        mark = (
            "%"
            if self.approximate and self.uncertain
            else "~"
            if self.approximate
            else "?"
            if self.uncertain
            else ""
        )
        first, last = self.first_day, self.last_day
        if first is None or last is None:
            return f"{_iso(first) + mark if first else '..'}/{_iso(last) + mark if last else '..'}"
        if first == last:
            return _iso(first) + mark
        if first.day == 1 and last == _month_end(last):
            if (first.year, first.month) == (last.year, last.month):
                return f"{first.year:04d}-{first.month:02d}{mark}"
            if first.month == 1 and last.month == 12:
                if first.year == last.year:
                    return f"{first.year:04d}{mark}"
                if first.year % 10 == 0 and last.year == first.year + 9:
                    return f"{first.year // 10:03d}X{mark}"
        return f"{_iso(first)}{mark}/{_iso(last)}{mark}"

    def time_precision(self) -> int | None:
        """ACLED's code: 1 the day, 2 up to a week, 3 up to a year; None beyond or when open."""
        prec = self.date_prec()
        return {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}[prec] if prec else None

    def date_prec(self) -> int | None:
        """UCDP GED's code: 1 day, 2 two to six days, 3 a week, 4 a month, 5 a year; None beyond or open."""
        n = self.n_days
        if n is None or n > 366:
            return None
        if n == 1 or (self.lasting and self.granularity is Granularity.SPAN):
            return 1
        return 2 if n < 7 else 3 if n == 7 else 4 if n <= 31 else 5

    def event_date(self) -> date | None:
        """The day that single-date datasets would carry; None for more than a year or an open interval."""
        return self.middle_day if self.date_prec() is not None else None

    def words(self) -> str:
        """The interval in words for a reader: '23 May 2024, evening', 'July 2023', '20 to 23 May 2024'.

        Example:
            >>> Interval.days(date(2024, 5, 20), date(2024, 5, 23)).words()
            '20 to 23 May 2024'
        """
        first, last = self.first_day, self.last_day
        about = "about " if self.approximate else ""
        if first is None and last is not None:
            return f"{about}until {_words(last)}"
        if last is None and first is not None:
            return f"{about}since {_words(first)}"
        assert first is not None and last is not None
        edtf = replace(self, approximate=False, uncertain=False).edtf()
        if first == last:
            return about + _words(first) + self._clock()
        if len(edtf) == 4:
            return about + (f"{edtf[:3]}0s" if edtf.endswith("X") else edtf)
        if len(edtf) == 7:
            return f"{about}{calendar.month_name[first.month]} {first.year}"
        if first.year != last.year:
            return f"{about}{_words(first)} to {_words(last)}"
        if first.month != last.month:
            return f"{about}{first.day} {calendar.month_name[first.month]} to {_words(last)}"
        return f"{about}{first.day} to {_words(last)}"

    def _clock(self) -> str:
        if not self.granularity.is_within_day or self.start is None or self.end is None:
            return ""
        if self.granularity is Granularity.PART:
            return f", {_part_name(self.start.time())}"
        return f", {self.start:%H:%M}"


def _part_name(start: time) -> str:
    hour = start.hour
    return (
        "night"
        if hour < 5 or hour >= 20
        else "morning"
        if hour < 12
        else "afternoon"
        if hour < 17
        else "evening"
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _midnight_after(day: date) -> datetime:
    # The last representable day has no midnight after it; its last microsecond stands in.
    return datetime.max if day == date.max else _midnight(day) + DAY


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _before(a: datetime | None, b: datetime | None) -> bool:
    return a is None or b is None or a < b


def _iso(day: date) -> str:
    return day.isoformat()


def _words(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
