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
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.corpus import Corpus
from timeline.merge.facts import Facts
from timeline.merge.lexicon import lexicon
from timeline.merge.scratch import Buckets, Pile, Scratch, key_of

__all__ = ["Blocking"]

CAP = 40
"""Largest block that is compared pair by pair."""
WINDOW = 6
"""In a larger block, how many neighbours in each of the two orders a mention meets."""
FAR = 0.5
"""Degrees between two towns beyond which a pair is not looked at."""
REACH = 1000
"""Days between two articles beyond which an undated telling is not compared."""
CHUNK = 100_000
"""Keys that are held at once."""
LATE = 200_000
"""Coded pairs that are held before they are put in order."""
PAIRS = 5000
"""Pairs that are given out at once."""
NARROW = 512
"""Mentions whose pairs are put in order together."""
OWNERS = 10_000
"""Mentions whose keys are made at once, where one stretch of time does not hold more."""
_MAX_MONTHS = 14
_LONG = 1_000_000
"""Beside the numbers of months, those of years for what lasted longer."""
_VERBAL = frozenset({"statement", "talk", "politics"})
_ODD, _ODDER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_EPOCH = 719163
"""date(1970, 1, 1).toordinal()"""
_LAST = date.max.toordinal()

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Marks = NDArray[np.bool_]
Keys = NDArray[np.uint64]
KEYED = np.dtype([("key", "u8"), ("owner", "i4")])


