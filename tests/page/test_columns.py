"""The columns: every value comes back, every sentence and name stands there once."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from timeline.intervals import Granularity, Interval
from timeline.models import ArticleRef, Event, TimelineData

from . import demo
from .plain import columns


@pytest.fixture(scope="module")
def data() -> TimelineData:
    return demo.timeline()


def test_every_column_has_one_value_an_event(data: TimelineData) -> None:
    built = columns(data)
    for table, rows in (("events", data.events), ("mentions", data.mentions), ("articles", data.articles)):
        assert {len(column) for column in built[table].values()} == {len(rows)}


def test_plain_json(data: TimelineData) -> None:
    built = columns(data)
    assert json.loads(json.dumps(built)) == built


@pytest.mark.parametrize(
    ("interval", "start", "end", "prec"),
    [
        (Interval.day(date(1970, 1, 2)), 1440, 2880, 1),
        (Interval.month(1970, 1), 0, 31 * 1440, 4),
        (Interval.day(date(1969, 12, 31)), -1440, 0, 1),
        (Interval(datetime(1970, 1, 1, 3, 30), datetime(1970, 1, 1, 3, 31), Granularity.MINUTE), 210, 211, 1),
        (Interval(None, datetime(1970, 1, 1), Granularity.YEAR), None, 0, 0),
        (Interval(datetime(1970, 1, 1), None, Granularity.YEAR), 0, None, 0),
        (None, None, None, 0),
    ],
)
def test_times_are_minutes(interval: Interval | None, start: int | None, end: int | None, prec: int) -> None:
    event = Event(event_id="e", title="t", interval=interval, mention_ids=(), article_ids=())
    built = columns(TimelineData(events=(event,)))["events"]
    assert (built["start"], built["end"], built["prec"]) == ([start], [end], [prec])


def offsets(built: dict[str, Any], name: str) -> list[tuple[int, int]]:
    """Start and end in the sentence, for every mention."""
    table = built["mentions"]
    return list(zip(table[f"{name}_start"], table[f"{name}_end"], strict=True))


def test_a_sentence_with_two_triggers_is_stored_once() -> None:
    ref = ArticleRef(id="a", dct=date(2024, 1, 1))
    told = [
        demo.mention(n, ref, "They came and killed.", word) for n, word in (("1", "came"), ("2", "killed"))
    ]
    built = columns(TimelineData(mentions=tuple(told), articles=(ref,)))
    assert built["sentences"]["text"] == ["They came and killed."]
    assert built["mentions"]["sentence"] == [0, 0]
    assert [built["sentences"]["text"][0][a:b] for a, b in offsets(built, "trigger")] == ["came", "killed"]


def test_offsets_find_trigger_and_time(data: TimelineData) -> None:
    built = columns(data)
    for number, mention in enumerate(data.mentions):
        sentence = built["sentences"]["text"][built["mentions"]["sentence"][number]]
        start, end = offsets(built, "trigger")[number]
        assert sentence[start:end] == mention.trigger
        if mention.timex:
            start, end = offsets(built, "timex")[number]
            assert sentence[start:end] == mention.timex.text


def test_a_time_expression_in_another_sentence_is_not_marked() -> None:
    ref = ArticleRef(id="a", dct=date(2024, 1, 1))
    told = demo.mention("1", ref, "They came on Monday.", "came", "on Monday")
    assert told.timex is not None
    away = told.model_copy(update={"timex": told.timex.model_copy(update={"start": 5, "end": 14})})
    assert offsets(columns(TimelineData(mentions=(away,), articles=(ref,))), "timex") == [(0, 0)]


def test_names_are_shared(data: TimelineData) -> None:
    built = columns(data)
    assert len({tuple(actor) for actor in built["actors"]}) == len(built["actors"]) == 10
    assert len(built["places"]) == len(demo.PLACES)
    assert len(set(built["words"])) == len(built["words"])


def test_only_web_addresses_travel() -> None:
    assert [bool(url) for url in columns(demo.hostile())["articles"]["url"]] == [
        False, False, True, True, False, False, False,
    ]  # fmt: skip


def test_copies_and_what_they_copy_are_kept() -> None:
    built = columns(demo.totals())
    outlets = built["articles"]["source"]
    copies = [[outlets[a] for a in row] for row in built["events"]["copies"]]
    assert copies[0] == ["a Kyiv daily", "a Gulf broadcaster"]
    assert not any(copies[1:])
    assert [built["articles"]["copy_of"][a] for a in built["events"]["copies"][0]] == built["events"][
        "articles"
    ][0] * 2


def test_unknown_ids_are_left_out_rather_than_invented() -> None:
    event = Event(event_id="e", title="", trigger="hit", mention_ids=("gone",), article_ids=("gone",))
    built = columns(TimelineData(events=(event,)))["events"]
    assert built["mentions"] == [[]]
    assert built["title"] == ["hit"]
