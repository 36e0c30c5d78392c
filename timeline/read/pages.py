"""Web pages: the text of the article, and the date of publication with the place where the page says so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from timeline.errors import DateError
from timeline.models import Problem
from timeline.read.dates import Published, read_date
from timeline.read.fields import pick
from timeline.read.html.client import PageError
from timeline.read.source import Draft, Settings, Source, problem
from timeline.read.texts import too_large

__all__ = ["draft_of", "read_html"]

# What software writes that knows no date.
_NEVER: Final = ("1969-12-31", "1970-01-01")


def read_html(handle: io.BufferedReader, source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """The article of a page. What a manifest or a sidecar says of it goes before what the page says."""
    name = source.name
    data = handle.read(settings.max_size + 1)
    if len(data) > settings.max_size:
        yield problem(name, "too-large", too_large(name, settings))
        return
    if not data.strip():
        yield problem(name, "empty", f"{name} is empty; there is nothing to read.")
        return
    yield draft_of(data, Draft(where=name, id=source.id, text="", path=source.shown), source, settings)


def draft_of(
    data: bytes, bare: Draft, source: Source, settings: Settings, *, charset: str = ""
) -> Draft | Problem:
    """A page as a draft: what the source's row says, else the page, else the bare draft."""
    where = bare.where
    try:
        page = settings.pages.page(data, charset=charset, address=bare.url)
    except PageError as error:
        return problem(where, error.code, f"{where} {error.reason}.")
    if not page["text"].strip():
        return problem(
            where,
            "no-text",
            f"{where} holds no article; perhaps it is a list of links, or a script fills it.",
        )

    def either(role: str, own: str) -> str:
        value = pick(source.row, role)
        return value if isinstance(value, str) else own

    given = pick(source.row, "date")
    dates = _readable(page["dates"], settings)
    if given is not None:
        dates = [(source.row_kind, given), *dates]
    known = pick(source.row, "id")
    return replace(
        bare,
        id=str(known) if known is not None else bare.id,
        text=page["text"],
        date=dates[0][1] if dates else bare.date,
        date_source=dates[0][0] if dates else bare.date_source,
        rivals=tuple(dates[1:]),
        source=either("source", page["source"] or bare.source),
        title=either("title", page["title"] or bare.title),
        url=either("url", page["url"] or bare.url),
    )


def _readable(found: list[Any], settings: Settings) -> list[tuple[str, object]]:
    """The date to follow and the strong ones beside it; one that cannot be read only where none can."""
    good: list[tuple[str, Published, str]] = []
    bad: list[tuple[str, object]] = []
    for place, value, strong in found:
        if good and not strong:
            continue
        try:
            published = read_date(value, languages=settings.languages, order=settings.order)
        except DateError:
            if strong:
                bad.append((place, value))
            continue
        if published.day.isoformat() not in _NEVER:
            good.append((place, published, value))
    if not good:
        return bad[:1]
    best = min(range(len(good)), key=lambda at: (not _same_moment(good[0][1], good[at][1]), at))
    good.insert(0, good.pop(best))
    # The value as written, so that what is ambiguous in it is told.
    return [(place, value) for place, _, value in good]


def _same_moment(first: Published, other: Published) -> bool:
    """True for the outlet's own clock beside the same moment in UTC: the article counts in local days."""
    a, b = first.moment, other.moment
    if a is None or b is None or a.tzinfo is None or b.tzinfo is None or a.utcoffset():
        return False
    return bool(b.utcoffset()) and abs((a - b).total_seconds()) < 60
