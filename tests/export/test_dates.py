"""Dates that are not exact, in every format, read by somebody else's reader where there is one."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from xml.etree import ElementTree

import icalendar
import pytest
from edtf import parse_edtf
from export_cases import event

from timeline.export import text_of
from timeline.export.timeml import documents
from timeline.intervals import Granularity, Interval
from timeline.models import ArticleRef, Mention, TimelineData

D, DT = date, datetime
DAY = Interval.day(D(2003, 8, 5))
SPAN = Interval.days(D(2003, 8, 5), D(2003, 8, 8))
WEEK = Interval.week(D(2003, 8, 5))
MONTH, YEAR = Interval.month(2003, 8), Interval.year(2003)
QUARTER = Interval.days(D(2003, 7, 1), D(2003, 9, 30), Granularity.QUARTER)
DECADE = Interval.days(D(2000, 1, 1), D(2009, 12, 31), Granularity.DECADE)
BEFORE = Interval(None, DT(2003, 8, 2), Granularity.DAY)
SINCE = Interval(DT(2003, 8, 1), None, Granularity.DAY, lasting=True)
SIEGE = Interval(DT(2024, 5, 3), DT(2024, 5, 10), Granularity.SPAN, lasting=True)
ABOUT = Interval(DT(2003, 8, 1), DT(2003, 9, 1), Granularity.MONTH, approximate=True)
CLOCK = Interval(DT(2003, 8, 5, 14, 30), DT(2003, 8, 5, 14, 31), Granularity.MINUTE)
EVENING = Interval(DT(2003, 8, 5, 17), DT(2003, 8, 5, 21), Granularity.PART)
LAST = Interval.day(date.max)


def one(interval: Interval | None) -> TimelineData:
    mention = Mention(
        mention_id="a:1", event_id="e1", article_id="a", trigger="hit", trigger_start=3, trigger_end=6,
        sentence="It hit.", sentence_start=0, sentence_end=7, interval=interval,
    )  # fmt: skip
    return TimelineData(
        events=(event(interval=interval),),
        mentions=(mention,),
        articles=(ArticleRef(id="a", dct=D(2024, 5, 24)),),
    )


@pytest.mark.parametrize(
    ("interval", "start", "end"),
    [
        (DAY, D(2003, 8, 5), D(2003, 8, 6)),
        (SPAN, D(2003, 8, 5), D(2003, 8, 9)),
        (WEEK, D(2003, 8, 4), D(2003, 8, 11)),
        (MONTH, D(2003, 8, 1), D(2003, 9, 1)),
        (YEAR, D(2003, 1, 1), D(2004, 1, 1)),
        (SIEGE, D(2024, 5, 3), D(2024, 5, 10)),
        (EVENING, D(2003, 8, 5), D(2003, 8, 6)),
        (CLOCK, DT(2003, 8, 5, 14, 30), DT(2003, 8, 5, 14, 31)),
        (BEFORE, None, None),
        (SINCE, None, None),
        (None, None, None),
    ],
)
def test_icalendar_ends_are_exclusive(
    interval: Interval | None, start: date | None, end: date | None
) -> None:
    calendar = icalendar.Calendar.from_ical(text_of(one(interval), "ics"))
    entries = calendar.walk("VEVENT")
    assert [(entry["DTSTART"].dt, entry["DTEND"].dt) for entry in entries] == (
        [(start, end)] if start else []
    )


def test_icalendar_on_the_last_day_there_is() -> None:
    (entry,) = icalendar.Calendar.from_ical(text_of(one(LAST), "ics")).walk("VEVENT")
    assert entry["DTSTART"].dt == date.max


@pytest.mark.parametrize(
    ("interval", "start", "end", "words"),
    [
        (DAY, {"year": 2003, "month": 8, "day": 5}, None, "5 August 2003"),
        (
            SPAN,
            {"year": 2003, "month": 8, "day": 5},
            {"year": 2003, "month": 8, "day": 8},
            "some time from 5 to 8 August 2003",
        ),
        (
            SIEGE,
            {"year": 2024, "month": 5, "day": 3},
            {"year": 2024, "month": 5, "day": 9},
            "3 to 9 May 2024",
        ),
        (MONTH, {"year": 2003, "month": 8}, None, "some time in August 2003"),
        (ABOUT, {"year": 2003, "month": 8}, None, "some time in about August 2003"),
        (
            QUARTER,
            {"year": 2003, "month": 7},
            {"year": 2003, "month": 9},
            "some time from 1 July to 30 September 2003",
        ),
        (YEAR, {"year": 2003}, None, "some time in 2003"),
        (DECADE, {"year": 2000}, {"year": 2009}, "some time in 2000s"),
        (
            CLOCK,
            {"year": 2003, "month": 8, "day": 5, "hour": 14, "minute": 30},
            None,
            "5 August 2003, 14:30",
        ),
        (EVENING, {"year": 2003, "month": 8, "day": 5}, None, "5 August 2003, evening"),
    ],
)
def test_timelinejs_has_no_day_that_nobody_stated(
    interval: Interval, start: dict[str, int], end: dict[str, int] | None, words: str
) -> None:
    (slide,) = json.loads(text_of(one(interval), "timelinejs"))["events"]
    assert (slide["start_date"], slide.get("end_date")) == (start, end)
    assert slide["display_date"] == words


@pytest.mark.parametrize("interval", [BEFORE, SINCE, None])
def test_timelinejs_leaves_out_what_has_no_ends(interval: Interval | None) -> None:
    assert json.loads(text_of(one(interval), "timelinejs"))["events"] == []


@pytest.mark.parametrize(
    ("interval", "start", "end", "edtf"),
    [
        (DAY, "2003-08-05", "2003-08-05", "2003-08-05"),
        (SPAN, "2003-08-05", "2003-08-08", "2003-08-05/2003-08-08"),
        (MONTH, "2003-08", "2003-08", "2003-08"),
        (ABOUT, "2003-08", "2003-08", "2003-08~"),
        (YEAR, "2003", "2003", "2003"),
        (DECADE, "2000", "2009", "200X"),
        (BEFORE, None, "2003-08-01", "../2003-08-01"),
        (SINCE, "2003-08-01", None, "2003-08-01/.."),
        (CLOCK, "2003-08-05T14:30", None, "2003-08-05"),
        (None, None, None, None),
    ],
)
def test_jsonld_and_geojson(
    interval: Interval | None, start: str | None, end: str | None, edtf: str | None
) -> None:
    graph = json.loads(text_of(one(interval), "jsonld"))["@graph"]
    (found,) = (node for node in graph if node["@type"] == "Event")
    assert (found.get("startDate"), found.get("endDate")) == (start, end)
    assert found.get("dcterms:date", {}).get("@value") == edtf
    (feature,) = json.loads(text_of(one(interval), "geojson"))["features"]
    first = interval.first_day if interval else None
    assert feature["properties"]["date_edtf"] == edtf
    assert feature["properties"]["date_start"] == (first.isoformat() if first else None)


@pytest.mark.parametrize(
    ("interval", "relation", "values"),
    [
        (DAY, "IS_INCLUDED", ["2003-08-05"]),
        (MONTH, "IS_INCLUDED", ["2003-08"]),
        (YEAR, "IS_INCLUDED", ["2003"]),
        (DECADE, "IS_INCLUDED", ["200"]),
        (SPAN, "IS_INCLUDED", ["2003-08-05", "2003-08-08", "P4D"]),
        (SIEGE, "SIMULTANEOUS", ["2024-05-03", "2024-05-09", "P7D"]),
        (BEFORE, "BEFORE", ["2003-08-01"]),
        (SINCE, "BEGUN_BY", ["2003-08-01"]),
        (None, None, []),
    ],
)
def test_timeml(interval: Interval | None, relation: str | None, values: list[str]) -> None:
    ((_, xml),) = documents(one(interval))
    root = ElementTree.fromstring(xml)
    times = {time.get("tid"): time for time in root.findall("TIMEX3")}
    assert [time.get("value") for time in times.values()] == values
    links = root.findall("TLINK")
    assert [link.get("relType") for link in links] == ([relation] if relation else [])
    for link in links:
        target = times[link.get("relatedToTime")]
        assert {target.get("beginPoint"), target.get("endPoint")} <= {None, *times}


@pytest.mark.parametrize("interval", [DAY, SPAN, WEEK, MONTH, YEAR, DECADE, QUARTER, SIEGE, ABOUT, SINCE])
def test_edtf_is_read_by_others(interval: Interval) -> None:
    text = interval.edtf()
    found = parse_edtf(text)  # fails on a text that is no EDTF, as the next test shows
    if interval.first_day and interval.last_day and not interval.approximate:
        first, last = found.lower_strict(), found.upper_strict()
        assert D(*first[:3]) == interval.first_day
        assert D(*last[:3]) == interval.last_day


@pytest.mark.parametrize("text", ["2003-08-05 to 2003-08-08", "August 2003", "2003-W32"])
def test_the_foreign_reader_refuses_what_is_no_edtf(text: str) -> None:
    with pytest.raises(Exception, match=re.escape(text[:4]) + "|Error|Expected"):
        parse_edtf(text)
