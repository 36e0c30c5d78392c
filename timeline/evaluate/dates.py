"""Scores of event dating: is each event on the right day, or in the right period?"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping

Days = tuple[dt.date, dt.date]


def days(text: str | None) -> Days | None:
    """First and last day of an ISO 8601 or EDTF level 1 date; None when nothing is given.

    Example:
        >>> days("2003-08~")
        (datetime.date(2003, 8, 1), datetime.date(2003, 8, 31))
    """
    if not text or text.upper().startswith("X"):
        return None
    first, _, last = text.partition("/")
    return _end(first, last=False), _end(last or first, last=True)


def _end(text: str, *, last: bool) -> dt.date:
    bare = text.strip().rstrip("~?%")
    if bare in ("", ".."):
        return dt.date.max if last else dt.date.min
    parts = bare.split("-")
    if len(parts) > 1 and parts[1].startswith("W"):
        return dt.date.fromisocalendar(int(parts[0]), int(parts[1][1:]), 7 if last else 1)
    year = int(parts[0].replace("X", "9" if last else "0"))
    month = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else (12 if last else 1)
    if len(parts) > 2 and parts[2].isdigit():
        return dt.date(year, month, int(parts[2]))
    return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)


def score_dates(gold: Mapping[str, str | None], system: Mapping[str, str | None]) -> dict[str, float]:
    """Percentages over the events that have a gold date; `day_exact` is over those dated to one day."""
    wanted = {key: span for key, text in gold.items() if (span := days(text)) is not None}
    exact = near = attempted = single = single_right = 0
    for key, want in wanted.items():
        is_day = want[0] == want[1]
        single += is_day
        have = days(system.get(key))
        if have is None:
            continue
        attempted += 1
        exact += have == want
        single_right += is_day and have == want
        near += all(abs((a - b).days) <= 1 for a, b in zip(have, want, strict=True))
    total = len(wanted)
    return {
        "day_exact": _percent(single_right, single),
        "exact": _percent(exact, total),
        "within_1": _percent(near, total),
        "attempted": _percent(attempted, total),
        "events": total,
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
