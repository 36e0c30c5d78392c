"""Numbers of people in text: figures, words, and the phrases that open a range."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from timeline.events.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

__all__ = ["Quantity", "read_quantity"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count as a closed range, and the tokens [start, end) that give it; `high` is None if open."""

    low: int
    high: int | None
    start: int
    end: int


def read_quantity(tokens: Sequence[Token], *, nearest: bool = False) -> Quantity | None:
    """The first count in a run of neighbouring tokens, or the last one, which is the nearest to a noun that
    ends the run; None when there is none.

    "at least 12" is 12 and open above, "up to 20" 0 to 20, "more than 30" 31 and open, "dozens" 24 to 99,
    "no one" 0 to 0, "between 20 and 30" 20 to 30, "a child" (an article alone) is not read here.
    """
    words = [token.lower_ for token in tokens]
    at = 0
    last: Quantity | None = None
    while at < len(words):
        word = words[at]
        if word in {"between", "from"} and at + 1 < len(words):
            pair = _pair(words, at)
            if pair is not None:
                low, high, end = pair
                last = Quantity(low, high, tokens[at].i, tokens[end - 1].i + 1)
                if not nearest:
                    return last
                at = end
                continue
        bound, size = _longest(words, at, _bounds())
        after = at + size if size else at
        number = _number(words, after)
        if number is not None and (size or not _is_other_use(words, at)):
            least, most = _apply(bound, number[0], number[1])
            end = number[2]
            if end < len(words):
                trailing, length = _longest(words, end, _trailing())
                if trailing:
                    most, end = None, end + length
            if end + 1 < len(words) and words[end] in {"to", "or", "-", "–"}:
                further = _number(words, end + 1)
                if further is not None and most is not None and (further[1] or further[0]) > most:
                    most, end = further[1], further[2]
            last = Quantity(least, most, tokens[at].i, tokens[end - 1].i + 1)
            if not nearest:
                return last
            at = end
            continue
        at += 1
    return last


def _apply(bound: str, low: int, high: int | None) -> tuple[int, int | None]:
    match bound:
        case "low":
            return low, None
        case "above":
            return low + 1, None
        case "high":
            return 0, high if high is not None else low
        case "below":
            return 0, max(low - 1, 0)
        case _:
            return low, high


def _pair(words: Sequence[str], at: int) -> tuple[int, int, int] | None:
    first = _number(words, at + 1)
    if first is None or first[2] >= len(words) or words[first[2]] not in {"and", "to"}:
        return None
    second = _number(words, first[2] + 1)
    if second is None:
        return None
    return first[0], second[1] if second[1] is not None else second[0], second[2]


def _is_other_use(words: Sequence[str], at: int) -> bool:
    """A number that counts no one: "one of", a year or a share."""
    after = words[at + 1 : at + 3]
    if after[:1] == ["-"]:
        return after[1:] == [] or after[1].rstrip("s") in _MEASURED
    return bool(after) and after[0].rstrip("s") in {"%", "percent", "per", *_MEASURED} and words[at] != "no"


_MEASURED = frozenset(
    {"year", "day", "month", "week", "hour", "minute", "km", "kilometer", "kilometre", "mile", "ton", "point"}
)


def _number(words: Sequence[str], at: int) -> tuple[int, int | None, int] | None:
    """A number from `at`: lowest, highest, and where it ends."""
    vague, size = _longest(words, at, _vague())
    if size:
        return vague[0], vague[1] if len(vague) > 1 else None, at + size
    none, size = _longest(words, at, _none())
    if none and size:
        return 0, 0, at + size
    total = 0
    part: int | None = None
    end = at
    while end < len(words):
        word = words[end]
        value = _figure(word)
        if value is not None and part is None:
            part = value
        elif (
            value is not None
            and part is not None
            and part >= 20
            and value < 10
            and _figure(words[end - 1]) is not None
        ):
            part += value
        elif word == "-" and part is not None and end + 1 < len(words) and words[end + 1] in _units():
            part += _units()[words[end + 1]]
            end += 1
        elif word.removesuffix("s") in _scales() and part is not None:
            scale = _scales()[word.removesuffix("s")]
            if scale == 100 or scale == 12:
                part *= scale
            else:
                total, part = total + part * scale, None
        elif part is None and end == at and _decimal(word) is not None and words[end + 1 : end + 2]:
            scale = _scales().get(words[end + 1].removesuffix("s"), 0)
            if scale < 1000:
                break
            total, end = total + round((_decimal(word) or 0) * scale), end + 1
        elif word in {"a", "one"} and end + 1 < len(words) and words[end + 1] in _scales():
            part = _scales()[words[end + 1]]
            end += 1
        elif (
            word == "and"
            and part is not None
            and end + 1 < len(words)
            and part % 100 == 0
            and part
            and _figure(words[end + 1])
        ):
            extra = _figure(words[end + 1])
            if extra is None or extra >= 100 or _figure(words[end - 1]) is not None:
                break
            part += extra
            end += 1
        else:
            break
        end += 1
    if end == at:
        return None
    value = total + (part or 0)
    return value, value, end


def _figure(word: str) -> int | None:
    """The value of one word: figures with thousands commas, hyphened and plain number words."""
    if word in _units():
        return _units()[word]
    plain = word.replace(",", "")
    if plain.isdecimal() and len(plain) < 9:
        return int(plain)
    tens, _, ones = word.partition("-")
    if ones in _units() and tens in _units():
        return _units()[tens] + _units()[ones]
    return None


def _decimal(word: str) -> float | None:
    """The value of a decimal figure, as in "1.2 million"."""
    whole, point, part = word.partition(".")
    return float(word) if point and whole.isdecimal() and part.isdecimal() and len(word) < 9 else None


def _longest(words: Sequence[str], at: int, phrases: dict[str, Any]) -> tuple[Any, int]:
    for size in range(min(5, len(words) - at), 0, -1):
        candidate = " ".join(words[at : at + size])
        if candidate in phrases:
            return phrases[candidate], size
    return "", 0


@cache
def _units() -> dict[str, int]:
    return dict(table("tolls_numbers")["units"])


@cache
def _scales() -> dict[str, int]:
    return dict(table("tolls_numbers")["scales"])


@cache
def _vague() -> dict[str, list[int]]:
    return dict(table("tolls_numbers")["vague"])


@cache
def _none() -> dict[str, bool]:
    return dict.fromkeys(table("tolls_numbers")["none"]["words"], True)


@cache
def _bounds() -> dict[str, str]:
    return {
        phrase: bound for bound, phrases in table("tolls_numbers")["before"].items() for phrase in phrases
    }


@cache
def _trailing() -> dict[str, str]:
    return {phrase: bound for bound, phrases in table("tolls_numbers")["after"].items() for phrase in phrases}
