"""One token of a text, and tokens joined to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["Token", "joined"]

# one mark for each job
_SAME = {"’": "'", "‘": "'", "`": "'", "–": "-", "‑": "-", "−": "-"}
_EMPTY: Mapping[str, str] = {}


class Token:
    """A word, number or mark with its categories; `low` is in lower case, `glued` means no space before,
    `line` that a clock time opens its line."""

    __slots__ = ("cats", "end", "glued", "latent", "line", "low", "start", "text")

    def __init__(
        self, text: str, start: int, end: int, glued: bool, cats: Mapping[str, str] = _EMPTY
    ) -> None:
        self.text = text
        self.low = text.lower() if len(text) > 1 else _SAME.get(text, text.lower())
        self.start = start
        self.end = end
        self.glued = glued
        self.cats = cats
        self.latent = False
        self.line = False

    def __repr__(self) -> str:
        return f"Token({self.text!r}, {self.start}, {dict(self.cats)})"


def joined(pieces: Sequence[Token], i: int, stop: int, text: str, cats: Mapping[str, str]) -> Token:
    """The tokens [i, stop) as one, with the categories given."""
    first, last = pieces[i], pieces[stop - 1]
    merged = {**first.cats, **cats} if stop == i + 1 else cats
    return Token(text[first.start : last.end], first.start, last.end, first.glued, merged)
