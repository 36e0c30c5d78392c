"""Gzip, one piece at a time, with an end to what a small file may swell to.

Many members in a row (as WARC files have) are one stream. A bomb is told by its ratio: prose packs ten to
one, the most repetitive records a hundred to one, and only padding a thousand to one.
"""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO, Final

__all__ = ["MAGIC", "GzipError", "unpacked"]

MAGIC: Final = b"\x1f\x8b"
PIECE: Final = 65_536  # bytes read, and bytes given out, at a time
FREE: Final = 2_000_000  # bytes that any file may swell to
RATIO: Final = 250  # unpacked to packed, beyond what is free


class GzipError(OSError):
    """The rest of a file cannot be unpacked; `code` and `reason` are those of the problem to report."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, as a raw stream."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._waiting = b""
        self._member: zlib._Decompress | None = None
        self._n_in = self._n_out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        room = min(len(buffer), PIECE)
        while not (piece := self._next(room)):
            if self._member is None and not self._waiting:
                return 0
        self._n_out += len(piece)
        if self._n_out > FREE and self._n_out > RATIO * self._n_in:
            reason = f"swells to more than {RATIO} times its size, as no text does"
            raise GzipError("bomb", reason)
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, room: int) -> bytes:
        """At most `room` bytes; none at the end of a member, or where more input is needed."""
        if not self._waiting:
            self._waiting = self._packed.read(PIECE)
            self._n_in += len(self._waiting)
            if not self._waiting:
                return self._last(room)
        if self._member is None:
            if not MAGIC.startswith(self._waiting[:2]):  # padding behind the last member
                self._waiting = b""
                return b""
            self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            piece = self._member.decompress(self._waiting, room)
        except zlib.error:
            raise GzipError("bad-gzip", "holds damaged gzip data") from None
        self._waiting = self._member.unconsumed_tail
        if self._member.eof:
            self._waiting = self._member.unused_data
            self._member = None
            if not self._waiting:
                self._waiting = self._packed.read(PIECE)
                self._n_in += len(self._waiting)
        return piece

    def _last(self, room: int) -> bytes:
        """What the member still holds when all input is used up."""
        if self._member is None:
            return b""
        piece = self._member.decompress(b"", room)
        if self._member.eof:
            self._member = None
        elif not piece:
            raise GzipError("truncated", "ends in the middle of its gzip data")
        return piece


def unpacked(packed: BinaryIO) -> io.BufferedReader:
    """The bytes that a gzip file holds, with room to look ahead.

    Raises (on reading):
        GzipError: the data end too early, are damaged, or swell beyond all measure.

    Example:
        >>> import gzip
        >>> unpacked(io.BytesIO(gzip.compress(b"Two were ") + gzip.compress(b"killed."))).read()
        b'Two were killed.'
    """
    return io.BufferedReader(_Unpacked(packed), PIECE)
