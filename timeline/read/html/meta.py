"""What a page says of itself: dates, each with its place, headline, outlet, address (`markup.toml`)."""

from __future__ import annotations

import json
import re
from calendar import month_abbr, month_name
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from timeline.tables import read_table

__all__ = ["MOST", "Page", "is_head_line", "markup"]

MOST: Final = 4  # dates that one place may give; a page of teasers has hundreds
DEEPEST: Final = 12  # objects in objects of JSON-LD
LONGEST_HEAD: Final = 80  # characters of a byline
LONGEST_LINE: Final = 120  # characters of a line that may hold a date for people

_MONTH = "|".join(sorted({name for name in (*month_name, *month_abbr) if name}, key=len, reverse=True))
_CLOCK = (
    r"(?:,?\s{1,3}(?:at\s)?[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?(?:\s?[AaPp]\.?[Mm]\b)?"
    r"(?:\s?[+-][0-9]{2}:?[0-9]{2}|\s?UTC|\s?GMT)?)?"
)
_DATE = re.compile(
    rf"(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ][0-9:.]{{5,12}}(?:Z|[+-][0-9:]{{4,5}})?)?"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})\.?,?\s[0-9]{{4}}{_CLOCK}"
    rf"|(?:{_MONTH})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s[0-9]{{4}}{_CLOCK}"
    rf"|\b[0-9]{{1,2}}[./][0-9]{{1,2}}[./][0-9]{{4}}{_CLOCK})",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})([/\-_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_BROKEN = re.compile(r'"(datePublished|dateCreated|headline)"\s{0,9}:\s{0,9}"([^"]{4,300})"')
_SAVED = re.compile(r"saved from url=\([0-9]{4}\)(https?://\S{1,2000})")
_VALUES: Final = (
    "datetime",
    "content",
    "data-datetime",
    "data-timestamp",
    "data-published",
    "data-time",
    "data-date",
    "title",
)


@lru_cache(maxsize=1)
def markup() -> dict[str, Any]:
    """The table of places, as `markup.toml` has it."""
    return read_table("timeline.read.html", "markup.toml")


class Page:
    """A parsed page (an lxml tree) and what it says of itself.

    Everything is read from the page and nothing is checked: dates are text as written.
    """

    def __init__(self, tree: Any, address: str = "") -> None:
        self.tree = tree
        self.table = markup()
        self.metas = list(self._metas())
        self.articles = _ranked(list(self._json_ld()), self.table["types"])
        self.url = self._url() or address

    def dates(self) -> list[tuple[str, str, bool]]:
        """Dates in order of trust: the place, the value as written, and whether the place is a strong one."""
        found: list[tuple[str, str, bool]] = []
        for row in self.table["date"]:
            values = dict.fromkeys(value.strip() for value in self._values(row) if value.strip())
            found += [(row["place"], value[:200], row["strong"]) for value in list(values)[:MOST]]
        return found

    def title(self) -> str:
        """The headline, without the outlet's name behind it."""
        headings = self.tree.xpath("//h1")
        written = (
            self._of_article("headline"),
            self._meta(self.table["title"]["meta"]),
            _text(headings[0]) if len(headings) == 1 else "",
            _text(next(iter(self.tree.xpath("//title")), None)),
        )
        title = next((each for each in written if each), "")
        outlet = self.source()
        for sign in (" | ", " - ", " – ", " — ", " :: "):
            head, found, tail = title.rpartition(sign)
            if found and outlet and tail.casefold() == outlet.casefold():
                return head
        return title

    def source(self) -> str:
        """The outlet, as the page names it; else the host of its address."""
        publisher = next((p for each in self.articles if (p := each.get("publisher"))), None)
        if isinstance(publisher, list):
            publisher = next(iter(publisher), None)
        name = publisher.get("name") if isinstance(publisher, Mapping) else publisher
        if isinstance(name, str) and name.strip() and not name.startswith(("http:", "https:")):
            return name.strip()
        host = self.url.partition("://")[2].partition("/")[0].partition(":")[0]
        return self._meta(self.table["source"]["meta"]) or host.removeprefix("www.")

    def body(self) -> str:
        """The text of the article as JSON-LD gives it; empty where it does not."""
        return self._of_article("articleBody")

    # ---- where things are -------------------------------------------------------------------------

    def _values(self, row: Mapping[str, Any]) -> Iterator[str]:
        kind, names = row["kind"], {name.casefold() for name in row["names"]}
        if kind == "json-ld":
            for each in self.articles:
                yield from (str(each[name]) for name in row["names"] if isinstance(each.get(name), str | int))
        elif kind == "meta":
            yield from (value for name, value in self.metas if name in names)
        elif kind == "itemprop":
            for element in self.tree.xpath("//*[@itemprop or @property or contains(@class, 'dt-published')]"):
                if element.tag != "meta" and names & _words(element, "itemprop", "property", "class"):
                    yield from self._of_element(element)
        elif kind == "time":
            found = [
                element for element in self.tree.xpath("//time[not(@itemprop)]") if self._is_ours(element)
            ]
            for element in sorted(found, key=lambda each: each.get("pubdate") is None):
                yield from self._of_element(element)
        elif kind == "class":
            for element in self.tree.xpath("//body//*[@class or @id]"):
                if names & _words(element, "class", "id") and self._is_ours(element):
                    yield from self._of_element(element)
        elif kind == "address":
            yield from ("-".join(match.group(1, 3, 4)) for match in _IN_ADDRESS.finditer(self.url[:2000]))
        elif kind == "line":
            yield from self._lines()

    def _is_ours(self, element: Any) -> bool:
        """Not of a teaser, a footer or a menu, and not about a change."""
        words = self.table["words"]
        if any(word in (element.get("class") or "").casefold() for word in words["other"]):
            return False
        return not any(above.tag in words["aside"] for above in element.iterancestors())

    def _of_element(self, element: Any) -> Iterator[str]:
        for name in _VALUES:
            if (value := element.get(name)) and any(char.isdigit() for char in value):
                yield value
                return
        yield from self._of_people(_text(element))

    def _of_people(self, text: str) -> Iterator[str]:
        """The date in a line such as "Published: 24 May 2024, 18:05 | Updated 25 May 2024"."""
        if not text or len(text) > LONGEST_LINE:
            return
        low = text.casefold()
        ends = [at for word in self.table["words"]["other"] if (at := low.find(word)) >= 0]
        text = text[: min(ends)] if ends else text
        if match := _DATE.search(text):
            yield match[0]
            return
        for word in self.table["words"]["before"]:
            if text.casefold().startswith(word):
                text = text[len(word) :].lstrip(" :,")
        if any(char.isdigit() for char in text):
            yield text.strip(" :,|")

    def _lines(self) -> Iterator[str]:
        headings = self.tree.xpath("//h1") or self.tree.xpath("//h2")
        if not headings:
            return
        near = headings[0].xpath(
            "(following::*[not(*)] | following::p | following::div[not(p or div)])[position() <= 12]"
        )
        for element in near:
            text = _text(element)
            # A line for people, not a sentence of the article that happens to name a day.
            if (
                len(text) <= LONGEST_HEAD
                and not text.endswith(".")
                and _DATE.search(text)
                and self._is_ours(element)
            ):
                yield from self._of_people(text)

    def _metas(self) -> Iterator[tuple[str, str]]:
        for element in self.tree.iter("meta"):
            value = (element.get("content") or "").strip()
            for name in ("property", "name", "itemprop"):
                if value and (key := element.get(name)):
                    yield key.strip().casefold(), value

    def _meta(self, names: list[str]) -> str:
        known = dict(reversed(self.metas))
        return next((" ".join(known[name].split()) for name in names if name in known), "")

    def _url(self) -> str:
        for element in self.tree.xpath("//link[@rel and @href]"):
            if "canonical" in element.get("rel").casefold().split():
                return str(element.get("href")).strip()
        if url := self._meta(self.table["url"]["meta"]):
            return url
        for comment in self.tree.getroottree().xpath("//comment()")[:20]:
            if match := _SAVED.search(str(comment.text or "")):
                return match[1]
        return ""

    def _of_article(self, key: str) -> str:
        for each in self.articles:
            if isinstance(value := each.get(key), str) and value.strip():
                return value.strip() if key == "articleBody" else " ".join(value.split())
        return ""

    def _json_ld(self) -> Iterator[Mapping[str, Any]]:
        for script in self.tree.xpath("//script[contains(@type, 'ld+json')]")[:50]:
            text = (script.text or "").strip().removesuffix(";")
            try:
                value = json.loads(text, strict=False)
            except (ValueError, RecursionError):
                broken: dict[str, Any] = {}
                for match in _BROKEN.finditer(text[:500_000]):
                    broken.setdefault(match[1], match[2])
                if broken:
                    yield {"@type": "Article", **broken}
                continue
            yield from _objects(value, 0)


def is_head_line(line: str) -> bool:
    """True for a byline or a date as it stands between a headline and its article, and for no sentence.

    Example:
        >>> is_head_line("By Our Correspondent"), is_head_line("Two were killed on 24 May 2024.")
        (True, False)
    """
    if len(line) > LONGEST_HEAD or line.endswith((".", "!", "?", "”", '"', ":")):
        return False
    first = line.casefold().split(" ", 1)[0]
    return first in markup()["words"]["byline"] or _DATE.search(line) is not None


def _objects(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for each in value[:200]:
            yield from _objects(each, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        # Only where an object stands for the page: lists of other articles are lists of teasers.
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _ranked(objects: list[Mapping[str, Any]], types: Mapping[str, list[str]]) -> list[Mapping[str, Any]]:
    """The object that stands for the article; that of the page only where there is none."""
    for known in (types["article"], types["page"]):
        found = []
        for each in objects:
            kinds = each.get("@type") or ""
            names = [
                str(kind).rpartition("/")[2].casefold()
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ]
            if any(name in known for name in names):
                found.append(each)
        if found:
            return found[:1]
    return []


def _words(element: Any, *attributes: str) -> set[str]:
    return {word for name in attributes for word in (element.get(name) or "").casefold().split()}


def _text(element: Any) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    return " ".join(" ".join(element.itertext()).split())
