"""What words mean on their own: the encoder's table of word pieces, read out of the model's graph.

What a layer makes of a word in its sentence is trained for grammar and names; the table that it starts from
still tells that "heist" is near "robbery". The graph is a protobuf file (onnx.proto3), of which three kinds
of fields are walked here, so that the table need not be shipped twice and no other package is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..errors import ModelError
from .runtime import EMBEDDED
from .subwords import Subwords

__all__ = ["Pieces"]

Floats = npt.NDArray[np.float32]
_WORD = re.compile(r"\w+")
_GRAPH, _INITIALIZER = 7, 5
_DIMS, _TYPE, _RAW = 1, 2, 9
_INT8, _FLOAT = 3, 1


class Pieces:
    """The table of word pieces: int8 rows of the model's width, each with its step.

    Raises:
        ModelError: the model's files are missing or hold no such table.
    """

    def __init__(self, folder: Path = EMBEDDED) -> None:
        try:
            graph = (folder / "int8.onnx").read_bytes()
            self._subwords = Subwords(folder / "vocab.txt")
            size = len((folder / "vocab.txt").read_text(encoding="utf8").split())
        except OSError as error:
            raise ModelError(f"The pipeline's model in {folder} cannot be read: {error}") from error
        try:
            self._rows, self._steps = _table(memoryview(graph), size)
        except (IndexError, KeyError, ValueError) as error:
            raise ModelError(
                f"The pipeline's model in {folder} has no table of its {size} word pieces: {error}"
            ) from error
        self.width = self._rows.shape[1]

    @classmethod
    @cache
    def load(cls) -> Pieces:
        """The table of the embedded model, read once."""
        return cls()

    def mean(self, text: str) -> Floats:
        """The mean over the pieces of all words of a text; zeros without any.

        Example:
            >>> Pieces.load().mean("gunned down").shape
            (384,)
        """
        numbers = [number for word in _WORD.findall(text) for number in self._subwords(word)]
        if not numbers:
            return np.zeros(self.width, np.float32)
        rows = self._rows[numbers] * self._steps[numbers]
        return np.asarray(rows.mean(0), np.float32)


def _table(graph: memoryview, size: int) -> tuple[npt.NDArray[np.int8], Floats]:
    """The int8 table with a row for each piece, and the steps: the column of floats of the same length."""
    rows = steps = None
    for whole in _fields(graph, _GRAPH):
        for tensor in _fields(whole, _INITIALIZER):
            shape, kind, raw = _tensor(tensor)
            if len(shape) == 2 and shape[0] == size and raw is not None:
                if kind == _INT8 and rows is None:
                    rows = np.frombuffer(raw, np.int8).reshape(shape)
                elif kind == _FLOAT and shape[1] == 1 and steps is None:
                    steps = np.frombuffer(raw, "<f4").reshape(shape)
    if rows is None or steps is None:
        raise ValueError("no int8 matrix with a row for each piece")
    return rows.copy(), steps.astype(np.float32)


def _tensor(data: memoryview) -> tuple[Sequence[int], int, memoryview | None]:
    """Shape, type and bytes of a TensorProto."""
    shape: list[int] = []
    kind, raw = 0, None
    for number, value in _walk(data):
        if number == _DIMS and isinstance(value, int):
            shape.append(value)
        elif number == _DIMS and isinstance(value, memoryview):  # packed
            at = 0
            while at < len(value):
                dim, at = _varint(value, at)
                shape.append(dim)
        elif number == _TYPE and isinstance(value, int):
            kind = value
        elif number == _RAW and isinstance(value, memoryview):
            raw = value
    return shape, kind, raw


def _fields(data: memoryview, wanted: int) -> Iterator[memoryview]:
    for number, value in _walk(data):
        if number == wanted and isinstance(value, memoryview):
            yield value


def _walk(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Numbers and values of a message's fields; a message within is a view of its bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, form = key >> 3, key & 7
        if form == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if form == 2:
            size, at = _varint(data, at)
        else:
            size = {1: 8, 5: 4}[form]
        yield number, data[at : at + size]
        at += size


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
