"""Numbers, ordinals, fractions and years in words, read over tokens with a bounded look-ahead."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.timex.lexicon import Lexicon
from timeline.timex.token import Token

__all__ = ["joins_of", "number_at"]

_ARTICLES = frozenset({"a", "an", "one"})
_COUNTED = frozenset({"hundred", "thousand", "dozen"})
_AND = frozenset({"-", "and"})
_FRACTION = frozenset({"1", "3", "and"})
_A = frozenset({"a", "an"})


def number_at(pieces: Sequence[Token], i: int, lexicon: Lexicon) -> tuple[dict[str, str], int] | None:
    """The categories of a number, ordinal or year in words that starts at i, and the index after it."""
    low = pieces[i].low
    if low in lexicon.numbers:
        return _number_words(pieces, i, lexicon)
    if low in lexicon.ordinals:
        return {"ORD": str(lexicon.ordinals[low])}, i + 1
    if "NUM" in pieces[i].cats and pieces[i].low.isdecimal():
        return _fraction(pieces, i)
    if low in _ARTICLES and i + 1 < len(pieces) and pieces[i + 1].low in _COUNTED:
        return _number_words(pieces, i + 1, lexicon)
    if low == "half" and i + 1 < len(pieces) and pieces[i + 1].low in ("a", "an"):
        return {"HALF": "0.5"}, i + 2
    return None


def joins_of(piece: Token, lexicon: Lexicon) -> frozenset[str]:
    """The words behind a piece with which it may be a longer number than alone."""
    if piece.low in lexicon.numbers:
        return lexicon.counting | _AND
    if "NUM" in piece.cats and piece.low.isdecimal():
        return _FRACTION
    if piece.low in _ARTICLES:
        return _COUNTED
    return _A if piece.low == "half" else frozenset()


def _fraction(pieces: Sequence[Token], i: int) -> tuple[dict[str, str], int] | None:
    """ "2 1/2" and "5 and a half"; None when there is no fraction behind the number."""
    if i + 3 < len(pieces):
        a, slash, b = pieces[i + 1 : i + 4]
        if slash.text == "/" and a.low in ("1", "3") and b.low in ("2", "4") and a.glued is False and b.glued:
            return {"NUM": f"{int(pieces[i].low) + int(a.low) / int(b.low):g}"}, i + 4
        if pieces[i + 1].low == "and" and slash.low in ("a", "one") and b.low == "half":
            return {"NUM": f"{int(pieces[i].low) + 0.5:g}"}, i + 4
    return None


def _number_words(pieces: Sequence[Token], i: int, lexicon: Lexicon) -> tuple[dict[str, str], int]:
    values: list[int] = []
    ordinal = False
    j, words = i, 0
    stop = i
    while j < len(pieces) and words < 12:
        low = pieces[j].low
        if low == "-" or (low == "and" and values and values[-1] >= 100):
            j += 1
            continue
        if low in lexicon.numbers and not (values and _cannot_follow(values, lexicon.numbers[low])):
            values.append(lexicon.numbers[low])
        elif (
            low in lexicon.ordinals
            and values
            and values[-1] >= 20
            and values[-1] % 10 == 0
            and lexicon.ordinals[low] < 10
        ):
            values.append(lexicon.ordinals[low])
            ordinal = True
        else:
            break
        words += 1
        j += 1
        stop = j
        if ordinal:
            break
    year = _year_words(values)
    if year and not ordinal:
        cats = {"YEAR": str(year), "NUM": str(year)}
        if values[0] >= 19:
            cats["MODERN"] = str(year)
        return cats, stop
    value = _sum(values) if values else 0
    if ordinal:
        return {"ORD": str(value)}, stop
    cats = {"NUM": str(value)}
    if 1 <= value <= 31:
        cats["DAYWORD"] = str(value)
    if 1 <= value <= 12:
        cats["HOURWORD"] = str(value)
    half = _half_behind(pieces, stop)
    if half:
        cats = {"NUM": f"{value + 0.5:g}"}
        stop = half
    return cats, stop


def _half_behind(pieces: Sequence[Token], stop: int) -> int:
    """The index behind "and a half", also with hyphens; 0 when it does not stand there."""
    for words in (("and", "a", "half"), ("-", "and", "-", "a", "-", "half")):
        if tuple(p.low for p in pieces[stop : stop + len(words)]) == words:
            return stop + len(words)
    return 0


def _cannot_follow(values: list[int], value: int) -> bool:
    """True when the next number word starts another number ("two three")."""
    last = values[-1]
    if value in (100, 1000, 12):
        return (last in (100, 1000) and value <= last) or (value == 12 and last != 1)
    if last in (100, 1000):
        return False
    if 20 <= last < 100 and last % 10 == 0 and value < 10:
        return False
    # "nineteen ninety": a year read in pairs
    return not (last in (17, 18, 19, 20) and 10 <= value < 100 and len(values) == 1)


def _year_words(values: list[int]) -> int | None:
    if len(values) >= 2 and values[0] in (17, 18, 19, 20) and 10 <= values[1] < 100:
        rest = sum(values[1:])
        return values[0] * 100 + rest if len(values) <= 3 and rest < 100 else None
    if len(values) >= 2 and values[0] == 2 and values[1] == 1000:
        rest = sum(values[2:])
        return 2000 + rest if rest < 100 and 100 not in values else None
    return None


def _sum(values: list[int]) -> int:
    total = part = 0
    for value in values:
        if value == 12 and part:
            part *= 12
        elif value == 100:
            part = (part or 1) * 100
        elif value == 1000:
            total += (part or 1) * 1000
            part = 0
        else:
            part += value
    return total + part
