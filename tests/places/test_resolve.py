"""Names, with and without context, and what they must not match."""

from __future__ import annotations

import time

import pytest

from timeline.models import Place
from timeline.places import Hit, distance_km, find, scan, widen

SURE = [  # name, then the answer's name, alpha-3 code, admin1, precision
    ("Kyiv", "Kyiv", "UKR", "Kyiv", 1),
    ("Kiev", "Kyiv", "UKR", "Kyiv", 1),
    ("KYIV", "Kyiv", "UKR", "Kyiv", 1),
    ("Lugansk", "Luhansk", "UKR", "Luhansk Oblast", 1),
    ("Luhansk", "Luhansk", "UKR", "Luhansk Oblast", 1),
    ("Artyomovsk", "Bakhmut", "UKR", "Donetsk Oblast", 1),
    ("Odessa", "Odesa", "UKR", "Odesa Oblast", 1),
    ("Kupyansk", "Kupiansk", "UKR", "Kharkiv Oblast", 1),
    ("Kharkiv", "Kharkiv", "UKR", "Kharkiv Oblast", 1),
    ("Kharkiv region", "Kharkiv Oblast", "UKR", "Kharkiv Oblast", 3),
    ("Kharkov Oblast", "Kharkiv Oblast", "UKR", "Kharkiv Oblast", 3),
    ("Zaporozhye regions", "Zaporizhzhia Oblast", "UKR", "Zaporizhzhia Oblast", 3),
    ("Donetsk People’s Republic", "Donetsk Oblast", "UKR", "Donetsk Oblast", 3),
    ("Pokrovsk", "Pokrovsk", "UKR", "Donetsk Oblast", 1),
    ("Donbass", "Donbas", "UKR", "", 3),
    ("the Zaporizhzhia NPP", "Zaporizhzhia Nuclear Power Plant", "UKR", "Zaporizhzhia Oblast", 1),
    ("Kakhovka dam", "Kakhovka Dam", "UKR", "Kherson Oblast", 1),
    ("Belgorod region", "Belgorod Oblast", "RUS", "Belgorod Oblast", 3),
    ("Moscow", "Moscow", "RUS", "Moscow", 1),
    ("Khartoum", "Khartoum", "SDN", "Khartoum State", 1),
    ("Khartoum State", "Khartoum State", "SDN", "Khartoum State", 3),
    ("El Fasher", "El Fasher", "SDN", "North Darfur", 1),
    ("al-Fashir", "El Fasher", "SDN", "North Darfur", 1),
    ("Port Sudan", "Port Sudan", "SDN", "Red Sea State", 1),
    ("Zamzam camp", "Zamzam camp", "SDN", "North Darfur", 1),
    ("Darfur", "Darfur", "SDN", "", 3),
    ("Gaza", "Gaza Strip", "PSE", "Gaza Strip", 3),
    ("Gaza City", "Gaza City", "PSE", "Gaza Strip", 1),
    ("Jabaliya refugee camp", "Jabalia", "PSE", "Gaza Strip", 1),
    ("Al-Shifa hospital", "Al-Shifa Hospital", "PSE", "Gaza Strip", 1),
    ("West Bank", "West Bank", "PSE", "West Bank", 3),
    ("southern Lebanon", "southern Lebanon", "LBN", "", 3),
    ("Mekelle", "Mekelle", "ETH", "Tigray", 1),
    ("North Kivu", "North Kivu", "COD", "North Kivu", 3),
    ("Nagorno-Karabakh", "Nagorno-Karabakh", "AZE", "", 3),
    ("Cabo Delgado", "Cabo Delgado", "MOZ", "Cabo Delgado", 3),
    ("Paris", "Paris", "FRA", "Ile-de-France", 1),
    ("Paris, Texas", "Paris", "USA", "Texas", 1),
    ("Austin, Texas", "Austin", "USA", "Texas", 1),
    ("Washington", "Washington", "USA", "District of Columbia", 1),
    ("Ukraine", "Ukraine", "UKR", "", 3),
    ("the U.S.", "United States", "USA", "", 3),
    ("Georgia", "Georgia", "GEO", "", 3),
    ("Jordan", "Jordan", "JOR", "", 3),
    ("Sudan's", "Sudan", "SDN", "", 3),
    ("Daraa", "Daraa", "SYR", "Daraa Governorate", 1),
    ("Kandahar", "Kandahar", "AFG", "Kandahar", 1),
    ("Virginia", "Virginia", "USA", "Virginia", 3),
    ("Jiangxi", "Jiangxi", "CHN", "Jiangxi", 3),
    ("Goma, North Kivu", "Goma", "COD", "North Kivu", 1),
    ("Republic of Moldova", "Moldova", "MDA", "", 3),
    ("Black Sea", "Black Sea", "", "", 3),
    ("Osman Digna base", "Osman Digna air base", "SDN", "Red Sea State", 1),
    ("Basra's Jamiat district", "Basra", "IRQ", "Basra", 1),
    ("Sudan's North Darfur", "North Darfur", "SDN", "North Darfur", 3),
    ("Ukraine’s Kharkiv region", "Kharkiv Oblast", "UKR", "Kharkiv Oblast", 3),
    ("Strait of Hormuz", "Strait of Hormuz", "", "", 2),
]
NOTHING = [
    *("nice", "of", "kyiv", "march", "split", "man", "police", "reading", "best"),  # lower case
    *(
        "Nice",
        "Of",
        "March",
        "Split",
        "Man",
        "Police",
        "Reading",
        "OF",
        "MAN",
        "Us",
        "It",
    ),  # words, no context
    *("Austin", "Lloyd", "Biden", "Lavrov", "Jackson", "Victoria", "Burhan"),  # people
    *("Northern", "East", "Central", "Eastern Region", "South-east Asia", "Western Europe", "Asia", "Africa"),
    *("IS", "SR", "IT", "DE"),  # two letters are no countries in running text
    *("Northern Alliance", "Western Union", "Central Command", "Southern Front", "East River"),
    *("Tuesday", "NATO", "UN", "Hamas", "RSF", "Kremlin spokesman", ""),  # no places
    *("Springfield", "San Juan", "Cambridge"),  # many, far apart
    "A" * 200,
]
CONTEXT = [  # name, countries, near; then name, alpha-3, admin1 or None
    ("Nice", ["France"], [], ("Nice", "FRA", "Provence-Alpes-Cote d'Azur")),
    ("Split", ["HR"], [], ("Split", "HRV", "Splitsko-Dalmatinska")),
    ("Split", ["Ukraine"], [], None),
    ("Austin", ["USA"], [], None),
    ("Austin", [], ["Houston, Texas"], ("Austin", "USA", "Texas")),
    ("Tripoli", [], [], ("Tripoli", "LBY", "Tripoli")),
    ("Tripoli", ["Lebanon"], [], ("Tripoli", "LBN", "North Governorate")),
    ("Tripoli", [], ["Beirut"], ("Tripoli", "LBN", "North Governorate")),
    ("Alexandria", ["USA"], ["Washington"], ("Alexandria", "USA", "Virginia")),
    ("Punjab", [], [], None),
    ("Punjab", ["Pakistan"], [], ("Punjab", "PAK", "Punjab")),
    ("Geneva", ["USA"], [], ("Geneva", "CHE", "Geneva")),
    ("Geneva", ["USA"], ["Chicago"], ("Geneva", "USA", "Illinois")),
    ("east London", ["GBR"], [], ("London", "GBR", "England")),
    ("Split", [], ["Zagreb"], ("Split", "HRV", "Splitsko-Dalmatinska")),
    ("Virginia", ["USA"], [], ("Virginia", "USA", "Virginia")),
    ("South Hospital", [], [], None),
    ("South Hospital", ["Sudan"], [], ("South Hospital", "SDN", "North Darfur")),
    ("Southern District", ["USA"], [], None),
    ("Kostiantynivka", ["UKR"], ["Kramatorsk"], ("Kostiantynivka", "UKR", "Donetsk Oblast")),
]
DISPUTED = [
    "Crimea",
    "Alushta",
    "Sevastopol",
    "Kerch Bridge",
    "Golan Heights",
    "Kashmir",
    "Srinagar",
    "Jerusalem",
]


