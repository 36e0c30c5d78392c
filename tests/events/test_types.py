"""Types are decided by the tables, and every table proves itself on its own examples."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from marked import frame_of

from timeline.events import means, types
from timeline.events.context import ArticleContext
from timeline.events.describe import describe
from timeline.events.tables import table

if TYPE_CHECKING:
    from spacy.language import Language

PLOVER = {
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT"),
    *("THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
ACLED = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions/Remote violence": {
        *("Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack"),
        *("Remote explosive/landmine/IED", "Grenade"),
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        *("Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use"),
        *("Headquarters or base established", "Looting/property destruction"),
        *("Non-violent transfer of territory", "Other"),
    },
}
RULES = table("plover_types")["rule"]


def test_rules_name_known_types_and_have_examples() -> None:
    for rule in RULES:
        assert rule["type"] in PLOVER | {"STATEMENT", "OTHER"}, rule
        assert rule["examples"], rule
    assert {rule["type"] for rule in RULES} >= PLOVER


def test_classes_that_rules_ask_for_exist() -> None:
    known = {f"@{name}" for name in table("plover_classes")["class"]} | {"@location", "@means", "@conflict"}
    for rule in RULES:
        asked = {name for name in rule.get("objects", ()) if name.startswith("@")}
        assert asked <= known | {"@cooperation"}, rule


def test_vocabulary_is_broad() -> None:
    words = {word for rule in RULES for word in (*rule.get("verbs", ()), *rule.get("nouns", ()))}
    assert len(words) > 800


@pytest.mark.parametrize(
    ("kind", "quad"),
    [
        ("AGREE", 1),
        ("CONCEDE", 1),
        ("COOPERATE", 2),
        ("RETREAT", 2),
        ("REQUEST", 3),
        ("ACCUSE", 3),
        ("THREATEN", 3),
        ("PROTEST", 4),
        ("ASSAULT", 4),
        ("STATEMENT", None),
        ("OTHER", None),
    ],
)
def test_quad_class(kind: str, quad: int | None) -> None:
    assert types.quad_class(kind) == quad


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DEMAND", "REQUEST"),
        ("DISAPPROVE", "ACCUSE"),
        ("INVESTIGATE", "ACCUSE"),
        ("FIGHT", "ASSAULT"),
        ("ASSAULT", "ASSAULT"),
    ],
)
def test_older_names(old: str, new: str) -> None:
    assert types.modern(old) == new


def test_acled_rules_name_acled_types() -> None:
    for rule in table("acled_types")["rule"]:
        assert rule["sub"] in ACLED[rule["event"]], rule
        named = rule["plover"] if isinstance(rule["plover"], list) else [rule["plover"]]
        assert set(named) <= {*PLOVER, "OTHER"} and rule["examples"], rule


@pytest.mark.model
def test_examples_of_the_types_hold(nlp: Language) -> None:
    rows = [(text, rule["type"], rule.get("mode", "")) for rule in RULES for text in rule["examples"]]
    wrong = []
    for text, kind, mode in rows:
        frame = frame_of(nlp, text)
        got = types.plover_type(frame, means.find_means(frame.parts))
        if (got.type, got.mode) != (kind, mode):
            wrong.append(f"wanted {kind} {mode}, got {got.type} {got.mode}: {text}")
    assert len(wrong) <= len(rows) // 20, "\n".join(wrong)


@pytest.mark.model
def test_rejects_do_not_hold(nlp: Language) -> None:
    for rule in RULES:
        for text in rule.get("rejects", ()):
            frame = frame_of(nlp, text)
            assert types.plover_type(frame) != types.PloverType(rule["type"], rule.get("mode", "")), text


@pytest.mark.model
def test_examples_of_the_cues_hold(nlp: Language) -> None:
    classes = table("plover_classes")
    rows = [(row["example"], row["type"]) for row in (*classes["cue"], *classes["auxiliary"])]
    wrong = [text for text, kind in rows if types.plover_type(frame_of(nlp, text)).type != kind]
    assert len(wrong) <= 1, wrong


@pytest.mark.model
def test_examples_of_the_acled_types_hold(nlp: Language) -> None:
    wrong = []
    rows = [(text, rule) for rule in table("acled_types")["rule"] for text in rule["examples"]]
    for text, rule in rows:
        frame = frame_of(nlp, text)
        told = describe(frame, ArticleContext.of(frame.doc))
        if (told.event_type, told.sub_event_type) != (rule["event"], rule["sub"]):
            wrong.append(f"wanted {rule['sub']}, got {told.sub_event_type}: {text}")
    assert len(wrong) <= len(rows) // 20, "\n".join(wrong)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ukraine said it will [send] a delegation to Geneva.", "OTHER"),
        ("The mayor [died] of a heart attack on Sunday.", "OTHER"),
        ("Kenya won the [match] against Ghana.", "OTHER"),
        ("The spokesman [said] the weather was bad.", "STATEMENT"),
        ("The minister [called] the attack a crime.", "STATEMENT"),
    ],
)
def test_words_that_are_no_conflict(nlp: Language, text: str, kind: str) -> None:
    assert types.plover_type(frame_of(nlp, text)).type in {kind, "STATEMENT"}
