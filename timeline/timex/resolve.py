"""(reading, anchor, direction) -> value and interval. Pure: no clock, no text, no state.

The anchor is an interval: the publication day, or the date under discussion at its own granularity. The
direction says on which side of the anchor an underspecified expression lies; None means the nearest. Laws
that the tests hold it to: moving the anchor by a week moves "last Friday" by a week; no result is finer than
its reading.

What an operation does stands in `op_calendar`, `op_relative`, `op_offsets`, `op_counted`,
`op_parts` and `op_lengths`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from timeline.intervals import Interval
from timeline.models import Direction, TimexType
from timeline.timex import op_calendar, op_counted, op_lengths, op_offsets, op_parts, op_relative
from timeline.timex.readings import Reading
from timeline.timex.scene import ONWARD, SURE, UNSURE, Resolved, Scene

__all__ = ["Resolved", "resolve"]

_OPS = {
    **op_calendar.OPS,
    **op_relative.OPS,
    **op_offsets.OPS,
    **op_parts.OPS,
    **op_lengths.OPS,
    **op_counted.OPS,
}
# what lies where it lies, or nowhere, whatever the anchor is: with which argument it says so
_WHOLE = {"date": 0, "month": 1, "year": 0, "dur": 0}


def resolve(
    reading: Reading,
    anchor: Interval | None,
    direction: Direction | None = None,
    *,
    epoch: date | None = None,
    sure: bool = False,
    onward: bool = False,
    zone: str = "",
) -> Resolved:
    """Place a reading on the calendar.

    Args:
        reading: what the text said.
        anchor: what it counts from; None when the text has no publication date and names no earlier one.
        direction: on which side of the anchor it lies; None takes the nearest.
        onward: the anchor is a step of a story, which rather goes on than back.
        sure: the direction is beyond doubt, and outweighs any distance.
        epoch: first day of the conflict, for "day 500 of the war".
        zone: local time zone, as `zones` writes it; clock times of another zone are moved to it.

    Returns:
        The value as TimeML 1.2.1 writes it. `interval` is None for durations, sets and vague references, and
        where the anchor that the reading needs is missing; the value is then as far as the text goes.

    Example:
        >>> resolve(Reading("weekday", ("5",)), Interval.day(date(2024, 5, 24))).value
        '2024-05-24'
    """
    year_at = _WHOLE.get(reading.op)
    if year_at is not None and reading.base is None and reading.arg(year_at):
        return _resolved(reading, None, None, None, False, False, "")
    return _resolved(reading, anchor, direction, epoch, sure, onward, zone)


@lru_cache(maxsize=8192)
def _resolved(
    reading: Reading,
    anchor: Interval | None,
    direction: Direction | None,
    epoch: date | None,
    sure: bool,
    onward: bool,
    zone: str,
) -> Resolved:
    """As `resolve`; remembered, for the articles of a day say much the same."""
    found = Scene(
        _OPS, anchor, direction, epoch, SURE if sure else UNSURE, ONWARD if onward else 1.0, zone
    ).run(reading)
    if found is None:
        return Resolved(
            TimexType.DATE, _unplaced(reading), None, "", "nothing on the calendar fits what it says"
        )
    return found


def _unplaced(reading: Reading) -> str:
    return "XXXX-XX-XX" if reading.op in ("date", "explicit", "dom") else "XXXX"
