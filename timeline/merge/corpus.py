"""How common words and names are over all mentions, so that a rare one shared counts for more."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import fsum, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.codec import PLAIN
from timeline.merge.facts import Facts, bare, one
from timeline.merge.lexicon import lexicon
from timeline.merge.scratch import Cache, Scratch, Shelf

__all__ = ["Corpus", "Counting"]

_PROPER = re.compile(r"(?<=[a-z,] )[A-Z]\w{2,}")
_SEVERAL = 3
"""Mentions with a country that an article needs before its countries say what it is about."""
_STORY = 24
"""Names kept to tell an article's story from others."""
LATE = 100_000
"""Words gathered before they are counted."""
LIVE = 10_000
"""Counts remembered as Python's own numbers."""
NAMED = 1000
"""Articles whose countries and names are remembered; twice as many at most, of up to 3 kB each."""

Ints = NDArray[np.int64]
Words = frozenset[str]


class Counts:
    """How often each word was counted: sixteen bytes a word, and no word is kept.

    Sorted runs of hashes with their counts, each at least twice as long as the next; so every word is sorted
    some log n times.
    """

    def __init__(self) -> None:
        self._late = array("q")
        self._runs: list[tuple[Ints, Ints]] = []

    def update(self, words: Iterable[str]) -> None:
        """Count words."""
        self._late.extend(map(hash, words))
        if len(self._late) >= LATE:
            self._settle()

    def __getitem__(self, word: str) -> int:
        if self._late:
            self._settle()
        while len(self._runs) > 1:
            self._join()
        if not self._runs:
            return 0
        hashes, numbers = self._runs[0]
        # Two of a million words share 64 bits once in ten million runs.
        at = int(np.searchsorted(hashes, hash(word)))
        return int(numbers[at]) if at < len(hashes) and hashes[at] == hash(word) else 0

    def _settle(self) -> None:
        hashes = np.array(self._late, np.int64)
        self._late = array("q")
        hashes.sort()
        starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
        self._runs.append((hashes[starts], np.diff(np.append(starts, len(hashes)))))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            self._join()

    def _join(self) -> None:
        (one, counts), (other, more) = self._runs[-2:]
        del self._runs[-2:]
        hashes, numbers = np.concatenate((one, other)), np.concatenate((counts, more))
        order = np.argsort(hashes, kind="stable")
        hashes, numbers = hashes[order], numbers[order]
        starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
        self._runs.append((hashes[starts], np.add.reduceat(numbers, starts)))


class _Values(dict[str, Any]):
    """What a function says of each word, remembered for a while."""

    def __init__(self, of: Callable[[str], Any]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, word: str) -> Any:
        if len(self) >= LIVE:
            self.clear()
        found = self[word] = self._of(word)
        return found


class _Chosen(AbstractSet[str]):
    """The words that a function holds true of; it can be asked and cut with a set, not listed."""

    def __init__(self, holds: Callable[[str], bool]) -> None:
        self._holds = _Values(holds)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and bool(self._holds[word])

    def __and__(self, other: AbstractSet[Any]) -> Words:
        return frozenset(filter(self._holds.__getitem__, other))

    __rand__ = __and__

    def __iter__(self) -> Iterator[str]:
        raise TypeError("these words are not listed anywhere")

    def __len__(self) -> int:
        raise TypeError("these words are not listed anywhere")


class _Named(Mapping[str, Words]):
    """Sets of words by name, on a shelf; they can be asked for, not listed."""

    def __init__(self, shelf: Shelf[tuple[str, ...]]) -> None:
        self._shelf = shelf
        self._hashes = array("q")
        self._sorted: tuple[Ints, NDArray[np.int32]] | None = None
        self._known = Cache(self._find, NAMED)

    def add(self, name: str, words: Words) -> None:
        self._shelf.add(tuple(words))
        self._hashes.append(hash(name))

    def __getitem__(self, name: str) -> Words:
        found: Words | None = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """The set of a name, or the default."""
        found = self._known[name]
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        raise TypeError("these names are not listed anywhere")

    def __len__(self) -> int:
        return len(self._shelf)

    def _find(self, name: str) -> Words | None:
        if self._sorted is None:
            hashes = np.array(self._hashes, np.int64)
            order = np.argsort(hashes, kind="stable").astype(np.int32)
            self._sorted, self._hashes = (hashes[order], order), array("q")
        hashes, order = self._sorted
        at = int(np.searchsorted(hashes, hash(name)))
        if at == len(hashes) or hashes[at] != hash(name):
            return None
        return frozenset(self._shelf[int(order[at])])


