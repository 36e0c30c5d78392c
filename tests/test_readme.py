"""The README says what is so: its table of expressions, its columns and its code are run."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from timeline import api
from timeline.export.columns import columns

README = Path(__file__).resolve().parents[1] / "README.md"


def _text() -> str:
    return README.read_text(encoding="utf-8")


def _rows() -> list[tuple[str, dt.date, str, str]]:
    """(text with the expression in **bold**, publication date, value, days) of each row of the table."""
    part = _text().split("## What it understands")[1].split("\n## ")[0]
    rows = []
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        published = re.search(r"\d{4}-\d\d-\d\d", cells[1]) if len(cells) > 1 else None
        if published:
            rows.append((cells[0], dt.date.fromisoformat(published[0]), cells[2], (cells[3:] or [""])[0]))
    return rows


def test_the_table_was_found():
    assert len(_rows()) >= 10


@pytest.mark.parametrize(("text", "published", "value", "days"), _rows(), ids=lambda v: str(v)[:40])
def test_expressions(text, published, value, days):
    bold = re.search(r"\*\*(.+?)\*\*", text)[1]
    plain = text.replace("**", "")
    found = api.tag(plain[:1].upper() + plain[1:] + ".", published)
    if value == "nothing":
        assert found == ()
        return
    assert len(found) == 1
    assert found[0].text.lower() in bold.lower()
    assert found[0].value == re.search(r"`(.+?)`", value)[1]
    wanted = days if re.match(r"[\d.]", days) else None
    assert (found[0].interval.edtf() if found[0].interval else None) == wanted


def column_table() -> str:
    """The README's table of columns, as the data says it should be."""
    lines = ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {c.type} | {c.description} |" for c in columns()]
    return "\n".join(lines)


def test_columns_are_the_real_ones():
    shown = _text().split("<!-- columns -->")[1].split("<!-- /columns -->")[0].strip()
    assert shown == column_table()


@pytest.mark.model
def test_the_python_example_runs(tmp_path, monkeypatch, samples_dir):
    code = re.search(r"```python\n(.+?)```", _text(), re.DOTALL)[1]
    (tmp_path / "samples").symlink_to(samples_dir, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "events.csv").stat().st_size > 1000
    assert (tmp_path / "timeline.html").stat().st_size > 1000
