"""What the stage promises, clause by clause: rows of the tables; the head of clauses.txt tells their form."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from timeline.intervals import Granularity
from timeline.models import Timex
from timeline.timex import tag

_FRIDAY = "2024-05-24"
_CLOCK = (Granularity.HOUR, Granularity.MINUTE, Granularity.SECOND)


_TABLES = ("clauses.txt", "news.txt")


def _rows() -> list[Any]:
    rows, clause = [], ""
    for table in _TABLES:
        lines = Path(__file__).with_name(table).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if line.startswith("## "):
                clause = line[3:]
            elif line and not line.startswith("#"):
                cells = [cell.strip() for cell in line.split("|")]
                rows.append(pytest.param(*cells, id=f"{clause[:25]}-{table[:-4]}-{number}"))
    return rows


def _options(cell: str) -> tuple[date, dict[str, Any]]:
    head, *pairs = cell.split()
    read = {
        "epoch": date.fromisoformat,
        "narrative": lambda value: value == "yes",
        "zone": str,
        "time": datetime.fromisoformat,
    }
    options: dict[str, Any] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        options["dct_time" if name == "time" else name] = read[name](value)
    return date.fromisoformat(_FRIDAY if head == "." else head), options


def _where(timex: Timex) -> str:
    interval = timex.interval
    if interval is None:
        return "-"
    if interval.granularity in _CLOCK and interval.start is not None:
        return f"{interval.start:%Y-%m-%dT%H:%M}"
    return re.sub("[~?%]", "", interval.edtf())


def _list(cell: str) -> list[str]:
    return [piece.strip() for piece in cell.split(";") if piece.strip()]


@pytest.mark.parametrize(("published", "marked", "values", "days"), _rows())
def test_clause(published: str, marked: str, values: str, days: str) -> None:
    dct, options = _options(published)
    wanted = re.findall(r"\[(.+?)\]", marked)
    found = tag(re.sub(r"[\[\]]", "", marked), dct, **options)
    assert [(t.text, t.value) for t in found] == list(zip(wanted, _list(values), strict=True))
    assert [_where(t) for t in found] == _list(days)
