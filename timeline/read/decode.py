"""Bytes to text, strictly: UTF-8, or what a byte order mark names; anything else is reported, not guessed.

Two kinds of code point cannot pass through JSON, HTML or a database: NUL and lone surrogates. Both are
replaced by U+FFFD, one for one, so that offsets still count in the text as given.
"""

from __future__ import annotations

import codecs
from typing import Final

from timeline.characters import storable

__all__ = ["NotText", "clean", "decode", "encoding_of", "guess", "looks_binary", "mend"]


_MARKS: Final = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL: Final = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f\x08\x1a")
_MAGIC: Final = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "old office document",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "picture",
    b"GIF8": "picture",
    b"\xff\xd8\xff": "picture",
    b"SQLite format 3": "database",
}


class NotText(Exception):  # noqa: N818 - internal: readers turn it into a Problem
    """The bytes are no text that we read; `code` and `reason` are those of the problem to report."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def encoding_of(head: bytes) -> str:
    """The encoding that a byte order mark names, else UTF-8."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")


def looks_binary(head: bytes) -> str:
    """What kind of binary file begins with these bytes; empty when they look like text.

    A control character in a hundred, or a NUL in the first thousand bytes, makes a file binary, unless a byte
    order mark says that it is UTF-16 or UTF-32.
    """
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return f"a binary file ({kind})"
    if encoding_of(head) in ("utf-16", "utf-32"):
        return ""
    n_control = sum(byte in _CONTROL for byte in head)
    if b"\x00" in head[:1000] or n_control * 100 > len(head):
        return _unmarked(head[:1000]) or "a binary file"
    return ""


def _unmarked(head: bytes) -> str:
    """What to call UTF-16 that begins with no byte order mark: every other byte of English is NUL."""
    for name, first in (("UTF-16LE", 1), ("UTF-16BE", 0)):
        n_pairs = len(head) // 2
        if head[first::2].count(0) > 0.7 * n_pairs > 0 and head[1 - first :: 2].count(0) == 0:
            return f"{name} without a byte order mark (convert it with `iconv -f {name} -t UTF-8`)"
    return ""


def decode(data: bytes) -> str:
    """The text of a whole file, without its byte order mark.

    Raises:
        NotText: binary data, or bytes that are not of the encoding; the reason names the first bad byte.
    """
    if kind := looks_binary(data[:8192]):
        raise NotText("binary", f"is {kind}, not text; give plain text, Markdown, JSONL or CSV")
    encoding = encoding_of(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText("not-utf8", _not_utf8(data, error)) from None


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> str:
    """The reason clause for a file whose bytes do not decode."""
    name = {"utf-16": "UTF-16", "utf-32": "UTF-32"}.get(encoding_of(data), "UTF-8")
    likely = guess(data) if name == "UTF-8" else ""
    return f"is not {name}: the byte at offset {error.start} does not fit; {mend(likely)}"


def mend(likely: str) -> str:
    """What to do about an encoding, as a clause; `likely` is what `guess` says."""
    if not likely:
        return "save it as UTF-8"
    return f"it may be {likely}: convert it with `iconv -f {likely} -t UTF-8`"


def guess(data: bytes) -> str:
    """The likeliest single-byte encoding of European or Cyrillic text; empty when nothing is likely.

    In the right encoding the high bytes of prose are letters of one script, most of them small.
    """
    high = [byte for byte in data[:20_000] if byte >= 0x80]
    if not high:
        return ""
    scores = {}
    for name in ("windows-1252", "windows-1251", "koi8-r"):
        text = bytes(high).decode(name, errors="replace")
        cyrillic = sum("а" <= char <= "я" for char in text) / len(text)
        western = sum(char in "àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœ’‘“”–—£€«»§°" for char in text) / len(text)
        scores[name] = western if name == "windows-1252" else cyrillic
    # Cyrillic prose is mostly high bytes; a French or German page has few of them.
    dense = len(high) > 0.3 * min(len(data), 20_000)
    if not dense:
        return "windows-1252" if scores["windows-1252"] > 0.8 else ""
    best = max(("windows-1251", "koi8-r"), key=scores.__getitem__)
    return best if scores[best] > 0.7 else ""


def clean(text: str) -> str:
    """The text with NUL and lone surrogates replaced by U+FFFD, one for one."""
    return storable(text)
