"""`timeline build events.jsonl more/`: a new day's articles added to a timeline that was written before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from timeline import api
from timeline.merge import parse_corrections

pytestmark = pytest.mark.model

FIRST = {
    "one.md": ("2023-03-10", "A missile strike on Odesa on Thursday killed five people, officials said."),
    "two.md": ("2023-03-02", "Envoys of both sides met in Geneva on Wednesday."),
}
MORE = {
    "three.md": ("2023-03-12", "The missile strike on Odesa on Thursday killed nine people, the mayor said.")
}


def folder(path: Path, texts: dict[str, tuple[str, str]]) -> Path:
    path.mkdir()
    for name, (date, text) in texts.items():
        (path / name).write_text(f"---\ndate: {date}\n---\n{text}\n", encoding="utf-8")
    return path


def test_ids_last_and_old_articles_are_not_read_again(tmp_path: Path, nlp: Any) -> None:
    first = api.build([folder(tmp_path / "first", FIRST)], nlp=nlp)
    assert len(first.events) >= 2
    store = tmp_path / "events.jsonl"
    first.write(store)
    seen: list[str] = []
    more = folder(tmp_path / "more", MORE)
    second = api.build(
        [store, more], nlp=nlp, progress=lambda item: seen.append(getattr(item, "id", "problem"))
    )
    assert [Path(name).name for name in seen] == ["three.md"]
    now = {name for event in second.events for name in (event.event_id, *event.aliases)}
    assert {event.event_id for event in first.events} <= now
    (talks,) = (event for event in first.events if event.place and event.place.name == "Geneva")
    assert talks in second.events
    (strike,) = (event for event in second.events if len(event.article_ids) == 2)
    assert strike.place is not None
    assert strike.place.name == "Odesa"
    assert {kind.value: n for kind, n in strike.best.items()} == {"killed": 9}
    # Added once more, they change nothing.
    store.unlink()
    second.write(store)
    third = api.build([store, more], nlp=nlp)
    assert third.events == second.events


def test_the_users_word_wins(tmp_path: Path, nlp: Any) -> None:
    store = tmp_path / "events.jsonl"
    api.build([folder(tmp_path / "first", FIRST)], nlp=nlp).write(store)
    more = folder(tmp_path / "more", MORE)
    second = api.build([store, more], nlp=nlp)
    (strike,) = (event for event in second.events if len(event.article_ids) == 2)
    old, new = strike.mention_ids[:2]
    apart = api.build([store, more], nlp=nlp, corrections=parse_corrections([f"different: {old} {new}"]))
    home = {name: event.event_id for event in apart.events for name in event.mention_ids}
    assert home[old] != home[new]
