"""What an expression counts from, read from the words around: no parse.

News counts from its publication day, apart from expressions that point at a date in the text ("the next day",
"three days later"). A history counts everything from the last date that it named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from timeline.intervals import Granularity, Interval
from timeline.timex import calendar as cal
from timeline.timex.direction import WINDOW_BACK
from timeline.timex.grammar import Found
from timeline.timex.readings import Reading, rebuilt
from timeline.timex.thread import Step, Thread
from timeline.timex.token import STOP, Token

__all__ = [
    "ANAPHORIC",
    "DEICTIC",
    "Context",
    "names_no_day",
    "needs_anchor",
]

DEICTIC = frozenset({"shift", "unit", "weekday", "weekinweek", "relmonth", "relseason", "relholiday",
                     "overnight", "ahead", "agounit", "sameday",
                     "reltonight", "latest", "span", "ago", "agoday", "straight", "weekdayago"})  # fmt: skip
ANAPHORIC = frozenset(
    {
        "periodof",
        "that",
        "thatweekday",
        "thatmonth",
        "thatseason",
        "later",
        "the",
        "yearago",
        "partthat",
        "then",
    }
)
_OPEN = frozenset(
    {"domweekday", "date", "month", "quarter", "half", "season", "holiday", "dom", "yy", "clock", "part"}
)
_YEARS = frozenset({Granularity.HALF, Granularity.YEAR, Granularity.DECADE, Granularity.CENTURY})
_LONG = _YEARS | {Granularity.MONTH, Granularity.SEASON, Granularity.QUARTER}
_SHORT = frozenset({"hour", "minute", "second", "day", "night", "week"})
_MORE_THAN_QUARTERS = (("9", "month"), ("6", "month"))
_LAST_YEAR = Reading("unit", ("year", "-1"))
_COMPARED = frozenset({"compared", "versus", "against"})
# tokens for which a quarter stays what the text is about
_QUARTER_REACH = 150
# and for which a day stays the one that a clock time is told of
_DAY_REACH = 60
# and for which it is the last of "three straight days"
_STRAIGHT_REACH = 12
# for which "a year earlier" counts from a date in the text; beyond, from the publication day
_LATER_REACH = 80


@lru_cache(maxsize=4096)
def needs_anchor(reading: Reading) -> str:
    """'deictic', 'anaphoric', 'open' (a part is implied) or '' (complete, or nothing to place)."""
    ops: list[Reading] = []
    at: Reading | None = reading
    while at is not None:
        ops.append(at)
        at = at.base
    for part in reversed(ops):
        if part.op in ANAPHORIC:
            return "anaphoric"
        if part.op in DEICTIC:
            return "deictic"
    core = reading.core
    if core.op == "ref" and core.arg(1):
        return "deictic"
    if core.op in _OPEN and not _has_year(core):
        return "open"
    return "open" if core.op == "decade" and len(core.arg(0)) < 3 else ""


def names_no_day(reading: Reading) -> bool:
    """Whether it is a bare clock time or part of a day: "at three in the morning"."""
    core = reading.core
    return (
        core.op == "clock"
        or (core.op == "partthat" and core.arg(1) in ("", "0"))
        or (reading.op == "part" and core.op == "that")
    )


def _has_year(core: Reading) -> bool:
    index = {"date": 0, "month": 1, "quarter": 1, "half": 1, "season": 1, "holiday": 1}.get(core.op)
    return index is not None and bool(core.arg(index))


def _counts_days(reading: Reading) -> bool:
    """Whether a reading counts days, or parts of them, from a date of the text."""
    inner = reading.base if reading.op == "mod" and reading.base else reading
    if inner.op == "later" and inner.base is not None:
        return inner.base.arg(1) in _SHORT
    return inner.op == "partthat" or (inner.op == "that" and inner.arg(0) in _SHORT)


def _is_stretch(interval: Interval) -> bool:
    """Whether no day can be counted from it: a month and longer, and a part of one."""
    several = interval.n_days is None or interval.n_days > 1
    return interval.granularity in _LONG or (interval.granularity is Granularity.SPAN and several)


def _precedes(a: Interval, b: Interval) -> bool:
    return a.start is not None and b.start is not None and a.start < b.start


@dataclass
class Context:
    """What has been read so far: the dates that later expressions may count from."""

    dct: date | None
    narrative: bool
    last: Interval | None = None
    last_text: str = ""
    last_at: int = 0
    fine: tuple[Interval, str, int] | None = None
    scene: tuple[Interval, str, int] | None = None
    said: str = ""
    paused: bool = False
    bc: bool = False
    days: dict[tuple[str, str], str] = field(default_factory=dict)
    quarter: Interval | None = None
    quarter_at: int = -1000
    thread: Thread = field(default_factory=Thread)

    def note(
        self,
        interval: Interval,
        text: str,
        reading: Reading,
        place: int,
        *,
        aside: str = "",
        backdrop: bool = False,
    ) -> None:
        """Remember a date that was resolved.

        Comparisons ("a year earlier") are not what a text is about, nor is what had happened before it.
        `aside` is what `narrative.aside_of` found, `backdrop` what `dayless.is_backdrop` did.
        """
        if self.last is not None and self.narrative:
            earlier = _precedes(interval, self.last)
            if aside == "any" or (aside == "past" and earlier) or (aside == "future" and not earlier):
                return
            if interval.granularity is not self.last.granularity and interval.contains(self.last):
                return  # "1941" behind "December 7, 1941" says nothing new
            if earlier and reading.core.op == "dur":
                return
        core = reading.base.op if reading.op == "mod" and reading.base else reading.op
        if core in ("quarter", "latest"):
            self.note_quarter(interval, place)
        if interval.granularity is Granularity.QUARTER and core in ("yearago", "ago", "later"):
            return
        if core in ("ref", "then", "straight"):
            return
        if self.narrative and reading.core.op == "the":
            return  # "by the end of the year" is of the year that the story is in already
        if core in ("that", "unit") and reading.core.arg(1) in ("-1", "last", "previous", "before"):
            return
        if interval.n_days == 1:
            self.fine = (interval, text, place)
            self.scene = self.scene if backdrop else self.fine
        self.last = interval
        self.last_text = text
        self.last_at = place
        self.thread.behind.append(Step(interval, text, place))

    def recall(self, reading: Reading) -> Reading:
        """ "the Oct. 7 attack" behind "October 7, 2023" is that very day: the reading with its year."""
        core = reading.core
        if core.op != "date" or core.base is not None:
            return reading
        key = (core.arg(1), core.arg(2))
        if core.arg(0):
            self.days[key] = core.arg(0)
            return reading
        year = self.days.get(key)
        return reading if year is None else rebuilt(reading, Reading("date", (year, *key)))

    def compared(self, match: Found, tokens: Sequence[Token]) -> Reading:
        """ "compared with a loss last year", in a report on a quarter: its quarter of that year."""
        reading = match.reading
        if self.quarter is None or self.paused or reading != _LAST_YEAR:
            return reading
        if match.first - self.quarter_at > _QUARTER_REACH:
            return reading
        for i in range(match.first - 1, max(-1, match.first - 1 - 2 * WINDOW_BACK), -1):
            if tokens[i].tells == STOP:
                break
            if tokens[i].low in _COMPARED:
                return Reading("yearago")
        return reading

    def hear(self, reading: Reading, place: int) -> None:
        """Follow whether a report speaks of its quarter or of the months before it.

        "A year earlier" behind a sentence on the first nine months is no quarter.
        """
        core = reading.core
        counted = core.args if core.op == "dur" else core.args[1:] if core.op == "span" else ()
        if counted in _MORE_THAN_QUARTERS or core.op == "half":
            self.paused = True
        elif core.op in ("quarter", "latest") or (core.op == "the" and core.arg(0) == "quarter"):
            self.paused = False
            if self.quarter:
                self.quarter_at = place

    def note_quarter(self, interval: Interval, place: int) -> bool:
        """Remember a quarter that is over as what a report is about; False for one that is not."""
        if self.dct is not None and (interval.last_day or self.dct) > self.dct:
            return False
        self.quarter, self.quarter_at = interval, place
        return True

    def anchor_for(self, reading: Reading, place: int, kind: str) -> tuple[Interval | None, str]:
        """The anchor of a reading at a token and where it is from: 'dct', 'text' or '' when it needs none.

        `kind` is what `needs_anchor` says of it.
        """
        self.said = self.last_text
        dct = cal.day_place(self.dct).interval if self.dct else None
        if not kind:
            return dct, ""
        from_dct = (dct, "dct") if dct else (None, "")
        from_text = (self.last, "text") if self.last else from_dct
        if _counts_days(reading) and self.last is not None and _is_stretch(self.last):
            # "three days earlier" counts from no year, and in a report from a month, or from "the middle of
            # May", only where no day is near
            by_year = self.last.granularity in _YEARS
            near = self.fine is not None and place - self.fine[2] <= _LATER_REACH
            if self.fine is not None and near and (by_year or not self.narrative):
                self.said = self.fine[1]
                return self.fine[0], "text"
            if by_year:
                return from_text if self.narrative else from_dct
        if self.narrative:
            told = None if self.bc else self.thread.pick(reading, place)
            if told is None or self.last is None:
                return from_text
            self.said = told.text
            return told.interval, "text"
        ops = {reading.op, reading.base.op if reading.base else ""}
        whole_year = reading.core.op == "dur" and reading.core.args == ("1", "year")
        if (
            self.quarter
            and not (self.paused and reading.core.op != "the")
            and (
                ops & {"the", "yearago", "latest", "periodof"}
                or (whole_year and abs(place - self.quarter_at) < _QUARTER_REACH)
            )
        ):
            # "up from $10 million a year ago", in a report on the third quarter: the third quarter of last
            # year
            unit = reading.core.arg(0) if reading.core.op == "the" else "quarter"
            return (self.quarter, "text") if unit == "quarter" else from_dct
        if names_no_day(reading):
            if self.scene is None or place - self.scene[2] >= _DAY_REACH:
                return from_dct
            self.said = self.scene[1]
            return self.scene[0], "text"
        if kind == "anaphoric":
            far = "later" in ops and place - self.last_at > _LATER_REACH
            return from_dct if far or ops & {"yearago", "the", "periodof"} else from_text
        on_day = self.last is not None and self.last.n_days == 1 and place - self.last_at < _DAY_REACH
        if reading.core.op == "straight" and self.last is not None and self.last.n_days == 1:
            return from_text if place - self.last_at < _STRAIGHT_REACH else from_dct
        if kind == "open" and reading.core.op in ("dom", "part") and on_day:
            return from_text
        return from_dct
