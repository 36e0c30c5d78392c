"""Line breaks: in news they part headlines, captions and paragraphs, and no sentence reaches across one."""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Doc

LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""Characters that end a line, as in `str.splitlines`."""


def line_starts(doc: Doc, tokens: list[int]) -> frozenset[int]:
    """The words that open a line, as places in `tokens`, the indices of the tokens that are no whitespace."""
    return frozenset(
        number
        for number, (before, index) in enumerate(pairwise(tokens), 1)
        if index - before > 1
        and any(not LINE_BREAKS.isdisjoint(doc[i].text) for i in range(before + 1, index))
    )
