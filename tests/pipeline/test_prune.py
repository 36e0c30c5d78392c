"""Narrowing a network: what adds nothing goes first, and the rest answers as before (needs torch)."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra [train]")

LABELS = {"tag": ["NN", "VB"], "sentence": ["inside", "start"], "parse": ["ROOT", "obj"]}


def _network(inner: int) -> object:
    from timeline.pipeline.training.network import Network

    torch.manual_seed(3)
    return Network(LABELS, vocabulary=30, layers=2, inner=inner, dropout=0.0).eval()


def _inputs() -> dict[str, np.ndarray]:
    pieces = np.arange(1, 13).reshape(2, 6)
    first = np.tile(np.arange(1, 5), (2, 1))
    return {
        "pieces": pieces,
        "cases": pieces % 10,
        "mask": np.ones((2, 6), int),
        "first": first,
        "last": first,
    }


def _batches() -> list[object]:
    from timeline.pipeline.training.batches import Batch

    none = np.zeros((2, 4), np.int64)
    return [Batch(_inputs(), {}, none, none, none.astype(np.float32), 12)]


def test_neurons_that_add_nothing_are_dropped_and_the_answers_stay() -> None:
    from timeline.pipeline.training.prune import narrowed

    wide = _network(16)
    idle = [1, 4, 5, 11]
    for block in wide.encoder.blocks:  # type: ignore[attr-defined]
        block.down.weight.data[:, idle] = 0
    small = narrowed(wide, 12, _batches())  # type: ignore[arg-type]
    tensors = {name: torch.from_numpy(values) for name, values in _inputs().items()}
    with torch.no_grad():
        assert torch.allclose(wide.words(**tensors), small.eval().words(**tensors), atol=1e-5)  # type: ignore[attr-defined]
    assert small.inner == 12
    assert small.encoder.blocks[0].up.weight.shape == (12, 384)


def test_a_network_is_not_made_wider() -> None:
    from timeline.pipeline.training.prune import narrowed

    with pytest.raises(ValueError, match="8 inner neurons cannot be narrowed to 12"):
        narrowed(_network(8), 12, _batches())  # type: ignore[arg-type]
