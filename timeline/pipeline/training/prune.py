"""A narrower network from a trained one: the inner neurons of each block that matter least are dropped.

Two thirds of the encoder's work lie between `up` and `down`. What a neuron adds to its block's sum is at most
its activation times the length of its column in `down`; neurons are ranked by the mean of that over text
(after Molchanov et al. 2017 and Michel et al. 2019, who rank by gradients). Training goes on afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional

from .batches import Batch
from .network import Network

SEEN = 40
"""Batches that the ranking reads: about 60,000 word pieces."""


def narrowed(network: Network, inner: int, batches: Iterable[Batch]) -> Network:
    """A copy of the network whose blocks keep their `inner` most important neurons, the rest as it was.

    Raises:
        ValueError: the network has fewer.
    """
    if inner > network.inner:
        raise ValueError(f"a network with {network.inner} inner neurons cannot be narrowed to {inner}")
    kept = [score.topk(inner).indices.sort().values for score in importance(network, batches)]
    state = dict(network.state_dict())
    for number, rows in enumerate(kept):
        prefix = f"encoder.blocks.{number}."
        for name in ("up.weight", "up.bias"):
            state[prefix + name] = state[prefix + name][rows]
        state[prefix + "down.weight"] = state[prefix + "down.weight"][:, rows]
    small = Network(
        network.labels,
        vocabulary=network.encoder.word.num_embeddings,
        layers=len(network.encoder.blocks),
        inner=inner,
        dropout=network.dropout,
    )
    small.load_state_dict(state)
    return small


def importance(network: Network, batches: Iterable[Batch]) -> list[Tensor]:
    """For each block, what each of its inner neurons adds to the block's sum, as a mean over pieces."""
    blocks = network.encoder.blocks
    scores = [torch.zeros(network.inner) for _ in blocks]

    def reading(number: int) -> object:
        def read(_: object, given: object, made: Tensor) -> None:
            scores[number] += functional.gelu(made).abs().sum((0, 1))

        return blocks[number].up.register_forward_hook(read)

    hooks = [reading(number) for number in range(len(blocks))]
    was = network.training
    network.eval()
    with torch.no_grad():
        for _, batch in zip(range(SEEN), batches, strict=False):
            network.words(**{name: torch.from_numpy(values) for name, values in batch.inputs.items()})
    network.train(was)
    for hook in hooks:
        hook.remove()  # type: ignore[attr-defined]
    return [
        score * block.down.weight.detach().norm(dim=0) for score, block in zip(scores, blocks, strict=True)
    ]


__all__ = ["importance", "narrowed"]
