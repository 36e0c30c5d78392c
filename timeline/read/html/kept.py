"""Web pages as they were read, kept from run to run: taking a page apart costs as much as understanding it.

An SQLite file beside the event store. A page is known by its bytes and by who read it (the rules of this
folder and the libraries); what is not there, or is damaged, is read anew. Nothing here can make a run fail:
where the file cannot be used, the run does without.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

__all__ = ["KeptPages"]

END: Final = ".pages"
TOGETHER: Final = 50
"""Pages written in one transaction: what a crash may cost."""
LIBRARIES: Final = ("trafilatura", "lxml", "justext", "htmldate", "courlan")
QUICK: Final = 1
"""zlib's fastest level."""


class KeptPages:
    """The pages beside a store ("kept.store.pages"), opened with the first question.

    Example:
        >>> pages = KeptPages("kept.store")                                   # doctest: +SKIP
        >>> pages.put(pages.key(b"<html>...", "", ""), b'{"text": "..."}')    # doctest: +SKIP
    """

    def __init__(self, store: str | Path) -> None:
        self._path = Path(f"{store}{END}")
        self._base: sqlite3.Connection | None = None
        self._is_off = False
        self._waiting = 0

    def key(self, data: bytes, charset: str, address: str) -> bytes:
        """What a page is known by."""
        whole = blake2b(_reader(), digest_size=16)
        for part in (charset.encode(), address.encode("utf-8", "surrogatepass"), data):
            whole.update(len(part).to_bytes(8, "big"))
            whole.update(part)
        return whole.digest()

    def get(self, key: bytes) -> bytes | None:
        """What the page was read as."""
        with self._tolerant():
            if base := self._opened():
                row = base.execute("SELECT body FROM page WHERE key = ?", (key,)).fetchone()
                return zlib.decompress(row[0]) if row else None
        return None

    def put(self, key: bytes, body: bytes) -> None:
        """Keep what a page was read as."""
        with self._tolerant():
            if base := self._opened():
                if not self._waiting:
                    base.execute("BEGIN")
                row = (key, _reader(), zlib.compress(body, QUICK))
                base.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", row)
                self._waiting += 1
                if self._waiting >= TOGETHER:
                    base.execute("COMMIT")
                    self._waiting = 0

    def close(self) -> None:
        """Let go of the file; pages of other readers go."""
        with self._tolerant():
            if self._base is not None and self._waiting:
                self._base.execute("DELETE FROM page WHERE reader <> ?", (_reader(),))
                self._base.execute("COMMIT")
                self._waiting = 0
        if self._base is not None:
            self._base.close()
            self._base = None

    def _opened(self) -> sqlite3.Connection | None:
        if self._base is None and not self._is_off:
            self._base = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
            # Safe when the process is killed; after a power cut the file may be damaged, and is made anew.
            self._base.execute("PRAGMA synchronous = OFF")
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS page (key BLOB PRIMARY KEY, reader BLOB, body BLOB) WITHOUT ROWID"
            )
        return self._base

    @contextlib.contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Without the file, when it cannot be used; a damaged one is removed: the next run makes it anew."""
        try:
            yield
        except (sqlite3.Error, zlib.error, TypeError, OSError) as error:
            self._is_off, self._waiting = True, 0
            if self._base is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._base.close()
                self._base = None
            if isinstance(error, zlib.error | TypeError) or (
                isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
            ):
                with contextlib.suppress(OSError):
                    self._path.unlink()


@lru_cache(maxsize=1)
def _reader() -> bytes:
    """Who reads: the rules of this folder, and the libraries."""
    whole = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.is_file():
            whole.update(path.name.encode())
            whole.update(path.read_bytes())
    for name in LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            whole.update(f"{name} {version(name)}".encode())
    return whole.digest()
