"""From scores of pairs to clusters that can undo a bad link.

Mentions joined by good links form components, and inside a component every pair is scored: average link first
(a cluster grows only while its pairs agree on average), then single mentions move to the cluster that they
agree with most. The sum of the scores inside clusters never falls (correlation clustering: Bansal, Blum and
Chawla 2004). A pair that must not be merged has a score so low that no average with it is positive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Components", "Edge", "Roots", "average_link", "cluster", "components", "improve", "rejoin"]

Floats = NDArray[np.float64]
Edge = tuple[int, int, float]
Solved = tuple[list[int], list[tuple[int, int]]]
"""A cluster, and for each further member the earlier one that it goes with best."""


class Components:
    """Disjoint sets of the numbers 0 to n - 1; the smallest number stands for its set."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def find(self, x: int) -> int:
        """The number that stands for the set of x."""
        root = x
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[x] != root:
            self._parent[x], x = root, self._parent[x]
        return root

    def union(self, a: int, b: int) -> None:
        """Put the sets of a and b together."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._parent[max(a, b)] = min(a, b)

    def groups(self) -> list[list[int]]:
        """All sets, each sorted, in order of their smallest number."""
        found: dict[int, list[int]] = defaultdict(list)
        for x in range(len(self._parent)):
            found[self.find(x)].append(x)
        return list(found.values())


class Roots:
    """Disjoint sets of very many numbers, as one column; the smallest number stands for its set."""

    def __init__(self, n: int) -> None:
        self._parent = np.arange(n, dtype=np.int32)

    def find(self, x: NDArray[np.int32]) -> NDArray[np.int32]:
        """The numbers that stand for the sets of each x."""
        root = self._parent[x]
        while not np.array_equal(above := self._parent[root], root):
            root = above
        self._parent[x] = root
        return root

    def union(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> None:
        """Put the sets of each pair together."""
        while True:
            a, b = self.find(a), self.find(b)
            apart = a != b
            if not apart.any():
                return
            a, b = np.minimum(a[apart], b[apart]), np.maximum(a[apart], b[apart])
            # A root hangs on the smallest of those that it meets; the others meet that one the next time.
            np.minimum.at(self._parent, b, a)


def components(n: int, edges: Sequence[Edge], limit: int) -> tuple[list[list[int]], list[Edge]]:
    """Sets joined by edges, none larger than limit, and the edges that had to be cut for it.

    A set that would be larger is built from its strongest edges first, so that one story with thousands of
    tellings costs no more than its size; `rejoin` looks at the cut edges later.
    """
    sets = Components(n)
    for a, b, _ in edges:
        sets.union(a, b)
    found: list[list[int]] = []
    large: list[list[int]] = []
    for group in sets.groups():
        (found if len(group) <= limit else large).append(group)
    cut: list[Edge] = []
    if large:
        of: dict[int, list[Edge]] = defaultdict(list)
        for edge in edges:
            of[sets.find(edge[0])].append(edge)
        for group in large:
            parts, lost = _split(group, of[sets.find(group[0])], limit)
            found += parts
            cut += lost
    return found, cut


def _split(group: list[int], edges: list[Edge], limit: int) -> tuple[list[list[int]], list[Edge]]:
    """Join by the strongest edges first, refusing those that would make a set too large."""
    sets = Components(len(group))
    place = {x: k for k, x in enumerate(group)}
    size = [1] * len(group)
    cut: list[Edge] = []
    for a, b, value in sorted(edges, key=lambda edge: (-edge[2], edge[0], edge[1])):
        left, right = sets.find(place[a]), sets.find(place[b])
        if left == right:
            continue
        if size[left] + size[right] > limit:
            cut.append((a, b, value))
            continue
        sets.union(left, right)
        size[min(left, right)] = size[left] + size[right]
    return [[group[k] for k in part] for part in sets.groups()], cut


def average_link(scores: Floats, *, threshold: float = 0.0) -> list[list[int]]:
    """Join the two clusters with the highest mean score while it is above the threshold; ties by position."""
    n = len(scores)
    mean = scores.astype(np.float64, copy=True)
    np.fill_diagonal(mean, -np.inf)
    size = np.ones(n)
    members: list[list[int] | None] = [[k] for k in range(n)]
    for _ in range(n - 1):
        best = int(mean.argmax())
        a, b = sorted(divmod(best, n))
        if not mean[a, b] > threshold:
            break
        row = (mean[a] * size[a] + mean[b] * size[b]) / (size[a] + size[b])
        row[a] = row[b] = -np.inf
        mean[a, :] = row
        mean[:, a] = row
        mean[b, :] = -np.inf
        mean[:, b] = -np.inf
        size[a] += size[b]
        joined = [*(members[a] or []), *(members[b] or [])]
        members[a], members[b] = joined, None
    return [sorted(group) for group in members if group]


def improve(scores: Floats, clusters: Iterable[Sequence[int]], *, rounds: int = 5) -> list[list[int]]:
    """Move single items to where their scores sum highest (or out, when no sum is above 0) until nothing
    moves.
    """
    n = len(scores)
    gain = scores.astype(np.float64, copy=True)
    np.fill_diagonal(gain, 0.0)
    label = np.zeros(n, np.int64)
    for number, cluster in enumerate(clusters):
        label[list(cluster)] = number
    free = int(label.max()) + 1 if n else 0
    for _ in range(rounds):
        moved = False
        for item in range(n):
            sums = np.bincount(label, gain[item], free + 1)
            target = int(sums.argmax())
            if sums[target] > max(sums[label[item]], 0.0) + 1e-9:
                label[item], moved = target, True
            elif sums[label[item]] < -1e-9:
                label[item], free, moved = free, free + 1, True
        if not moved:
            break
    groups: dict[int, list[int]] = defaultdict(list)
    for item, number in enumerate(label.tolist()):
        groups[number].append(item)
    return sorted(groups.values())


def cluster(items: Sequence[int], pair: Callable[[int, int], float]) -> list[Solved]:
    """Clusters of a component, every pair scored once."""
    n = len(items)
    if n == 1:
        return [(list(items), [])]
    if n == 2:
        a, b = items
        return [([a, b], [(b, a)])] if pair(a, b) > 0 else [([a], []), ([b], [])]
    scores = np.zeros((n, n))
    for a in range(n):
        for b in range(a + 1, n):
            scores[a, b] = scores[b, a] = pair(items[a], items[b])
    found: list[Solved] = []
    for group in improve(scores, average_link(scores)):
        joined = [(k, group[int(scores[k, group[:at]].argmax())]) for at, k in enumerate(group) if at]
        found.append(([items[k] for k in group], [(items[a], items[b]) for a, b in joined]))
    return found


def rejoin(solved: list[Solved], cut: Sequence[Edge], pair: Callable[[int, int], float]) -> list[Solved]:
    """Join clusters across the cuts that `components` had to make, where a sample of their pairs agrees on
    average.
    """
    if not cut:
        return solved
    home = {item: k for k, (members, _) in enumerate(solved) for item in members}
    sets = Components(len(solved))
    members = [list(found) for found, _ in solved]
    joined = [list(found) for _, found in solved]
    for a, b, _ in sorted(cut, key=lambda edge: (-edge[2], edge[0], edge[1])):
        left, right = sorted((sets.find(home[a]), sets.find(home[b])))
        if left == right:
            continue
        sample = [pair(min(x, y), max(x, y)) for x in _sample(members[left]) for y in _sample(members[right])]
        if sum(sample) > 0:
            sets.union(left, right)
            members[left] = sorted(members[left] + members[right])
            joined[left] += [*joined[right], (max(a, b), min(a, b))]
    return [(members[group[0]], joined[group[0]]) for group in sets.groups()]


def _sample(items: Sequence[int], size: int = 8) -> list[int]:
    step = max(1, len(items) // size)
    return list(items[::step][:size])
