"""The kinds of file that hold articles. A new one is a module with a reader, and a row here."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from timeline.models import Problem
from timeline.read.decode import encoding_of, looks_binary
from timeline.read.fields import roles_of
from timeline.read.jsonl import read_json, read_jsonl
from timeline.read.source import Draft, Settings, Source
from timeline.read.tables import header_of, read_table
from timeline.read.texts import read_text

__all__ = ["FORMATS", "Format", "detect", "format_of", "is_manifest"]

Reader = Callable[[io.BufferedReader, Source, Settings], Iterator[Draft | Problem]]
Sniffer = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: the ends of its names, how its first bytes look, and its reader.

    `begins` is asked only where the name tells nothing (standard input, an unknown ending), in the order of
    `FORMATS`; the reader yields drafts, and a problem for each thing that it must leave out.
    """

    name: str
    suffixes: tuple[str, ...]
    begins: Sniffer
    read: Reader


def _is_object(head: bytes) -> bool:
    line = _text(head).lstrip().partition("\n")[0].rstrip()
    if not line.startswith("{"):
        return False
    if not line.endswith("}"):
        return len(head) > 8000 and line.startswith('{"')  # a line longer than what can be looked at
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


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


FORMATS: Final = (
    Format("JSON Lines", (".jsonl", ".ndjson"), _is_object, read_jsonl),
    Format("JSON", (".json",), _is_json, read_json),
    Format("CSV", (".csv", ".tsv"), _is_table, read_table),
    Format("text", (".txt", ".md", ".markdown", ".text"), lambda _: True, read_text),
)


def format_of(name: str) -> Format | None:
    """The format that a file's name ends in; None when it tells nothing."""
    suffix = PurePath(name).suffix.lower()
    return next((known for known in FORMATS if suffix in known.suffixes), None)


def detect(head: bytes) -> Format:
    """The format that the first bytes look like; text when nothing else."""
    if looks_binary(head[:8192]):
        return FORMATS[-1]  # whose reader says what is wrong with it
    return next(known for known in FORMATS if known.begins(head))


def is_manifest(head: bytes) -> bool:
    """True for a CSV that lists files and holds no text of its own."""
    if looks_binary(head[:8192]):
        return False
    roles = roles_of(header_of(head)[0])
    return "file" in roles and "text" not in roles
