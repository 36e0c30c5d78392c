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


ROWS = [
    ("Israeli and Egyptian officials [met] in Cairo.", ["Israel", "Egypt"], []),
    ("A Russian Iskander missile [struck] a hotel in Kharkiv.", ["Russia"], ["hotel"]),
    ("Thousands of Nigerians [marched] in Abuja.", ["Nigerians"], []),
    ("The rebels, who had [kidnapped] a priest, fled.", ["rebels"], ["priest"]),
    ("Police tried to [disperse] the crowd.", ["Police"], ["crowd"]),
    ("The general ordered his troops to [storm] the palace.", ["troops"], []),
    ("Ethiopia [lifted] a curfew in Tigray.", ["Ethiopia"], []),
    ("A bus was [hit] by a shell.", [], ["bus"]),
    ("The attack was [condemned] by France.", ["France"], []),
]


@pytest.mark.model
def test_nine_of_ten_roles_are_right(nlp: Language) -> None:
    rows = [
        (row["text"], row["actors"], row["targets"], row.get("place"))
        for row in table("roles_links")["example"]
    ]
    rows += [(text, actors, targets, None) for text, actors, targets in ROWS]
    wrong = []
    for text, actors, targets, place in rows:
        frame = frame_of(nlp, text)
        told = describe(frame, ArticleContext.of(frame.doc))
        doers = [actor.name.removeprefix("his ") for actor in told.actors]
        found = [actor.name for actor in told.targets]
        where = told.place.name if told.place else ""
        if doers != actors or (targets and found != targets) or (place and where != place):
            wrong.append(f"got {doers}, {found}, {where}: {text}")
    assert len(wrong) <= len(rows) // 10, "\n".join(wrong)


@pytest.mark.model
def test_a_locative_place_is_no_target(nlp: Language) -> None:
    frame = frame_of(nlp, "Gunmen [killed] a judge in Tripoli.")
    told = describe(frame, ArticleContext.of(frame.doc))
    assert [actor.name for actor in told.targets] == ["judge"]
    assert told.place is not None and told.place.name == "Tripoli"
