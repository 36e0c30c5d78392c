"""Given event mentions of many documents, which of them are one event: without dates, types or roles.

This is the task of ECB+ (Cybulska and Vossen 2014): texts and the spans of the mentions, nothing else.
Documents are grouped by topic, every pair of mentions inside a topic gets a small vector of features (words,
what they mean on their own and in their sentences, participants, names, places and days that the pipeline
reads), and a fitted network of one hidden layer turns it into a chance of being one event. A second network
looks again, with the chances of the other pairs (second.py) and what they say of the stories (one_story.py)
known, and average link clusters what remains.
`timeline evaluate merge` runs it. The fitted part is coreference.npz, made by timeline/merge/training.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from timeline.merge.agreement import AGREEMENT, agreement
from timeline.merge.clustering import average_link, improve
from timeline.merge.lexicon import lexicon, stem
from timeline.merge.one_story import Logistic, Texts, one_story
from timeline.merge.overlap import codes, cosine, filled, gram, hot
from timeline.merge.second import Told, second
from timeline.merge.spots import Reading, Spot, spots
from timeline.merge.stories import SMOOTH, bag, link, stories_in, vectors

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Collection", "Model", "Network", "cluster_mentions", "features", "topics"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """A fitted network: mean and scale of the features, and one hidden layer."""

    mean: Floats
    scale: Floats
    weight: Floats
    bias: Floats
    out: Floats
    out_bias: float

    def chances(self, rows: Floats) -> Floats:
        """The chance, for each row of features, that the pair is one event."""
        hidden = np.maximum(((rows - self.mean) / self.scale) @ self.weight + self.bias, 0)
        return np.asarray(1 / (1 + np.exp(-(hidden @ self.out + self.out_bias))), np.float32)


@dataclass(frozen=True, slots=True)
class Model:
    """What is fitted: a network for the first look at a pair, one for the second, what tells stories apart
    between the two, and the threshold.
    """

    first: Network
    stories: Logistic
    second: Network
    threshold: float

    @classmethod
    @cache
    def load(cls) -> Model:
        """The model of the package."""
        with files(__package__).joinpath("coreference.npz").open("rb") as handle, np.load(handle) as table:
            looks = []
            for look in ("first", "second"):
                layers = {name: table[f"{look}_{name}"].astype(np.float32) for name in LAYERS}
                looks.append(Network(**layers, out_bias=float(table[f"{look}_out_bias"])))
            weights = {name: table[f"stories_{name}"].astype(np.float32) for name in LAYERS[:3]}
            stories = Logistic(**weights, bias=float(table["stories_bias"]))
            return cls(looks[0], stories, looks[1], float(table["threshold"]))


LAYERS = ("mean", "scale", "weight", "bias", "out")


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents read once: their mentions, what each names, their topics, and the middle of the vectors."""

    spots: Sequence[Spot]
    readings: Sequence[Reading]
    topics: Sequence[Topic]
    middle: Mapping[str, tuple[Floats, Floats]]
    """Mean and spread of each vector of the mentions, by its name in `Spot`."""

    @classmethod
    def of(
        cls,
        docs: Sequence[Mapping[str, Any]],
        *,
        nlp: Language | None = None,
        lemmas: Mapping[str, str] | None = None,
    ) -> Collection:
        """Read documents with the pipeline (None: the embedded one)."""
        if nlp is None:
            from timeline import pipeline

            nlp = pipeline.load()
        given, readings = spots(docs, nlp, lemmas)
        middle = {}
        for name in ("vector", "around", "word", "phrase") if given else ():
            table = np.stack([getattr(spot, name) for spot in given])
            middle[name] = table.mean(0), table.std(0) + 1e-3
        return cls(given, readings, topics([doc["text"] for doc in docs]), middle)

    def of_topic(self, topic: Topic) -> list[Spot]:
        """The mentions of one topic's documents."""
        inside = set(topic.docs)
        return [spot for spot in self.spots if spot.doc in inside]


