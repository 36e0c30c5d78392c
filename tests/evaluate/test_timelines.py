"""Timelines of entities and the days of topics: hand-worked cases, and the reference scorer."""

from __future__ import annotations

import importlib.util
import json

import pytest

from timeline import evaluate
from timeline.evaluate.days import rank_days
from timeline.evaluate.timelines import score_days, score_order


def entry(order: int, date: str | None, *mentions: str) -> dict[str, object]:
    return {"order": order, "date": date, "mentions": list(mentions)}


GOLD = [entry(0, None, "x"), entry(1, "2010", "a"), entry(2, "2011-05", "b", "c")]


@pytest.mark.parametrize(
    ("found", "f1"),
    [
        (GOLD, 100.0),
        ([entry(1, "2010", "a"), entry(2, "2011-05", "b")], 75.0),  # 3 of 3, and 3 of 5
        ([entry(1, "2011-05", "b"), entry(2, "2010", "a")], 50.0),  # both dates, wrongly ordered
        ([entry(1, "2009", "a")], 0.0),
        ([], 0.0),
    ],
)
def test_order_f1(found, f1):
    assert score_order({"t": GOLD}, {"t": found})["order_f1"] == f1


def test_days_of_a_reference_are_cut_to_its_span_and_number():
    entries = [{"date": d, "score": s} for d, s in (("2011-01-01", 9), ("2011-01-25", 5), ("2011-02-02", 1))]
    reference = {"t#1": ["2011-01-25", "2011-02-11"]}
    assert score_days(reference, {"t": entries})["date_f1"] == 50.0


def test_an_article_tells_of_a_day_once_and_not_of_days_to_come():
    told = rank_days([{"dct": "2011-02-01", "days_mentioned": ["2011-01-25", "2011-01-25", "2011-02-04"]}])
    assert dict(told) == {"2011-02-01": 1, "2011-01-25": 1}


TEXT = "Airbus sold ten planes in 2004 . Boeing sued . It could sell more . Airbus opened a plant on May 3 ."
DOCUMENT = {
    "id": "d", "corpus": "c", "dct": "2005-06-13", "text": TEXT,
    "sentences": [
        {"n": n, "tokens": part.split()}
        for n, part in enumerate(f"{part} ." for part in TEXT.rstrip(" .").split(" ."))
    ],
    "events": [{"id": "d-0-1", "start": 7, "end": 11}, {"id": "d-1-1", "start": 40, "end": 44}],
}  # fmt: skip
TARGET = {"timeline": "t", "corpus": "c", "entity": "Airbus"}


@pytest.mark.model
@pytest.mark.parametrize(
    ("given", "mentions"), [(False, [["d-0-1"], ["d-3-1"]]), (True, [["d-0-1"]])], ids=["found", "given"]
)
def test_an_entity_has_the_events_that_it_takes_part_in(given, mentions):
    [made] = evaluate.run_entities([DOCUMENT], [TARGET], given=given)
    assert [e["mentions"] for e in made["entries"]] == mentions
    assert made["entries"][0]["date"] == "2004"


def test_order_f1_is_that_of_the_reference_scorer(shared_dir):
    spec = importlib.util.spec_from_file_location("theirs", shared_dir / "eval" / "score_timeline.py")
    assert spec
    assert spec.loader
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    path = shared_dir / "eval" / "data" / "semeval15_timeline_gold_dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = {row["timeline"]: row["entries"] for row in rows}
    half = {name: entries[::2] for name, entries in gold.items()}
    ours, other = score_order(gold, half), theirs.score(gold, half)
    assert ours["order_f1"] == pytest.approx(100 * other["micro_order_f1"], abs=0.01)
    assert ours["macro_order_f1"] == pytest.approx(100 * other["macro_order_f1"], abs=0.01)
