"""Scores of event coreference: MUC, B-cubed, CEAF-e and their mean, the CoNLL F1 (Pradhan et al. 2014)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from timeline.errors import MissingExtraError

Cluster = frozenset[str]


def clusters(table: Mapping[str, str], *, singletons: bool = True) -> list[Cluster]:
    """The sets of mentions that share a cluster id."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for mention, cluster in table.items():
        groups[cluster].add(mention)
    return [frozenset(g) for g in groups.values() if singletons or len(g) > 1]


def score_clusters(
    gold: Mapping[str, str], system: Mapping[str, str], *, singletons: bool = True
) -> dict[str, float]:
    """F1 of the three measures and their mean, in percent; `singletons=False` drops clusters of one first.

    Raises:
        MissingExtraError: scipy is not installed (CEAF-e needs an optimal matching).
    """
    want, have = clusters(gold, singletons=singletons), clusters(system, singletons=singletons)
    figures = {"muc": muc(want, have), "b_cubed": b_cubed(want, have), "ceaf_e": ceaf_e(want, have)}
    figures["conll"] = sum(figures.values()) / 3
    return {name: round(100 * value, 2) for name, value in figures.items()}


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def muc(gold: Iterable[Cluster], system: Iterable[Cluster]) -> float:
    """Link-based (Vilain et al. 1995): how many links are missing to rebuild each cluster."""

    def found(keys: list[Cluster], answers: list[Cluster]) -> float:
        home = {m: i for i, c in enumerate(answers) for m in c}
        links = sum(len(c) - 1 for c in keys)
        kept = sum(len(c) - len({home.get(m, m) for m in c}) for c in keys)
        return kept / links if links else 0.0

    want, have = list(gold), list(system)
    return _harmonic(found(have, want), found(want, have))


def b_cubed(gold: Iterable[Cluster], system: Iterable[Cluster]) -> float:
    """Mention-based (Bagga and Baldwin 1998): how much of each mention's cluster is shared."""

    def found(keys: list[Cluster], answers: list[Cluster]) -> float:
        home = {m: c for c in answers for m in c}
        mentions = sum(len(c) for c in keys)
        shared = sum(len(c & home[m]) / len(c) for c in keys for m in c if m in home)
        return shared / mentions if mentions else 0.0

    want, have = list(gold), list(system)
    return _harmonic(found(have, want), found(want, have))


def ceaf_e(gold: Iterable[Cluster], system: Iterable[Cluster]) -> float:
    """Entity-based (Luo 2005): the best one-to-one matching of clusters, by their shared mentions."""
    try:
        from scipy.optimize import linear_sum_assignment
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components
    except ImportError:
        raise MissingExtraError(
            "scoring clusters needs scipy: pip install 'conflict-timeline[evaluate]'."
        ) from None
    want, have = list(gold), list(system)
    home = {m: j for j, c in enumerate(have) for m in c}
    shared = Counter((i, home[m]) for i, c in enumerate(want) for m in c if m in home)
    if not shared:
        return 0.0
    # Clusters that share no mention never match, so the matching is solved block by block.
    size = len(want) + len(have)
    rows, columns = zip(*((i, len(want) + j) for i, j in shared), strict=True)
    graph = coo_array(([1] * len(rows), (rows, columns)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    blocks: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for i, j in shared:
        blocks[label[i]].append((i, j))
    total = 0.0
    for pairs in blocks.values():
        left, right = sorted({i for i, _ in pairs}), sorted({j for _, j in pairs})
        weight = [
            [2 * shared[i, j] / (len(want[i]) + len(have[j])) if (i, j) in shared else 0.0 for j in right]
            for i in left
        ]
        total += sum(weight[r][c] for r, c in zip(*linear_sum_assignment(weight, maximize=True), strict=True))
    return _harmonic(total / len(have), total / len(want))
