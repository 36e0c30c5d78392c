"""TimelineData as a plotly Figure, for notebooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

import plotly.graph_objects as go

from timeline.intervals import Interval
from timeline.models import Event, TimelineData
from timeline.page import chart, lanes
from timeline.page.looks import looks
from timeline.page.text import for_plotly

_ROW_PIXELS, _WIDTH_PIXELS = 26, 900
_EPOCH = datetime(1970, 1, 1)


def figure(data: TimelineData, *, lanes_by: str = "type") -> go.Figure:
    """The chart of all dated events; the public face is `timeline.page.figure`."""
    if lanes_by not in lanes.KINDS:
        raise ValueError(f"lanes must be one of {', '.join(lanes.KINDS)}, not {lanes_by!r}")
    drawn = {n: e.interval for n, e in enumerate(data.events) if e.interval is not None and not _is_vague(e)}
    extents = extent_of_all(drawn.values())
    where = dict(zip(drawn, extents, strict=True))
    days = {n: (_days(start), _days(end)) for n, (start, end) in where.items()}
    window = home(data, extents)
    length = (
        _days(window[1]) - _days(window[0])
        if window
        else max((end for _, end in days.values()), default=1.0)
        - min((start for start, _ in days.values()), default=0.0)
    )
    lanes_of = {n: lanes.names(data.events[n], lanes_by) for n in drawn}
    # Two marks on a row keep a marker's width between them.
    marks, rows = lanes.lay_out(
        days, lanes_of, lanes.in_order(lanes_of, lanes_by), gap=20 * max(length, 1.0) / _WIDTH_PIXELS
    )
    result = go.Figure(data=_traces(data.events, where, marks), layout=chart.layout())
    bottom = rows[-1][2] if rows else 0.0
    result.update_layout(
        template=chart.template("light"),
        height=int(150 + _ROW_PIXELS * (bottom + 1.8)),
        showlegend=True,
        legend={"orientation": "h", "y": 0, "yanchor": "top", "itemsizing": "constant"},
        margin={"b": 90},
        xaxis={"range": window} if window else {},
        yaxis={
            "range": [bottom + 0.9, -0.9],
            "tickvals": [(first + last) / 2 for _, first, last in rows],
            "ticktext": [for_plotly(name, 40) for name, _, _ in rows],
        },
        shapes=[
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": last + 0.8,
                "y1": last + 0.8,
                "layer": "below",
                "line": {"color": "#e4e7ec", "width": 1},
            }
            for _, _, last in rows[:-1]
        ],
    )
    return result


def home(data: TimelineData, extents: Iterable[tuple[datetime, datetime]]) -> list[datetime] | None:
    """The window that the articles are about: background ("since 1991") stays outside; None shows everything.

    Two months before the first publication to a month after the last, cut to the events that lie within.
    """
    if not data.articles:
        return None
    published = [datetime.combine(article.dct, time()) for article in data.articles]
    low, high = _earlier(min(published), timedelta(days=60)), _later(max(published), timedelta(days=31))
    inside = [
        (start, end)
        for start, end in extents
        if low <= start and end <= high and end - start < timedelta(days=200)
    ]
    if len(inside) < 3:
        return None
    first, last = min(start for start, _ in inside), max(end for _, end in inside)
    room = max((last - first) * 0.03, timedelta(days=1))
    return [_earlier(first, room), _later(last, room)]


def extent_of_all(intervals: Any) -> list[tuple[datetime, datetime]]:
    """Start and end of each interval; an open end is drawn to the edge of what the others cover."""
    spans: Sequence[Interval] = list(intervals)
    known = [moment for span in spans for moment in (span.start, span.end) if moment is not None]
    low, high = (min(known), max(known)) if known else (_EPOCH, _EPOCH)
    edge = max((high - low) / 20, timedelta(days=30))
    return [
        (span.start or min(low, _earlier(span.end, edge)), span.end or max(high, _later(span.start, edge)))
        for span in spans
    ]


def _is_vague(event: Event) -> bool:
    """Background that no words date: nothing is known but that it was before the report."""
    return event.interval is not None and event.interval.start is None and not event.date_text


def hover(event: Event) -> str:
    """Title, date, status and number of sources, safe for plotly."""
    status = next((s.label for s in looks().statuses if s.id == event.status.value), event.status.value)
    said = event.interval.words() if event.interval else "no date"
    told = len(event.sources) or len(event.article_ids)
    lines = [
        f"<b>{for_plotly(event.title or event.trigger, 90)}</b>",
        f"{for_plotly(said)} · {for_plotly(looks().label_of(event.plover_type))} · {status}",
        f"{told} source{'' if told == 1 else 's'}: {for_plotly(', '.join(event.sources), 80)}",
    ]
    return "<br>".join(lines)


def _traces(
    events: Sequence[Event], where: dict[int, tuple[datetime, datetime]], marks: list[tuple[int, float]]
) -> list[Any]:
    rows: dict[tuple[str, str], list[tuple[Event, datetime, datetime, float]]] = defaultdict(list)
    for number, y in marks:
        event = events[number]
        start, end = where[number]
        role = "points" if end - start <= timedelta(days=1) else "bars"
        rows[role, looks().family_of(event.plover_type).id].append((event, start, end, y))
    traces: list[Any] = []
    named: set[str] = set()
    for role, maker in (("points", chart.points), ("bars", chart.bars)):
        for family in looks().families:
            filled = rows.get((role, family.id))
            if not filled:
                continue
            trace = maker(family, family.light)
            trace.update(_points(filled) if role == "points" else _bars(filled))
            trace.showlegend = family.id not in named
            named.add(family.id)
            traces.append(trace)
    if arrows := _arrows([row for (role, _), part in rows.items() if role == "bars" for row in part]):
        traces.append(arrows)
    used = {event.status.value for part in rows.values() for event, *_ in part}
    return traces + [_key(s.label, s.symbol, s.explain) for s in looks().statuses if s.id in used]


def _points(rows: list[tuple[Event, datetime, datetime, float]]) -> dict[str, Any]:
    return {
        "x": [start + (end - start) / 2 for _, start, end, _ in rows],
        "y": [y for *_, y in rows],
        "marker": {
            "symbol": [looks().symbol_of(e.status.value) for e, *_ in rows],
            "size": [chart.marker_size(len(e.sources)) for e, *_ in rows],
            "opacity": 1,
        },
        "hovertext": [hover(e) for e, *_ in rows],
        "customdata": [e.event_id for e, *_ in rows],
    }


def _bars(rows: list[tuple[Event, datetime, datetime, float]]) -> dict[str, Any]:
    return {
        "base": [start for _, start, _, _ in rows],
        "x": [(end - start) / timedelta(milliseconds=1) for _, start, end, _ in rows],
        "y": [y for *_, y in rows],
        "width": [0.5] * len(rows),
        "marker": {
            "pattern": {"shape": ["" if e.interval and e.interval.lasting else "/" for e, *_ in rows]},
            "opacity": [0.85 if e.status.value == "happened" else 0.5 for e, *_ in rows],
        },
        "hovertext": [hover(e) for e, *_ in rows],
        "customdata": [e.event_id for e, *_ in rows],
    }


def _arrows(rows: list[tuple[Event, datetime, datetime, float]]) -> go.Scatter | None:
    """An arrow head at each end that nobody told: the bar goes on, how far is not known."""
    heads = [
        (where, y, symbol, looks().family_of(event.plover_type).light)
        for event, start, end, y in rows
        if event.interval
        for told, where, symbol in (
            (event.interval.start, start, "triangle-left"),
            (event.interval.end, end, "triangle-right"),
        )
        if told is None
    ]
    if not heads:
        return None
    x, y, symbols, colours = zip(*heads, strict=True)
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        name=chart.OPEN_END,
        marker={"symbol": symbols, "size": chart.ARROW_SIZE, "color": colours},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _key(label: str, symbol: str, explain: str) -> go.Scatter:
    """A legend entry for a symbol; it draws nothing."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=f"{label} ({explain})",
        marker={"symbol": symbol, "size": 11, "color": "#5a6472", "line": {"width": 2, "color": "#5a6472"}},
        hoverinfo="skip",
    )


def _days(moment: datetime) -> float:
    return (moment - _EPOCH) / timedelta(days=1)


def _earlier(moment: datetime | None, by: timedelta) -> datetime:
    moment = moment or _EPOCH
    return moment - by if moment - datetime.min > by else datetime.min


def _later(moment: datetime | None, by: timedelta) -> datetime:
    moment = moment or _EPOCH
    return moment + by if datetime.max - moment > by else datetime.max
