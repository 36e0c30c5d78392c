"""The gazetteer in memory: towns, admin areas, regions and sites, loaded on first use."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NotRequired, TypedDict

from timeline.errors import RuleError
from timeline.places.countries import all_countries, country
from timeline.places.fold import fold
from timeline.tables import read_table

__all__ = ["Area", "Row", "ambiguous", "area_names", "centre", "towns"]

_SOFT = re.compile(r"[aeiouyhjw' ]")
_DOUBLE = re.compile(r"(.)\1")


@dataclass(frozen=True, slots=True)
class Row:
    """One place. `iso2` is where it lies by our filing rule, even where `disputed` keeps it out of records.

    `bare` is False for an area that only a word such as "region" tells from the town of the same name.
    `context` is True where only an article about its country can mean it ("South Hospital"); `curated`
    rows are those of our own table.
    `primary` is False when the looked-up name is an older or foreign name, not a spelling of this one.
    """

    name: str
    iso2: str
    admin1: str
    latitude: float
    longitude: float
    precision: int
    population: int = 0
    disputed: bool = False
    bare: bool = True
    primary: bool = True
    context: bool = False
    curated: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """The name of a first-level admin area and whether its status is disputed."""

    name: str
    disputed: bool = False


def _text(name: str) -> str:
    raw = (files(__package__) / "data" / name).read_bytes()
    return (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8")


def _lines(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _text(name).splitlines() if not line.startswith("#"))


class _Region(TypedDict):
    """An entry of regions.toml; the file's head says what each field means."""

    name: str
    cc: str
    at: tuple[float, float]
    precision: int
    aka: list[str]
    code: NotRequired[str]
    admin1: NotRequired[str]
    disputed: NotRequired[bool]
    context: NotRequired[bool]
    bare: NotRequired[bool]


@cache
def _regions() -> list[_Region]:
    table = read_table("timeline.places", "data/regions.toml")
    rows: list[_Region] = table["region"]
    for row in rows:
        missing = {"name", "cc", "at", "precision", "aka"} - row.keys()
        if missing:
            raise RuleError(f"places/data/regions.toml: {row.get('name', row)} has no {', '.join(missing)}.")
    return rows


@cache
def _areas() -> dict[tuple[str, str], Area]:
    """(ISO alpha-2, GeoNames admin1 code) -> its name."""
    areas = {(line[0], line[1]): Area(line[2]) for line in _lines("admin1.tsv") if line[1]}
    for row in _regions():
        if "code" in row:
            area = Area(row.get("admin1", row["name"]), row.get("disputed", False))
            areas[row["cc"], row["code"]] = area
    # GeoNames files settlements in the West Bank under Israel.
    areas["IL", "WE"] = Area("West Bank", disputed=True)
    return areas


@cache
def area_names() -> dict[str, tuple[Row, ...]]:
    """Folded name -> the regions, sites, seas and admin areas of that name, curated ones first."""
    found: dict[str, list[Row]] = {}
    curated: set[tuple[str, str]] = set()
    for row in _regions():
        if "code" in row:
            curated.add((row["cc"], row["code"]))
        place = Row(
            name=row["name"],
            iso2=row["cc"],
            admin1=row.get("admin1", row["name"] if "code" in row else ""),
            latitude=row["at"][0],
            longitude=row["at"][1],
            precision=row["precision"],
            disputed=row.get("disputed", False),
            context=row.get("context", False),
            curated=True,
            bare=row.get("bare", True),
        )
        for key in dict.fromkeys(map(fold, (row["name"], *row["aka"]))):
            found.setdefault(key, []).append(place)
    for iso2, code, name, latitude, longitude, *_ in _lines("admin1.tsv"):
        if code and (iso2, code) not in curated:
            key = fold(name)
            common = any(key in names for names in ambiguous())  # "East", "Central", "Santos"
            area = Row(name, iso2, name, float(latitude), float(longitude), 3, bare=False, context=common)
            found.setdefault(key, []).append(area)
    return {key: tuple(rows) for key, rows in found.items()}


def centre(iso2: str, north: int = 0, east: int = 0) -> tuple[float, float] | None:
    """The middle of a country's towns, or of the part that lies `north` and `east` (each -1, 0 or 1) of it.

    None for a country without towns. A part's middle is one standard deviation of its towns away.
    """
    if iso2 not in _countries():
        return None
    latitude, longitude, spread_lat, spread_lon = _countries()[iso2]
    return round(latitude + north * spread_lat, 2), round(longitude + east * spread_lon, 2)


@cache
def _countries() -> dict[str, tuple[float, float, float, float]]:
    rows = (line for line in _lines("admin1.tsv") if not line[1])
    return {line[0]: (float(line[3]), float(line[4]), float(line[5]), float(line[6])) for line in rows}


@cache
def _spellings() -> dict[tuple[str, str], str]:
    table = read_table("timeline.places", "data/spellings.toml")
    return {(iso2, old): new for iso2, names in table.items() for old, new in names.items()}


@cache
def _town_lines() -> dict[str, str]:
    """Folded name -> its lines of cities.tsv.gz. Lines stay whole: splitting all is slow."""
    index: dict[str, str] = {}
    for line in _text("cities.tsv.gz").split("\n"):
        if line.startswith("#"):
            continue
        for key in line[line.rfind("\t") + 1 :].split("|"):
            index[key] = f"{index[key]}\n{line}" if key in index else line
    return index


def _skeleton(folded: str) -> str:
    """What spellings of one name share: "Kupyansk", "Kupiansk"; "Kharkov", "Kharkiv"; "Odessa", "Odesa"."""
    return _DOUBLE.sub(r"\1", _SOFT.sub("", folded))


def towns(key: str) -> tuple[Row, ...]:
    """The towns of that folded name, those so named before those once or also named so, the largest first."""
    rows = []
    for line in (one.split("\t") for one in _town_lines().get(key, "").split("\n") if one):
        area = _areas().get((line[1], line[2]), Area(""))
        name = _spellings().get((line[1], line[0]), line[0])
        rows.append(
            Row(
                name=name,
                iso2=line[1],
                admin1=area.name,
                latitude=float(line[3]),
                longitude=float(line[4]),
                precision=1,
                population=int(line[5]),
                disputed=area.disputed,
                primary=_skeleton(fold(name)) == _skeleton(key),
            )
        )
    return tuple(sorted(rows, key=lambda row: (not row.primary, -row.population)))


@cache
def ambiguous() -> tuple[frozenset[str], frozenset[str]]:
    """Folded town names that are ordinary words, and those that are people's names."""
    table = read_table("timeline.places", "data/ambiguous.toml")
    # "Jordan" and "Georgia" are people's names too, but countries first.
    people = {name for name in table["people"] if country(name.title()) is None}
    return frozenset(table["words"]), frozenset(people) - {fold(c.name) for c in all_countries()}
