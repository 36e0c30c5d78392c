"""The CSV: what other programs read from it, and what a spreadsheet does not run."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from export_cases import event
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.errors import OutputError
from timeline.export.columns import columns
from timeline.export.csv import cell, write_csv
from timeline.models import TimelineData


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("=1+1", "string", "'=1+1"),
        ("+1", "string", "'+1"),
        ("-1", "string", "'-1"),
        ("@SUM(A1)", "string", "'@SUM(A1)"),
        ("\t=1", "string", "'\t=1"),
        ("\r=1", "string", "'\r=1"),
        ("＝1+1", "string", "'＝1+1"),
        ("＋1", "string", "'＋1"),
        ("－1", "string", "'－1"),
        ("＠x", "string", "'＠x"),
        ("  =1+1", "string", "'  =1+1"),
        ("- a; =b", "list", "'- a; =b"),
        ("1=1", "string", "1=1"),
        ("Attack", "string", "Attack"),
        ("../2003-08-01", "string", "../2003-08-01"),
        ("–dash", "string", "–dash"),
        (-33.5, "number", "-33.5"),
        (-1, "integer", "-1"),
        (0, "integer", "0"),
        (True, "boolean", "true"),
        (False, "boolean", "false"),
        (date(2024, 5, 23), "date", "2024-05-23"),
        (date(988, 1, 1), "date", "0988-01-01"),
        (None, "string", ""),
        ("a\x00b\ud800c", "string", "a\ufffdb\ufffdc"),
    ],
)
def test_cell(value: object, kind: str, expected: str) -> None:
    assert cell(value, kind) == expected


def test_it_is_rfc_4180_in_utf_8(data: TimelineData, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    write_csv(data, path)
    raw = path.read_bytes()
    assert raw.decode("utf-8").endswith("\r\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 3
    with path.open(encoding="utf-8", newline="") as handle:
        header, *table = list(csv.reader(handle))
    assert header == [column.name for column in columns()]
    assert len(table) == 2
    assert all(len(row) == len(header) for row in table)


def test_no_cell_of_text_begins_like_a_formula(data: TimelineData) -> None:
    handle = io.StringIO(newline="")
    write_csv(data, handle)
    handle.seek(0)
    for row in csv.DictReader(handle):
        for column in columns():
            if column.type in ("string", "list"):
                assert not row[column.name].startswith(tuple("=+-@\t\r＝＋－＠")), column.name
        assert row["actor1"] in ("Ukraine", "'-2+3")


def test_pandas_reads_it(data: TimelineData, tmp_path: Path) -> None:
    write_csv(data, tmp_path / "events.csv")
    frame = pd.read_csv(tmp_path / "events.csv", parse_dates=["event_date", "date_start", "date_end"])
    assert frame.loc[0, "date_start"] == pd.Timestamp(2024, 5, 23)
    assert frame.loc[0, "latitude"] == -45.25
    assert pd.isna(frame.loc[1, "date_start"])
    assert frame.loc[1, "date_edtf"] == "../2003-08-01~"
    assert frame["directed"].tolist() == [True, False]
    assert frame["iso"].dropna().tolist() == [804]


def test_an_empty_timeline_is_a_header() -> None:
    handle = io.StringIO(newline="")
    write_csv(TimelineData(), handle)
    assert handle.getvalue().count("\r\n") == 1


@pytest.mark.parametrize("name", ["missing/events.csv", ""])
def test_a_path_that_cannot_be_written_is_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"^[^\n]+\.$"):
        write_csv(TimelineData(), tmp_path / name)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec=None)), st.text())
def test_any_text_is_written_and_read_back(title: str, trigger: str) -> None:
    handle = io.StringIO(newline="")
    write_csv(TimelineData(events=(event(title=title, trigger=trigger),)), handle)
    handle.getvalue().encode("utf-8")
    handle.seek(0)
    (row,) = csv.DictReader(handle)
    flat = " ".join(trigger.split()).replace("\x00", "\ufffd")
    assert row["trigger"] in (flat, f"'{flat}")
    assert row["event_id"] == "e1"
