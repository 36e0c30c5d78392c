"""The event store: what finished articles hold, in one SQLite file, so that no article is worked on twice.

A result is kept under the digest of its article and the version of all else that it depends on. Each batch is
one transaction with SQLite's rollback journal: kill -9, a power cut or a full disk cost the batch that was
being written and nothing else. One run at a time may hold a store.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from timeline.errors import OutputError, SourceError
from timeline.runs.version import Version

__all__ = ["FileStore", "InUseError", "Store"]

FORM: Final = 1
"""The form of the tables below (SQLite's user_version)."""
MARK: Final = 0x544C5253
"""SQLite's application_id: tells a store from other databases, such as a timeline of ours."""
SECONDS: Final = 2.0
"""How long to wait for another run to let go of the store."""
AT_ONCE: Final = 500
"""Keys asked for in one query; SQLite of old takes 999 parameters."""


class Store(Protocol):
    """Where results are kept between runs, by the digest of their article."""

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """The results that are known of these articles."""

    def put(self, results: Mapping[bytes, bytes]) -> None:
        """Keep results, all or none of them.

        Raises:
            OutputError: they cannot be written; what was kept before is safe.
        """

    def finish(self) -> None:
        """The run has come to its end: what no run of this program can use again is removed."""

    def close(self) -> None:
        """Let go of the store; nothing is lost without it."""


class InUseError(SourceError):
    """Another run holds the store."""


class FileStore:
    """A store in one file, made when it is missing.

    Raises:
        SourceError: the file is none of ours, is damaged, or is of another form than this program's.
        InUseError: another run holds it.
        OutputError: it cannot be made or written.

    Example:
        >>> with contextlib.closing(FileStore("kept.store", version)) as store:   # doctest: +SKIP
        ...     store.put({key: body})
        ...     store.get([key])
    """

    def __init__(self, path: str | Path, version: Version) -> None:
        self.path = Path(path)
        if self.path.is_dir():
            raise OutputError(
                f"{path} is a folder; give the name of a file, or end it in / for a folder of shards."
            )
        with self._told():
            self._base = sqlite3.connect(
                self.path, timeout=SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            with self._told():
                self._version = self._open(version)
        except BaseException:
            self._base.close()
            raise

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The results that are known of these articles."""
        found: dict[bytes, bytes] = {}
        with self._told():
            for start in range(0, len(keys), AT_ONCE):
                some = keys[start : start + AT_ONCE]
                marks = ", ".join("?" * len(some))
                found.update(
                    self._base.execute(
                        f"SELECT key, body FROM result WHERE version = ? AND key IN ({marks})",
                        (self._version, *some),
                    )
                )
        return found

    def put(self, results: Mapping[bytes, bytes]) -> None:
        """Keep results in one transaction.

        Raises:
            OutputError: the disk is full, or the file cannot be written any more.
        """
        with self._told(), self._transaction():
            self._base.executemany(
                "INSERT OR REPLACE INTO result VALUES (?, ?, ?)",
                ((self._version, key, body) for key, body in results.items()),
            )

    def finish(self) -> None:
        """Remove the results of other programs (older rules or weights); their room is used again."""
        with self._told(), self._transaction():
            stale = "(SELECT id FROM version WHERE program <> (SELECT program FROM version WHERE id = ?))"
            self._base.execute(f"DELETE FROM result WHERE version IN {stale}", (self._version,))
            self._base.execute(f"DELETE FROM version WHERE id IN {stale}", (self._version,))

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def __len__(self) -> int:
        """How many articles have a result of this run's version."""
        with self._told():
            row = self._base.execute("SELECT count(*) FROM result WHERE version = ?", (self._version,))
            return int(row.fetchone()[0])

    def _open(self, version: Version) -> int:
        # The lock is taken once and kept until the file is closed, also by a process that is killed.
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._base.execute("PRAGMA synchronous = EXTRA")
        with self._transaction():
            mark, form = (
                self._base.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version")
            )
            if self._base.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0 and not mark:
                self._make()
            elif mark != MARK:
                raise SourceError(
                    f"{self.path} is a database, but no store of this program; give another name."
                )
            elif form != FORM:
                raise SourceError(
                    f"{self.path} is a store of another version of this program (form {form}, and this one "
                    f"reads {FORM}); remove it or give another name."
                )
            self._base.execute("INSERT OR IGNORE INTO version (program, variant) VALUES (?, ?)", version)
            found = self._base.execute("SELECT id FROM version WHERE program = ? AND variant = ?", version)
            return int(found.fetchone()[0])

    def _make(self) -> None:
        for line in (
            f"PRAGMA application_id = {MARK}",
            f"PRAGMA user_version = {FORM}",
            "CREATE TABLE version (id INTEGER PRIMARY KEY, program TEXT NOT NULL, variant TEXT NOT NULL, "
            "UNIQUE (program, variant))",
            "CREATE TABLE result (version INTEGER NOT NULL REFERENCES version (id), key BLOB NOT NULL, "
            "body BLOB NOT NULL, PRIMARY KEY (version, key))",
        ):
            self._base.execute(line)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN EXCLUSIVE")
        try:
            yield
            self._base.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a full disk may have rolled it back already
                self._base.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite says, as one sentence with the mend."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
            if code == sqlite3.SQLITE_BUSY:
                raise InUseError(
                    f"{self.path} is in use by another run; wait for it or give another store."
                ) from None
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise SourceError(
                    f"{self.path} is no store of this program, or is damaged ({error}); remove it or give "
                    "another name."
                ) from None
            raise OutputError(
                f"{self.path} cannot be written ({error}); what was kept in it is safe: make room or check "
                "the folder, and run the same command again."
            ) from None
