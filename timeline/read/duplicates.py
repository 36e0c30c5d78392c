"""Articles that repeat earlier ones of the run: the same words, or wire copy with another dateline or end.

Each text is remembered by the smallest hashes of its five-word shingles (bottom-k sketches: A. Broder, "On
the resemblance and containment of documents", 1997) in a temporary SQLite file, so that memory stays flat.
Alike is not the same: a text with a number, a weekday or names of its own is no copy.
"""

from __future__ import annotations

import heapq
import re
import sqlite3
import struct
import zlib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from timeline.models import Article
from timeline.read.source import digest
from timeline.tables import read_table

__all__ = ["Duplicates"]

SHINGLE: Final = 5  # words
SKETCH: Final = 64  # hashes kept of a text: the estimate is off by 0.06 at most times
KEYS: Final = 8  # of them, by which candidates are found: one in fifty copies cut to 40 % is missed
CANDIDATES: Final = 20  # looked at for one text; lines that a site puts under every article make many
SHORTEST: Final = 30  # words; shorter texts are only compared whole
LONGEST: Final = 20_000  # words looked at
ALIKE: Final = 0.75  # of the shingles of both
WITHIN: Final = 0.85  # of the shorter one's shingles, when the later text is the shorter
LONGER: Final = 1.15  # times: a later text that says more than this is no copy
FRAME: Final = 20  # shingles that a dateline and a closing line add, however short the text
NAMES: Final = 8  # new capitalised words that a dateline, a byline and a closing line may bring
DAYS: Final = 3  # between the publication of a text and of its copy
CACHE: Final = 8  # MB of the temporary file held in memory

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")


class Duplicates:
    """What the articles of a run were, kept so that a copy can be told.

    Example:
        >>> from datetime import date
        >>> known = Duplicates()
        >>> known.original_of(Article(id="a", text="Two were killed.", dct=date(2024, 5, 24)))
        ''
        >>> known.original_of(Article(id="b", text="Two were killed. ", dct=date(2024, 5, 24)))
        'a'
    """

    def __init__(self) -> None:
        # An empty name is a file of SQLite's own that is removed with the connection.
        self._base = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        for line in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            f"PRAGMA cache_size = -{CACHE * 1000}",
            "CREATE TABLE text (row INTEGER PRIMARY KEY, id TEXT, day INTEGER, n INTEGER, whole BLOB, "
            "sketch BLOB, words BLOB)",
            "CREATE INDEX whole ON text (whole)",
            "CREATE TABLE key (key INTEGER, row INTEGER, PRIMARY KEY (key, row)) WITHOUT ROWID",
        ):
            self._base.execute(line)

    def original_of(self, article: Article) -> str:
        """The id of the earlier article that this one repeats; empty, and remembered, when it repeats none.

        Raises:
            sqlite3.Error: the temporary file cannot be written.
        """
        text = _Text.of(article)
        for row in self._candidates(text):
            if _repeats(text, row):
                return str(row[0])
        self._remember(text, article.id)
        return ""

    def close(self) -> None:
        """Remove the temporary file."""
        self._base.close()

    def _candidates(self, text: _Text) -> list[Any]:
        columns = "id, day, n, whole, sketch, words"
        found = self._base.execute(
            f"SELECT {columns} FROM text WHERE whole = ? AND abs(day - ?) <= ? LIMIT 1",
            (text.whole, text.day, DAYS),
        ).fetchall()
        if found or text.n < SHORTEST:
            return found
        keys = text.sketch[:KEYS]
        marks = ", ".join("?" * len(keys))
        return self._base.execute(
            f"SELECT {columns} FROM text WHERE abs(day - ?) <= ? AND row IN (SELECT row FROM key "
            f"WHERE key IN ({marks}) GROUP BY row ORDER BY count(*) DESC, row DESC LIMIT ?)",
            (text.day, DAYS, *keys, CANDIDATES),
        ).fetchall()

    def _remember(self, text: _Text, name: str) -> None:
        words = struct.pack(f"<{len(text.words)}I", *sorted(text.words))
        sketch = struct.pack(f"<{len(text.sketch)}q", *text.sketch)
        row = self._base.execute(
            "INSERT INTO text (id, day, n, whole, sketch, words) VALUES (?, ?, ?, ?, ?, ?)",
            (name, text.day, text.n, text.whole, sketch, words),
        ).lastrowid
        self._base.executemany("INSERT INTO key VALUES (?, ?)", ((key, row) for key in text.sketch[:KEYS]))


@dataclass(frozen=True, slots=True)
class _Text:
    """What is looked at of a text: hashes of its words, and of those that make a difference (`differ`)."""

    day: int
    n: int
    whole: bytes
    sketch: list[int]
    words: frozenset[int]
    differ: frozenset[int]
    names: frozenset[int]

    @classmethod
    def of(cls, article: Article) -> _Text:
        written = [match[0] for match in _WORD.finditer(article.text[: 12 * LONGEST])][:LONGEST]
        words = [word.casefold() for word in written]
        shingles = {
            blake2b(" ".join(words[at : at + SHINGLE]).encode("utf-8", "replace"), digest_size=8).digest()
            for at in range(max(1, len(words) - SHINGLE + 1))
        }
        hashes = (struct.unpack("<q", each)[0] for each in shingles)
        near = {str(day.day) for n in range(-DAYS, 2) for day in [_plus(article, n)]} | {
            str(article.dct.year)
        }
        telling = _telling()
        known = {word: _hash(word) for word in set(words)}
        return cls(
            day=article.dct.toordinal(),
            n=len(shingles),
            whole=digest(" ".join(words) + f" {len(article.text) if len(words) == LONGEST else ''}"),
            sketch=heapq.nsmallest(SKETCH, hashes),
            words=frozenset(known.values()),
            differ=frozenset(
                hashed
                for word, hashed in known.items()
                if word in telling or (_DIGIT.search(word) and word not in near)
            ),
            names=frozenset(known[word.casefold()] for word in set(written) if word[0].isupper()),
        )


def _repeats(later: _Text, row: Any) -> bool:
    _, _, n, whole, sketch, words = row
    if whole == later.whole:
        return True
    known = struct.unpack(f"<{len(sketch) // 8}q", sketch)
    union = heapq.nsmallest(SKETCH, {*known, *later.sketch})
    both = set(known) & set(later.sketch)
    alike = sum(each in both for each in union) / len(union)
    shared = alike / (1 + alike) * (n + later.n)
    is_cut = later.n <= n and shared >= WITHIN * later.n
    if not (is_cut or (alike >= ALIKE and later.n <= LONGER * n + FRAME)):
        return False
    before = set(struct.unpack(f"<{len(words) // 4}I", words))
    return not later.differ - before and len(later.names - before) <= NAMES


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    raw = read_table("timeline.read", "duplicates.toml")
    return frozenset(raw["differ"])


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


def _plus(article: Article, days: int) -> Any:
    try:
        return article.dct + timedelta(days=days)
    except OverflowError:
        return article.dct
