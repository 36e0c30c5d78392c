"""RSS (0.9 to 2.0, RDF) and Atom files: one item, one article, as the parser reaches it.

expat reads the XML piece by piece, so a feed of any length takes little memory. It declares no entity for us
(a bomb of entities, or one that names a file of the machine, ends the feed), fetches nothing, and leaves
HTML's own entities (&nbsp;), which feeds use without declaring them, to Python's table.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from xml.parsers import expat

from timeline.models import Problem
from timeline.read.fields import pick
from timeline.read.html.client import PageError
from timeline.read.source import BUFFER, Draft, Settings, Source, problem, warning
from timeline.read.texts import too_large

__all__ = ["read_feed"]

DEEPEST: Final = 100  # elements in elements; XHTML content in Atom needs some twenty

RSS, RSS1, ATOM = "", "http://purl.org/rss/1.0/", "http://www.w3.org/2005/Atom"
RSS09: Final = "http://my.netscape.com/rdf/simple/0.9/"
DUBLIN_CORE, DUBLIN_TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
CONTENT, XHTML = "http://purl.org/rss/1.0/modules/content/", "http://www.w3.org/1999/xhtml"
_CORES: Final = (RSS, RSS1, RSS09, ATOM)

# Element (namespace and name) to role; of several for one role the first here that holds something wins.
_ROLES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "text": (
        (CONTENT, "encoded"),
        (ATOM, "content"),
        (RSS, "fulltext"),
        *((n, "description") for n in _CORES),
        (ATOM, "summary"),
    ),
    "title": tuple((n, "title") for n in _CORES),
    "url": tuple((n, "link") for n in _CORES),
    "id": ((RSS, "guid"), (ATOM, "id")),
    "date": (
        (RSS, "pubDate"),
        (ATOM, "published"),
        (ATOM, "issued"),
        (DUBLIN_CORE, "date"),
        (DUBLIN_TERMS, "issued"),
        (DUBLIN_TERMS, "created"),
    ),
    "updated": ((ATOM, "updated"), (ATOM, "modified")),
}
_WANTED: Final = {key: role for role, keys in _ROLES.items() for key in keys}
_TEASERS: Final = ("description", "summary")


class _FeedError(Exception):
    """The rest of a feed cannot be read; the arguments are code and reason of the problem."""


@dataclass(slots=True)
class _Item:
    values: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, role: str) -> tuple[str, str]:
        """The element that fills a role and its value; both empty when none does."""
        for key in _ROLES[role]:
            if value := self.values.get(key, "").strip():
                return key[1], value
        return "", ""


class _Reader:
    """The handlers of one feed. `done` holds items that are complete."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.done: list[_Item] = []
        self.outlet = ""
        self.is_feed = False
        self._path: list[tuple[str, str]] = []
        self._item: _Item | None = None
        self._item_depth = 0
        self._key: tuple[str, str] | None = None
        self._key_depth = 0
        self._pieces: list[str] = []
        self._size = 0
        parser: Any = expat.ParserCreate(namespace_separator="\n")
        parser.buffer_text = True
        # An undeclared entity is then skipped, and named to us, where it would end the feed.
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = lambda name, _: self._characters(unescape(f"&{name};"))
        self.parse: Callable[[bytes, bool], object] = parser.Parse

    def _start(self, written: str, attributes: dict[str, str]) -> None:
        space, _, name = written.rpartition("\n")
        key = (space, name)
        self._path.append(key)
        if len(self._path) > DEEPEST:
            raise _FeedError("bad-xml", "is nested too deeply to be a feed")
        if len(self._path) == 1:
            self.is_feed = name.lower() in ("rss", "rdf", "feed", "channel")
            if not self.is_feed:
                raise _FeedError("not-a-feed", f"is XML of another kind ({name[:40]!r}), not RSS or Atom")
        if name in ("item", "entry") and self._item is None and space in _CORES:
            self._item, self._item_depth, self._size = _Item(), len(self._path), 0
        elif self._key is not None:
            if self._key[1] in ("content", "summary", "title"):  # Atom's XHTML, put together again
                self._characters(f"<{name}>", already=True)
        elif key in _WANTED:
            self._key, self._key_depth, self._pieces = key, len(self._path), []
            if name == "link" and attributes.get("href"):
                # Atom has several links; the article's own is "alternate", which is also the default.
                self._pieces = (
                    [attributes["href"]] if attributes.get("rel", "alternate") == "alternate" else []
                )

    def _end(self, written: str) -> None:
        name = written.rpartition("\n")[2]
        if self._key is not None and len(self._path) == self._key_depth:
            value = "".join(self._pieces)
            if self._item is not None:
                self._item.values.setdefault(self._key, value) if value.strip() else None
            elif _WANTED[self._key] == "title" and len(self._path) <= 3 and not self.outlet:
                self.outlet = value
            self._key = None
        elif self._key is not None and self._key[1] in ("content", "summary", "title"):
            self._characters(f"</{name}>", already=True)
        elif self._item is not None and len(self._path) == self._item_depth:
            self.done.append(self._item)
            self._item = None
        self._path.pop()

    def _characters(self, data: str, already: bool = False) -> None:
        if self._key is None:
            return
        if not already and len(self._path) > self._key_depth:
            data = data.replace("&", "&amp;").replace("<", "&lt;")  # text inside XHTML, not markup
        self._size += len(data)
        if self._size > self.limit:
            raise _FeedError("too-large", "holds an item that is too long for one article")
        self._pieces.append(data)

    def _entity(self, name: str, *_: object) -> None:
        raise _FeedError(
            "xml-entity", f"declares an entity of its own ({name[:40]!r}), as no news feed needs to"
        )


