"""Which pairs of mentions are worth comparing: those that share a block. Nothing here is quadratic in the
corpus.

A block is a stretch of time, a coarse kind of event, and one more thing shared (a place, a participant, a
rare word, a toll). A precise day lies in two blocks of time, so that two reports that differ by a day still
meet; a vague date ("in July") meets everything of its months, but two precise days never meet through a
month. A block that grew too large is not compared pair by pair: its mentions are laid in order of place and
of rarest word, and each meets the next few. All of this depends on the set of mentions alone, not on their
order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from timeline.merge.corpus import Corpus
from timeline.merge.facts import Facts
from timeline.merge.lexicon import lexicon

__all__ = ["candidate_pairs"]

CAP = 40
"""Largest block that is compared pair by pair."""
WINDOW = 6
"""In a larger block, how many neighbours in each of the two orders a mention meets."""
FAR = 0.5
"""Degrees between two towns beyond which a pair is not looked at."""
REACH = 1000
"""Days between two articles beyond which an undated telling is not compared."""
CHUNK = 1_000_000
"""Keys that are held at once; keys of one stretch of time stay together."""
_MAX_MONTHS = 14
_LONG = 1_000_000
"""Beside the numbers of months, those of years for what lasted longer."""
_VERBAL = frozenset({"statement", "talk", "politics"})
_ODD, _ODDER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)

Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]


def candidate_pairs(facts: Sequence[Facts], corpus: Corpus, *, touching: Marks | None = None) -> Ints:
    """Pairs (i, j), i < j, of positions in facts that share a block, sorted, each once.

    With `touching`, only pairs in which at least one position is marked: what a new day's articles need.
    """
    n = len(facts)
    if n < 2:
        return np.empty((0, 2), np.int64)
    loose = np.array([not f.dated or f.last - f.first > 6 for f in facts])
    blocks = _Blocks(facts, corpus, touching)
    found = [
        *blocks.codes(_times(facts, _precise_times), None),
        *blocks.codes(_times(facts, _months), loose),
    ]
    del blocks
    codes = _distinct(found)
    found.clear()
    worth = _worthy(facts)
    return np.concatenate(
        [worth(part // n, part % n) for part in np.array_split(codes, len(codes) // CHUNK + 1)]
    )


def _worthy(facts: Sequence[Facts]) -> Callable[[Ints, Ints], Ints]:
    """Drops what evidence could only refuse: other times, kinds of event that never meet, towns far apart."""
    dated = np.array([f.dated for f in facts])
    day = np.array([f.day for f in facts], np.int64)
    first = np.array([f.first for f in facts], np.int64)
    last = np.array([f.last for f in facts], np.int64)
    kinds = {"": 0} | {group: k for k, group in enumerate(sorted({f.group for f in facts} - {""}), 1)}
    group = np.array([kinds[f.group] for f in facts])
    kin = np.eye(len(kinds), dtype=np.bool_)
    kin[0, :] = kin[:, 0] = True
    for x, y in lexicon().kin:
        if x in kinds and y in kinds:
            kin[kinds[x], kinds[y]] = True
    names = {name: k for k, name in enumerate(dict.fromkeys(f.place for f in facts))}
    place = np.array([names[f.place] for f in facts])
    nowhere = (np.nan, np.nan)
    where = np.array([f.town or nowhere for f in facts]).reshape(len(facts), 2)

    def worth(i: Ints, j: Ints) -> Ints:
        gap = np.maximum(first[i], first[j]) - np.minimum(last[i], last[j])
        keep = (
            np.where(dated[i] & dated[j], gap <= 3, np.abs(day[i] - day[j]) <= REACH)
            & kin[group[i], group[j]]
        )
        dy = np.abs(where[i, 0] - where[j, 0])
        dx = np.abs(where[i, 1] - where[j, 1]) * np.cos(np.radians(np.minimum(np.abs(where[i, 0]), 89)))
        # A degree is 111 km. Unknown coordinates compare as false, so those pairs stay.
        keep &= ~((np.maximum(dy, np.minimum(dx, 360 - dx)) > FAR) & (place[i] != place[j]))
        return np.stack((i[keep], j[keep]), axis=1)

    return worth


# ---- keys -----------------------------------------------------------------------------------------


def _times(facts: Sequence[Facts], times: Callable[[Facts], Sequence[int]]) -> tuple[Ints, Ints]:
    """All stretches of time that facts touch, in order of time, and the positions that touch them."""
    when, owner = array("q"), array("q")
    for position, fact in enumerate(facts):
        found = times(fact)
        when.extend(found)
        owner.extend([position] * len(found))
    whens, owners = np.frombuffer(when, np.int64), np.frombuffer(owner, np.int64)
    order = np.argsort(whens, kind="stable")
    return whens[order], owners[order]


def _precise_times(fact: Facts) -> Sequence[int]:
    if not fact.dated or fact.last - fact.first > 6:
        return ()
    # A date assumed from publication reaches two days back (evidence: time.just_before_report).
    return range(fact.first - fact.assumed, fact.last + 2)


def _months(fact: Facts) -> Sequence[int]:
    """The months that the date touches; an undated mention counts as lying in the two months up to its
    report.
    """
    first, last = (fact.first, fact.last) if fact.dated else (fact.day - 31, fact.day)
    begin, end = date.fromordinal(max(first, 1)), date.fromordinal(min(last, date.max.toordinal()))
    start = begin.year * 12 + begin.month - 1
    count = end.year * 12 + end.month - start
    if count > _MAX_MONTHS:
        return range(_LONG + begin.year, _LONG + end.year + 1)[:3]
    return range(start, start + count)


def _thirds(fact: Facts, corpus: Corpus) -> list[str]:
    place = fact.where
    found: list[str] = []
    if place:
        found.append(f"p{fact.place}")
        if place.admin1:
            found.append(f"p{place.admin1.casefold()}")
        if place.iso3 or place.country:
            found.append(f"p{(place.country or place.iso3).casefold()}")
        if place.latitude is not None and place.longitude is not None:
            # Cells of half a degree and the three next to the nearest corner: neighbours within 25 km share
            # one.
            lat, lon = round(place.latitude * 2), round(place.longitude * 2)
            found += [f"g{lat + dy},{lon + dx}" for dy in (0, 1) for dx in (0, 1)]
    found += [f"a{name}" for name in sorted(fact.actors | fact.targets)[:4]]
    found += [f"t{kind}{low}" for kind, (low, _) in fact.tolls.items() if low >= 2]
    found += [f"w{word}" for word in _rarest(fact, corpus, 3)]
    found += [f"m{word}" for name in sorted(fact.means)[:2] for word in name.split()[-1:]]
    # Where little is told on one day, everything of one kind meets; a large block costs only its windows.
    found.append("any")
    # One article tells of an event again without a word in common: "Sunday's strike".
    return [*found, f"n{fact.mention.article_id}"]


def _rarest(fact: Facts, corpus: Corpus, count: int) -> list[str]:
    # Words seen once lead nowhere; the rarest of the others name the story.
    known = [word for word in fact.words if corpus.idf[word] < corpus.once]
    return sorted(known, key=lambda word: (-corpus.idf[word], word))[:count]


# ---- blocks ---------------------------------------------------------------------------------------


class _Blocks:
    """What the keys of all facts are made of, and the pairs that share a key."""

    def __init__(self, facts: Sequence[Facts], corpus: Corpus, touching: Marks | None) -> None:
        self.n = len(facts)
        self.touching = touching
        found, ends = array("q"), array("q", [0])
        for fact in facts:
            found.extend(map(hash, _thirds(fact, corpus)))
            ends.append(len(found))
        # Keys are mixed hashes: two blocks that share one by accident (1 in 2**64) cost a comparison, never
        # a merge.
        self.thirds = np.frombuffer(found, np.int64).view(np.uint64) * _ODD
        self.ends = np.frombuffer(ends, np.int64)
        verbal = np.array([f.group in _VERBAL for f in facts])
        known = np.array([bool(f.group) for f in facts])
        self.kinds = (~verbal, verbal | ~known)
        """marks of what may be a deed, and of what may be a word; of an unknown kind both"""
        self.order = _orders(facts, corpus)

    def codes(self, times: tuple[Ints, Ints], loose: Marks | None) -> Iterator[Ints]:
        """Pairs of positions with one key, coded as i * n + j. With `loose`, one of the two must be loose."""
        when, owner = times
        if not len(when):
            return
        size = (self.ends[owner + 1] - self.ends[owner]) * sum(kind[owner].astype(int) for kind in self.kinds)
        part = np.cumsum(size) // CHUNK
        # All keys of one stretch of time go into one part.
        changes = np.flatnonzero(np.diff(when)) + 1
        cuts = changes[np.diff(part[np.concatenate(([0], changes))]) > 0]
        for some, who in zip(np.split(when, cuts), np.split(owner, cuts), strict=True):
            yield self._pairs(*self._keys(some, who), loose)

    def _keys(self, when: Ints, owner: Ints) -> tuple[NDArray[np.uint64], Ints]:
        keys, owners = [], []
        for number, marks in enumerate(self.kinds):
            at = marks[owner]
            who = owner[at]
            base = (when[at].astype(np.uint64) * np.uint64(2) + np.uint64(number)) * _ODDER
            count = self.ends[who + 1] - self.ends[who]
            # The run of thirds of each owner, one after the other.
            within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
            thirds = self.thirds[np.repeat(self.ends[who], count) + within]
            mixed = (thirds ^ np.repeat(base, count)) * _ODD
            keys.append(mixed ^ (mixed >> np.uint64(29)))
            owners.append(np.repeat(who, count))
        return np.concatenate(keys), np.concatenate(owners)

    def _pairs(self, keys: NDArray[np.uint64], owners: Ints, loose: Marks | None) -> Ints:
        by_key = np.lexsort((owners, keys))
        keys, owners = keys[by_key], owners[by_key]
        edges = np.flatnonzero(np.diff(keys)) + 1
        starts = np.concatenate((np.zeros(1, np.int64), edges))
        sizes = np.diff(np.concatenate((starts, [len(keys)])))
        for marks in (loose, self.touching):
            if marks is not None:
                some = np.logical_or.reduceat(marks[owners], starts)
                starts, sizes = starts[some], sizes[some]
        found: list[Ints] = []
        for size in np.unique(sizes).tolist():
            if size < 2:
                continue
            begin = starts[sizes == size]
            if size > CAP:
                found += [self._large(owners[k : k + size], loose) for k in begin.tolist()]
                continue
            left, right = _UPPER[size]
            for some in np.array_split(begin, len(begin) * len(left) // CHUNK + 1):
                block = owners[some[:, None] + np.arange(size)]
                found.append(self._coded(block[:, left].ravel(), block[:, right].ravel(), loose))
        return _distinct(found)

    def _large(self, block: Ints, loose: Marks | None) -> Ints:
        lines = [block[np.argsort(rank[block], kind="stable")] for rank in self.order]
        i = np.concatenate([line[:-step] for line in lines for step in range(1, WINDOW + 1)])
        j = np.concatenate([line[step:] for line in lines for step in range(1, WINDOW + 1)])
        return self._coded(np.minimum(i, j), np.maximum(i, j), loose)

    def _coded(self, i: Ints, j: Ints, loose: Marks | None) -> Ints:
        keep = i != j
        if loose is not None:
            keep &= loose[i] | loose[j]
        if self.touching is not None:
            keep &= self.touching[i] | self.touching[j]
        codes: Ints = i[keep] * self.n + j[keep]
        return codes


_UPPER = [np.triu_indices(size, 1) for size in range(CAP + 1)]


def _orders(facts: Sequence[Facts], corpus: Corpus) -> tuple[Ints, Ints]:
    """Rank of every position in two orders that put alike mentions side by side."""
    words = _ranked([" ".join(_rarest(fact, corpus, 2)) for fact in facts])
    places = _ranked([fact.place for fact in facts])
    tolls = _ranked([repr(sorted(fact.tolls.items(), key=str)) if fact.tolls else "[]" for fact in facts])
    ranks = []
    for order in (np.lexsort((words, tolls, places)), np.lexsort((places, words))):
        rank = np.empty(len(facts), np.int64)
        rank[order] = np.arange(len(facts))
        ranks.append(rank)
    return ranks[0], ranks[1]


def _ranked(values: Sequence[str]) -> Ints:
    number = {value: k for k, value in enumerate(sorted(set(values)))}
    return np.array([number[value] for value in values], np.int64)


def _distinct(codes: Sequence[Ints]) -> Ints:
    if not codes:
        return np.empty(0, np.int64)
    # Sorting in place takes half the memory of numpy's unique and is faster on millions of numbers.
    every = np.concatenate(codes)
    every.sort()
    kept: Ints = every[np.concatenate(([True], every[1:] != every[:-1]))] if len(every) else every
    return kept
