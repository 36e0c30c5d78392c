"""`timeline export` and the outputs of `timeline build`, from a timeline written before: no articles."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

import timeline
from timeline.cli import main
from timeline.export import read_timeline, write
from timeline.intervals import Interval
from timeline.models import ArticleRef, Event, Mention, TimelineData


def demo(prefix: str = "a") -> TimelineData:
    interval = Interval.month(2024, 5)
    mention = Mention(
        mention_id=f"{prefix}:3", event_id=f"e-{prefix}", article_id=prefix, trigger="hit", trigger_start=3,
        trigger_end=6, sentence="It hit.", sentence_start=0, sentence_end=7, interval=interval,
    )  # fmt: skip
    event = Event(
        event_id=f"e-{prefix}",
        title="A hit",
        interval=interval,
        mention_ids=(mention.mention_id,),
        article_ids=(prefix,),
    )
    return TimelineData(
        events=(event,), mentions=(mention,), articles=(ArticleRef(id=prefix, dct=date(2024, 5, 24)),)
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(demo(), tmp_path / "events.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr(sys, "argv", ["timeline", *args])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_many_formats_in_one_run(folder: Path, monkeypatch, capsys) -> None:
    outs = ["e.csv", "e.sqlite", "e.duckdb", "e.parquet", "e.ics", "e.geojson", "e.tml", "e.zip", "e.html"]
    assert run(monkeypatch, "export", "events.jsonl", *[part for out in outs for part in ("-o", out)]) == 0
    assert {path.name for path in folder.iterdir()} == {*outs, "events.jsonl"}
    assert capsys.readouterr().err == f"1 events: {', '.join(outs)}\n"


@pytest.mark.parametrize("store", ["e.sqlite", "e.duckdb", "e.parquet", "e.ndjson"])
def test_from_every_store_to_every_other(store: str, folder: Path, monkeypatch) -> None:
    assert run(monkeypatch, "export", "events.jsonl", "-o", store) == 0
    assert run(monkeypatch, "export", store, "-o", "back.jsonl") == 0
    assert (folder / "back.jsonl").read_bytes() == (folder / "events.jsonl").read_bytes()


def test_standard_output_takes_a_format(folder: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "export", "events.jsonl", "--format", "geojson") == 0
    found = json.loads(capsys.readouterr().out)
    assert [feature["id"] for feature in found["features"]] == ["e-a"]


def test_standard_input_is_json_lines(folder: Path, monkeypatch) -> None:
    lines = (folder / "events.jsonl").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert run(monkeypatch, "export", "-", "-o", "e.parquet") == 0
    assert read_timeline(folder / "e.parquet") == demo()


def test_a_name_without_an_end_takes_the_format(folder: Path, monkeypatch) -> None:
    assert run(monkeypatch, "export", "events.jsonl", "--format", "ics", "-o", "calendar") == 0
    assert (folder / "calendar").read_text("utf-8").startswith("BEGIN:VCALENDAR")


def test_a_csv_says_what_it_lacks(folder: Path, monkeypatch, capsys) -> None:
    run(monkeypatch, "export", "events.jsonl", "-o", "e.csv")
    assert run(monkeypatch, "export", "e.csv", "-o", "e.geojson") == 0
    assert "e.csv is a CSV: it keeps one telling" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["export", "events.jsonl"], 2, "Say what to write"),
        (["export", "events.jsonl", "--format", "parquet"], 1, "is no text"),
        (["export", "events.jsonl", "-o", "e.json"], 2, "ambiguous"),
        (["export", "none.jsonl", "-o", "e.csv"], 1, "none.jsonl cannot be read"),
        (["export", "events.jsonl", "-o", "none/e.csv"], 1, "make its folder first"),
        (["build", "events.jsonl", "-o", "e.xlsx"], 2, "tells no format"),
        (["build", "events.jsonl", "-o", "none/e.csv"], 1, "make its folder first"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    args: list[str], code: int, says: str, folder: Path, monkeypatch, capsys
) -> None:
    assert run(monkeypatch, *args) == code
    assert says in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["events.jsonl"]


def test_build_takes_a_timeline_as_it_is(folder: Path, monkeypatch, capsys) -> None:
    args = ["build", "events.jsonl", "-o", "t.html", "-o", "e.ics", "--csv", "table", "--events", "e.jsonl"]
    assert run(monkeypatch, *args) == 0
    assert capsys.readouterr().err == (
        "1 events from 1 mentions in 1 articles: t.html, e.ics, table, e.jsonl\n"
    )
    assert (folder / "e.jsonl").read_bytes() == (folder / "events.jsonl").read_bytes()
    assert (folder / "table").read_text("utf-8").startswith("event_id,")


def test_build_adds_one_timeline_to_another(folder: Path, monkeypatch) -> None:
    write(demo("b"), folder / "more.sqlite")
    assert run(monkeypatch, "build", "events.jsonl", "more.sqlite", "--events", "both.jsonl") == 0
    both = read_timeline(folder / "both.jsonl")
    assert [article.id for article in both.articles] == ["a", "b"]
    assert {mention.mention_id for mention in both.mentions} == {"a:3", "b:3"}
    assert "e-a" in {name for event in both.events for name in (event.event_id, *event.aliases)}


def test_nothing_is_added_to_a_csv(folder: Path, monkeypatch, capsys) -> None:
    run(monkeypatch, "export", "events.jsonl", "-o", "e.csv")
    assert run(monkeypatch, "build", "e.csv", "events.jsonl", "-o", "both.jsonl") == 1
    assert "nothing can be added to" in capsys.readouterr().err


def test_three_lines_of_python(folder: Path) -> None:
    result = timeline.read_timeline("events.jsonl")
    assert result.write("events.parquet") == ()
    assert timeline.read_timeline("events.parquet") == result
    assert list(result.to_frame("mentions")["event_id"]) == ["e-a"]


def test_a_name_that_read_timeline_does_not_know(folder: Path) -> None:
    (folder / "x.txt").write_text("Two were killed.", encoding="utf-8")
    with pytest.raises(timeline.SourceError, match="holds no timeline"):
        timeline.read_timeline("x.txt")
