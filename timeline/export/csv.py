"""The event table as CSV: RFC 4180, UTF-8, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from timeline.export.atomic import atomic_write
from timeline.export.clean import storable
from timeline.export.columns import Column, columns
from timeline.export.rows import rows
from timeline.models import TimelineLike

__all__ = ["cell", "is_formula", "write_csv", "write_rows"]

# A spreadsheet runs a cell that begins with one of these (OWASP, "CSV Injection"), also in full width.
_FORMULA: Final = tuple("=+-@\t\r＝＋－＠")


def write_csv(data: TimelineLike, target: str | Path | TextIO, *, timeline_id: str = "") -> None:
    """Write one row for each event: to a path, whole or not at all, or to an open text handle.

    Open a handle of your own with `newline=""`, since RFC 4180 ends rows with CR LF.

    Raises:
        OutputError: the path cannot be written.
    """
    write_rows(columns(), rows(data, timeline_id=timeline_id), target)


def write_rows(
    header: Iterable[Column], table: Iterable[Mapping[str, object]], target: str | Path | TextIO
) -> None:
    """Write any table of typed columns as CSV."""
    if isinstance(target, str | Path):
        with atomic_write(target) as handle:
            write_rows(header, table, handle)
        return
    header = tuple(header)
    writer = csv.writer(target, dialect="excel", lineterminator="\r\n")
    writer.writerow([column.name for column in header])
    for row in table:
        writer.writerow([cell(row.get(column.name), column.type) for column in header])


def cell(value: object, kind: str = "string") -> str:
    """A value as its cell holds it; None is empty.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers.

    Example:
        >>> cell("=1+1"), cell(-33.5, "number"), cell(True, "boolean"), cell(None)
        ("'=1+1", '-33.5', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    text = str(storable(str(value)))
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """True when a spreadsheet would run the text, blanks before it or not."""
    return text.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA)
