"""Case shapes, word pieces, lemma edits and the lemma table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.pipeline.lemmas import LemmaTable, apply_rule, rule_of
from timeline.pipeline.subwords import (
    LONG_WORD,
    LONG_WORD_PIECES,
    MAX_PIECES,
    Subwords,
    case_shape,
    encode,
    pad,
)


@pytest.fixture(scope="module")
def subwords(tmp_path_factory: pytest.TempPathFactory) -> Subwords:
    path: Path = tmp_path_factory.mktemp("model") / "vocab.txt"
    path.write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "ky", "##iv", "t", "-", "72", "said", "a", "##a"])
    )
    return Subwords(path)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Kyiv", (4, 5)),
        ("KYIV", (4, 5)),
        ("said", (9,)),
        ("T-72", (6, 7, 8)),
        ("Київ", (1,)),
        ("", (1,)),
        ("\u200b", (1,)),
        ("aaa", (10, 11, 11)),
    ],
)
def test_pieces(subwords: Subwords, word: str, pieces: tuple[int, ...]) -> None:
    assert subwords(word) == pieces


def test_a_word_has_at_most_so_many_pieces(subwords: Subwords) -> None:
    assert len(subwords("-" * LONG_WORD)) == MAX_PIECES
    assert len(subwords("-" * 100_000)) == LONG_WORD_PIECES
    assert subwords("x" * 100_000) == (1,)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("said", 1),
        ("Kyiv", 2),
        ("NATO", 3),
        ("A", 4),
        ("1991", 5),
        ("T-72", 6),
        ("McCain", 7),
        ("—", 8),
        ("\n", 9),
    ],
)
def test_case_shapes(word: str, shape: int) -> None:
    assert case_shape(word) == shape


def test_padding(subwords: Subwords) -> None:
    batch = pad([encode(["Kyiv", "said"], subwords), encode(["said"], subwords)])
    assert batch["pieces"].tolist() == [[2, 4, 5, 9, 3], [2, 9, 3, 0, 0]]
    assert batch["mask"].tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]
    assert (batch["first"].tolist(), batch["last"].tolist()) == ([[1, 3], [1, 0]], [[2, 3], [1, 0]])


@pytest.mark.parametrize(
    ("form", "lemma", "edit"),
    [
        ("strikes", "strike", "lower|1|"),
        ("Struck", "strike", "lower|3|ike"),
        ("Kyiv", "Kyiv", "same|0|"),
        ("was", "be", "lower|3|be"),
        ("the", "the", "lower|0|"),
    ],
)
def test_edits(form: str, lemma: str, edit: str) -> None:
    assert rule_of(form, lemma) == edit
    assert apply_rule(form, edit) == lemma


@given(
    st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12).filter(lambda text: "|" not in text)
)
def test_an_edit_gives_its_lemma_back(form: str, lemma: str) -> None:
    assert apply_rule(form, rule_of(form, lemma)) == lemma


@pytest.mark.parametrize(("form", "edit"), [("it", "lower|5|x"), ("'s", "lower|2|")])
def test_an_edit_that_does_not_fit_leaves_the_form(form: str, edit: str) -> None:
    assert apply_rule(form, edit) == form


def test_the_table_reads_what_it_wrote(tmp_path: Path) -> None:
    table = LemmaTable(
        {("struck", "VBD"): "lower|3|ike", ("left", "VBD"): "lower|2|ave", ("left", "JJ"): "lower|0|"}
    )
    table.write(tmp_path / "lemmas.json")
    again = LemmaTable.read(tmp_path / "lemmas.json")
    assert (again.get("Left", "VBD"), again.get("left", "JJ"), again.get("left", "NN")) == (
        "lower|2|ave",
        "lower|0|",
        None,
    )
    assert len(LemmaTable.read(tmp_path / "none.json")) == 0
