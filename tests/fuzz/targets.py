"""What is fuzzed: each target takes any input, and raises AssertionError where the result breaks a promise.

An exception is a finding, too, but for those that a target names as its answer to bad input.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import Any

from timeline import read
from timeline.errors import SourceError
from timeline.merge.corrections import parse_corrections
from timeline.models import Article, Problem
from timeline.read.dates import FIRST_YEAR, LAST_YEAR
from timeline.read.html import client
from timeline.read.html.worker import read_fragment, read_page
from timeline.timex import tag

__all__ = ["FORMATS", "FRAGMENTS", "InProcess", "corrections", "dates", "page", "reader", "tagged", "worded"]

FORMATS = ("text", "html", "jsonl", "json", "csv", "feed", "warc")
DCT = date(2024, 5, 24)

# words and marks that the rules look at, and some that they do not: a fuzzer that writes in these gets deep
_WORDS = """
    the a of in on at to from by and or but not until since before after between during about around
    last next this that these coming past previous following early late mid mid- end beginning eve
    January Feb March May June Sept. Dec. may march Monday Tue Friday Sun. sat weekend today tomorrow
    yesterday tonight now then noon midnight overnight dawn morning evening night spring fall winter
    second minute hour hours day days week weeks month months quarter year years decade century fortnight
    ago later earlier hence old long each every several few couple half third twice daily annual fiscal
    one two three nineteen twenty ninety hundred thousand million first 1st 2nd 3rd 31st 500th dozen
    Christmas Easter Ramadan Eid Hanukkah Ashura Diwali Halloween New Year's Eve 's ' GMT UTC EST BC AD
    local time Kyiv war invasion began into said will was had been due killed talks agreed T-72 24/7
    2024 1999 2030 9999 0 1 3 7 12 30 31 32 99 100 1939-45 80s '90s 12:30 25:61 7.15 p.m. am 0300 Z + 3/4
    2024-05-24 2024-02-30 05/06/2024 31.12.99 2024-05-24T10:15:00Z 2024-W10 Q3 FY23 1H 10,000 3.5 1/2
    . , ; : - – — ( ) [ ] " “ ” « » / & % # @ ! ? … _ * ~ | ' ` $
    """
_SIGNS = (
    "\n", "\n\n", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\x00", "\ud800", "\u202e",
    "é", "Київ", "二", "²", "١",
)  # fmt: skip
FRAGMENTS = (*_WORDS.split(), *_SIGNS)


def worded(data: bytes) -> str:
    """Bytes as text in fragments: the first says how they are joined; 255 that the next is a character."""
    joiner = ("", " ", " ", "\n")[data[0] % 4] if data else ""
    words: list[str] = []
    k = 1
    while k < len(data):
        if data[k] == 255 and k + 1 < len(data):
            words.append(chr(data[k + 1]))
            k += 1
        else:
            words.append(FRAGMENTS[data[k] % len(FRAGMENTS)])
        k += 1
    return joiner.join(words)


def tagged(text: str, mode: int = 0) -> None:
    """`tag`: expressions in order, inside the text, with its words; the mode picks the options."""
    dct = None if mode % 5 == 4 else DCT
    found = tag(
        text,
        dct,
        epoch=date(2022, 2, 24) if mode % 2 else None,
        narrative=(None, None, True, False)[mode // 2 % 4],
        zone=("", "Europe/Kyiv", "-0530")[mode // 8 % 3],
        dct_time=datetime(2024, 5, 24, 22, 30, tzinfo=UTC) if dct is not None and mode % 3 == 2 else None,
    )
    at = 0
    for timex in found:
        assert at <= timex.start < timex.end <= len(text), timex
        assert text[timex.start : timex.end] == timex.text, timex
        assert timex.value, timex
        at = timex.end


class InProcess(client.Pages):
    """Reads pages in this process, so that a fuzzer sees what their reader does."""

    def page(self, data: bytes, *, charset: str = "", address: str = "") -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(json.dumps(read_page(data, charset=charset, address=address)))
        return answer

    def fragment(self, html: str) -> str:
        return read_fragment(html.encode("utf-8", "replace").decode("utf-8", "replace"))


def reader(data: bytes, form: str = "") -> list[Article | Problem]:
    """`read_articles`: everything comes back as an article that can be written, or as a problem."""
    before = read.Pages
    read.Pages = InProcess  # type: ignore[misc]
    try:
        found = list(read.read_articles(["-"], date="2024-05-24", stdin=io.BytesIO(data), format=form))
    finally:
        read.Pages = before  # type: ignore[misc]
    for item in found:
        line = item.model_dump_json()
        assert type(item).model_validate_json(line) == item
        if isinstance(item, Article):
            assert item.id and item.text.strip()
        else:
            assert item.message and "\n" not in item.message, item.message
    return found


def page(data: bytes) -> None:
    """`read_page`, which must answer; its worker would turn an exception into a problem."""
    answer = read_page(data)
    assert isinstance(answer["text"], str)
    json.dumps(answer)


def dates(text: str) -> None:
    """`parse_date`: a day within the years that are read, or a problem."""
    found = read.parse_date(text)
    if not isinstance(found, Problem):
        assert FIRST_YEAR <= found.day.year <= LAST_YEAR, found


def corrections(text: str) -> None:
    """`parse_corrections`: corrections, or one SourceError that names the line."""
    try:
        parse_corrections(text.splitlines())
    except SourceError as error:
        assert "line" in str(error)
