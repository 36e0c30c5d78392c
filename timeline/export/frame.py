"""The tables as frames of pandas and of polars, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.errors import MissingExtraError
from timeline.export.clean import storable
from timeline.export.tables import NAMES, Table, table_rows, tables
from timeline.models import TimelineData

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["to_frame", "to_polars"]

# Days to the second: nanoseconds, the usual unit, end in 1677 and 2262. Nullable types keep counts whole.
_DTYPES: Final = {
    "string": "string",
    "list": "string",
    "date": "datetime64[s]",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}


def to_frame(data: TimelineData, table: str = "events", *, timeline_id: str = "") -> pandas.DataFrame:
    """One row for each event, in the columns of the CSV; unknown is missing.

    Dates are `datetime64[s]`, counts and codes `Int64`, degrees and confidence `float64`, `directed` and its
    kind `boolean`, the rest `string`; a list is one text, joined with "; ". Cells are as they are, without
    the CSV's apostrophe before formulas. `table` may also be "mentions", "articles" or "event_articles".

    Raises:
        MissingExtraError: pandas is not installed.
        ValueError: there is no such table.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtraError(
            "A frame needs pandas; install it with: pip install 'conflict-timeline[pandas]'"
        ) from None
    header = _table(table)
    rows = list(table_rows(data, table, tied=False))
    made: dict[str, Any] = {}
    for column in header.columns:
        values = [row[column.name] for row in rows]
        if column.name == "timeline_id" and timeline_id:
            values = [timeline_id] * len(rows)
        kind = _DTYPES[column.type]
        # What pyarrow says of text cannot be joined with what is said of numbers: `(a == "x") & (b == 1)`.
        dtype = pd.StringDtype("python") if kind == "string" else kind
        made[column.name] = pd.Series(values, dtype="object").astype(dtype)
    return pd.DataFrame(made)


def to_polars(data: TimelineData, table: str = "events", *, timeline_id: str = "") -> polars.DataFrame:
    """The same table for polars: `Date`, `Int64`, `Float64`, `Boolean`, `String`; lists are `List(String)`.

    Raises:
        MissingExtraError: polars is not installed.
        ValueError: there is no such table.
    """
    try:
        import polars as pl
    except ImportError:
        raise MissingExtraError(
            "A polars frame needs polars; install it with: pip install 'conflict-timeline[polars]'"
        ) from None
    types: dict[str, Any] = {
        "string": pl.String,
        "list": pl.List(pl.String),
        "date": pl.Date,
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
    }
    header = _table(table)
    rows = list(table_rows(data, table, lists=True, tied=False))
    made = {}
    for column in header.columns:
        values = [storable(row[column.name]) for row in rows]
        if column.name == "timeline_id" and timeline_id:
            values = [timeline_id] * len(rows)
        made[column.name] = pl.Series(column.name, values, dtype=types[column.type])
    return pl.DataFrame(made)


def _table(name: str) -> Table:
    for table in tables():
        if table.name == name:
            return table
    raise ValueError(f"there is no table {name!r}; give one of {', '.join(NAMES)}")
