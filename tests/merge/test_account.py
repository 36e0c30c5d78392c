"""`timeline explain --event`: the tellings of an event, and why each is one with the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from merge_factory import article, mention

from timeline.cli import cli
from timeline.export.jsonl import write_timeline
from timeline.merge import Corrections, account, merge
from timeline.models import TimelineData

DAY = "2023-03-09"
REFS = {"a": article("a", "2023-03-10"), "b": article("b", "2023-03-11"), "c": article("c", "2023-03-11")}
STRIKE = mention(
    "a",
    "A missile strike on Odesa on Thursday killed 5 people.",
    "strike",
    DAY,
    where="Odesa",
    tolls="killed 5",
)
HIT = mention("b", "Missiles hit Odesa on Thursday, killing 7.", "hit", DAY, where="Odesa", tolls="killed 7")
DENIAL = mention(
    "c",
    "Russia denied a missile strike on Odesa.",
    "strike",
    DAY,
    where="Odesa",
    status="denied",
    by="Russia",
)
MERGED = merge([STRIKE, HIT, DENIAL], REFS)
DATA = TimelineData(events=MERGED.events, mentions=MERGED.mentions, articles=tuple(REFS.values()))
(EVENT,) = (event for event in MERGED.events if STRIKE.mention_id in event.mention_ids)


@pytest.mark.parametrize("name", [EVENT.event_id, STRIKE.mention_id, HIT.mention_id])
def test_an_event_is_found_by_its_id_and_its_mentions(name: str) -> None:
    found = account(DATA, name)
    assert found is not None
    assert found.event == EVENT
    assert [t.mention.mention_id for t in found.tellings] == [STRIKE.mention_id, HIT.mention_id]
    first, second = found.tellings
    assert first.reason is None
    assert second.reason is not None
    assert second.reason.with_id == STRIKE.mention_id
    assert "same place Odesa" in second.reason.why
    assert [link.relation for link, _ in found.related] == ["denied-by"]


def test_an_older_id_still_finds_the_event() -> None:
    apart = merge(
        [STRIKE, HIT], REFS, corrections=Corrections(different=((STRIKE.mention_id, HIT.mention_id),))
    )
    before = TimelineData(events=apart.events, mentions=apart.mentions, articles=tuple(REFS.values()))
    assert len(before.events) == 2
    older, newer = (account(before, m.mention_id) for m in (STRIKE, HIT))
    assert older and newer
    names = (older.event.event_id, newer.event.event_id)
    joined = merge([], {}, previous=before, corrections=Corrections(same=(names,)))
    after = TimelineData(events=joined.events, mentions=joined.mentions, articles=before.articles)
    (event,) = after.events
    assert (event.event_id, event.aliases) == (names[0], (names[1],))
    found = account(after, names[1])
    assert found is not None
    assert found.event == event


@pytest.mark.parametrize("name", ["", "e-000000000000", "strike"])
def test_of_what_is_not_there_there_is_no_account(name: str) -> None:
    assert account(DATA, name) is None


def explained(tmp_path: Path, *args: str) -> Result:
    write_timeline(DATA, tmp_path / "events.jsonl")
    return CliRunner().invoke(cli, ["explain", str(tmp_path / "events.jsonl"), *args], standalone_mode=False)


def test_the_command_tells_it_in_words(tmp_path: Path) -> None:
    said = explained(tmp_path, "--event", EVENT.event_id).output
    for words in (
        STRIKE.sentence,
        HIT.sentence,
        "same place Odesa",
        "outlet b, 2023-03-11",
        "denied-by",
        "5 to 7",
    ):
        assert words in said


def test_the_command_says_when_there_is_no_such_event(tmp_path: Path) -> None:
    done = explained(tmp_path, "--event", "e-0")
    assert done.return_value == 1
    assert "no event or mention e-0" in done.output
