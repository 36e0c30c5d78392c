"""What a page of very many events is made of, on the disk once it is large: bytes, and numbers of values."""

from __future__ import annotations

import codecs
import tempfile
import weakref
from collections.abc import Iterator
from typing import Any

from timeline.page.text import for_script
from timeline.temporary import Tables, told

HELD = 20_000
"""Values that are looked up in memory before a table goes to the disk."""

_IN_MEMORY = 1 << 16  # bytes of one spool
_CHUNK = 1 << 17  # whole numbers of eight bytes


class Spool:
    """Bytes that are written and then read to their end; beyond 64 kB they lie in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - open as long as this is
        weakref.finalize(self, self._file.close)
        self.empty = True

    def write(self, data: bytes) -> None:
        """Add to the end.

        Raises:
            OutputError: the temporary file cannot be written.
        """
        with told():
            self._file.write(data)
        self.empty = False

    def item(self, text: str) -> None:
        """Add one more item of a JSON list."""
        self.write(("," * (not self.empty) + text).encode())

    def read(self) -> Iterator[bytes]:
        """All bytes from the beginning, so many at a time that no number of eight bytes is cut in two."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk


class Numbers:
    """Numbers of values, from 0 up in the order in which they come.

    The last values asked for are looked up in memory, the rest in a temporary database: that is slower, and
    takes no memory.

    Example:
        >>> words = Numbers()
        >>> words.of("hit"), words.of("said"), words.of("hit"), words.get("gone")
        (0, 1, 0, None)
        >>> "".join(words.written())
        '["hit","said"]'
    """

    def __init__(self, *, held: int = HELD, keep: bool = True) -> None:
        self._most = held
        self._held: dict[Any, int] = {}
        self._fresh: list[tuple[str, int]] = []
        self._base: Tables | None = None
        self._texts = Spool() if keep else None
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def of(self, value: Any) -> int:
        """The number of a value (a text or a tuple of plain ones), a new one if it was never seen."""
        number = self._held.get(value)
        if number is None:
            number = self._kept(value)
            if number is None:
                number = self._count
                self._count += 1
                self._add(value, number)
            self._hold(value, number)
        return number

    def get(self, value: Any) -> int | None:
        """The number of a value, or None if it has none."""
        number = self._held.get(value)
        if number is None:
            number = self._kept(value)
            if number is not None:
                self._hold(value, number)
        return number

    def written(self) -> Iterator[str]:
        """The values as a JSON list, number N at place N, in pieces that can stand in a script."""
        if self._texts is None:
            raise ValueError("made without its values")
        yield "["
        yield from decoded(self._texts)
        yield "]"

    def _kept(self, value: Any) -> int | None:
        if self._base is None:
            return None
        row = self._base.execute("SELECT number FROM value WHERE text = ?", (for_script(value),)).fetchone()
        return int(row[0]) if row else None

    def _add(self, value: Any, number: int) -> None:
        text = for_script(value)
        self._fresh.append((text, number))
        if self._texts is not None:
            self._texts.item(text)

    def _hold(self, value: Any, number: int) -> None:
        if len(self._held) >= self._most:
            if self._base is None:
                # An empty name is a file of SQLite's own, which goes with the connection.
                self._base = Tables("", isolation_level=None)
                weakref.finalize(self, self._base.close)
                self._base.execute("CREATE TABLE value (text TEXT PRIMARY KEY, number INT) WITHOUT ROWID")
            # Two values may be written alike: halves of surrogate pairs cannot be written.
            self._base.executemany("INSERT OR IGNORE INTO value VALUES (?, ?)", self._fresh)
            self._fresh.clear()
            self._held.clear()
        self._held[value] = number


def decoded(spool: Spool) -> Iterator[str]:
    """The text of a spool; a character may lie on the edge of two pieces."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in spool.read():
        yield decoder.decode(chunk)


def lines(spool: Spool) -> Iterator[str]:
    """The lines of a spool, without their ends."""
    rest = ""
    for piece in decoded(spool):
        *whole, rest = (rest + piece).split("\n")
        yield from whole
    if rest:
        yield rest
