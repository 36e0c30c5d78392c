"""What ZIP and tar archives hold, member by member, as streams: nothing is unpacked to the disk.

An archive is a stranger's. Its members' paths are names and no more; what it swells to is metered, as for
packed files, for each member and for the whole; its directory is looked at before it is taken into memory.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final, cast

from timeline.read.decode import clean
from timeline.read.unpack import FREE, PIECE, RATIO, PackedError, is_packed, unpacked

__all__ = ["Member", "Meter", "inner_path", "metered", "tar_members", "zip_members"]

MOST: Final = 250_000  # members of one archive
LONGEST: Final = 1_000_000  # bytes of one header of a tar archive, which holds a name
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LOCATOR_SIZE: Final = 20
_END64_SIZE: Final = 56
_ERRORS: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ValueError,
    struct.error,
)
"""All that the standard library says of damaged data."""


@dataclass(slots=True)
class Meter:
    """Bytes that come out of something packed, against those that went in."""

    n_in: int
    is_all: bool = False
    n_out: int = 0

    def count(self, n_bytes: int) -> None:
        """Take in what came out.

        Raises:
            PackedError: it is more than anything that people write packs into so little.
        """
        self.n_out += n_bytes
        if self.n_out > FREE and self.n_out > RATIO * self.n_in:
            reason = f"swells to more than {RATIO} times its size, as no text does"
            raise PackedError("bomb", reason, self.is_all)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    `path` is its name in there, made harmless; `trouble` says why it cannot be read. Damage in one of a
    `chain` leaves nothing behind it to be read.
    """

    path: str
    open: Callable[[], IO[bytes]]
    meter: Meter
    trouble: PackedError | None = None
    chain: bool = False


def inner_path(written: str) -> str:
    """The path of a member as a plain relative one: nothing in it leads up or to a root.

    Example:
        >>> inner_path("../../etc/./passwd"), inner_path("C:\\\\news\\\\a.txt")
        ('etc/passwd', 'news/a.txt')
    """
    parts = clean(written).replace("\\", "/").split("/")
    if parts[0][1:] == ":":
        parts = parts[1:]
    return "/".join(part for part in parts if part not in ("", ".", ".."))


