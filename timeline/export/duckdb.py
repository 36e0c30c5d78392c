"""The timeline as a DuckDB database: typed tables with real lists, keys between them, comments on columns.

Rows go in through a JSON file, which DuckDB reads many times faster than it takes single inserts. The table
`timeline_record` holds the records themselves, as in SQLite. Full-text search is an extension that DuckDB
fetches over the network, so none is built; `contains(lower(notes), 'drone')` serves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from timeline.errors import MissingExtraError, OutputError, SourceError
from timeline.export.clean import storable
from timeline.export.jsonl import event_lines, read_events
from timeline.export.tables import Table, table_rows, tables
from timeline.models import TimelineData, TimelineLike

if TYPE_CHECKING:
    import duckdb

__all__ = ["read_duckdb", "write_duckdb"]

_TYPES: Final = {
    "string": "VARCHAR",
    "list": "VARCHAR[]",
    "date": "DATE",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
}
_LARGEST = 256 * 1024 * 1024


def write_duckdb(data: TimelineLike, path: Path, *, title: str = "") -> None:
    """Write a new database to a free name.

    Raises:
        MissingExtraError: duckdb is not installed.
        OutputError: DuckDB cannot write there.
    """
    duckdb = _duckdb()
    try:
        with duckdb.connect(str(path), config=_QUIET) as database:
            for table in tables():
                database.execute(_create(table))
                _load(database, table.name, _types(table), _rows(table, data), path.parent)
                for column in table.columns:
                    _comment(database, f'COLUMN "{table.name}"."{column.name}"', column.description)
                _comment(database, f'TABLE "{table.name}"', table.description)
            database.execute("CREATE TABLE timeline_record (n BIGINT PRIMARY KEY, line VARCHAR NOT NULL)")
            lines = ({"n": n, "line": line} for n, line in enumerate(event_lines(data)))
            _load(database, "timeline_record", {"n": "BIGINT", "line": "VARCHAR"}, lines, path.parent)
            database.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise OutputError(f"{path.name} cannot be written ({_line(error)}); check the disk.") from error


def read_duckdb(path: Path) -> TimelineData:
    """Read a timeline from a database that `write_duckdb` wrote.

    Raises:
        MissingExtraError: duckdb is not installed.
        SourceError: it is no such database.
    """
    duckdb = _duckdb()
    try:
        with duckdb.connect(str(path), read_only=True, config=_QUIET) as database:
            found = database.execute("SELECT line FROM timeline_record ORDER BY n").fetchall()
    except duckdb.Error as error:
        raise SourceError(
            f"{path} is no database that this program wrote ({_line(error)}); give a file that it wrote."
        ) from None
    return read_events([str(line) for (line,) in found], name=str(path))


# Nothing is fetched over the network, whatever a query would like to have.
_QUIET: Final[dict[str, Any]] = {"autoinstall_known_extensions": "false"}


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError(
            "A DuckDB file needs duckdb; install it with: pip install 'conflict-timeline[duckdb]'"
        ) from None
    return duckdb


def _types(table: Table) -> dict[str, str]:
    return {column.name: _TYPES[column.type] for column in table.columns}


def _create(table: Table) -> str:
    parts = []
    for name, kind in _types(table).items():
        part = f'"{name}" {kind}'
        if name == table.key:
            part += " PRIMARY KEY"
        # An article may repeat a later one of the same table, which DuckDB checks row by row.
        if (target := table.foreign.get(name, table.name)) != table.name:
            key = next(other.key for other in tables() if other.name == target)
            part += f' REFERENCES "{target}" ("{key}")'
        parts.append(part)
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


def _rows(table: Table, data: TimelineLike) -> Iterable[Mapping[str, object]]:
    for row in table_rows(data, table.name, lists=True):
        yield {name: storable(value) for name, value in row.items()}


def _load(
    database: duckdb.DuckDBPyConnection,
    table: str,
    types: Mapping[str, str],
    rows: Iterable[Mapping[str, object]],
    folder: Path,
) -> None:
    temporary = folder / f"{table}.jsonl"
    with temporary.open("w", encoding="utf-8") as handle:
        for row in rows:
            json.dump(row, handle, ensure_ascii=False, default=_iso)
            handle.write("\n")
    if temporary.stat().st_size:
        columns = ", ".join(f"\"{name}\": '{kind}'" for name, kind in types.items())
        names = ", ".join(f'"{name}"' for name in types)
        database.execute(
            f"INSERT INTO \"{table}\" ({names}) SELECT {names} FROM read_json(?, format='newline_delimited', "
            f"columns={{{columns}}}, maximum_object_size={_LARGEST})",
            [str(temporary)],
        )
    temporary.unlink()


def _comment(database: duckdb.DuckDBPyConnection, target: str, text: str) -> None:
    quoted = text.replace("'", "''")
    database.execute(f"COMMENT ON {target} IS '{quoted}'")


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