@dataclass(slots=True)
class Corpus:
    """Counts over all mentions of a run."""

    idf: Mapping[str, float]
    square: Mapping[str, float]
    rare: AbstractSet[str]
    once: float
    """idf of a word that stands in a single mention"""
    telling: AbstractSet[str]
    """words that stand in two articles or a few more"""
    countries: Mapping[str, Words]
    """article -> the countries of its places and participants, where it names enough of them"""
    story: Mapping[str, Words]
    """article -> the names that it comes back to and few others use"""

    @classmethod
    def of(cls, facts: Sequence[Facts]) -> Corpus:
        """Count over facts in their stable order, in which those of one article stand together.

        A sentence told by two mentions counts twice, which changes little.
        """
        counting = Counting()
        listed = [list(told) for _, told in groupby(facts, key=lambda fact: fact.mention.article_id)]
        for told in listed:
            counting.count(told)
        corpus = counting.corpus()
        for told in listed:
            counting.finish(corpus, told)
        return corpus


class Counting:
    """The making of a corpus: `count` the facts of every article, then `finish` every one."""

    def __init__(self, scratch: Scratch | None = None) -> None:
        self._scratch = scratch or Scratch(held=True)
        self._words, self._names, self._spread = Counts(), Counts(), Counts()
        self._proper: Shelf[list[tuple[str, int]]] = self._scratch.shelf(PLAIN)
        self._n = self._n_articles = self._finished = 0
        self._countries: dict[str, Words] | _Named = {}
        self._stories: dict[str, Words] | _Named = {}

    def count(self, told: Sequence[Facts]) -> None:
        """Count the facts of one article, which have their whole mentions."""
        written: set[str] = set()
        for fact in told:
            self._words.update(fact.words)
            written |= fact.words
            self._names.update(fact.actors | fact.targets)
        self._spread.update(written)
        self._proper.add(list(_proper(told).items()))
        self._n += len(told)
        self._n_articles += 1

    def corpus(self) -> Corpus:
        """The counts; what articles are about is still to be filled in."""
        n, words, names, spread = self._n, self._words, self._names, self._spread
        # In a handful of mentions nothing can be called rare.
        limit = max(3, n // 20) if n >= 40 else 0
        few = max(3, self._n_articles // 50) if self._n_articles >= 8 else 0
        self._reach = max(6, self._n_articles // 20) if few else 0
        if not self._scratch.held:
            self._countries = _Named(self._scratch.shelf(PLAIN))
            self._stories = _Named(self._scratch.shelf(PLAIN))
        idf = _Values(lambda word: log(1 + (n + 1) / words[word]))
        return Corpus(
            idf,
            _Values(lambda word: idf[word] ** 2),
            _Chosen(lambda name: names[name] <= limit),
            log(2 + n),
            _Chosen(lambda word: 2 <= spread[word] <= few),
            self._countries,
            self._stories,
        )

    def finish(self, corpus: Corpus, told: Sequence[Facts]) -> None:
        """Set the norm of each of an article's facts, and note what it is about; in the order of `count`."""
        square = corpus.square
        for fact in told:
            # fsum: the order of a set's words changes from run to run and must not change a score.
            fact.norm = fsum([square[word] for word in fact.words]) ** 0.5
        name = told[0].mention.article_id
        for noted, found in ((self._countries, _countries(told)), (self._stories, self._story())):
            if found and isinstance(noted, dict):
                noted[name] = found
            elif found and isinstance(noted, _Named):
                noted.add(name, found)
        self._finished += 1

    def _story(self) -> Words:
        if not self._reach:
            return frozenset()
        spread, reach = self._spread, self._reach
        met = {word: (-count, spread[word], word) for word, count in self._proper[self._finished]}
        words = [word for word in met if 2 <= met[word][1] <= reach and word not in _generic()]
        return one(frozenset(sorted(words, key=met.__getitem__)[:_STORY]))


def _proper(told: Sequence[Facts]) -> Counter[str]:
    """Words written as names in an article, by the number of its sentences that have them."""
    words: Counter[str] = Counter()
    seen: set[int] = set()
    for fact in told:
        if fact.mention.sentence_start not in seen:
            seen.add(fact.mention.sentence_start)
            written = {bare(word.casefold()) for word in _PROPER.findall(fact.mention.sentence)}
            words.update(written & fact.words)
    return words


@cache
def _generic() -> Words:
    return frozenset(bare(word) for word in lexicon().generic)


def _countries(told: Sequence[Facts]) -> Words:
    here: set[str] = set()
    count = 0
    for fact in told:
        mine = fact.actor_countries | fact.target_countries
        if fact.where and fact.where.iso3:
            mine |= {fact.where.iso3}
        here |= mine
        count += bool(mine)
    return one(frozenset(here)) if count >= _SEVERAL else frozenset()
