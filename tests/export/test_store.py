"""Stores: what was written reads back as it was, from each of four forms; from a CSV as far as it goes."""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
from pathlib import Path

import pytest
from export_strategies import timelines
from hypothesis import given, settings

from timeline.errors import SourceError
from timeline.export import kind_of, read_timeline, text_of, write
from timeline.models import Severity, TimelineData

STORES = ("jsonl", "sqlite", "duckdb", "parquet")


@pytest.mark.parametrize("name", STORES)
def test_a_store_gives_back_the_same_timeline(name: str, data: TimelineData, tmp_path: Path) -> None:
    path = tmp_path / f"t.{name}"
    assert write(data, path) == ()
    assert kind_of(path) == name
    assert read_timeline(path) == data
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", STORES)
def test_an_empty_timeline_too(name: str, tmp_path: Path) -> None:
    write(TimelineData(), tmp_path / f"t.{name}")
    assert read_timeline(tmp_path / f"t.{name}") == TimelineData()


@pytest.mark.parametrize("name", STORES)
@settings(max_examples=12, deadline=None)
@given(data=timelines())
def test_any_timeline_reads_back(name: str, data: TimelineData) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"t.{name}"
        write(data, path)
        assert read_timeline(path) == data


@pytest.mark.parametrize("name", ["sqlite", "duckdb", "parquet"])
def test_writing_again_replaces_the_file(name: str, data: TimelineData, tmp_path: Path) -> None:
    path = tmp_path / f"t.{name}"
    path.write_bytes(b"something else")
    write(data, path)
    write(data, path)
    assert read_timeline(path) == data
    assert list(tmp_path.iterdir()) == [path]


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# A CSV lists outlets, addresses and days of an event's articles, but not which belong together.
UNTOLD = ("source_url", "source_date", "source_headline")


@pytest.mark.parametrize("name", ["csv", "hxl"])
@settings(max_examples=60, deadline=None)
@given(data=timelines())
def test_a_csv_reads_back_to_the_same_csv(name: str, data: TimelineData) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        write(data, path, name)
        back = read_timeline(path)
        before, after = cells(text_of(data, "csv")), cells(text_of(back, "csv"))
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        untold = UNTOLD if int(one["n_articles"]) > 1 else ()
        blank = dict.fromkeys(untold, "")
        assert {**one, **blank} == {**other, **blank}


def test_a_csv_says_what_it_cannot_give_back(data: TimelineData, tmp_path: Path) -> None:
    write(data, tmp_path / "t.csv")
    back = read_timeline(tmp_path / "t.csv")
    assert [event.event_id for event in back.events] == ["e1", "e2"]
    assert [mention.mention_id for mention in back.mentions] == ["a:1", "b:9"]
    (problem,) = back.problems
    assert (problem.code, problem.severity) == ("from-csv", Severity.WARNING)
    assert "one telling of each event" in problem.message
    assert "articles of 1 events" in problem.message


@pytest.mark.parametrize(
    ("column", "value"),
    [("date_start", "05/08/2003"), ("fatalities", "two"), ("status", "maybe"), ("latitude", "north")],
)
def test_a_cell_that_a_spreadsheet_changed_is_named(
    column: str, value: str, data: TimelineData, tmp_path: Path
) -> None:
    rows = cells(text_of(data, "csv"))
    rows[0][column] = value
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(SourceError, match=rf"line 2: column {column} holds '{value}'"):
        read_timeline(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.csv", b"file,date,text\r\n", "holds no timeline"),
        ("t.csv", b"event_id,event_date,date_start,date_end,x\r\n", "no column 'date_edtf'"),
        ("t.sqlite", b"SQLite format 3\x00" + b"\x00" * 200, "no database that this program wrote"),
        ("t.parquet", b"PAR1xxxxPAR1", "no Parquet file that this program wrote"),
        ("t.duckdb", b"12345678DUCK" + b"\x00" * 200, "no database that this program wrote"),
        ("t.txt", b"Two were killed.", "holds no timeline"),
        ("t.txt", b"", "holds no timeline"),
        ("t.jsonl", b'{"text": "an article"}\n', "of no known kind"),
    ],
)
def test_a_file_of_somebody_else_is_one_sentence(
    name: str, content: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=says) as caught:
        read_timeline(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("CREATE TABLE a (b)")
    database.close()
    with pytest.raises(SourceError, match="no such table: timeline_record"):
        read_timeline(tmp_path / "x.db")


def test_a_parquet_table_of_somebody_else(tmp_path: Path) -> None:
    import pandas as pd

    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(SourceError, match="no Parquet file that this program wrote"):
        read_timeline(tmp_path / "x.parquet")


@pytest.mark.parametrize("name", ["none.sqlite", "."])
def test_what_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_timeline(tmp_path / name)


def test_an_open_handle_gives_json_lines(data: TimelineData) -> None:
    assert read_timeline(io.BytesIO(text_of(data, "jsonl").encode("utf-8"))) == data