class Blocking:
    """What the blocks of all mentions are made of: some forty bytes for each, and keys on the disk.

    Facts are added in their stable order; then `pairs` gives the pairs that share a block.
    """

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        # Keys are mixed hashes: two blocks that share one by accident (1 in 2**64) cost a comparison, never
        # a merge.
        self._thirds = Pile(scratch.file())
        self._ends = array("I", [0])
        self._first, self._last, self._day = array("i"), array("i"), array("i")
        self._marks, self._group, self._place = array("B"), array("B"), array("i")
        self._groups: dict[str, int] = {"": 0}
        self._places: dict[tuple[str, tuple[float, float] | None], int] = {}
        scratch.table("alike (p INTEGER PRIMARY KEY, words BLOB, tolls BLOB, place BLOB)")
        self._alike: list[tuple[Any, ...]] = []

    def add(self, fact: Facts, corpus: Corpus) -> None:
        """Note the keys of the next mention."""
        rarest = _rarest(fact, corpus, 3)
        found = array("q", map(hash, _thirds(fact, rarest)))
        self._thirds.add(found.tobytes())
        self._ends.append(self._ends[-1] + len(found))
        self._first.append(fact.first)
        self._last.append(fact.last)
        self._day.append(fact.day)
        verbal = fact.group in _VERBAL
        self._marks.append(fact.dated + 2 * fact.assumed + 4 * verbal)
        self._group.append(self._groups.setdefault(fact.group, len(self._groups)))
        self._place.append(self._places.setdefault((fact.place, fact.town), len(self._places)))
        tolls = repr(sorted(fact.tolls.items(), key=str)) if fact.tolls else "[]"
        self._alike.append(
            (len(self._first) - 1, key_of(" ".join(rarest[:2])), tolls.encode(), key_of(fact.place))
        )
        if len(self._alike) >= 1000:
            self._line_up()

    def pairs(self, touching: Marks | None = None) -> Iterator[tuple[Small, Small]]:
        """Pairs of positions i < j that share a block, in order, each once; some at a time.

        With `touching`, only pairs in which at least one position is marked: what a new day's articles need.
        """
        n = len(self._first)
        if n < 2 or (touching is not None and not touching.any()):
            return
        self._line_up()
        columns = _Columns.of(self)
        # Narrow parts: the busier a day, the more pairs each of its mentions is in.
        codes = self._scratch.buckets(np.int64, np.arange(0, n, NARROW))
        _Sweep(self._scratch, columns, self._thirds, self._orders(), touching, codes).run()
        self._scratch.trim()
        for part in codes:
            for some in np.array_split(distinct := _distinct(part), len(distinct) // PAIRS + 1):
                yield columns.worthy(some // n, some % n)
            self._scratch.trim()

    def _line_up(self) -> None:
        self._scratch.fill("alike", self._alike, 4)
        self._alike = []

    def _orders(self) -> tuple[Small, Small]:
        """Rank of every position in two orders that put alike mentions side by side."""
        ranks = []
        for order in ("place, tolls, words, p", "words, place, p"):
            rank = np.empty(len(self._first), np.int32)
            rows = self._scratch.tables.execute(f"SELECT p FROM alike ORDER BY {order}")
            at = 0
            while some := rows.fetchmany(10_000):
                rank[[p for (p,) in some]] = np.arange(at, at + len(some))
                at += len(some)
            ranks.append(rank)
        self._scratch.tables.execute("DROP TABLE alike")
        return ranks[0], ranks[1]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is known of every mention, as columns."""

    first: Small
    last: Small
    day: Small
    dated: Marks
    assumed: Marks
    verbal: Marks
    ends: NDArray[np.uint32]
    group: NDArray[np.uint8]
    place: Small
    kin: NDArray[np.bool_]
    """which kinds of event may meet"""
    name: Ints
    """a number for the name of each place"""
    where: NDArray[np.float64]
    """latitude and longitude of each town"""

    @classmethod
    def of(cls, made: Blocking) -> _Columns:
        groups, places = made._groups, made._places
        kin = np.eye(len(groups), dtype=np.bool_)
        kin[0, :] = kin[:, 0] = True
        for x, y in lexicon().kin:
            if x in groups and y in groups:
                kin[groups[x], groups[y]] = True
        names = {name: k for k, name in enumerate(dict.fromkeys(name for name, _ in places))}
        marks = np.frombuffer(made._marks, np.uint8)
        return cls(
            np.frombuffer(made._first, np.int32),
            np.frombuffer(made._last, np.int32),
            np.frombuffer(made._day, np.int32),
            (marks & 1).astype(np.bool_),
            (marks & 2).astype(np.bool_),
            (marks & 4).astype(np.bool_),
            np.frombuffer(made._ends, np.uint32),
            np.frombuffer(made._group, np.uint8),
            np.frombuffer(made._place, np.int32),
            kin,
            np.array([names[name] for name, _ in places], np.int64),
            np.array([town or (np.nan, np.nan) for _, town in places], np.float64).reshape(-1, 2),
        )

    def worthy(self, i: Ints, j: Ints) -> tuple[Small, Small]:
        """Without what evidence could only refuse: other times, kinds that never meet, towns far apart."""
        gap = np.maximum(self.first[i], self.first[j]) - np.minimum(self.last[i], self.last[j])
        near = np.abs(self.day[i] - self.day[j]) <= REACH
        keep = np.where(self.dated[i] & self.dated[j], gap <= 3, near)
        keep &= self.kin[self.group[i], self.group[j]]
        here, there = self.place[i], self.place[j]
        a, b = self.where[here], self.where[there]
        dy = np.abs(a[:, 0] - b[:, 0])
        dx = np.abs(a[:, 1] - b[:, 1]) * np.cos(np.radians(np.minimum(np.abs(a[:, 0]), 89)))
        # A degree is 111 km. Unknown coordinates compare as false, so those pairs stay.
        far = np.maximum(dy, np.minimum(dx, 360 - dx)) > FAR
        keep &= ~(far & (self.name[here] != self.name[there]))
        return i[keep].astype(np.int32), j[keep].astype(np.int32)

    def loose(self) -> Marks:
        """Marks of what is known to no week."""
        return ~self.dated | (self.last - self.first > 6)

    def precise_days(self) -> tuple[Small, Small, Small]:
        """Positions, and the first day and the number of days that each touches."""
        at = np.flatnonzero(~self.loose()).astype(np.int32)
        # A date assumed from publication reaches two days back (evidence: time.just_before_report).
        start = self.first[at] - self.assumed[at]
        return at, start, self.last[at] + 2 - start

    def months(self) -> tuple[Small, Small, Small]:
        """Positions, and the months that the date of each touches.

        An undated mention counts as lying in the two months up to its report; what lasted longer than
        fourteen months touches its first three years.
        """
        n = len(self.first)
        start, count = np.empty(n, np.int32), np.empty(n, np.int32)
        for k in range(0, n, CHUNK):
            some = slice(k, k + CHUNK)
            dated, day = self.dated[some], self.day[some]
            begin = _month(np.where(dated, self.first[some], day - 31))
            end = _month(np.where(dated, self.last[some], day))
            long = end - begin >= _MAX_MONTHS
            years = np.minimum(end // 12 - begin // 12 + 1, 3)
            start[some] = np.where(long, _LONG + begin // 12, begin)
            count[some] = np.where(long, years, end - begin + 1)
        return np.arange(n, dtype=np.int32), start, count


def _month(days: NDArray[Any]) -> Ints:
    days = np.clip(days, 1, _LAST).astype(np.int64)
    since = (days - _EPOCH).view("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    found: Ints = since + 1970 * 12
    return found


# ---- keys -----------------------------------------------------------------------------------------


def _thirds(fact: Facts, rarest: Sequence[str]) -> list[str]:
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
    found += [f"w{word}" for word in rarest]
    found += [f"m{word}" for name in sorted(fact.means)[:2] for word in name.split()[-1:]]
    # Where little is told on one day, everything of one kind meets; a large block costs only its windows.
    found.append("any")
    # One article tells of an event again without a word in common: "Sunday's strike".
    return [*found, f"n{fact.mention.article_id}"]


def _rarest(fact: Facts, corpus: Corpus, count: int) -> list[str]:
    # Words seen once lead nowhere; the rarest of the others name the story.
    known = [word for word in fact.words if corpus.idf[word] < corpus.once]
    return sorted(known, key=lambda word: (-corpus.idf[word], word))[:count]


# ---- blocks -----------------------------------------------------------------------------------------


class _Sweep:
    """Goes through time and puts the pairs that share a key, coded as i * n + j, into buckets by i."""

    def __init__(
        self,
        scratch: Scratch,
        columns: _Columns,
        thirds: Pile,
        orders: tuple[Small, Small],
        touching: Marks | None,
        codes: Buckets,
    ) -> None:
        self._scratch = scratch
        self._columns, self._thirds, self._orders = columns, thirds, orders
        self._touching, self._codes = touching, codes
        self._n = len(columns.first)
        self._late: list[Ints] = []
        self._count = 0

    def run(self) -> None:
        """Two precise days never meet through a month: there, one of the two must be loose."""
        self._stretches(*self._columns.precise_days(), None)
        self._stretches(*self._columns.months(), self._columns.loose())
        self._flush()

    def _stretches(self, at: Small, start: Small, count: Small, loose: Marks | None) -> None:
        """All keys of one stretch of time at once, or those of several stretches with few mentions."""
        if not len(at):
            return
        order = np.argsort(start, kind="stable")
        at, start, count = at[order], start[order], count[order]
        reach = int(count.max())
        begin, end = int(start[0]), int(start[-1]) + reach
        while begin < end:
            k = int(np.searchsorted(start, begin))
            until = max(int(start[k + OWNERS]), begin + 1) if k + OWNERS < len(start) else end
            some = slice(int(np.searchsorted(start, begin - reach + 1)), int(np.searchsorted(start, until)))
            self._stretch(at[some], start[some], count[some], begin, until, loose)
            begin = until
            k = int(np.searchsorted(start, begin - reach + 1))
            if k < len(start):  # years without a mention are not walked through
                begin = max(begin, int(start[k]))

    def _stretch(
        self, at: Small, start: Small, count: Small, begin: int, until: int, loose: Marks | None
    ) -> None:
        # In order of position, so that the keys of a block come in that order, too.
        order = np.argsort(at)
        at, start, count = at[order], start[order], count[order]
        low = np.maximum(start, begin)
        times = np.maximum(np.minimum(start + count, until) - low, 0)
        owner = np.repeat(at, times).astype(np.int64)
        if len(owner) < 2:
            return
        when = np.repeat(low, times) + _within(times)
        ends = self._columns.ends
        total = int((ends[owner + 1] - ends[owner]).astype(np.int64).sum())
        parts = np.array_split(np.arange(len(owner)), 4 * total // CHUNK + 1)
        made = (some for part in parts for some in self._keys(when[part], owner[part]))
        sieves = 2 * total // CHUNK + 1
        if sieves == 1:
            both = list(made)
            self._pairs(np.concatenate([k for k, _ in both]), np.concatenate([o for _, o in both]), loose)
            return
        # A busy month: its keys wait on the disk, so that each is made once and few are held.
        with closing(self._scratch.buckets(KEYED, np.arange(sieves))) as kept:
            for keys, owners in made:
                rows = np.empty(len(keys), KEYED)
                rows["key"], rows["owner"] = keys, owners
                kept.add((keys % np.uint64(sieves)).astype(np.int64), rows)
            for rows in kept:
                if len(rows) > 1:
                    self._pairs(rows["key"], rows["owner"], loose)

    def _read(self, at: Ints) -> tuple[Keys, Ints]:
        """The keys of positions (ascending), and where those of each begin."""
        ends = self._columns.ends
        begin, end = ends[at].astype(np.int64), ends[at + 1].astype(np.int64)
        # Runs that lie close together are read at once.
        breaks = np.flatnonzero(begin[1:] - end[:-1] > 512) + 1
        found, shift, size = [], np.empty(len(at), np.int64), 0
        for a, b in zip([0, *breaks.tolist()], [*breaks.tolist(), len(at)], strict=True):
            base, stop = int(begin[a]), int(end[b - 1])
            found.append(np.frombuffer(self._thirds.read(base * 8, (stop - base) * 8), np.uint64))
            shift[a:b] = begin[a:b] - base + size
            size += stop - base
        return np.concatenate(found) * _ODD, shift

    def _keys(self, when: Ints, owner: Ints) -> list[tuple[Keys, Small]]:
        if not len(owner):
            return []
        columns, found = self._columns, []
        own, back = np.unique(owner, return_inverse=True)
        thirds, shift = self._read(own)
        offset = shift[back]
        verbal, known = columns.verbal[owner], columns.group[owner] > 0
        # Marks of what may be a deed, and of what may be a word; of an unknown kind both.
        for number, marks in enumerate((~verbal, verbal | ~known)):
            who = owner[marks]
            base = (when[marks].astype(np.int64).view(np.uint64) * np.uint64(2) + np.uint64(number)) * _ODDER
            count = (columns.ends[who + 1] - columns.ends[who]).astype(np.int64)
            mixed = (thirds[np.repeat(offset[marks], count) + _within(count)] ^ np.repeat(base, count)) * _ODD
            mixed ^= mixed >> np.uint64(29)
            found.append((mixed, np.repeat(who, count).astype(np.int32)))
        return found

    def _pairs(self, keys: Keys, owners: Small, loose: Marks | None) -> None:
        by_key = np.argsort(keys, kind="stable")
        keys, owners = keys[by_key], owners[by_key]
        starts = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(keys[1:] != keys[:-1]) + 1))
        sizes = np.diff(np.concatenate((starts, [len(keys)])))
        worth = sizes > 1
        for marks in (loose, self._touching):
            if marks is not None and len(owners):
                worth &= np.logical_or.reduceat(marks[owners], starts)
        starts, sizes = starts[worth], sizes[worth]
        for size in np.unique(sizes).tolist():
            begin = starts[sizes == size]
            if size > CAP:
                for k in begin.tolist():
                    self._large(owners[k : k + size], loose)
                continue
            left, right = _UPPER[size]
            for some in np.array_split(begin, len(begin) * len(left) // CHUNK + 1):
                block = owners[some[:, None] + np.arange(size)]
                self._meet(block[:, left].ravel(), block[:, right].ravel(), loose)

    def _large(self, block: Small, loose: Marks | None) -> None:
        lines = [block[np.argsort(rank[block], kind="stable")] for rank in self._orders]
        for line in lines:
            for step in range(1, WINDOW + 1):
                i, j = line[:-step], line[step:]
                self._meet(np.minimum(i, j), np.maximum(i, j), loose)

    def _meet(self, i: Small, j: Small, loose: Marks | None) -> None:
        keep = i != j
        for marks in (loose, self._touching):
            if marks is not None:
                keep &= marks[i] | marks[j]
        self._late.append(i[keep].astype(np.int64) * self._n + j[keep])
        self._count += len(self._late[-1])
        if self._count >= LATE:
            self._flush()

    def _flush(self) -> None:
        if self._late:
            codes = _distinct(np.concatenate(self._late))
            self._late, self._count = [], 0
            self._codes.add(codes // self._n, codes)


_UPPER = [np.triu_indices(size, 1) for size in range(CAP + 1)]


def _within(counts: NDArray[Any]) -> Ints:
    """0, 1, 2... up to each count, one run after the other."""
    counts = counts.astype(np.int64)
    found: Ints = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return found


def _distinct(every: Ints) -> Ints:
    """The distinct numbers of an array, which is sorted in place: half the memory of numpy's unique."""
    every.sort()
    kept: Ints = every[np.concatenate(([True], every[1:] != every[:-1]))] if len(every) else every
    return kept
