"""Which place a name means, given the other places and countries of its article."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from timeline.places.candidates import candidates, country_row
from timeline.places.countries import country, named, nationality
from timeline.places.fold import fold
from timeline.places.gazetteer import Row, ambiguous, centre
from timeline.places.sphere import km_between

__all__ = ["Hit", "Located", "distance_km", "find", "is_name"]

_COMPASS = re.compile(
    r"^(?:(?:north|south)?(?:east|west)?(?:ern)?|(?:north|south)(?:ern)?|central|greater|occupied|downtown|"
    r"outskirts of|city of) "
)
_LOWER_COMPASS = re.compile(r"(?:the )?(?:north|south|east|west|central)")
_NEAR_KM = 300.0
_KNOWN_UNAIDED = 20_000
_LARGE = 100_000
_WORLD_FAMOUS = 8.0
_CLEARLY_LARGER = 4.0


class Located(Protocol):
    """Anything with coordinates: a Hit, or a Place of the models."""

    @property
    def latitude(self) -> float | None: ...  # noqa: D102
    @property
    def longitude(self) -> float | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of the gazetteer.

    `country` and `iso3` are empty at sea and where `disputed`; `precision` is ACLED's geo_precision: 1 a town
    or a named site, 2 a district or small region, 3 a province, a country or larger. Degrees are WGS 84.
    """

    name: str
    country: str
    iso3: str
    admin1: str
    latitude: float
    longitude: float
    precision: int
    disputed: bool = False


