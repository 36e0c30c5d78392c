"""Files, web pages, feeds, archives, folders and standard input, read as articles with a publication date.

`read_articles` is the door. Each input that cannot be used comes back as a `Problem` in its place, and the
others go on. Nothing is ever dated from today or from a file's time stamp.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from timeline.errors import DateError, SourceError
from timeline.limits import Limits
from timeline.models import Article, Problem
from timeline.read.archives import files_of
from timeline.read.dates import Published, read_date
from timeline.read.find import find
from timeline.read.finish import Finish, ambiguous
from timeline.read.folder import reason
from timeline.read.formats import NAMES, chosen, named
from timeline.read.html.client import Pages
from timeline.read.html.kept import KeptPages
from timeline.read.manifest import not_listed
from timeline.read.source import BUFFER, Draft, Paths, Settings, Source, problem, short, twice
from timeline.read.special import TAR, ZIP, archive_kind, packed, unopened
from timeline.read.unpack import PackedError, is_packed, unpacked

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["NAMES", "Published", "parse_date", "read_articles", "read_date"]


def read_articles(
    sources: Sequence[str | Path],
    *,
    date: str | None = None,
    stdin: BinaryIO | None = None,
    languages: Sequence[str] = (),
    date_order: str = "",
    force_date: str | None = None,
    format: str = "",  # noqa: A002 - the word that the command line uses, too
    duplicates: bool = True,
    latest: str | dt.date | None = None,
    today: dt.date | None = None,
    any_language: bool = False,
    limits: Limits | None = None,
    store: str | Path | None = None,
    outputs: Sequence[str | Path] = (),
) -> Iterator[Article | Problem]:
    """Read articles from files, folders, patterns and standard input, one at a time.

    Text, Markdown with front matter, JSON, JSONL, CSV, web pages, RSS and Atom feeds and WARC archives, each
    packed with gzip, bzip2 or xz or not, are told by name and content. A folder is read by its manifest
    (`manifest.csv`, or any CSV with a column `file`), else every such file below it, sorted by name, each
    with its sidecar (`a.json` beside `a.txt`). A ZIP or tar archive is read as the folder that it holds, in
    its own order, and is not unpacked. The order is the same on every machine. Offsets count in
    `Article.text`: the text as given, without byte order mark and front matter; for a web page, what was
    read from it.

    An article that repeats an earlier one of the run, in the same words or nearly, is marked (`duplicate_of`)
    and not left out.

    Args:
        sources: paths, patterns with `*`, or "-" for standard input.
        date: publication date of the articles that carry none of their own; never replaces one.
        stdin: what "-" reads; the process's own standard input by default.
        languages: codes that dates are read in; empty for every language that dateparser knows.
        date_order: "DMY" or "MDY", to settle dates such as 05/06/2024.
        force_date: publication date of every article, whatever it says itself.
        format: the kind of every source ("text", "jsonl", "json", "csv", "html", "feed" or "warc").
        duplicates: whether to look for articles that repeat others.
        latest: the last day of publication that can be; articles dated after it are left out.
        today: the day on which this runs; articles dated after it are warned about. None looks at no clock.
        any_language: whether to read articles in other languages than English; they are not understood.
        limits: largest article, and longest time for one web page.
        store: the event store of the run, a file: web pages are kept beside it and not taken apart again.
        outputs: files that the run writes: in a folder or by a pattern, they are not read as articles.

    Yields:
        Articles, with ids that are unique in the run, and problems in the place where they came up.

    Raises:
        DateError: `date`, `force_date`, `latest` or `date_order` cannot be read; before anything else is.
        SourceError: there is no such format.

    Example:
        >>> import io
        >>> found = read_articles(["-"], date="2024-05-24", stdin=io.BytesIO(b"Two were killed on Thursday."))
        >>> [(article.id, str(article.dct)) for article in found]
        [('stdin', '2024-05-24')]
    """
    said: list[Problem] = []
    if format and format not in NAMES:
        raise SourceError(f"There is no input format {short(format)}; use one of {', '.join(NAMES)}.")
    if date_order:
        read_date("2000-01-02", order=date_order)

    def given(option: str, text: str | None) -> Published | None:
        if text is None:
            return None
        try:
            found = read_date(text, languages=tuple(languages), order=date_order)
        except DateError as error:
            raise DateError(f"The date {short(text)} {error}.") from None
        if found.note:
            said.append(ambiguous(option, text, found))
        return found

    kept = limits or Limits()
    last = given("--latest", latest if latest is None else str(latest))
    settings = Settings(
        fallback=given("--date", date),
        languages=tuple(languages),
        order=date_order,
        max_size=kept.size,
        forced=given("--force-date", force_date),
        format=format,
        pages=Pages(
            min(kept.page_seconds, kept.seconds or kept.page_seconds),
            None if store is None else KeptPages(store),
        ),
        duplicates=duplicates,
        latest=last.day if last else None,
        today=today,
        any_language=any_language,
        outputs=Paths.of(outputs),
    )
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
    try:
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
        yield from finish.close()
    finally:
        settings.pages.close()
        finish.free()


def _drafts(source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """What a source holds. A file that its manifest leaves out counts only with a date of its own."""
    if not source.unlisted or settings.forced is not None:
        yield from _open(source, settings)
        return
    own = replace(settings, fallback=None)
    dated = (found for found in _open(source, own) if isinstance(found, Draft) and found.date is not None)
    first = next(dated, None)
    if first is None:
        yield not_listed(source)
        return
    yield first
    yield from dated


def _open(source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    name = source.name
    try:
        with source.open() as given:
            # What comes from an archive was unpacked once, which is enough.
            handle = unpacked(given) if not source.member and is_packed(given.peek(16)) else given
            head = handle.peek(BUFFER)
            if kind := archive_kind(source.written) or packed(head):
                if source.member or kind not in (TAR, ZIP):
                    yield unopened(name, kind, nested=bool(source.member))
                    return
                for found in files_of(source, handle, kind, settings):
                    if isinstance(found, Problem):
                        yield found
                    else:
                        yield from _drafts(found, settings)
                return
            known = named(settings.format) if settings.format else chosen(source.written, head)
            yield from known.read(handle, source, settings)
    except PackedError as error:
        if error.is_all and source.member:
            raise  # the archive says so
        yield problem(name, error.code, f"{name} {error.reason}; what comes after that is left out.")
    except OSError as error:
        yield problem(
            name, "not-readable", f"{name} cannot be read ({reason(error)}); check that you may open it."
        )
