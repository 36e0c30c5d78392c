"""Roles through active, passive, nominal, possessive, relative and controlled predicates."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from marked import frame_of

from timeline.events.context import ArticleContext
from timeline.events.describe import describe
from timeline.events.tables import table

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.mark.model
@pytest.mark.parametrize("row", table("roles_links")["example"], ids=lambda row: row["text"])
def test_examples_of_the_table(nlp: Language, row: dict[str, object]) -> None:
    frame = frame_of(nlp, str(row["text"]))
    told = describe(frame, ArticleContext.of(frame.doc))
    assert [actor.name for actor in told.actors] == row["actors"]
    assert [actor.name for actor in told.targets] == row["targets"]
    assert (told.place.name if told.place else "") == row.get("place", "")


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "actors", "targets"),
    [
        ("Israeli and Egyptian officials [met] in Cairo.", ["Israel", "Egypt"], []),
        ("A Russian Iskander missile [struck] a hotel in Kharkiv.", ["Russia"], ["hotel"]),
        ("Thousands of Nigerians [marched] in Abuja.", ["Nigerians"], []),
        ("The rebels, who had [kidnapped] a priest, fled.", ["rebels"], ["priest"]),
        ("Police tried to [disperse] the crowd.", ["Police"], ["crowd"]),
        ("The general ordered his troops to [storm] the palace.", ["troops"], []),
        ("Ethiopia [lifted] a curfew in Tigray.", ["Ethiopia"], []),
        ("A bus was [hit] by a shell.", [], ["bus"]),
        ("The attack was [condemned] by France.", ["France"], []),
    ],
)
def test_roles(nlp: Language, text: str, actors: list[str], targets: list[str]) -> None:
    frame = frame_of(nlp, text)
    told = describe(frame, ArticleContext.of(frame.doc))
    assert [actor.name.removeprefix("his ") for actor in told.actors] == actors
    if targets:
        assert [actor.name for actor in told.targets] == targets


@pytest.mark.model
def test_a_locative_place_is_no_target(nlp: Language) -> None:
    frame = frame_of(nlp, "Gunmen [killed] a judge in Tripoli.")
    told = describe(frame, ArticleContext.of(frame.doc))
    assert [actor.name for actor in told.targets] == ["judge"]
    assert told.place is not None and told.place.name == "Tripoli"
