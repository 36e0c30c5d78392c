"""`train`: multi-task fine-tuning with a schedule by steps or by the clock, and checkpoints to go on from."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from ..heads import registry
from ..subwords import Subwords
from . import records
from .batches import IGNORED, Batch, Stream, inventory
from .network import INNER, Network, inherit, load_base
from .prune import narrowed


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is made of; written beside its weights."""

    minutes: float | None = None
    """Length of the schedule by the clock (time spent training); one of this and `steps`."""
    steps: int | None = None
    """Length of the schedule in optimiser steps: the same on every machine."""
    seed: int = 0
    pieces: int = 1536
    """Word pieces in a batch, padding included."""
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    """Share of the schedule in which the rate rises."""
    cooldown: float = 1.0
    """Share of the rest in which it falls to zero in a straight line, staying before that. 0: never falls."""
    freeze_words: bool = False
    """Leave the word embeddings as they are: a tenth of the time and half of the parameters."""
    layers: int = 6
    inner: int = INNER
    """Neurons between the two products of a block; a run that starts from a wider one drops the idlest."""
    dropout: float = 0.1
    hidden: float = 0.0
    """Share of words that the encoder does not see."""
    bfloat16: bool = False
    """Autocast to bfloat16: faster where the processor has matrix units for it, slower elsewhere."""
    threads: int = 1
    checkpoint_minutes: float = 10.0


def train(
    data: Path, base: Path, out: Path, options: Options, *, start: Path | None = None
) -> dict[str, Any]:
    """Train on `data/train.jsonl.gz` from the base model (model.safetensors, vocab.txt); write `out`.

    With `start`, another run's folder, its weights are where this one begins; labels that it did not have
    begin as those that they are a part of.

    `out/checkpoint.pt` is written every few minutes; if it is there the run goes on from it. At the end
    `out/network.pt` and `out/run.json` hold the weights and what made them.

    Raises:
        ValueError: not exactly one of minutes and steps is given.
    """
    if (options.minutes is None) == (options.steps is None):
        raise ValueError("a schedule has either minutes or steps")
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out.mkdir(parents=True, exist_ok=True)
    documents = list(records.read(data / "train.jsonl.gz"))
    checkpoint = out / "checkpoint.pt"
    # A run that goes on keeps its labels: sentences may have been added to the data meanwhile.
    labels = labels_of(out) if checkpoint.exists() else inventory(documents)
    subwords = Subwords(base / "vocab.txt")
    stream = Stream(
        documents, labels, subwords, pieces=options.pieces, seed=options.seed, hidden=options.hidden
    )
    vocabulary = len((base / "vocab.txt").read_text(encoding="utf8").split())
    network = Network(
        labels, vocabulary=vocabulary, layers=options.layers, inner=options.inner, dropout=options.dropout
    )
    load_base(network.encoder, base / "model.safetensors")
    if start is not None and not checkpoint.exists():
        other = load(start)
        if other.inner != options.inner:
            other = narrowed(other, options.inner, (batch for *_, batch in stream.batches()))
        inherit(network, other)
    network.encoder.word.weight.requires_grad_(not options.freeze_words)
    optimiser = _optimiser(network, options)
    state: dict[str, Any] = {"step": 0, "seconds": 0.0, "epoch": 0, "index": 0, "pieces": 0, "passes": 0.0}
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        torch.set_rng_state(saved["random"])
        state = saved["state"]
        _say(f"going on from step {state['step']}")
    run: dict[str, Any] = {"labels": labels, "vocabulary": vocabulary, "options": asdict(options)}
    (out / "run.json").write_text(json.dumps(run, ensure_ascii=False), encoding="utf8")
    sizes = {name: len(values) for name, values in labels.items()}
    _say(f"labels {sizes}; {len(documents)} documents; {json.dumps(asdict(options))}")

    network.train()
    running: dict[str, float] = {}
    began, next_save = time.monotonic() - state["seconds"], state["seconds"] + options.checkpoint_minutes * 60
    for epoch, index, passes, batch in stream.batches(state["epoch"], state["index"]):
        seconds = time.monotonic() - began
        done = state["step"] / options.steps if options.steps else seconds / (60 * (options.minutes or 1))
        if done >= 1:
            break
        rate = rate_at(done, options)
        for group in optimiser.param_groups:
            group["lr"] = group["full"] * rate
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bfloat16):
            parts = losses(network, batch)
        loss = torch.stack([registry()[name].weight * value for name, value in parts.items()]).sum()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        state |= {"epoch": epoch, "index": index, "passes": passes, "seconds": seconds}
        state["step"] += 1
        state["pieces"] += batch.pieces
        for name, value in parts.items():
            running[name] = 0.98 * running.get(name, float(value.detach())) + 0.02 * float(value.detach())
        if state["step"] % 50 == 0:
            speed = state["pieces"] / max(seconds, 1e-9)
            shown = {name: round(value, 3) for name, value in running.items()}
            _say(
                f"step {state['step']} minute {seconds / 60:.1f} rate {rate:.2f} passes {passes:.2f} "
                f"pieces/s {speed:.0f} {shown}"
            )
        if seconds >= next_save:
            next_save = seconds + options.checkpoint_minutes * 60
            _save(checkpoint, network, optimiser, state)
    network.eval()
    torch.save(network.state_dict(), out / "network.pt")
    run["state"] = state
    (out / "run.json").write_text(json.dumps(run, ensure_ascii=False), encoding="utf8")
    checkpoint.unlink(missing_ok=True)
    _say(f"done: {state}")
    return state


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """The loss of each head, summed over the words it knows and divided by all words of the batch."""
    inputs = {name: torch.from_numpy(values) for name, values in batch.inputs.items()}
    words = network.words(**inputs)
    total = float((batch.sentence_of >= 0).sum())
    out = {}
    for name, layer in network.heads.items():
        scores = layer(words)
        targets = torch.from_numpy(batch.targets[name])
        if name == "entity":
            out[name] = _one_of(scores, targets, network.allowed).sum() / total
        else:
            out[name] = _cross_entropy(scores, targets).sum() / total
    arc, dependent, governor = network.parser(words)
    heads = torch.from_numpy(batch.heads)
    sentence_of = torch.from_numpy(batch.sentence_of)
    together = (sentence_of[:, :, None] == sentence_of[:, None, :]) & (sentence_of[:, :, None] >= 0)
    known = torch.from_numpy(batch.targets["parse"]) != IGNORED
    arc = arc.float().masked_fill(~together, -1e4)
    weights = torch.from_numpy(batch.weights)
    arc_loss = _cross_entropy(arc, torch.where(known, heads, IGNORED))
    scores = network.parser.label(dependent, governor, heads)
    label_loss = _cross_entropy(scores, torch.from_numpy(batch.targets["parse"]))
    out["parse"] = ((arc_loss + label_loss) * weights).sum() / total
    return out


