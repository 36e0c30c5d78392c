"""Fit the network of `coreference` on documents with gold clusters, and write coreference.npz.

    python -m timeline.merge.training ecbplus_dev.jsonl --leave-out 2 5 12 18 21 23 34 35

Only the texts and spans reach the features; the gold clusters are the labels. The threshold is the best on
average over thirds of the fitted topics, each judged by a network of the other two thirds; `--leave-out`
names the topics that stay unseen. To be run again whenever the pipeline's weights change, for its vectors are
features. Not imported by the package.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.coreference import Collection, Network, Topic, features, resolve

Floats = NDArray[np.float32]


def pairs(
    docs: Sequence[Mapping[str, Any]], collection: Collection, topics: Sequence[Topic] | None = None
) -> tuple[Floats, Floats, Floats]:
    """Features, labels and weights of all pairs of mentions that fall into one found topic.

    A topic of n mentions has n * n pairs; each weighs 1 / n, so that every mention counts alike.
    """
    gold = {event["id"]: event["cluster"] for doc in docs for event in doc["events"]}
    rows, labels, shares = [], [], []
    for topic in collection.topics if topics is None else topics:
        members = collection.of_topic(topic)
        if len(members) < 2:
            continue
        table = features(members, topic, collection)
        clusters = np.array([gold[spot.id] for spot in members])
        i, j = np.triu_indices(len(members), 1)
        for a, b in ((i, j), (j, i)):
            rows.append(table[a, b])
            labels.append(clusters[a] == clusters[b])
            shares.append(np.full(len(a), 1 / len(members)))
    share = np.concatenate(shares)
    return (
        np.concatenate(rows),
        np.concatenate(labels).astype(np.float32),
        (share / share.mean()).astype(np.float32),
    )


def threshold(docs: Sequence[Mapping[str, Any]], collection: Collection, parts: int = 3) -> float:
    """The threshold with the best mean of MUC and B-cubed F1 over parts of the topics, judged by networks of
    the others.
    """
    gold = {event["id"]: event["cluster"] for doc in docs for event in doc["events"]}
    numbers = {name: k % parts for k, name in enumerate(sorted({doc["topic"] for doc in docs}))}
    part_of = [numbers[docs[topic.docs[0]]["topic"]] for topic in collection.topics]
    best = dict.fromkeys((0.2, 0.25, 0.3, 0.35, 0.4, 0.45), 0.0)
    for part in range(parts):
        sides: dict[bool, list[Topic]] = {True: [], False: []}
        for topic, number in zip(collection.topics, part_of, strict=True):
            sides[number == part].append(topic)
        net = fit(*pairs(docs, collection, sides[False]))
        for value in best:
            groups = [
                [members[k].id for k in group]
                for topic in sides[True]
                for members in [collection.of_topic(topic)]
                for group in resolve(members, topic, collection, replace(net, threshold=value))
            ]
            best[value] += (muc(gold, groups) + b_cubed(gold, groups)) / parts / 2
    print("Mean of MUC and B-cubed F1 of each threshold on topics held out in turn:")
    print("  ".join(f"{value:.2f}: {100 * mean:.1f}" for value, mean in best.items()), flush=True)
    return max(best, key=lambda value: best[value])


def muc(gold: Mapping[str, str], groups: Sequence[Sequence[str]]) -> float:
    """F1 of the links that rebuild the clusters (Vilain et al. 1995), over the given groups."""
    sizes = Counter(gold[name] for group in groups for name in group)
    n, parts = sum(sizes.values()), sum(len({gold[name] for name in group}) for group in groups)
    links = n - len(groups) + n - len(sizes)
    return 2 * (n - parts) / links if links else 0.0


def b_cubed(gold: Mapping[str, str], groups: Sequence[Sequence[str]]) -> float:
    """F1 of how much of each mention's cluster is shared (Bagga and Baldwin 1998), over the given groups."""
    sizes = Counter(gold[name] for group in groups for name in group)
    precision = recall = 0.0
    for group in groups:
        for cluster, n in Counter(gold[name] for name in group).items():
            precision += n * n / len(group)
            recall += n * n / sizes[cluster]
    return 2 * precision * recall / (precision + recall) / sum(sizes.values()) if sizes else 0.0


