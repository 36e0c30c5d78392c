"""Which places a folded name could mean, by kind, before any context is used."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from timeline.places.countries import Country, named
from timeline.places.gazetteer import Row, area_names, centre, towns

__all__ = ["AREA_AFTER", "candidates", "country_row"]

# "Kharkiv region", "the state of Khartoum"; longest first where one ends another.
AREA_AFTER = re.compile(
    r" (?:autonomous region|administrative region|region|oblast|krai|province|governorate|state|county|"
    r"district|raion|prefecture|republic|peninsula)s?$"
)
_AREA_BEFORE = re.compile(r"^(?:region|province|state|governorate|district|oblast) of ")
_TOWN_AFTER = re.compile(r" (?:city|town|village|municipality|settlement|camp|refugee camp|port|airport)$")
_TOWN_BEFORE = re.compile(r"^(?:city|town|village|port|port city|settlement) of ")
# Affix, and whether it marks an area (True) or a town (False).
_AFFIXES = ((AREA_AFTER, True), (_AREA_BEFORE, True), (_TOWN_AFTER, False), (_TOWN_BEFORE, False))
_LARGE_TOWN = 100_000
_AREAS_FIRST = frozenset({"US"})
_METROPOLIS = 1_000_000


@lru_cache(maxsize=4096)
def candidates(key: str) -> tuple[Row, ...]:
    """Rows for a folded name, by preference of kind: our own table, countries, towns, admin areas.

    A town of less than 100,000 people gives way to an admin area of exactly the same name: a report of
    "Jiangxi" or "Virginia" means the province or the state.
    """
    areas = area_names().get(key, ())
    own = tuple(row for row in areas if row.bare)
    if own:
        return own
    if (whole := named(key.title())) and (row := country_row(whole)):
        return (row,)
    # Their states are better known than towns and provinces of the same name elsewhere, New York apart.
    famous = tuple(replace(row, curated=True) for row in areas if row.iso2 in _AREAS_FIRST)
    areas = (*famous, *(row for row in areas if row.iso2 not in _AREAS_FIRST))
    found = towns(key)
    large = _METROPOLIS if famous else _LARGE_TOWN
    listed = famous or any(not row.curated for row in areas)  # our own table says itself which one is meant
    if found and (not listed or max(row.population for row in found) >= large):
        return found
    return areas or found or _with_affix(key)


def _with_affix(key: str) -> tuple[Row, ...]:
    for pattern, is_area in _AFFIXES:
        shorter = pattern.sub("", key)
        if shorter == key:
            continue
        if is_area and (areas := area_names().get(shorter)):
            return tuple(row for row in areas if row.precision > 1) or areas
        if is_area and (held := _district(shorter, key)):
            return held
        if not is_area and (rows := towns(shorter) or _sites(shorter)):
            return rows
    return ()


def _sites(key: str) -> tuple[Row, ...]:
    return tuple(row for row in area_names().get(key, ()) if row.precision == 1)


def _district(shorter: str, key: str) -> tuple[Row, ...]:
    """ "Pokrovsk district" is the town's surroundings: the town's point, with less precision."""
    if not key.endswith(("district", "districts", "raion", "county", "peninsula")):
        return ()
    return tuple(replace(row, precision=2) for row in towns(shorter))


def country_row(whole: Country) -> Row | None:
    """The country itself as a row, in the middle of its towns."""
    point = centre(whole.iso2)
    return Row(whole.name, whole.iso2, "", point[0], point[1], precision=3) if point else None
