"""A new day's articles are merged into an existing timeline: ids last, nothing else is judged anew."""

from __future__ import annotations

from typing import Any

import pytest
from merge_factory import article, mention

from timeline.merge import Corrections, Merged, merge, merging
from timeline.models import ArticleRef, Event, Mention, TimelineData

THURSDAY = "2023-03-09"
REFS = {
    "a": article("a", "2023-03-10"), "b": article("b", "2023-03-10"), "c": article("c", "2023-03-12"),
    "d": article("d", "2023-03-12"),
}  # fmt: skip
ODESA = mention(
    "a", "A missile strike on Odesa on Thursday killed 5 people.", "strike", THURSDAY, where="Odesa",
    by="Russia", tolls="killed 5",
)  # fmt: skip
KHERSON = mention(
    "a", "Shelling hit a market in Kherson on Thursday.", "Shelling", THURSDAY, where="Kherson", at=200
)
TALKS = mention("b", "Envoys met in Geneva on 1 March.", "met", "2023-03-01", where="Geneva", type="CONSULT")
OLD = [ODESA, KHERSON, TALKS]


def timeline(merged: Merged, refs: dict[str, ArticleRef]) -> TimelineData:
    return TimelineData(events=merged.events, mentions=merged.mentions, articles=tuple(refs.values()))


def event_of(merged: Merged, told: Mention) -> Event:
    return next(event for event in merged.events if told.mention_id in event.mention_ids)


FIRST = merge(OLD, {name: REFS[name] for name in "ab"})
BEFORE = timeline(FIRST, {name: REFS[name] for name in "ab"})


@pytest.mark.parametrize(
    ("name", "text", "trigger", "more", "same", "relation", "best"),
    [
        ("the toll rose", "The toll of Thursday's missile strike on Odesa rose to 9.", "strike",
         {"when": THURSDAY, "where": "Odesa", "tolls": "killed 9"}, True, "", {"killed": 9}),
        ("a correction replaces", "Correction: 4, not five, died in Thursday's missile strike on Odesa.",
         "strike", {"when": THURSDAY, "where": "Odesa", "tolls": "killed 4"}, True, "", {"killed": 4}),
        ("a denial", "Russia denied a missile strike on Odesa.", "strike",
         {"when": THURSDAY, "where": "Odesa", "status": "denied"}, False, "denies", {"killed": 5}),
        ("arrests", "Two men were arrested over Thursday's missile strike on Odesa.", "arrested",
         {"when": "2023-03-11", "where": "Odesa", "type": "COERCE"}, False, "follow-up", {"killed": 5}),
        ("a statement", "France condemned Thursday's missile strike on Odesa.", "condemned",
         {"when": "2023-03-11", "by": "France", "type": "DISAPPROVE"}, False, "follow-up", {"killed": 5}),
        ("an inquiry", "Prosecutors investigate the strike on Odesa.", "investigate",
         {"when": "2023-03-11", "where": "Odesa", "type": "INVESTIGATE"}, False, "follow-up", {"killed": 5}),
        ("another town", "A missile strike on Tripoli on Thursday killed 3.", "strike",
         {"when": THURSDAY, "where": "Tripoli", "tolls": "killed 3"}, False, "", {"killed": 5}),
        ("arrests over something else", "Two men were arrested over a robbery in Odesa.", "arrested",
         {"when": "2023-03-11", "where": "Odesa", "type": "COERCE"}, False, "", {"killed": 5}),
        ("condemned elsewhere", "France condemned an air strike on Tripoli.", "condemned",
         {"when": "2023-03-11", "by": "France", "type": "DISAPPROVE"}, False, "", {"killed": 5}),
    ],
)  # fmt: skip
def test_a_new_article(
    name: str, text: str, trigger: str, more: dict[str, Any], same: bool, relation: str, best: dict[str, int]
) -> None:
    new = mention("c", text, trigger, **more)
    merged = merge([new], {"c": REFS["c"]}, previous=BEFORE)
    strike, told = event_of(merged, ODESA), event_of(merged, new)
    assert strike.event_id == event_of(FIRST, ODESA).event_id
    assert (strike.event_id == told.event_id) is same
    assert [r.relation for r in told.related if not same and r.event_id == strike.event_id] == [
        relation
    ] * bool(relation)
    assert {kind.value: n for kind, n in strike.best.items()} == best
    for old in (KHERSON, TALKS):
        assert event_of(merged, old) == event_of(FIRST, old)
    # The same articles, all at once: the same events.
    whole = merge([*OLD, new], {name: REFS[name] for name in "abc"})
    assert {e.mention_ids for e in merged.events} == {e.mention_ids for e in whole.events}
    assert {e.related for e in merged.events} == {e.related for e in whole.events}


def test_only_what_a_new_article_may_touch_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    real = merging.score

    def watched(a: Any, b: Any, *rest: Any, **more: Any) -> float:
        seen.append((a.mention.mention_id, b.mention.mention_id))
        return real(a, b, *rest, **more)

    monkeypatch.setattr(merging, "score", watched)
    new = mention("c", "A strike hit Odesa on Thursday.", "strike", THURSDAY, where="Odesa")
    merge([new], {"c": REFS["c"]}, previous=BEFORE)
    assert seen
    assert all(new.mention_id in pair for pair in seen)


def test_a_telling_that_shows_two_events_to_be_one_keeps_the_older_id() -> None:
    refs = dict(REFS)
    first = mention("a", "A missile strike on Odesa killed 34 people on Thursday.", "strike", THURSDAY,
                    where="Odesa", tolls="killed 34")  # fmt: skip
    second = mention("b", "A blast on Friday killed 34 at a port, officials said.", "blast", "2023-03-10",
                     tolls="killed 34")  # fmt: skip
    apart = merge([first, second], refs)
    assert len(apart.events) == 2
    names = [event_of(apart, m).event_id for m in (first, second)]
    said = Corrections(same=((names[0], names[1]),))
    joined = merge([], {}, previous=timeline(apart, refs), corrections=said)
    assert [(e.event_id, e.aliases) for e in joined.events] == [(names[0], (names[1],))]
    again = merge([], {}, previous=timeline(joined, refs), corrections=said)
    assert again.events == joined.events
    parted = merge(
        [],
        {},
        previous=timeline(joined, refs),
        corrections=Corrections(different=((first.mention_id, second.mention_id),)),
    )
    assert len(parted.events) == 2