class _Metered(io.RawIOBase):
    """A member as it comes out, every error that reading it may end with told as a `PackedError`."""

    def __init__(self, member: IO[bytes], meters: tuple[Meter, ...], chain: bool = False) -> None:
        self._member = member
        self._meters = meters
        self._chain = chain

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._member.read(min(len(buffer), PIECE))
        except PackedError:
            raise
        except _ERRORS as error:
            raise PackedError(*_told(error), self._chain) from None
        for meter in self._meters:
            meter.count(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


def metered(member: Member, whole: Meter) -> io.BufferedReader:
    """The bytes of a member, unpacked when it is itself packed with gzip, bzip2 or xz.

    Raises (here and on reading):
        PackedError: it cannot be read; everything that the archive has given out is counted in `whole`.
    """
    try:
        opened = member.open()
    except PackedError:
        raise
    except _ERRORS as error:
        raise PackedError(*_told(error)) from None
    raw: Any = _Metered(opened, (member.meter, whole), member.chain)
    handle = io.BufferedReader(raw, PIECE)
    if not is_packed(handle.peek(16)):
        return handle
    raw = _Metered(unpacked(handle), (whole,))
    return io.BufferedReader(raw, PIECE)


def _told(error: Exception) -> tuple[str, str]:
    """Code and reason."""
    if isinstance(error, NotImplementedError):
        return "archive", "is packed in a way that is not opened; unpack it and give the folder"
    if isinstance(error, tarfile.ReadError) and "unexpected end" in str(error):
        return "truncated", "ends in the middle"
    return "bad-archive", "holds damaged data"


# ---- ZIP ------------------------------------------------------------------------------------------


def zip_members(handle: IO[bytes], size: int) -> Iterator[Member]:
    """The files of a ZIP archive of `size` bytes, in its own order.

    Raises:
        PackedError: it is damaged, or holds too many files.
    """
    try:
        if _counted(handle, size) > MOST:
            raise PackedError("archive", _too_many(), True)
        archive = zipfile.ZipFile(handle)
    except PackedError:
        raise
    except _ERRORS:
        raise PackedError("bad-archive", "is damaged or cut off: it has no list of its files", True) from None
    with archive:
        for info in archive.infolist():
            if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
                continue
            trouble = None
            if info.flag_bits & 1:
                mend = "unpack it with its password and give the folder"
                trouble = PackedError("encrypted", f"is encrypted; {mend}")

            def opened(info: zipfile.ZipInfo = info) -> IO[bytes]:
                return archive.open(info)

            yield Member(inner_path(info.filename), opened, Meter(info.compress_size), trouble)


def _counted(handle: IO[bytes], size: int) -> int:
    """How many files the archive says it has, or how many its list has room for: what is more."""
    length = min(size, 65_535 + _END_SIZE + _LOCATOR_SIZE + _END64_SIZE)
    handle.seek(size - length)
    tail = handle.read(length)
    at = len(tail) - _END_SIZE
    if not (tail[at:].startswith(_END) and tail.endswith(b"\x00\x00")):  # no comment behind it
        at = tail.rfind(_END)
    if at < 0:
        return 0
    count, n_bytes = struct.unpack_from("<HI", tail, at + 10)
    at64 = at - _LOCATOR_SIZE - _END64_SIZE
    if at64 >= 0 and tail[at64:].startswith(b"PK\x06\x06"):
        count, n_bytes = struct.unpack_from("<QQ", tail, at64 + 32)
    # An entry takes 46 bytes and a name; real ones take twice that.
    return int(max(count, n_bytes // 200))


def _too_many() -> str:
    return f"holds more than {MOST} files; unpack it and give the folder"


# ---- tar ------------------------------------------------------------------------------------------


def tar_members(handle: IO[bytes], size: int) -> Iterator[Member]:
    """The files of a tar archive, in its own order; each must be read before the next one is asked for.

    `handle` gives it unpacked and is only read forward; `size` is the number of bytes that it is packed in.

    Raises:
        PackedError: it is damaged.
    """
    stream = _Forward(handle)
    try:
        archive: Any = tarfile.TarFile(
            fileobj=cast(Any, stream), mode="r", encoding="utf-8", errors="surrogateescape"
        )
        number = 0
        while (info := archive.next()) is not None:
            archive.members.clear()  # else all are remembered
            number += 1
            if number > MOST:
                raise PackedError("archive", _too_many(), True)
            if info.size < 0:
                raise PackedError("bad-archive", "is damaged: a header of it leads back", True)
            if not info.isreg():  # links lead to what is a member itself, or out
                continue

            def opened(info: tarfile.TarInfo = info) -> IO[bytes]:
                found: IO[bytes] = archive.extractfile(info)  # of a regular file, never None
                return found

            yield Member(inner_path(info.name), opened, Meter(size), chain=True)
    except PackedError as error:
        error.is_all = True
        raise
    except _ERRORS as error:
        code, reason = _told(error)
        if stream.place <= tarfile.BLOCKSIZE and code == "bad-archive":
            reason = "is no tar archive, or damaged"
        raise PackedError(code, reason, True) from None
    if stream.last.strip(b"\x00"):  # tarfile takes a header that it cannot read for the end
        if len(stream.last) < tarfile.BLOCKSIZE:
            raise PackedError("truncated", "ends in the middle", True)
        raise PackedError("bad-archive", "is damaged", True)


class _Forward:
    """As much of a file as `tarfile` needs, over a stream that cannot go back.

    A header that claims to be as long as a film is not taken into memory, and one that leads back, as some
    are made to for ever, ends the archive.
    """

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self.place = 0
        self.last = b""

    def tell(self) -> int:
        return self.place

    def read(self, size: int) -> bytes:
        if not 0 <= size <= LONGEST:
            raise PackedError("bad-archive", "is damaged: a header of it has no end", True)
        data = self._handle.read(size)
        self.place += len(data)
        self.last = data if size == tarfile.BLOCKSIZE else b""
        return data

    def seek(self, place: int) -> None:
        if place < self.place:
            raise PackedError("bad-archive", "is damaged: a header of it leads back", True)
        while self.place < place and (data := self._handle.read(min(place - self.place, PIECE))):
            self.place += len(data)
