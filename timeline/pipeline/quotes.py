"""On which side of a quotation a mark stands, as far as its form or the blanks around it tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from spacy.tokens import Doc

Quote = Literal["opens", "closes"]

_OPENS = frozenset("“‘«„")
_CLOSES = frozenset("”»")
_STRAIGHT = frozenset({'"', "''", "``"})
# The single quotes ' and ’ are left out: they are apostrophes far more often.


def quotes(doc: Doc, tokens: Sequence[int], words: Sequence[str]) -> dict[int, Quote]:
    """The marks among `words` whose side is plain, by place.

    `tokens` are the indices of the words in `doc`. A straight mark opens where a blank stands before it and
    none after it, and closes where it is the other way round; between two blanks it could be either.
    """
    found: dict[int, Quote] = {}
    for place, word in enumerate(words):
        if word in _OPENS:
            found[place] = "opens"
        elif word in _CLOSES:
            found[place] = "closes"
        elif word in _STRAIGHT:
            index = tokens[place]
            free_before = index == 0 or bool(doc[index - 1].whitespace_) or doc[index - 1].is_space
            free_after = bool(doc[index].whitespace_) or index + 1 == len(doc) or doc[index + 1].is_space
            if free_before != free_after:
                found[place] = "opens" if free_before else "closes"
    return found
