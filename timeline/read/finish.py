"""The last step: a draft with its date read, its text checked and an id of its own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from timeline.errors import DateError
from timeline.models import Article, Problem, Severity
from timeline.read.dates import Published, read_date
from timeline.read.decode import clean
from timeline.read.duplicates import Duplicates
from timeline.read.language import foreign
from timeline.read.source import Draft, Settings, digest, problem, short, warning
from timeline.read.texts import too_large

__all__ = ["Finish"]

FARTHEST: Final = timedelta(hours=14)  # of a zone from UTC
# Neither a space nor a mark that shows nothing (a byte order mark, a soft hyphen, a joiner).
_VISIBLE: Final = re.compile(r"[^\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd\x00-\x1f]")
SAME_MOMENT: Final = 3600  # seconds; one place of a page may round what another gives exactly


@dataclass(slots=True)
class Finish:
    """Turns drafts into articles. Remembers a short digest of each id and text, never a text."""

    settings: Settings
    seen: dict[bytes, bytes] = field(default_factory=dict)
    duplicates: Duplicates | None = None
    n_copies: int = 0
    first_copy: str = ""

    def __call__(self, draft: Draft) -> Iterator[Article | Problem]:
        """The article, after the warnings that it came with; or the problem that leaves it out."""
        where = clean(draft.where)
        text = clean(draft.text)
        if not _VISIBLE.search(text):
            yield problem(where, "empty", f"{where} is empty; there is nothing to read.")
            return
        if len(text) > self.settings.max_size:
            yield problem(where, "too-large", too_large(where, self.settings))
            return
        published, said = self._published(draft, where)
        yield from (*draft.said, *said)
        if published is None:
            return
        for late in self._late(published, where):
            yield late
            if late.severity is Severity.LEFT_OUT:
                return
        if not self.settings.any_language and (found := foreign(text)) is not None:
            message = f"{where} {found.reason}; translate it, or keep such articles with --any-language."
            if found.is_sure:
                yield problem(where, "not-english", message)
                return
            yield warning(where, "not-english", message)
        known, said = self._named(draft, text)
        yield from said
        if not known:
            return
        if text is not draft.text and text != draft.text:
            yield warning(
                where,
                "replaced-characters",
                f"{where} holds NUL characters or halves of surrogate pairs; each was replaced by U+FFFD.",
            )
        article = Article(
            id=known,
            text=text,
            dct=published.day,
            dct_time=published.moment,
            source=_line(draft.source),
            title=_line(draft.title),
            url=_line(draft.url),
            path=clean(draft.path),
            dct_source=clean(self._dated_by(draft)),
        )
        try:
            original = self._original_of(article)
        except sqlite3.Error as error:
            self.settings = replace(self.settings, duplicates=False)
            message = f"The temporary file for duplicates cannot be written ({error}); none are looked for."
            yield warning(where, "no-duplicates", message)
            original = ""
        yield article.model_copy(update={"duplicate_of": original}) if original else article

    def _original_of(self, article: Article) -> str:
        if not self.settings.duplicates:
            return ""
        if self.duplicates is None:
            self.duplicates = Duplicates()
        original = self.duplicates.original_of(article)
        if original:
            self.n_copies += 1
            self.first_copy = self.first_copy or f"{short(article.id, 80)} repeats {short(original, 80)}"
        return original

    def close(self) -> Iterator[Problem]:
        """What can only be said at the end."""
        if self.n_copies:
            message = (
                f"{self.n_copies} article(s) repeat others in the same words or nearly and are no sources of "
                f"their own (the first: {self.first_copy}); their outlets are listed."
            )
            yield warning("all sources", "duplicates", message)

    def free(self) -> None:
        """Remove what was written for the run."""
        if self.duplicates is not None:
            self.duplicates.close()

    def _published(self, draft: Draft, where: str) -> tuple[Published | None, list[Problem]]:
        settings = self.settings
        if settings.forced is not None:
            return settings.forced, []
        if draft.date is None:
            if settings.fallback is not None:
                return settings.fallback, []
            message = (
                f"{where} has no publication date; give it in a manifest.csv (file,date), in front matter "
                "(date: 2024-03-15) or with --date."
            )
            return None, [problem(where, "no-date", message)]
        try:
            published = read_date(draft.date, languages=settings.languages, order=settings.order)
        except DateError as error:
            return None, [
                problem(where, "bad-date", f"{where}: the publication date {short(draft.date)} {error}.")
            ]
        said = []
        if published.note:
            said.append(ambiguous(where, draft.date, published))
        others = [(place, self._quietly(value)) for place, value in draft.rivals]
        apart = [f"{place} {other.day}" for place, other in others if other and not _agree(published, other)]
        if apart:
            first = f"{_the(draft.date_source)} says {published.day}"
            message = f"{where}: {first}, {_the(', '.join(apart))}; {_the(draft.date_source)} was followed."
            said.append(warning(where, "date-conflict", message))
        return published, said

    def _late(self, published: Published, where: str) -> Iterator[Problem]:
        day, settings = published.day, self.settings
        if settings.latest is not None and day > settings.latest:
            message = f"{where}: the publication date {day} lies after {settings.latest} (--latest)"
            yield problem(where, "future-date", f"{message}; correct it.")
        elif settings.today is not None and day > settings.today + timedelta(days=1):  # tomorrow in the east
            message = f"{where}: the publication date {day} lies in the future"
            yield warning(
                where, "future-date", f"{message}; correct it, or leave such articles out (--latest)."
            )

    def _dated_by(self, draft: Draft) -> str:
        if self.settings.forced is not None:
            return "--force-date"
        return draft.date_source if draft.date is not None else "--date"

    def _quietly(self, value: object) -> Published | None:
        try:
            return read_date(value, languages=self.settings.languages, order=self.settings.order)
        except DateError:
            return None

    def _named(self, draft: Draft, text: str) -> tuple[str, list[Problem]]:
        """An id that no other article of the run has; empty when the article itself was there before."""
        wanted = clean(draft.id).strip() or clean(draft.where)
        content = digest(text)
        name, count = wanted, 1
        while (before := self.seen.get(digest(name))) is not None:
            if before == content:
                message = (
                    f"{draft.where} repeats the id {short(wanted, 80)} with the same text; it was read once."
                )
                return "", [warning(draft.where, "duplicate-id", message)]
            count += 1
            name = f"{wanted}-{count}"
        self.seen[digest(name)] = content
        if name == wanted:
            return name, []
        message = (
            f"{draft.where} has the id {short(wanted, 80)} of another one; it was named {short(name, 80)}."
        )
        return name, [warning(draft.where, "duplicate-id", message)]


def ambiguous(where: str, value: object, published: Published) -> Problem:
    """The warning about a date that could be read in two ways."""
    was = published.note if published.note.startswith("read as") else f"read with the {published.note}"
    message = f"{where}: the publication date {short(value)} was {was}; write it as {published.day}."
    return warning(where, "ambiguous-date", message)


def _agree(one: Published, other: Published) -> bool:
    """The same day, or what is one day or one moment on the clocks of two zones."""
    if one.day == other.day:
        return True
    a, b = one.moment, other.moment
    if a and b and a.tzinfo and b.tzinfo:
        return abs((a - b).total_seconds()) < SAME_MOMENT
    # A bare day beside a moment in UTC is often the outlet's own day: 22:10Z is tomorrow in Kyiv.
    for moment, bare in ((a, other), (b, one)):
        if moment and moment.tzinfo and not moment.utcoffset() and bare.moment is None:
            return bare.day in ((moment - FARTHEST).date(), (moment + FARTHEST).date())
    return False


def _the(place: str) -> str:
    return f"the {place}" if place in ("manifest", "sidecar", "front matter") else place


def _line(text: str) -> str:
    return " ".join(clean(text).split())
