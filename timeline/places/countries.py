"""Countries by any of their names, and by the words for their people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from timeline.errors import RuleError
from timeline.places.fold import fold
from timeline.tables import read_table

__all__ = ["Country", "all_countries", "country", "named", "nationality"]

_PREFIX = re.compile(r"^the ", re.IGNORECASE)
_FORM = re.compile(r"^(?:Kingdom|Republic|State|Islamic Republic|Federal Republic|Commonwealth) of ")


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its usual English name, ISO 3166-1 codes, words for its people, and its capital.

    `iso_num` is 0 where ISO assigned none (Kosovo). `capital` is "" where it is in dispute.
    """

    name: str
    iso2: str
    iso3: str
    iso_num: int
    demonyms: tuple[str, ...]
    capital: str
    variants: tuple[str, ...] = ()


@cache
def all_countries() -> tuple[Country, ...]:
    """Every country of the table, in the order of the alpha-2 codes.

    Raises:
        RuleError: an entry of countries.toml lacks a field.
    """
    table = read_table("timeline.places", "data/countries.toml")
    found = []
    for iso2, row in table.items():
        try:
            found.append(
                Country(
                    name=row["name"],
                    iso2=iso2,
                    iso3=row["iso3"],
                    iso_num=row["num"],
                    demonyms=tuple(row["demonyms"]),
                    capital=row["capital"],
                    variants=tuple(row["variants"]),
                )
            )
        except KeyError as error:
            raise RuleError(f"places/data/countries.toml: entry {iso2} has no {error}.") from error
    return tuple(found)


@cache
def _by_name() -> dict[str, Country]:
    names: dict[str, Country] = {}
    for one in all_countries():
        for name in (one.name, *one.variants):
            # "US" and "UAE" are countries, "Us" is a word.
            names.setdefault(name.replace(".", "") if _is_acronym(name) else fold(name), one)
    return names


def _is_acronym(name: str) -> bool:
    bare = name.replace(".", "").replace(" ", "")
    return bare.isupper() and len(bare) <= 4


@cache
def _by_code() -> dict[str, Country]:
    return {code: one for one in all_countries() for code in (one.iso2, one.iso3)}


@cache
def _by_demonym() -> dict[str, Country]:
    return {fold(word): one for one in all_countries() for word in one.demonyms}


def country(name_or_code: str) -> Country | None:
    """The country of that name, variant or ISO code; None when there is none.

    Codes count in capitals only ("IT" is Italy, "it" is a word), names in any case but all lower.

    >>> country("Russia").iso3, country("the U.S.").iso3, country("DR Congo").iso2
    ('RUS', 'USA', 'CD')
    >>> country("Us"), country("us")
    (None, None)
    """
    text = name_or_code.strip()
    if text == text.casefold():
        return None
    if text.isupper() and len(text) in (2, 3) and (coded := _by_code().get(text)):
        return coded
    return named(text)


def named(text: str) -> Country | None:
    """The country of that name or variant, never by code: in running text "IS" is not Iceland.

    >>> named("Syria").iso3, named("IS")
    ('SYR', None)
    """
    if text == text.casefold():
        return None
    bare = _PREFIX.sub("", text)
    if _is_acronym(bare):
        return _by_name().get(bare.replace(".", "").replace(" ", "")) or _by_name().get(fold(bare))
    return (
        _by_name().get(fold(text)) or _by_name().get(fold(bare)) or _by_name().get(fold(_FORM.sub("", bare)))
    )


def nationality(word: str) -> Country | None:
    """The country whose people or adjective `word` is, singular or plural; None when it is no such word.

    >>> nationality("Ukrainians").iso3, nationality("Sudanese").iso3
    ('UKR', 'SDN')
    """
    if word == word.casefold():
        return None
    folded, table = fold(word), _by_demonym()
    return table.get(folded) or (table.get(folded[:-1]) if folded.endswith("s") else None)
