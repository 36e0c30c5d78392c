"""The event table: its columns, and what goes into them."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from export_cases import actor, event

from timeline.export.columns import TYPES, columns, is_mutual, quad_class
from timeline.export.rows import iso_numeric, joined, rows
from timeline.intervals import Granularity, Interval
from timeline.models import ActorKind, Place, Status, TimelineData, Toll, TollKind


def row(**fields: object) -> dict[str, object]:
    return next(iter(rows(TimelineData(events=(event(**fields),)))))


def test_columns_are_those_of_the_event_record(shared_dir: Path) -> None:
    schema = (shared_dir / "eval" / "event-record-schema.md").read_text(encoding="utf-8")
    table = schema.split("## Side by side")[1].split("\n\nThe names of ACLED")[0]
    wanted = [
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    ]
    names = [column.name for column in columns()]
    assert names[: len(wanted)] == wanted
    assert {"article_ids", "trigger_start", "trigger_end"} <= set(names[len(wanted) :])


def test_columns_are_whole() -> None:
    assert all(column.type in TYPES and column.description.endswith(".") for column in columns())
    assert len({column.name for column in columns()}) == len(columns())


def test_a_row_has_exactly_the_columns_in_order(data: TimelineData) -> None:
    for found in rows(data):
        assert list(found) == [column.name for column in columns()]


def test_a_full_row(data: TimelineData) -> None:
    found = next(iter(rows(data, timeline_id="war")))
    expected = {
        "event_id": "e1",
        "event_date": date(2024, 5, 23),
        "date_start": date(2024, 5, 23),
        "date_end": date(2024, 5, 23),
        "date_edtf": "2024-05-23",
        "time_precision": 1,
        "date_prec": 1,
        "date_basis": "inferred",
        "year": 2024,
        "quad_class": 4,
        "contexts": "military; territory",
        "status": "claimed",
        "actor1": "Ukraine",
        "actor2": "civilians",
        "inter1": "State forces",
        "inter2": "Civilians",
        "actor1_country": "UKR",
        "actor2_country": None,
        "directed": True,
        "civilian_targeting": True,
        "location": "Crimea",
        "iso": 804,
        "latitude": -45.25,
        "geo_precision": 3,
        "fatalities": 2,
        "fatalities_low": 2,
        "fatalities_high": 3,
        "injured": None,
        "quantities": "4+ ATACMS; 12.5 km2",
        "source": "A Moscow broadcaster; A wire service",
        "source_url": "https://example.org/a;b",
        "source_date": "2024-05-23; 2024-05-24",
        "n_articles": 2,
        "n_mentions": 2,
        "notes": "Two civilians were killed in an attack on Crimea.",
        "timeline_id": "war",
        "mention_ids": "a:1; b:3",
        "confidence": 0.88,
        "article_id": "a",
        "trigger_start": 50,
        "trigger_end": 56,
    }
    assert {name: found[name] for name in expected} == expected
    assert str(found["source_headline"]).startswith("War, and peace; ")


DAY, MONTH, YEAR = Interval.day(date(2003, 8, 5)), Interval.month(2003, 8), Interval.year(2003)
SPAN = Interval.days(date(2003, 8, 5), date(2003, 8, 8))
WEEK = Interval.week(date(2003, 8, 5))
LONG = Interval.days(date(2000, 1, 1), date(2009, 12, 31))
OPEN = Interval(None, datetime(2003, 8, 2), Granularity.DAY)
SIEGE = Interval(datetime(2024, 5, 3), datetime(2024, 5, 10), Granularity.SPAN, lasting=True)


@pytest.mark.parametrize(
    ("interval", "edtf", "time_precision", "date_prec", "event_date"),
    [
        (DAY, "2003-08-05", 1, 1, date(2003, 8, 5)),
        (SPAN, "2003-08-05/2003-08-08", 2, 2, date(2003, 8, 6)),
        (WEEK, "2003-08-04/2003-08-10", 2, 3, date(2003, 8, 7)),
        (MONTH, "2003-08", 3, 4, date(2003, 8, 16)),
        (YEAR, "2003", 3, 5, date(2003, 7, 2)),
        (LONG, "200X", None, None, None),
        (OPEN, "../2003-08-01", None, None, None),
        (SIEGE, "2024-05-03/2024-05-09", 1, 1, date(2024, 5, 6)),
        (None, None, None, None, None),
    ],
)
def test_dates_that_are_not_exact(
    interval: Interval | None,
    edtf: str | None,
    time_precision: int | None,
    date_prec: int | None,
    event_date: date | None,
) -> None:
    found = row(interval=interval)
    assert found["date_edtf"] == edtf
    assert (found["time_precision"], found["date_prec"]) == (time_precision, date_prec)
    assert found["event_date"] == event_date
    assert found["year"] == (event_date.year if event_date else None)
    assert found["lasting"] is (True if interval is SIEGE else None)


@pytest.mark.parametrize(
    ("plover", "quad"),
    [
        *[(name, 1) for name in ("AGREE", "CONSULT", "SUPPORT", "CONCEDE")],
        *[(name, 2) for name in ("COOPERATE", "AID", "RETREAT", "INVESTIGATE")],
        *[
            (name, 3)
            for name in ("DEMAND", "DISAPPROVE", "REJECT", "THREATEN", "SANCTION", "REQUEST", "ACCUSE")
        ],
        *[(name, 4) for name in ("PROTEST", "CRIME", "MOBILIZE", "COERCE", "ASSAULT")],
        *[(name, None) for name in ("OTHER", "STATEMENT", "", "assault")],
    ],
)
def test_quad_class(plover: str, quad: int | None) -> None:
    assert quad_class(plover) == quad
    assert row(plover_type=plover)["quad_class"] == quad


RU, UA, US = actor("Russia"), actor("Ukraine"), actor("United States")


@pytest.mark.parametrize(
    ("actors", "targets", "plover", "expected"),
    [
        ((UA,), (RU,), "ASSAULT", ("Ukraine", "Russia", None, None, True)),
        ((UA, US), (RU,), "ASSAULT", ("Ukraine", "Russia", "United States", None, True)),
        ((UA,), (RU, US), "ASSAULT", ("Ukraine", "Russia", None, "United States", True)),
        ((UA,), (), "ASSAULT", ("Ukraine", None, None, None, False)),
        ((), (RU,), "ASSAULT", (None, "Russia", None, None, False)),
        ((UA, US), (), "ASSAULT", ("Ukraine", None, "United States", None, False)),
        ((UA, RU, US), (), "CONSULT", ("Ukraine", "Russia", "United States", None, False)),
        ((), (), "ASSAULT", (None, None, None, None, False)),
    ],
)
def test_who_did_it_to_whom(
    actors: tuple[object, ...], targets: tuple[object, ...], plover: str, expected: tuple[object, ...]
) -> None:
    found = row(actors=actors, targets=targets, plover_type=plover)
    names = ("actor1", "actor2", "assoc_actor_1", "assoc_actor_2", "directed")
    assert tuple(found[name] for name in names) == expected


def test_a_clash_has_two_sides() -> None:
    assert is_mutual("ASSAULT", "Armed clash")
    assert not is_mutual("ASSAULT", "Air/drone strike")


@pytest.mark.parametrize(
    ("targets", "event_type", "expected"),
    [
        ((actor("villagers", kind=ActorKind.CIVILIANS),), "", True),
        ((), "Violence against civilians", True),
        ((actor("soldiers", kind=ActorKind.STATE),), "Battles", None),
        ((), "", None),
    ],
)
def test_civilian_targeting(targets: tuple[object, ...], event_type: str, expected: bool | None) -> None:
    assert row(targets=targets, event_type=event_type)["civilian_targeting"] is expected


def toll(low: int, high: int | None, kind: TollKind = TollKind.KILLED) -> Toll:
    return Toll(kind=kind, low=low, high=high, text="", start=0, end=0)


@pytest.mark.parametrize(
    ("tolls", "best", "expected"),
    [
        ((toll(2, 2),), {}, (2, 2, 2)),
        ((toll(2, 5),), {"killed": 4}, (4, 2, 5)),
        ((toll(12, None),), {"killed": 12}, (12, 12, None)),
        ((toll(12, None),), {}, (None, 12, None)),
        ((toll(0, 0),), {}, (0, 0, 0)),
        ((toll(2, 3), toll(1, 9)), {"killed": 3}, (3, 1, 9)),
        ((toll(7, 7, TollKind.INJURED),), {}, (None, None, None)),
        ((), {}, (None, None, None)),
    ],
)
def test_fatalities(tolls: tuple[Toll, ...], best: dict[str, int], expected: tuple[int | None, ...]) -> None:
    found = row(tolls=tolls, best=best)
    assert (found["fatalities"], found["fatalities_low"], found["fatalities_high"]) == expected


SINCE = Interval(datetime(2022, 2, 24), None, Granularity.DAY, lasting=True)
WAR = Interval(datetime(2022, 2, 24), datetime(2024, 5, 24), Granularity.SPAN, lasting=True)
MONTH_LONG = Interval(datetime(2024, 3, 1), datetime(2024, 4, 1), Granularity.SPAN, lasting=True)
LONGER = Interval(datetime(2024, 3, 1), datetime(2024, 4, 2), Granularity.SPAN, lasting=True)


@pytest.mark.parametrize(
    ("interval", "expected"),
    [(SINCE, None), (WAR, None), (LONGER, None), (MONTH_LONG, 9), (SIEGE, 9), (YEAR, 9), (OPEN, 9)],
)
def test_a_total_over_more_than_a_month_stays_out_of_the_sums(
    interval: Interval | None, expected: int | None
) -> None:
    # "More than 5,000 have been killed since February" counts other events again.
    found = row(interval=interval, tolls=(toll(9, 9), toll(9, 9, TollKind.INJURED)), best={"killed": 9})
    names = ("fatalities", "fatalities_low", "fatalities_high", "injured")
    assert [found[name] for name in names] == [expected] * 4


@pytest.mark.parametrize("status", list(Status))
def test_status_is_written_as_it_is(status: Status) -> None:
    assert row(status=status)["status"] == status.value


@pytest.mark.parametrize(
    ("items", "cell"),
    [
        ((), None),
        (("", " "), None),
        (("a", "b", "a"), "a; b"),
        (("a; b", "c"), "a, b; c"),
        (("a\nb",), "a b"),
        (("https://x/?a;b",), "https://x/?a;b"),
    ],
)
def test_lists_in_a_cell(items: tuple[str, ...], cell: str | None) -> None:
    assert joined(items) == cell


@pytest.mark.parametrize(
    ("iso3", "code"), [("UKR", 804), ("AFG", 4), ("XKX", None), ("", None), ("ZZZ", None)]
)
def test_iso_numeric(iso3: str, code: int | None) -> None:
    assert iso_numeric(iso3) == code


def test_an_event_whose_mentions_are_not_kept_still_has_a_row() -> None:
    found = row(place=Place(text="x", start=0, end=1, name="x"))
    assert found["notes"] is None
    assert found["trigger_start"] is None
    assert found["n_mentions"] == 1
