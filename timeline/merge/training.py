"""Fit the networks of `coreference` on documents with gold clusters and stories, and write coreference.npz.

    python -m timeline.merge.training ecbplus_dev.jsonl --leave-out 2 5 12 18 21 23 34 35

Only the texts and spans reach the features; the gold clusters, and the stories named by `topic` and
`subtopic`, are the labels. The topics are cut into parts: what the first network says of a part, from
which the second one learns, comes from a network of the others, and so does the judgement by which the
threshold is chosen. `--leave-out` names the topics that stay unseen. To be run again whenever the
pipeline's weights change, for its vectors are features. Not imported by the package.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import average_link, improve
from timeline.merge.coreference import (
    LAYERS,
    NAMES,
    Collection,
    Model,
    Network,
    above,
    documents,
    features,
    square,
)
from timeline.merge.one_story import Logistic, Texts, close, one_story
from timeline.merge.second import Told, second

Floats = NDArray[np.float32]
PARTS = 4
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
RIDGE, NEWTON = 10.0, 12
FAR = 0.12
"""Share of the plainly different pairs that is learned from, each counting so much the more."""


@dataclass(slots=True)
class Group:
    """One found topic: its mentions' gold clusters, the features of pairs i < j, and a part's number."""

    names: list[str]
    gold: list[str]
    told: Told
    texts: Texts
    stories: list[str]
    """the gold story of each document"""
    rows: Floats
    same: NDArray[np.bool_]
    part: int = 0


def groups(docs: Sequence[Mapping[str, Any]], collection: Collection) -> list[Group]:
    """The found topics with two mentions and more, dealt to the parts by size."""
    gold = {event["id"]: event["cluster"] for doc in docs for event in doc["events"]}
    found = []
    for topic in collection.topics:
        members = collection.of_topic(topic)
        if len(members) > 1:
            clusters = np.array([gold[spot.id] for spot in members])
            i, j = np.triu_indices(len(members), 1)
            found.append(
                Group(
                    [spot.id for spot in members], clusters.tolist(), Told.of(members),
                    documents(members, topic, collection), [_story(docs[d]) for d in topic.docs],
                    above(features(members, topic, collection)), clusters[i] == clusters[j],
                )
            )  # fmt: skip
    load = [0] * PARTS
    for group in sorted(found, key=lambda group: (-len(group.gold), group.names)):
        group.part = load.index(min(load))
        load[group.part] += len(group.gold)
    return found


def _story(doc: Mapping[str, Any]) -> str:
    return f"{doc['topic']}/{doc['subtopic']}"


def learn(given: Sequence[Group], rows: Sequence[Floats]) -> Network:
    """A network of the pairs of some topics; a topic of n mentions weighs as n, and far pairs are thinned."""
    names = ("same lemma", "same stem", "shared class")
    alike = [NAMES.index(name) for name in names]
    near, story = NAMES.index("vectors, spread evened"), NAMES.index("same story")
    rng = np.random.default_rng(0)
    tables, labels, shares = [], [], []
    for group, table in zip(given, rows, strict=True):
        close = (table[:, alike] > 0).any(1) | (table[:, near] > 0.35)
        close |= group.same | ((table[:, story] > 0) & (table[:, near] > 0.25))
        kept = close | (rng.random(len(table)) < FAR)
        tables.append(table[kept])
        labels.append(group.same[kept])
        shares.append(np.where(close, 1, 1 / FAR)[kept] / len(group.gold))
    share = np.concatenate(shares)
    return fit(
        np.concatenate(tables),
        np.concatenate(labels).astype(np.float32),
        (share / share.mean()).astype(np.float32),
    )


def held_out(found: Sequence[Group], rows: Sequence[Floats]) -> list[Floats]:
    """The chances of each topic's pairs, by a network of the other parts."""
    said: list[Floats] = [np.zeros(0, np.float32)] * len(found)
    for part in range(PARTS):
        others = [k for k, group in enumerate(found) if group.part != part]
        net = learn([found[k] for k in others], [rows[k] for k in others])
        for k, group in enumerate(found):
            if group.part == part:
                said[k] = net.chances(rows[k])
    return said


