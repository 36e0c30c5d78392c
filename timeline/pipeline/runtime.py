"""The model's files, and the encoder run by onnxruntime over the windows of texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from ..errors import ModelError
from .cores import one_core
from .heads import Draft, Window, registry
from .subwords import Encoded, Subwords, pad
from .windows import cut

EMBEDDED = Path(__file__).with_name("model")
"""The folder of the model that comes with the package."""


class Model:
    """A trained model: what turns the words of texts into drafts of their annotation.

    A model's folder holds `int8.onnx`, `meta.json` (labels by head), `vocab.txt`, and what single heads need
    (`relations.npy`, `lemmas.json`).

    Raises:
        ModelError: a file is missing or cannot be read.
    """

    def __init__(self, folder: Path = EMBEDDED, *, threads: int = 1) -> None:
        try:
            self.meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf8"))
            self.subwords = Subwords(folder / "vocab.txt")
            self._session = _session(folder / "int8.onnx", threads)
            labels = self.meta["labels"]
            with one_core():
                self.heads = [
                    head(labels[name], folder) for name, head in registry().items() if name in labels
                ]
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f"The pipeline's model in {folder} cannot be read: {error}") from error
        # Graphs that were written for batches ask for a mask, too.
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._outputs = ["vectors", *dict.fromkeys(name for head in self.heads for name in head.outputs)]

    def annotate(self, drafts: Sequence[Draft]) -> list[tuple[Draft, npt.NDArray[Any]]]:
        """The drafts of texts, filled in place, with their word vectors (`[words, width]`, float16).

        Each window is read for itself: the encoder's numbers are quantised by the range that a whole batch
        has, and what a text is read as must not depend on its neighbours. Batches would not be quicker, as
        a window is enough to keep a core busy, and they need padding and a mask over it.
        """
        with one_core():
            return self._annotate(drafts)

    def _annotate(self, drafts: Sequence[Draft]) -> list[tuple[Draft, npt.NDArray[Any]]]:
        vectors = [np.zeros((len(draft.words), self.meta["width"]), np.float16) for draft in drafts]
        for window, encoded, into in self._windows(drafts, vectors):
            raw = self._run(encoded)
            for head in self.heads:
                head.decode(raw, window)
            into[:] = raw["vectors"]
        return list(zip(drafts, vectors, strict=True))

    def _windows(
        self, drafts: Sequence[Draft], vectors: Sequence[npt.NDArray[Any]]
    ) -> Iterator[tuple[Window, Encoded, npt.NDArray[Any]]]:
        """The windows of all texts, as words and as numbers, and where their vectors go."""
        self.subwords.learn([word for draft in drafts for word in draft.words])
        for draft, rows in zip(drafts, vectors, strict=True):
            text = self.subwords.read(draft.words)
            sizes = np.diff(text.bounds).tolist()
            for start, end in cut(draft.words, sizes, draft.line_starts, draft.quotes):
                yield Window(draft, start, end), text.window(start, end), rows[start:end]

    def _run(self, window: Encoded) -> dict[str, npt.NDArray[Any]]:
        """The graph's outputs for one window, a row a word."""
        inputs = pad([window])
        answers = self._session.run(self._outputs, {name: inputs[name] for name in self._inputs})
        return {name: answer[0] for name, answer in zip(self._outputs, answers, strict=True)}


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait slow down everything else on a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
