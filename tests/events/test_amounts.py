"""How many weapons and how much land, where the text says so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from marked import frame_of

from timeline.events.context import ArticleContext
from timeline.events.describe import describe
from timeline.events.tables import table
from timeline.models import Quantity

if TYPE_CHECKING:
    from spacy.language import Language

ROWS = [
    ("Russia [fired] more than 70 missiles and over 100 drones at the grid.", ["71+ missile", "101+ drone"]),
    ("Between 30 and 40 rockets [hit] the base.", ["30-40 rocket"]),
    ("Air defences [downed] 19 of 23 drones.", ["19 drone"]),
    ("Dozens of shells [struck] the town.", ["24-99 shell"]),
    ("Berlin [sent] 14 Leopard 2 tanks.", ["14 Leopard 2"]),
    ("The army [fired] a missile at the island.", ["1 missile"]),
    ("Israel [seized] 12.5 square km of land.", ["12.5 km2"]),
    ("The rebels [took] at least 300 sq km of forest.", ["300+ km2"]),
    ("Drones [hit] the depot and killed 12 people.", []),
    ("No missiles [hit] the port.", []),
    ("On the evening of May 23 missiles [hit] the port.", []),
    ("In 2024 drones [hit] the port.", []),
    ("A 12-missile attack [hit] the port.", []),
    ("Ministers [met] in the capital for two days.", []),
    ("The city of 300 people per square km was [shelled].", []),
    ("A drone attack [killed] three people.", []),
    ("All but three of the 20 drones were [downed].", []),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_quantities(nlp: Language, text: str, wanted: list[str]) -> None:
    frame = frame_of(nlp, text)
    found = describe(frame, ArticleContext.of(frame.doc)).quantities
    assert [q.words() for q in found] == wanted
    assert all(frame.doc.text[q.start : q.end] == q.text for q in found)


UNITS = [example for row in table("amounts_units")["unit"] for example in row["examples"]]


@pytest.mark.model
@pytest.mark.parametrize("example", UNITS, ids=[row["text"] for row in UNITS])
def test_units_of_area(nlp: Language, example: dict[str, Any]) -> None:
    frame = frame_of(nlp, example["text"])
    (area,) = describe(frame, ArticleContext.of(frame.doc)).quantities
    assert (area.low, area.unit, area.high is None) == (example["km2"], "km2", example.get("open", False))


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity(low=30, high=30, name="drone"), "30 drone"),
        (Quantity(low=71, high=None, name="missile"), "71+ missile"),
        (Quantity(low=24, high=99, name="shell"), "24-99 shell"),
        (Quantity(low=12.5, high=12.5, unit="km2"), "12.5 km2"),
        (Quantity(low=1000000, high=1000000, unit="km2"), "1000000 km2"),
    ],
)
def test_words(quantity: Quantity, words: str) -> None:
    assert quantity.words() == words
