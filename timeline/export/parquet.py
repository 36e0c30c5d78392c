"""The event table as Parquet: real dates and lists, a description on every column, and the way back.

The last column, `record`, holds each event with its mentions as JSON; the articles, the problems and the
order of the mentions are in the file's own metadata. So a table that any Parquet reader opens reads back as
the whole timeline.
"""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any, Final

from timeline.errors import MissingExtraError, SourceError
from timeline.export.clean import storable
from timeline.export.columns import Column, columns
from timeline.export.jsonl import event_lines, read_events
from timeline.export.rows import rows
from timeline.models import TimelineData, TimelineLike

__all__ = ["read_parquet", "write_parquet"]

_KEY: Final = b"conflict_timeline"
_RECORD: Final = Column("record", "string", "The event and its tellings as JSON, for reading back.")


def write_parquet(data: TimelineLike, path: Path, *, title: str = "") -> None:
    """Write the event table to a free name.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa, parquet = _pyarrow()
    types = {
        "string": pa.string(),
        "list": pa.list_(pa.string()),
        "date": pa.date32(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    records, rest = _split(data)
    table = list(rows(data, lists=True))
    header = (*columns(), _RECORD)
    arrays = [
        pa.array([storable(row[column.name]) for row in table], types[column.type]) for column in columns()
    ]
    schema = pa.schema(
        [pa.field(c.name, types[c.type], metadata={"description": c.description}) for c in header],
        metadata={_KEY: base64.b64encode(zlib.compress(rest.encode("utf-8")))},
    )
    made = pa.Table.from_arrays([*arrays, pa.array(records, pa.string())], schema=schema)
    parquet.write_table(made, path, compression="zstd")


def read_parquet(path: Path) -> TimelineData:
    """Read a timeline from a file that `write_parquet` wrote.

    Raises:
        MissingExtraError: pyarrow is not installed.
        SourceError: it is no such file.
    """
    pa, parquet = _pyarrow()
    wrong = SourceError(f"{path} is no Parquet file that this program wrote; give a file that it wrote.")
    try:
        # `read_table` would take folder names such as "year=2024" for columns.
        with parquet.ParquetFile(path) as file:
            metadata = file.schema_arrow.metadata or {}
            if _KEY not in metadata or _RECORD.name not in file.schema_arrow.names:
                raise wrong
            records = file.read(columns=[_RECORD.name]).column(0).to_pylist()
        rest = zlib.decompress(base64.b64decode(metadata[_KEY])).decode("utf-8")
        return read_events(
            _joined([json.loads(record) for record in records], json.loads(rest)), name=str(path)
        )
    except (pa.ArrowException, zlib.error, ValueError, KeyError, TypeError):
        raise wrong from None


def _split(data: TimelineLike) -> tuple[list[str], str]:
    """The lines of the timeline: those of each event with its mentions, and all the others."""
    mentions: dict[str, str] = {}
    events: list[str] = []
    others: list[str] = []
    ids = iter(mention.mention_id for mention in data.mentions)
    for line in event_lines(data):
        if line.startswith('{"kind": "mention"'):
            mentions.setdefault(next(ids), line)
        elif line.startswith('{"kind": "event"'):
            events.append(line)
        else:
            others.append(line)
    order = list(mentions)
    records = []
    for event, line in zip(data.events, events, strict=True):
        own = {name: mentions.pop(name) for name in dict.fromkeys(event.mention_ids) if name in mentions}
        records.append(json.dumps({"event": line, "mentions": own}, ensure_ascii=False))
    rest = {"lines": others, "mentions": mentions, "order": order}
    return records, json.dumps(rest, ensure_ascii=False)


def _joined(records: list[dict[str, Any]], rest: dict[str, Any]) -> list[str]:
    mentions = dict(rest["mentions"])
    for record in records:
        mentions.update(record["mentions"])
    # A file whose rows were filtered elsewhere has fewer mentions than it was written with.
    ordered = [mentions[name] for name in rest["order"] if name in mentions]
    return [*rest["lines"], *ordered, *(record["event"] for record in records)]


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError(
            "A Parquet file needs pyarrow; install it with: pip install 'conflict-timeline[parquet]'"
        ) from None
    return pa, parquet
