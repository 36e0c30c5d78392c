"""Timelines as tables, databases, calendars, maps and JSON, written whole or not at all, and read back.

A column is a row of `columns.toml`; a table beside the events is one of `tables.toml`; a form is a row of
`formats.FORMATS` and a module that writes it.
"""

from __future__ import annotations

from timeline.export.atomic import atomic_path, atomic_write
from timeline.export.columns import Column, columns
from timeline.export.csv import write_csv
from timeline.export.formats import FORMATS, check, format_of, text_of, write, write_text
from timeline.export.frame import to_frame, to_polars
from timeline.export.jsonl import (
    event_lines,
    mention_line,
    read_events,
    write_events,
    write_mentions,
    write_timeline,
)
from timeline.export.rows import rows
from timeline.export.store import kind_of, read_timeline
from timeline.export.tables import Table, table_rows, tables

__all__ = [
    "FORMATS",
    "Column",
    "Table",
    "atomic_path",
    "atomic_write",
    "check",
    "columns",
    "event_lines",
    "format_of",
    "kind_of",
    "mention_line",
    "read_events",
    "read_timeline",
    "rows",
    "table_rows",
    "tables",
    "text_of",
    "to_frame",
    "to_polars",
    "write",
    "write_csv",
    "write_events",
    "write_mentions",
    "write_text",
    "write_timeline",
]
