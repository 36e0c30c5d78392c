"""Columns packed for the page: numbers as bytes, sentences in scripts of their own.

A browser reads 100,000 rows of numbers much quicker as bytes than as JSON, and a sentence is wanted only when
somebody opens or searches it. data.js is the other side of this module.

    {"all": V}                  one value on every row
    {"u8": B} "u16" "i32"       base64 of little-endian integers; the least i32 stands for None
        with "per": 1000        the same divided by that
    {"n": C, "flat": C}         lists of integers: their lengths, and all items one after the other
    {"at": C, "values": [...]}  other lists, where they are not empty
    [...]                       anything else
"""

from __future__ import annotations

import base64
import sys
from array import array
from collections.abc import Sequence
from typing import Any

# Sentences in one script. Opening an event reads the scripts of its tellings, a search reads them all.
SENTENCES_A_SCRIPT = 2000
_NONE = -(2**31)
_KINDS = (("u8", "B", 0, 2**8), ("u16", "H", 0, 2**16), ("i32", "i", _NONE + 1, 2**31))


def pack(columns: dict[str, Any]) -> tuple[dict[str, Any], list[list[str]]]:
    """The page's data, and the texts of its sentences in scripts of SENTENCES_A_SCRIPT each.

    `columns` is what `timeline.page.columns.columns` gives; it is not changed.

    Example:
        >>> pack({"events": {"type": [3, 3, 3]}, "words": ["a"]})
        ({'events': {'rows': 3, 'type': {'all': 3}}, 'words': ['a']}, [])
    """
    packed: dict[str, Any] = {}
    texts: list[str] = []
    for name, table in columns.items():
        if not isinstance(table, dict):
            packed[name] = table
            continue
        rows = len(next(iter(table.values()), ()))
        packed[name] = {"rows": rows}
        for field, column in table.items():
            if (name, field) == ("sentences", "text"):
                texts = column
            else:
                packed[name][field] = pack_column(column)
    scripts = [texts[at : at + SENTENCES_A_SCRIPT] for at in range(0, len(texts), SENTENCES_A_SCRIPT)]
    return packed, scripts


def pack_column(column: Sequence[Any]) -> Any:
    """One column in the shortest of the forms above.

    Example:
        >>> pack_column([1, 2, None])
        {'i32': 'AQAAAAIAAAAAAACA'}
    """
    if not column:
        return []
    kinds = {type(value) for value in column}
    if kinds == {list}:
        return _lists(column)
    if kinds <= {int, float, str, type(None)} and len(set(column)) == 1:
        return {"all": column[0]}
    if kinds == {int}:
        return _numbers(column)
    if kinds == {int, type(None)}:
        return _numbers([_NONE if value is None else value for value in column], narrow=False)
    if kinds <= {int, float} and all(round(value * 1000) / 1000 == value for value in column):
        thousandths = _numbers([round(value * 1000) for value in column])
        return {**thousandths, "per": 1000} if isinstance(thousandths, dict) else list(column)
    return list(column)


def _lists(column: Sequence[list[Any]]) -> Any:
    if all(type(item) is int for row in column for item in row):
        return {
            "n": pack_column([len(row) for row in column]),
            "flat": pack_column([item for row in column for item in row]),
        }
    filled = [n for n, row in enumerate(column) if row]
    return {"at": pack_column(filled), "values": [column[n] for n in filled]}


def _numbers(column: Sequence[int], narrow: bool = True) -> Any:
    low, high = min(column), max(column)
    for name, code, least, limit in _KINDS:
        if (name == "i32" and not narrow and high < limit) or (narrow and least <= low and high < limit):
            data = array(code, column)
            if sys.byteorder == "big":
                data.byteswap()
            return {name: base64.b64encode(data.tobytes()).decode("ascii")}
    return [None if value == _NONE and not narrow else value for value in column]
