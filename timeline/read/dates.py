"""Publication dates: any full calendar date in any language, and nothing that counts from another day.

A publication date is what every "yesterday" of an article is counted from, so it is read strictly. It must
name a day, a month and a year. Words that count from some other day ("yesterday", "3 days ago") are refused,
and so are days that do not exist. Nothing falls back on today. ISO 8601 and plain numbers are read here;
everything else goes to dateparser, in its strict mode, and its answer is checked against the text.
"""

from __future__ import annotations

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from timeline.errors import DateError

__all__ = ["Published", "read_date"]

FIRST_YEAR: Final = 1500
LAST_YEAR: Final = 9999
LONGEST: Final = 100  # characters; the longest real date lines (weekday, zone name, label) stay below 60

WHOLE: Final = "is no whole date of the calendar; give day, month and year, such as 2024-03-15"

ORDERS: Final = {"DMY": "day/month/year", "MDY": "month/day/year"}

# The words of an English date line: a text of these alone need not be tried in two hundred languages, which
# takes seconds the first time. No word of a date in another language is lost: those are tried in all.
ENGLISH: Final = frozenset(
    [name.lower() for names in (month_name, month_abbr, day_name, day_abbr) for name in names if name]
    + ["sept", "st", "nd", "rd", "th", "of", "the", "at", "on", "and", "am", "pm", "a", "p", "m", "t", "z"]
    + ["utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "cest", "bst"]
)
# Only for what is said of a word such as "yesterday"; it is refused in any language.
COMMON: Final = ("en", "ar", "de", "es", "fa", "fr", "he", "it", "pl", "pt", "ru", "tr", "uk", "zh")

_WORD = re.compile(r"[^\W\d_]+")
_YEAR_FIRST = re.compile(r"([0-9]{4})([./ -])[ ]?([0-9]{1,2})\2[ ]?([0-9]{1,2})(?![0-9])\.?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([./ -])[ ]?([0-9]{1,2})\2[ ]?([0-9]{4}|[0-9]{2})(?![0-9:])\.?")
_SPACED_ZONE = re.compile(r"([0-9])[ ]+(?:([+-][0-9]{2}:?[0-9]{2})|(?:UTC|GMT|Z))$")
_ZONE_NAME = re.compile(r"\[[A-Za-z_/+-]{1,40}\]$")  # Java's 2024-05-06T10:00+03:00[Europe/Kyiv]
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_CLOCK = re.compile(r"[0-9]\s?[:h時点]|[0-9]\s?[ap]\.?m\b", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")
# Direction marks and no-break spaces, which some writing systems put into dates.
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000\t\r\n"), " ")


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date as read.

    `day` is the calendar day in the zone that the source gave; `moment` adds the clock time where one was
    given (with its zone, if any), else None. `note` is empty, or says which of two readings was chosen.
    """

    day: date
    moment: datetime | None = None
    note: str = ""


def read_date(value: object, *, languages: tuple[str, ...] = (), order: str = "") -> Published:
    """Read a publication date.

    Args:
        value: text, a number (`20240315`, or seconds or milliseconds since 1970), a `date` or a `datetime`.
        languages: codes ("en", "uk") that dateparser should keep to; empty for all that it knows.
        order: "DMY" or "MDY" for dates such as 05/06/2024; empty reads dots as day first and slashes or
            hyphens as month first, and says so in `note` when the other order would give another day.

    Example:
        >>> read_date("Tue, 15 Aug 2023 10:00:00 +0300").day
        datetime.date(2023, 8, 15)

    Raises:
        DateError: with the reason as a clause that can follow the offending text ("names no such day").
    """
    if order and order not in ORDERS:
        raise DateError(f"{order!r} is no order of day and month; use DMY or MDY")
    if isinstance(value, Mapping):  # MongoDB exports: {"$date": "2024-03-15T10:00:00Z"}
        value = value.get("$date")
    if isinstance(value, datetime):
        return _in_range(Published(value.date(), value))
    if isinstance(value, date):
        return _in_range(Published(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise DateError("is not a date; give day, month and year, such as 2024-03-15")
    text = _ZONE_NAME.sub("", value.translate(_INVISIBLE).translate(_SPACES).strip(" ,;|"))
    if len(text) > LONGEST:
        raise DateError(f"is longer than any date ({len(text)} characters); give it as 2024-03-15")
    found = _remembered(text, languages, order)
    if isinstance(found, str):
        raise DateError(found)
    return _in_range(found)


@lru_cache(maxsize=4096)
def _remembered(text: str, languages: tuple[str, ...], order: str) -> Published | str:
    """The date, or why it is none: a table with "n/a" in every row pays for the first one only."""
    try:
        return _read_text(text, languages, order)
    except DateError as error:
        return str(error)


def _read_text(text: str, languages: tuple[str, ...], order: str) -> Published:
    if text.isascii() and text.isdigit():
        return _digits(text)
    if match := _YEAR_FIRST.match(text):
        year, _, month, day = match.groups()
        return _rest(_day(year, month, day), text[match.end() :], languages)
    if match := _YEAR_LAST.match(text):
        first, sign, second, year = match.groups()
        chosen, note = _choose(first, second, year, sign, order)
        return replace(_rest(chosen, text[match.end() :], languages), note=note)
    if not text:
        raise DateError("is empty; give day, month and year, such as 2024-03-15")
    if text[0] in "+-" or re.match(r"[0-9]{5,}-", text):
        raise DateError(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    try:
        moment = datetime.fromisoformat(text)  # compact forms (20240315T101112Z) and ISO weeks
    except ValueError:
        return _with_dateparser(text, languages)
    return Published(moment.date(), moment if "T" in text or " " in text else None)


def _rest(day: date, rest: str, languages: tuple[str, ...]) -> Published:
    """A day already read, and what followed it: nothing, or a clock time."""
    rest = rest.strip(" ,|")
    if not rest:
        return Published(day)
    clock = rest[1:] if rest[0] in "Tt" else rest
    clock = _SPACED_ZONE.sub(lambda m: m[1] + (m[2] or "+00:00"), clock)
    try:
        return Published(day, datetime.fromisoformat(f"{day.isoformat()}T{clock}"))
    except ValueError:
        return _with_dateparser(f"{day.isoformat()} {rest}", languages)


def _digits(text: str) -> Published:
    """All digits: 20240315, with clock time 202403151011 or 20240315101112, or seconds since 1970."""
    try:
        if len(text) == 8:
            return Published(_day(text[:4], text[4:6], text[6:]))
        if len(text) in (12, 14):
            return Published(
                _day(text[:4], text[4:6], text[6:8]),
                datetime.strptime(text, "%Y%m%d%H%M%S"[: len(text) - 2 if len(text) == 12 else None]),
            )
        if len(text) in (10, 13):
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text) / 10 ** (len(text) - 10))
            return Published(moment.date(), moment)
    except (ValueError, OverflowError):
        pass
    raise DateError(WHOLE)


def _choose(first: str, second: str, year: str, sign: str, order: str) -> tuple[date, str]:
    """The day that 05/06/2024 stands for, and a note when another reading would give another day."""
    full = year if len(year) == 4 else _century(year)
    readings = {}
    for name, (day, month) in {"DMY": (first, second), "MDY": (second, first)}.items():
        try:
            readings[name] = date(int(full), int(month), int(day))
        except ValueError:
            continue
    if not readings:
        raise DateError("names no such day")
    wanted = order or ("DMY" if sign == "." else "MDY")
    name = wanted if wanted in readings else next(iter(readings))
    chosen = readings[name]
    notes = []
    if len(set(readings.values())) > 1:
        other = readings["MDY" if name == "DMY" else "DMY"]
        if not order:
            notes.append(f"read as {ORDERS[name]}, {_long(chosen)} (it could be {_long(other)})")
    if len(year) == 2:
        notes.append(f"year {year} read as {full}")
    return chosen, " and ".join(notes)


def _with_dateparser(text: str, languages: tuple[str, ...]) -> Published:
    written = _NUMBER.findall(_ascii_digits(text))
    # A whole date has two numbers at least, and nine with clock, fraction and zone. dateparser takes long to
    # find out that a text is none: a second for "T10:00+25:00" seven times over.
    moment = None
    if 2 <= len(written) <= 10:
        words = {word.lower() for word in _WORD.findall(text)}
        moment = _parse(text, languages or (("en",) if words <= ENGLISH else ()), "absolute-time")
    note = ""
    if moment is not None:
        numbers = {int(number) for number in written}
        if moment.year not in numbers:
            short = f"{moment.year % 100:02d}"
            if short not in written:
                moment = None
            else:
                moment, note = _moved(moment, _century(short)), f"year {short} read as {_century(short)}"
        if moment is not None and moment.day not in numbers:
            moment = None
        if moment is not None and moment.year > 2400 and _THAI.search(text):
            note = f"Buddhist year {moment.year} read as {moment.year - 543}"
            moment = _moved(moment, str(moment.year - 543))
    if moment is None:
        if len(written) <= 2 and _parse(text, languages or COMMON, "relative-time") is not None:
            raise DateError(
                "counts from another day, and a publication date must stand by itself; give it as 2024-03-15"
            )
        raise DateError(WHOLE)
    if moment.tzinfo is not None and (offset := moment.utcoffset()) is not None:
        moment = moment.replace(tzinfo=timezone(offset))  # dateparser's own zones do not pickle everywhere
    has_clock = bool(_CLOCK.search(_ascii_digits(text))) or moment.time() != datetime.min.time()
    return Published(moment.date(), moment if has_clock else None, note)


def _parse(text: str, languages: tuple[str, ...], parser: str) -> datetime | None:
    """dateparser's answer, or None. A fixed base day: its own default would be today."""
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": [parser],
        "STRICT_PARSING": parser == "absolute-time",
        "REQUIRE_PARTS": ["day", "month", "year"] if parser == "absolute-time" else [],
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }
    try:
        found = (
            DateDataParser(languages=list(languages) or None, settings=settings).get_date_data(text).date_obj
        )
    except (ValueError, OverflowError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None  # dateparser fails in many ways on odd input; all of them mean that it read no date
    return found if isinstance(found, datetime) else None


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise DateError("names no such day") from None


def _in_range(published: Published) -> Published:
    if not FIRST_YEAR <= published.day.year <= LAST_YEAR:
        raise DateError(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return published


def _century(short: str) -> str:
    """POSIX's rule for years of two digits: 69 to 99 are 1969 to 1999. It depends on no clock."""
    return ("19" if int(short) >= 69 else "20") + short


def _moved(moment: datetime, year: str) -> datetime | None:
    try:
        return moment.replace(year=int(year))
    except ValueError:
        return None


def _ascii_digits(text: str) -> str:
    return "".join(_ascii(text))


def _ascii(text: str) -> Iterator[str]:
    for char in text:
        yield str(int(char)) if char.isdecimal() else char


def _long(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
