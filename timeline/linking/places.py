"""Where a row happened: names folded for comparison, coordinates of bare names."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from timeline.linking.tables import table
from timeline.places.fold import fold

__all__ = ["PROVINCE", "TOWN", "Spot", "alike", "country_code", "located", "plain"]

UNKNOWN, TOWN, AREA, PROVINCE, COUNTRY = range(5)

_SOFT: Final = re.compile(r"[aeiouyhjw' ]")
_DOUBLE: Final = re.compile(r"(.)\1")
_NOT_WORD: Final = re.compile(r"[^\w ]+")
_PAREN: Final = re.compile(r"\([^()]*\)")


class Spot(NamedTuple):
    """What the gazetteer knows of a name."""

    latitude: float
    longitude: float
    size: int
    country: str
    admin: str


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name of a place without case, accents, articles and words such as "city" and "oblast".

    Example:
        >>> plain("Al-Fāshir"), plain("Kharkiv Oblast"), plain("Khartoum state")
        ('fashir', 'kharkiv', 'khartoum')
    """
    words = _NOT_WORD.sub(" ", fold(name)).split()
    data = table("names")["places"]
    kept = [word for word in words if word not in data["words"]] or words
    while len(kept) > 1 and kept[0] in data["articles"]:
        kept = kept[1:]
    return " ".join(kept)


@lru_cache(maxsize=262_144)
def alike(a: str, b: str) -> bool:
    """True of two spellings of one plain name: the same consonants, or nearly the same letters.

    Example:
        >>> alike("kupyansk", "kupiansk"), alike("bakhmut", "avdiivka")
        (True, False)
    """
    if not a or not b or a[0] != b[0]:
        return False
    if _DOUBLE.sub(r"\1", a) == _DOUBLE.sub(r"\1", b):
        return True
    x, y = (_DOUBLE.sub(r"\1", _SOFT.sub("", name)) for name in (a, b))
    if x == y and len(x) >= 3:
        return True
    if min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > 2:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.86


@lru_cache(maxsize=65_536)
def located(name: str, country: str) -> Spot | None:
    """Where a name is, by the gazetteer; None when it has none, or several and the country does not tell."""
    from timeline.places import find

    hit = find(name, countries=(country,) if country else ())
    if hit is None or (country and hit.iso3 and hit.iso3 != country):
        return None
    size = COUNTRY if hit.precision == 3 and hit.name == hit.country else hit.precision
    return Spot(hit.latitude, hit.longitude, size, hit.iso3, plain(hit.admin1) if hit.admin1 else "")


@lru_cache(maxsize=4096)
def country_code(text: str, codes: str = "") -> str:
    """ISO 3166-1 alpha-3 of a country by name, code or number; empty when there is none.

    `codes` is "fips" where two letters mean FIPS 10-4 ("RS" is Russia) and not ISO ("RS" is Serbia).

    Example:
        >>> country_code("Russia (Soviet Union)"), country_code("729"), country_code("RS", "fips")
        ('RUS', 'SDN', 'RUS')
    """
    text = text.strip()
    if not text:
        return ""
    if codes == "fips":
        return _pairs("fips", "codes").get(text.upper(), "")
    if codes == "cameo":
        return _pairs("cameo", "countries").get(
            text.upper(), text.upper() if text.upper() in _alpha3() else ""
        )
    number = text.removesuffix(".0")
    if number.isdecimal():
        return _numeric().get(int(number), "")
    from timeline.places import country

    found = next(
        filter(
            None, map(country, (text, _PAREN.sub("", text).strip(), text.partition(",")[0], text.title()))
        ),
        None,
    )
    return found.iso3 if found else _inside(text)


def _inside(text: str) -> str:
    """The name in brackets, where the one before it is not known: "Burma (Myanmar)"."""
    from timeline.places import country

    inner = _PAREN.search(text)
    found = country(inner.group()[1:-1]) if inner else None
    return found.iso3 if found else ""


@cache
def _pairs(part: str, key: str) -> dict[str, str]:
    return dict(pair.split() for pair in table("codes")[part][key])


@cache
def _numeric() -> dict[int, str]:
    from timeline.places.countries import all_countries

    return {one.iso_num: one.iso3 for one in all_countries() if one.iso_num}


@cache
def _alpha3() -> frozenset[str]:
    from timeline.places.countries import all_countries

    return frozenset(one.iso3 for one in all_countries())
