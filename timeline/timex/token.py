"""One token of a text, and the tokens of a text with their places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["NOTHING", "PLAIN", "STOP", "UNSIGNED", "Token", "Tokens"]

# one mark for each job
_SAME = {"’": "'", "‘": "'", "`": "'", "–": "-", "‑": "-", "−": "-"}
_EMPTY: Mapping[str, str] = {}
NOTHING: Final[frozenset[str]] = frozenset()
# the sign of a token that is yet to be given one, and that of tokens that no pattern can tell anything of
UNSIGNED, PLAIN = -1, 0
# what a token tells that ends a sentence or a paragraph
STOP: Final = 2


class Token:
    """A word, number or mark with its categories; one object stands for it wherever it is met.

    `low` is in lower case, `glued` means no space before, `line` that a clock time opens its line, `figure`
    that what a number is depends on the text. `raw` is the token before the lexicon was asked (None: it),
    `joins` the words that may make one token with it when they stand behind it (None: look whatever stands
    there). `sign` and `opens` are the grammar's: the number of what its patterns can tell of a token, and the
    state of its automaton behind it (0: no pattern begins so). `hot` is false where nothing may begin or be
    joined, `tells` 0 where it says nothing of time to the words near it (`clause`), `shape` the number of all
    that rules can tell of it (0 till `phrases` is asked).
    """

    __slots__ = (
        "cats", "figure", "glued", "hot", "joins", "line", "low", "opens", "raw", "shape", "sign", "tells",
        "text",
    )  # fmt: skip

    def __init__(self, text: str, glued: bool, cats: Mapping[str, str] = _EMPTY) -> None:
        self.text = text
        self.low = text.lower() if len(text) > 1 else _SAME.get(text, text.lower())
        self.glued = glued
        self.cats = cats
        self.line = False
        self.figure = False
        self.raw: Token | None = None
        self.joins: frozenset[str] | None = NOTHING
        self.sign = UNSIGNED
        self.shape = 0
        self.opens = UNSIGNED
        self.hot = True
        self.tells = 0

    def __repr__(self) -> str:
        return f"Token({self.text!r}, {dict(self.cats)})"


class Tokens(list[Token]):
    """The tokens of a text, in order, and where each ends."""

    __slots__ = ("clauses", "ends", "openers")

    def __init__(self, tokens: list[Token], ends: list[int], openers: list[int]) -> None:
        super().__init__(tokens)
        self.ends = ends
        # where the grammar may find something, in order
        self.openers = openers
        # the telling words before a token, once they were asked for
        self.clauses: dict[int, list[int]] = {}

    def start(self, i: int) -> int:
        """The first character of a token."""
        return self.ends[i] - len(self[i].text)
