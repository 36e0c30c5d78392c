"""Other people's programs read what we write: pandas, polars, SQLite, DuckDB, a validator of packages."""

from __future__ import annotations

import json
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from timeline.errors import MissingExtraError, OutputError
from timeline.export import columns, table_rows, tables, to_frame, to_polars, write
from timeline.models import TimelineData

TYPES = [
    ("event_id", "str", pl.String),
    ("event_date", "date", pl.Date),
    ("date_start", "date", pl.Date),
    ("date_prec", "int", pl.Int64),
    ("fatalities", "int", pl.Int64),
    ("latitude", "float", pl.Float64),
    ("confidence", "float", pl.Float64),
    ("directed", "bool", pl.Boolean),
    ("date_edtf", "str", pl.String),
]


@pytest.mark.parametrize(("name", "kind", "_"), TYPES)
def test_pandas_reads_the_csv(name: str, kind: str, _: object, data: TimelineData, tmp_path: Path) -> None:
    write(data, tmp_path / "t.csv")
    days = [column.name for column in columns() if column.type == "date"]
    frame = pd.read_csv(tmp_path / "t.csv", parse_dates=days, dtype_backend="numpy_nullable")
    tests = {
        "str": pd.api.types.is_string_dtype,
        "date": pd.api.types.is_datetime64_any_dtype,
        "int": pd.api.types.is_integer_dtype,
        "float": pd.api.types.is_float_dtype,
        "bool": pd.api.types.is_bool_dtype,
    }
    assert tests[kind](frame[name])


@pytest.mark.parametrize(("name", "_", "dtype"), TYPES)
def test_polars_reads_the_csv(name: str, _: str, dtype: object, data: TimelineData, tmp_path: Path) -> None:
    write(data, tmp_path / "t.csv")
    assert pl.read_csv(tmp_path / "t.csv", try_parse_dates=True).schema[name] == dtype


def test_pandas_and_polars_read_the_parquet_alike(data: TimelineData, tmp_path: Path) -> None:
    write(data, tmp_path / "t.parquet")
    there = pl.read_parquet(tmp_path / "t.parquet")
    ours = to_polars(data)
    assert there.drop("record").schema == ours.schema
    assert there.drop("record").equals(ours)
    frame = pd.read_parquet(tmp_path / "t.parquet")
    assert frame["date_end"].tolist() == [date(2024, 5, 23), date(2003, 8, 1)]
    assert list(frame.loc[0, "mention_ids"]) == ["a:1", "b:3"]


def test_the_parquet_says_what_its_columns_mean(data: TimelineData, tmp_path: Path) -> None:
    from pyarrow import parquet

    write(data, tmp_path / "t.parquet")
    field = parquet.read_schema(tmp_path / "t.parquet").field("date_start")
    assert field.metadata[b"description"].startswith(b"First day")


@pytest.mark.parametrize("table", [table.name for table in tables()])
def test_frames_of_every_table(table: str, data: TimelineData) -> None:
    pandas_frame, polars_frame = to_frame(data, table), to_polars(data, table)
    assert list(pandas_frame.columns) == polars_frame.columns
    assert len(pandas_frame) == len(polars_frame) > 0
    empty = to_polars(TimelineData(), table)
    assert (len(empty), empty.schema) == (0, polars_frame.schema)


def test_polars_has_lists(data: TimelineData) -> None:
    frame = to_polars(data)
    assert frame["contexts"].to_list() == [["military", "territory"], None]
    assert frame["source_headline"].dtype == pl.List(pl.String)


def test_there_is_no_such_table(data: TimelineData) -> None:
    for make in (to_frame, to_polars):
        with pytest.raises(ValueError, match="give one of articles, events"):
            make(data, "people")


