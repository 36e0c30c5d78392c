"""Names told by their shape: designations of weapons, numbered formations, roads.

Each looks a few words ahead, never further.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .gazetteer_lists import rules, weapons

MOST_LETTERS = 24
"""A longer word is no designation."""

_ORDINAL = re.compile(r"[0-9]{1,4}(?:st|nd|rd|d|th|ST|ND|RD|TH)")
_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile(r"[0-9]{1,4}|[IVX]{1,6}")
_LOOK = 7
"""Words that a numbered formation may take."""


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in weapons()[key]))


@cache
def _never() -> frozenset[str]:
    return frozenset(weapons()["never"])


def has_digit(word: str) -> bool:
    """True of a word that may be a designation."""
    return len(word) <= MOST_LETTERS and not word.isalpha() and _DIGIT.search(word) is not None


def is_designation(word: str) -> bool:
    """True of a designation that is a weapon wherever it stands.

    >>> is_designation("Su-34"), is_designation("G-7"), is_designation("M23")
    (True, False, False)
    """
    return has_digit(word) and word not in _never() and _pattern("families").fullmatch(word) is not None


def is_shape(word: str) -> bool:
    """True of a word that a class noun after it would make a weapon."""
    return has_digit(word) and word not in _never() and _pattern("shapes").fullmatch(word) is not None


def is_suffix(word: str) -> bool:
    """True of a mark or version after a weapon's name: "2A6", "TB2", "II"."""
    return len(word) <= MOST_LETTERS and _pattern("suffixes").fullmatch(word) is not None


def class_noun_after(words: Sequence[str], end: int) -> bool:
    """True where a class noun follows, at once or after words such as "air defense" and "attack"."""
    nouns, modifiers = rules()["weapon"]["nouns"], rules()["weapon"]["modifiers"]
    for word in words[end : end + 5]:
        low = word.lower()
        if low in nouns:
            return True
        if low not in modifiers:
            return False
    return False


def formation(words: Sequence[str], start: int) -> int:
    """The end of the military formation that begins with the number at `start`; `start` when there is none.

    >>> formation("the 47th Separate Mechanized Brigade said".split(), 1)
    5
    >>> formation("the First Division side".split(), 1)
    1
    """
    table = rules()["unit"]
    first = words[start]
    ordinal = _ORDINAL.fullmatch(first) is not None
    spelt = first in table["ordinals"]
    if not (ordinal or spelt or _NUMBER.fullmatch(first)):
        return start
    end, arms = start, False
    for index in range(start + 1, min(start + _LOOK, len(words))):
        word = words[index]
        low = word.lower()
        if word in table["formation"]:
            weak = word in table["weak"]
            plain = index == start + 1
            if not (weak and not arms) and not (spelt and plain and word in table["with_word"]):
                end = index + 1
            arms = True
        elif low in table["arms"] and (ordinal or spelt or word[:1].isupper()):
            arms = True
        elif not (ordinal and word[:1].isupper() and word.isalpha()) and word not in ("-", "/"):
            break
    return end


def numbered(words: Sequence[str], start: int) -> int:
    """The same for "Unit 8200" and "Brigade 300"."""
    if words[start] in rules()["unit"]["numbered"] and start + 1 < len(words):
        number = words[start + 1]
        if number.isdigit() and 2 <= len(number) <= 5:
            return start + 2
    return start


def road(words: Sequence[str], start: int) -> int:
    """The end of the road that begins at `start` ("M5 motorway", "Route 90"); `start` when there is none."""
    if start + 1 >= len(words):
        return start
    word, after = words[start], words[start + 1]
    works = rules()["works"]
    if has_digit(word) and is_shape(word) and after in works["roads"]:
        return start + 2
    if word in works["road_first"] and has_digit(after) and len(after) < 6:
        return start + 2
    return start
