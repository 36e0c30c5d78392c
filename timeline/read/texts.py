"""Plain text and Markdown, with or without YAML front matter: one file, one article."""

from __future__ import annotations

import io
from collections.abc import Iterator

from timeline.models import Problem
from timeline.read.decode import NotText, decode, looks_binary
from timeline.read.fields import pick
from timeline.read.frontmatter import FrontMatterError, split
from timeline.read.source import Draft, Settings, Source, problem

__all__ = ["read_text"]


def read_text(handle: io.BufferedReader, source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """The article that the file is, exactly as given but for a byte order mark and front matter.

    What a manifest says of the file goes before what its front matter says.
    """
    name = source.name
    if kind := looks_binary(handle.peek(8192)[:8192]):
        yield problem(name, "binary", f"{name} is {kind}, not text; give plain text, Markdown, JSONL or CSV.")
        return
    data = handle.read(settings.max_size + 1)
    if len(data) > settings.max_size:
        yield problem(name, "too-large", too_large(name, settings))
        return
    try:
        fields, body = split(decode(data))
    except NotText as error:
        yield problem(name, error.code, f"{name} {error.reason}.")
        return
    except FrontMatterError as error:
        yield problem(name, "bad-front-matter", f"{name} {error}.")
        return

    def either(role: str) -> str:
        value = pick(source.row, role) or pick(fields, role)
        return value if isinstance(value, str) else ""

    dates = [(source.row_kind, pick(source.row, "date")), ("front matter", pick(fields, "date"))]
    dates = [(place, date) for place, date in dates if date is not None]
    own_id = pick(source.row, "id") or pick(fields, "id")
    yield Draft(
        where=name,
        id=str(own_id) if own_id is not None else source.id,
        text=body,
        date=dates[0][1] if dates else None,
        date_source=dates[0][0] if dates else "",
        rivals=tuple(dates[1:]),
        source=either("source"),
        title=either("title"),
        url=either("url"),
        path=source.shown,
    )


def too_large(name: str, settings: Settings) -> str:
    """The sentence for a text above the limit."""
    size = f"{settings.max_size / 1e6:g} MB"
    return f"{name} is larger than {size}, too long for one article; split it, or raise --max-size."
