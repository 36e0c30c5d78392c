"""What a shard looks like: results by the digest of their article, in a file that others can read, too.

`.jsonl.gz` is a line of JSON for each article, packed with gzip, and needs nothing but Python. `.parquet` has
the columns `key` and `result` (the same JSON), which DuckDB and Spark query as they lie.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

from timeline.errors import MissingExtraError
from timeline.runs.work import QUICK

__all__ = ["ENDS", "JSONL", "PARQUET", "packed", "unpacked"]

JSONL: Final = ".jsonl.gz"
PARQUET: Final = ".parquet"
ENDS: Final = (JSONL, PARQUET)


def packed(results: Mapping[bytes, bytes], end: str) -> bytes:
    """A shard with these results; the same ones give the same file, whoever writes it.

    Raises:
        MissingExtraError: it is to be Parquet, and pyarrow is not installed.
    """
    rows = [(key.hex(), zlib.decompress(body)) for key, body in results.items()]
    if end == PARQUET:
        arrow, parquet = _arrow()
        columns = {"key": [key for key, _ in rows], "result": [body.decode() for _, body in rows]}
        schema = arrow.schema([(name, arrow.string()) for name in columns])
        handle = io.BytesIO()
        parquet.write_table(arrow.table(columns, schema=schema), handle, compression="zstd")
        return handle.getvalue()
    lines = (b'{"key":"%s","result":%s}\n' % (key.encode(), body) for key, body in rows)
    return gzip.compress(b"".join(lines), mtime=0)  # no time of writing in it


def unpacked(whole: bytes, end: str) -> dict[bytes, bytes]:
    """The results in a shard; none when it is damaged.

    Raises:
        MissingExtraError: it is Parquet, and pyarrow is not installed.
    """
    if end == PARQUET:
        _, parquet = _arrow()
        try:
            read = parquet.read_table(io.BytesIO(whole), columns=["key", "result"]).to_pydict()
            rows = zip(read["key"], read["result"], strict=True)
            return {bytes.fromhex(key): zlib.compress(body.encode(), QUICK) for key, body in rows}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):  # pyarrow's own are of these
            return {}
    try:
        return dict(map(_parts, gzip.decompress(whole).splitlines()))
    except (OSError, EOFError, zlib.error, ValueError, KeyError):
        return {}


def _parts(line: bytes) -> tuple[bytes, bytes]:
    head, tail = line.split(b'","result":', 1)
    key = bytes.fromhex(json.loads(head + b'"}')["key"])
    return key, zlib.compress(tail.removesuffix(b"}"), QUICK)


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError(
            "shards in Parquet need pyarrow; install it with: pip install 'conflict-timeline[parquet]'"
        ) from None
    return pyarrow, parquet
