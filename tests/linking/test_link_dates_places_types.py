from __future__ import annotations

from datetime import date

import pytest

from timeline.linking import places, types
from timeline.linking.dates import parse_day, stretch

FORMATS = ("%Y-%m-%d", "%d %B %Y", "%Y%m%d")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-24", date(2024, 5, 24)),
        ("2024-05-24 00:00:00.000", date(2024, 5, 24)),
        ("2024-05-24T10:00:00Z", date(2024, 5, 24)),
        ("24 May 2024", date(2024, 5, 24)),
        ("20240524", date(2024, 5, 24)),
        ("20240524.0", date(2024, 5, 24)),
        ("2024-02-30", None),
        ("24/05/2024", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_days(text, day):
    found = parse_day(text, FORMATS)
    assert (date.fromordinal(found) if found else None) == day


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("day", date(2024, 2, 15), date(2024, 2, 15)),
        ("week", date(2024, 2, 12), date(2024, 2, 18)),
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_stretches(window, first, last):
    assert stretch(date(2024, 2, 15).toordinal(), window) == (first.toordinal(), last.toordinal())


@pytest.mark.parametrize(
    ("text", "codes", "iso"),
    [
        ("Ukraine", "", "UKR"),
        ("804", "", "UKR"),
        ("804.0", "", "UKR"),
        ("UA", "", "UKR"),
        ("UKR", "", "UKR"),
        ("DR Congo (Zaire)", "", "COD"),
        ("Macedonia, FYR", "", "MKD"),
        ("Myanmar (Burma)", "", "MMR"),
        ("Yemen (North Yemen)", "", "YEM"),
        ("Democratic Republic of Congo", "", "COD"),
        ("Bosnia-Herzegovina", "", "BIH"),
        ("UP", "fips", "UKR"),
        ("RS", "fips", "RUS"),
        ("SU", "fips", "SDN"),
        ("GZ", "fips", "PSE"),
        ("WSB", "cameo", "PSE"),
        ("RUS", "cameo", "RUS"),
        ("AFR", "cameo", ""),
        ("", "", ""),
        ("Atlantis", "", ""),
        ("²", "", ""),
    ],
)
def test_countries(text, codes, iso):
    assert places.country_code(text, codes) == iso


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kharkiv Oblast", "Kharkiv"),
        ("El Fasher", "Al-Fasher"),
        ("Deir ez-Zor", "Deir-ez-Zor"),
        ("Borno State", "Borno"),
        ("Khartoum state", "Khartoum"),
        ("Goma town", "Goma"),
    ],
)
def test_same_plain_name(a, b):
    assert places.plain(a) == places.plain(b)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("kharkiv", "kharkov", True),
        ("kupiansk", "kupyansk", True),
        ("odesa", "odessa", True),
        ("idlib", "edlib", False),
        ("zaporizhzhia", "zaporizhia", True),
        ("bakhmut", "avdiivka", False),
        ("", "", False),
    ],
)
def test_spellings(a, b, same):
    assert places.alike(a, b) is same
    assert places.alike(b, a) is same


@pytest.mark.parametrize(
    ("crosswalk", "codes", "found"),
    [
        ("acled", ("Armed clash", "Battles"), ("battle",)),
        ("acled", ("ARMED CLASH",), ("battle",)),
        ("cameo", ("195",), ("airstrike",)),
        ("cameo", ("1951",), ("airstrike",)),
        ("cameo", ("0871",), ("agreement",)),
        ("cameo", ("46",), ("talks",)),
        ("ours", ("Air/drone strike", "aerial", "ASSAULT"), ("airstrike",)),
        ("ours", ("", "", "abduct", "ASSAULT"), ("abduction",)),
        ("words", ("Russian airstrike",), ("airstrike",)),
        ("words", ("Peaceful protest",), ("protest",)),
        ("ucdp", ("9",), ()),
        ("acled", ("Other",), ()),
    ],
)
def test_crosswalk(crosswalk, codes, found):
    assert types.families(crosswalk, codes) == found


def test_crosswalk_data_is_sound():
    data = types.table("types")
    known = set(data["family"])
    for pair in data["near"]:
        assert set(pair.split()) <= known, pair
    for name, codes in data["crosswalk"].items():
        for code, found in codes.items():
            if not code.startswith("_"):
                assert set(found) <= known, (name, code)


def test_every_acled_type_that_we_write_has_a_family():
    import tomllib
    from importlib.resources import files

    rules = tomllib.loads(
        (files("timeline.events") / "data" / "acled_types.toml").read_text(encoding="utf-8")
    )["rule"]
    for sub in {rule["sub"] for rule in rules} - {"", "Other"}:
        assert types.families("acled", (sub,)), sub
