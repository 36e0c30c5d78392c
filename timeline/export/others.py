"""The writers that have a form of their own, under the one signature of `formats`."""

from __future__ import annotations

from typing import TextIO

from timeline.models import TimelineLike

__all__ = ["write_all", "write_page", "write_table", "write_told"]


def write_page(data: TimelineLike, handle: TextIO, *, title: str = "") -> int:
    """The interactive page."""
    from timeline.page.html import render

    for piece in render(data, title=title or None):
        handle.write(piece)
    return 0


def write_table(data: TimelineLike, handle: TextIO, *, title: str = "") -> int:
    """The event table as CSV."""
    from timeline.export.csv import write_csv

    write_csv(data, handle)
    return 0


def write_all(data: TimelineLike, handle: TextIO, *, title: str = "") -> int:
    """The whole timeline as JSON lines."""
    from timeline.export.jsonl import write_events

    write_events(data, handle)
    return 0


def write_told(data: TimelineLike, handle: TextIO, *, title: str = "") -> int:
    """The mentions as JSON lines."""
    from timeline.export.jsonl import write_mentions

    write_mentions(data.mentions, handle)
    return 0
