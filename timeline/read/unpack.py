"""Gzip, bzip2 and xz, one piece at a time, with an end to what a small file may swell to.

Many members in a row (as WARC files have) are one stream. A bomb is told by its ratio: prose packs ten to
one, the most repetitive records a hundred to one, and only padding a thousand to one.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final, Protocol

__all__ = ["FREE", "PIECE", "RATIO", "SUFFIXES", "PackedError", "is_packed", "unpacked"]

PIECE: Final = 65_536  # bytes read, and bytes given out, at a time
FREE: Final = 2_000_000  # bytes that any file may swell to
RATIO: Final = 250  # unpacked to packed, beyond what is free
MEMORY: Final = 256 * 2**20  # bytes that xz may ask for; its own strongest setting takes 65 MiB
SUFFIXES: Final = (".gz", ".bz2", ".xz")


class PackedError(OSError):
    """The rest of a file cannot be unpacked; `code` and `reason` are those of the problem to report.

    `is_all` is true where nothing more can be had from the archive that the file is in.
    """

    def __init__(self, code: str, reason: str, is_all: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.is_all = is_all


class _Decoder(Protocol):
    """One member of a packed file, as `bz2` and `lzma` have it."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """The same for gzip."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._member.eof

    @property
    def unused_data(self) -> bytes:
        return self._member.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._member.decompress(self._member.unconsumed_tail + data, max_length)
        # What filled the room may have more behind it, in the tail or within.
        self.needs_input = len(piece) < max_length and not self._member.unconsumed_tail
        return piece


_KINDS: Final[tuple[tuple[bytes, str, Callable[[], _Decoder]], ...]] = (
    (b"\x1f\x8b", "gzip", _Gzip),
    (b"BZh", "bzip2", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", "xz", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, MEMORY)),
)
_BZIP2: Final = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")  # what follows "BZh9": a block, or the end
_ERRORS: Final = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


def is_packed(head: bytes) -> bool:
    """Whether a file with these first bytes (ten or more) is packed in a way that `unpacked` undoes."""
    if head.startswith(b"BZh"):
        return head[4:10] in _BZIP2
    return head.startswith(tuple(magic for magic, _, _ in _KINDS))


class _Unpacked(io.RawIOBase):
    """What a packed file holds, as a raw stream."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._waiting = packed.read(PIECE)
        self._n_in, self._n_out = len(self._waiting), 0
        found = next((kind for kind in _KINDS if self._waiting.startswith(kind[0])), _KINDS[0])
        self._magic, self._name, self._decoder = found
        self._member: _Decoder | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        room = min(len(buffer), PIECE)
        while not (piece := self._next(room)):
            if self._member is None and not self._filled():
                return 0
        self._n_out += len(piece)
        if self._n_out > FREE and self._n_out > RATIO * self._n_in:
            raise PackedError("bomb", f"swells to more than {RATIO} times its size, as no text does")
        buffer[: len(piece)] = piece
        return len(piece)

    def _filled(self) -> bool:
        """Have input waiting; false at the end of the file."""
        if not self._waiting:
            self._waiting = self._packed.read(PIECE)
            self._n_in += len(self._waiting)
        return bool(self._waiting)

    def _next(self, room: int) -> bytes:
        """At most `room` bytes; none at the end of a member, or where more input is needed."""
        if self._member is None:
            if not self._filled():
                return b""
            if not self._magic.startswith(self._waiting[: len(self._magic)]):
                self._waiting = b""  # padding behind the last member
                return b""
            self._member = self._decoder()
        data = b""
        if self._member.needs_input:
            if not self._filled():
                raise PackedError("truncated", f"ends in the middle of its {self._name} data")
            data, self._waiting = self._waiting, b""
        try:
            piece = self._member.decompress(data, room)
        except _ERRORS:
            raise PackedError("bad-gzip", f"holds damaged {self._name} data") from None
        if self._member.eof:
            self._waiting = self._member.unused_data + self._waiting
            self._member = None
        return piece


def unpacked(packed: BinaryIO) -> io.BufferedReader:
    """The bytes that a gzip, bzip2 or xz file holds, with room to look ahead.

    Raises (on reading):
        PackedError: the data end too early, are damaged, or swell beyond all measure.

    Example:
        >>> import gzip
        >>> unpacked(io.BytesIO(gzip.compress(b"Two were ") + gzip.compress(b"killed."))).read()
        b'Two were killed.'
    """
    return io.BufferedReader(_Unpacked(packed), PIECE)
