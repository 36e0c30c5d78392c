"""samples/ and samples_expected.toml agree: every phrase is there once, every article is used."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
EXPECTED: dict[str, Any] = tomllib.loads((HERE / "samples_expected.toml").read_text(encoding="utf-8"))
TELLINGS = [(event, telling) for event in EXPECTED["event"] for telling in event["tellings"]]
FIELDS = {"id", "title", "date_start", "date_end", "place", "type", "status", "core", "tellings"}


def _text(article: str) -> str:
    return (SAMPLES / article).read_text(encoding="utf-8")


@pytest.mark.parametrize(("event", "telling"), TELLINGS, ids=lambda part: part.get("id", ""))
def test_telling_is_in_its_article(event: dict[str, Any], telling: dict[str, Any]) -> None:
    text, phrase = _text(telling["article"]), telling["sentence_contains"]
    assert text.count(phrase) == 1
    paragraph = next(line for line in text.splitlines() if phrase in line)
    triggers = telling["trigger"]
    assert all(word in paragraph for word in ([triggers] if isinstance(triggers, str) else triggers))


def test_events_are_whole() -> None:
    for event in EXPECTED["event"]:
        assert event.keys() >= FIELDS, event["id"]
        assert event["date_start"] <= event["date_end"], event["id"]
    ids = [event["id"] for event in EXPECTED["event"]]
    assert len(set(ids)) == len(ids)
    assert all(set(pair["events"]) <= set(ids) and pair["why"] for pair in EXPECTED["apart"])


def test_absent_phrases_are_there() -> None:
    for one in EXPECTED["absent"]:
        assert one["what"] == ("happened" if "trigger" in one else "event")
        assert _text(one["article"]).count(one["sentence_contains"]) == 1, one


def test_manifest_names_every_text_without_front_matter() -> None:
    with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["file"] for row in rows} == {path.name for path in SAMPLES.glob("*.txt")}
    assert all(row["date"] and row["source"] for row in rows)
    used = {telling["article"] for _, telling in TELLINGS}
    assert used == {path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md")}
