"""The trained network as one ONNX graph with onnxruntime's fused operators, in int8 or float32.

int8 means: weights of matrix products by column, activations as they come (dynamic), word embeddings by row.
What is small or touchy stays float32. The graph takes what `subwords.pad` makes but the mask: windows are
read one by one or, if they are of one length, together. It gives "vectors" and the heads' outputs. The
operators are those that onnxruntime runs fastest on one core; `Attention` of opset 23, which reads query, key
and value where they lie, needs onnxruntime 1.23.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from ..heads import TokenHead, registry
from .network import ARC, FEET, RELATION, WIDTH, Network

Array = npt.NDArray[Any]
FUSED = "com.microsoft"
KEPT_FLOAT = "arc$"
"""Matrix products whose name matches this stay float32 in an int8 graph."""


class _Graph:
    """Nodes and constants as they are added, each under a fresh name."""

    def __init__(self, *, int8: bool, keep: str) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._int8, self._keep = int8, re.compile(keep)
        self._quantised: dict[str, list[str]] = {}

    def constant(self, value: Any, kind: Any = None) -> str:
        name = f"c{len(self.constants)}"
        array = np.ascontiguousarray(value, dtype=kind)
        self.constants.append(numpy_helper.from_array(array.reshape(np.shape(value)), name))
        return name

    def add(
        self, kind: str, inputs: Sequence[str], *, out: str | None = None, fused: bool = False, **how: Any
    ) -> str:
        name = out or f"t{len(self.nodes)}"
        domain = FUSED if fused else ""
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **how))
        return name

    def split(self, x: str, sizes: Sequence[int]) -> list[str]:
        names = [f"t{len(self.nodes)}_{index}" for index in range(len(sizes))]
        where = self.constant(list(sizes), np.int64)
        self.nodes.append(helper.make_node("Split", [x, where], names, axis=-1))
        return names

    def linear(self, x: str, weight: Array, bias: Array | None, name: str) -> str:
        """x @ weight + bias, `weight` being [in, out]."""
        weight = weight.astype(np.float32)
        if not self._int8 or self._keep.search(name):
            product = self.add("MatMul", [x, self.constant(weight)])
            return product if bias is None else self.add("Add", [product, self.constant(bias, np.float32)])
        scale = np.maximum(np.abs(weight).max(0), 1e-8) / 127.0
        small = self.constant(np.clip(np.rint(weight / scale), -127, 127).astype(np.int8))
        zero = self.constant(np.zeros(weight.shape[1], np.int8))
        rounded, step, middle = self._quantise(x)
        inputs = [rounded, small, step, self.constant(scale, np.float32), middle, zero]
        if bias is not None:
            inputs.append(self.constant(bias, np.float32))
        return self.add("MatMulIntegerToFloat", inputs, fused=True)

    def _quantise(self, x: str) -> list[str]:
        """`x` as uint8 with its step and zero point, once for all products that read it."""
        if x not in self._quantised:
            self._quantised[x] = names = [f"{x}_{part}" for part in ("uint8", "step", "zero")]
            self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], names))
        return self._quantised[x]

    def embedding(self, weight: Array, ids: str) -> str:
        if not self._int8:
            return self.add("Gather", [self.constant(weight), ids])
        scale = np.maximum(np.abs(weight).max(1, keepdims=True), 1e-8) / 127.0
        small = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
        rows = self.add("Cast", [self.add("Gather", [self.constant(small), ids])], to=TensorProto.FLOAT)
        return self.add("Mul", [rows, self.add("Gather", [self.constant(scale, np.float32), ids])])


def build(network: Network, path: Path, *, int8: bool = True, keep: str = KEPT_FLOAT) -> int:
    """Write the graph to `path`; returns its size in bytes."""
    weights = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    graph = _Graph(int8=int8, keep=keep)
    words = _encoder(graph, weights, len(network.encoder.blocks))
    outputs = _heads(graph, weights, network, words)
    value = helper.make_tensor_value_info
    inputs = [value(name, TensorProto.INT64, ["B", "L"]) for name in ("pieces", "cases")]
    inputs += [value(name, TensorProto.INT64, ["B", "T"]) for name in ("first", "last")]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "timeline_encoder",
            inputs,
            [value(name, kind, ["B", "T", *shape]) for name, kind, shape in outputs],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 23), helper.make_opsetid(FUSED, 1)],
        ir_version=11,
    )
    onnx.save(model, str(path))
    return path.stat().st_size


def _encoder(graph: _Graph, weights: dict[str, Array], blocks: int) -> str:
    """Word vectors [B, T, WIDTH]."""
    one = graph.constant(1, np.int64)
    length = graph.add("Gather", [graph.add("Shape", ["pieces"]), one])
    places = graph.add("Range", [graph.constant(0, np.int64), length, one])
    # Positions in float16: half a megabyte less in the package, and exact enough.
    positions = graph.constant(weights["encoder.position.weight"], np.float16)
    position = graph.add("Cast", [graph.add("Gather", [positions, places])], to=TensorProto.FLOAT)
    word = graph.embedding(weights["encoder.word.weight"], "pieces")
    case = graph.add("Gather", [graph.constant(weights["encoder.case.weight"]), "cases"])
    x = graph.add("Add", [graph.add("Add", [word, case]), position])
    norm = [graph.constant(weights[f"encoder.norm.{part}"]) for part in ("weight", "bias")]
    x = graph.add("LayerNormalization", [x, *norm], axis=-1, epsilon=1e-12)
    for number in range(blocks):
        x = _block(graph, weights, f"encoder.blocks.{number}.", x)
    last_axis = graph.constant([2], np.int64)
    ends = [
        graph.add("GatherND", [x, graph.add("Unsqueeze", [index, last_axis])], batch_dims=1)
        for index in ("first", "last")
    ]
    return graph.add("Mul", [graph.add("Add", ends), graph.constant(0.5, np.float32)])


def _block(graph: _Graph, weights: dict[str, Array], prefix: str, x: str) -> str:
    def linear(value: str, name: str) -> str:
        return graph.linear(
            value, weights[f"{prefix}{name}.weight"].T, weights[f"{prefix}{name}.bias"], prefix + name
        )

    def sum_and_norm(value: str, before: str, name: str) -> str:
        norm = [graph.constant(weights[f"{prefix}{name}.{part}"]) for part in ("weight", "bias")]
        # Not Add: onnxruntime would fuse that into SkipLayerNormalization, five times slower than the two.
        return graph.add(
            "LayerNormalization", [graph.add("Sum", [value, before]), *norm], axis=-1, epsilon=1e-12
        )

    query, key, value = (linear(x, name) for name in ("query", "key", "value"))
    seen = graph.add("Attention", [query, key, value], q_num_heads=FEET, kv_num_heads=FEET)
    x = sum_and_norm(linear(seen, "out"), x, "norm1")
    inner = graph.add("Gelu", [linear(x, "up")], fused=True)
    return sum_and_norm(linear(inner, "down"), x, "norm2")


def _heads(
    graph: _Graph, weights: dict[str, Array], network: Network, words: str
) -> list[tuple[str, Any, list[int | str]]]:
    """All that reads the word vectors in one product, then each head's outputs as (name, type, shape)."""
    parser = ["arc_dependent", "arc_governor", "root", "dependent", "governor"]
    layers = [f"heads.{name}" for name in network.heads] + [f"parser.{name}" for name in parser]
    matrix = np.concatenate([weights[f"{name}.weight"].T for name in layers], 1)
    bias = np.concatenate([weights[f"{name}.bias"] for name in layers])
    parts = graph.split(
        graph.linear(words, matrix, bias, "heads"), [len(weights[f"{name}.bias"]) for name in layers]
    )
    answers = dict(zip(layers, parts, strict=True))
    # float16 as the Doc keeps them: numpy needs seventeen times as long for it.
    graph.add("Cast", [words], out="vectors", to=TensorProto.FLOAT16)
    outputs: list[tuple[str, Any, list[int | str]]] = [("vectors", TensorProto.FLOAT16, [WIDTH])]
    for name in network.heads:
        head = registry()[name]
        assert issubclass(head, TokenHead)
        if head.emit == "best":
            graph.add("ArgMax", [answers[f"heads.{name}"]], out=name, axis=-1, keepdims=0)
            outputs.append((name, TensorProto.INT64, []))
        else:
            graph.add("LogSoftmax", [answers[f"heads.{name}"]], out=name, axis=-1)
            outputs.append((name, TensorProto.FLOAT, [len(network.labels[name])]))
    left, right = (
        graph.add("Gelu", [answers[f"parser.{name}"]], fused=True)
        for name in ("arc_dependent", "arc_governor")
    )
    scaled = graph.linear(left, weights["parser.arc"] * ARC**-0.5, None, "arc")
    bias_row = graph.linear(
        right, weights["parser.arc_bias.weight"].T, weights["parser.arc_bias.bias"], "arc"
    )
    pairs = graph.add("MatMul", [scaled, graph.add("Transpose", [right], perm=[0, 2, 1])])
    arc = graph.add("Add", [pairs, graph.add("Transpose", [bias_row], perm=[0, 2, 1])])
    one = graph.constant(1, np.int64)
    count = graph.add("Gather", [graph.add("Shape", ["first"]), one])
    places = graph.add("Range", [graph.constant(0, np.int64), count, one])
    row = graph.add("Unsqueeze", [places, graph.constant([0], np.int64)])
    column = graph.add("Unsqueeze", [places, graph.constant([1], np.int64)])
    graph.add("Where", [graph.add("Equal", [row, column]), answers["parser.root"], arc], out="arc")
    outputs.append(("arc", TensorProto.FLOAT, ["T"]))
    for name in ("dependent", "governor"):
        graph.add("Gelu", [answers[f"parser.{name}"]], fused=True, out=name)
        outputs.append((name, TensorProto.FLOAT, [RELATION]))
    return outputs
