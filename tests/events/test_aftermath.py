"""What the sentences behind an event add to it: its victims, and who spoke."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from extracted import mentions_of

from timeline.models import Mention

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model


def told(nlp: Language, text: str) -> dict[str, Mention]:
    return {m.trigger: m for m in mentions_of(nlp, text, date(2024, 5, 28))}


def counts(mention: Mention) -> list[str]:
    return [f"{t.kind.value} {t.low} {'?' if t.high is None else t.high}" for t in mention.tolls]


VICTIMS = [  # text, trigger of the attack, its counts
    (
        "Shells hit the market of Taiz on Monday. A nurse counted nine dead.",
        "hit",
        ["killed 9 9"],
    ),
    (
        "A bomb went off in Quetta on Monday. The number of dead stood at 12.",
        "went",
        ["killed 12 12"],
    ),
    (
        "Gunmen killed three monks in Mandalay on Monday. Two nuns also died.",
        "killed",
        ["killed 5 5"],
    ),
    (
        "Gunmen killed three monks in Mandalay on Monday. Two nuns also died, a hospital said.",
        "killed",
        ["killed 3 5"],
    ),
    ("A drone hit a bus in Herat on Monday. Nobody was hurt, police said.", "hit", ["injured 0 0"]),
    # a sentence on the toll itself goes on about the attack, in the next paragraph and on another day too
    (
        "A bomb went off in Quetta on Monday, police said. The death toll rose to 12 on Tuesday.",
        "went",
        ["killed 12 12"],
    ),
    (
        "Rebels attacked a barracks in Goma on Monday.\n\nThe number of wounded rose to 40, a nurse said.",
        "attacked",
        ["injured 40 40"],
    ),
    ("The number of men killed in Sunday's ambush near Goma rose to 15.", "ambush", ["killed 15 15"]),
    (
        "A missile hit a shop in Herat on Monday. The number of dead rose to 19, including two girls.",
        "hit",
        ["killed 19 19"],
    ),
    (
        "A missile hit a shop in Herat on Monday. Officials put the number of dead at 19, among them a girl.",
        "hit",
        ["killed 19 19"],
    ),
    # what is not of the attack, or is in it already
    ("A bomb went off in Quetta on Monday. In 2019, 20 died.", "went", []),
    ("A bomb went off in Quetta on Monday. In Lahore, three people died in a fire.", "went", []),
    (
        "Rebels attacked a barracks in Goma on Monday, killing five soldiers. Two women were among the dead.",
        "attacked",
        ["killed 5 5"],
    ),
    ("A drone hit a bus in Herat on Monday. If the bridge falls, 100 people will be killed.", "hit", []),
    ("A bomb went off in Quetta on Monday.\n\nTwelve people died, officials said.", "went", []),
]


@pytest.mark.parametrize(("text", "trigger", "tolls"), VICTIMS)
def test_the_next_sentences_count_the_victims(
    nlp: Language, text: str, trigger: str, tolls: list[str]
) -> None:
    assert counts(told(nlp, text)[trigger]) == tolls


def test_a_toll_that_rose_is_no_event(nlp: Language) -> None:
    text = "A bomb went off in Quetta on Monday, police said. The death toll rose to 12 on Tuesday."
    assert "rose" not in told(nlp, text)
    assert "risen" not in told(nlp, "The number of men killed in Sunday's raid on Goma has risen to 15.")


def test_a_country_used_to_bad_news_uses_nothing(nlp: Language) -> None:
    assert set(told(nlp, "Gunmen shocked a country used to bad news on Monday.")) == {"shocked"}


@pytest.mark.parametrize(
    "text",
    [
        "A missile hit a market in Herat on Monday. Two girls were among the dead.",
        "A missile hit a market in Herat on Monday, killing 30. Among the dead were 12 children.",
    ],
)
def test_some_of_the_dead_are_no_event(nlp: Language, text: str) -> None:
    assert set(told(nlp, text)) == {"hit"}


def test_who_was_hurt_is_dated_with_the_attack(nlp: Language) -> None:
    text = (
        "The day was marred by the attack on a market in Herat last Saturday. At least 54 people were hurt."
    )
    found = told(nlp, text)
    assert found["hurt"].interval == found["attack"].interval
    assert found["hurt"].interval is not None
    assert found["hurt"].interval.first_day == date(2024, 5, 25)


SPEAKERS = [  # text, trigger, who
    (
        "Tehran responded on Monday. Iranian President Masoud Pezeshkian said that it would not yield.",
        "responded",
        ["Iran", "Masoud Pezeshkian"],
    ),
    (
        "Warsaw answered at once. Poland's foreign minister, Radoslaw Sikorski, said it would stay shut.",
        "answered",
        ["Poland", "Radoslaw Sikorski"],
    ),
    (
        "Hanoi reacted on Monday. Philippine President Ferdinand Marcos said he was sorry.",
        "reacted",
        ["Vietnam"],
    ),
    (
        "Tehran said on Monday that it was ready. Iranian President Masoud Pezeshkian spoke later.",
        "said",
        ["Iran"],
    ),
]


@pytest.mark.parametrize(("text", "trigger", "who"), SPEAKERS)
def test_a_government_speaks_by_the_official_of_the_next_sentence(
    nlp: Language, text: str, trigger: str, who: list[str]
) -> None:
    assert [actor.name for actor in told(nlp, text)[trigger].actors] == who


def test_what_a_denial_came_after_is_not_denied(nlp: Language) -> None:
    text = "The junta denied on Monday that its jets had bombed Kyaukme, a day after a raid on Hpakant."
    assert told(nlp, text)["raid"].status.value == "happened"
    assert told(nlp, text)["bombed"].status.value == "denied"
    text = "The rebels denied on Friday that they had shot anyone in Mocha, two days after a massacre there."
    assert told(nlp, text)["massacre"].status.value == "happened"
