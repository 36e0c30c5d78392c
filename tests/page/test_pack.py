"""The packed form: short, and every value comes back."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest

from timeline.page.columns import columns
from timeline.page.pack import SENTENCES_A_SCRIPT, pack, pack_column

from . import demo

CODES = {"u8": "B", "u16": "H", "i32": "i"}


def unpack(packed: Any, rows: int) -> list[Any]:
    """What data.js reads from a packed column."""
    if isinstance(packed, list):
        return packed
    if "all" in packed:
        return [packed["all"]] * rows
    if "flat" in packed:
        counts = unpack(packed["n"], rows)
        items = iter(unpack(packed["flat"], sum(counts)))
        return [[next(items) for _ in range(count)] for count in counts]
    if "values" in packed:
        values = packed["values"]
        found = dict(zip(unpack(packed["at"], len(values)), values, strict=True))
        return [found.get(row, []) for row in range(rows)]
    kind = next(name for name in CODES if name in packed)
    raw = base64.b64decode(packed[kind])
    numbers = struct.unpack(f"<{len(raw) // struct.calcsize(CODES[kind])}{CODES[kind]}", raw)
    if "per" in packed:
        return [number / packed["per"] for number in numbers]
    return [None if number == -(2**31) else number for number in numbers]


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
    packed = pack_column(column)
    assert isinstance(packed, list) if form is list else form in packed
    assert unpack(packed, len(column)) == column


@pytest.mark.parametrize("data", [demo.timeline(), demo.totals(), demo.hostile(), demo.many(50)])
def test_a_whole_timeline_comes_back(data: Any) -> None:
    plain = columns(data)
    packed, scripts = pack(plain)
    assert [text for part in scripts for text in part] == plain["sentences"]["text"]
    for name, table in plain.items():
        if not isinstance(table, dict):
            assert packed[name] == table
            continue
        for field, column in table.items():
            if (name, field) != ("sentences", "text"):
                assert unpack(packed[name][field], packed[name]["rows"]) == column, (name, field)


def test_sentences_are_shared_out() -> None:
    texts = [str(n) for n in range(SENTENCES_A_SCRIPT + 1)]
    _, scripts = pack({"sentences": {"text": texts}})
    assert [len(part) for part in scripts] == [SENTENCES_A_SCRIPT, 1]
