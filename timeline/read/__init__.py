"""Files, folders, tables and standard input, read as articles with a publication date.

`read_articles` is the door. Each input that cannot be used comes back as a `Problem` in its place, and the
others go on. Nothing is ever dated from today or from a file's time stamp.
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from timeline.errors import DateError
from timeline.models import Article, Problem
from timeline.read.dates import Published, read_date
from timeline.read.decode import clean
from timeline.read.finish import Finish, ambiguous
from timeline.read.folder import Walk, reason
from timeline.read.formats import detect, format_of, is_manifest
from timeline.read.manifest import listed, not_listed
from timeline.read.source import BUFFER, Draft, Paths, Settings, Source, problem, short, warning

__all__ = ["MAX_SIZE", "Published", "parse_date", "read_articles", "read_date"]

MAX_SIZE: Final = 10_000_000


def read_articles(
    sources: Sequence[str | Path],
    *,
    date: str | None = None,
    stdin: BinaryIO | None = None,
    languages: Sequence[str] = (),
    date_order: str = "",
    max_size: int = MAX_SIZE,
) -> Iterator[Article | Problem]:
    """Read articles from files, folders, patterns and standard input, one at a time.

    A folder is read by its manifest (`manifest.csv`, or any CSV with a column `file`), else every text,
    Markdown, JSONL, JSON and CSV file below it, sorted by name. The order is the same on every machine.
    Offsets count in `Article.text`, which is the text as given, without byte order mark and front matter.

    Args:
        sources: paths, patterns with `*`, or "-" for standard input.
        date: publication date of the articles that carry none of their own; never replaces one.
        stdin: what "-" reads; the process's own standard input by default.
        languages: codes that dates are read in; empty for every language that dateparser knows.
        date_order: "DMY" or "MDY", to settle dates such as 05/06/2024.
        max_size: longest article, in bytes of a file or characters of a record.

    Yields:
        Articles, with ids that are unique in the run, and problems in the place where they came up.

    Raises:
        DateError: `date` or `date_order` cannot be read; before anything else is.

    Example:
        >>> import io
        >>> found = read_articles(["-"], date="2024-05-24", stdin=io.BytesIO(b"Two were killed on Thursday."))
        >>> [(article.id, str(article.dct)) for article in found]
        [('stdin', '2024-05-24')]
    """
    fallback, said = None, []
    if date is not None:
        try:
            fallback = read_date(date, languages=tuple(languages), order=date_order)
        except DateError as error:
            raise DateError(f"The date {short(date)} {error}.") from None
        if fallback.note:
            said.append(ambiguous("--date", date, fallback))
    elif date_order:
        read_date("2000-01-02", order=date_order)
    settings = Settings(fallback, tuple(languages), date_order, max_size)
    return _run(sources, stdin, settings, said)


def parse_date(text: str) -> Published | Problem:
    """A publication date from the command line or a caller; a `Problem` (bad-date) instead of an error.

    Example:
        >>> parse_date("24 May 2024").day
        datetime.date(2024, 5, 24)
    """
    try:
        return read_date(text)
    except DateError as error:
        return problem(text, "bad-date", f"The date {short(text)} {error}.")


def _run(
    sources: Sequence[str | Path], stdin: BinaryIO | None, settings: Settings, said: Iterable[Problem]
) -> Iterator[Article | Problem]:
    yield from said
    finish = Finish(settings)
    read_already = Paths()
    for source in _find(sources, stdin, settings):
        if isinstance(source, Problem):
            yield source
            continue
        if source.path is not None and not read_already.add(source.path):
            yield _twice(source.name)
            continue
        for found in _drafts(source, settings):
            if isinstance(found, Problem):
                yield found
            else:
                yield from finish(found)


def _drafts(source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """What a source holds. A file that its manifest leaves out counts only with a date of its own."""
    if not source.unlisted:
        yield from _open(source, settings)
        return
    own = Settings(None, settings.languages, settings.order, settings.max_size)
    dated = (found for found in _open(source, own) if isinstance(found, Draft) and found.date is not None)
    first = next(dated, None)
    if first is None:
        yield not_listed(source)
        return
    yield first
    yield from dated


def _open(source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    try:
        with source.open() as handle:
            known = format_of(source.name) if source.path is not None else None
            yield from (known or detect(handle.peek(BUFFER))).read(handle, source, settings)
    except OSError as error:
        yield problem(
            source.name,
            "not-readable",
            f"{source.name} cannot be read ({reason(error)}); check that you may open it.",
        )


def _find(
    sources: Sequence[str | Path], stdin: BinaryIO | None, settings: Settings
) -> Iterator[Source | Problem]:
    walk = Walk(settings)
    used_stdin = False
    for given in sources:
        if str(given) == "-":
            if used_stdin:
                yield _twice("standard input")
                continue
            used_stdin = True
            yield Source(name="standard input", id="stdin", stream=stdin or sys.stdin.buffer)
            continue
        for path in _expand(given):
            if isinstance(path, Problem):
                yield path
            elif path.is_dir():
                if path in walk.visited:
                    yield _twice(clean(str(path)))
                else:
                    yield from walk.folder(path)
            else:
                yield from _file(path, settings)


def _expand(given: str | Path) -> Iterator[Path | Problem]:
    name = clean(str(given))
    try:
        if os.path.lexists(given):
            yield Path(given)
            return
        is_pattern = glob.has_magic(str(given))
        # Path.glob takes no absolute pattern.
        matches = sorted(glob.glob(str(given), recursive=True)) if is_pattern else []  # noqa: PTH207
    except (OSError, ValueError):  # a NUL in the name, or one too long for the system
        is_pattern, matches = False, []
    yield from map(Path, matches)
    if not matches:
        what = "matches no file" if is_pattern else "does not exist"
        yield problem(name, "no-such-path", f"{name} {what}; check the path.")


def _file(path: Path, settings: Settings) -> Iterator[Source | Problem]:
    name = clean(str(path))
    try:
        known = format_of(path.name)
        if known is not None and known.name == "CSV":
            with path.open("rb") as handle:
                head = handle.read(BUFFER)
            if is_manifest(head):
                yield from listed(path, "", settings)
                return
        if not path.exists():
            yield problem(name, "no-such-path", f"{name} is a link to nothing; check where it points.")
            return
    except OSError as error:
        yield problem(
            name, "not-readable", f"{name} cannot be read ({reason(error)}); check its permissions."
        )
        return
    yield Source(name=name, id=clean(path.name), path=path)


def _twice(name: str) -> Problem:
    return warning(name, "given-twice", f"{name} was given twice; it was read once.")
