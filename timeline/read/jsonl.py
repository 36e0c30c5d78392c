"""JSON Lines, and JSON files that hold one article or a list of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Final

from timeline.models import Problem
from timeline.read.decode import NotText, decode, looks_binary
from timeline.read.fields import names_of, normal, roles_of
from timeline.read.lines import TooLongError, lines, not_utf8
from timeline.read.source import Draft, Settings, Source, problem, short
from timeline.read.texts import too_large

__all__ = ["LISTS", "read_json", "read_jsonl"]

PATIENCE: Final = 20  # unreadable lines before the first readable one, after which a file is no JSONL
LISTS: Final = ("articles", "documents", "docs", "results", "data", "items")


def read_jsonl(handle: io.BufferedReader, source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """One article a line. A line that cannot be read is reported and the others go on."""
    name = source.name
    if kind := looks_binary(handle.peek(8192)[:8192]):
        yield problem(name, "binary", f"{name} is {kind}, not JSON Lines.")
        return
    n_good = n_bad = 0
    try:
        # A character takes at most six of JSON (\u0000); the rest of a record is small beside its text.
        for number, line in enumerate(lines(handle, limit=6 * settings.max_size + 1_000_000), start=1):
            if not line.strip():
                continue
            found = _line(line, source, f"{name}, line {number}", number)
            yield found
            n_good, n_bad = n_good + isinstance(found, Draft), n_bad + isinstance(found, Problem)
            if n_bad >= PATIENCE and not n_good:
                yield problem(
                    name, "bad-json", f"{name} is no JSON Lines file of articles; stopped at line {number}."
                )
                return
    except TooLongError as error:
        where = f"{name}, line {error.number}"
        yield problem(
            where, "too-large", f"{too_large(where, settings)[:-1]}; the rest of the file is left out."
        )
        return
    if not n_good + n_bad:
        yield problem(name, "empty", f"{name} is empty; it should hold one JSON object a line.")


def _line(line: str, source: Source, where: str, number: int) -> Draft | Problem:
    if reason := not_utf8(line, "the line"):
        return problem(where, "not-utf8", f"{where} {reason}.")
    try:
        record = json.loads(line)
    except RecursionError:
        return problem(where, "bad-json", f"{where} is nested too deeply to be an article.")
    except ValueError as error:  # also numbers of more digits than Python reads
        return problem(
            where, "bad-json", f"{where} is not valid JSON ({_reason(error)}); give one object a line."
        )
    return _record(record, source, where, number)


def read_json(handle: io.BufferedReader, source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """A JSON file: one article, a list of articles, an object that holds such a list, or JSON Lines."""
    name = source.name
    if _is_lines(handle.peek(8192)[:65_536]):
        yield from read_jsonl(handle, source, settings)
        return
    limit = 20 * settings.max_size
    data = handle.read(limit + 1)
    if len(data) > limit:
        yield problem(
            name,
            "too-large",
            f"{name} is larger than {limit / 1e6:g} MB, too large for one JSON value; use JSON Lines.",
        )
        return
    if not data.strip():
        yield problem(name, "empty", f"{name} is empty; it should hold one article or a list of them.")
        return
    try:
        value = json.loads(decode(data))
    except NotText as error:
        yield problem(name, error.code, f"{name} {error.reason}.")
        return
    except RecursionError:
        yield problem(name, "bad-json", f"{name} is nested too deeply to hold articles.")
        return
    except ValueError as error:
        yield problem(name, "bad-json", f"{name} is not valid JSON ({_reason(error)}).")
        return
    records = _records(value)
    if not records:
        yield problem(name, "empty", f"{name} holds no article.")
    for number, record in enumerate(records, start=1):
        yield _record(record, source, f"{name}, record {number}" if len(records) > 1 else name, number)


def _records(value: object) -> list[object]:
    if isinstance(value, Mapping):
        for key in LISTS:
            if isinstance(value.get(key), list):
                return list(value[key])
        return [value]
    return value if isinstance(value, list) else [] if value is None else [value]


def _record(record: object, source: Source, where: str, number: int) -> Draft | Problem:
    if not isinstance(record, Mapping):
        return problem(
            where, "bad-json", f"{where} is {short(record)}, not a JSON object with text and date."
        )
    draft = Draft.of({normal(str(key)): value for key, value in record.items()}, source, where, number=number)
    if draft is not None:
        return draft
    if any(normal(str(key)) in names_of("text") for key in record):
        return problem(where, "empty", f"{where} has an empty text.")
    found = ", ".join(short(str(key), 20) for key in list(record)[:8]) or "none"
    # GDELT's lists and link collections hold addresses alone, and nothing is fetched here.
    has_address = "url" in roles_of(str(key) for key in record)
    also = ", or save the pages behind the addresses and give those web pages" if has_address else ""
    return problem(
        where,
        "no-text-column",
        f"{where} has no field with the text (fields found: {found}); call it 'text'{also}.",
    )


def _is_lines(head: bytes) -> bool:
    """True when the first line is a whole object and another object follows."""
    first, newline, rest = head.partition(b"\n")
    if not newline or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]} at character {error.pos}"
    return "a number of too many digits"
