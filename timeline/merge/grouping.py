"""Mentions into groups: copies ride along, articles pool what they tell, then articles are compared.

What is decided together is small: the mentions of one article, then those sets of articles' tellings that
pairs above zero hold together. Only these are read from the disk; of all mentions there are a few columns of
numbers in memory, and the pairs lie in buckets on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import Components, Edge, Roots, Solved, cluster, components, rejoin
from timeline.merge.codec import PLAIN
from timeline.merge.corpus import Corpus
from timeline.merge.evidence import FORBIDDEN, explain, score
from timeline.merge.facts import Facts, pool
from timeline.merge.scratch import Buckets, Cache, Scratch
from timeline.merge.tellings import Tellings

__all__ = ["EDGE", "HELD", "Group", "Groups", "Solver", "edge_rows"]

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Marks = NDArray[np.bool_]
Rows = NDArray[Any]
Pair = tuple[int, int]

LIMIT = 200
"""Largest component whose pairs are all scored."""
HELD = 1.0
"""Value of the edges that hold an earlier event together until it is judged anew."""
POOLED = 500
"""Pooled tellings that are remembered; twice as many at most."""
EDGE = np.dtype([("a", "i4"), ("b", "i4"), ("value", "f8"), ("known", "f8")])
"""A pair of positions that may be one event, what it is worth, and its score where that is known (or nan)."""


def edge_rows(edges: Sequence[Edge]) -> Rows:
    """Rows for pairs whose value is their score."""
    made = np.empty(len(edges), EDGE)
    if edges:
        made["a"], made["b"], made["value"] = zip(*edges, strict=True)
        made["known"] = made["value"]
    return made


@dataclass(slots=True)
class Group:
    """One event in the making: positions in stable order, and which pair of positions joined each."""

    members: list[int]
    joined: Sequence[tuple[int, int, float, str]] = ()
    by_hand: Sequence[Pair] = ()


class Groups:
    """The groups of all positions, by their first one; -1 leads what is in none."""

    def __init__(self, scratch: Scratch, n: int) -> None:
        self.lead = np.full(n, -1, np.int32)
        self._number = np.full(n, -1, np.int32)
        self._kept = scratch.shelf(PLAIN)

    def add(self, group: Group) -> None:
        """Take in a group, which takes its members out of the groups that they were in."""
        first = group.members[0]
        self.lead[group.members] = first
        self._number[group.members] = -1
        if len(group.members) > 1:
            self._number[first] = self._kept.add(
                (list(group.members), list(group.joined), list(group.by_hand))
            )

    def __getitem__(self, lead: int) -> Group:
        number = self._number[lead]
        return Group([lead]) if number < 0 else Group(*self._kept[int(number)])

    def leads(self) -> Small:
        """The first positions of all groups, in order."""
        return np.flatnonzero(self.lead == np.arange(len(self.lead), dtype=np.int32)).astype(np.int32)


class Solver:
    """Clusters mentions that edges connect, article by article and then component by component."""

    def __init__(
        self,
        scratch: Scratch,
        tellings: Tellings,
        corpus: Corpus,
        different: set[Pair],
        active: Marks,
    ) -> None:
        self._scratch, self._tellings, self._corpus = scratch, tellings, corpus
        self._different, self._active = different, active
        n = len(tellings)
        self._first = tellings.copies(active, {p for pair in different for p in pair})
        copies = np.flatnonzero(self._first != np.arange(n, dtype=np.int32)).astype(np.int32)
        copies = copies[np.argsort(self._first[copies], kind="stable")]
        self._copies, self._copied = copies, self._first[copies]
        self._home = np.arange(n, dtype=np.int32)
        """the first of what an article tells of one event"""
        self._next = np.full(n, -1, np.int32)
        """the next of what an article tells of one event"""
        self._with = np.full(n, -1, np.int32)
        """what in its article each goes with"""
        self._whole = Cache(self._pool, POOLED)

    def solve(self, edges: Buckets, held: Iterable[Pair], groups: Groups) -> None:
        """Put the groups of all active positions into `groups`.

        `held` are pairs that were one event before and are judged anew.
        """
        heads = self._of_heads(edges, held)
        for rows in heads:
            self._within(rows)
            self._scratch.trim()
        couples, roots = self._couples(heads)
        together = self._scratch.buckets(EDGE, self._tellings.bounds)
        for rows in couples:
            root = roots.find(rows["a"])
            inside = root == roots.find(rows["b"])
            together.add(root[inside], rows[inside])
        for rows in together:
            for part in _runs(roots.find(rows["a"]), rows):
                for group in self._component(part):
                    groups.add(group)
            self._scratch.trim()
        every = np.arange(len(self._home), dtype=np.int32)
        alone = self._active & (groups.lead < 0) & (self._home == every) & (self._first == every)
        for p in np.flatnonzero(alone).tolist():
            groups.add(self._group([p], []))

    # ---- pairs ----------------------------------------------------------------------------------

    def _of_heads(self, edges: Buckets, held: Iterable[Pair]) -> Buckets:
        """The same pairs for the first of each copied telling, by the earlier of the two."""
        found = self._scratch.buckets(EDGE, self._tellings.bounds)
        for rows in edges:
            found.add(*self._headed(rows))
        rows = edge_rows([(p, q, HELD) for p, q in held])
        rows["known"] = np.nan
        found.add(*self._headed(rows))
        return found

    def _headed(self, rows: Rows) -> tuple[Small, Rows]:
        rows = rows.copy()
        a, b = self._first[rows["a"]], self._first[rows["b"]]
        rows["known"][(a != rows["a"]) | (b != rows["b"])] = np.nan
        rows["a"], rows["b"] = a, b
        rows = rows[a != b]
        return np.minimum(rows["a"], rows["b"]), rows

    def _couples(self, heads: Buckets) -> tuple[Buckets, Roots]:
        """Pairs of what articles tell, with what they are worth once each has what the rest of it tells."""
        couples = self._scratch.buckets(EDGE, self._tellings.bounds)
        roots = Roots(len(self._home))
        for rows in heads:
            made = self._pooled_pairs(rows)
            good = made[made["value"] > 0]
            roots.union(good["a"], good["b"])
            couples.add(made["a"], made)
            self._scratch.trim()
        return couples, roots

    def _pooled_pairs(self, rows: Rows) -> Rows:
        a, b = self._home[rows["a"]], self._home[rows["b"]]
        apart = a != b
        rows, a, b = rows[apart], np.minimum(a, b)[apart], np.maximum(a, b)[apart]
        if not len(rows):
            return rows
        order = np.lexsort((b, a))
        rows, a, b = rows[order], a[order], b[order]
        starts = np.flatnonzero(np.concatenate(([True], (a[1:] != a[:-1]) | (b[1:] != b[:-1]))))
        ends = np.append(starts[1:], len(a)) - 1
        made = np.empty(len(starts), EDGE)
        # Where copies give a pair several values, the last one counts.
        made["a"], made["b"], made["value"] = a[starts], b[starts], rows["value"][ends]
        made["known"] = np.fmax.reduceat(rows["known"], starts)
        whole = (self._next[made["a"]] >= 0) | (self._next[made["b"]] >= 0)
        for k in np.flatnonzero(whole).tolist():
            value = self._pair(int(made["a"][k]), int(made["b"][k]))
            made["value"][k] = made["known"][k] = value
        return made

    def _pair(self, a: int, b: int) -> float:
        """The score of what two articles tell, or one article in two places; a comes before b."""
        told, other = self._told(a), self._told(b)
        if self._different and any((min(p, q), max(p, q)) in self._different for p in told for q in other):
            return FORBIDDEN
        here, there = self._whole[a], self._whole[b]
        if (len(told) == len(other) == 1) or here.mention.article_id != there.mention.article_id:
            return score(here, there, self._corpus)
        # Their article kept them apart sentence by sentence; what they pooled must not hide that.
        inside = [score(self._tellings[p], self._tellings[q], self._corpus) for p in told for q in other]
        return sum(inside) / len(inside)

    # ---- inside one article ---------------------------------------------------------------------

    def _within(self, rows: Rows) -> None:
        """Tellings of one event inside each article, which then stand together, and what joined them."""
        articles = self._tellings.articles
        rows = rows[articles[rows["a"]] == articles[rows["b"]]]
        for part in _runs(articles[rows["a"]], rows):
            near = part[part["value"] > 0]
            if not len(near):
                continue
            scorer = _Known(part, self._alone)
            for members, joined in _solved(near, scorer, LIMIT, mend=False):
                self._home[members] = members[0]
                self._next[members[:-1]] = members[1:]
                for p, q in joined:
                    self._with[p] = q

    def _alone(self, p: int, q: int) -> float:
        if (p, q) in self._different:
            return FORBIDDEN
        return score(self._tellings[p], self._tellings[q], self._corpus)

    def _told(self, home: int) -> list[int]:
        found = [home]
        while (after := int(self._next[found[-1]])) >= 0:
            found.append(after)
        return found

    def _pool(self, home: int) -> Facts:
        return pool([self._tellings[p] for p in self._told(home)])

    # ---- across articles ------------------------------------------------------------------------

    def _component(self, rows: Rows) -> Iterator[Group]:
        scorer = _Known(rows, self._pair)
        for homes, joined in _solved(rows[rows["value"] > 0], scorer, LIMIT, mend=True):
            yield self._group(homes, joined)

    def _group(self, homes: Sequence[int], joined: Sequence[Pair]) -> Group:
        inside = [p for home in homes for p in self._told(home)]
        made = [self._joined(p, q) for p in inside if (q := int(self._with[p])) >= 0]
        made += [(p, q, *explain(self._whole[p], self._whole[q], self._corpus)) for p, q in joined]
        members = list(inside)
        for p in inside:
            begin, end = np.searchsorted(self._copied, [p, p + 1]).tolist()
            copies = self._copies[begin:end].tolist()
            made += [self._joined(copy, p) for copy in copies]
            members += copies
        return Group(sorted(members), made)

    def _joined(self, p: int, q: int) -> tuple[int, int, float, str]:
        return (p, q, *explain(self._tellings[p], self._tellings[q], self._corpus))


class _Known:
    """The scores of pairs that are known already, and how to find the others."""

    def __init__(self, rows: Rows, score: Callable[[int, int], float]) -> None:
        rows = rows[~np.isnan(rows["known"])]
        pairs = zip(rows["a"].tolist(), rows["b"].tolist(), strict=True)
        self._known = dict(zip(pairs, rows["known"].tolist(), strict=True))
        self._score = score

    def __call__(self, p: int, q: int) -> float:
        value = self._known.get((p, q))
        return self._score(p, q) if value is None else value


def _solved(near: Rows, pair: Callable[[int, int], float], limit: int, *, mend: bool) -> list[Solved]:
    """Clusters of the ends of edges, each with what joined its members; by position."""
    items = np.unique(np.concatenate((near["a"], near["b"])))
    names = items.tolist()
    ends = (np.searchsorted(items, near[end]).tolist() for end in ("a", "b"))
    edges = list(zip(*ends, near["value"].tolist(), strict=True))

    def of(k: int, other: int) -> float:
        return pair(names[k], names[other])

    parts, cut = components(len(names), edges, limit)
    solved = [found for part in parts for found in cluster(part, of)]
    if mend:
        solved = rejoin(solved, cut, of)
    return [
        ([names[k] for k in members], [(names[a], names[b]) for a, b in joined]) for members, joined in solved
    ]


def _runs(keys: Small, rows: Rows) -> Iterator[Rows]:
    """The rows of each key, in order of the keys."""
    if not len(rows):
        return
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))).tolist()
    for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
        yield rows[start:end]


def joined_by_hand(parts: Sequence[Group], same: Iterable[Pair], different: set[Pair]) -> list[Group]:
    """One group of several that a 'same' pair connects; members that a 'different' line keeps away stay
    behind.
    """
    every = sorted(p for part in parts for p in part.members)
    inside = set(every)
    hands = sorted(pair for pair in same if inside.issuperset(pair))
    keep = Components(len(every))
    place = {p: k for k, p in enumerate(every)}
    for a, b in hands:
        keep.union(place[a], place[b])
    root = keep.find(place[hands[0][0]])
    core = {p for p in every if keep.find(place[p]) == root}
    chosen = set(core)
    for p in every:
        if p not in core and not any((min(p, q), max(p, q)) in different for q in chosen):
            chosen.add(p)
    rest = [[p for p in part.members if p not in chosen] for part in parts]
    joined = [row for part in parts for row in part.joined if chosen.issuperset(row[:2])]
    return [Group(sorted(chosen), joined, hands), *(Group(members) for members in rest if members)]
