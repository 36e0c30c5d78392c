"""Where sentences start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..quotes import Quote
from ..windows import MAY_CLOSE, closes, may_number
from .base import Array, TokenHead, Window

WITHOUT_STOP = 1.5
"""Log odds that a start needs where no stop stands before it. Headlines and captions have none, but are lines
of their own here, which in training they are not. Chosen on the dev parts of EWT and GUM."""

OPENERS = frozenset({"“", "‘", "(", "[", "«", "„", "``"})


class SentenceHead(TokenHead):
    """The layer "sentence": True on the first word of each; a line start and a window start always are."""

    name = "sentence"
    emit = "scores"
    order = 0

    def decode(self, raw: Mapping[str, Array], window: Window) -> None:
        """True where a start is likelier than not, and where a line or the window starts."""
        scores = raw[self.name]
        words = window.words
        odds = scores[:, self.labels.index("start")] - scores[:, self.labels.index("inside")]
        quotes = window.quotes()
        sides = dict(quotes)
        needed = np.full(len(words), WITHOUT_STOP)
        for index, word in enumerate(words[:-1]):
            if word in MAY_CLOSE and closes(words, index, sides):
                needed[index + 1] = 0.0
        starts = odds > needed
        starts[0] = True
        lines = window.line_starts()
        starts[lines] = True
        _mend_quotes(quotes, starts, fixed=frozenset(lines))
        _mend_lone_marks(words, starts, fixed=frozenset(lines))
        _mend_lone_numbers(words, starts, fixed=frozenset(lines))
        window.put(self.name, starts.tolist())


def _mend_quotes(quotes: Sequence[tuple[int, Quote]], starts: Array, *, fixed: frozenset[int]) -> None:
    """A mark that closes a quotation ends a sentence and never starts one; one that opens does the contrary.

    `starts` is changed in place; what is in `fixed` stays a start.
    """
    for index, side in quotes:
        if index + 1 == len(starts):
            continue
        if side == "closes" and starts[index] and index and index not in fixed:
            starts[index], starts[index + 1] = False, True
        elif side == "opens" and starts[index + 1] and index + 1 not in fixed:
            starts[index], starts[index + 1] = True, False


def _mend_lone_marks(words: Sequence[str], starts: Array, *, fixed: frozenset[int]) -> None:
    """Join a sentence that is one mark to its neighbour: an opening quote to the next, others to the last.

    `starts` is changed in place; what is in `fixed` stays a start.
    """
    total = len(words)
    for index in np.flatnonzero(starts).tolist():
        ends_here = index + 1 == total or starts[index + 1]
        if not ends_here or any(ch.isalnum() for ch in words[index]):
            continue
        if index and index not in fixed and words[index] not in OPENERS:
            starts[index] = False
        elif index + 1 < total and index + 1 not in fixed:
            starts[index + 1] = False


def _mend_lone_numbers(words: Sequence[str], starts: Array, *, fixed: frozenset[int]) -> None:
    """Join a number that would be a sentence to what it numbers: "14. On 5 March, seven men were killed."

    `starts` is changed in place; what is in `fixed` stays a start.
    """
    for index in np.flatnonzero(starts).tolist():
        number = words[index].removesuffix(".")
        stop = index if words[index] != number else index + 1  # its full stop may be a word of its own
        if not may_number(number) or stop + 1 >= len(words):
            continue
        alone = words[stop].endswith(".") and (stop == index or not starts[stop])
        if alone and starts[stop + 1] and stop + 1 not in fixed:
            starts[stop + 1] = False
