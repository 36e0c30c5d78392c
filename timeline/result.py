"""The timeline that callers hold: the records of `TimelineData` with the ways out as methods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timeline.models import Mention, TimelineData

if TYPE_CHECKING:
    import pandas
    import plotly.graph_objects


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

    def to_frame(self) -> pandas.DataFrame:
        """One row for each event, in the columns of the CSV, with dates and nullable numbers typed.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        from timeline.export.frame import to_frame

        return to_frame(self)

    def to_csv(self, path: str | Path) -> None:
        """Write one row for each event (RFC 4180, UTF-8), whole or not at all."""
        from timeline.export.csv import write_csv

        write_csv(self, Path(path))

    def to_html(self, path: str | Path, *, title: str | None = None) -> None:
        """Write the interactive page: one file that works offline."""
        from timeline.page import write_html

        write_html(self, Path(path), title=title)

    def figure(self, *, lanes: str = "type") -> plotly.graph_objects.Figure:
        """The chart alone, for notebooks. `lanes` is "type", "actor", "place" or "source"."""
        from timeline.page import figure

        return figure(self, lanes=lanes)
