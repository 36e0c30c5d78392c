"""Code points that a format cannot hold, each replaced by U+FFFD, so that offsets stay as they are."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["encodable", "printable", "storable", "xml_safe"]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def encodable(text: str) -> str:
    """Without halves of surrogate pairs, which UTF-8 cannot hold."""
    return _SURROGATE.sub("\ufffd", text)


def storable(text: str) -> str:
    """Without NUL, too, which databases and C strings cannot hold.

    Example:
        >>> storable("a\\x00b")
        'a\ufffdb'
    """
    return _UNSTORABLE.sub("\ufffd", text)


def xml_safe(text: str) -> str:
    """Only what XML 1.0 (section 2.2) allows; markup is not escaped here."""
    return _NOT_XML.sub("\ufffd", text)


def printable(text: str) -> str:
    """Only what a terminal shows and does not obey: no escape codes, line ends, turned text.

    Example:
        >>> printable("a\x1b[31m.txt")
        'a\ufffd[31m.txt'
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)
