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
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from timeline.merge.facts import Corpus, Facts
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
_MAX_MONTHS = 14
_DEED, _WORD = "deed", "word"
_VERBAL = frozenset({"statement", "talk", "politics"})

Ints = NDArray[np.int64]


def candidate_pairs(
    facts: Sequence[Facts], corpus: Corpus, *, touching: NDArray[np.bool_] | None = None
) -> Ints:
    """Pairs (i, j), i < j, of positions in facts that share a block, sorted, each once.

    With `touching`, only pairs in which at least one position is marked: what a new day's articles need.
    """
    n = len(facts)
    if n < 2:
        return np.empty((0, 2), np.int64)
    order = _orders(facts, corpus)
    loose = np.array([not f.dated or f.last - f.first > 6 for f in facts])
    thirds = [_thirds(fact, corpus) for fact in facts]
    vague = np.flatnonzero(loose).tolist()
    keys, owners = _keys(facts, thirds, _months, vague)
    met = set(keys.tolist())
    more, others = _keys(facts, thirds, _months, np.flatnonzero(~loose).tolist(), met)
    keys, owners = np.concatenate((keys, more)), np.concatenate((owners, others))
    found = [
        _pairs_of(*_keys(facts, thirds, _precise_times, range(n)), order, n, None, touching),
        _pairs_of(keys, owners, order, n, loose, touching),
    ]
    codes = _distinct(found)
    pairs = np.stack((codes // n, codes % n), axis=1)
    return _worth(pairs, facts)


def _worth(pairs: Ints, facts: Sequence[Facts]) -> Ints:
    """Drop what evidence could only refuse: other times, kinds of event that never meet, towns far apart."""
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
    found = []
    for chunk in np.array_split(pairs, max(1, len(pairs) // 1_000_000)):
        i, j = chunk[:, 0], chunk[:, 1]
        gap = np.maximum(first[i], first[j]) - np.minimum(last[i], last[j])
        keep = (
            np.where(dated[i] & dated[j], gap <= 3, np.abs(day[i] - day[j]) <= REACH)
            & kin[group[i], group[j]]
        )
        dy = np.abs(where[i, 0] - where[j, 0])
        dx = np.abs(where[i, 1] - where[j, 1]) * np.cos(np.radians(np.minimum(np.abs(where[i, 0]), 89)))
        # A degree is 111 km. Unknown coordinates compare as false, so those pairs stay.
        keep &= ~((np.maximum(dy, np.minimum(dx, 360 - dx)) > FAR) & (place[i] != place[j]))
        found.append(chunk[keep])
    return np.concatenate(found)


# ---- keys -----------------------------------------------------------------------------------------


def _keys(
    facts: Sequence[Facts],
    thirds: Sequence[Sequence[str]],
    times: Callable[[Facts], Sequence[object]],
    positions: Iterable[int],
    among: Container[int] | None = None,
) -> tuple[Ints, Ints]:
    """Block keys and the positions that carry them, as two equally long arrays; only keys `among` the given.

    Keys are hashes: two blocks that share one by accident (1 in 2**64) cost a comparison, never a merge.
    """
    keys, owners = array("q"), array("q")
    for position in positions:
        fact = facts[position]
        for when in times(fact):
            for kind in _kinds(fact):
                base = hash((when, kind))
                found = [hash((base, third)) for third in thirds[position]]
                keys.extend(found if among is None else [key for key in found if key in among])
        owners.extend([position] * (len(keys) - len(owners)))
    return np.frombuffer(keys, np.int64), np.frombuffer(owners, np.int64)


def _precise_times(fact: Facts) -> list[int]:
    if not fact.dated or fact.last - fact.first > 6:
        return []
    # A date assumed from publication reaches two days back (evidence: time.just_before_report).
    return list(range(fact.first - fact.assumed, fact.last + 2))


def _months(fact: Facts) -> list[str]:
    """The months that the date touches; an undated mention counts as lying in the two months up to its
    report.
    """
    first, last = (fact.first, fact.last) if fact.dated else (fact.day - 31, fact.day)
    begin, end = date.fromordinal(max(first, 1)), date.fromordinal(min(last, date.max.toordinal()))
    count = (end.year - begin.year) * 12 + end.month - begin.month + 1
    if count > _MAX_MONTHS:
        return [f"long{year}" for year in range(begin.year, end.year + 1)][:3]
    months = [divmod(begin.year * 12 + begin.month - 1 + k, 12) for k in range(count)]
    return [f"{year}-{month}" for year, month in months]


def _kinds(fact: Facts) -> tuple[str, ...]:
    group = fact.group
    if not group:
        return (_DEED, _WORD)
    return (_WORD,) if group in _VERBAL else (_DEED,)


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


def _orders(facts: Sequence[Facts], corpus: Corpus) -> tuple[Ints, Ints]:
    """Rank of every position in two orders that put alike mentions side by side."""
    words = [" ".join(_rarest(fact, corpus, 2)) for fact in facts]
    lines = [
        [
            (fact.place, sorted(fact.tolls.items(), key=str).__repr__(), words[i], i)
            for i, fact in enumerate(facts)
        ],
        [(words[i], fact.place, "", i) for i, fact in enumerate(facts)],
    ]
    ranks = []
    for line in lines:
        rank = np.empty(len(facts), np.int64)
        rank[np.array([row[-1] for row in sorted(line)], np.int64)] = np.arange(len(facts))
        ranks.append(rank)
    return ranks[0], ranks[1]


# ---- pairs ----------------------------------------------------------------------------------------


def _pairs_of(
    keys: Ints,
    owners: Ints,
    order: tuple[Ints, Ints],
    n: int,
    loose: NDArray[np.bool_] | None,
    touching: NDArray[np.bool_] | None,
) -> Ints:
    """Pairs of positions with one key, coded as i * n + j. With `loose`, one of the two must be loose."""
    if not len(keys):
        return np.empty(0, np.int64)
    by_key = np.lexsort((owners, keys))
    keys, owners = keys[by_key], owners[by_key]
    edges = np.flatnonzero(np.diff(keys)) + 1
    starts = np.concatenate(([0], edges))
    ends = np.concatenate((edges, [len(keys)]))
    several = ends - starts > 1
    codes: list[Ints] = []
    waiting = 0
    for block in _blocks(owners, starts[several], ends[several]):
        made = _block_pairs(block, order, loose, touching)
        if made is None:
            continue
        codes.append(made[0] * n + made[1])
        waiting += len(made[0])
        if waiting > 4_000_000:  # many blocks hold the same pair: keep the list short
            codes, waiting = [_distinct(codes)], 0
    return _distinct(codes) if codes else np.empty(0, np.int64)


def _distinct(codes: Sequence[Ints]) -> Ints:
    # Sorting in place takes half the memory of numpy's unique and is faster on millions of numbers.
    every = np.concatenate(codes)
    every.sort()
    kept: Ints = every[np.concatenate(([True], every[1:] != every[:-1]))] if len(every) else every
    return kept


def _blocks(owners: Ints, starts: Ints, ends: Ints) -> Iterator[Ints]:
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield owners[start:end]


_UPPER = [np.triu_indices(size, 1) for size in range(CAP + 1)]


def _block_pairs(
    block: Ints,
    order: tuple[Ints, Ints],
    loose: NDArray[np.bool_] | None,
    touching: NDArray[np.bool_] | None,
) -> tuple[Ints, Ints] | None:
    if loose is not None and not loose[block].any():
        return None
    if touching is not None and not touching[block].any():
        return None
    if len(block) <= CAP:
        left, right = _UPPER[len(block)]
        i, j = block[left], block[right]
    else:
        lines = [block[np.argsort(rank[block], kind="stable")] for rank in order]
        i = np.concatenate([line[:-step] for line in lines for step in range(1, WINDOW + 1)])
        j = np.concatenate([line[step:] for line in lines for step in range(1, WINDOW + 1)])
        i, j = np.minimum(i, j), np.maximum(i, j)
    keep = i != j
    if loose is not None:
        keep &= loose[i] | loose[j]
    if touching is not None:
        keep &= touching[i] | touching[j]
    return i[keep], j[keep]
