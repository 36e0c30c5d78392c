"""The last step: a draft with its date read, its text checked and an id of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from timeline.errors import DateError
from timeline.models import Article, Problem
from timeline.read.dates import Published, read_date
from timeline.read.decode import clean
from timeline.read.source import Draft, Settings, digest, problem, short, warning
from timeline.read.texts import too_large

__all__ = ["Finish"]


@dataclass(slots=True)
class Finish:
    """Turns drafts into articles. Remembers a short digest of each id and text, never a text."""

    settings: Settings
    seen: dict[bytes, bytes] = field(default_factory=dict)

    def __call__(self, draft: Draft) -> Iterator[Article | Problem]:
        """The article, after the warnings that it came with; or the problem that leaves it out."""
        where = clean(draft.where)
        text = clean(draft.text)
        if not text.strip("\ufeff \t\r\n\f\v\u200b"):
            yield problem(where, "empty", f"{where} is empty; there is nothing to read.")
            return
        if len(text) > self.settings.max_size:
            yield problem(where, "too-large", too_large(where, self.settings))
            return
        published, said = self._published(draft, where)
        yield from said
        if published is None:
            return
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
        yield Article(
            id=known,
            text=text,
            dct=published.day,
            dct_time=published.moment,
            source=_line(draft.source),
            title=_line(draft.title),
            url=_line(draft.url),
            path=clean(draft.path),
        )

    def _published(self, draft: Draft, where: str) -> tuple[Published | None, list[Problem]]:
        settings = self.settings
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
        if draft.rival is not None and (rival := self._quietly(draft.rival)) not in (None, published.day):
            message = (
                f"{where}: the manifest says {published.day}, the file {rival}; the manifest was followed."
            )
            said.append(warning(where, "date-conflict", message))
        return published, said

    def _quietly(self, value: object) -> object:
        try:
            return read_date(value, languages=self.settings.languages, order=self.settings.order).day
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


def _line(text: str) -> str:
    return " ".join(clean(text).split())
