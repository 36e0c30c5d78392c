"""The model's files, and the encoder run by onnxruntime over windows of many texts at once."""

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

BATCH_PIECES = 448
"""Word pieces read at once, padding included: what stays in a core's cache. 1024 is a tenth slower."""
BATCH_COST = 12
"""What one more batch costs, in word pieces: a batch with more padding than this is better cut in two."""


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
        self._outputs = ["vectors", *dict.fromkeys(name for head in self.heads for name in head.outputs)]

    def annotate(self, drafts: Sequence[Draft]) -> list[tuple[Draft, npt.NDArray[Any]]]:
        """The drafts of texts, filled in place, with their word vectors (`[words, width]`, float16).

        A batch holds windows of one text only: the encoder's numbers are quantised by the range that a whole
        batch has, and what a text is read as must not depend on its neighbours. Windows are read in order of
        length, so that little of a batch is padding.
        """
        with one_core():
            return self._annotate(drafts)

    def _annotate(self, drafts: Sequence[Draft]) -> list[tuple[Draft, npt.NDArray[Any]]]:
        vectors = [np.zeros((len(draft.words), self.meta["width"]), np.float16) for draft in drafts]
        for batch in self._batches(drafts):
            answers = self._run([encoded for _, _, encoded in batch])
            for row, (number, window, _) in enumerate(batch):
                size = len(window)
                raw = {name: answer[row, :size] for name, answer in answers.items()}
                if "arc" in raw:
                    raw["arc"] = raw["arc"][:, :size]
                for head in self.heads:
                    head.decode(raw, window)
                vectors[number][window.start : window.end] = raw["vectors"]
        return list(zip(drafts, vectors, strict=True))

    def _batches(self, drafts: Sequence[Draft]) -> Iterator[list[tuple[int, Window, Encoded]]]:
        self.subwords.learn([word for draft in drafts for word in draft.words])
        for number, draft in enumerate(drafts):
            text = self.subwords.read(draft.words)
            spans = cut(draft.words, np.diff(text.bounds).tolist(), draft.line_starts, draft.quotes)
            waiting = [(number, Window(draft, start, end), text.window(start, end)) for start, end in spans]
            waiting.sort(key=lambda item: len(item[2].pieces))
            sizes = [len(item[2].pieces) + 2 for item in waiting]
            yield from (waiting[start:end] for start, end in batches(sizes))

    def _run(self, windows: Sequence[Encoded]) -> dict[str, npt.NDArray[Any]]:
        return dict(zip(self._outputs, self._session.run(self._outputs, dict(pad(windows))), strict=True))


def batches(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where to cut windows of these sizes, the shortest first, into batches: (first, last + 1).

    >>> list(batches([8, 9, 9, 40, 41]))
    [(0, 3), (3, 5)]
    """
    start = padding = 0
    for at in range(1, len(sizes)):
        padding += (at - start) * (sizes[at] - sizes[at - 1])
        if padding > BATCH_COST or (at - start + 1) * sizes[at] > BATCH_PIECES:
            yield start, at
            start, padding = at, 0
    if sizes:
        yield start, len(sizes)


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait slow down everything else on a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
