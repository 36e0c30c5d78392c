"""The data files: form, sources, and agreement with one another."""

from __future__ import annotations

import gzip
import tomllib
from importlib.resources import files

import pytest

from timeline.places.fold import fold
from timeline.places.gazetteer import ambiguous, area_names

DATA = files("timeline.places") / "data"
REGIONS = tomllib.loads((DATA / "regions.toml").read_text(encoding="utf-8"))["region"]


@pytest.mark.parametrize("name", ["admin1.tsv", "cities.tsv.gz"])
def test_geonames_is_credited_in_the_file_itself(name: str) -> None:
    raw = (DATA / name).read_bytes()
    head = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8")[:400]
    assert "geonames.org" in head
    assert "Creative Commons Attribution 4.0" in head


@pytest.mark.parametrize("row", REGIONS, ids=lambda row: row["name"])
def test_region(row: dict[str, object]) -> None:
    known = {"name", "cc", "code", "at", "precision", "aka", "admin1", "disputed", "context", "bare"}
    assert row.keys() <= known
    latitude, longitude = row["at"]  # type: ignore[misc]
    assert -90 <= latitude <= 90
    assert -180 <= longitude <= 180
    assert row["precision"] in (1, 2, 3)
    assert fold(str(row["name"])) in area_names()


def test_admin1_of_sites_is_an_area_of_the_table() -> None:
    areas = {row["name"] for row in REGIONS}
    beyond = {
        *("Ouaddaï", "District of Columbia"),
        *("Saratov Oblast", "Leningrad Oblast", "Murmansk Oblast", "Irkutsk Oblast", "Tver Oblast"),
    }
    assert {row["admin1"] for row in REGIONS if "admin1" in row} <= areas | beyond


def test_lists_of_words_are_folded() -> None:
    for words in ambiguous():
        assert all(word == fold(word) for word in words)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Al-Fāshir", "al fashir"),
        ("Luhans’k", "luhansk"),
        ("U.S.", "us"),
        ("Côte d’Ivoire", "cote divoire"),
        ("  Khan   Yūnis ", "khan yunis"),
        ("Łódź", "lodz"),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded == fold(folded)


def test_respelled_towns_are_in_the_data() -> None:
    lines = gzip.decompress((DATA / "cities.tsv.gz").read_bytes()).decode("utf-8").splitlines()
    towns = {tuple(line.split("\t")[1::-1]) for line in lines if not line.startswith("#")}
    table = tomllib.loads((DATA / "spellings.toml").read_text(encoding="utf-8"))
    assert {(iso2, old) for iso2, names in table.items() for old in names} <= towns
