"""What counts as an event, and with which date it reaches the reader; expressions are made by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from timexes import at

from timeline.events.dating import date_tellings
from timeline.events.selection import Selected, select
from timeline.events.telling import tellings
from timeline.models import Article

if TYPE_CHECKING:
    from spacy.language import Language

DCT = date(2024, 5, 24)
NONE = [
    "The decision may be reconsidered.",
    "The region has large reserves of gas.",
    "We also have such weapons.",
    "The missiles strike targets all over the country.",
    "Did the army shell the town?",
    "The army did not respond to questions.",
    "The rebels want to take the town.",
]
RECALLED = [
    # what "the attack" adds to the sentence before: the number of events, with the one told before
    ("Gunmen stormed a church on Sunday. The attack came two days after a raid.", ["stormed", "raid"]),
    ("Gunmen stormed a church on Sunday. The attack came from the north.", ["stormed", "attack"]),
    ("Gunmen stormed a church on Sunday. The attack on the port came at dawn.", ["stormed", "attack"]),
    ("The mayor spoke on Sunday. The attack came two days after a raid.", ["spoke", "attack", "raid"]),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "triggers"), RECALLED)
def test_what_was_told_before_is_not_told_again(nlp: Language, text: str, triggers: list[str]) -> None:
    found = _selected(nlp, text, {"Sunday": "2024-05-19"})
    assert [s.telling.trigger.text for s in found] == triggers


@pytest.mark.model
@pytest.mark.parametrize("text", NONE)
def test_no_event(nlp: Language, text: str) -> None:
    assert [s.telling.trigger.text for s in _selected(nlp, text)] == []


SOME = [
    # text, {expression: value}, trigger, EDTF or None, status
    ("The two sides have accused each other of torture.", {}, "accused", "../2024-05-24?", "happened"),
    ("The ministers will meet in Bern on Sunday.", {"Sunday": "2024-05-26"}, "meet", "2024-05-26", "planned"),
    ("The council was to meet on Monday.", {"Monday": "2024-05-20"}, "meet", "2024-05-20", "planned"),
    ("The summit opens on Sunday.", {"Sunday": "2024-05-26"}, "summit", "2024-05-26", "planned"),
    (
        "The envoy warned on Tuesday that the army would advance.",
        {"Tuesday": "2024-05-21"},
        "advance",
        None,
        "planned",
    ),
    (
        "The sides agreed on a truce that will begin on Sunday.",
        {"Sunday": "2024-05-26"},
        "agreed",
        "2024-05-24",
        "happened",
    ),
    (
        "Rebels reserve the right to use mines, a spokesman said Monday.",
        {"Monday": "2024-05-20"},
        "said",
        "2024-05-20",
        "threatened",
    ),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "times", "trigger", "edtf", "status"), SOME)
def test_event(
    nlp: Language, text: str, times: dict[str, str], trigger: str, edtf: str | None, status: str
) -> None:
    found = {s.telling.trigger.text: s for s in _selected(nlp, text, times)}
    interval = found[trigger].dated.interval
    assert (interval.edtf() if interval else None, found[trigger].status) == (edtf, status)


@pytest.mark.model
def test_a_speech_that_goes_on_is_one_event(nlp: Language) -> None:
    text = (
        "The mayor said on Monday that shells hit the town. The mayor added that two died. "
        "The mayor announced a curfew."
    )
    speech = [s.telling.trigger.text for s in _selected(nlp, text, {"Monday": "2024-05-20"})]
    assert [w for w in speech if w in ("said", "added", "announced")] == ["said", "announced"]


MUTUAL = [
    ("Russia and Ukraine accused each other of using cluster bombs.", ["accused"]),
    ("The two sides have accused one another of violating the truce.", ["accused"]),
    ("Israel accused Hamas of firing rockets.", ["accused", "firing"]),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "triggers"), MUTUAL)
def test_what_each_lays_to_the_other_is_a_charge_only(nlp: Language, text: str, triggers: list[str]) -> None:
    assert [s.telling.trigger.text for s in _selected(nlp, text)] == triggers


def _selected(nlp: Language, text: str, times: dict[str, str] | None = None) -> list[Selected]:
    timexes = [at(text, words, value) for words, value in (times or {}).items()]
    doc = nlp(text)
    article = Article(id="a", text=text, dct=DCT)
    told = tellings(doc, timexes)
    return select(doc, article, told, date_tellings(told, article, timexes))