def read_feed(handle: io.BufferedReader, source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """One article an item: its full text where the feed carries it, else the summary."""
    name = source.name
    reader = _Reader(2 * settings.max_size)
    n_items = n_teasers = 0
    ended: Problem | None = None
    last = False
    while not last and ended is None:
        data = handle.read(BUFFER)
        last = not data
        try:
            reader.parse(data, last)
        except _FeedError as error:
            code, reason = error.args
            ended = problem(name, code, f"{name} {reason}; {_rest(n_items + len(reader.done))}.")
        except expat.ExpatError as error:
            what = expat.errors.messages.get(error.code, "an error")
            reason = f"is not well-formed XML (line {error.lineno}: {what})"
            ended = problem(name, "bad-xml", f"{name} {reason}; {_rest(n_items + len(reader.done))}.")
        except (ValueError, LookupError):  # an encoding that Python does not know
            ended = problem(name, "bad-xml", f"{name} is in an encoding that is not known; save it as UTF-8.")
        for item in reader.done:
            n_items += 1
            n_teasers += item.get("text")[0] in _TEASERS
            yield _draft(item, source, settings, f"{name}, item {n_items}", n_items, reader.outlet)
        reader.done.clear()
    if ended is not None:
        yield ended
    elif not n_items:
        yield problem(name, "empty", f"{name} is a feed with no items.")
    if n_teasers:
        message = f"{name} gives {n_teasers} of {n_items} item(s) as summaries only; full texts tell of more."
        yield warning(name, "summaries-only", message)


def _rest(n_items: int) -> str:
    return f"its first {n_items} item(s) were read" if n_items else "nothing of it was read"


def _draft(
    item: _Item, source: Source, settings: Settings, where: str, number: int, outlet: str
) -> Draft | Problem:
    raw = item.get("text")[1]
    try:
        text = _plain(raw, settings)
        title = _plain(item.get("title")[1], settings)
        name = _plain(outlet, settings)
    except PageError as error:
        return problem(where, error.code, f"{where} {error.reason}.")
    if not text:
        return problem(where, "empty", f"{where} has neither content nor a summary.")
    if len(text) > settings.max_size:
        return problem(where, "too-large", too_large(where, settings))
    dates: list[tuple[str, object]] = [
        (f"feed {key[1]}", value) for key in _ROLES["date"] if (value := item.values.get(key, "").strip())
    ]
    said: tuple[Problem, ...] = ()
    if not dates and (updated := item.get("updated"))[1]:
        dates = [(f"feed {updated[0]}", updated[1])]
        message = f"{where} gives only the date of its last change ({updated[1][:40]}), which was taken."
        said = (warning(where, "updated-date", message),)
    given = pick(source.row, "date")
    if given is not None:
        dates.insert(0, (source.row_kind, given))
        said = ()
    url = item.get("url")[1]
    listed = pick(source.row, "source")
    return Draft(
        where=where,
        id=item.get("id")[1] or url or f"{source.id}:{number}",
        text=text,
        date=dates[0][1] if dates else None,
        date_source=dates[0][0] if dates else "",
        rivals=tuple(dates[1:]),
        source=listed if isinstance(listed, str) else name,
        title=title,
        url=url,
        path=source.shown,
        said=said,
    )


def _plain(text: str, settings: Settings) -> str:
    """The text without its markup, which only the process for web pages may read."""
    if "<" in text:
        return settings.pages.fragment(text)
    return unescape(text).strip() if "&" in text else text.strip()
