"""The timeline that callers hold: the records of `TimelineData` with the ways out as methods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timeline.models import Mention, Problem, TimelineData

if TYPE_CHECKING:
    import pandas
    import plotly.graph_objects
    import polars


class Timeline(TimelineData):
    """Merged events in order of time, with their mentions, their articles and what was left out.

    Example:
        >>> result = timeline.build(["samples"])          # doctest: +SKIP
        >>> result.events[0].title                        # doctest: +SKIP
        >>> result.to_csv("events.csv")                   # doctest: +SKIP
    """

    def mentions_of(self, event_id: str) -> tuple[Mention, ...]:
        """Every telling of one event, in the event's own order; empty when the id is unknown."""
        for event in self.events:
            if event_id == event.event_id or event_id in event.aliases:
                by_id = {m.mention_id: m for m in self.mentions}
                return tuple(by_id[i] for i in event.mention_ids if i in by_id)
        return ()

    def to_frame(self, table: str = "events") -> pandas.DataFrame:
        """A pandas frame, one row for each event, in the columns of the CSV, with dates and counts typed.

        `table` may also be "mentions", "articles" or "event_articles" (which article tells of which event).
        Lists are one text, joined with "; ".

        Raises:
            MissingExtraError: pandas is not installed.
            ValueError: there is no such table.
        """
        from timeline.export.frame import to_frame

        return to_frame(self, table)

    def to_polars(self, table: str = "events") -> polars.DataFrame:
        """The same as a polars frame; lists are lists.

        Raises:
            MissingExtraError: polars is not installed.
            ValueError: there is no such table.
        """
        from timeline.export.frame import to_polars

        return to_polars(self, table)

    def write(
        self,
        path: str | Path,
        format: str = "",  # noqa: A002 - the word of the command line
        *,
        title: str = "",
    ) -> tuple[Problem, ...]:
        """Write the timeline, whole or not at all, as the end of the path (or `format`) tells.

        The formats are those of `timeline export --help`. The answer holds a warning when some events had no
        place in the format: a calendar has none for "before 2003".

        Raises:
            OutputError: no such format, or the path cannot be written.
            MissingExtraError: the package that writes it is not installed.

        Example:
            >>> result.write("events.parquet")            # doctest: +SKIP
        """
        from timeline.export.formats import write

        return write(self, path, format, title=title)

    def to_csv(self, path: str | Path) -> None:
        """Write one row for each event (RFC 4180, UTF-8)."""
        self.write(path, "csv")

    def to_hxl(self, path: str | Path) -> None:
        """Write the CSV with a row of HXL hashtags under its header."""
        self.write(path, "hxl")

    def to_jsonl(self, path: str | Path) -> None:
        """Write the whole timeline as JSON lines; `timeline.read_timeline` reads them."""
        self.write(path, "jsonl")

    def to_parquet(self, path: str | Path) -> None:
        """Write the event table as Parquet; `timeline.read_timeline` reads the whole timeline from it."""
        self.write(path, "parquet")

    def to_sqlite(self, path: str | Path) -> None:
        """Write an SQLite database with full-text search; `timeline.read_timeline` reads it."""
        self.write(path, "sqlite")

    def to_duckdb(self, path: str | Path) -> None:
        """Write a DuckDB database; `timeline.read_timeline` reads it."""
        self.write(path, "duckdb")

    def to_ics(self, path: str | Path, *, title: str = "") -> tuple[Problem, ...]:
        """Write a calendar (iCalendar); the answer tells of events that it has no place for."""
        return self.write(path, "ics", title=title)

    def to_timelinejs(self, path: str | Path, *, title: str = "") -> tuple[Problem, ...]:
        """Write slides for TimelineJS; the answer tells of events that it has no place for."""
        return self.write(path, "timelinejs", title=title)

    def to_jsonld(self, path: str | Path, *, title: str = "") -> None:
        """Write schema.org events as JSON-LD."""
        self.write(path, "jsonld", title=title)

    def to_geojson(self, path: str | Path, *, title: str = "") -> None:
        """Write a GeoJSON feature for each event."""
        self.write(path, "geojson", title=title)

    def to_timeml(self, path: str | Path) -> None:
        """Write the annotated sentences as TimeML; a path in `.zip` holds a document for each article."""
        self.write(path, "timeml")

    def to_datapackage(self, path: str | Path, *, title: str = "") -> None:
        """Write all tables as CSV with their description: a `.zip`, or `datapackage.json` in a folder."""
        self.write(path, "datapackage", title=title)

    def to_html(self, path: str | Path, *, title: str | None = None) -> None:
        """Write the interactive page: one file that works offline."""
        self.write(path, "html", title=title or "")

    def figure(self, *, lanes: str = "type") -> plotly.graph_objects.Figure:
        """The chart alone, for notebooks. `lanes` is "type", "actor", "place" or "source"."""
        from timeline.page import figure

        return figure(self, lanes=lanes)
