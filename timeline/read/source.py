"""What travels inside the reader: a source found, the settings of the run, and a record not yet checked."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from timeline.models import Problem, Severity
from timeline.read.dates import Published
from timeline.read.decode import clean
from timeline.read.fields import pick, picked
from timeline.read.html.client import Pages

__all__ = [
    "BUFFER",
    "Draft",
    "Paths",
    "Settings",
    "Source",
    "buffered",
    "digest",
    "problem",
    "short",
    "shown",
    "twice",
    "warning",
]

BUFFER: Final = 65_536  # bytes: what a format may look at before it reads


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the whole run. `max_size` counts bytes of a file, or characters of a record's text.

    `fallback` dates what carries no date, `forced` dates everything. `format` names the kind of every source
    and is empty where the content tells. `pages` is the process that reads web pages. What is published after
    `latest` is left out, and after `today` warned about. `outputs` are the files that the run writes, which
    no folder and no pattern gives as articles.
    """

    fallback: Published | None = None
    languages: tuple[str, ...] = ()
    order: str = ""
    max_size: int = 10_000_000
    forced: Published | None = None
    format: str = ""
    pages: Pages = field(default_factory=Pages)
    duplicates: bool = True
    latest: dt.date | None = None
    today: dt.date | None = None
    any_language: bool = False
    outputs: Paths = field(default_factory=lambda: Paths())


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input.

    `id` is the name that its articles are known by, relative to the folder given. `row` holds what a manifest
    (or a sidecar) says of the file, by normalised field name, and `row_kind` which of the two it was.
    `unlisted` marks a file that a manifest beside it leaves out. `member` is set for what an archive holds:
    its path in there, which is a name and never opened as a path.
    """

    name: str
    id: str
    path: Path | None = None
    stream: BinaryIO | None = None
    row: Mapping[str, object] = field(default_factory=dict)
    row_where: str = ""
    row_kind: str = "manifest"
    unlisted: bool = False
    member: str = ""

    @property
    def written(self) -> str:
        """The file's name, of which the ending tells something; empty for standard input."""
        if self.member:
            return self.member.rpartition("/")[2]
        return self.path.name if self.path is not None else ""

    @property
    def shown(self) -> str:
        """Its path as it is shown and stored; empty for standard input."""
        return self.name if self.member else shown(self.path)

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """The bytes, with room to look ahead. Standard input is left open afterwards."""
        if self.path is not None:
            with buffered(self.path) as handle:
                yield handle
            return
        if isinstance(self.stream, io.BufferedReader):
            yield self.stream
            return
        stream: Any = self.stream
        handle = io.BufferedReader(stream, BUFFER)  # a BytesIO has no `peek`
        try:
            yield handle
        finally:
            handle.detach()


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as a format found it, before its date is read and its text is checked.

    `where` names it to a person ("news.csv, line 12"). `date_source` says where the date was found, `rivals`
    are further dates that the record came with, each with its own place, and `said` is what to tell of it.
    """

    where: str
    id: str
    text: str
    date: object | None = None
    source: str = ""
    title: str = ""
    url: str = ""
    path: str = ""
    date_source: str = ""
    rivals: tuple[tuple[str, object], ...] = ()
    said: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, record: Mapping[str, object], source: Source, where: str, *, number: int) -> Draft | None:
        """A record of a table or of JSONL, its gaps filled from the manifest; None when it holds no text."""
        text = pick(record, "text")
        if not isinstance(text, str):
            return None

        def either(role: str) -> str:
            value = pick(record, role) or pick(source.row, role)
            return value if isinstance(value, str) else ""

        own_id = pick(record, "id")
        name, date = picked(record, "date")
        if date is None:
            name, date = source.row_kind, pick(source.row, "date")
        return cls(
            where=where,
            id=str(own_id) if own_id is not None else f"{source.id}:{number}",
            text=text,
            date=date,
            date_source=name,
            source=either("source"),
            title=either("title"),
            url=either("url"),
            path=source.shown,
        )


def buffered(path: Path) -> io.BufferedReader:
    """An open file with room to look ahead."""
    raw: Any = io.FileIO(path)
    return io.BufferedReader(raw, BUFFER)


@dataclass(slots=True)
class Paths:
    """A set of files or folders that are the same however they are named: through links, dots, or twice.

    Holds twelve bytes for each, so that a million files take no memory to speak of.
    """

    seen: set[bytes] = field(default_factory=set)

    @classmethod
    def of(cls, paths: Iterable[str | Path]) -> Paths:
        """The set of these."""
        made = cls()
        for path in paths:
            made.add(Path(path))
        return made

    def __contains__(self, path: Path | None) -> bool:
        return path is not None and bool(self.seen) and _real(path) in self.seen

    def add(self, path: Path) -> bool:
        """Take in a path; False when it was there before."""
        real, before = _real(path), len(self.seen)
        self.seen.add(real)
        return len(self.seen) > before


def _real(path: Path) -> bytes:
    return digest(clean(os.path.realpath(path)))


def digest(text: str) -> bytes:
    """Twelve bytes that stand for a text without lone surrogates."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).digest()


def problem(where: str, code: str, message: str) -> Problem:
    """Something left out. The message is a whole sentence that names the place itself."""
    return Problem(where=clean(where), code=code, message=clean(message))


def warning(where: str, code: str, message: str) -> Problem:
    """Something to know, with nothing left out."""
    return Problem(where=clean(where), code=code, message=clean(message), severity=Severity.WARNING)


def twice(name: str) -> Problem:
    """The warning about a source that was given before."""
    return warning(name, "given-twice", f"{name} was given twice; it was read once.")


def short(value: object, limit: int = 40) -> str:
    """A value as it is quoted in a message: on one line, and cut."""
    if not isinstance(value, str | int | float):
        return f"a {type(value).__name__}"
    text = " ".join(str(value)[: limit * 4].split())
    return f"'{text[:limit]}…'" if len(text) > limit else f"'{text}'"


def shown(path: Path | None) -> str:
    """A path as it is shown and stored; names that are not UTF-8 are shown with U+FFFD."""
    return clean(str(path)) if path is not None else ""
