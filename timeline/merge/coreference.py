"""Given event mentions of many documents, which of them are one event: without dates, types or roles.

This is the task of ECB+ (Cybulska and Vossen 2014): texts and the spans of the mentions, nothing else.
Documents are grouped by topic, every pair of mentions inside a topic gets a small vector of plain features,
a fitted network of one hidden layer turns it into a chance of being one event, and average link clusters
what remains. `timeline evaluate merge` runs it. The fitted part is coreference.npz, made by
timeline/merge/training.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import average_link, improve
from timeline.merge.lexicon import lexicon, stem
from timeline.merge.stories import SMOOTH, bag, link, stories_in, vectors

__all__ = ["Network", "Spot", "cluster_mentions", "features", "spots", "topics"]

Floats = NDArray[np.float32]
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"\n+|(?<=[.!?])\s+(?=[\"'A-Z])")
WINDOW = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """One given mention with what its text shows: words as stems, names as written."""

    id: str
    doc: int
    lemma: str
    stem: str
    classes: tuple[str, ...]
    sentence: int
    words: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    n_words: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Network:
    """A fitted network: mean and scale of the features, one hidden layer, and the threshold for joining."""

    mean: Floats
    scale: Floats
    weight: Floats
    bias: Floats
    out: Floats
    out_bias: float
    threshold: float

    def chances(self, rows: Floats) -> Floats:
        """The chance, for each row of features, that the pair is one event."""
        hidden = np.maximum(((rows - self.mean) / self.scale) @ self.weight + self.bias, 0)
        return np.asarray(1 / (1 + np.exp(-(hidden @ self.out + self.out_bias))), np.float32)

    @classmethod
    @cache
    def load(cls) -> Network:
        """The network of the package."""
        with files(__package__).joinpath("coreference.npz").open("rb") as handle, np.load(handle) as table:
            mean, scale, weight, bias, out = (
                table[name].astype(np.float32) for name in ("mean", "scale", "weight", "bias", "out")
            )
            last, threshold = float(table["out_bias"]), float(table["threshold"])
        return cls(mean, scale, weight, bias, out, last, threshold)


def cluster_mentions(
    docs: Sequence[Mapping[str, Any]],
    *,
    lemmas: Mapping[str, str] | None = None,
    network: Network | None = None,
) -> dict[str, str]:
    """The cluster of each given event mention.

    A document has `id`, `text` and `events`, each with `id`, `start`, `end`; other fields are not looked
    at. `lemmas` gives better lemmas by mention id, where the caller has parsed the texts. A cluster is
    named by its first mention.

    Example:
        >>> docs = [{"id": "d", "text": "A quake hit.", "events": [{"id": "m", "start": 2, "end": 7}]}]
        >>> cluster_mentions(docs)
        {'m': 'm'}
    """
    net = network or Network.load()
    given = spots(docs, lemmas or {})
    found: dict[str, str] = {}
    for topic in topics([doc["text"] for doc in docs]):
        inside = set(topic.docs)
        members = [spot for spot in given if spot.doc in inside]
        for group in resolve(members, topic, net):
            for k in group:
                found[members[k].id] = members[group[0]].id
    return {spot.id: found[spot.id] for spot in given}


def resolve(members: Sequence[Spot], topic: Topic, net: Network) -> list[list[int]]:
    """Groups of positions of the mentions of one topic."""
    n = len(members)
    if n < 2:
        return [[k] for k in range(n)]
    chance = net.chances(features(members, topic).reshape(n * n, -1)).reshape(n, n).astype(np.float64)
    scores = (chance + chance.T) / 2 - net.threshold
    return improve(scores, average_link(scores))


# ---- texts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """Documents of one topic, how close they are, and which of them tell one story."""

    docs: tuple[int, ...]
    coarse: NDArray[np.float64]
    fine: NDArray[np.float64]
    story: tuple[int, ...]


def topics(texts: Sequence[str]) -> list[Topic]:
    """Topics of a collection with the closeness of their documents, weighed in the collection and in the
    topic.
    """
    bags = [bag(text) for text in texts]
    whole = vectors(bags)
    found = []
    for docs in link(bags):
        inside = vectors([bags[d] for d in docs], SMOOTH)
        story = [0] * len(docs)
        for number, part in enumerate(stories_in([bags[d] for d in docs])):
            for k in part:
                story[k] = number
        found.append(Topic(tuple(docs), _gram([whole[d] for d in docs]), _gram(inside), tuple(story)))
    return found


def spots(docs: Sequence[Mapping[str, Any]], lemmas: Mapping[str, str]) -> list[Spot]:
    """All given mentions, in order of documents and text."""
    found = []
    for number, doc in enumerate(docs):
        text = doc["text"]
        bounds = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
        for event in sorted(doc["events"], key=lambda event: (event["start"], event["end"], event["id"])):
            found.append(_spot(text, bounds, number, event, lemmas.get(event["id"], "")))
    return found


def _spot(text: str, bounds: Sequence[int], number: int, event: Mapping[str, Any], lemma: str) -> Spot:
    lex = lexicon()
    start, end = event["start"], event["end"]
    sentence = max(k for k, bound in enumerate(bounds) if bound <= start and k < len(bounds) - 1)
    left, right = text[bounds[sentence] : start], text[end : max(end, bounds[sentence + 1])]
    trigger = text[start:end]
    lemma = lemma or head_lemma(trigger)
    before, after = _content(left), _content(right)
    around = _WORD.findall(left)[1:] + _WORD.findall(right)
    return Spot(
        id=event["id"],
        doc=number,
        lemma=lemma,
        stem=stem(lemma),
        classes=lex.classes_of(lemma),
        sentence=sentence,
        words=tuple(sorted({*before, *after})),
        before=before[-WINDOW:],
        after=after[:WINDOW],
        names=tuple(sorted({word.casefold() for word in around if word[0].isupper()} - lex.stop)),
        numbers=tuple(sorted({word for word in around if word.isdigit()})),
        n_words=len(_WORD.findall(trigger)),
        capital=trigger[:1].isupper(),
    )


def head_lemma(trigger: str) -> str:
    """The lemma of a trigger's head, from a short list of irregular forms and endings.

    Example:
        >>> head_lemma("gunned down"), head_lemma("was shot"), head_lemma("car bombing")
        ('gunned', 'shoot', 'bombing')
    """
    lex = lexicon()
    words = [word.casefold() for word in _WORD.findall(trigger)] or [trigger.casefold()]
    for k in range(1, len(words)):
        if words[k] in lex.particles:
            words = words[:k]
            break
    full = [word for word in words if word not in lex.light] or words
    return lex.irregular.get(full[-1], full[-1])


def _content(text: str) -> tuple[str, ...]:
    stop = lexicon().stop
    return tuple(stem(word) for word in _WORD.findall(text.casefold()) if word not in stop)


# ---- features -------------------------------------------------------------------------------------

NAMES = (
    "same lemma",
    "same stem",
    "same first four letters",
    "shared class",
    "near classes",
    "same document",
    "same sentence",
    "close documents in the collection",
    "close documents in the topic",
    "same story",
    "sentence wording",
    "wording before",
    "wording after",
    "shared names",
    "names on both sides",
    "shared numbers",
    "numbers differ",
    "lemma is common here",
    "rarer lemma is common here",
    "lemma told often in the document",
    "both in the lead",
    "one in the lead",
    "both capital",
    "length differs",
    "in both documents",
    "best document pair",
)


def features(members: Sequence[Spot], topic: Topic) -> Floats:
    """Features of all pairs, shape (n, n, number of NAMES)."""
    place = {d: k for k, d in enumerate(topic.docs)}
    at = np.array([place[spot.doc] for spot in members])
    n_docs = len(topic.docs)
    lemma, root = _codes([s.lemma for s in members]), _codes([s.stem for s in members])
    first = _codes([s.stem[:4] for s in members])
    same_root = root[:, None] == root[None]
    holds = np.zeros((int(root.max()) + 1, n_docs))
    np.add.at(holds, (root, at), 1)
    share = (holds > 0).mean(1)[root]
    often = holds[root, at]
    elsewhere = holds[root][:, at] > 0
    sentence = np.array([s.sentence for s in members])
    lead: NDArray[np.bool_] = np.asarray(sentence <= 1)
    capital = np.array([s.capital for s in members])
    length = np.array([s.n_words for s in members])
    story = np.array(topic.story, np.int64)[at]
    same_doc = at[:, None] == at[None]
    names, numbers = _hot([s.names for s in members]), _hot([s.numbers for s in members])
    has_names, has_numbers = names.any(1), numbers.any(1)
    shared_numbers = (numbers @ numbers.T) > 0
    fine = topic.fine[at][:, at]
    rows = [
        lemma[:, None] == lemma[None],
        same_root,
        first[:, None] == first[None],
        _shared_classes(members),
        _near_classes(members),
        same_doc,
        same_doc & (sentence[:, None] == sentence[None]),
        np.where(same_doc, 0.5, topic.coarse[at][:, at]),
        np.where(same_doc, 0.5, fine),
        story[:, None] == story[None],
        _cosine([s.words for s in members]),
        _cosine([s.before for s in members]),
        _cosine([s.after for s in members]),
        _cosine([s.names for s in members]),
        np.logical_and.outer(has_names, has_names),
        shared_numbers,
        ~shared_numbers & np.logical_and.outer(has_numbers, has_numbers),
        np.maximum(share[:, None], share[None]),
        np.minimum(share[:, None], share[None]),
        np.log(np.maximum(often[:, None], often[None])),
        np.logical_and.outer(lead, lead),
        np.logical_xor.outer(lead, lead),
        np.logical_and.outer(capital, capital),
        length[:, None] != length[None],
        elsewhere & elsewhere.T,
        fine >= 0.9 * np.sort(np.where(np.eye(n_docs, dtype=bool), 0, topic.fine), 1)[:, -1][at][:, None],
    ]
    table: Floats = np.stack([np.asarray(row, np.float32) for row in rows], axis=-1)
    return table


def _codes(values: Iterable[str]) -> NDArray[np.int64]:
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)


def _hot(bags: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    words = {word: k for k, word in enumerate(sorted({word for words in bags for word in words}))}
    table = np.zeros((len(bags), max(1, len(words))), np.float32)
    for row, found in enumerate(bags):
        for word in found:
            table[row, words[word]] = 1
    return table


def _cosine(bags: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    return _gram(vectors([Counter(words) for words in bags]))


def _gram(made: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    words = {word: k for k, word in enumerate(sorted({word for vector in made for word in vector}))}
    table = np.zeros((len(made), max(1, len(words))), np.float32)
    for row, vector in enumerate(made):
        for word, value in vector.items():
            table[row, words[word]] = value
    return (table @ table.T).astype(np.float64)


def _shared_classes(members: Sequence[Spot]) -> NDArray[np.bool_]:
    table = _hot([s.classes for s in members])
    shared: NDArray[np.bool_] = (table @ table.T) > 0
    return shared


def _near_classes(members: Sequence[Spot]) -> NDArray[np.bool_]:
    lex = lexicon()
    near = [tuple(sorted({b for a in s.classes for x, b in lex.near if x == a})) for s in members]
    both = _hot([*(s.classes for s in members), *near])
    n = len(members)
    table: NDArray[np.bool_] = (both[:n] @ both[n:].T) > 0
    return table
