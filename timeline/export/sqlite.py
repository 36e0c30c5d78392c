"""The timeline as an SQLite database: typed tables tied by foreign keys, full-text search, no index by hand.

Made for Datasette and for anything that reads SQLite (DB Browser, R's RSQLite, QGIS, DuckDB). Lists are
JSON arrays, which Datasette facets and `json_each` takes apart; days are ISO text in columns declared DATE.
The table `timeline_record` holds the records themselves, one JSON line each, from which `read_sqlite` gives
back the same timeline; what is edited in the other tables is not read back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from timeline.errors import OutputError, SourceError
from timeline.export.clean import storable
from timeline.export.jsonl import event_lines, read_events
from timeline.export.tables import Table, table_rows, tables
from timeline.models import TimelineData, TimelineLike

__all__ = ["read_sqlite", "write_sqlite"]

_DECLARED: Final = {
    "string": "TEXT",
    "list": "TEXT",
    "date": "DATE",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
}
_INDEXES: Final = (
    ("events", "event_date"),
    ("events", "event_type"),
    ("events", "article_id"),
    ("mentions", "event_id"),
    ("mentions", "article_id"),
    ("event_articles", "article_id"),
)


def write_sqlite(data: TimelineLike, path: Path, *, title: str = "") -> None:
    """Write a new database to a free name.

    Raises:
        OutputError: SQLite cannot write there.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
            _fill(database, data)
        # Statistics and a compact file: it is written once and read many times.
        with closing(sqlite3.connect(path)) as database:
            database.execute("ANALYZE")
            database.execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise OutputError(f"{path.name} cannot be written ({error}); check the disk.") from error


def read_sqlite(path: Path) -> TimelineData:
    """Read a timeline from a database that `write_sqlite` wrote.

    Raises:
        SourceError: it is no such database.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            lines = [str(line) for (line,) in database.execute("SELECT line FROM timeline_record ORDER BY n")]
    except sqlite3.Error as error:
        raise SourceError(
            f"{path} is no database that this program wrote ({error}); give a file that it wrote."
        ) from None
    return read_events(lines, name=str(path))


def _fill(database: sqlite3.Connection, data: TimelineLike) -> None:
    for table in tables():
        database.execute(_create(table))
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        database.executemany(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',
            (_cells(table, row) for row in table_rows(data, table.name, lists=True)),
        )
    for name, column in _INDEXES:
        database.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
    for table in tables():
        if table.search:
            _search(database, table)
    _dictionary(database)
    database.execute("CREATE TABLE timeline_record (n INTEGER PRIMARY KEY, line TEXT NOT NULL)")
    database.executemany(
        "INSERT INTO timeline_record (line) VALUES (?)", ((line,) for line in event_lines(data))
    )


def _create(table: Table) -> str:
    parts = []
    for column in table.columns:
        part = f'"{column.name}" {_DECLARED[column.type]}'
        if column.name == table.key:
            part += " PRIMARY KEY NOT NULL"
        if column.name in table.foreign:
            target = table.foreign[column.name]
            key = next(other.key for other in tables() if other.name == target)
            part += f' REFERENCES "{target}" ("{key}")'
        parts.append(part)
    if not table.key:
        parts.append(f"PRIMARY KEY ({', '.join(table.foreign)})")
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


def _search(database: sqlite3.Connection, table: Table) -> None:
    """An FTS5 index without a copy of the text; by its `content` Datasette finds it."""
    names = ", ".join(table.search)
    try:
        database.execute(
            f'CREATE VIRTUAL TABLE "{table.name}_fts" USING fts5({names}, content="{table.name}", '
            'tokenize="porter unicode61 remove_diacritics 2")'
        )
    except sqlite3.OperationalError as error:
        if "no such module" in str(error):  # a Python built without FTS5: the tables are still worth having
            return
        raise
    database.execute(f'INSERT INTO "{table.name}_fts" ("{table.name}_fts") VALUES (\'rebuild\')')


def _dictionary(database: sqlite3.Connection) -> None:
    database.execute(
        "CREATE TABLE data_dictionary (table_name TEXT, column_name TEXT, type TEXT, description TEXT, "
        "PRIMARY KEY (table_name, column_name))"
    )
    database.executemany(
        "INSERT INTO data_dictionary VALUES (?, ?, ?, ?)",
        ((t.name, c.name, c.type, c.description) for t in tables() for c in t.columns),
    )


def _cells(table: Table, row: Mapping[str, object]) -> tuple[Any, ...]:
    return tuple(_cell(row[column.name]) for column in table.columns)


def _cell(value: object) -> object:
    value = storable(value)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value
