"""A data package (Frictionless Data): tables as CSV and `datapackage.json`, which describes every field.

Either one ZIP, or `datapackage.json` in a folder with the tables beside it. The descriptor holds a Table
Schema for each table (type, description, key, pointers to other tables), made from columns.toml and
tables.toml.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

from timeline.errors import OutputError
from timeline.export.atomic import atomic_path, atomic_write
from timeline.export.columns import LIST_JOIN, Column
from timeline.export.csv import write_rows
from timeline.export.tables import Table, table_rows, tables
from timeline.models import TimelineData

__all__ = ["descriptor", "table_schema", "write_package"]

NAME: Final = "datapackage.json"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_CODES: Final = {
    "time_precision": (1, 2, 3),
    "date_prec": (1, 2, 3, 4, 5),
    "quad_class": (1, 2, 3, 4),
    "geo_precision": (1, 2, 3),
}


def write_package(data: TimelineData, path: Path, *, title: str = "") -> int:
    """Write a ZIP (`.zip`), or the descriptor to a path and the tables beside it.

    Tables beside a descriptor that are there already must be those of an earlier package, or the very same:
    a package never writes over a file that nobody named, such as the `articles.csv` that was read.

    Raises:
        OutputError: a table would be written over, or the folder may not be written.
    """
    files = {f"{table.name}.csv": _csv(data, table) for table in reversed(tables())}
    head = (json.dumps(descriptor(files, title=title), ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    if path.suffix.lower() == ".zip":
        with atomic_path(path) as free, zipfile.ZipFile(free, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in ((NAME, head), *files.items()):
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
        return 0
    known = _known(path)
    for name, content in files.items():
        beside = path.with_name(name)
        if name not in known and beside.exists() and beside.read_bytes() != content:
            raise OutputError(
                f"{beside} is there already and is no part of a data package; "
                "give an empty folder, or a .zip."
            )
    for name, content in files.items():
        with atomic_write(path.with_name(name)) as handle:
            handle.write(content.decode("utf-8"))
    with atomic_write(path) as handle:  # last: a descriptor never names tables that are not there
        handle.write(head.decode("utf-8"))
    return 0


def descriptor(files: dict[str, bytes], *, title: str = "") -> dict[str, Any]:
    """The descriptor of a package whose tables have these contents."""
    by_name = {f"{table.name}.csv": table for table in tables()}
    return {
        "profile": "tabular-data-package",
        "name": "conflict-timeline",
        "title": title or "Conflict timeline",
        "description": "Dated events from news reports, with their mentions and articles. Empty means "
        "unknown. event_date is a place on an axis: date_start and date_end hold what is known.",
        "resources": [_resource(by_name[name], content) for name, content in files.items()],
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The Table Schema of a table."""
    schema: dict[str, Any] = {
        "fields": [_field(column, table) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = [table.key]
    schema["foreignKeys"] = [
        {
            "fields": [column],
            "reference": {"resource": "" if target == table.name else target, "fields": [_key(target)]},
        }
        for column, target in table.foreign.items()
    ]
    return schema


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminator": "\r\n",
            "header": True,
        },
        "schema": table_schema(table),
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    constraints: dict[str, Any] = {}
    if column.type == "list":
        # Table Schema 1 has no lists of text in a cell.
        made |= {"type": "string", "separator": LIST_JOIN}
        made["description"] += f' Several are joined with "{LIST_JOIN}".'
    if column.type == "boolean":
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.name == table.key:
        constraints |= {"required": True, "unique": True}
    if column.name in _CODES:
        constraints["enum"] = list(_CODES[column.name])
    if constraints:
        made["constraints"] = constraints
    if column.same_as:
        made["sameAs"] = dict(column.same_as)
    return made


def _key(name: str) -> str:
    return next(table.key for table in tables() if table.name == name)


def _csv(data: TimelineData, table: Table) -> bytes:
    handle = io.StringIO(newline="")
    write_rows(table.columns, table_rows(data, table.name), handle)
    return handle.getvalue().encode("utf-8")


def _known(path: Path) -> set[str]:
    """The files of an earlier package at this path; none when what is there is something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(r["path"]) for r in found["resources"]} if found["name"] == "conflict-timeline" else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