def fit(rows: Floats, labels: Floats, shares: Floats, *, seeds: Sequence[int] = (0, 1, 2)) -> Network:
    """Networks of several seeds, averaged: one network with their hidden layers side by side."""
    parts = [_fit(rows, labels, shares, seed=seed) for seed in seeds]
    return replace(
        parts[0],
        weight=np.concatenate([part.weight for part in parts], axis=1),
        bias=np.concatenate([part.bias for part in parts]),
        out=(np.concatenate([part.out for part in parts]) / len(parts)).astype(np.float32),
        out_bias=sum(part.out_bias for part in parts) / len(parts),
    )


def _fit(
    rows: Floats,
    labels: Floats,
    shares: Floats,
    *,
    seed: int,
    hidden: int = 16,
    epochs: int = 6,
    decay: float = 1e-3,
) -> Network:
    """Train by Adam on the log loss; the same seed gives the same network."""
    rng = np.random.default_rng(seed)
    mean, scale = rows.mean(0), rows.std(0) + 1e-3
    x = ((rows - mean) / scale).astype(np.float32)
    size = x.shape[1]
    values = [
        rng.normal(0, (2 / size) ** 0.5, (size, hidden)).astype(np.float32),
        np.zeros(hidden, np.float32),
        rng.normal(0, (1 / hidden) ** 0.5, hidden).astype(np.float32),
        np.array(-2.0, np.float32),
    ]
    first, second = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    step, batch = 0, 1024
    total = epochs * (len(x) // batch + 1)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch):
            part = order[start : start + batch]
            grads = _gradients(x[part], labels[part], shares[part], values)
            step += 1
            rate = 0.004 * (1 - step / (total + 1))
            for k, grad in enumerate(grads):
                grad = grad + decay * values[k]
                first[k] = 0.9 * first[k] + 0.1 * grad
                second[k] = 0.999 * second[k] + 0.001 * grad**2
                move = first[k] / (1 - 0.9**step) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
                values[k] = (values[k] - rate * move).astype(np.float32)
    return Network(mean, scale, values[0], values[1], values[2], float(values[3]), 0.5)


def _gradients(x: Floats, y: Floats, share: Floats, values: Sequence[Floats]) -> list[Floats]:
    weight, bias, out, out_bias = values
    raw = x @ weight + bias
    hidden = np.maximum(raw, 0)
    error = (1 / (1 + np.exp(-(hidden @ out + out_bias))) - y) * share / len(y)
    back = np.outer(error, out) * (raw > 0)
    return [x.T @ back, back.sum(0), hidden.T @ error, error.sum()]


def main() -> None:
    """Fit on all topics but those left out and write the network into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--leave-out", type=int, nargs="*", default=[])
    parser.add_argument("--threshold", type=float, help="Found on topics held out in turn, when not given.")
    args = parser.parse_args()
    docs = []
    for line in args.gold.read_text("utf-8").splitlines():
        doc = json.loads(line)
        if doc["topic"] not in args.leave_out:
            docs.append({**doc, "events": [e for e in doc["events"] if e["validated"]]})
    collection = Collection.of(docs)
    chosen = args.threshold or threshold(docs, collection)
    net = fit(*pairs(docs, collection))
    np.savez_compressed(
        Path(__file__).with_name("coreference.npz"),
        mean=net.mean, scale=net.scale, weight=net.weight, bias=net.bias, out=net.out, out_bias=net.out_bias,
        threshold=chosen,
    )  # fmt: skip


if __name__ == "__main__":
    main()
