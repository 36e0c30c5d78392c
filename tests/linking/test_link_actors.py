from __future__ import annotations

import pytest

from timeline.linking.actors import agree, compare, party

NAMES = [
    # ACLED
    ("Military Forces of Sudan (2019-)", "Sudan", "SDN", "state"),
    ("Military Forces of Russia (2000-) Air Force", "Russia", "RUS", "state"),
    ("Police Forces of Kenya (2022-)", "Kenya", "KEN", "state"),
    ("HTS: Hayat Tahrir al Sham", "Hayat Tahrir al-Sham", "SYR", "rebel"),
    ("M23: March 23 Movement", "M23", "COD", "rebel"),
    ("Islamic State (Syria)", "Islamic State", "", "rebel"),
    ("Civilians (Ukraine)", "", "UKR", "civilians"),
    ("Protesters (Kenya)", "", "KEN", "protesters"),
    ("Unidentified Armed Group (Mali)", "", "MLI", "militia"),
    # UCDP
    ("Government of Russia (Soviet Union)", "Russia", "RUS", "state"),
    ("Government of Yemen (North Yemen)", "Yemen", "YEM", "state"),
    ("RSF", "Rapid Support Forces", "SDN", "rebel"),
    ("IS", "Islamic State", "", "rebel"),
    ("Civilians", "", "", "civilians"),
    # ours
    ("Ukrainian forces", "Ukraine", "UKR", "state"),
    ("gunmen", "", "", "militia"),
    ("villagers", "", "", "civilians"),
]


@pytest.mark.parametrize(("text", "name", "country", "kind"), NAMES, ids=lambda v: str(v)[:40])
def test_names(text, name, country, kind):
    assert party(text)[:3] == (name, country, kind)


@pytest.mark.parametrize(
    ("name", "country", "kind", "expected"),
    [
        ("RUSSIA", "RUS", "", ("Russia", "RUS", "state")),
        ("MILITARY", "SDN", "state", ("Sudan", "SDN", "state")),
        ("CIVILIAN", "", "civilians", ("", "", "civilians")),
    ],
)
def test_gdelt_names_need_their_codes(name, country, kind, expected):
    assert party(name, country, kind)[:3] == expected


@pytest.mark.parametrize("text", ["", "   "])
def test_nobody(text):
    assert party(text) is None


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        ("Russia", "Military Forces of Russia (2000-)", 1.0, 1.0),
        ("Israel", "Israel Defense Forces", 0.9, 0.9),
        ("RSF", "Rapid Support Forces", 1.0, 1.0),
        ("Azov Brigade", "Azov Battalion", 0.5, 1.0),
        ("villagers", "Civilians (Sudan)", 0.1, 0.6),
        ("a building", "Civilians (Sudan)", 0.0, 0.0),
        ("Russia", "Military Forces of Ukraine (2019-)", -1.0, -1.0),
        ("Rapid Support Forces", "Government of Sudan", -1.0, -1.0),
        ("Protesters (Kenya)", "Police Forces of Kenya", -1.0, -1.0),
        ("Boko Haram", "Al-Shabaab", -1.0, -0.5),
    ],
)
def test_agreement(a, b, least, most):
    x, y = party(a), party(b)
    assert least <= agree(x, y) <= most
    assert agree(x, y) == agree(y, x)


def test_either_way_round():
    a = (party("Russia"), party("Ukraine"))
    b = (party("Government of Ukraine"), party("Government of Russia (Soviet Union)"))
    matched, against = compare(a, b)
    assert [strength for *_, strength in matched] == [1.0, 1.0]
    assert against == 0


def test_helpers_never_contradict():
    a = (party("Russia"), party("Ukraine"))
    b = (*a, party("Wagner Group"))
    assert compare(a, b)[1] == 0
