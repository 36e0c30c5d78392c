"""The project's scorers: hand-worked cases, and agreement with the reference scorers."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest

from timeline.evaluate.clusters import score_clusters
from timeline.evaluate.dates import days, score_dates
from timeline.evaluate.spans import score_timexes


def timex(start: int, end: int, value: str = "2024", kind: str = "DATE") -> dict[str, object]:
    return {"start": start, "end": end, "value": value, "type": kind}


@pytest.mark.parametrize(
    ("gold", "system", "strict", "relaxed", "value"),
    [
        ([timex(0, 4)], [timex(0, 4)], 100, 100, 100),
        ([timex(0, 4)], [timex(0, 6)], 0, 100, 100),
        ([timex(0, 4)], [timex(4, 6)], 0, 0, 0),
        ([timex(0, 4)], [timex(0, 4, "2023")], 100, 100, 0),
        ([timex(0, 4)], [], 0, 0, 0),
        ([timex(0, 4), timex(9, 12)], [timex(0, 4)], 66.67, 66.67, 66.67),
    ],
)
def test_timex_scores(gold, system, strict, relaxed, value):
    figures = score_timexes([{"id": "a", "timexes": gold}], [{"id": "a", "timexes": system}])
    assert (figures["strict_f1"], figures["relaxed_f1"], figures["value_f1"]) == (strict, relaxed, value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2003-08-05", "2003-08-05", "2003-08-05"),
        ("2003-08~", "2003-08-01", "2003-08-31"),
        ("2003-08-01/2003-08-10", "2003-08-01", "2003-08-10"),
        ("../2003-08-01", "0001-01-01", "2003-08-01"),
        ("2003-08-01/..", "2003-08-01", "9999-12-31"),
        ("200X", "2000-01-01", "2009-12-31"),
        ("2003-XX-XX", "2003-01-01", "2003-12-31"),
        ("2024-W21", "2024-05-20", "2024-05-26"),
    ],
)
def test_days_of_an_edtf_date(text, first, last):
    found = days(text)
    assert found is not None
    assert [d.isoformat() for d in found] == [first, last]


@pytest.mark.parametrize("text", [None, "", "XXXX-XX-XX"])
def test_no_days(text):
    assert days(text) is None


def test_dates_are_scored_over_dated_events_only():
    figures = score_dates({"a": "2024-05-24", "b": None, "c": "2024-05"}, {"a": "2024-05-24", "b": "2024"})
    assert figures == {"day_exact": 100, "exact": 50, "within_1": 50, "attempted": 50, "events": 2}


def test_perfect_and_split_clusters():
    gold = {"a": "1", "b": "1", "c": "2"}
    assert score_clusters(gold, gold)["conll"] == 100
    split = score_clusters(gold, {"a": "x", "b": "y", "c": "z"})
    assert (split["muc"], split["b_cubed"]) == (0, 80)


def reference(shared_dir: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, shared_dir / "eval" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(5))
def test_clusters_agree_with_the_reference_scorer(shared_dir, seed):
    rng = random.Random(seed)
    gold = {f"m{i}": f"g{rng.randrange(12)}" for i in range(60)}
    system = {f"m{i}": f"s{rng.randrange(15)}" for i in range(60)}
    other = reference(shared_dir, "score_coref")
    for singletons in (True, False):
        want, have = (other.as_sets(t, drop_singletons=not singletons) for t in (gold, system))
        mine = score_clusters(gold, system, singletons=singletons)
        theirs = {"muc": other.muc, "b_cubed": other.b_cubed, "ceaf_e": other.ceaf_e}
        for name, measure in theirs.items():
            assert mine[name] == pytest.approx(100 * measure(want, have)["f1"], abs=0.01)


@pytest.mark.shared
def test_dates_agree_with_the_reference_scorer(shared_dir):
    rng = random.Random(7)
    forms = ["2003-08-05", "2003-08-06", "2003-08", "2003", "../2003-08-05", "2003-08-01/2003-08-10", None]
    gold = {str(i): rng.choice(forms) for i in range(200)}
    system = {str(i): rng.choice(forms) for i in range(200)}
    theirs = reference(shared_dir, "score_dating").score(gold, system)
    mine = score_dates(gold, system)
    for name in ("day_exact", "exact", "within_1", "attempted"):
        assert mine[name] == pytest.approx(100 * theirs[name], abs=0.01)
