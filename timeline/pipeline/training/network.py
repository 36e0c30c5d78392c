"""The network in torch: a BERT-shaped encoder with one layer for each head (for training and export only)."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from ..heads import TokenHead, registry
from ..subwords import N_CASE
from .wide import allowed, parents

WIDTH, FEET, INNER, POSITIONS = 384, 12, 1536, 512
ARC, RELATION = 192, 64


class Block(nn.Module):
    """One transformer block, norm after the sum as in BERT."""

    def __init__(self, inner: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, inner), nn.Linear(inner, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`x` [B, L, WIDTH]; `mask` is added to the attention scores."""
        size, length, _ = x.shape
        query, key, value = (
            layer(x).view(size, length, FEET, WIDTH // FEET).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        # No dropout inside attention: with it torch leaves the fused kernel, a third slower on a CPU.
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = self.out(seen.transpose(1, 2).reshape(size, length, WIDTH))
        x = self.norm1(x + functional.dropout(seen, self.dropout, self.training))
        inner = self.down(functional.gelu(self.up(x)))
        return self.norm2(x + functional.dropout(inner, self.dropout, self.training))


class Encoder(nn.Module):
    """Word pieces, their places and cases -> vectors."""

    def __init__(self, vocabulary: int, layers: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.word, self.position = nn.Embedding(vocabulary, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.case = nn.Embedding(N_CASE, WIDTH)
        nn.init.zeros_(self.case.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.blocks = nn.ModuleList([Block(inner, dropout) for _ in range(layers)])

    def forward(self, pieces: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        """Vectors [B, L, WIDTH]; `mask` is 1 on pieces and 0 on padding."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.word(pieces) + self.position(places)[None] + self.case(cases)
        x = functional.dropout(self.norm(x), self.dropout, self.training)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for block in self.blocks:
            x = block(x, bias)
        return x


class Parser(nn.Module):
    """Biaffine arcs and relations (Dozat and Manning 2017), the root being an arc to oneself."""

    def __init__(self, relations: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.arc_dependent, self.arc_governor = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.arc = nn.Parameter(torch.empty(ARC, ARC))
        self.arc_bias, self.root = nn.Linear(ARC, 1), nn.Linear(WIDTH, 1)
        self.dependent, self.governor = nn.Linear(WIDTH, RELATION), nn.Linear(WIDTH, RELATION)
        self.relations = nn.Parameter(torch.empty(RELATION + 1, relations, RELATION + 1))
        nn.init.xavier_uniform_(self.arc)
        nn.init.normal_(self.relations, std=0.05)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Arc scores [B, T, T], and the words as dependents and governors of a relation [B, T, RELATION]."""
        drop = lambda x: functional.dropout(functional.gelu(x), self.dropout, self.training)  # noqa: E731
        left, right = drop(self.arc_dependent(words)), drop(self.arc_governor(words))
        arc = (left @ self.arc) @ right.transpose(1, 2) * ARC**-0.5 + self.arc_bias(right).transpose(1, 2)
        own = torch.eye(words.shape[1], dtype=torch.bool, device=words.device)[None]
        arc = torch.where(own, self.root(words), arc)
        return arc, drop(self.dependent(words)), drop(self.governor(words))

    def label(self, dependent: Tensor, governor: Tensor, heads: Tensor) -> Tensor:
        """Scores `[B, T, relations]` of each word's relation to the head given for it."""
        chosen = torch.gather(governor, 1, heads[:, :, None].expand(-1, -1, governor.shape[-1]))
        one = torch.ones_like(dependent[..., :1])
        left = torch.einsum(
            "bti,ilj->btlj", torch.cat([dependent, one], -1), self.relations.to(dependent.dtype)
        )
        return (left @ torch.cat([chosen, one], -1)[..., None])[..., 0]


class Network(nn.Module):
    """The encoder and its heads. `labels` names the labels of every head that the network has."""

    allowed: Tensor
    """Which entity labels each target allows, `[targets, labels]`."""

    def __init__(
        self,
        labels: dict[str, list[str]],
        *,
        vocabulary: int,
        layers: int = 6,
        inner: int = INNER,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.labels = labels
        self.inner = inner
        self.dropout = dropout
        self.encoder = Encoder(vocabulary, layers, inner, dropout)
        self.parser = Parser(len(labels["parse"]), dropout)
        if "entity" in labels:
            table = torch.from_numpy(allowed(labels["entity"])[1])
            self.register_buffer("allowed", table, persistent=False)
        self.heads = nn.ModuleDict(
            {
                name: nn.Linear(WIDTH, len(labels[name]))
                for name, head in registry().items()
                if name in labels and issubclass(head, TokenHead)
            }
        )

    def words(self, pieces: Tensor, cases: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Word vectors `[B, T, WIDTH]`: the mean of a word's first and last piece."""
        x = self.encoder(pieces, cases, mask)
        pick = lambda index: torch.gather(x, 1, index[:, :, None].expand(-1, -1, WIDTH))  # noqa: E731
        return functional.dropout(0.5 * (pick(first) + pick(last)), self.dropout, self.training)


def load_base(encoder: Encoder, weights: Path) -> None:
    """Fill the encoder with a BERT's weights in Hugging Face's names (its first layers, if it has more).

    Of an encoder with fewer inner neurons they are the first ones: for a network that takes its weights from
    another run (`inherit`) anyway.
    """
    stored = {name.removeprefix("bert."): value for name, value in load_file(weights).items()}
    encoder.word.weight.data.copy_(stored["embeddings.word_embeddings.weight"])
    # The encoder has no segment embedding: all text is segment 0, so that vector goes into the positions.
    encoder.position.weight.data.copy_(
        stored["embeddings.position_embeddings.weight"] + stored["embeddings.token_type_embeddings.weight"][0]
    )
    pairs = [(encoder.norm, "embeddings.LayerNorm")]
    for number, block in enumerate(encoder.blocks):
        prefix = f"encoder.layer.{number}."
        pairs += [
            (block.query, prefix + "attention.self.query"),
            (block.key, prefix + "attention.self.key"),
            (block.value, prefix + "attention.self.value"),
            (block.out, prefix + "attention.output.dense"),
            (block.norm1, prefix + "attention.output.LayerNorm"),
            (block.up, prefix + "intermediate.dense"),
            (block.down, prefix + "output.dense"),
            (block.norm2, prefix + "output.LayerNorm"),
        ]
    for layer, name in pairs:
        layer.weight.data.copy_(stored[name + ".weight"][tuple(map(slice, layer.weight.shape))])
        layer.bias.data.copy_(stored[name + ".bias"][: len(layer.bias)])


def inherit(network: Network, other: Network) -> None:
    """Take over another network's weights, label by label where the labels differ."""
    network.encoder.load_state_dict(other.encoder.state_dict())
    mine, theirs = network.parser.state_dict(), other.parser.state_dict()
    with torch.no_grad():
        for name, value in theirs.items():
            if name != "relations":
                mine[name].copy_(value)
        for new, old in _pairs(network.labels["parse"], other.labels["parse"]):
            mine["relations"][:, new] = theirs["relations"][:, old]
        for name, layer in network.heads.items():
            if name in other.heads:
                source = other.heads[name]
                for new, old in _pairs(network.labels[name], other.labels[name]):
                    layer.weight[new], layer.bias[new] = source.weight[old], source.bias[old]


def _pairs(new: list[str], old: list[str]) -> list[tuple[int, int]]:
    known = {label: number for number, label in enumerate(old)}
    found = []
    for number, label in enumerate(new):
        source = next((name for name in parents(label) if name in known), None)
        if source is not None:
            found.append((number, known[source]))
    return found