def distance_km(a: Located, b: Located) -> float:
    """Great-circle distance; infinity where either has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return math.inf
    return km_between(a.latitude, a.longitude, b.latitude, b.longitude)


def find(name: str, *, near: Sequence[Located] = (), countries: Sequence[str] = ()) -> Hit | None:
    """The place that `name` means, or None when there is none or when it could be several.

    `countries` are names or ISO codes that the article is about, `near` its places already sure: both tell
    namesakes apart. Without them, a name with several far-apart bearers is answered only when one is at
    least four times as populous as the next and has 20,000 people. A town whose name is an ordinary word
    ("Nice", "Split") or a person's ("Austin") needs support from the context, and no name matches in lower
    case. "Paris, Texas" carries its own context; "Kharkiv region" is the region, "Kharkiv" the city.

    >>> find("Kiev").name, find("Kharkov region").name, find("nice")
    ('Kyiv', 'Kharkiv Oblast', None)
    """
    text = " ".join(name.split()).strip(" ,.;:'’\"”“")
    text = re.sub(r"['’]s$", "", text)
    if len(text) < 2 or len(text) > 80 or not is_name(text):
        return None
    if "," in text:
        return _qualified(text, near, countries)
    row = _pick(text, tuple(near), _codes(countries))
    if row is None:
        return _possessed(text, near, countries)
    # "eastern Ukraine" keeps its own words: no gazetteer has a name for it.
    return _hit(row if row.name else replace(row, name=re.sub(r"^[Tt]he ", "", text)))


def is_name(text: str) -> bool:
    """A capital somewhere at the start of a word: "the Gaza Strip", "al-Shifa", but not "nice"."""
    return any(word[:1].isupper() for word in re.split(r"[\s\-'’]+", text))


def _codes(countries: Sequence[str]) -> frozenset[str]:
    found = (country(one) or nationality(one) for one in countries)
    return frozenset(one.iso2 for one in found if one)


def _qualified(text: str, near: Sequence[Located], countries: Sequence[str]) -> Hit | None:
    head, _, rest = (part.strip() for part in text.partition(","))
    if not rest:
        return find(head, near=near, countries=countries)
    whole = named(rest)
    if whole:
        row = _pick(head, tuple(near), frozenset({whole.iso2}), strict=True)
        return _hit(row) if row else None
    holder = find(rest, near=near, countries=countries)
    if holder is None:
        return None
    if holder.precision > 1:
        inside = [row for row in candidates(fold(head)) if holder.admin1 and row.admin1 == holder.admin1]
        if inside:
            return _hit(inside[0])
    found = find(head, near=(holder,), countries=(holder.iso3,) if holder.iso3 else countries)
    return found if found and distance_km(found, holder) < 3 * _NEAR_KM else None


def _possessed(text: str, near: Sequence[Located], countries: Sequence[str]) -> Hit | None:
    """ "Basra's Jamiat district": the part where the gazetteer has it close by, else the whole."""
    parts = re.split(r"['’]s ", text, maxsplit=1)
    if len(parts) == 1:
        return None
    holder = find(parts[0], near=near, countries=countries)
    if holder is None:
        return None
    part = find(parts[1], near=(holder,), countries=(holder.iso3,))
    return (
        part if part and distance_km(part, holder) < (_NEAR_KM if holder.precision < 3 else 2_000) else holder
    )


def _pick(text: str, near: tuple[Located, ...], codes: frozenset[str], strict: bool = False) -> Row | None:
    key = fold(text).removeprefix("the ")
    rows = candidates(key)
    if _LOWER_COMPASS.match(text) and rows and rows[0].population:
        rows = ()  # "east London" is a part of London; "East London" is a town
    rows = tuple(row for row in rows if not row.context or _supported(row, near, codes))
    if not any(row.population == 0 for row in rows) and (whole := named(text)):
        return country_row(whole)
    if not rows:
        return _without_compass(text, near, codes)
    if strict:
        rows = tuple(row for row in rows if row.iso2 in codes)
        return _best(rows, near, codes) if rows else None
    words, people = ambiguous()
    if rows[0].population and (key in people or key in words or (text.isupper() and len(text) < 4)):
        close = tuple(r for r in rows if any(distance_km(r, other) < _NEAR_KM for other in near))
        if close:
            return _best(close, near, codes)
        at_home = tuple(row for row in rows if row.iso2 in codes and row.population >= _LARGE)
        return _best(at_home, near, codes) if at_home and key not in people else None
    return _best(rows, near, codes)


def _without_compass(text: str, near: tuple[Located, ...], codes: frozenset[str]) -> Row | None:
    """ "eastern Ukraine", "occupied Kherson": part of what remains, never finer than a small region."""
    bare = re.sub(r"^[Tt]he ", "", text)
    match = _COMPASS.match(bare.lower().replace("-", " "))
    if match is None or len(bare) == match.end():
        return None
    said, rest = match.group(), bare[match.end() :]
    if whole := named(rest):
        north = ("north" in said) - ("south" in said)
        point = centre(whole.iso2, north, ("east" in said) - ("west" in said))
        return Row("", whole.iso2, "", point[0], point[1], precision=3) if point else None
    best = _pick(rest, near, codes) if is_name(rest) else None
    if best is None or best.precision > 1 or said in ("occupied ", "city of ", "downtown ", "central "):
        return best
    return replace(best, precision=2)


def _best(rows: tuple[Row, ...], near: tuple[Located, ...], codes: frozenset[str]) -> Row | None:
    """The row that the context prefers; None when nothing tells namesakes apart."""
    if len(rows) == 1:
        return rows[0]
    if rows[0].population == 0:  # areas, sites and countries: our own table knows the order of preference
        supported = [row for row in rows if _supported(row, near, codes)]
        return supported[0] if supported else rows[0] if rows[0].curated else None
    # "Geneva" in a report from Washington is not the one in Illinois: only a place near by outweighs fame.
    ranked = sorted(rows, key=lambda row: -row.population)
    famous = ranked[0].population >= max(_LARGE, _WORLD_FAMOUS * ranked[1].population) and ranked[0].primary
    weight = 0.0 if famous and ranked[0].iso2 not in codes else 3.0
    scored = sorted(((_score(row, near, codes, weight), row) for row in rows), key=lambda pair: -pair[0])
    (first, row), (second, other) = scored[0], scored[1]
    if distance_km(row, other) >= 50 and first - second < math.log10(_CLEARLY_LARGER):
        return None
    return row if _supported(row, near, codes) or row.population >= _KNOWN_UNAIDED else None


def _supported(row: Row, near: tuple[Located, ...], codes: frozenset[str]) -> bool:
    return row.iso2 in codes or any(distance_km(row, one) < _NEAR_KM for one in near)


def _score(row: Row, near: tuple[Located, ...], codes: frozenset[str], weight: float) -> float:
    """Orders of magnitude: population, and what the context adds to it."""
    score = math.log10(max(row.population, 100)) + (1.2 if row.primary else 0.0)
    if row.iso2 in codes:
        score += weight
    if near:
        closest = min(distance_km(row, one) for one in near)
        score += 3.0 * math.exp(-closest / _NEAR_KM)
    return score


def _hit(row: Row) -> Hit:
    whole = country(row.iso2) if row.iso2 and not row.disputed else None
    return Hit(
        name=row.name,
        country=whole.name if whole else "",
        iso3=whole.iso3 if whole else "",
        admin1=row.admin1,
        latitude=row.latitude,
        longitude=row.longitude,
        precision=row.precision,
        disputed=row.disputed,
    )
