"""The packed form: short, and every value comes back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.models import ArticleRef, TimelineData
from timeline.page.column import Column
from timeline.page.pack import SENTENCES_A_SCRIPT

from . import demo
from .plain import columns, unpack, unpacked


@pytest.mark.parametrize(
    ("column", "form"),
    [
        ([], list),
        ([7, 7, 7], "all"),
        (["a", "a"], "all"),
        ([None, None], "all"),
        (["a", "b"], list),
        ([0, 255], "u8"),
        ([0, 256], "u16"),
        ([-1, 3], "i32"),
        ([0, 2**31], list),
        ([5, None], "i32"),
        ([2**31, None], list),
        ([0.95, 0.5, 1.0], "u16"),
        ([0.95, 1 / 3], list),
        ([[1], [2], []], "flat"),
        ([[1], [2]], "flat"),
        ([[], []], "flat"),
        ([[], [[1, 2]], []], "values"),
        ([[3, None], []], "values"),
    ],
)
def test_every_value_comes_back(column: list[Any], form: Any) -> None:
    packed = json.loads("".join(Column.of(column).written()))
    assert isinstance(packed, list) if form is list else form in packed
    assert unpack(packed, len(column)) == column


NUMBERS = st.one_of(
    st.integers(-(2**40), 2**40), st.integers(0, 300), st.sampled_from([0.5, 0.25, 1.0, 1 / 3])
)
PLAIN = st.lists(st.one_of(st.none(), NUMBERS, st.text(max_size=5)))
LISTS = st.lists(st.lists(st.one_of(st.integers(0, 2**33), st.lists(st.none() | st.text(max_size=3)))))


@given(st.one_of(st.lists(NUMBERS), PLAIN, LISTS))
def test_any_value_comes_back(column: list[Any]) -> None:
    assert unpack(json.loads("".join(Column.of(column).written())), len(column)) == column


def test_a_long_column_comes_back() -> None:
    numbers = [None if n % 7 == 0 else n * 37 for n in range(100_000)]
    texts = [f"Kyïv <{n}>" for n in range(30_000)]
    for column in (numbers, texts):
        written = "".join(Column.of(column).written())
        assert unpack(json.loads(written), len(column)) == column
        assert "<" not in written


@pytest.mark.parametrize("data", [demo.timeline(), demo.totals(), demo.hostile(), demo.many(50)])
def test_a_whole_timeline_comes_back(data: Any) -> None:
    plain = columns(data)
    read, scripts = unpacked(data)
    assert [text for part in scripts for text in part] == plain["sentences"].pop("text", [])
    assert read == plain


def test_sentences_are_shared_out() -> None:
    ref = ArticleRef(id="a", dct=date(2024, 1, 1))
    told = [demo.mention(str(n), ref, f"They came {n}.", "came") for n in range(SENTENCES_A_SCRIPT + 1)]
    _, scripts = unpacked(TimelineData(mentions=tuple(told), articles=(ref,)))
    assert [len(part) for part in scripts] == [SENTENCES_A_SCRIPT, 1]
