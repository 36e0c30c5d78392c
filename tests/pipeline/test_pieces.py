"""The table of word pieces in the model's graph, and what it tells of words."""

from __future__ import annotations

import numpy as np
import pytest

from timeline.errors import ModelError
from timeline.pipeline.pieces import Pieces


def near(a: str, b: str) -> float:
    table = Pieces.load()
    x, y = table.mean(a), table.mean(b)
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


@pytest.mark.parametrize(
    ("word", "like", "unlike"),
    [("quake", "earthquake", "trial"), ("heist", "robbery", "election"), ("murder", "killing", "launch")],
)
def test_words_of_one_meaning_are_nearer(word, like, unlike):
    assert near(word, like) > near(word, unlike)


def test_a_text_without_words_is_nowhere():
    assert not Pieces.load().mean("- !").any()


@pytest.mark.parametrize("graph", [b"", b"\x3a\x05", b"\xff" * 40, b"no graph at all"])
def test_a_damaged_model_is_one_sentence(graph, tmp_path):
    (tmp_path / "int8.onnx").write_bytes(graph)
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\nwar\n", encoding="utf8")
    with pytest.raises(ModelError, match="word pieces"):
        Pieces(tmp_path)


def test_a_missing_model_is_one_sentence(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        Pieces(tmp_path)
