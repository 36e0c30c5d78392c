"""Temporary files of one merge: records, numbers and tables that need not be in memory all at once.

Held in memory instead (`Scratch.held`), the same classes keep the records as they are; so merging has one
way of working for a handful of mentions and for millions.
"""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
import tempfile
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from timeline.limits import trim
from timeline.temporary import Tables, told

__all__ = ["Buckets", "Cache", "Codec", "Pile", "Scratch", "Shelf", "key_of", "text_of"]

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Ints = NDArray[np.int64]
Rows = NDArray[Any]
Codec = tuple[Callable[[T], bytes], Callable[[bytes], T]]
"""How a record becomes bytes, and how it comes back."""

WRITE = 1 << 17
"""Bytes gathered before they are written."""
READ = 1 << 18
"""Bytes read at once where records are read one after the other."""
ROWS = 100_000
"""Rows of numbers gathered before they are sorted into buckets and written."""


def key_of(text: str) -> bytes:
    """Text as a key of a table: sorts as Python sorts text, and holds halves of surrogate pairs, too."""
    return text.encode("utf-8", "surrogatepass")


def text_of(key: bytes) -> str:
    """The text that a key was made of."""
    return key.decode("utf-8", "surrogatepass")


class Pile:
    """Bytes added at the end and read anywhere."""

    def __init__(self, file: io.FileIO | io.BytesIO) -> None:
        self._file = file
        self._late = bytearray()
        self._written = 0

    def __len__(self) -> int:
        return self._written + len(self._late)

    def add(self, data: bytes | memoryview) -> None:
        """Put data at the end."""
        self._late += data
        if len(self._late) >= WRITE:
            self._write()

    def read(self, at: int, size: int) -> bytes:
        """`size` bytes from `at`."""
        if at + size > self._written:
            self._write()
        self._file.seek(at)
        return self._file.read(size)

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def _write(self) -> None:
        with told():
            self._bring_out()

    def _bring_out(self) -> None:
        self._file.seek(self._written)
        # A raw file may take less than it is given, as it does when the disk is nearly full.
        rest = memoryview(self._late)
        while rest:
            done = self._file.write(rest)
            self._written += done
            rest = rest[done:]
        del rest
        self._late = bytearray()


class Shelf(Protocol[T]):
    """Records by number, in the order in which they were added."""

    def add(self, item: T) -> int:
        """Put a record at the end; its number."""
        ...

    def __getitem__(self, number: int) -> T: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[T]: ...


class _Kept(list[T]):
    def add(self, item: T) -> int:
        self.append(item)
        return len(self) - 1


class _Filed(Generic[T]):
    def __init__(self, file: io.FileIO | io.BytesIO, codec: Codec[T]) -> None:
        self._pile = Pile(file)
        self._ends = array("q", [0])
        self._dumps, self._loads = codec

    def add(self, item: T) -> int:
        data = self._dumps(item)
        self._pile.add(data)
        self._ends.append(self._ends[-1] + len(data))
        return len(self._ends) - 2

    def __getitem__(self, number: int) -> T:
        start, end = self._ends[number], self._ends[number + 1]
        return self._loads(self._pile.read(start, end - start))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[T]:
        number = 0
        while number < len(self):
            base = self._ends[number]
            last = number + 1
            while last < len(self) and self._ends[last + 1] - base <= READ:
                last += 1
            block = self._pile.read(base, self._ends[last] - base)
            for k in range(number, last):
                yield self._loads(block[self._ends[k] - base : self._ends[k + 1] - base])
            number = last


