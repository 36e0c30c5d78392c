"""What is near an event and not the same is linked to it, both ways."""

from __future__ import annotations

import pytest
from merge_factory import article, mention

from timeline.merge import merge
from timeline.merge.relate import INVERSE

REFS = {"a": article("a", "2023-03-10"), "b": article("b", "2023-03-11")}
DAY, NEXT = "2023-03-09", "2023-03-10"
ATTACK = mention(
    "a", "Ukraine says Russia attacked a school in Kherson.", "attacked", DAY, where="Kherson", by="Russia"
)


@pytest.mark.parametrize(
    ("text", "trigger", "more", "relation"),
    [
        ("Russia denied it attacked a school in Kherson.", "attacked", {"status": "denied"}, "denies"),
        ("Russia denied it attacked Kherson.", "attacked", {"status": "denied", "when": NEXT}, "denies"),
        ("Russia had planned to attack Kherson.", "attack", {"status": "planned"}, "planned"),
        ("Two men were arrested over the attack.", "arrested", {"name": "a", "type": "COERCE"}, "follow-up"),
        ("France condemned the attack.", "condemned", {"name": "a", "type": "DISAPPROVE"}, "follow-up"),
        ("Russia denied a strike on Odesa.", "strike", {"status": "denied", "where": "Odesa"}, ""),
        ("Talks were held in Geneva.", "Talks", {"name": "a", "where": "Geneva", "type": "CONSULT"}, ""),
    ],
)
def test_link(text: str, trigger: str, more: dict[str, str], relation: str) -> None:
    rest = {"name": "b", "when": DAY, "where": "Kherson" if "name" not in more else "", **more}
    other = mention(rest.pop("name"), text, trigger, rest.pop("when"), at=200, **rest)
    merged = merge([ATTACK, other], REFS)
    home = {m.mention_id: m.event_id for m in merged.mentions}
    events = {event.event_id: event for event in merged.events}
    assert len(events) == 2
    first, second = events[home[ATTACK.mention_id]], events[home[other.mention_id]]
    expected = [(first.event_id, relation)] if relation else []
    assert [(r.event_id, r.relation) for r in second.related] == expected
    back = [(second.event_id, INVERSE[relation])] if relation else []
    assert [(r.event_id, r.relation) for r in first.related] == back
