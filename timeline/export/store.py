"""Timelines read back from files that this program wrote; what a file is, is told by its first bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from timeline.errors import SourceError
from timeline.models import TimelineData

__all__ = ["kind_of", "read_timeline"]

_HEAD: Final = 8192


def kind_of(path: str | Path) -> str:
    """ "jsonl", "sqlite", "duckdb", "parquet" or "csv" for a file that holds a timeline of ours, else "".

    Only the first bytes are read: a database may turn out to be somebody else's when it is opened. A table
    of articles, or JSON lines of articles or mentions, is none of these.
    """
    try:
        if not Path(path).is_file():
            return ""
        with Path(path).open("rb") as handle:
            head = handle.read(_HEAD)
    except OSError:
        return ""
    if head.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head[8:12] == b"DUCK":
        return "duckdb"
    line = head.decode("utf-8", "replace").lstrip("\ufeff").split("\n", 1)[0].strip()
    if line.startswith("{"):
        return "jsonl" if _is_head(line) else ""
    return "csv" if line.startswith("event_id,event_date,date_start,date_end,") else ""


def read_timeline(path: str | Path | BinaryIO) -> TimelineData:
    """Read a timeline from JSON lines, SQLite, DuckDB, Parquet (all of it) or CSV (what a table holds).

    An open handle (standard input) gives JSON lines.

    Raises:
        SourceError: the file is missing, unreadable, or none that this program wrote.
        MissingExtraError: the package that reads it is not installed.
    """
    if not isinstance(path, str | Path):
        return _read_lines(io.TextIOWrapper(path, encoding="utf-8", newline="\n"), "standard input")
    path = Path(path)
    kind = kind_of(path)
    if not kind and path.suffix.lower() in (".jsonl", ".ndjson"):
        kind = "jsonl"  # whose reader says which line is wrong
    try:
        if not kind:
            with path.open("rb"):  # missing and forbidden files have their own sentence
                pass
            raise SourceError(
                f"{path} holds no timeline; give a JSONL, SQLite, DuckDB, Parquet or CSV file "
                "that this program wrote."
            )
        return _readers()[kind](path)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SourceError(f"{path} cannot be read ({reason}); check the path.") from error


def _readers() -> dict[str, Callable[[Path], TimelineData]]:
    from timeline.export.csv_in import read_csv
    from timeline.export.duckdb import read_duckdb
    from timeline.export.parquet import read_parquet
    from timeline.export.sqlite import read_sqlite

    return {
        "jsonl": _read_jsonl,
        "sqlite": read_sqlite,
        "duckdb": read_duckdb,
        "parquet": read_parquet,
        "csv": read_csv,
    }


def _read_jsonl(path: Path) -> TimelineData:
    with path.open(encoding="utf-8", newline="\n") as handle:
        return _read_lines(handle, str(path))


def _read_lines(handle: TextIO, name: str) -> TimelineData:
    from timeline.export.jsonl import read_events

    try:
        return read_events(handle, name=name)
    except UnicodeDecodeError:
        raise SourceError(f"{name} is not UTF-8; give a file that this program wrote.") from None


def _is_head(line: str) -> bool:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("kind") == "timeline"