class Buckets:
    """Rows of numbers by bucket; the rows of a bucket come back in the order in which they were added.

    Buckets divide the numbers 0, 1, 2... at `bounds`, the first number of each.
    """

    def __init__(self, file: io.FileIO | io.BytesIO, dtype: Any, bounds: Ints) -> None:
        self._pile = Pile(file)
        self._dtype = np.dtype(dtype)
        self._bounds = bounds
        self._slices = [array("q") for _ in bounds]
        self._late: list[tuple[Ints, Rows]] = []
        self._count = 0

    def __len__(self) -> int:
        return len(self._slices)

    def add(self, numbers: NDArray[Any], rows: Rows) -> None:
        """Put each row into the bucket that its number lies in."""
        if len(rows):
            self._late.append((np.searchsorted(self._bounds, numbers, "right") - 1, rows))
            self._count += len(rows)
            if self._count >= ROWS:
                self._sort()

    def __getitem__(self, bucket: int) -> Rows:
        if self._late:
            self._sort()
        slices = iter(self._slices[bucket])
        found = [
            np.frombuffer(self._pile.read(*part), self._dtype) for part in zip(slices, slices, strict=True)
        ]
        return np.concatenate(found) if found else np.empty(0, self._dtype)

    def __iter__(self) -> Iterator[Rows]:
        return (self[k] for k in range(len(self)))

    def close(self) -> None:
        """Remove the file; nothing can be added or read afterwards."""
        self._pile.close()

    def _sort(self) -> None:
        homes = np.concatenate([homes for homes, _ in self._late])
        rows = np.concatenate([rows for _, rows in self._late])
        self._late, self._count = [], 0
        order = np.argsort(homes, kind="stable")
        homes = homes[order]
        at = len(self._pile)
        self._pile.add(rows[order].tobytes())
        starts = np.flatnonzero(np.diff(homes, prepend=-1))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(homes)], strict=True):
            size = self._dtype.itemsize
            self._slices[homes[start]].extend((at + start * size, (end - start) * size))


class Cache(Generic[K, T]):
    """The records last asked for: at most twice `size` of them."""

    def __init__(self, load: Callable[[K], T], size: int) -> None:
        self._load, self._size = load, size
        self._young: dict[K, T] = {}
        self._old: dict[K, T] = {}

    def __getitem__(self, key: K) -> T:
        try:
            return self._young[key]
        except KeyError:
            pass
        found = self._old[key] if key in self._old else self._load(key)
        if len(self._young) >= self._size:
            self._old, self._young = self._young, {}
        self._young[key] = found
        return found

    def clear(self) -> None:
        """Forget them."""
        self._old, self._young = {}, {}


class Scratch:
    """One merge's temporary files, in a folder; with `held` all is in memory.

    They lose their names as soon as they are open, where the system can do that (Windows cannot), so that
    nothing is left behind when the process is killed.
    """

    def __init__(self, folder: str | Path | None = None, *, held: bool = False) -> None:
        self.held = held
        self._folder = folder
        self._files: list[Any] = []
        self._name = ":memory:"
        if not held:
            with told():
                descriptor, self._name = tempfile.mkstemp(prefix="timeline-merge-", dir=folder)
                os.close(descriptor)
        self.tables = sqlite3.connect(self._name, isolation_level=None, factory=Tables)
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            self.tables.execute(f"PRAGMA {setting}")
        self.tables.execute("PRAGMA user_version = 1")  # which opens the file
        self._forget()

    def file(self) -> io.FileIO | io.BytesIO:
        """A new file that goes with the folder."""
        if self.held:
            return io.BytesIO()
        with told():
            made = tempfile.TemporaryFile(buffering=0, dir=self._folder)  # noqa: SIM115
        self._files.append(made)
        return made

    def shelf(self, codec: Codec[T]) -> Shelf[T]:
        """A new shelf."""
        return _Kept() if self.held else _Filed(self.file(), codec)

    def buckets(self, dtype: Any, bounds: Ints) -> Buckets:
        """New buckets."""
        return Buckets(self.file(), dtype, bounds)

    def table(self, form: str) -> None:
        """A new table, such as "near (subject INTEGER, why TEXT)"."""
        self.tables.execute(f"CREATE TABLE {form}")

    def fill(self, table: str, rows: Iterable[tuple[Any, ...]], width: int) -> None:
        """Put rows into a table."""
        marks = ", ".join("?" * width)
        self.tables.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def trim(self) -> None:
        """Between two parts of the work: what the last one held for a while goes back to the system."""
        if not self.held:
            trim()

    def close(self) -> None:
        """Delete everything."""
        self.tables.close()
        for file in self._files:
            file.close()
        self._forget()

    def _forget(self) -> None:
        if not self.held:
            with contextlib.suppress(OSError):
                Path(self._name).unlink()
