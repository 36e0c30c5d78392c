"""The table of formats: told by the end of the name, checked before the work, hostile text inert in each."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import pytest
from export_cases import HOSTILE, event

from timeline.cli.common import FORMATS as CLI_FORMATS
from timeline.errors import MissingExtraError, OutputError
from timeline.export import FORMATS, check, columns, format_of, text_of, write, write_text
from timeline.export import formats as module
from timeline.models import TimelineData
from timeline.result import Timeline


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("t.html", "html"),
        ("T.HTML", "html"),
        ("events.csv", "csv"),
        ("events.hxl.csv", "hxl"),
        ("events.jsonl", "jsonl"),
        ("a.mentions.jsonl", "mentions"),
        ("e.parquet", "parquet"),
        ("e.db", "sqlite"),
        ("e.duckdb", "duckdb"),
        ("e.ics", "ics"),
        ("e.timelinejs.json", "timelinejs"),
        ("e.jsonld", "jsonld"),
        ("e.geojson", "geojson"),
        ("e.tml", "timeml"),
        ("e.tml.zip", "timeml"),
        ("e.zip", "datapackage"),
        ("out/datapackage.json", "datapackage"),
    ],
)
def test_the_end_of_the_name_tells(path: str, name: str) -> None:
    assert format_of(path).name == name


@pytest.mark.parametrize(
    ("path", "name", "says"),
    [
        ("e.json", "", "ambiguous"),
        ("e.xlsx", "", "tells no format"),
        ("events", "", "tells no format"),
        ("e.csv", "excel", "no format 'excel'; give one of html, csv"),
    ],
)
def test_no_format_is_guessed(path: str, name: str, says: str) -> None:
    with pytest.raises(OutputError, match=says) as caught:
        format_of(path, name)
    assert "\n" not in str(caught.value)


def test_the_command_line_knows_the_same_formats() -> None:
    assert tuple(known.name for known in FORMATS) == CLI_FORMATS


def test_every_format_has_a_method() -> None:
    for known in FORMATS:
        assert known.name == "mentions" or hasattr(Timeline, f"to_{known.name}"), known.name


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_every_format_is_written_whole(known: module.Format, data: TimelineData, tmp_path: Path) -> None:
    end = {"timeml": ".tml.zip", "datapackage": ".zip"}.get(known.name, known.suffixes[0])
    path = tmp_path / f"t{end}"
    write(data, path)
    assert path.stat().st_size > 200
    assert list(tmp_path.iterdir()) == [path]
    first = path.read_bytes()
    write(data, path)
    # A database keeps times of its own; every other file is the same byte for byte.
    assert known.name in ("duckdb", "sqlite") or path.read_bytes() == first


@pytest.mark.parametrize(
    ("path", "says"), [("nowhere/t.csv", "make its folder first"), ("folder.csv", "is a folder")]
)
def test_outputs_are_checked_before_the_work(path: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OutputError, match=says):
        check(tmp_path / path)


@pytest.mark.parametrize(("path", "extra"), [("t.parquet", "parquet"), ("t.duckdb", "duckdb")])
def test_a_missing_package_is_named(
    path: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'conflict-timeline\[{extra}\]'$"):
        check(tmp_path / path)


@pytest.mark.parametrize("name", ["sqlite", "parquet", "datapackage", "timeml"])
def test_a_file_is_no_text(name: str) -> None:
    with pytest.raises(OutputError, match="is no text"):
        write_text(TimelineData(), io.StringIO(), name)


@pytest.mark.parametrize("name", ["parquet", "sqlite", "duckdb", "datapackage"])
def test_a_writer_that_fails_leaves_the_old_file(
    name: str, data: TimelineData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t"
    path.write_text("old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OutputError, match="no space left"):
        write(data, path.rename(tmp_path / "t.zip") if name == "datapackage" else path, name)
    (left,) = tmp_path.iterdir()
    assert left.read_text() == "old"


def tables(data: TimelineData, tmp_path: Path) -> list[list[str]]:
    """Every row of every spreadsheet that we write."""
    write(data, tmp_path / "t.zip")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".csv")]
    texts += [text_of(data, "csv"), text_of(data, "hxl")]
    return [row for text in texts for row in csv.reader(io.StringIO(text, newline=""))]


def test_no_spreadsheet_holds_a_formula(data: TimelineData, tmp_path: Path) -> None:
    found = [cell for row in tables(data, tmp_path) for cell in row]
    running = [cell for cell in found if cell.lstrip(" \u00a0").startswith(tuple("=+-@＝＋－＠\t\r"))]
    assert [cell for cell in running if not cell.lstrip("-").replace(".", "").isdigit()] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in found)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def hostile() -> TimelineData:
    from datetime import date

    from timeline.intervals import Interval
    from timeline.models import ArticleRef

    articles = [
        ArticleRef(id=f"a{n}", dct=date(2024, 5, 24), url=url, title=HOSTILE, source="<img src=x>")
        for n, url in enumerate(["javascript:alert(1)", 'https://x/"onclick="y', "https://x/?a=1&b=2"])
    ]
    return TimelineData(
        events=(
            event(
                title=HOSTILE,
                interval=Interval.day(date(2024, 5, 23)),
                article_ids=tuple(article.id for article in articles),
                event_type="BEGIN:VEVENT\r\nEND:VCALENDAR",
            ),
        ),
        articles=tuple(articles),
    )


def test_timelinejs_shows_no_markup_of_an_article() -> None:
    text = text_of(hostile(), "timelinejs")
    (slide,) = json.loads(text)["events"]
    parser = _Tags()
    for part in (slide["text"]["headline"], slide["text"]["text"], slide["group"], slide["display_date"]):
        parser.feed(part)
    assert [tag for tag, _ in parser.found] == ["ul", "li", "li", "li", "a"]
    assert parser.found[-1][1] == {"href": "https://x/?a=1&b=2", "rel": "noopener"}
    assert "\u202e" not in text


def test_a_calendar_holds_one_entry_whatever_the_text_says() -> None:
    text = text_of(hostile(), "ics")
    (entry,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(entry["SUMMARY"]).startswith("=HYPERLINK")
    assert str(entry["URL"]) == "https://x/?a=1&b=2"
    assert [str(kind) for kind in entry["CATEGORIES"].cats] == ["BEGIN:VEVENT\nEND:VCALENDAR", "OTHER"]
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\u202e" not in text


def test_jsonld_may_stand_in_a_script_element() -> None:
    text = text_of(hostile(), "jsonld")
    assert "<" not in text
    json.loads(text)


def test_timeml_is_well_formed_whatever_the_text_says(data: TimelineData) -> None:
    from timeline.export.timeml import documents

    for _, xml in documents(data):
        ElementTree.fromstring(xml)


def test_hxl_has_its_hashtags_under_the_header(data: TimelineData) -> None:
    header, tags, *rows = csv.reader(io.StringIO(text_of(data, "hxl"), newline=""))
    assert header == [column.name for column in columns()]
    assert len(rows) == 2
    # The form of HXL 1.1: a tag, then attributes, each of letters, digits and underscores.
    import re

    assert [tag for tag in tags if not re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag)] == []
    assert len(set(tags)) == len(tags)
    assert dict(zip(header, tags, strict=True))["fatalities"] == "#affected+killed"


def test_geojson_is_as_rfc_7946_says(data: TimelineData) -> None:
    found = json.loads(text_of(data, "geojson", title="A war"))
    assert (found["type"], found["name"]) == ("FeatureCollection", "A war")
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [34.0, -45.25]}
    assert second["geometry"] is None
    assert list(first["properties"]) == [column.name for column in columns()]
    assert first["properties"]["contexts"] == ["military", "territory"]
    assert first["properties"]["injured"] is None
    assert first["properties"]["directed"] is True


def test_a_slide_is_as_timelinejs_documents_it(data: TimelineData) -> None:
    # https://timeline.knightlab.com/docs/json-format.html
    found = json.loads(text_of(data, "timelinejs", title="A <war>"))
    assert set(found) <= {"events", "title", "eras", "scale"}
    assert found["scale"] in ("human", "cosmological")
    assert found["title"]["text"]["headline"] == "A &lt;war&gt;"
    known = {"start_date", "end_date", "text", "media", "group", "display_date", "background", "autolink",
             "unique_id"}  # fmt: skip
    parts = ["year", "month", "day", "hour", "minute", "second", "millisecond"]
    for slide in found["events"]:
        assert "start_date" in slide
        assert set(slide) <= known
        assert set(slide["text"]) <= {"headline", "text"}
        for when in (slide["start_date"], slide.get("end_date", {"year": 1})):
            assert list(when) == parts[: len(when)]
            assert all(isinstance(value, int) for value in when.values())
    assert len({slide["unique_id"] for slide in found["events"]}) == len(found["events"])


def test_timeml_needs_a_zip_for_several_articles(data: TimelineData, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"name it t\.tml\.zip"):
        write(data, tmp_path / "t.tml")
    write(data, tmp_path / "t.tml.zip")
    with zipfile.ZipFile(tmp_path / "t.tml.zip") as archive:
        assert archive.namelist() == ["a.tml", "b.tml"]


def test_timeml_is_read_by_our_reader(data: TimelineData) -> None:
    from timeline.export.timeml import documents
    from timeline.timex.timeml import from_timeml

    name, dct, text, timexes = from_timeml(dict(documents(data))["a.tml"])
    assert (name, str(dct)) == ("a", "2024-05-24")
    assert text == data.mentions[0].sentence
    assert [timex.value for timex in timexes] == ["2024-05-23TEV"]


def test_what_has_no_place_is_told(data: TimelineData, tmp_path: Path) -> None:
    (problem,) = write(data, tmp_path / "t.ics")
    assert problem.code == "no-place-for-date"
    assert "1 of 2 events" in problem.message
