"""What a head is: a small layer on the encoder's word vectors, and what its answer means on the Doc.

A new head that labels words is one file here: a subclass of `TokenHead` with a name and a way onto the Doc.
Training gives it a linear layer and a cross-entropy loss on the layer of that name in the converted data,
export adds its columns to the graph, and the component decodes it; a model trained without it simply leaves
it out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ..quotes import Quote

Array = npt.NDArray[Any]


@dataclass(slots=True)
class Draft:
    """What the heads said so far about the words of one Doc (its whitespace tokens are not words)."""

    words: list[str]
    line_starts: frozenset[int]
    """Words that open a line: no sentence and no entity reaches across one."""
    quotes: dict[int, Quote] = field(default_factory=dict)
    """Words that are a quotation mark whose side its form or the blanks around it give away."""
    layers: dict[str, list[Any]] = field(default_factory=dict)

    def put(self, layer: str, start: int, values: Sequence[Any]) -> None:
        """Set the values of a layer from word `start` on."""
        column = self.layers.setdefault(layer, [None] * len(self.words))
        column[start : start + len(values)] = values


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a Draft that the encoder read at once, words `start` to `end`."""

    draft: Draft
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    @property
    def words(self) -> list[str]:
        """The window's words."""
        return self.draft.words[self.start : self.end]

    def put(self, layer: str, values: Sequence[Any]) -> None:
        """Set a layer for the window's words."""
        self.draft.put(layer, self.start, values)

    def get(self, layer: str) -> list[Any]:
        """A layer's values for the window's words."""
        return self.draft.layers[layer][self.start : self.end]

    def quotes(self) -> list[tuple[int, Quote]]:
        """The quotation marks, counted from the window's first word."""
        known = self.draft.quotes
        return [(index - self.start, known[index]) for index in known if self.start <= index < self.end]

    def line_starts(self) -> list[int]:
        """Words that open a line, counted from the window's first."""
        if not self.draft.line_starts:
            return []
        return [
            index - self.start for index in range(self.start, self.end) if index in self.draft.line_starts
        ]


class Head(ABC):
    """One question asked of the encoder about every word."""

    name: ClassVar[str]
    """Name of the head, of its layer in training data and of its labels in the model's meta.json."""
    outputs: ClassVar[tuple[str, ...]]
    """Outputs of the ONNX graph that `decode` reads."""
    order: ClassVar[int] = 50
    """Heads decode by rising order: a head may read the layers of those before it."""
    weight: ClassVar[float] = 1.0
    """Weight of its loss in training."""

    def __init__(self, labels: Sequence[str], folder: Path) -> None:
        """`labels` as in training; `folder` holds the model's files, for a head that has its own."""
        self.labels = list(labels)

    @abstractmethod
    def decode(self, raw: Mapping[str, Array], window: Window) -> None:
        """Turn the graph's numbers for one window (padding cut off) into layers of the draft."""

    def columns(self, draft: Draft, vocab: Vocab) -> dict[int, list[int]]:
        """Token attributes by spaCy's attribute number, one value a word, for one `Doc.from_array`."""
        return {}

    def finish(self, doc: Doc, tokens: Sequence[int], draft: Draft) -> None:
        """Write what is not a token attribute; `tokens` gives the token index of each word."""
        return


def numbers(vocab: Vocab, strings: Sequence[str]) -> list[int]:
    """The numbers of strings in the vocabulary, where they are added."""
    known = {string: vocab.strings.add(string) for string in set(strings)}
    return [known[string] for string in strings]


class TokenHead(Head):
    """A head that gives each word one of its labels."""

    emit: ClassVar[Literal["best", "scores"]] = "best"
    """What the graph gives out, under the head's name: the best label's number, or log probabilities."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" in vars(cls):
            cls.outputs = (cls.name,)

    def decode(self, raw: Mapping[str, Array], window: Window) -> None:
        """Name each word's best label."""
        answer = raw[self.name]
        best = answer if self.emit == "best" else answer.argmax(-1)
        labels = self.labels
        window.put(self.name, [labels[number] for number in np.asarray(best).tolist()])
