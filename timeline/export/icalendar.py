"""The timeline as iCalendar (RFC 5545), for Thunderbird, Outlook, Apple and Google calendars.

Written by hand: the form is lines of `NAME:value`, folded at 75 bytes, and no library is needed to write
them. A day or a longer interval is an all-day entry whose DTEND is the day after the last, as the standard
counts. A time on the clock is written without a zone ("floating"), because articles give local time and
name no zone. A calendar has no place for an event without a first or a last day, so these are left out and
counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, TextIO

from timeline import __version__
from timeline.export.views import View, clock, told, views, web_address
from timeline.intervals import Interval
from timeline.models import Status, TimelineData

__all__ = ["write_ics"]

# Controls that a calendar must not see, and those that turn the direction of what follows in its list.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_STATUS: Final = {Status.HAPPENED: "CONFIRMED", Status.DENIED: "CANCELLED", Status.NEGATED: "CANCELLED"}


def write_ics(data: TimelineData, handle: TextIO, *, title: str = "") -> int:
    """Write the calendar; the number of events that it has no place for.

    DTSTAMP is the day of the latest article, not the time of writing, so that the same timeline makes the
    same file.
    """
    left_out = 0
    handle.write(_line("BEGIN", "VCALENDAR"))
    handle.write(_line("VERSION", "2.0"))
    handle.write(_line("PRODID", f"-//conflict-timeline//conflict-timeline {__version__}//EN"))
    handle.write(_line("CALSCALE", "GREGORIAN"))
    handle.write(_line("X-WR-CALNAME", _text(title or "Conflict timeline")))
    for view in views(data):
        interval = view.event.interval
        if interval is None or interval.first_day is None or interval.last_day is None:
            left_out += 1
            continue
        for name, value in _entry(view, interval):
            handle.write(_line(name, value))
    handle.write(_line("END", "VCALENDAR"))
    return left_out


def _entry(view: View, interval: Interval) -> Iterator[tuple[str, str]]:
    event, row = view.event, view.row
    stamp = max((article.dct for article in view.articles), default=date(1970, 1, 1))
    yield "BEGIN", "VEVENT"
    yield "UID", _text(f"{event.event_id}@conflict-timeline")
    yield "DTSTAMP", f"{_day(stamp)}T000000Z"
    yield from _when(interval)
    yield "SUMMARY", _text(view.headline)
    lines = [
        f"When: {view.when}" + (f" ({row['date_basis']})" if row["date_basis"] else ""),
        str(row["notes"] or ""),
        *told(view),
    ]
    yield "DESCRIPTION", _text("\n".join(line for line in lines if line))
    if row["location"]:
        yield "LOCATION", _text(", ".join(str(row[k]) for k in ("location", "country") if row[k]))
    if row["latitude"] is not None and row["longitude"] is not None:
        yield "GEO", f"{row['latitude']:.6f};{row['longitude']:.6f}"
    kinds = [str(row[k]) for k in ("event_type", "sub_event_type", "plover_type") if row[k]]
    if kinds:
        yield "CATEGORIES", ",".join(map(_text, kinds))
    if address := next(filter(None, (web_address(article.url) for article in view.articles)), ""):
        yield "URL", address
    yield "STATUS", _STATUS.get(event.status, "TENTATIVE")
    yield "TRANSP", "TRANSPARENT"  # reading about a war makes nobody busy
    yield "X-CONFLICT-TIMELINE-EDTF", _text(interval.edtf())
    yield "END", "VEVENT"


def _when(interval: Interval) -> Iterator[tuple[str, str]]:
    if times := clock(interval):
        for name, moment in zip(("DTSTART", "DTEND"), times, strict=True):
            yield name, f"{_day(moment.date())}T{moment:%H%M%S}"
        return
    first, last = interval.first_day, interval.last_day
    assert first is not None and last is not None
    yield "DTSTART;VALUE=DATE", _day(first)
    if last < date.max:
        yield "DTEND;VALUE=DATE", _day(last + timedelta(days=1))


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    clean = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    for raw, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        clean = clean.replace(raw, written)
    return clean


def _line(name: str, value: str) -> str:
    """A content line, folded so that none is longer than 75 bytes and no letter is cut."""
    folded: list[str] = []
    line, room = "", 75
    for letter in f"{name}:{value}":
        size = len(letter.encode("utf-8"))
        if size > room:
            folded.append(line)
            line, room = " ", 74
        line += letter
        room -= size
    return "\r\n".join([*folded, line]) + "\r\n"