def learn_stories(given: Sequence[Group], chances: Sequence[Floats]) -> Logistic:
    """A logistic regression of the pairs of documents of some topics; a topic weighs as its documents."""
    tables, labels, shares = [], [], []
    for group, said in zip(given, chances, strict=True):
        story = np.array(group.stories)
        i, j = np.triu_indices(len(story), 1)
        tables.append(close(group.texts, square(said, len(group.gold)))[i, j])
        labels.append(story[i] == story[j])
        shares.append(np.full(len(i), 1 / len(story)))
    rows, label, share = np.concatenate(tables), np.concatenate(labels), np.concatenate(shares)
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    x = np.concatenate([(rows - mean) / scale, np.ones((len(rows), 1), np.float32)], 1).astype(np.float64)
    ridge = np.full(x.shape[1], RIDGE)
    ridge[-1] = 1e-6
    weight = np.zeros(x.shape[1])
    for _ in range(NEWTON):
        chance = 1 / (1 + np.exp(-(x @ weight)))
        slope = x.T @ (share * (chance - label)) + ridge * weight
        curve = (x * (share * chance * (1 - chance) + 1e-9)[:, None]).T @ x + np.diag(ridge)
        weight -= np.linalg.solve(curve, slope)
    return Logistic(mean, scale, weight[:-1].astype(np.float32), float(weight[-1]))


def looked_again(found: Sequence[Group], chances: Sequence[Floats]) -> list[Floats]:
    """All features of each topic's pairs, those of the second look included; `chances` are of held-out
    networks, and what tells stories apart is held out likewise.
    """
    stories: dict[int, Logistic] = {}
    for part in {group.part for group in found}:
        others = [k for k, group in enumerate(found) if group.part != part] or list(range(len(found)))
        stories[part] = learn_stories([found[k] for k in others], [chances[k] for k in others])
    made = []
    for group, said in zip(found, chances, strict=True):
        chance = square(said, len(group.gold))
        more = [second(chance, group.told), one_story(group.texts, chance, stories[group.part])]
        made.append(np.concatenate([group.rows, *map(above, more)], axis=1))
    return made


def threshold(found: Sequence[Group], chances: Sequence[Floats]) -> float:
    """The threshold with the best mean of MUC and B-cubed F1 over all topics."""
    best = {}
    for value in THRESHOLDS:
        gold: dict[str, str] = {}
        made: list[list[str]] = []
        for group, said in zip(found, chances, strict=True):
            gold.update(zip(group.names, group.gold, strict=True))
            scores = square(said, len(group.gold)) - value
            for cluster in improve(scores, average_link(scores)):
                made.append([group.names[k] for k in cluster])
        best[value] = (muc(gold, made), b_cubed(gold, made))
    print("MUC and B-cubed F1 of each threshold on topics held out in turn:")
    print("  ".join(f"{v:.2f}: {100 * m:.1f} {100 * b:.1f}" for v, (m, b) in best.items()), flush=True)
    return max(best, key=lambda value: sum(best[value]))


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
    hidden: int = 32,
    epochs: int = 12,
    decay: float = 3e-3,
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
    return Network(mean, scale, values[0], values[1], values[2], float(values[3]))


def _gradients(x: Floats, y: Floats, share: Floats, values: Sequence[Floats]) -> list[Floats]:
    weight, bias, out, out_bias = values
    raw = x @ weight + bias
    hidden = np.maximum(raw, 0)
    error = (1 / (1 + np.exp(-(hidden @ out + out_bias))) - y) * share / len(y)
    back = np.outer(error, out) * (raw > 0)
    return [x.T @ back, back.sum(0), hidden.T @ error, error.sum()]


def main() -> None:
    """Fit on all topics but those left out and write the model into the package."""
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
    found = groups(docs, Collection.of(docs))
    rows = [group.rows for group in found]
    first = held_out(found, rows)
    more = looked_again(found, first)
    chosen = args.threshold or threshold(found, held_out(found, more))
    save(Model(learn(found, rows), learn_stories(found, first), learn(found, more), chosen))


def save(model: Model) -> None:
    """Write the model into the package, its networks in half precision."""
    tables: dict[str, Any] = {"threshold": model.threshold}
    for look, net in (("first", model.first), ("second", model.second)):
        tables |= {f"{look}_{name}": getattr(net, name).astype(np.float16) for name in LAYERS}
        tables[f"{look}_out_bias"] = net.out_bias
    tables |= {f"stories_{name}": getattr(model.stories, name).astype(np.float16) for name in LAYERS[:3]}
    tables["stories_bias"] = model.stories.bias
    np.savez_compressed(Path(__file__).with_name("coreference.npz"), **tables)


if __name__ == "__main__":
    main()
