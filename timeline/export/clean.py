"""Text that every program can store: no NUL, no half of a surrogate pair."""

from __future__ import annotations

from timeline import characters

__all__ = ["storable"]


def storable(value: object) -> object:
    """The same value; in text, and in tuples of text, what UTF-8 or C strings cannot hold becomes U+FFFD.

    Example:
        >>> storable("a\\x00b"), storable(("a", "b")), storable(1)
        ('a\\ufffdb', ['a', 'b'], 1)
    """
    if isinstance(value, str):
        return characters.storable(value)
    if isinstance(value, tuple):
        return [storable(item) for item in value]
    return value
