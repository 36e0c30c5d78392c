"""Sidecars: a small JSON file beside a text or a page that says when, where and by whom it was published."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Final

from timeline.read.decode import NotText, decode
from timeline.read.fields import normal, roles_of
from timeline.read.formats import format_of
from timeline.read.unpack import SUFFIXES

__all__ = ["LARGEST", "candidates", "may_have_one", "row_of", "sidecar_of", "sidecars"]

LARGEST: Final = 1_000_000  # bytes; a larger file is no sidecar


def sidecars(folder: Path, names: Sequence[str]) -> dict[str, tuple[str, dict[str, object]]]:
    """For each file of a folder that has one: the name of its sidecar, and what that says.

    Only a JSON object with a known field and no text of its own counts; any other is an article itself.
    """
    present = set(names)
    found = {}
    for name in names:
        if not may_have_one(name):
            continue
        for candidate in candidates(name):
            if candidate in present and (row := _row(folder / candidate)):
                found[name] = (candidate, row)
                break
    return found


def sidecar_of(path: Path) -> dict[str, object]:
    """What the sidecar of one file says; empty when it has none."""
    if not may_have_one(path.name):
        return {}
    present = (path.parent / name for name in candidates(path.name))
    return next((row for each in present if os.path.isfile(each) and (row := _row(each))), {})  # noqa: PTH113


def may_have_one(name: str) -> bool:
    """Whether a file of this name is of a kind that has sidecars."""
    known = format_of(name)
    return known is not None and known.name in ("text", "HTML", "feed")


def candidates(name: str) -> Iterator[str]:
    """The names that a sidecar of this file may have, the likeliest first."""
    yield f"{name}.json"  # page.html.json, as news-please writes it
    stem = PurePath(name).stem
    yield f"{stem}.json"
    yield f"{stem}.meta.json"
    if name.lower().endswith(SUFFIXES):
        yield f"{PurePath(stem).stem}.json"


def _row(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as handle:
            return row_of(handle.read(LARGEST + 1))
    except OSError:
        return {}


def row_of(data: bytes) -> dict[str, object]:
    """What a sidecar with these bytes says; empty where they are none."""
    try:
        value = json.loads(decode(data)) if len(data) <= LARGEST else None
    except (NotText, ValueError, RecursionError):
        return {}  # it is then read, and reported, as the JSON file that it is
    if not isinstance(value, Mapping):
        return {}
    row: dict[str, object] = {normal(str(key)): each for key, each in value.items()}
    roles = roles_of(row)
    return row if roles and "text" not in roles else {}
