"""The encoding of a web page: its byte order mark, the server's word, its own word, or what fits."""

from __future__ import annotations

import codecs
import re
from typing import Final

from timeline.read.decode import encoding_of, guess

__all__ = ["decode_page"]

# Encodings of text on the web. Python knows more codecs under names that a page can give, and some of them
# are no encodings of text (zlib, rot13) or swell.
KNOWN: Final = frozenset([
    "utf-8", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r", "koi8-u",
    "mac-cyrillic", "cp866", "cp874", "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "euc_jp",
    "shift_jis", "cp932", "iso2022_jp", "euc_kr", "cp949", "utf-16-le", "utf-16-be",
])  # fmt: skip
LATIN: Final = ("ascii", "iso8859-1", "latin-1")  # which the web reads as windows-1252
_SAID = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.I
)


def decode_page(data: bytes, said: str = "") -> str:
    """The text of a page; bytes that do not fit become U+FFFD.

    Args:
        said: the encoding that the server named, which goes before the page's own.

    Example:
        >>> decode_page('<meta charset="windows-1251">Київ'.encode("cp1251"))[-4:]
        'Київ'
    """
    marked = encoding_of(data)
    if marked != "utf-8":
        return data.decode(marked, errors="replace").lstrip("\ufeff")
    own = _SAID.search(data[:4096])
    for name in (said, own[1].decode("ascii") if own else ""):
        encoding = _python_name(name)
        # A page that we read as bytes is not UTF-16, whatever it says; and UTF-8 is worth a trial first.
        if encoding and not encoding.startswith("utf"):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:  # cut off in the middle of a character
            return data.decode("utf-8", errors="replace")
    if own and _python_name(own[1].decode("ascii")) == "utf-8":
        return data.decode("utf-8", errors="replace")
    return data.decode(guess(data) or "cp1252", errors="replace")


def _python_name(name: str) -> str:
    try:
        found = codecs.lookup(name.strip()).name if name.isascii() else ""
    except (LookupError, ValueError):
        return ""
    if found in LATIN:
        return "cp1252"
    return found if found in KNOWN else ""
