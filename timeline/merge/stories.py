"""Which documents tell one story: average link on weighted words, coarse first, then apart again.

Two stages, because look-alike stories (two quakes, two trials) share the words of their topic. The first
stage groups documents by topic with word weights of the whole collection; the second weighs the words
inside each topic, so that what all its documents share counts for nothing and names, places and numbers
decide.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from timeline.merge.clustering import average_link, components
from timeline.merge.lexicon import lexicon, stem

__all__ = ["bag", "link", "stories", "stories_in", "vectors"]

COARSE = 0.06
FINE = 0.08
SMOOTH = 0.3
_LIMIT = 1500
_COMMON = 40
_WORD = re.compile(r"\w+")

Vector = Mapping[str, float]


def stories(texts: Sequence[str], *, coarse: float = COARSE, fine: float = FINE) -> list[list[int]]:
    """Positions of texts that tell one story, each list sorted.

    Example:
        >>> stories(["Quake hits Aceh, Indonesia.", "Aceh, Indonesia: a quake hits.", "A star enters rehab."])
        [[0, 1], [2]]
    """
    bags = [bag(text) for text in texts]
    found: list[list[int]] = []
    for topic in link(bags, coarse):
        found += [[topic[k] for k in part] for part in stories_in([bags[k] for k in topic], fine)]
    return sorted(found)


def stories_in(bags: Sequence[Counter[str]], fine: float = FINE) -> list[list[int]]:
    """The second stage: stories inside one topic, with words weighed inside it."""
    return link(bags, fine, SMOOTH) if len(bags) > 2 else [list(range(len(bags)))]


def vectors(bags: Sequence[Counter[str]], smooth: float = 0.0) -> list[dict[str, float]]:
    """Unit vectors of (1 + log count) x idf; words of all documents weigh next to nothing.

    `smooth` is added to every idf: inside a topic of one story the words of all its documents must still hold
    it together.
    """
    n = len(bags)
    df: Counter[str] = Counter()
    for bag in bags:
        df.update(bag.keys())
    idf = {word: log((n + 1) / (count + 0.5)) + smooth for word, count in df.items()}
    made = []
    for bag in bags:
        weighted = {word: (1 + log(count)) * idf[word] for word, count in bag.items() if idf[word] > 0}
        norm = sum(value * value for value in weighted.values()) ** 0.5 or 1.0
        made.append({word: value / norm for word, value in weighted.items()})
    return made


def bag(text: str) -> Counter[str]:
    """Stems of a text's content words, counted."""
    stop = lexicon().stop
    return Counter(stem(word) for word in _WORD.findall(text.casefold()) if word not in stop)


def link(bags: Sequence[Counter[str]], threshold: float = COARSE, smooth: float = 0.0) -> list[list[int]]:
    """Average link of bags of words while the mean cosine is above the threshold."""
    made = vectors(bags, smooth)
    edges = [(i, j, value) for (i, j), value in sorted(_close(made, threshold).items())]
    found: list[list[int]] = []
    for part in components(len(bags), edges, _LIMIT)[0]:
        found += [
            [part[k] for k in group]
            for group in average_link(_cosines([made[k] for k in part]), threshold=threshold)
        ]
    return found


def _close(made: Sequence[Vector], threshold: float) -> dict[tuple[int, int], float]:
    """Pairs above the threshold that share one of their heaviest words; long lists of common words are not
    walked.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for position, vector in enumerate(made):
        for word in sorted(vector, key=lambda w: (-vector[w], w))[:_COMMON]:
            holders[word].append(position)
    pairs: set[tuple[int, int]] = set()
    for positions in holders.values():
        if len(positions) <= 200:
            pairs |= {(a, b) for k, b in enumerate(positions) for a in positions[:k]}
    scored = {pair: dot(made[pair[0]], made[pair[1]]) for pair in pairs}
    return {pair: value for pair, value in scored.items() if value > threshold}


def dot(a: Vector, b: Vector) -> float:
    """The inner product of two sparse vectors."""
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b[word] for word, value in a.items() if word in b)


def _cosines(made: Sequence[Vector]) -> NDArray[np.float64]:
    words = {word: k for k, word in enumerate(sorted({word for vector in made for word in vector}))}
    table = np.zeros((len(made), len(words)), np.float32)
    for row, vector in enumerate(made):
        for word, value in vector.items():
            table[row, words[word]] = value
    return (table @ table.T).astype(np.float64)
