"""`timeline evaluate`: predictions in the scorers' form; gold is scored but never read by a stage."""

from __future__ import annotations

import json
import sys

import pytest
from click.testing import CliRunner

from timeline.cli import cli
from timeline.errors import SourceError

TEXT = "Rebels attacked Goma on Tuesday. The assault killed four people."
EVENTS = [
    {"id": "d-1", "start": 7, "end": 15, "date": "2024-05-21", "cluster": "c", "validated": True},
    {"id": "d-2", "start": 37, "end": 44, "date": "2024-05-21", "cluster": "c", "validated": True},
]
GOLD = {
    "id": "d",
    "dct": "2024-05-24",
    "text": TEXT,
    "timexes": [{"start": 24, "end": 31, "type": "DATE", "value": "2024-05-21"}],
    "events": EVENTS,
}
BARE = {
    "id": "d",
    "dct": "2024-05-24",
    "text": TEXT,
    "events": [{k: e[k] for k in ("id", "start", "end")} for e in EVENTS],
}


def run(tmp_path, stage, document):
    gold, out = tmp_path / "gold.jsonl", tmp_path / "out.jsonl"
    gold.write_text(json.dumps(document) + "\n", encoding="utf-8")
    done = CliRunner().invoke(
        cli, ["evaluate", stage, str(gold), "--out", str(out)], standalone_mode=False, catch_exceptions=False
    )
    return done.output, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_timex_needs_no_gold_and_scores_where_it_is(tmp_path):
    said, rows = run(tmp_path, "timex", GOLD)
    assert rows == [{"id": "d", "timexes": GOLD["timexes"]}]
    assert "value_f1 100" in said
    silent, again = run(tmp_path, "timex", BARE)
    assert (silent, again) == ("", rows)


@pytest.mark.model
def test_dating_answers_each_given_trigger(tmp_path):
    said, rows = run(tmp_path, "dating", GOLD)
    assert [r["id"] for r in rows] == ["d-1", "d-2"]
    assert rows[0]["date"] == "2024-05-21"
    assert "day_exact" in said
    assert run(tmp_path, "dating", BARE) == ("", rows)


def test_merge_answers_each_given_mention(tmp_path):
    said, rows = run(tmp_path, "merge", GOLD)
    assert sorted(r["mention"] for r in rows) == ["d-1", "d-2"]
    assert "conll" in said
    assert run(tmp_path, "merge", BARE) == ("", rows)


@pytest.mark.parametrize(
    ("content", "says"), [("[1]\n", "line 1"), ("{bad\n", "line 1"), ('{"id": "x"}\n', "no text")]
)
def test_bad_gold_is_one_sentence(tmp_path, content, says):
    (tmp_path / "g.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=says):
        CliRunner().invoke(
            cli,
            ["evaluate", "timex", str(tmp_path / "g.jsonl"), "--out", str(tmp_path / "o")],
            standalone_mode=False,
            catch_exceptions=False,
        )


def test_without_scipy_the_predictions_are_written_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    said, rows = run(tmp_path, "merge", GOLD)
    assert len(rows) == 2
    assert "conflict-timeline[evaluate]" in said
