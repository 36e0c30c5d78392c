"""JSON Lines: the promised keys, and timelines that read back as they were."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from export_cases import event
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.errors import SourceError
from timeline.export.jsonl import (
    mention_line,
    read_events,
    write_events,
    write_mentions,
    write_timeline,
)
from timeline.export.store import read_timeline
from timeline.intervals import Granularity, Interval
from timeline.models import Mention, TimelineData

PROMISED = (
    "article_id", "event_id", "trigger_start", "trigger_end", "trigger", "date_start", "date_end",
    "date_edtf", "date_text", "plover_type", "status",
)  # fmt: skip


def mention(interval: Interval | None) -> Mention:
    return Mention(
        mention_id="a:1",
        event_id="a:1",
        article_id="a",
        trigger="hit",
        trigger_start=3,
        trigger_end=6,
        sentence="It hit.",
        sentence_start=0,
        sentence_end=7,
        interval=interval,
    )


def test_the_promised_keys_come_first(data: TimelineData) -> None:
    for each in data.mentions:
        assert tuple(mention_line(each))[: len(PROMISED)] == PROMISED


def test_a_mention_line(data: TimelineData) -> None:
    line = mention_line(data.mentions[0])
    expected = {
        "trigger_start": 50,
        "date_start": "2024-05-23",
        "date_end": "2024-05-23",
        "date_edtf": "2024-05-23",
        "time_start": "2024-05-23T17:00:00",
        "granularity": "part",
        "rule": "date.weekday",
        "reading": "weekday:THU",
        "anchor": "2024-05-24",
        "date_text_start": 14,
        "quad_class": 4,
        "status": "claimed",
        "parts": [[10, 14], [20, 26]],
        "confidence": 0.876,
    }
    assert {key: line[key] for key in expected} == expected
    assert line["actors"][0]["name"] == "Ukraine"
    assert line["place"]["iso3"] == "UKR"


def test_every_field_of_a_mention_is_in_its_line(data: TimelineData) -> None:
    flat = {"interval", "timex"}
    assert set(Mention.model_fields) - flat <= set(mention_line(data.mentions[0]))


@pytest.mark.parametrize(
    ("interval", "start", "end", "edtf"),
    [
        (Interval.month(2023, 7), "2023-07-01", "2023-07-31", "2023-07"),
        (
            Interval.days(date(2024, 5, 20), date(2024, 5, 23)),
            "2024-05-20",
            "2024-05-23",
            "2024-05-20/2024-05-23",
        ),
        (Interval(None, datetime(2003, 8, 2), Granularity.DAY), None, "2003-08-01", "../2003-08-01"),
        (Interval(datetime(2014, 1, 1), None, Granularity.YEAR), "2014-01-01", None, "2014-01-01/.."),
        (None, None, None, None),
    ],
)
def test_days_are_inclusive_and_null_when_open(
    interval: Interval | None, start: str | None, end: str | None, edtf: str | None
) -> None:
    line = mention_line(mention(interval))
    assert (line["date_start"], line["date_end"], line["date_edtf"]) == (start, end, edtf)


def test_one_mention_a_line_whatever_the_text(data: TimelineData) -> None:
    handle = io.StringIO()
    write_mentions(data.mentions, handle)
    write_mentions((), handle)
    found = handle.getvalue().splitlines()
    assert len(found) == 2
    assert json.loads(found[1])["sentence"] == data.mentions[1].sentence


def test_a_timeline_reads_back_as_it_was(data: TimelineData, tmp_path: Path) -> None:
    path = tmp_path / "timeline.jsonl"
    write_timeline(data, path)
    assert read_timeline(path) == data


def test_an_empty_timeline_reads_back() -> None:
    handle = io.StringIO()
    write_events(TimelineData(), handle)
    assert read_events(handle.getvalue().splitlines()) == TimelineData()


@settings(deadline=None)
@given(st.text(), st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_any_text_reads_back(title: str, ids: list[str]) -> None:
    before = TimelineData(events=(event(title=title, mention_ids=tuple(ids)),))
    handle = io.StringIO(newline="\n")
    write_events(before, handle)
    assert read_events(handle.getvalue().splitlines()) == before


def test_lone_surrogates_do_not_stop_a_writer(tmp_path: Path) -> None:
    before = TimelineData(events=(event(title="half \ud800 pair"),))
    write_timeline(before, tmp_path / "t.jsonl")
    assert read_timeline(tmp_path / "t.jsonl").events[0].title == "half \ufffd pair"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"not json\n", "line 1 is not valid JSON"),
        (b"[1]\n", "line 1 is not a JSON object"),
        (b'{"text": "x"}\n', "line 1 is of no known kind"),
        (b'{"kind": "timeline", "version": 99}\n', "version 99"),
        (b'{"kind": "timeline", "version": 1}\n{"kind": "event"}\n', "line 2 is not a whole event"),
        (b"\xff\xfe\xfd", "is not UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_a_file_that_is_no_timeline_is_one_sentence(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says) as caught:
        read_timeline(path)
    assert "\n" not in str(caught.value)


def test_a_missing_timeline_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_timeline(tmp_path / "none.jsonl")
