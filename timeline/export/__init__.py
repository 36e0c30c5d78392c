"""Timelines as tables and as JSON Lines, written whole or not at all.

A column is a row of `columns.toml`; a new form is a module that reads `rows.rows`.
"""

from __future__ import annotations

from timeline.export.atomic import atomic_write
from timeline.export.columns import Column, columns
from timeline.export.csv import write_csv
from timeline.export.frame import to_frame
from timeline.export.jsonl import (
    mention_line,
    read_events,
    read_timeline,
    write_events,
    write_mentions,
    write_timeline,
)
from timeline.export.rows import rows

__all__ = [
    "Column",
    "atomic_write",
    "columns",
    "mention_line",
    "read_events",
    "read_timeline",
    "rows",
    "to_frame",
    "write_csv",
    "write_events",
    "write_mentions",
    "write_timeline",
]
