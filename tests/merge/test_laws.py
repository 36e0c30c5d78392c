"""What must hold of any mentions: order plays no part, merging twice changes nothing, ids last."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from merge_factory import article, mention

from timeline.merge import Merged, merge
from timeline.models import ArticleRef, Mention, TimelineData

SENTENCES = [
    ("Russian forces shelled {place} on {day}, killing {n} people.", "shelled", "shell"),
    ("A missile strike on {place} on {day} killed {n} people, officials said.", "strike", "strike"),
    ("{n} civilians died in {place} on {day}.", "died", "die"),
    ("Police arrested {n} men in {place} on {day} over the attack.", "arrested", "arrest"),
]
REFS = {name: article(name, f"2023-03-{10 + k:02d}", f"outlet {k % 4}") for k, name in enumerate("abcdef")}


@st.composite
def tellings(draw: st.DrawFn) -> Mention:
    name = draw(st.sampled_from(sorted(REFS)))
    pattern, trigger, lemma = draw(st.sampled_from(SENTENCES))
    day = draw(st.sampled_from(["2023-03-08", "2023-03-09", "2023-03-10", "2023-03", ""]))
    place = draw(st.sampled_from(["Kharkiv", "Kherson", "Odesa", "Kharkiv Oblast", ""]))
    n = draw(st.integers(1, 12))
    status = draw(st.sampled_from(["happened", "happened", "happened", "claimed", "planned", "denied"]))
    basis = draw(st.sampled_from(["stated", "inferred", "publication"]))
    text = pattern.format(place=place or "the city", day=day or "some day", n=n)
    at = draw(st.sampled_from([0, 100, 200]))
    return mention(
        name,
        text,
        trigger,
        day,
        where=place,
        tolls=f"killed {n}",
        status=status,
        basis=basis,
        lemma=lemma,
        at=at,
    )


corpora = st.lists(tellings(), min_size=0, max_size=14, unique_by=lambda m: m.mention_id)


def timeline(merged: Merged, refs: dict[str, ArticleRef] = REFS) -> TimelineData:
    return TimelineData(events=merged.events, mentions=merged.mentions, articles=tuple(refs.values()))


@settings(max_examples=150, deadline=None)
@given(corpora, st.randoms(use_true_random=False))
def test_order_plays_no_part(mentions: list[Mention], random: object) -> None:
    first = merge(mentions, REFS)
    shuffled = list(mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    names = list(REFS)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert merge(shuffled, {name: REFS[name] for name in names}) == first


@settings(max_examples=150, deadline=None)
@given(corpora)
def test_merging_again_changes_nothing(mentions: list[Mention]) -> None:
    first = merge(mentions, REFS)
    assert merge(first.mentions, REFS) == first
    assert merge(first.mentions, REFS, previous=timeline(first)) == first
    assert merge([], {}, previous=timeline(first)) == first


@settings(max_examples=150, deadline=None)
@given(corpora)
def test_every_mention_is_in_one_event(mentions: list[Mention]) -> None:
    merged = merge(mentions, REFS)
    told = [name for event in merged.events for name in event.mention_ids]
    assert sorted(told) == sorted(m.mention_id for m in mentions)
    ids = [name for event in merged.events for name in (event.event_id, *event.aliases)]
    assert len(ids) == len(set(ids))
    home = {name: event.event_id for event in merged.events for name in event.mention_ids}
    assert all(m.event_id == home[m.mention_id] for m in merged.mentions)
    for event in merged.events:
        assert all(link.event_id in set(ids) - {event.event_id} for link in event.related)


@settings(max_examples=100, deadline=None)
@given(corpora, st.integers(0, 14))
def test_ids_survive_added_articles(mentions: list[Mention], cut: int) -> None:
    first = merge(mentions[:cut], REFS)
    second = merge(mentions[cut:], REFS, previous=timeline(first))
    old = {event.event_id for event in first.events}
    now = [name for event in second.events for name in (event.event_id, *event.aliases)]
    assert old <= set(now)
    assert len(now) == len(set(now))
    assert sorted(n for e in second.events for n in e.mention_ids) == sorted(m.mention_id for m in mentions)


@settings(max_examples=100, deadline=None)
@given(corpora)
def test_no_date_is_sharper_than_any_telling(mentions: list[Mention]) -> None:
    merged = merge(mentions, REFS)
    told = {m.mention_id: m for m in mentions}
    for event in merged.events:
        assert event.interval in [told[name].interval for name in event.mention_ids] or event.interval is None


def test_unrelated_events_stay_as_they_are() -> None:
    old = [
        mention(
            "a",
            "A missile strike on Odesa killed 5 people on Thursday.",
            "strike",
            "2023-03-09",
            where="Odesa",
        ),
        mention("b", "Missiles hit Odesa on Thursday.", "hit", "2023-03-09", where="Odesa"),
        mention("a", "Troops met in Geneva.", "met", "2023-03-01", where="Geneva", type="CONSULT", at=100),
    ]
    first = merge(old, REFS)
    new = mention(
        "c", "An air strike on Aleppo killed 9 on 10 March.", "strike", "2023-03-10", where="Aleppo"
    )
    second = merge([new], REFS, previous=timeline(first))
    assert [event for event in second.events if event in first.events] == list(first.events)
    assert len(second.events) == len(first.events) + 1
