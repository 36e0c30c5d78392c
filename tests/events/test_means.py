"""Weapons by name and kind, and words that only look like weapons."""

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
    *[(row["text"], row["means"]) for row in table("weapons")["example"]],
    ("A Kinzhal missile [hit] the depot.", ["Kinzhal:missile"]),
    ("HIMARS rockets [struck] the bridge.", ["HIMARS:rocket"]),
    ("The column of T-72 tanks [entered] the town.", ["T-72:armour"]),
    ("An improvised explosive device [killed] the driver.", ["improvised explosive device:ied"]),
    ("Villagers were [attacked] with machetes and petrol bombs.", ["machete:blade", "petrol bomb:fire"]),
    (
        "Police [used] tear gas and rubber bullets.",
        ["tear gas:crowd_control", "rubber bullet:crowd_control"],
    ),
    ("The jet [dropped] cluster bombs on the valley.", ["jet:aircraft", "cluster bomb:cluster"]),
    ("The artillery [shelled] the port.", ["artillery:artillery"]),
    ("Negotiators [met] in the capital.", []),
    ("The bullet train [hit] a car.", []),
    ("Gold mine owners [protested] in Bamako.", []),
]


@pytest.mark.model
def test_nineteen_of_twenty_are_right(nlp: Language) -> None:
    wrong = []
    for text, means in ROWS:
        frame = frame_of(nlp, text)
        found = [f"{m.name}:{m.kind}" for m in describe(frame, ArticleContext.of(frame.doc)).means]
        if found != means:
            wrong.append(f"wanted {means}, got {found}: {text}")
    assert len(wrong) <= len(ROWS) // 20 + 1, "\n".join(wrong)


def test_kinds_are_listed_in_the_head_comment() -> None:
    for row in table("weapons")["means"]:
        assert row["kind"] and (row.get("names") or row["words"]), row