def rate_at(done: float, options: Options) -> float:
    """The learning rate, as a share of its peak, when `done` of the schedule is over."""
    if done < options.warmup:
        return done / options.warmup
    left = (1 - done) / (1 - options.warmup)
    return min(left / options.cooldown, 1.0) if options.cooldown else 1.0


def _one_of(scores: Tensor, targets: Tensor, allowed: Tensor) -> Tensor:
    """How unlikely it is that the label is one of those that the target allows (the marginal likelihood)."""
    known = targets != IGNORED
    choices = allowed[torch.where(known, targets, 0)]
    scores = scores.float()
    loss = scores.logsumexp(-1) - scores.masked_fill(~choices, -1e4).logsumexp(-1)
    return torch.where(known, loss, 0.0)


def _cross_entropy(scores: Tensor, targets: Tensor) -> Tensor:
    flat = functional.cross_entropy(
        scores.reshape(-1, scores.shape[-1]).float(),
        targets.reshape(-1),
        ignore_index=IGNORED,
        reduction="none",
    )
    return flat.view(targets.shape)


def _optimiser(network: Network, options: Options) -> torch.optim.AdamW:
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        pretrained = name.startswith("encoder.") and "case" not in name
        plain = name.endswith("bias") or "norm" in name
        if parameter.requires_grad:
            groups.setdefault((pretrained, plain), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "lr": 1.0,
                "full": options.encoder_rate if pretrained else options.head_rate,
                "weight_decay": 0.0 if plain else 0.01,
            }
            for (pretrained, plain), parameters in groups.items()
        ],
        betas=(0.9, 0.98),
        fused=True,
    )


def _save(path: Path, network: Network, optimiser: torch.optim.AdamW, state: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    torch.save(
        {
            "network": network.state_dict(),
            "optimiser": optimiser.state_dict(),
            "random": torch.get_rng_state(),
            "state": state,
        },
        part,
    )
    part.replace(path)


def load(run: Path) -> Network:
    """A trained network: from `network.pt`, or from the latest checkpoint of a run still under way."""
    record = json.loads((run / "run.json").read_text(encoding="utf8"))
    options = record["options"]
    network = Network(
        record["labels"],
        vocabulary=record["vocabulary"],
        layers=options["layers"],
        inner=options.get("inner", INNER),
    )
    finished = run / "network.pt"
    if finished.exists():
        network.load_state_dict(torch.load(finished, weights_only=True))
    else:
        network.load_state_dict(torch.load(run / "checkpoint.pt", weights_only=True)["network"])
    network.eval()
    return network


def labels_of(run: Path) -> dict[str, list[str]]:
    """The labels of each head of a run."""
    labels: dict[str, list[str]] = json.loads((run / "run.json").read_text(encoding="utf8"))["labels"]
    return labels


def _say(line: str) -> None:
    print(line, flush=True)


__all__ = ["Options", "load", "losses", "train"]
