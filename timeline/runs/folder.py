"""The event store as a folder of shards, on any file system that fsspec knows: for clusters.

A shard (`shards`) holds the results of one batch under a name made from its articles: written twice it is
the same file, so that workers and runs may share the folder without a lock. Each version of rules, pipeline
and options has a folder of its own; old ones are left, and may be deleted by hand. In a folder whose own
name ends in ".parquet", new shards are Parquet; those of either form are read.
"""

from __future__ import annotations

import os
import sqlite3
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final
from uuid import uuid4

from timeline.errors import MissingExtraError, OutputError
from timeline.runs import shards
from timeline.runs.version import Version
from timeline.temporary import Tables

__all__ = ["FolderStore", "is_folder"]

HELD: Final = 8
"""Shards held in memory: neighbours of one run were neighbours in the last."""


def is_folder(store: str) -> bool:
    """Whether a store's name means a folder: it ends in "/", has a protocol ("s3://..."), or is one.

    >>> is_folder("kept/"), is_folder("s3://bucket/kept"), is_folder("kept.store")
    (True, True, False)
    """
    return "://" in store or store.endswith(("/", os.sep)) or os.path.isdir(store)  # noqa: PTH112 - a str


class FolderStore:
    """A store in a folder, made when it is missing; without `look`, what it holds is not gone through.

    Raises:
        MissingExtraError: fsspec, or what it needs for this protocol or for Parquet, is not installed.
        OutputError: the folder cannot be made or read.
    """

    def __init__(self, url: str, version: Version, *, look: bool = True) -> None:
        self.url = url
        self.version = version
        self._files, root = _file_system(url)
        self._end = shards.PARQUET if url.rstrip("/").endswith(shards.PARQUET) else shards.JSONL
        self._folder = f"{root.rstrip('/')}/{version.program[:16]}-{version.variant[:16]}"
        # An empty name is a file of SQLite's own, so that a million keys need no memory.
        self._index = sqlite3.connect("", check_same_thread=False, isolation_level=None, factory=Tables)
        self._index.execute("CREATE TABLE place (key BLOB PRIMARY KEY, shard TEXT) WITHOUT ROWID")
        self._shards: OrderedDict[str, Mapping[bytes, bytes]] = OrderedDict()
        try:
            self._files.makedirs(self._folder, exist_ok=True)
            if not look:
                return
            for name in self._names():
                self._note(name)
        except OSError as error:
            self._index.close()
            raise OutputError(f"the folder {url} cannot be used ({error}); check its name.") from None

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The results that are known of these articles; a shard that is damaged counts as missing."""
        found = {}
        for key in keys:
            row = self._index.execute("SELECT shard FROM place WHERE key = ?", (key,)).fetchone()
            body = self.read(row[0]).get(key) if row else None
            if body is not None:
                found[key] = body
        return found

    def put(self, results: Mapping[bytes, bytes]) -> None:
        """Keep results in a shard of their own.

        Raises:
            OutputError: the shard cannot be written.
        """
        name = self.write(results)
        self._index.executemany(
            "INSERT OR REPLACE INTO place VALUES (?, ?)", ((key, name) for key in results)
        )

    def write(self, results: Mapping[bytes, bytes]) -> str:
        """Write a shard, whole or not at all, and give its name."""
        name = blake2b(b"".join(results), digest_size=12).hexdigest() + self._end
        whole = shards.packed(results, self._end)
        path = f"{self._folder}/{name}"
        try:
            if "file" not in self._files.protocol:
                self._files.pipe_file(path, whole)  # object stores show an object when it is whole
            else:
                free = f"{self._folder}/.{name}.{uuid4().hex}.tmp"
                with open(free, "wb") as handle:  # noqa: PTH123 - fsspec gives a str
                    handle.write(whole)
                    handle.flush()
                    os.fsync(handle.fileno())
                os.replace(free, path)  # noqa: PTH105
        except OSError as error:
            raise OutputError(
                f"the folder {self.url} cannot be written ({error}); what was kept in it is safe: make room "
                "or check your rights, and run the same command again."
            ) from None
        return name

    def read(self, name: str) -> Mapping[bytes, bytes]:
        """The results in a shard; none when it is missing or damaged."""
        if name not in self._shards:
            self._shards[name] = self._unpacked(name)
            if len(self._shards) > HELD:
                self._shards.popitem(last=False)
        return self._shards[name]

    def finish(self) -> None:
        """Nothing: another run may be using what this one cannot."""

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def _unpacked(self, name: str) -> dict[bytes, bytes]:
        try:
            whole = self._files.cat_file(f"{self._folder}/{name}")
        except OSError:
            return {}
        return shards.unpacked(whole, next(end for end in shards.ENDS if name.endswith(end)))

    def _names(self) -> list[str]:
        """The shards that are there now, whatever a file system remembers of its last look."""
        self._files.invalidate_cache()
        try:
            paths = self._files.ls(self._folder, detail=False)
        except FileNotFoundError:  # a bucket has no empty folders
            return []
        names = (path.rpartition("/")[2] for path in sorted(paths))
        return [name for name in names if name.endswith(shards.ENDS)]

    def _note(self, name: str) -> None:
        self._index.executemany(
            "INSERT OR REPLACE INTO place VALUES (?, ?)", ((key, name) for key in self._unpacked(name))
        )


def _file_system(url: str) -> tuple[Any, str]:
    try:
        import fsspec

        return fsspec.core.url_to_fs(url)  # type: ignore[no-any-return]
    except ImportError as error:
        raise MissingExtraError(
            f"a store in a folder ({url}) needs {error.name or error}; install it with: "
            "pip install 'conflict-timeline[cluster]'"
        ) from None
    except ValueError as error:
        raise OutputError(f"the folder {url} cannot be used ({error}).") from None
