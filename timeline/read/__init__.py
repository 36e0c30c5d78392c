"""Files, folders, tables and standard input, read as articles with a publication date.

`read_articles` is the door. Each input that cannot be used comes back as a `Problem` in its place, and the
others go on. Nothing is ever dated from today or from a file's time stamp.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from timeline.errors import DateError
from timeline.models import Article, Problem
from timeline.read.dates import Published, read_date
from timeline.read.find import find
from timeline.read.finish import Finish, ambiguous
from timeline.read.folder import reason
from timeline.read.formats import detect, format_of
from timeline.read.manifest import not_listed
from timeline.read.source import BUFFER, Draft, Paths, Settings, Source, problem, short, twice

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
    for source in find(sources, stdin, settings):
        if isinstance(source, Problem):
            yield source
            continue
        if source.path is not None and not read_already.add(source.path):
            yield twice(source.name)
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
