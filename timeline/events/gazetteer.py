"""Names of countries, nationalities, capitals and groups in running text, longest first."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from timeline.events.parsed import edges, once
from timeline.events.tables import table
from timeline.models import ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = [
    "Entry",
    "Found",
    "country_name",
    "entry",
    "is_capital",
    "is_known",
    "kind_of",
    "names_in",
    "names_over",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for. `sort` is country, people (a nationality), capital or group."""

    name: str
    country: str
    kind: ActorKind | None
    sort: str


@dataclass(frozen=True, slots=True)
class Found:
    """An entry at tokens [start, end) of a document."""

    start: int
    end: int
    entry: Entry


def kind_of(word: str) -> ActorKind | None:
    """The kind that a table names by its lower-case word; None for an empty one."""
    return ActorKind[word.upper()] if word else None


@cache
def _names() -> tuple[dict[str, Entry], int]:
    names: dict[str, Entry] = {}
    for code, row in table("actors_countries")["country"].items():
        state = Entry(row["name"], code, ActorKind.STATE, "country")
        for name in (row["name"], *row.get("also", ())):
            names[name] = state
        for name in row["capital"]:
            names.setdefault(name, Entry(row["name"], code, ActorKind.STATE, "capital"))
        for name in row["people"]:
            people = Entry(row["name"], code, None, "people")
            names[name] = people
            names.setdefault(name + "s", people)
    for row in table("actors_groups")["group"]:
        group = Entry(row["name"], row.get("country", ""), kind_of(row.get("kind", "")), "group")
        for name in (row["name"], *row.get("also", ())):
            names[name] = group
    return names, max(len(name.replace("-", " - ").replace("'", " '").split()) for name in names) + 1


@cache
def _openings() -> dict[str, int]:
    """What a name can begin with, and the length of the longest that does: a word need not end where a name's
    blank is.
    """
    found: dict[str, int] = {}
    for name in _names()[0]:
        for size in edges(name):
            found[name[:size]] = max(len(name), found.get(name[:size], 0))
    return found


def country_name(code: str) -> str:
    """The short English name of a country code; empty when there is none."""
    row = table("actors_countries")["country"].get(code)
    return str(row["name"]) if row else ""


def code_of(name: str) -> str:
    """The code of a country by the exact name that the table gives it; empty for anything else."""
    entry = _names()[0].get(name)
    return entry.country if entry is not None and entry.sort == "country" else ""


def entry(name: str) -> Entry | None:
    """What an exact name stands for; None when no table has it."""
    return _names()[0].get(name)


def is_capital(name: str) -> bool:
    """True of a seat of government that is not the name of its country too."""
    entry = _names()[0].get(name)
    return entry is not None and entry.sort == "capital"


def is_known(name: str) -> bool:
    """True of the exact name of a country, nationality, capital or group."""
    return name in _names()[0]


def names_in(span: Span) -> list[Found]:
    """Every known name in a span, longest first where they overlap, in order.

    A name that is joined to another word by a hyphen ("pro-Russian", "US-made") names somebody else's side
    or maker, and is left out.
    """
    found: list[Found] = []
    hits, starts = _hits(span.doc), _starts(span.doc)
    taken, end = span.start, span.end
    for at in starts[bisect_left(starts, taken) : bisect_left(starts, end)]:
        for hit in hits[at] if at >= taken else ():
            if hit.end <= end:
                found.append(hit)
                taken = hit.end
                break
    return found


@once
def _hits(doc: Doc) -> dict[int, list[Found]]:
    """The names that begin at each word of a text, longest first."""
    names, longest = _names()
    found: dict[int, list[Found]] = {}
    openings = _openings()
    for at, token in enumerate(doc):
        length = openings.get(token.text)
        if length is None:
            continue
        for size in range(min(longest, len(doc) - at), 0, -1):
            last = doc[at + size - 1]
            if last.idx + len(last) - token.idx > length:
                continue
            entry = names.get(doc[at : at + size].text)
            if entry is not None and not _is_hyphenated(doc, at, at + size):
                found.setdefault(at, []).append(Found(at, at + size, entry))
    return found


@once
def _starts(doc: Doc) -> list[int]:
    """The words at which a name begins."""
    return sorted(_hits(doc))


@once
def _covered(doc: Doc) -> frozenset[int]:
    """The words that any name of a text is made of."""
    return frozenset(at for hits in _hits(doc).values() for hit in hits for at in range(hit.start, hit.end))


def names_over(token: Token, before: int, after: int) -> list[Found]:
    """The known names that a word is part of, among those of so many words before it and, with it, after."""
    if token.i not in _covered(token.doc):
        return []
    sentence = token.sent
    near = token.doc[max(sentence.start, token.i - before) : min(sentence.end, token.i + after)]
    return [hit for hit in names_in(near) if hit.start <= token.i < hit.end]


def _is_hyphenated(doc: Doc, start: int, end: int) -> bool:
    hyphens = {"-", "‑", "–"}
    before = (
        start > 0
        and doc[start - 1].text in hyphens
        and not doc[start - 1].whitespace_
        and start > 1
        and not doc[start - 2].whitespace_
    )
    after = (
        end < len(doc)
        and doc[end].text in hyphens
        and not doc[end - 1].whitespace_
        and not doc[end].whitespace_
    )
    return before or after
