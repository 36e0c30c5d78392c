"""One-to-one: which of the possible pairs to keep, so that the whole is as likely as can be.

The graph of possible pairs falls apart into many small components. In each, the kept pairs are those of the
greatest sum of odds; odds, not bits, because one sure pair outweighs two doubtful ones (where a town is
shelled every day, the sum of bits would shift a whole week by a day to gain one pair more).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from timeline.linking.scoring import Pair

__all__ = ["assign", "weight"]

_CAP = 14.0
"""Bits beyond which two pairs count as equally sure."""
_WORK = 3_000_000
"""Rows times pairs of a component up to which it is solved exactly; beyond, greedily with repair."""


def assign(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs to keep, each row in at most one, in the order of the first table.

    Among equally good answers, the order in which the pairs are given decides.

    Example:
        >>> kept = assign([Pair(0, 0, 3.0), Pair(0, 1, 2.9), Pair(1, 0, 2.9)])
        >>> [(p.ours, p.theirs) for p in kept]
        [(0, 1), (1, 0)]
    """
    kept: list[Pair] = []
    for component in _components(list(pairs)):
        if len(component) == 1:
            kept += component
        elif len({p.ours for p in component}) * len(component) <= _WORK:
            kept += _exact(component)
        else:
            kept += _greedy(component)
    return sorted(kept, key=lambda pair: (pair.ours, pair.theirs))


def weight(pair: Pair) -> float:
    """The odds of a pair."""
    return float(2.0 ** min(pair.bits, _CAP))


def _components(pairs: Sequence[Pair]) -> list[list[Pair]]:
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for pair in pairs:
        parent[root(("a", pair.ours))] = root(("b", pair.theirs))
    groups: dict[tuple[str, int], list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[root(("a", pair.ours))].append(pair)
    return list(groups.values())


def _exact(pairs: Sequence[Pair]) -> list[Pair]:
    """The best assignment, by shortest augmenting paths (Jonker and Volgenant's way on a sparse graph).

    Each row of ours may stay alone at cost 0, which is a column of its own; so a path always ends.
    """
    edges: dict[int, list[tuple[int, float]]] = defaultdict(list)
    by_key: dict[tuple[int, int], Pair] = {}
    for pair in pairs:
        edges[pair.ours].append((pair.theirs, -weight(pair)))
        by_key[pair.ours, pair.theirs] = pair
    rank = {column: n for n, column in enumerate(dict.fromkeys(pair.theirs for pair in pairs))}
    alone = -1
    price: dict[int, float] = defaultdict(float)
    row_price: dict[int, float] = {}
    of_row: dict[int, int] = {}
    of_column: dict[int, int] = {}
    for start in edges:
        row_price[start] = min(0.0, min(cost - price[column] for column, cost in edges[start]))
        best: dict[int, float] = {}
        came: dict[int, int] = {}
        done: set[int] = set()
        heap: list[tuple[float, int, int]] = []
        rows = {start: 0.0}
        lone, lone_row = -row_price[start], start
        row, at = start, 0.0
        while True:
            for column, cost in edges[row]:
                if column in done:
                    continue
                length = at + cost - row_price[row] - price[column]
                if length < best.get(column, float("inf")) - 1e-12:
                    best[column] = length
                    came[column] = row
                    heappush(heap, (length, rank[column], column))
            while heap and heap[0][2] in done:
                heappop(heap)
            if not heap or heap[0][0] >= lone:
                end, total = alone, lone
                break
            at, _, column = heappop(heap)
            done.add(column)
            if column not in of_column:
                end, total = column, at
                break
            row = of_column[column]
            rows[row] = at
            if at - row_price[row] < lone:
                lone, lone_row = at - row_price[row], row
        for one, length in rows.items():
            row_price[one] += total - length
        for column in done:
            price[column] -= max(0.0, total - best[column])
        if end == alone:
            column = of_row.pop(lone_row, alone)
            current = lone_row
        else:
            column, current = end, came[end]
        _augment(start, column, current, end == alone, came, of_row, of_column)
    return [by_key[row, column] for row, column in of_row.items()]


def _augment(
    start: int,
    column: int,
    current: int,
    is_alone: bool,
    came: dict[int, int],
    of_row: dict[int, int],
    of_column: dict[int, int],
) -> None:
    """Flips the pairs along the path that ends in a free column, or in a row that stays alone."""
    if is_alone:
        if current == start:
            return
        current = came[column]
    while True:
        freed = of_row.get(current)
        of_row[current] = column
        of_column[column] = current
        if current == start or freed is None:
            return
        column, current = freed, came[freed]


def _greedy(pairs: Sequence[Pair]) -> list[Pair]:
    """The surest pair first, then swaps of two pairs for two better ones until none is left."""
    of_row: dict[int, Pair] = {}
    of_column: dict[int, Pair] = {}
    ordered = sorted(pairs, key=lambda p: -p.bits)
    for pair in ordered:
        if pair.ours not in of_row and pair.theirs not in of_column:
            of_row[pair.ours] = of_column[pair.theirs] = pair
    by_key = {(p.ours, p.theirs): p for p in pairs}
    for _ in range(5):
        changed = False
        for pair in ordered:
            x, y = of_row.get(pair.ours), of_column.get(pair.theirs)
            if x is pair:
                continue
            other = by_key.get((y.ours, x.theirs)) if x and y else None
            gain = weight(pair) + (weight(other) if other else 0.0) - sum(weight(p) for p in (x, y) if p)
            if gain <= 1e-9:
                continue
            for old in (x, y):
                if old:
                    del of_row[old.ours], of_column[old.theirs]
            for new in (pair, other):
                if new:
                    of_row[new.ours] = of_column[new.theirs] = new
            changed = True
        if not changed:
            break
    return list(of_row.values())
