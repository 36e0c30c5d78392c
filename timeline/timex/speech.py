"""When something was said or written, where the text tells: "We will retaliate tomorrow," he said on Monday.

Inside a quotation today, yesterday and tomorrow count from the day on which it was spoken, which the words
beside the quotation may name. Quotations are told by their marks alone; one that is not closed in its
paragraph is none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from timeline.timex.grammar import Found
from timeline.timex.lexicon import load_lexicon
from timeline.timex.tokens import Token

__all__ = ["quotations", "said_on", "written_on"]

_OPEN = frozenset({"“", "«", "„"})
_CLOSE = frozenset({"”", "»"})
_MARK = '"'
_MARKS = _OPEN | _CLOSE | {_MARK, "'", "`"}
# tokens before the date of a dateline, and its least capital letters
_DATELINE = 9
_CAPITALS = 3
_LEADS = frozenset({",", "("})
# tokens of headline and the like that may stand before it
_HEAD = 60
_REACH = 12
_MAX_QUOTE = 120
# expressions on each side among which the day of speaking is looked for
_NEIGHBOURS = 6


def quotations(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The quotations of a text as token ranges, without their marks."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for i in [i for i, token in enumerate(tokens) if token.text in _MARKS or "GAP" in token.cats]:
        token = tokens[i]
        if "GAP" in token.cats or (start is not None and i - start > _MAX_QUOTE):
            start = None
        doubled = token.text in "'`" and i and tokens[i - 1].text == token.text and token.glued
        if start is not None and (
            token.text in _CLOSE or token.text == _MARK or (doubled and token.text == "'")
        ):
            found.append((start, i))
            start = None
        elif token.text in _OPEN or token.text == _MARK or (doubled and token.text == "`"):
            start = i + 1
    return found


def said_on(
    k: int, matches: Sequence[Found], spans: Sequence[tuple[int, int]], tokens: Sequence[Token]
) -> Found | None:
    """The expression beside a quotation that tells the day on which match k was spoken, if any."""
    at = bisect_right(spans, (matches[k].first, len(tokens))) - 1
    if at < 0 or not spans[at][0] <= matches[k].first < spans[at][1]:
        return None
    start, stop = spans[at]
    for other in matches[max(0, k - _NEIGHBOURS) : k + _NEIGHBOURS]:
        if other.reading.op not in ("weekday", "date"):
            continue
        if stop < other.first <= stop + _REACH:
            between = tokens[stop : other.first]
        elif start - _REACH <= other.first < start - 1:
            between = tokens[other.first : start]
        else:
            continue
        low = [t.low for t in between]
        if "." not in low and not load_lexicon().cues["report"].isdisjoint(low):
            return other
    return None


def written_on(matches: Sequence[Found], tokens: Sequence[Token]) -> Found | None:
    """The date of the article's own dateline ("KYIV, May 23 (Reuters) - …"); None when it has none."""
    for match in matches[:2]:
        before, behind = (
            tokens[max(0, match.first - _DATELINE) : match.first],
            tokens[match.stop : match.stop + 1],
        )
        if match.reading.op != "date" or match.first > _HEAD or not before or before[-1].text not in _LEADS:
            continue
        if before[-1].text == "(":
            behind = tokens[match.stop + 1 : match.stop + 2]  # "BEIRUT, Lebanon (May 22) - …"
        place = any(len(t.text) >= _CAPITALS and t.text.isalpha() and t.text.isupper() for t in before)
        if place and behind and behind[0].low in ("(", "-", "—"):
            return match
    return None
