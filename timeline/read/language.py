"""Texts that are not in English, told by their letters and their commonest words.

No model and no dependency: in prose of any language, two to five words in ten are from a short list, and the
lists of two languages hardly meet.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from timeline.errors import RuleError
from timeline.tables import read_table

__all__ = ["Foreign", "foreign"]

SAMPLE: Final = 20_000  # characters looked at
FEWEST_LETTERS: Final = 12  # of another script, to tell anything
FEWEST_WORDS: Final = 15  # in Latin letters, to tell anything
KNOWN: Final = 0.15  # least share of a language's small words
TWICE: Final = 2  # how many times as common they must be as those of English
HARDLY: Final = 0.08  # share of English small words under which prose is none; news has 0.3 and more
PROSE: Final = 50  # words, under which a list of names is no wonder
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Why a text is no English, as a clause; `is_sure` when it is known to be something else."""

    reason: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class _Lists:
    english: frozenset[str]
    languages: dict[str, frozenset[str]]
    scripts: dict[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    raw = read_table("timeline.read", "languages.toml")
    languages = {row["name"]: frozenset(row["words"]) for row in raw["language"]}
    scripts = {
        row["name"]: re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in row["ranges"]) + "]")
        for row in raw["script"]
    }
    if len(languages) != len(raw["language"]) or len(scripts) != len(raw["script"]):
        raise RuleError("read/languages.toml: a language or a script stands twice.")
    return _Lists(frozenset(raw["english"]["words"]), languages, scripts)


def foreign(text: str) -> Foreign | None:
    """Whether a text is in another language than English; None when it is English, or too short to tell.

    Looks at the beginning alone, in time that is linear in that.

    Example:
        >>> foreign("В результате обстрела Харькова погибли два человека.").reason
        'is written in Cyrillic letters, not in English'
        >>> foreign("Two were killed in the shelling of Kharkiv.") is None
        True
    """
    sample = text[:SAMPLE]
    lists = _lists()
    words = _WORD.findall(sample.casefold())
    n_letters = sum(map(len, words))
    if not sample.isascii():
        for name, pattern in lists.scripts.items():
            n_found = len(pattern.findall(sample))
            if n_found >= FEWEST_LETTERS and 2 * n_found > n_letters:
                return Foreign(f"is written in {name}, not in English", is_sure=True)
    if len(words) < FEWEST_WORDS:
        return None
    counts = Counter(words)
    english = sum(counts[word] for word in lists.english) / len(words)
    if english > 1 / TWICE:
        return None
    shares = {
        name: sum(counts[word] for word in known) / len(words) for name, known in lists.languages.items()
    }
    best = max(shares, key=shares.__getitem__)
    if shares[best] >= KNOWN and shares[best] > TWICE * english:
        return Foreign(f"reads as {best}, not English", is_sure=True)
    if english < HARDLY and len(words) >= PROSE:
        return Foreign("hardly reads as English: the small words are missing", is_sure=False)
    return None
