"""The rows of a table, whatever holds it: CSV or TSV (packed or not), JSON, JSON Lines, Parquet, a frame.

Every row comes as a dictionary of texts and numbers, with the column names as the table has them.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from timeline.errors import MissingExtraError, SourceError
from timeline.linking.mapping import Columns

__all__ = ["Raw", "is_frame", "records"]

Raw = Mapping[str, Any]
_FIELD: Final = 16 * 1024 * 1024
_UNPACKED: Final = 8 * 1024**3
_GUESSED: Final = ("\t", ",", ";", "|")


def records(source: object, mapping: Columns) -> Iterator[Raw]:
    """The rows of a file, a frame of pandas or polars, or a sequence of dictionaries.

    Raises:
        SourceError: the file is missing, empty, of no known kind, or cut off.
        MissingExtraError: a Parquet file, and pyarrow is not installed.
    """
    if is_frame(source):
        yield from _of_frame(source)
    elif isinstance(source, str | Path):
        yield from _of_file(Path(source), mapping)
    elif isinstance(source, Iterable):
        yield from source
    else:
        raise SourceError(f"a table is a file, a frame or a list of rows, not {type(source).__name__}.")


def is_frame(source: object) -> bool:
    """True of a frame of pandas or polars, told without importing either."""
    return type(source).__module__.split(".")[0] in {"pandas", "polars"} and hasattr(source, "columns")


def _of_frame(frame: Any) -> Iterator[Raw]:
    rows = frame.iter_rows(named=True) if hasattr(frame, "iter_rows") else frame.to_dict("records")
    for row in rows:
        yield {str(name): _scalar(value) for name, value in row.items()}


def _scalar(value: Any) -> Any:
    """A cell without the missing values of pandas, which equal not even themselves."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    return None if isinstance(value, float) and math.isnan(value) else value


def _of_file(path: Path, mapping: Columns) -> Iterator[Raw]:
    if not path.exists():
        raise SourceError(f"{path} is not there; give the name of a file.")
    if path.is_dir():
        raise SourceError(f"{path} is a folder; give the name of a file.")
    try:
        with path.open("rb") as handle:
            head = handle.read(4)
        if head == b"PAR1":
            yield from _parquet(path)
            return
        with _text(path, head) as handle:
            yield from _rows(handle, mapping, path)
    except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile, zipfile.BadZipFile, EOFError) as error:
        raise SourceError(f"{path} cannot be read as a table in UTF-8 ({error}).") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({(error.strerror or str(error)).lower()}).") from None


def _text(path: Path, head: bytes) -> TextIO:
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    if head.startswith(b"PK\x03\x04"):
        archive = zipfile.ZipFile(path)
        names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".tsv", ".txt"))]
        if len(names) != 1:
            raise SourceError(f"{path} holds {len(names)} tables; unpack it and give one of them.")
        if archive.getinfo(names[0]).file_size > _UNPACKED:
            raise SourceError(f"{path} unpacks to more than 8 GB; unpack it and take the part that you need.")
        return io.TextIOWrapper(archive.open(names[0]), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _rows(handle: TextIO, mapping: Columns, path: Path) -> Iterator[Raw]:
    first = handle.readline()
    while first and not first.strip():
        first = handle.readline()
    if not first:
        raise SourceError(f"{path} is empty; give a table with at least a header.")
    if first.lstrip()[0] in "{[":
        yield from _json(first, handle, path)
        return
    csv.field_size_limit(_FIELD)
    delimiter = mapping.delimiter or max(_GUESSED, key=first.count)
    if mapping.delimiter and mapping.delimiter not in first:
        delimiter = max(_GUESSED, key=first.count)  # GDELT from BigQuery: commas and a header
    lines = (line.replace("\0", "") for line in _chain(first, handle))
    # GDELT quotes nothing: a lone quotation mark in a place's name would swallow the lines after it.
    if delimiter == "\t" == mapping.delimiter:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=delimiter)
    top = next(reader)
    header = [name.strip() for name in top]
    bare = bool(mapping.header) and not _is_header(header, mapping)
    if bare:
        if len(top) != len(mapping.header):
            raise SourceError(
                f"{path} has no header of {mapping.name}, and {len(top)} columns where its files without "
                f"a header have {len(mapping.header)}; give another --as."
            )
        header = list(mapping.header)
        yield dict(zip(header, top, strict=True))
    for row in reader:
        if row:
            yield dict(zip(header, row, strict=False))


def _is_header(cells: Sequence[str], mapping: Columns) -> bool:
    wanted = {name.casefold() for names in mapping.columns.values() for name in names}
    return sum(cell.casefold() in wanted for cell in cells) >= 2


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _json(first: str, handle: TextIO, path: Path) -> Iterator[Raw]:
    """JSON Lines, a list of objects, or an answer of ACLED's or UCDP's service, which holds such a list."""
    try:
        top = json.loads(first)
        lines = isinstance(top, dict) and not any(
            isinstance(top.get(key), list) for key in ("data", "Result")
        )
    except ValueError:
        top, lines = None, False
    number = 1
    try:
        if lines:
            yield top
            for number, line in enumerate(handle, start=2):
                if line.strip():
                    yield _object(json.loads(line), path, number)
            return
        whole = json.loads(first + handle.read()) if top is None else top
    except (ValueError, RecursionError):
        raise SourceError(f"{path}, line {number} is not valid JSON.") from None
    if isinstance(whole, dict):
        whole = whole.get("data") or whole.get("Result") or whole
    for number, row in enumerate(whole if isinstance(whole, list) else [whole], start=1):
        yield _object(row, path, number)


def _object(row: object, path: Path, number: int) -> Raw:
    if not isinstance(row, dict):
        raise SourceError(f"{path}: entry {number} is not a JSON object with the columns as keys.")
    return row


def _parquet(path: Path) -> Iterator[Raw]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise MissingExtraError(
            "A Parquet file needs pyarrow; install it with: pip install 'conflict-timeline[parquet]'"
        ) from None
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=4096):
                yield from batch.to_pylist()
    except ArrowException as error:
        raise SourceError(
            f"{path} is no Parquet file that can be read ({str(error).splitlines()[0]})."
        ) from None
