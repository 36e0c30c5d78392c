"""How common words and names are over all mentions, so that a rare one shared counts for more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import fsum, log

from timeline.merge.facts import Facts, bare, one
from timeline.merge.lexicon import lexicon

__all__ = ["Corpus"]

_PROPER = re.compile(r"(?<=[a-z,] )[A-Z]\w{2,}")
_SEVERAL = 3
"""Mentions with a country that an article needs before its countries say what it is about."""
_STORY = 24
"""Names kept to tell an article's story from others."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Counts over all mentions of a run."""

    idf: Mapping[str, float]
    square: Mapping[str, float]
    rare: frozenset[str]
    once: float
    """idf of a word that stands in a single mention"""
    telling: frozenset[str] = frozenset()
    """words that stand in two articles or a few more"""
    countries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """article -> the countries of its places and participants, where it names enough of them"""
    story: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """article -> the names that it comes back to and few others use"""

    @classmethod
    def of(cls, facts: Sequence[Facts]) -> Corpus:
        """Count over facts in their stable order, in which those of one article stand together.

        A sentence told by two mentions counts twice, which changes little.
        """
        words: Counter[str] = Counter()
        names: Counter[str] = Counter()
        spread: Counter[str] = Counter()
        n_articles = 0
        for _, told in _articles(facts):
            n_articles += 1
            written: set[str] = set()
            for fact in told:
                words.update(fact.words)
                written |= fact.words
                names.update(fact.actors | fact.targets)
            spread.update(written)
        n = len(facts)
        idf = {word: log(1 + (n + 1) / count) for word, count in words.items()}
        square = {word: value**2 for word, value in idf.items()}
        for fact in facts:
            # fsum: the order of a set's words changes from run to run and must not change a score.
            fact.norm = fsum([square[word] for word in fact.words]) ** 0.5
        # In a handful of mentions nothing can be called rare.
        limit = max(3, n // 20) if n >= 40 else 0
        few = max(3, n_articles // 50) if n_articles >= 8 else 0
        return cls(
            idf,
            square,
            frozenset(name for name, count in names.items() if count <= limit),
            log(2 + n),
            frozenset(word for word, count in spread.items() if 2 <= count <= few),
            _countries(facts),
            _stories(facts, spread, max(6, n_articles // 20)) if few else {},
        )


def _articles(facts: Sequence[Facts]) -> Iterator[tuple[str, list[Facts]]]:
    for name, told in groupby(facts, key=lambda fact: fact.mention.article_id):
        yield name, list(told)


def _countries(facts: Sequence[Facts]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, told in _articles(facts):
        here: set[str] = set()
        count = 0
        for fact in told:
            mine = fact.actor_countries | fact.target_countries
            if fact.where and fact.where.iso3:
                mine |= {fact.where.iso3}
            here |= mine
            count += bool(mine)
        if count >= _SEVERAL:
            found[name] = one(frozenset(here))
    return found


def _stories(facts: Sequence[Facts], spread: Mapping[str, int], limit: int) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    generic = {bare(word) for word in lexicon().generic}
    for name, told in _articles(facts):
        words: Counter[str] = Counter()
        seen: set[int] = set()
        for fact in told:
            if fact.mention.sentence_start in seen:
                continue
            seen.add(fact.mention.sentence_start)
            proper = {bare(word.casefold()) for word in _PROPER.findall(fact.mention.sentence)}
            words.update(w for w in proper & fact.words if 2 <= spread[w] <= limit and w not in generic)
        if words:
            kept = sorted(words, key=lambda word: (-words[word], spread[word], word))[:_STORY]
            found[name] = one(frozenset(kept))
    return found
