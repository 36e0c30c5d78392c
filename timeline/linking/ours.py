"""Our own events as rows of the event table, from whatever holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from timeline.errors import SourceError
from timeline.export import read_timeline, rows
from timeline.linking.mapping import load_mapping
from timeline.linking.sources import Raw, is_frame, records
from timeline.models import TimelineData

__all__ = ["our_records"]


def our_records(events: object) -> Iterator[Raw]:
    """The rows of the event table: of a timeline, a frame, a list of rows, or a file of any of these.

    Raises:
        SourceError: it is none of these.
    """
    if isinstance(events, TimelineData):
        return rows(events)
    if isinstance(events, str | Path):
        path = Path(events)
        if _is_table(path):
            # The second row of a table with hashtags (HXL) names the columns once more.
            return (r for r in records(path, load_mapping("ours")) if r.get("event_id") != "#event+id")
        return rows(read_timeline(path))
    if is_frame(events) or isinstance(events, list | tuple):
        return records(events, load_mapping("ours"))
    raise SourceError(f"events are a timeline, a frame or a file, not {type(events).__name__}.")


def _is_table(path: Path) -> bool:
    """True of a file that begins like a CSV, packed or not, and of one that is not there."""
    try:
        with path.open("rb") as handle:
            head = handle.read(16)
    except OSError:
        return True
    return not head.lstrip().startswith((b"{", b"PAR1", b"SQLite format")) and head[8:12] != b"DUCK"
