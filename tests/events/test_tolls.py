"""Counts of people: the numbers as words, and the event that they belong to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy

sys.path.insert(0, str(Path(__file__).parent))

from marked import frame_of

from timeline.events.quantities import read_quantity
from timeline.events.tables import table
from timeline.events.tolls import find_tolls

if TYPE_CHECKING:
    from spacy.language import Language

BLANK = spacy.blank("en")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("two civilians", 2, 2),
        ("at least 12 people", 12, None),
        ("up to 20 soldiers", 0, 20),
        ("as many as 40", 0, 40),
        ("more than 30 people", 31, None),
        ("over 1,200 homes", 1201, None),
        ("fewer than 10 people", 0, 9),
        ("dozens", 24, 99),
        ("dozens of people", 24, 99),
        ("hundreds of residents", 200, 999),
        ("thousands", 2000, 9999),
        ("tens of thousands of people", 20000, 99999),
        ("several people", 3, 9),
        ("twenty-three miners", 23, 23),
        ("two dozen fighters", 24, 24),
        ("a dozen men", 12, 12),
        ("three hundred and fifty men", 350, 350),
        ("five thousand families", 5000, 5000),
        ("1.5 litres", None, None),
        ("1.2 million people", 1200000, 1200000),
        ("no one", 0, 0),
        ("nobody", 0, 0),
        ("about 5,000 families", 5000, 5000),
        ("between 20 and 30 people", 20, 30),
        ("another 15", 15, 15),
        ("civilians", None, None),
        ("the wounded", None, None),
        ("30 percent of them", None, None),
    ],
)
def test_quantities(text: str, low: int | None, high: int | None) -> None:
    found = read_quantity(list(BLANK(text)))
    assert (found is None) == (low is None)
    if found is not None:
        assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("In 2020 some 300 civilians", 300, 300),
        ("of the 12 and 40 people", 40, 40),
        ("10 to 12 people", 10, 12),
        ("two or three men", 2, 3),
    ],
)
def test_the_nearest_count_wins(text: str, low: int, high: int | None) -> None:
    found = read_quantity(list(BLANK(text)), nearest=True)
    assert found is not None
    assert (found.low, found.high) == (low, high)


ROWS = [
    *[(row["text"], row["tolls"]) for row in table("tolls_words")["example"]],
    ("Three miners are [missing] after the attack.", ["missing 3 3"]),
    ("The [bombing] claimed 40 lives.", ["killed 40 40"]),
    ("A missile [hit] the bus, killing two adults and a child.", ["killed 3 3"]),
    ("The death toll from the [attack] rose to 61.", ["killed 61 61"]),
    ("Soldiers [took] 12 villagers hostage.", ["captured 12 12"]),
    ("More than 2,000 people [fled] the town.", ["displaced 2001 ?"]),
    ("Nine people [died] and 14 were injured in the shelling.", ["killed 9 9", "injured 14 14"]),
    ("Civilians were [killed] in the raid.", []),
    ("In 2019 some 40 miners were [killed] at the site.", ["killed 40 40"]),
    ("Since the raid of June 2018 more than 600 villagers have been [killed].", ["killed 601 ?"]),
    ("The mayor, Ada Orlan, was [assassinated] in her car.", ["killed 1 1"]),
    ("Pirates [attacked] the ferry, sinking it and killing at least six crewmen.", ["killed 6 ?"]),
    (
        "Four guards were [killed] and 18 taken hostage in the assault of 3 May 2021.",
        ["killed 4 4", "captured 18 18"],
    ),
    ("A shell [fell] near the school without causing casualties.", ["killed 0 0", "injured 0 0"]),
    ("The border [closed] in March, after a bomb killed 30 people.", []),
    ("The troops [captured] three villages.", []),
    ("He was [killed] on 9 May 2004.", ["killed 1 1"]),
    ("Rockets [killed] a woman in Sderot.", ["killed 1 1"]),
    ("The drone [injured] Ivan Petrenko.", ["injured 1 1"]),
    ("There were no casualties in the [attack].", ["killed 0 0", "injured 0 0"]),
]


@pytest.mark.model
def test_nine_of_ten_counts_are_right(nlp: Language) -> None:
    wrong = []
    for text, tolls in ROWS:
        found = [
            f"{t.kind} {t.low} {'?' if t.high is None else t.high}" for t in find_tolls(frame_of(nlp, text))
        ]
        if found != tolls:
            wrong.append(f"wanted {tolls}, got {found}: {text}")
    assert len(wrong) <= len(ROWS) // 10, "\n".join(wrong)
