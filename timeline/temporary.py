"""Temporary files: what goes wrong with them, told as one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from timeline.errors import OutputError

__all__ = ["Tables", "told"]


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong with temporary files in the block, with the mend.

    Raises:
        OutputError: the disk is full, or fails.
    """
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise OutputError(
            f"temporary files cannot be written ({reason}); make room in the folder for them, or name "
            "another one (TMPDIR, SQLITE_TMPDIR)."
        ) from error


class Tables(sqlite3.Connection):
    """A connection to a temporary file that tells what went wrong with it."""

    def execute(self, *args: Any) -> sqlite3.Cursor:
        """As `sqlite3.Connection.execute`."""
        with told():
            return super().execute(*args)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        """As `sqlite3.Connection.executemany`."""
        with told():
            return super().executemany(*args)
