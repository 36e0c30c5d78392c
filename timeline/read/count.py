"""How many articles sources hold, where that can be told without reading them: to tell the time left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from timeline.models import Problem
from timeline.read.find import find
from timeline.read.formats import format_of, named
from timeline.read.source import Paths, Settings, Source
from timeline.read.unpack import SUFFIXES

__all__ = ["count_articles"]

ONE_EACH: Final = ("text", "HTML")
LARGEST: Final = 4_000_000_000
"""Bytes of JSON lines that are gone through for their line ends, which takes about two seconds."""


def count_articles(
    sources: Sequence[str | Path],
    *,
    format: str = "",  # noqa: A002 - the word that the command line uses, too
    outputs: Sequence[str | Path] = (),
) -> int | None:
    """Articles in files of text, pages and JSON lines; None with any other source among them.

    Example:
        >>> count_articles(["samples"])                                        # doctest: +SKIP
        25
    """
    if "-" in map(str, sources):
        return None
    total = 0
    for source in find(sources, None, Settings(format=format, outputs=Paths.of(outputs))):
        if isinstance(source, Problem):
            continue
        found = _count(source, format)
        if found is None:
            return None
        total += found
    return total


def _count(source: Source, told: str) -> int | None:
    if source.path is None:
        return None
    known = named(told) if told else format_of(source.path.name)
    if known is not None and known.name in ONE_EACH:
        return 1
    if known is None or known.name != "JSON Lines" or source.path.suffix.lower() in SUFFIXES:
        return None
    try:
        if source.path.stat().st_size > LARGEST:
            return None
        with source.path.open("rb") as handle:
            return sum(part.count(b"\n") for part in iter(lambda: handle.read(1 << 20), b"")) or 1
    except OSError:
        return None
