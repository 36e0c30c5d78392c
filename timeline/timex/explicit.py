"""The one place of this stage that calls dateparser, behind a fence.

dateparser knows more written forms of a date than any rule file should, but in running text it reads "we" and
"may" as dates, and a run of figures costs it more than linear time. So it sees only short spans that our own
rules matched as explicit dates, with the language named, strict parsing on, and no date to fall back on.
What is no more than three numbers with the whole year is read here: loading dateparser takes longer than a
hundred articles.
"""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime
from functools import lru_cache

from timeline.timex.readings import Reading

__all__ = ["read_explicit"]

_MAX_LENGTH = 40
_PLAIN = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})")
_OFFSET = re.compile(r"\d([+-]\d{2}):?(\d{2})$")


@lru_cache(maxsize=4096)
def read_explicit(span: str, *, language: str = "en", order: str = "") -> Reading | None:
    """Read an explicit date in figures: "2022-04-08", "26.03.2022", "2022-04-08T10:15Z".

    Args:
        span: the text of the date alone, at most 40 characters; longer text is refused.
        language: the language that decides between day-month and month-day.
        order: "DMY" or "MDY" to overrule the language; full stops always mean day, month, year.

    Returns:
        `date:Y:M:D`, with the clock time built on it where the span has one; None when dateparser finds no
        complete date.
    """
    if len(span) > _MAX_LENGTH or not any(ch.isdigit() for ch in span):
        return None
    iso = span[4:5] in ("-", "/", ".")
    chosen = "YMD" if iso else order or ("DMY" if "." in span else _order(span))
    if (day := _plain(span, chosen)) is not None:
        return day
    import dateparser

    settings: dict[str, object] = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["absolute-time"],
        # dateparser fills what is missing from a base date; with strict parsing nothing is, but it asks for
        # one
        "RELATIVE_BASE": datetime(2000, 1, 1),
        "DATE_ORDER": chosen,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = dateparser.parse(span, languages=[language], settings=settings)
    if found is None:
        return None
    day = _day(found)
    if ":" not in span:
        return day
    offset = _OFFSET.search(span)
    zone = "Z" if span.endswith("Z") else offset[1] + offset[2].removeprefix("00") if offset else ""
    return Reading("clock", (f"{found.hour:02d}.{found.minute:02d}", "", zone), day)


def _plain(span: str, order: str) -> Reading | None:
    """A day in figures with its whole year, which needs no library; None for all else."""
    match = _PLAIN.fullmatch(span)
    if match is None:
        return None
    parts = dict(zip(order, (match[1], match[3], match[4]), strict=True))
    if len(parts["Y"]) != 4 or max(len(parts["M"]), len(parts["D"])) > 2:
        return None
    try:
        return _day(date(int(parts["Y"]), int(parts["M"]), int(parts["D"])))
    except ValueError:
        return None


def _day(day: date) -> Reading:
    return Reading("date", (str(day.year), str(day.month), str(day.day)))


def _order(span: str) -> str:
    """American month-day order unless the first figure cannot be a month."""
    first = span.replace("-", "/").split("/")[0]
    return "DMY" if first.isdecimal() and int(first) > 12 else "MDY"
