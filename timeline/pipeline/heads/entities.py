"""Named entities, as BILOU labels decoded so that only whole entities come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from spacy.tokens import Doc, Span

from ..viterbi import best_path, bilou_transitions
from .base import Array, Draft, TokenHead, Window


class EntityHead(TokenHead):
    """`doc.ents`: PERSON, ORG, LOC, WEAPON and whatever else the model was trained for."""

    name = "entity"
    emit = "scores"
    order = 20
    weight = 2.0

    def __init__(self, labels: Sequence[str], folder: Path) -> None:
        super().__init__(labels, folder)
        self._transitions = bilou_transitions(self.labels)
        self._outside = self.labels.index("O")

    def decode(self, raw: Mapping[str, Array], window: Window) -> None:
        """The best path of each line; lines with no word inside an entity are not searched."""
        scores = raw[self.name]
        path = ["O"] * len(window)
        inside = scores.argmax(-1) != self._outside
        if inside.any():
            edges = [*sorted({0, *window.line_starts()}), len(window)]
            for start, end in pairwise(edges):
                if inside[start:end].any():
                    numbers = best_path(scores[start:end], self._transitions)
                    path[start:end] = [self.labels[number] for number in numbers]
        window.put(self.name, path)

    def finish(self, doc: Doc, tokens: Sequence[int], draft: Draft) -> None:
        """Set `doc.ents`."""
        doc.ents = tuple(
            Span(doc, tokens[start], tokens[end - 1] + 1, label=label)
            for start, end, label in spans(draft.layers[self.name])
        )


def spans(path: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The entities `(start, end, label)` of a BILOU path; a broken path yields its whole entities only."""
    start: int | None = None
    for index, tag in enumerate(path):
        if tag[0] == "U":
            yield index, index + 1, tag[2:]
            start = None
        elif tag[0] == "B":
            start = index
        elif tag[0] == "L" and start is not None:
            yield start, index + 1, tag[2:]
            start = None
        elif tag[0] == "O":
            start = None


def bilou(tags: Sequence[str]) -> list[str]:
    """IOB2 tags as BILOU.

    >>> bilou(["B-ORG", "I-ORG", "O", "B-LOC"])
    ['B-ORG', 'L-ORG', 'O', 'U-LOC']
    """
    out = []
    for index, tag in enumerate(tags):
        following = tags[index + 1] if index + 1 < len(tags) else "O"
        goes_on = tag != "O" and following == "I-" + tag[2:]
        if tag[0] == "B":
            out.append(("B-" if goes_on else "U-") + tag[2:])
        elif tag[0] == "I":
            out.append(("I-" if goes_on else "L-") + tag[2:])
        else:
            out.append("O")
    return out
