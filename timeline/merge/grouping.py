"""Mentions into groups: copies ride along, articles pool what they tell, then articles are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from timeline.merge.clustering import cluster, components, rejoin
from timeline.merge.evidence import FORBIDDEN, explain, score
from timeline.merge.facts import Corpus, Facts, pool

__all__ = ["Group", "Solver"]

LIMIT = 200
"""Largest component whose pairs are all scored."""


@dataclass(slots=True)
class Group:
    """One event in the making: positions in stable order, and which pair of positions joined each."""

    members: list[int]
    joined: list[tuple[int, int, float, str]] = field(default_factory=list)
    by_hand: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Solver:
    """The facts of a run, how common their words are, and the pairs that the user keeps apart."""

    facts: Sequence[Facts]
    corpus: Corpus
    different: set[tuple[int, int]]

    def solve(self, active: list[int], edges: list[tuple[int, int, float]]) -> list[Group]:
        """Cluster the active positions; word-for-word copies ride along with the first of their kind."""
        first_of = self._copies(active)
        heads = [p for p in active if first_of[p] == p]
        place = {p: k for k, p in enumerate(heads)}
        small = [
            (place[first_of[a]], place[first_of[b]], value)
            for a, b, value in edges
            if first_of[a] != first_of[b]
        ]
        copies: dict[int, list[int]] = defaultdict(list)
        for p in active:
            if first_of[p] != p:
                copies[first_of[p]].append(p)

        told, joined = self._within(heads, small)
        whole = [pool([self.facts[heads[k]] for k in part]) for part in told]

        def pair(a: int, b: int) -> float:
            for p in told[a]:
                for q in told[b]:
                    if (min(heads[p], heads[q]), max(heads[p], heads[q])) in self.different:
                        return FORBIDDEN
            if whole[a].mention.article_id != whole[b].mention.article_id:
                return score(whole[a], whole[b], self.corpus)
            # Their article kept them apart sentence by sentence; what they pooled must not hide that.
            inside = [
                score(self.facts[heads[p]], self.facts[heads[q]], self.corpus)
                for p in told[a]
                for q in told[b]
            ]
            return sum(inside) / len(inside)

        home = {k: number for number, part in enumerate(told) for k in part}
        couples = {
            (min(home[a], home[b]), max(home[a], home[b])): value
            for a, b, value in small
            if home[a] != home[b]
        }
        across = []
        for (a, b), value in sorted(couples.items()):
            alone = len(told[a]) == len(told[b]) == 1
            if (pooled := value if alone else pair(a, b)) > 0:
                across.append((a, b, pooled))
        parts, cut = components(len(told), across, LIMIT)
        solved = rejoin([found for part in parts for found in cluster(part, pair)], cut, pair)
        groups = []
        for numbers, links_ in solved:
            inside = [k for number in numbers for k in told[number]]
            group = Group(sorted(p for k in inside for p in (heads[k], *copies[heads[k]])))
            for number in numbers:
                group.joined += [self._joined(heads[a], heads[b]) for a, b in joined[number]]
            for a, b in links_:
                value, why = explain(whole[a], whole[b], self.corpus)
                group.joined.append((heads[told[a][0]], heads[told[b][0]], value, why))
            group.joined += [self._joined(p, heads[k]) for k in inside for p in copies[heads[k]]]
            groups.append(group)
        return groups

    def _joined(self, p: int, q: int) -> tuple[int, int, float, str]:
        return (p, q, *explain(self.facts[p], self.facts[q], self.corpus))

    def _within(
        self, heads: list[int], edges: list[tuple[int, int, float]]
    ) -> tuple[list[list[int]], list[list[tuple[int, int]]]]:
        """Tellings of one event inside each article, which then stand together, and what joined them."""
        name = [self.facts[p].mention.article_id for p in heads]
        near = [(a, b, value) for a, b, value in edges if value > 0 and name[a] == name[b]]

        def pair(a: int, b: int) -> float:
            i, j = heads[a], heads[b]
            return FORBIDDEN if (i, j) in self.different else score(self.facts[i], self.facts[j], self.corpus)

        solved = [found for part in components(len(heads), near, LIMIT)[0] for found in cluster(part, pair)]
        solved.sort()
        return [members for members, _ in solved], [joined for _, joined in solved]

    def _copies(self, active: Sequence[int]) -> dict[int, int]:
        """For each position the first one that tells the same in the same sentence of the same date."""
        split = {p for pair in self.different for p in pair}
        seen: dict[tuple[object, ...], int] = {}
        first_of: dict[int, int] = {}
        for p in active:
            fact = self.facts[p]
            m = fact.mention
            wording = " ".join(m.sentence.casefold().split())
            dates = (fact.dated, fact.first, fact.last) if fact.dated else (False, fact.day, 0)
            at = m.trigger_start - m.sentence_start
            key = (wording, at, fact.stems, dates, fact.hours, fact.status, fact.place, m.plover_type)
            first_of[p] = p if p in split or len(wording) < 20 else seen.setdefault(key, p)
        return first_of
