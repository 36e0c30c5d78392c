"""The rows of a page's tables as plain lists, and what its packed form gives back."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

from timeline.models import TimelineLike
from timeline.page.columns import FORMAT, Rows
from timeline.page.pack import Packed

CODES = {"u8": "B", "u16": "H", "i32": "i"}


def columns(data: TimelineLike) -> dict[str, Any]:
    """All tables, a list for each field, and the tables of names."""
    sentences: list[dict[str, Any]] = []
    rows = Rows(
        data, lambda *told: sentences.append(dict(zip(("article", "start", "text"), told, strict=True)))
    )
    mentions, events = list(rows.mentions()), list(rows.events())
    for event, related in zip(events, rows.related(), strict=True):
        event["related"] = related
    tables = {
        "events": events,
        "mentions": mentions,
        "articles": list(rows.articles()),
        "sentences": sentences,
    }
    names = {"actors": rows.actors, "places": rows.places, "words": rows.words}
    turned = {
        name: {field: [row[field] for row in table] for field in (table or [{}])[0]}
        for name, table in tables.items()
    }
    return {
        "format": FORMAT,
        **turned,
        "problems": list(rows.problems()),
        **{name: json.loads("".join(numbers.written())) for name, numbers in names.items()},
    }


def unpacked(data: TimelineLike) -> tuple[dict[str, Any], list[list[str]]]:
    """What data.js reads: the tables, and the texts of each script of sentences."""
    packed = Packed(data)
    read = json.loads("".join(packed.data()))
    for name, table in read.items():
        if isinstance(table, dict):
            rows = table.pop("rows")
            read[name] = {field: unpack(column, rows) for field, column in table.items()}
    return read, [json.loads(texts) for texts in packed.sentences()]


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
