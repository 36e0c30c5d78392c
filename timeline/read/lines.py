"""Lines of a large text file, one at a time, with bad bytes kept apart instead of ending the file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from timeline.read.decode import encoding_of, guess, mend

__all__ = ["TooLongError", "lines", "not_utf8"]

# Under "surrogateescape", a byte that is not UTF-8 becomes one of these.
_ESCAPED = re.compile("[\udc80-\udcff]")


class TooLongError(Exception):
    """A line is longer than the limit; the rest of the file cannot be trusted to be cut into records."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def lines(handle: io.BufferedReader, *, limit: int, newline: str = "\n") -> Iterator[str]:
    """The lines of a file, with their ends, in the encoding that its byte order mark names, else UTF-8.

    Args:
        limit: characters in one line.
        newline: as for `open`; "" also ends a line at a lone carriage return, as old CSV files do.

    Raises:
        TooLongError: a line is longer than `limit`.
    """
    encoding = encoding_of(handle.peek(4)[:4])
    wide = encoding in ("utf-16", "utf-32")
    text = io.TextIOWrapper(
        handle, encoding=encoding, errors="replace" if wide else "surrogateescape", newline=newline
    )
    try:
        number = 0
        while line := text.readline(limit + 1):
            number += 1
            if len(line) > limit:
                raise TooLongError(number)
            yield line
    finally:
        text.detach()


def not_utf8(line: str, what: str) -> str:
    """The reason clause for a line, or a cell, with bytes that are not UTF-8; empty when it has none.

    `what` is what the offset counts in: "the line".
    """
    found = _ESCAPED.search(line)
    if found is None:
        return ""
    offset = len(line[: found.start()].encode("utf-8", "surrogateescape"))
    likely = guess(line.encode("utf-8", "surrogateescape"))
    return f"is not UTF-8: the byte at offset {offset} of {what} does not fit; {mend(likely)}"