def cluster_mentions(
    docs: Sequence[Mapping[str, Any]],
    *,
    nlp: Language | None = None,
    lemmas: Mapping[str, str] | None = None,
    model: Model | None = None,
) -> dict[str, str]:
    """The cluster of each given event mention.

    A document has `id`, `text` and `events`, each with `id`, `start`, `end`; other fields are not looked
    at. `nlp` reads the texts (None: the embedded pipeline); `lemmas` gives better lemmas by mention id. A
    cluster is named by its first mention.

    Example:
        >>> docs = [{"id": "d", "text": "A quake hit.", "events": [{"id": "m", "start": 2, "end": 7}]}]
        >>> cluster_mentions(docs)                        # doctest: +SKIP
        {'m': 'm'}

    Raises:
        ModelError: the pipeline cannot be read.
    """
    chosen = model or Model.load()
    found: dict[str, str] = {}
    if not docs:
        return found
    collection = Collection.of(docs, nlp=nlp, lemmas=lemmas)
    for topic in collection.topics:
        members = collection.of_topic(topic)
        for group in resolve(members, topic, collection, chosen):
            for k in group:
                found[members[k].id] = members[group[0]].id
    return {spot.id: found[spot.id] for spot in collection.spots}


def resolve(members: Sequence[Spot], topic: Topic, collection: Collection, model: Model) -> list[list[int]]:
    """Groups of positions of the mentions of one topic."""
    if len(members) < 2:
        return [[k] for k in range(len(members))]
    table = features(members, topic, collection)
    chance = square(model.first.chances(above(table)), len(members))
    texts = documents(members, topic, collection)
    more = [second(chance, Told.of(members)), one_story(texts, chance, model.stories)]
    table = np.concatenate([table, *more], axis=-1)
    scores = square(model.second.chances(above(table)), len(members)) - model.threshold
    return improve(scores, average_link(scores))


def documents(members: Sequence[Spot], topic: Topic, collection: Collection) -> Texts:
    """The documents of a topic, as the second look asks for them."""
    place = {d: k for k, d in enumerate(topic.docs)}
    at = np.array([place[spot.doc] for spot in members], np.int64)
    readings = [collection.readings[d] for d in topic.docs]
    return Texts.of([topic.coarse, topic.fine], topic.story, readings, at)


def above(table: Floats) -> Floats:
    """The rows of the pairs (i, j) with i < j, in order."""
    return table[np.triu_indices(len(table), 1)]


def square(values: Floats, n: int) -> NDArray[np.float64]:
    """A symmetric matrix of the values of pairs (i, j) with i < j; 1 on the diagonal."""
    found = np.eye(n)
    i, j = np.triu_indices(n, 1)
    found[i, j] = found[j, i] = values
    return found


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
        found.append(Topic(tuple(docs), gram([whole[d] for d in docs]), gram(inside), tuple(story)))
    return found


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
    "vectors",
    "vectors, spread evened",
    "vectors in the topic",
    "vectors of the whole spans",
    "vectors around",
    "vectors around in the topic",
    "nearness among the other document's, the more",
    "nearness among the other document's, the less",
    "spans on their own",
    "spans on their own in the topic",
    "heads on their own",
    "heads on their own in the topic",
    "same part of speech",
    "same lemma as read",
    "same stem as read",
    "shared beginning",
    "shared subjects",
    "subjects on both sides",
    "shared objects",
    "objects on both sides",
    "shared other dependents",
    "other dependents on both sides",
    "shared dependents",
    "subject of one is object of the other",
    "shared entities",
    "entities on both sides",
    "words close by",
    "sentences between",
    "documents' names",
    "names in both documents",
    "documents' places",
    "places in both documents",
    "documents' people",
    "people in both documents",
    "documents' days",
    "days in both documents",
    "documents' numbers",
    "numbers in both documents",
    *AGREEMENT,
)


def features(members: Sequence[Spot], topic: Topic, collection: Collection) -> Floats:
    """Features of all pairs, shape (n, n, number of NAMES), symmetric."""
    place = {d: k for k, d in enumerate(topic.docs)}
    at = np.array([place[spot.doc] for spot in members])
    n_docs = len(topic.docs)
    lemma, root = codes([s.lemma for s in members]), codes([s.stem for s in members])
    first = codes([s.stem[:4] for s in members])
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
    names, numbers = hot([s.names for s in members]), hot([s.numbers for s in members])
    has_names, has_numbers = names.any(1), numbers.any(1)
    shared_numbers = (numbers @ numbers.T) > 0
    fine = topic.fine[at][:, at]
    best = fine >= 0.9 * np.where(np.eye(n_docs, dtype=bool), 0, topic.fine).max(1)[at][:, None]
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
        cosine([s.words for s in members]),
        cosine([s.before for s in members]),
        cosine([s.after for s in members]),
        cosine([s.names for s in members]),
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
        best | best.T,
        *_vectors(members, at, n_docs, collection),
        *_read(members),
        np.where(same_doc, np.minimum(np.abs(sentence[:, None] - sentence[None]), 10) / 10, 0),
        *_named(at, [collection.readings[d] for d in topic.docs]),
        *agreement(members),
    ]
    table: Floats = np.stack([np.asarray(row, np.float32) for row in rows], axis=-1)
    return table


