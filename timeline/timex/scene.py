"""What a reading is resolved against, and the answer; shared by the modules of operations (`op_*.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from timeline.intervals import Granularity, Interval
from timeline.models import Direction, TimexType
from timeline.timex import calendar as cal
from timeline.timex.readings import Reading

__all__ = [
    "ONWARD",
    "SURE",
    "UNSURE",
    "Answer",
    "Op",
    "Resolved",
    "Scene",
    "clock_interval",
    "duration",
    "nearest",
    "operations",
    "unknown_unit",
]

_PAST, _FUTURE = Direction.PAST, Direction.FUTURE
# a place on the wrong side of the anchor counts as so many times as far
UNSURE = 4.0
# a story goes on rather than back: a place before the anchor counts as so many times as far (1.1 to 1.5
# are alike on the development texts)
ONWARD = 1.25
# and so many times where the text leaves no doubt
SURE = 1e6
_CODES = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "week": "W", "weekend": "WE",
    "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y", "fyear": "Y", "decade": "DE",
    "century": "CE", "millennium": "ML", "X": "X",
}  # fmt: skip
_HALVES = {
    "year": ("M", 12), "fyear": ("M", 12), "hour": ("TM", 60), "minute": ("TS", 60), "day": ("TH", 24),
    "decade": ("Y", 10), "century": ("Y", 100),
}  # fmt: skip

_UNKNOWN = {
    "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX", "year": "XXXX",
    "fyear": "XXXX", "decade": "XXX", "century": "XX",
}  # fmt: skip


class Resolved(NamedTuple):
    """A TIMEX3 type, value and mod, with the interval; `why_not` says why there is none."""

    type: TimexType
    value: str
    interval: Interval | None = None
    mod: str = ""
    why_not: str = ""


Answer = cal.Place | Resolved | None
Op = Callable[["Scene", Reading], Answer]


class Scene(NamedTuple):
    """Anchor, direction, epoch and local zone of an expression, with the operations of readings."""

    ops: Mapping[str, Op]
    anchor: Interval | None
    direction: Direction | None = None
    epoch: date | None = None
    weight: float = UNSURE
    onward: float = 1.0
    zone: str = ""

    @property
    def day(self) -> date | None:
        """The first day of the anchor."""
        return self.anchor.first_day if self.anchor else None

    def run(self, reading: Reading) -> Resolved | None:
        """Resolve a reading; None when its operation is unknown or nothing on the calendar fits."""
        op = self.ops.get(reading.op)
        found = op(self, reading) if op else None
        if isinstance(found, cal.Place):
            kind = TimexType.TIME if "T" in found.value else TimexType.DATE
            return Resolved(kind, found.value, found.interval)
        return found

    def base(self, reading: Reading) -> Resolved | None:
        """What the reading is built on, resolved."""
        return self.run(reading.base) if reading.base else None

    def base_year(self, reading: Reading) -> int | None:
        """The year that the reading is built on, when it is built on one."""
        found = self.base(reading)
        return (
            found.interval.first_day.year if found and found.interval and found.interval.first_day else None
        )

    def fit(self, places: Callable[[int], cal.Place | None]) -> cal.Place | None:
        """Of the candidates of the years round the anchor the one that fits the direction best."""
        if self.anchor is None or self.anchor.first_day is None or self.anchor.last_day is None:
            return None
        around = self.anchor.first_day.year
        # what every year has is nearest in one of three; 29 February may be four years off
        found = [p for y in range(around - 1, around + 2) if 0 < y < 9999 and (p := places(y)) and p.interval]
        if len(found) < 3:
            wide = range(around - 4, around + 5)
            found = [p for y in wide if 0 < y < 9999 and (p := places(y)) and p.interval]
        return nearest(found, self.anchor, self.direction, self.weight, self.onward)


def operations(module: Mapping[str, object]) -> dict[str, Op]:
    """The operations that a module defines: `op_weekday` is the one that readings call `weekday`."""
    return {name[3:]: value for name, value in module.items() if name.startswith("op_") and callable(value)}


def nearest(
    places: Iterable[cal.Place],
    anchor: Interval,
    direction: Direction | None,
    weight: float = UNSURE,
    onward: float = 1.0,
) -> cal.Place | None:
    """The place that fits best: near, and a place on the wrong side counts as `weight` times as far.

    `onward`: where no side is told, one before the anchor counts as so many times as far.
    """
    assert anchor.start is not None and anchor.end is not None

    def distance(place: cal.Place) -> float:
        assert (
            place.interval is not None and place.interval.start is not None and place.interval.end is not None
        )
        start, end = place.interval.start, place.interval.end
        wrong = (direction is _PAST and start >= anchor_end) or (direction is _FUTURE and end <= anchor_start)
        if end <= anchor_start:
            gap = (anchor_start - end).total_seconds() * (1.0 if direction else onward)
        elif start >= anchor_end:
            gap = (start - anchor_end).total_seconds()
        else:
            return -1.0
        # a cue near the expression is often another verb's: it must not send "Nov. 16" a whole year away
        return (gap + 86_400) * (weight if wrong else 1)

    anchor_start, anchor_end = anchor.start, anchor.end
    return min(places, key=distance, default=None)


def clock_interval(moment: datetime, granularity: Granularity) -> Interval:
    """The minute (or second, or hour) that begins at a moment."""
    size = {Granularity.HOUR: timedelta(hours=1), Granularity.SECOND: timedelta(seconds=1)}.get(
        granularity, timedelta(minutes=1)
    )
    if moment > datetime.max - size:
        moment = datetime.max - size
    return Interval(moment, moment + size, granularity)


def duration(count: str, unit: str) -> str:
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


def unknown_unit(unit: str) -> str:
    """The value of a calendar unit whose place is not known."""
    return _UNKNOWN.get(unit, "XXXX-XX-XX")
