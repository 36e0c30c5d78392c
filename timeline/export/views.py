"""What the forms for readers and maps share: an event with row and articles, its date no finer than it is."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from timeline.export.finding import Finder
from timeline.export.rows import rows
from timeline.intervals import Granularity, Interval
from timeline.models import ArticleRef, Event, Mention, Status, TimelineLike

__all__ = ["CLOCK", "Ends", "View", "clock", "ends", "told", "views", "web_address"]

CLOCK: Final = (Granularity.SECOND, Granularity.MINUTE, Granularity.HOUR)
"""What the text gave as a time on the clock; "evening" is a stretch that we chose and stays a day outside."""

_PREFIX: Final = {
    Status.CLAIMED: "Claimed",
    Status.PLANNED: "Planned",
    Status.DENIED: "Denied",
    Status.THREATENED: "Threatened",
    Status.HYPOTHETICAL: "Hypothetical",
    Status.NEGATED: "Did not happen",
}


@dataclass(frozen=True, slots=True)
class View:
    """An event, its row of the table (lists as tuples), the telling that stands for it, and its articles."""

    event: Event
    row: dict[str, object]
    lead: Mention | None
    articles: tuple[ArticleRef, ...]

    @property
    def headline(self) -> str:
        """The title, with the status before it where the event is not told as a fact."""
        title = " ".join(self.event.title.split()) or self.event.event_id
        prefix = _PREFIX.get(self.event.status)
        return f"{prefix}: {title}" if prefix else title

    @property
    def when(self) -> str:
        """The date in words; "some time in" before a stretch that it did not fill."""
        interval = self.event.interval
        if interval is None:
            return "date unknown"
        within = interval.n_days is not None and interval.n_days > 1 and not interval.lasting
        doubt = " (uncertain)" if interval.uncertain else ""
        words = interval.words()
        prefix = "some time from " if " to " in words else "some time in "
        return (prefix if within else "") + words + doubt


def views(data: TimelineLike) -> Iterator[View]:
    """Every event, in the order of the timeline."""
    find = Finder.of(data)
    for event, row in zip(data.events, rows(data, lists=True), strict=True):
        yield View(
            event,
            row,
            find.mention(event.mention_ids[0]) if event.mention_ids else None,
            tuple(article for article in map(find.article, event.article_ids) if article),
        )


@dataclass(frozen=True, slots=True)
class Ends:
    """The first and the last year, month or day: `unit` is the finest that the date really says.

    A month is March to March in months, 2023 is 2023 to 2023 in years, 5 to 8 August is in days. An open end
    is None.
    """

    first: date | None
    last: date | None
    unit: str

    def iso(self, day: date) -> str:
        """An end as ISO 8601 of reduced precision: "2003", "2003-08" or "2003-08-05"."""
        text = day.isoformat()
        return {"year": text[:4], "month": text[:7]}.get(self.unit, text)


def ends(interval: Interval) -> Ends:
    """The ends of an interval, no finer than they are.

    Example:
        >>> ends(Interval.month(2003, 8)).unit
        'month'
    """
    first, last = interval.first_day, interval.last_day
    if first is None or last is None or first.day != 1:
        return Ends(first, last, "day")
    if last.day != calendar.monthrange(last.year, last.month)[1]:
        return Ends(first, last, "day")
    return Ends(first, last, "year" if (first.month, last.month) == (1, 12) else "month")


def clock(interval: Interval) -> tuple[datetime, datetime] | None:
    """Start and end on the clock, where the text gave a time; local to the place, as articles give it."""
    if interval.granularity in CLOCK and interval.start is not None and interval.end is not None:
        return interval.start, interval.end
    return None


def told(view: View, *, limit: int = 5) -> list[str]:
    """Outlet and headline of the first articles, a line each."""
    lines = [", ".join(filter(None, (a.source, a.title, a.dct.isoformat()))) for a in view.articles[:limit]]
    more = len(view.articles) - limit
    return [*lines, f"and {more} more"] if more > 0 else lines


def web_address(text: str) -> str:
    """The address if a browser may be sent there, else "": `javascript:` and its kind stay out.

    Example:
        >>> web_address("javascript:alert(1)"), web_address("https://example.org/a")
        ('', 'https://example.org/a')
    """
    text = text.strip()
    fine = text.lower().startswith(("http://", "https://")) and not any(
        c.isspace() or c in '<>"' for c in text
    )
    return text if fine and text.isprintable() else ""
