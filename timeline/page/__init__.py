"""TimelineData to a plotly Figure, and to one HTML file that works offline.

The page is one file with plotly.js, our own script and the data inside; its content-security policy allows no
network. Text from articles is data in it, never markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timeline.models import TimelineData, TimelineLike

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["figure", "to_html", "write_html"]


def figure(data: TimelineData, *, lanes: str = "type") -> go.Figure:
    """The timeline as a plotly Figure: one mark an event and lane, time on x.

    A day, a part of a day or a clock time is a point, sized by the number of sources, with a symbol for its
    status; anything longer is a bar in its true width, hatched unless the event lasted all the while. Events
    without a date, and background that no words date, are left out. All text in the figure is escaped.

    Args:
        data: the timeline.
        lanes: what the lanes stand for: "type", "actor", "place" or "source". An event with several actors or
            sources lies in each of their lanes.

    Raises:
        ValueError: `lanes` is none of the four.

    Example:
        >>> figure(TimelineData()).layout.xaxis.type
        'date'
    """
    from timeline.page.plot import figure as build

    return build(data, lanes_by=lanes)


def to_html(data: TimelineLike, *, title: str | None = None) -> str:
    """The timeline as one HTML page, complete with script, style and data.

    `title` is the heading and the window's title; without one it is "Conflict timeline".

    Example:
        >>> to_html(TimelineData(), title="Nothing yet").startswith("<!doctype html>")
        True
    """
    from timeline.page.html import render

    return "".join(render(data, title=title))


def write_html(data: TimelineLike, path: str | Path, *, title: str | None = None) -> None:
    """Write the page to a file, all or nothing: nobody sees half a page, and a failure leaves the old one.

    Raises:
        OutputError: the folder does not exist or cannot be written.
    """
    from timeline.export.atomic import atomic_write
    from timeline.page.html import render

    with atomic_write(path) as handle:
        for piece in render(data, title=title):
            handle.write(piece)