@pytest.mark.parametrize(("name", "found", "iso3", "admin1", "precision"), SURE)
def test_names_that_need_no_context(name: str, found: str, iso3: str, admin1: str, precision: int) -> None:
    hit = find(name)
    assert hit is not None
    assert (hit.name, hit.iso3, hit.admin1, hit.precision) == (found, iso3, admin1, precision)


@pytest.mark.parametrize("name", NOTHING)
def test_no_place(name: str) -> None:
    assert find(name) is None


@pytest.mark.parametrize(("name", "countries", "near", "expected"), CONTEXT)
def test_context_tells_namesakes_apart(
    name: str, countries: list[str], near: list[str], expected: tuple[str, str, str] | None
) -> None:
    around = [hit for hit in (find(one) for one in near) if hit]
    assert len(around) == len(near)
    hit = find(name, countries=countries, near=around)
    assert (hit and (hit.name, hit.iso3, hit.admin1)) == expected


@pytest.mark.parametrize("name", DISPUTED)
def test_disputed_places_have_coordinates_and_no_country(name: str) -> None:
    hit = find(name)
    assert hit is not None
    assert hit.disputed
    assert (hit.country, hit.iso3) == ("", "")
    assert -90 <= hit.latitude <= 90


@pytest.mark.parametrize(
    ("part", "whole", "north", "east"),
    [
        ("eastern Ukraine", "Ukraine", 0, 1),
        ("southern Sudan", "Sudan", -1, 0),
        ("northwestern Syria", "Syria", 1, -1),
    ],
)
def test_part_of_a_country_keeps_its_words_and_lies_on_its_side(
    part: str, whole: str, north: int, east: int
) -> None:
    hit, middle = find(part), find(whole)
    assert hit is not None
    assert middle is not None
    assert (hit.name, hit.iso3, hit.precision) == (part, middle.iso3, 3)
    assert (hit.latitude - middle.latitude) * north >= 0
    assert (hit.longitude - middle.longitude) * east >= 0


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("a tractor driver in the Kherson region on Monday", "Kherson", "Kherson region"),
        ("attacked the village of Wad al-Nourah on Friday", "Wad", "Wad al-Nourah"),
        ("the last city in North Darfur state", "Darfur", "North Darfur state"),
        (
            "near the Zaporizhzhia nuclear power plant overnight",
            "Zaporizhzhia",
            "Zaporizhzhia nuclear power plant",
        ),
        ("in the Abu Shouk camp at dawn", "Abu Shouk", "Abu Shouk camp"),
        ("troops left Kharkiv on Friday", "Kharkiv", "Kharkiv"),
        ("Russia state media said", "Russia", "Russia"),
        ("in the middle of Kyiv, region by region", "Kyiv", "Kyiv"),
        ("North of Gaza\nCity officials said", "Gaza", "Gaza"),
    ],
)
def test_a_name_cut_short_is_completed(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)
    a, b = widen(text, start, start + len(cut))
    assert text[a:b] == whole


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The RSF shelled Wad al-Nourah and El Fasher on Friday.", ["Wad al-Nourah", "El Fasher"]),
        (
            "Drones hit the Kerch Bridge, Port Sudan and Khan Younis.",
            ["Kerch Bridge", "Port Sudan", "Khan Younis"],
        ),
        ("Wad Madani, the state capital", ["Wad Madani"]),
        ("the Zaporizhzhia nuclear power plant", ["Zaporizhzhia nuclear power plant"]),
        ("Kharkiv and Crimea", []),
        ("port sudan and el fasher", []),
        ("El\nFasher", []),
        ("", []),
    ],
)
def test_names_that_no_tagger_should_miss(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in scan(text)] == names


def test_near_takes_places_of_the_models_even_without_coordinates() -> None:
    blank = Place(text="the front", start=0, end=9, name="the front")
    beirut = Place(text="Beirut", start=0, end=6, name="Beirut", latitude=33.89, longitude=35.5)
    hit = find("Tripoli", near=[blank, beirut])
    assert hit is not None
    assert hit.iso3 == "LBN"


def test_distance() -> None:
    kyiv, moscow = find("Kyiv"), find("Moscow")
    assert isinstance(kyiv, Hit)
    assert moscow is not None
    assert distance_km(kyiv, moscow) == pytest.approx(756, abs=10)
    assert distance_km(kyiv, kyiv) == 0


def test_hostile_names_cost_little() -> None:
    started = time.perf_counter()
    for name in ("A " * 5_000, "'" * 50_000 + "A", "A" + " region" * 5_000, "South" * 9_000, "A," * 9_000):
        assert find(name) is None
    assert time.perf_counter() - started < 2
