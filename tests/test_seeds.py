"""The two reports that started the project, end to end: what the main job must find in them."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline import api
from timeline.models import Event, Status, TimexType
from timeline.result import Timeline

pytestmark = [pytest.mark.model, pytest.mark.shared]


@pytest.fixture(scope="module")
def seeds(shared_dir, nlp) -> Timeline:
    return api.build([shared_dir / "seeds"], nlp=nlp)


def found(seeds: Timeline, first: str, last: str, phrase: str, lemma: str = "") -> list[Event]:
    """Events of exactly these days that have a mention in a sentence with the phrase."""
    days = (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    return [
        e
        for e in seeds.events
        if e.interval
        and (e.interval.first_day, e.interval.last_day) == days
        and any(phrase in m.sentence and lemma in m.trigger for m in seeds.mentions_of(e.event_id))
    ]


def test_shoigu_threatens_on_the_day_of_publication(seeds):
    events = found(seeds, "2023-08-15", "2023-08-15", "said Tuesday")
    assert [e.plover_type in ("THREATEN", "STATEMENT") for e in events] == [True]
    assert events[0].status in (Status.THREATENED, Status.HAPPENED)
    assert "Shoigu" in " ".join(a.name for a in (*events[0].attribution, *events[0].actors))


def test_the_transfer_keeps_its_month(seeds):
    (event,) = found(seeds, "2023-07-01", "2023-07-31", "in July", "received")
    assert event.interval.edtf() == "2023-07"
    assert event.plover_type == "AID"
    assert "Ukraine" in [a.name for a in (*event.actors, *event.targets)]
    assert any("cluster" in m.name.lower() for m in event.means)


def test_lavrov_tells_reporters_on_friday(seeds):
    events = found(seeds, "2024-05-24", "2024-05-24", "told reporters on Friday", "told")
    assert len(events) == 1
    assert events[0].plover_type == "STATEMENT"
    assert "Lavrov" in events[0].title


def test_one_attack_on_crimea_in_the_evening(seeds):
    events = found(seeds, "2024-05-23", "2024-05-23", "the latest incident")
    assert [e.title for e in events if e.plover_type == "ASSAULT"] == [events[0].title]
    (attack,) = events
    assert attack.trigger == "attack"
    assert attack.interval.words() == "23 May 2024, evening"
    assert [(t.kind.value, t.low, t.high) for t in attack.tolls] == [("killed", 2, 2)]
    assert [a.name for a in attack.actors] == ["Ukraine"]
    assert attack.place is not None and "Crimea" in attack.place.name
    assert any("ATACMS" in m.name for m in attack.means)


def test_the_appeal_to_austin_keeps_its_span(seeds):
    events = found(seeds, "2024-05-20", "2024-05-23", "Earlier this week", "appealed")
    assert [e.plover_type for e in events] == ["REQUEST"]


def test_a_claim_of_lavrov_is_not_a_fact(seeds):
    claims = [m for m in seeds.mentions if "already being used" in m.sentence]
    assert all(m.status is Status.CLAIMED for m in claims)
    assert all("Lavrov" in " ".join(a.name for a in m.attribution) for m in claims)


@pytest.mark.parametrize(
    "phrase",
    [
        "may be reconsidered",
        "Remind me later",
        "We are facing",
        "A Message from",
        "support us monthly",
        "AFP contributed",
    ],
)
def test_no_event_from(seeds, phrase):
    assert [m.trigger for m in seeds.mentions if phrase in m.sentence] == []


def test_durations_and_modals_date_nothing(seeds, shared_dir):
    for item in api.tag_articles(api.read_articles(shared_dir / "seeds")):
        if not isinstance(item, api.Extraction):
            continue
        for timex in item.timexes:
            assert timex.text not in ("may", "May", "We")
            if "17-month" in timex.text:
                assert (timex.type, timex.value, timex.interval) == (TimexType.DURATION, "P17M", None)
    assert [m for m in seeds.mentions if "17-month" in m.date_text] == []


def test_every_event_leads_back_to_article_sentence_and_offsets(seeds, shared_dir):
    texts = {a.id: a.text for a in api.read_articles(shared_dir / "seeds") if not hasattr(a, "code")}
    for event in seeds.events:
        mentions = seeds.mentions_of(event.event_id)
        assert mentions
        for m in mentions:
            text = texts[m.article_id]
            assert text[m.trigger_start : m.trigger_end] == m.trigger
            assert text[m.sentence_start : m.sentence_end] == m.sentence
            assert m.sentence_start <= m.trigger_start < m.trigger_end <= m.sentence_end
            if m.timex is not None:
                assert text[m.timex.start : m.timex.end] == m.timex.text
