"""The README's section on outputs: its table is the real one, and its examples run."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from timeline.export import FORMATS, write
from timeline.models import Status, TimelineData

README = Path(__file__).resolve().parents[2] / "README.md"
SECTION = README.read_text(encoding="utf-8").split("\n## Outputs\n")[1].split("\n## ")[0]


def format_table() -> str:
    """The README's table of formats, as the data says it should be."""
    back = {"all": "all of it", "part": "what a table holds", "": ""}
    lines = ["| end of the name | what it is | needs | reads back |", "|---|---|---|---|"]
    for known in FORMATS:
        ends = " ".join(f"`{end}`" for end in known.suffixes)
        extra = f"`[{known.extra}]`" if known.extra else ""
        lines.append(f"| {ends} | {known.what} | {extra} | {back[known.reads_back]} |")
    return "\n".join(lines)


def example(name: str) -> str:
    found = re.search(rf"<!-- runs: {name} -->\n```\w+\n(.+?)```", SECTION, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def folder(data: TimelineData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    told = data.events[0].model_copy(update={"status": Status.HAPPENED})
    data = data.model_copy(update={"events": (told, *data.events[1:])})
    for end in ("jsonl", "csv", "parquet", "sqlite"):
        write(data, tmp_path / f"events.{end}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_formats_are_the_real_ones() -> None:
    assert SECTION.split("<!-- formats -->")[1].split("<!-- /formats -->")[0].strip() == format_table()


@pytest.mark.parametrize("name", ["export", "csv"])
def test_the_python_examples_run(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(example(name), "README.md", "exec"), {})
    assert name != "csv" or "2024-05    2\n" in capsys.readouterr().out


def test_the_duckdb_example_runs(folder: Path) -> None:
    import duckdb

    ((_, country, n_events, killed),) = duckdb.sql(example("parquet")).fetchall()
    assert (country, n_events, killed) == ("Ukraine", 1, 2)


def test_the_sqlite_example_runs(folder: Path) -> None:
    with closing(sqlite3.connect("events.sqlite")) as database:
        found = database.execute(example("sqlite").replace("drone", "civilians")).fetchall()
    assert [row[0] for row in found] == ["e1"]
