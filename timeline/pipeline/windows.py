"""Long texts -> windows the encoder can read, cut where a sentence is likely to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from types import MappingProxyType

from .quotes import Quote

TARGET = 176
"""Pieces of the windows that the encoder is trained on."""

READ = 128
"""Pieces a window holds if the text lets it. Attention is quadratic in them, and the parse is as good as with
`TARGET`; with 96 and fewer, sentence starts get worse, because a window's first word is always one."""

LIMIT = 384
"""Pieces a window may reach while it waits for a sentence to end; the encoder knows 512 positions."""

_STOPS = frozenset({".", "…", "...", "....", ".?"}).union(
    "".join(marks) for length in (1, 2, 3, 4) for marks in product("!?", repeat=length)
)
_CLOSERS = frozenset({'"', "”", "’", "'", "''", ")", "]", "»"})
_DIGITS = 3  # of the number of a paragraph
MAY_CLOSE = _STOPS | _CLOSERS
"""Words after which a sentence may end; whether it does is for `closes` to say."""
_PAUSES = frozenset({";", ":", ",", "-", "–", "—", "--"})


def cut(
    words: Sequence[str],
    sizes: Sequence[int],
    line_starts: frozenset[int] = frozenset(),
    quotes: Mapping[int, Quote] = MappingProxyType({}),
) -> list[tuple[int, int]]:
    """Cut `words` into consecutive windows `(start, end)` that cover each word once.

    `sizes` holds the pieces of each word; `line_starts` the words that open a line, where a cut is always
    right; `quotes` the quotation marks whose side is known. A window takes `READ` pieces and goes back to
    the last sentence end among its later two thirds; with none there it grows up to `LIMIT`; a sentence
    longer still is cut at a comma, or anywhere. Linear in the number of words.

    >>> cut(["Rain", ".", "Sun", "."], [100, 1, 100, 1])
    [(0, 2), (2, 4)]
    """
    windows = []
    start, total = 0, len(words)
    while start < total:
        end, used = start, 0
        while end < total and (used + sizes[end] <= READ or end == start):
            used += sizes[end]
            end += 1
        if end < total:
            end = _best_cut(words, sizes, line_starts, quotes, start, end, used)
        windows.append((start, end))
        start = end
    return windows


def ends_sentence(
    words: Sequence[str], index: int, quotes: Mapping[int, Quote] = MappingProxyType({})
) -> bool:
    """True if a sentence probably ends after `words[index]`: a stop, perhaps a closing quote, a capital."""
    if words[index] not in MAY_CLOSE or not closes(words, index, quotes) or _numbers(words, index):
        return False
    following = words[index + 1] if index + 1 < len(words) else ""
    if quotes.get(index + 1) == "opens":
        return True
    return not following or not (following[0].islower() or following in _CLOSERS or following in _PAUSES)


def may_number(word: str) -> bool:
    """True of digits as they stand before a paragraph: "14", not "2024"."""
    return word.isdigit() and len(word) <= _DIGITS


def _numbers(words: Sequence[str], index: int) -> bool:
    """True of the stop in "It was shelled. 14. On 5 March ...": the number is of what follows."""
    if not index or words[index] != "." or not may_number(words[index - 1]):
        return False
    named = index > 2 and words[index - 3].lower() in ("no", "nos")  # "He left Company No. 2. On 5 March ..."
    return index == 1 or (words[index - 2] in MAY_CLOSE and not named)


def closes(words: Sequence[str], index: int, quotes: Mapping[int, Quote] = MappingProxyType({})) -> bool:
    """True if `words[index]` is a stop, or a quote or bracket that closes after one."""
    if quotes.get(index) == "opens":
        return False
    return words[index] in _STOPS or (words[index] in _CLOSERS and index > 0 and words[index - 1] in _STOPS)


def _best_cut(
    words: Sequence[str],
    sizes: Sequence[int],
    line_starts: frozenset[int],
    quotes: Mapping[int, Quote],
    start: int,
    end: int,
    used: int,
) -> int:
    for index in range(end, start + max(1, (end - start) // 3), -1):
        if index in line_starts or ends_sentence(words, index - 1, quotes):
            return index
    limit = end
    while limit < len(words) and used + sizes[limit] <= LIMIT:
        used += sizes[limit]
        limit += 1
        if limit in line_starts or ends_sentence(words, limit - 1, quotes):
            return limit
    if limit == len(words):
        return limit
    for index in range(limit, start + max(1, (limit - start) // 2), -1):
        if words[index - 1] in _PAUSES:
            return index
    return limit
