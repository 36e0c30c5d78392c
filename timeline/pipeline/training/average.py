"""`average`: one network from several runs that began with the same weights.

Runs that part from a common start end in one basin of the loss, and the mean of their weights lies deeper in
it than each of them: more accurate, at the cost of one (Izmailov et al. 2018; Wortsman et al. 2022).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch

from ...errors import TimelineError
from .loop import labels_of, load

__all__ = ["average"]


def average(runs: Sequence[Path], out: Path) -> None:
    """Write the mean of the weights of finished `runs` to the folder `out`, which is a run to go on from.

    Raises:
        TimelineError: their labels or their sizes differ.
    """
    labels = [labels_of(run) for run in runs]
    states = [load(run).state_dict() for run in runs]
    for run, own, state in zip(runs, labels, states, strict=True):
        shapes = {name: tensor.shape for name, tensor in state.items()}
        if own != labels[0] or shapes != {name: tensor.shape for name, tensor in states[0].items()}:
            raise TimelineError(
                f"{run} and {runs[0]} differ in labels or size; only runs that began with the same weights "
                "can be averaged."
            )
    mean = {
        name: torch.stack([state[name].double() for state in states]).mean(0).to(tensor.dtype)
        if tensor.is_floating_point()
        else tensor
        for name, tensor in states[0].items()
    }
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, out / "network.pt")
    record = json.loads((runs[0] / "run.json").read_text(encoding="utf8"))
    record["averaged"] = [run.name for run in runs]
    (out / "run.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf8")