Table = NDArray[Any]


def _vectors(
    members: Sequence[Spot], at: NDArray[np.int64], n_docs: int, collection: Collection
) -> list[Table]:
    """What the encoder makes of the triggers, their spans and their sentences, as cosines."""
    heads = np.stack([s.vector for s in members])
    spans = np.stack([s.span for s in members])
    around = np.stack([s.around for s in members])
    mean, spread = collection.middle["vector"]
    even = _near((heads - mean) / spread)
    # How near, next to the nearest mention that the other's document has.
    best = np.stack([even[:, at == d].max(1, initial=-1) for d in range(n_docs)], 1)
    rest = even - best[:, at]
    return [
        _near(heads),
        even,
        _near(heads - heads.mean(0)),
        _near((spans - mean) / spread),
        _near(around - collection.middle["around"][0]),
        _near(around - around.mean(0)),
        np.maximum(rest, rest.T),
        np.minimum(rest, rest.T),
        *_plain(members, collection),
    ]


def _plain(members: Sequence[Spot], collection: Collection) -> list[Table]:
    """How near the words are on their own, in the language and among those of the topic."""
    rows: list[Table] = []
    for name in ("phrase", "word"):
        mean, spread = collection.middle[name]
        even = (np.stack([getattr(spot, name) for spot in members]) - mean) / spread
        unit = even / (np.linalg.norm(even, axis=1, keepdims=True) + 1e-6)
        rows += [unit @ unit.T, _near(unit - unit.mean(0))]
    return rows


def _near(rows: Floats) -> Floats:
    unit = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6)
    return np.asarray(unit @ unit.T, np.float32)


def _read(members: Sequence[Spot]) -> list[Table]:
    """What the parse says of the words and their participants."""
    both = hot([*(s.subjects for s in members), *(s.objects for s in members)])
    n = len(members)
    crossed = (both[:n] @ both[n:].T) > 0
    heads = [s.head for s in members]
    lemma, root = codes(heads), codes([stem(head) for head in heads])
    pos = codes([s.pos for s in members])
    shared = np.array([[_begin(a, b) for b in heads] for a in heads])
    rows: list[Table] = [pos[:, None] == pos, lemma[:, None] == lemma, root[:, None] == root, shared]
    for bags in ([s.subjects for s in members], [s.objects for s in members], [s.others for s in members]):
        rows += [cosine(bags), filled(bags)]
    rows.append(cosine([tuple(sorted({*s.subjects, *s.objects, *s.others})) for s in members]))
    rows.append(crossed | crossed.T)
    entities = [s.entities for s in members]
    return [*rows, cosine(entities), filled(entities), cosine([s.near for s in members])]


def _begin(a: str, b: str) -> float:
    """The share of the longer word that both begin with: "negotiate", "negotiation"."""
    same = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return same / max(len(a), len(b), 1)


def _named(at: NDArray[np.int64], readings: Sequence[Reading]) -> list[Table]:
    """How alike the names, places, people, days and numbers of the two documents are."""
    rows: list[Table] = []
    for kind in ("names", "places", "people", "days", "numbers"):
        bags: list[Counter[str]] = [getattr(reading, kind) for reading in readings]
        near = gram(vectors(bags))
        np.fill_diagonal(near, 0.5)
        has = np.array([bool(bag) for bag in bags])[at]
        rows += [near[at][:, at], np.logical_and.outer(has, has)]
    return rows


def _shared_classes(members: Sequence[Spot]) -> NDArray[np.bool_]:
    table = hot([s.classes for s in members])
    shared: NDArray[np.bool_] = (table @ table.T) > 0
    return shared


def _near_classes(members: Sequence[Spot]) -> NDArray[np.bool_]:
    lex = lexicon()
    near = [tuple(sorted({b for a in s.classes for x, b in lex.near if x == a})) for s in members]
    both = hot([*(s.classes for s in members), *near])
    n = len(members)
    table: NDArray[np.bool_] = (both[:n] @ both[n:].T) > 0
    return table
