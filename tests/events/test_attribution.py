"""Who says so: the reporting word and its speaker, innermost first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.events.attribution import Quotes, voices
from timeline.events.tables import table
from timeline.events.telling import tellings
from timeline.events.triggers import reporting_class

if TYPE_CHECKING:
    from spacy.language import Language

ROWS = [
    ("Shells hit the town.", "hit", []),
    ("Shells hit the town, the mayor said on Monday.", "hit", [("said", "the mayor")]),
    ("The mayor said on Monday that shells hit the town.", "hit", [("said", "The mayor")]),
    ("Shells hit the town, according to the mayor.", "hit", [("mayor", "the mayor")]),
    ("Troops killed 40 and detained 60, according to the mayor.", "killed", [("mayor", "the mayor")]),
    ("Troops killed 40 and the army fled, according to the mayor.", "killed", []),
    ("Since the coup of 1 May, troops have killed 40, according to the mayor.", "coup", []),
    ("Kyiv accused Moscow of shelling the town.", "shelling", [("accused", "Kyiv")]),
    ("The army claimed that it had taken the village.", "taken", [("claimed", "The army")]),
    ("The army reported the interception of three missiles.", "interception", [("reported", "The army")]),
    ("The mayor, who said shells hit the town, left.", "left", []),
    ("“Shells hit the town,” the mayor told a reporter.", "hit", [("told", "the mayor")]),
    ("The council on Tuesday said shells hit the town.", "hit", [("said", "The council")]),
    (
        "The army reported three fires, with the governor, Jan Novak, stating that shells hit the town.",
        "hit",
        [("stating", "Jan Novak")],
    ),
    ("The mayor spoke on Monday. Shells hit the town.", "hit", []),
    ("The army condemned the attack.", "attack", []),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "trigger", "wanted"), ROWS)
def test_sources(nlp: Language, text: str, trigger: str, wanted: list[tuple[str, str]]) -> None:
    doc = nlp(text)
    (telling,) = [t for t in tellings(doc, []) if t.trigger.text == trigger]
    found = voices(telling.trigger, telling.parts, Quotes(doc))
    assert [(v.cue.text, str(v.speaker)) for v in found] == wanted


@pytest.mark.model
def test_a_long_quotation_keeps_its_speaker(nlp: Language) -> None:
    text = "“The enemy shelled the town. Three houses burned,” the mayor said. The crews left."
    doc = nlp(text)
    quotes = Quotes(doc)
    told = {t.trigger.text: t for t in tellings(doc, [])}
    shelled = voices(told["shelled"].trigger, told["shelled"].parts, quotes)
    assert [str(v.speaker) for v in shelled] == ["the mayor"]
    assert voices(told["left"].trigger, told["left"].parts, quotes) == ()


CUES = table("reporting_cues")["class"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "cue", "kind"), [(e["text"], e["cue"], c["id"]) for c in CUES for e in c["examples"]]
)
def test_each_cue_has_its_class(nlp: Language, text: str, cue: str, kind: str) -> None:
    (token,) = [t for t in nlp(text) if t.text == cue]
    assert reporting_class(token) == kind


@pytest.mark.model
@pytest.mark.parametrize("text", [text for c in CUES for text in c["rejects"]])
def test_plain_sentences_report_nothing(nlp: Language, text: str) -> None:
    assert not [t for t in nlp(text) if t.pos_ == "VERB" and reporting_class(t)]


@pytest.mark.model
def test_claiming_responsibility_takes_the_event_for_granted(nlp: Language) -> None:
    doc = nlp("No one claimed responsibility for the bombing.")
    (telling,) = [t for t in tellings(doc, []) if t.trigger.text == "bombing"]
    assert voices(telling.trigger, telling.parts, Quotes(doc)) == ()
