"""The timeline as JSON for TimelineJS (Knight Lab), after its documented form: events are slides.

A month has a year and a month and no day, a year has a year alone; a span has both ends, and `display_date`
says in words what the dots on the axis cannot ("some time in March 2024"). TimelineJS shows `text` as HTML,
so everything from an article is escaped. A slide needs a first day: events without one are left out and
counted.
"""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any, Final, TextIO

from timeline.export.clean import storable
from timeline.export.views import View, clock, ends, views, web_address
from timeline.intervals import Interval
from timeline.models import TimelineData

__all__ = ["write_timelinejs"]

# Letters that turn the direction of all that follows.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def write_timelinejs(data: TimelineData, handle: TextIO, *, title: str = "") -> int:
    """Write one JSON object; the number of events without a first or last day, which it has no place for."""
    slides = []
    left_out = 0
    for view in views(data):
        interval = view.event.interval
        if interval is None or interval.first_day is None or interval.last_day is None:
            left_out += 1
            continue
        slides.append(_slide(view, interval))
    made = {
        "title": {"text": {"headline": _html(title or "Conflict timeline")}},
        "events": slides,
        "scale": "human",
    }
    json.dump(made, handle, ensure_ascii=False, indent=1)
    handle.write("\n")
    return left_out


def _slide(view: View, interval: Interval) -> dict[str, Any]:
    row = view.row
    slide: dict[str, Any] = {
        "unique_id": view.event.event_id,
        **_dates(interval),
        "display_date": _html(view.when),
        "text": {"headline": _html(view.headline), "text": _body(view)},
        "group": _html(str(row["event_type"] or row["plover_type"] or "Other")),
        "autolink": False,
    }
    return slide


def _dates(interval: Interval) -> dict[str, Any]:
    if times := clock(interval):
        start = times[0]
        return {"start_date": {**_date(start.date(), "day"), "hour": start.hour, "minute": start.minute}}
    found = ends(interval)
    assert found.first is not None and found.last is not None
    start_date, end_date = _date(found.first, found.unit), _date(found.last, found.unit)
    return (
        {"start_date": start_date}
        if start_date == end_date
        else {
            "start_date": start_date,
            "end_date": end_date,
        }
    )


def _date(day: date, unit: str) -> dict[str, int]:
    parts = {"year": day.year, "month": day.month, "day": day.day}
    kept = {"year": 1, "month": 2, "day": 3}[unit]
    return dict(list(parts.items())[:kept])


def _body(view: View) -> str:
    row = view.row
    parts = [f"<p>{_html(str(row['notes']))}</p>"] if row["notes"] else []
    lines = []
    for article in view.articles[:5]:
        words = _html(", ".join(filter(None, (article.source, article.title))) or article.id)
        address = web_address(article.url)
        link = f'<a href="{html.escape(address)}" rel="noopener">{words}</a>' if address else words
        lines.append(f"<li>{link} ({article.dct.isoformat()})</li>")
    if lines:
        parts.append(f"<ul>{''.join(lines)}</ul>")
    return "".join(parts)


def _html(text: str) -> str:
    return html.escape(_TURNING.sub("", " ".join(str(storable(text)).split())))
