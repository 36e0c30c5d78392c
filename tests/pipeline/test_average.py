"""Averaging runs: the mean of their weights, and only of runs that belong together (needs torch)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from timeline.errors import TimelineError

torch = pytest.importorskip("torch", reason="training needs the extra [train]")

LABELS = {"tag": ["NN", "VB"], "sentence": ["inside", "start"], "parse": ["ROOT", "obj"]}


def run(folder: Path, seed: int, labels: dict[str, list[str]] | None = None, inner: int = 8) -> Path:
    from timeline.pipeline.training.network import Network

    torch.manual_seed(seed)
    folder.mkdir()
    network = Network(labels or LABELS, vocabulary=30, layers=2, inner=inner)
    torch.save(network.state_dict(), folder / "network.pt")
    record = {
        "labels": labels or LABELS,
        "vocabulary": 30,
        "options": {"layers": 2, "inner": inner},
    }
    (folder / "run.json").write_text(json.dumps(record), encoding="utf8")
    return folder


def test_the_mean_lies_half_way(tmp_path: Path) -> None:
    from timeline.pipeline.training.average import average
    from timeline.pipeline.training.loop import load

    one, other = run(tmp_path / "one", 1), run(tmp_path / "other", 2)
    average([one, other], tmp_path / "mean")
    first, second, mean = (load(tmp_path / name).state_dict() for name in ("one", "other", "mean"))
    assert any(not torch.equal(first[name], second[name]) for name in first)
    for name, tensor in mean.items():
        assert torch.allclose(tensor, (first[name] + second[name]) / 2, atol=1e-6)


@pytest.mark.parametrize("other", [{"labels": {**LABELS, "tag": ["NN", "IN"]}}, {"inner": 9}])
def test_runs_that_do_not_belong_together(tmp_path: Path, other: dict[str, object]) -> None:
    from timeline.pipeline.training.average import average

    runs = [run(tmp_path / "one", 1), run(tmp_path / "other", 2, **other)]  # type: ignore[arg-type]
    with pytest.raises(TimelineError, match="differ in labels or size"):
        average(runs, tmp_path / "mean")
    assert not (tmp_path / "mean").exists()
