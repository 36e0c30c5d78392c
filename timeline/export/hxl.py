"""The event table as CSV with a row of HXL hashtags under the header, for humanitarian tools (HDX)."""

from __future__ import annotations

import csv
from typing import TextIO

from timeline.export.columns import columns
from timeline.export.csv import cell
from timeline.export.rows import rows
from timeline.models import TimelineData

__all__ = ["write_hxl"]


def write_hxl(data: TimelineData, handle: TextIO, *, title: str = "") -> int:
    """Write header, hashtags and one row for each event; 0, since every event has a place in it."""
    writer = csv.writer(handle, dialect="excel", lineterminator="\r\n")
    writer.writerow([column.name for column in columns()])
    writer.writerow([column.hxl for column in columns()])
    for row in rows(data):
        writer.writerow([cell(row[column.name], column.type) for column in columns()])
    return 0
