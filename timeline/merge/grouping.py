"""Mentions into groups: copies ride along, articles pool what they tell, then articles are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import Components, Edge, cluster, components, rejoin
from timeline.merge.corpus import Corpus
from timeline.merge.evidence import FORBIDDEN, explain, score
from timeline.merge.facts import Facts, pool

__all__ = ["Edges", "Group", "Solver"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LIMIT = 200
"""Largest component whose pairs are all scored."""
HELD = 1.0
"""Value of the edges that hold an earlier event together until it is judged anew."""


@dataclass(slots=True)
class Group:
    """One event in the making: positions in stable order, and which pair of positions joined each."""

    members: list[int]
    joined: Sequence[tuple[int, int, float, str]] = ()
    by_hand: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of positions that may be one event, with their scores, as columns: millions take little room."""

    left: Ints
    right: Ints
    value: Floats

    @classmethod
    def of(cls, rows: Iterable[Edge]) -> Edges:
        """Columns of rows."""
        listed = list(rows)
        return cls(
            np.array([row[0] for row in listed], np.int64),
            np.array([row[1] for row in listed], np.int64),
            np.array([row[2] for row in listed], np.float64),
        )

    def __add__(self, other: Edges) -> Edges:
        return Edges(
            np.concatenate((self.left, other.left)),
            np.concatenate((self.right, other.right)),
            np.concatenate((self.value, other.value)),
        )

    def ends(self) -> set[int]:
        """All positions in them."""
        return set(self.left.tolist()) | set(self.right.tolist())


@dataclass(frozen=True, slots=True)
class Solver:
    """The facts of a run, how common their words are, and the pairs that the user keeps apart."""

    facts: Sequence[Facts]
    corpus: Corpus
    different: set[tuple[int, int]]

    def solve(self, active: Sequence[int], edges: Edges) -> Iterator[Group]:
        """Cluster the active positions, those that edges (or copying) connect at a time."""
        first_of = self._copies(active)
        sets = Components(len(self.facts))
        for a, b in zip(edges.left.tolist(), edges.right.tolist(), strict=True):
            sets.union(a, b)
        for p, first in first_of.items():
            sets.union(p, first)
        home = np.array([sets.find(a) for a in edges.left.tolist()], np.int64)
        order = np.argsort(home, kind="stable")
        starts = np.flatnonzero(np.diff(home[order], prepend=-1)).tolist()
        ends = [*starts[1:], len(order)][: len(starts)]
        spans = {int(home[order[start]]): order[start:end] for start, end in zip(starts, ends, strict=True)}
        together: dict[int, list[int]] = {}
        for p in active:
            together.setdefault(sets.find(p), []).append(p)
        for root, positions in together.items():
            if len(positions) == 1:
                yield Group(positions)
                continue
            rows = spans.get(root, order[:0])
            inside = list(
                zip(
                    edges.left[rows].tolist(),
                    edges.right[rows].tolist(),
                    edges.value[rows].tolist(),
                    strict=True,
                )
            )
            yield from self._solve(positions, inside, first_of)

    def _solve(self, active: list[int], edges: list[Edge], first_of: Mapping[int, int]) -> list[Group]:
        """Word-for-word copies ride along with the first of their kind; articles pool what they tell."""
        heads = [p for p in active if p not in first_of]
        place = {p: k for k, p in enumerate(heads)}
        small = [
            (place[i], place[j], value)
            for a, b, value in edges
            if (i := first_of.get(a, a)) != (j := first_of.get(b, b))
        ]
        copies: dict[int, list[int]] = defaultdict(list)
        for p in active:
            if p in first_of:
                copies[first_of[p]].append(p)
        known = {(a, b): value for a, b, value in edges if value != HELD}

        def alone(p: int, q: int) -> float:
            value = known.get((p, q))
            return score(self.facts[p], self.facts[q], self.corpus) if value is None else value

        told, joined = self._within(heads, small, alone)
        whole = [pool([self.facts[heads[k]] for k in part]) for part in told]

        def pair(a: int, b: int) -> float:
            for p in told[a]:
                for q in told[b]:
                    if (min(heads[p], heads[q]), max(heads[p], heads[q])) in self.different:
                        return FORBIDDEN
            if len(told[a]) == len(told[b]) == 1:
                return alone(heads[told[a][0]], heads[told[b][0]])
            if whole[a].mention.article_id != whole[b].mention.article_id:
                return score(whole[a], whole[b], self.corpus)
            # Their article kept them apart sentence by sentence; what they pooled must not hide that.
            inside = [alone(heads[p], heads[q]) for p in told[a] for q in told[b]]
            return sum(inside) / len(inside)

        home = {k: number for number, part in enumerate(told) for k in part}
        couples = {
            (min(home[a], home[b]), max(home[a], home[b])): value
            for a, b, value in small
            if home[a] != home[b]
        }
        across = []
        for (a, b), value in sorted(couples.items()):
            single = len(told[a]) == len(told[b]) == 1
            if (pooled := value if single else pair(a, b)) > 0:
                across.append((a, b, pooled))
        parts, cut = components(len(told), across, LIMIT)
        solved = rejoin([found for part in parts for found in cluster(part, pair)], cut, pair)
        groups = []
        for numbers, links_ in solved:
            inside = [k for number in numbers for k in told[number]]
            made = [self._joined(heads[a], heads[b]) for number in numbers for a, b in joined[number]]
            for a, b in links_:
                value, why = explain(whole[a], whole[b], self.corpus)
                made.append((heads[told[a][0]], heads[told[b][0]], value, why))
            made += [self._joined(p, heads[k]) for k in inside for p in copies.get(heads[k], ())]
            members = sorted(p for k in inside for p in (heads[k], *copies.get(heads[k], ())))
            groups.append(Group(members, made))
        return groups

    def _joined(self, p: int, q: int) -> tuple[int, int, float, str]:
        return (p, q, *explain(self.facts[p], self.facts[q], self.corpus))

    def _within(
        self, heads: list[int], edges: list[Edge], alone: Callable[[int, int], float]
    ) -> tuple[list[list[int]], list[list[tuple[int, int]]]]:
        """Tellings of one event inside each article, which then stand together, and what joined them."""
        name = [self.facts[p].mention.article_id for p in heads]
        near = [(a, b, value) for a, b, value in edges if value > 0 and name[a] == name[b]]

        def pair(a: int, b: int) -> float:
            i, j = heads[a], heads[b]
            return FORBIDDEN if (i, j) in self.different else alone(i, j)

        solved = [found for part in components(len(heads), near, LIMIT)[0] for found in cluster(part, pair)]
        solved.sort()
        return [members for members, _ in solved], [joined for _, joined in solved]

    def _copies(self, active: Sequence[int]) -> dict[int, int]:
        """For each copy the first position that tells the same in the same sentence of the same date."""
        split = {p for pair in self.different for p in pair}
        seen: dict[int, int] = {}  # by hash: a million keys of words take room
        first_of: dict[int, int] = {}
        for p in active:
            fact = self.facts[p]
            m = fact.mention
            wording = " ".join(m.sentence.casefold().split())
            dates = (fact.dated, fact.first, fact.last) if fact.dated else (False, fact.day, 0)
            at = m.trigger_start - m.sentence_start
            key = (wording, at, fact.stems, dates, fact.hours, fact.status, fact.place, m.plover_type)
            first = p if p in split or len(wording) < 20 else seen.setdefault(hash(key), p)
            if first != p:
                first_of[p] = first
        return first_of
