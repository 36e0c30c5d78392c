"""Which words of a sentence tell one event, and which of them names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.events.tables import table
from timeline.events.telling import tellings

if TYPE_CHECKING:
    from spacy.language import Language

# text, trigger, parts
ONE = [
    ("The rebels carried out an attack on the port.", "attack", {"carried", "attack"}),
    ("Rebels carried out a series of attacks.", "attacks", {"carried", "attacks"}),
    ("There was an explosion in the port.", "explosion", {"was", "explosion"}),
    ("The blast occurred near the port.", "blast", {"blast", "occurred"}),
    ("The strike killed two guards and wounded five.", "strike", {"strike", "killed", "wounded"}),
    ("Two guards were killed in an ambush.", "ambush", {"killed", "ambush"}),
    ("The army launched a strike that killed three guards.", "strike", {"launched", "strike", "killed"}),
    ("Militants stormed a prison, killing two guards.", "stormed", {"stormed", "killing"}),
    ("Gunmen attacked a convoy and killed five drivers.", "attacked", {"attacked", "killed"}),
    ("A bomb went off in the market, injuring a guard.", "injuring", {"went", "injuring"}),
    (
        "Gunmen killed 15 worshippers and wounded two others when they stormed a church.",
        "killed",
        {"killed", "wounded", "stormed"},
    ),
    ("Ten people were killed while queuing for bread.", "killed", {"killed", "queuing"}),
    ("The founder was killed in custody.", "killed", {"killed"}),
    ("Two guards were killed when a shell landed in their base.", "killed", {"killed", "landed"}),
    ("Artillery began shelling the suburbs.", "shelling", {"began", "shelling"}),
    ("The convoy came under attack.", "attack", {"came", "attack"}),
    ("The envoy appealed to the army, asking it to leave.", "appealed", {"appealed", "asking"}),
    ("The governor said in a statement that the road was open.", "said", {"said", "statement"}),
    (
        "The latest incident came on Monday, when two farmers were killed during a raid.",
        "raid",
        {"incident", "came", "killed", "raid"},
    ),
]

# text, triggers that stay apart
APART = [
    ("The attack prompted a protest in the capital.", ["attack", "prompted", "protest"]),
    ("Two guards were killed after an ambush.", ["killed", "ambush"]),
    ("The uprising began when police killed a preacher.", ["uprising", "killed"]),
    ("The envoy arrived and the army left.", ["arrived", "left"]),
    ("The army said that rebels attacked the port.", ["said", "attacked"]),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "trigger", "parts"), ONE)
def test_one_event(nlp: Language, text: str, trigger: str, parts: set[str]) -> None:
    told = {t.trigger.text: {p.text for p in t.parts} for t in tellings(nlp(text), [])}
    assert told.get(trigger) == parts


@pytest.mark.model
@pytest.mark.parametrize(("text", "wanted"), APART)
def test_apart(nlp: Language, text: str, wanted: list[str]) -> None:
    told = [t.trigger.text for t in tellings(nlp(text), [])]
    assert [w for w in told if w in wanted] == wanted


EXAMPLES = [
    (e["text"], e["trigger"])
    for name in ("triggers_nouns", "triggers_verbs")
    for entry in table(name)["class"]
    for e in entry["examples"]
    if e["trigger"]
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "trigger"), EXAMPLES)
def test_the_lexicons_examples(nlp: Language, text: str, trigger: str) -> None:
    assert trigger in [t.trigger.text for t in tellings(nlp(text), [])]


@pytest.mark.model
@pytest.mark.parametrize("text", [t for c in table("triggers_nouns")["class"] for t in c["rejects"]])
def test_the_lexicons_rejects(nlp: Language, text: str) -> None:
    weak = {"many"}
    told = [t for t in tellings(nlp(text), []) if t.candidate.kind == "noun" and t.trigger.text not in weak]
    assert [t.trigger.text for t in told if "weak" not in t.candidate.classes] == []


def test_no_word_is_in_two_noun_classes_by_accident() -> None:
    seen: dict[str, str] = {}
    twice = []
    for entry in table("triggers_nouns")["class"]:
        for word in entry["words"]:
            if seen.setdefault(word, entry["id"]) != entry["id"]:
                twice.append(word)
    assert twice == ["strike"]  # violence before industrial action


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger"), [(e["text"], e["trigger"]) for e in table("triggers_violent")["examples"]]
)
def test_violence_and_its_outcome_are_one(nlp: Language, text: str, trigger: str) -> None:
    assert [t.trigger.text for t in tellings(nlp(text), [])] == [trigger]
