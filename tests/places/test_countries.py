"""Countries by name, variant and code, and the words for their people."""

from __future__ import annotations

import pytest

from timeline.places import country, nationality
from timeline.places.countries import all_countries

NAMES = [
    ("Ukraine", "UKR"),
    ("Russia", "RUS"),
    ("Russian Federation", "RUS"),
    ("RU", "RUS"),
    ("RUS", "RUS"),
    ("U.S.", "USA"),
    ("the U.S.", "USA"),
    ("US", "USA"),
    ("United States", "USA"),
    ("the United States", "USA"),
    ("UK", "GBR"),
    ("Britain", "GBR"),
    ("DR Congo", "COD"),
    ("DRC", "COD"),
    ("Ivory Coast", "CIV"),
    ("Côte d’Ivoire", "CIV"),
    ("Türkiye", "TUR"),
    ("Turkey", "TUR"),
    ("UAE", "ARE"),
    ("South Sudan", "SSD"),
    ("Palestine", "PSE"),
    ("Kosovo", "XKX"),
    ("Taiwan", "TWN"),
    ("Burma", "MMR"),
    ("SYRIA", "SYR"),
    ("us", None),
    ("Us", None),
    ("it", None),
    ("It", None),
    ("ukraine", None),
    ("Crimea", None),
    ("NATO", None),
    ("", None),
]
PEOPLE = [
    ("Ukrainian", "UKR"),
    ("Ukrainians", "UKR"),
    ("Russians", "RUS"),
    ("Sudanese", "SDN"),
    ("South Sudanese", "SSD"),
    ("American", "USA"),
    ("British", "GBR"),
    ("Emirati", "ARE"),
    ("French", "FRA"),
    ("Swiss", "CHE"),
    ("Palestinians", "PSE"),
    ("polish", None),
    ("Polish", "POL"),
    ("Ukraine", None),
    ("Kurdish", None),
    ("Soviet", None),
    ("", None),
]


@pytest.mark.parametrize(("name", "iso3"), NAMES)
def test_country(name: str, iso3: str | None) -> None:
    found = country(name)
    assert (found.iso3 if found else None) == iso3


@pytest.mark.parametrize(("word", "iso3"), PEOPLE)
def test_nationality(word: str, iso3: str | None) -> None:
    found = nationality(word)
    assert (found.iso3 if found else None) == iso3


def test_table_is_whole_and_sound() -> None:
    rows = all_countries()
    assert len(rows) >= 195
    assert len({row.iso2 for row in rows}) == len({row.iso3 for row in rows}) == len(rows)
    assert all(len(row.iso2) == 2 and len(row.iso3) == 3 and 0 <= row.iso_num < 1000 for row in rows)
    numbers = [row.iso_num for row in rows if row.iso_num]
    assert len(set(numbers)) == len(numbers)


def test_capitals() -> None:
    capitals = {row.iso3: row.capital for row in all_countries()}
    assert (capitals["UKR"], capitals["RUS"], capitals["SDN"], capitals["USA"]) == (
        "Kyiv",
        "Moscow",
        "Khartoum",
        "Washington",
    )
    assert capitals["ISR"] == capitals["PSE"] == ""
