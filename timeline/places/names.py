"""Place names in running text: those that no tagger should miss, and those that it cut short."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from timeline.places.candidates import AREA_AFTER
from timeline.places.fold import fold
from timeline.places.gazetteer import area_names
from timeline.places.resolve import is_name

__all__ = ["scan", "widen"]

_AFTER = re.compile(r"[ \-‑][\w'’\-‑]+")
_WORDS = re.compile(r"[\w'’]+(?:[-‑][\w'’]+)*")
_BEFORE = re.compile(r"[\w'’\-‑]+ ")
_FIRST = re.compile(r"[^\s\-‐‑–_/]+")


def widen(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole name of the place around text[start:end], where a tagger cut it short.

    "Kherson" in "the Kherson region" is the region, "Wad" in "Wad al-Nourah" half a name. Only names of
    areas, regions and sites are completed, by up to two words before and four after; the longest wins.
    Offsets are code points.

    >>> widen("in the Kherson region on Friday", 7, 14)
    (7, 21)
    """
    before = [match.start() for match in _BEFORE.finditer(text, max(0, start - 40), start)][-2:]
    after = [match.end() for match in _AFTER.finditer(text, end, min(len(text), end + 60))][:4]
    first = [at for at in (*before, start) if _may_begin(text, at)]
    spans = [(a, b) for a in first for b in (end, *after) if (a, b) != (start, end)]
    for a, b in sorted(spans, key=lambda span: span[0] - span[1]):
        if _is_area(text[a:b]):
            return a, b
    return start, end


@lru_cache(maxsize=1024)
def scan(text: str) -> tuple[tuple[int, int], ...]:
    """Where names of two to four words from our own table stand in a text, in order, none overlapping.

    One-word names are left to the tagger, which knows a person from a town; "Wad al-Nourah" and "El Fasher"
    it often does not know at all.

    >>> scan("Shells hit Wad al-Nourah on Wednesday.")
    ((11, 24),)
    """
    words = [match.span() for match in _WORDS.finditer(text)]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        start = words[at][0]
        step = 1
        if text[start].isupper() and _may_open(text, start, words[at][1]):
            for length in (4, 3, 2):
                if at + length > len(words):
                    continue
                end = words[at + length - 1][1]
                if "\n" not in text[start:end] and _is_own(fold(text[start:end])):
                    found.append((start, end))
                    step = length
                    break
        at += step
    return tuple(found)


def _may_open(text: str, start: int, end: int) -> bool:
    """False of a word with which no name of our table begins."""
    if not text[end : end + 1].isspace():  # "U.S." folds into one word
        return True
    return fold(text[start:end]) in _openings()


def _may_begin(text: str, at: int) -> bool:
    """False of a place in the text where no name of our table begins."""
    first = _FIRST.match(text, at)
    return first is None or not (word := fold(first.group())) or word in _openings()


@cache
def _openings() -> frozenset[str]:
    """The first words of the folded names of areas, regions and sites: one word, two, and so on."""
    found: set[str] = set()
    for name in area_names():
        words = name.split()
        found.update(" ".join(words[:size]) for size in range(1, len(words) + 1))
    return frozenset(found)


@lru_cache(maxsize=8192)
def _is_own(key: str) -> bool:
    return " " in key and any(row.curated and not row.context for row in area_names().get(key, ()))


@lru_cache(maxsize=4096)
def _is_area(text: str) -> bool:
    if "\n" in text or not is_name(text):
        return False
    key = fold(text)
    if any(row.curated for row in area_names().get(key, ())):
        return True
    shorter = AREA_AFTER.sub("", key)
    return shorter != key and shorter in area_names()