@pytest.mark.parametrize(
    ("module", "extra"), [("polars", "polars"), ("pyarrow", "parquet"), ("duckdb", "duckdb")]
)
def test_without_the_package_the_extra_is_named(
    module: str, extra: str, data: TimelineData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from timeline.export.duckdb import write_duckdb
    from timeline.export.parquet import write_parquet

    monkeypatch.setitem(sys.modules, module, None)
    made = {
        "polars": lambda: to_polars(data),
        "pyarrow": lambda: write_parquet(data, tmp_path / "t"),
        "duckdb": lambda: write_duckdb(data, tmp_path / "t"),
    }
    with pytest.raises(MissingExtraError, match=rf"conflict-timeline\[{extra}\]"):
        made[module]()


@pytest.fixture
def database(data: TimelineData, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    write(data, tmp_path / "t.sqlite")
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as opened:
        yield opened


def test_sqlite_has_typed_columns_and_keys(database: sqlite3.Connection) -> None:
    declared = {row[1]: row[2] for row in database.execute("PRAGMA table_info(events)")}
    assert list(declared) == [column.name for column in columns()]
    assert (declared["date_start"], declared["fatalities"], declared["latitude"]) == (
        "DATE",
        "INTEGER",
        "REAL",
    )
    kinds = "typeof(date_start), typeof(fatalities), typeof(latitude), directed, injured"
    row = database.execute(f"SELECT {kinds} FROM events WHERE event_id = 'e1'").fetchone()
    assert row == ("text", "integer", "real", 1, None)
    keys = {
        (table, row[3], row[2])
        for table in ("events", "mentions", "articles", "event_articles")
        for row in database.execute(f"PRAGMA foreign_key_list({table})")
    }
    assert {("mentions", "event_id", "events"), ("mentions", "article_id", "articles")} <= keys
    assert {("event_articles", "event_id", "events"), ("event_articles", "article_id", "articles")} <= keys
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize(
    ("table", "query", "found"),
    [
        ("mentions", "killing", 1),  # "killed": stemmed
        ("mentions", "crimea AND civilians", 1),
        ("mentions", '"killed in an attack"', 1),
        ("mentions", "tank", 0),
        ("events", "ukraine", 1),
        ("articles", "peace", 1),
    ],
)
def test_sqlite_full_text_search(database: sqlite3.Connection, table: str, query: str, found: int) -> None:
    hits = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?"
    sql = f"SELECT count(*) FROM {table} WHERE rowid IN ({hits})"
    assert database.execute(sql, [query]).fetchone() == (found,)


def test_sqlite_lists_are_json(database: sqlite3.Connection) -> None:
    rows = database.execute("SELECT value FROM events, json_each(contexts) WHERE event_id = 'e1'").fetchall()
    assert rows == [("military",), ("territory",)]
    described = database.execute("SELECT description FROM data_dictionary WHERE column_name = 'date_prec'")
    assert described.fetchone()[0].startswith("UCDP's code")


def test_sqlite_from_event_to_article(database: sqlite3.Connection) -> None:
    rows = database.execute(
        "SELECT e.event_id, a.source FROM events e JOIN event_articles USING (event_id) "
        "JOIN articles a ON a.article_id = event_articles.article_id ORDER BY 1, 2"
    ).fetchall()
    assert rows == [("e1", "A Moscow broadcaster"), ("e1", "A wire service"), ("e2", "A wire service")]


def test_duckdb_has_dates_lists_and_comments(data: TimelineData, tmp_path: Path) -> None:
    import duckdb

    write(data, tmp_path / "t.duckdb")
    with duckdb.connect(str(tmp_path / "t.duckdb"), read_only=True) as database:
        row = database.execute(
            "SELECT date_end, contexts, fatalities, directed, date_start FROM events ORDER BY event_id"
        ).fetchall()
        assert row == [
            (date(2024, 5, 23), ["military", "territory"], 2, True, date(2024, 5, 23)),
            (date(2003, 8, 1), None, None, False, None),
        ]
        comment = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'events' AND column_name = 'iso'"
        ).fetchone()
        assert comment == ("Country of the place, ISO 3166-1 numeric.",)
        told = (
            "SELECT count(*) FROM mentions JOIN events USING (event_id) "
            "JOIN articles ON mentions.article_id = articles.article_id"
        )
        assert database.execute(told).fetchone() == (2,)


@pytest.mark.filterwarnings("ignore")  # of the validator's own dependencies
@pytest.mark.parametrize("form", ["zip", "folder"])
def test_a_validator_accepts_the_data_package(form: str, data: TimelineData, tmp_path: Path) -> None:
    import frictionless

    path = tmp_path / ("p.zip" if form == "zip" else "datapackage.json")
    write(data, path, title="A war")
    if form == "zip":  # its own reader of archives wants to write where it reads
        (tmp_path / "p").mkdir()
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "p")
        path = tmp_path / "p" / "datapackage.json"
    package = frictionless.Package(str(path))
    report = package.validate()
    assert report.flatten(["type", "message"]) == []
    assert (package.title, report.stats["tasks"]) == ("A war", 4)
    rows = package.get_resource("events").read_rows()
    assert rows[0]["date_start"] == date(2024, 5, 23)
    assert (rows[0]["fatalities"], rows[0]["directed"], rows[0]["injured"]) == (2, True, None)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("column", "value"), [("date_start", "in May"), ("date_prec", "7"), ("article_id", "nobody")]
)
def test_the_validator_does_not_accept_everything(
    column: str, value: str, data: TimelineData, tmp_path: Path
) -> None:
    import csv

    import frictionless

    write(data, tmp_path / "datapackage.json")
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[0][column] = value
    with (tmp_path / "events.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    for resource in package.resources:  # the sums differ, too, and would hide the cell's error
        resource.hash = resource.bytes = None
    assert not package.validate().valid


def test_every_field_is_described(data: TimelineData, tmp_path: Path) -> None:
    write(data, tmp_path / "datapackage.json")
    found = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    events = next(resource for resource in found["resources"] if resource["name"] == "events")
    described = {field["name"]: field["description"] for field in events["schema"]["fields"]}
    assert all(described[column.name].startswith(column.description) for column in columns())


def test_a_package_never_writes_over_a_file_that_nobody_named(data: TimelineData, tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("file,date,text\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"articles\.csv is there already"):
        write(data, tmp_path / "datapackage.json")
    assert [path.name for path in tmp_path.iterdir()] == ["articles.csv"]
    (tmp_path / "articles.csv").unlink()
    write(data, tmp_path / "events.csv")  # the same table, written by name, is no stranger
    write(data, tmp_path / "datapackage.json")
    write(TimelineData(), tmp_path / "datapackage.json")
    assert len((tmp_path / "articles.csv").read_text("utf-8").splitlines()) == 1


def test_rows_that_a_database_would_refuse() -> None:
    from export_cases import event

    data = TimelineData(events=(event(), event(), event(event_id="e2", article_ids=("gone",))))
    assert [row["event_id"] for row in table_rows(data, "events")] == ["e1", "e2"]
    assert list(table_rows(data, "event_articles")) == []
    assert len(list(table_rows(data, "events", tied=False))) == 3
    with pytest.raises(KeyError):
        list(table_rows(data, "nothing"))
