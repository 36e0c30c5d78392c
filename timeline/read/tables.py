"""CSV and its kin (semicolons, tabs, bars): one row, one article."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from timeline.models import Problem
from timeline.read.decode import encoding_of, looks_binary
from timeline.read.fields import names_of, normal, roles_of
from timeline.read.lines import TooLongError, lines, not_utf8
from timeline.read.source import Draft, Settings, Source, problem, short

__all__ = ["header_of", "read_table", "rows"]

DELIMITERS: Final = (",", ";", "\t", "|")
_UNCLOSED: Final = "ends inside a field; perhaps a quotation mark is never closed"


def read_table(handle: io.BufferedReader, source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """One article a row, by the names of the columns."""
    name = source.name
    if kind := looks_binary(handle.peek(8192)[:8192]):
        yield problem(name, "binary", f"{name} is {kind}, not a table; give CSV in UTF-8.")
        return
    header, _ = header_of(handle.peek(65_536))
    if header and "text" not in roles_of(header):
        found = ", ".join(short(column, 20) for column in header[:8])
        known = ", ".join(names_of("text")[:6])
        yield problem(
            name,
            "no-text-column",
            f"{name} has no column with the articles' text (columns found: {found}); call it 'text' "
            f"(also read: {known}).",
        )
        return
    if (
        header
        and "date" not in roles_of(header)
        and settings.fallback is None
        and "date" not in roles_of(source.row)
    ):
        yield problem(
            name,
            "no-date",
            f"{name} has no column with the publication date; call it 'date', or give --date.",
        )
        return
    for number, row in rows(handle, name, limit=settings.max_size + 1_000_000):
        if isinstance(row, Problem):
            yield row
            continue
        where = f"{name}, line {number}"
        draft = Draft.of(row, source, where, number=number)
        yield draft or problem(where, "empty", f"{where} has an empty text.")


def header_of(head: bytes) -> tuple[list[str], str]:
    """The column names that a file begins with, and its delimiter: the one that finds most known columns."""
    text = head.decode(encoding_of(head), errors="replace")
    line = next((line for line in text.splitlines() if line.strip()), "")
    best: tuple[tuple[int, int], list[str], str] = ((-1, -1), [], ",")
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        score = (len(roles_of(cells)), len(cells))
        if score > best[0]:
            best = (score, [cell.strip() for cell in cells], delimiter)
    return best[1], best[2]


def rows(
    handle: io.BufferedReader, name: str, *, limit: int
) -> Iterator[tuple[int, Mapping[str, object] | Problem]]:
    """The rows of a table with a header, each with the number of its last line, by normalised column name.

    A row that cannot be trusted is a Problem in its place. Blank rows are skipped.
    """
    _, delimiter = header_of(handle.peek(65_536))
    # The csv module's limit is global, and by default less than a long article. Ours is counted for each row,
    # so that it does not depend on what else the process has read.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * limit + 1))
    budget = _Budget(limit, limit)
    reader = csv.reader(budget.spend(lines(handle, limit=limit, newline="")), delimiter=delimiter)
    header: list[str] = []
    n_rows = 0
    try:
        for cells in reader:
            is_open = budget.next_row()
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [normal(cell) for cell in cells]
                continue
            n_rows += 1
            where = f"{name}, line {reader.line_num}"
            if is_open and budget.ended:
                yield reader.line_num, problem(where, "bad-csv", f"{where} {_UNCLOSED}.")
                continue
            yield reader.line_num, _row(cells, header, where)
    except (csv.Error, TooLongError):
        where = f"{name}, line {reader.line_num + 1}"
        yield (
            reader.line_num,
            problem(
                where,
                "oversized-field",
                f"{where} holds a field of more than {limit / 1e6:g} million characters (perhaps a quotation "
                "mark is never closed); the rest of the file is left out.",
            ),
        )
        return
    if not n_rows:
        what = "holds a header and no rows" if header else "is empty"
        yield 1, problem(name, "empty", f"{name} {what}; it should hold one article a row.")


@dataclass(slots=True)
class _Budget:
    """Characters that a row may still take; one with a quotation mark never closed takes them all.

    `ended` is true once the file has been asked for a line that it does not have.
    """

    limit: int
    left: int
    n_lines: int = 0
    n_marks: int = 0
    ended: bool = False

    def spend(self, given: Iterator[str]) -> Iterator[str]:
        for number, line in enumerate(given, start=1):
            self.left -= len(line)
            if self.left < 0:
                raise TooLongError(number)
            self.n_lines += 1
            self.n_marks += line.count('"')
            yield line
        self.ended = True

    def next_row(self) -> bool:
        """Begin a new row; true when the last one went over several lines and left a quotation mark open."""
        is_open = self.n_lines > 1 and self.n_marks % 2 == 1
        self.left, self.n_lines, self.n_marks = self.limit, 0, 0
        return is_open


def _row(cells: list[str], header: list[str], where: str) -> dict[str, object] | Problem:
    for number, cell in enumerate(cells, start=1):
        if reason := not_utf8(cell, f"cell {number}"):
            return problem(where, "not-utf8", f"{where} {reason}.")
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(header):
        return problem(
            where,
            "bad-csv",
            f"{where} has {len(cells)} cells and the header {len(header)}; quote text that holds commas.",
        )
    if len(cells) < len(header) and "\n" in cells[-1]:
        return problem(
            where,
            "bad-csv",
            f"{where} ends a row of {len(cells)} cells where the header has {len(header)}; perhaps a "
            "quotation mark is never closed.",
        )
    found: dict[str, object] = {}
    for column, cell in zip(header, cells, strict=False):
        found.setdefault(column, cell)
    return found
