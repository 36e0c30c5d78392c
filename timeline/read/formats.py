"""The kinds of file that hold articles. A new one is a module with a reader, and a row here."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from timeline.models import Problem
from timeline.read.decode import encoding_of, looks_binary
from timeline.read.feeds import read_feed
from timeline.read.fields import roles_of
from timeline.read.jsonl import LISTS, read_json, read_jsonl
from timeline.read.pages import read_html
from timeline.read.source import BUFFER, Draft, Settings, Source
from timeline.read.tables import header_of, read_table
from timeline.read.texts import read_text
from timeline.read.unpack import SUFFIXES
from timeline.read.warc import read_warc

__all__ = ["FORMATS", "NAMES", "Format", "chosen", "detect", "format_of", "is_manifest", "named", "surely"]

Reader = Callable[[io.BufferedReader, Source, Settings], Iterator[Draft | Problem]]
Sniffer = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: the ends of its names, how its first bytes look, and its reader.

    `begins` is asked only where the name tells nothing (standard input, an unknown ending), in the order of
    `FORMATS`; where it is `sure`, it goes before the name of a text. The reader yields drafts, and a problem
    for each thing that it must leave out.
    """

    name: str
    suffixes: tuple[str, ...]
    begins: Sniffer
    read: Reader
    sure: bool = False


def _is_object(head: bytes) -> bool:
    line = _text(head).lstrip().partition("\n")[0].rstrip()
    if not line.startswith("{"):
        return False
    if not line.endswith("}"):
        # A line longer than what can be looked at.
        return len(head) > 8000 and line.startswith('{"') and not _LIST.match(line)
    try:
        record = json.loads(line)
        return isinstance(record, dict) and not any(isinstance(record.get(name), list) for name in LISTS)
    except (ValueError, RecursionError):
        return False


# One object that holds a list of articles, as the answers of news services do.
_LIST = re.compile(rf'{{\s{{0,9}}"(?:{"|".join(LISTS)})"\s{{0,9}}:\s{{0,9}}\[')


def _is_json(head: bytes) -> bool:
    text = _text(head).lstrip()
    if text.startswith("["):
        return text[1:].lstrip()[:1] == "{"
    return text.startswith("{") and text[1:].lstrip()[:1] == '"'


def _is_table(head: bytes) -> bool:
    header, _ = header_of(head)
    return len(header) > 1 and {"text", "date"} <= roles_of(header)


def _text(head: bytes) -> str:
    return head.decode(encoding_of(head), errors="replace")


def _is_page(head: bytes) -> bool:
    """True for a whole page of HTML; a text that merely holds some tags is none."""
    doctype, root = _root(_text(head))
    return doctype == "html" or root in ("html", "head") or (root in ("body", "meta") and bool(doctype))


def _is_feed(head: bytes) -> bool:
    return _root(_text(head))[1] in ("rss", "feed", "rdf:rdf")


def _root(text: str) -> tuple[str, str]:
    """The document type that a text of markup declares, and its first element, both in small letters.

    Before it may stand an XML declaration and comments ("saved from url").
    """
    doctype = ""
    text = text[:BUFFER].lstrip("\ufeff")
    for _ in range(20):
        text = text.lstrip()
        if not text.startswith(("<?", "<!")):
            break
        end = "-->" if text.startswith("<!--") else "]>" if "[" in text.partition(">")[0] else ">"
        if text[:9].lower() == "<!doctype":
            doctype = "".join(text[9:40].split(">")[0].split()[:1]).lower()
        _, found, text = text.partition(end)
        if not found:
            break
    root = _ELEMENT.match(text)
    return doctype, root[1].lower() if root else ""


_ELEMENT = re.compile(r"<([A-Za-z:]{1,20})[\s>/]")

FORMATS: Final = (
    Format("WARC", (".warc", ".wet"), lambda head: head.startswith(b"WARC/"), read_warc, sure=True),
    Format("JSON Lines", (".jsonl", ".ndjson"), _is_object, read_jsonl),
    Format("JSON", (".json",), _is_json, read_json),
    Format("feed", (".rss", ".atom", ".rdf", ".xml"), _is_feed, read_feed, sure=True),
    Format("HTML", (".html", ".htm", ".xhtml"), _is_page, read_html, sure=True),
    Format("CSV", (".csv", ".tsv"), _is_table, read_table),
    Format("text", (".txt", ".md", ".markdown", ".text"), lambda _: True, read_text),
)

NAMES: Final = {
    "text": "text", "html": "HTML", "jsonl": "JSON Lines", "json": "JSON", "csv": "CSV", "feed": "feed",
    "warc": "WARC",
}  # fmt: skip
"""What a user may call a format by, and its name here."""


def format_of(name: str) -> Format | None:
    """The format that a file's name ends in, packed or not; None when it tells nothing."""
    path = PurePath(name.lower())
    suffix = PurePath(path.stem).suffix if path.suffix in SUFFIXES else path.suffix
    return next((known for known in FORMATS if suffix in known.suffixes), None)


def named(name: str) -> Format:
    """The format that a user calls by one of `NAMES`."""
    return next(known for known in FORMATS if known.name == NAMES[name])


def chosen(name: str, head: bytes) -> Format:
    """The format of a file with this name and these first bytes.

    A page that was saved as .txt is a page, and what ends in .xml may be one, too.
    """
    known = format_of(name)
    if known is None:
        return detect(head)
    if known.name in ("text", "feed", "HTML") and (other := surely(head)) is not None:
        return other
    return known


def surely(head: bytes) -> Format | None:
    """The format that the first bytes leave no doubt about."""
    if looks_binary(head[:8192]) and not head.startswith(b"WARC/"):
        return None
    return next((known for known in FORMATS if known.sure and known.begins(head)), None)


def detect(head: bytes) -> Format:
    """The format that the first bytes look like; text when nothing else."""
    if looks_binary(head[:8192]) and not head.startswith(b"WARC/"):
        return FORMATS[-1]  # whose reader says what is wrong with it
    return next(known for known in FORMATS if known.begins(head))


def is_manifest(head: bytes) -> bool:
    """True for a CSV that lists files and holds no text of its own."""
    if looks_binary(head[:8192]):
        return False
    roles = roles_of(header_of(head)[0])
    return "file" in roles and "text" not in roles
