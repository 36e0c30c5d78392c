"""The words of temporal expressions, read once from `data/lexicon.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from timeline.errors import RuleError
from timeline.tables import read_table

__all__ = ["Lexicon", "cue_words", "load_lexicon", "read_data"]

# the first token of a phrase, as timex.tokens cuts it: "valentine" of "valentine's", "a.m" of "a.m."
_FIRST = re.compile(r"[^\W_]+(?:\.[^\W\d_](?=\.))?")
_TABLES = ("abbreviation", "latent", "numbers", "ordinals", "cues")


@dataclass(frozen=True)
class Lexicon:
    """Words by their first word, longest phrase first, each with its categories and their values.

    `phrases["new"]` holds `(("new", "year's", "day"), {"HOLIDAY": "01-01"})` among others.
    """

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Mapping[str, str]], ...]]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    counting: frozenset[str]
    abbreviations: frozenset[str]
    latent_capital: frozenset[str]
    latent_alone: frozenset[str]
    never_alone: frozenset[str]
    licence: frozenset[str]
    hedges: frozenset[str]
    name_after: frozenset[str]
    day_name_after: frozenset[str]
    name_feasts: frozenset[str]
    hedge_after: frozenset[str]
    cues: Mapping[str, frozenset[str]]
    categories: frozenset[str]


def read_data(name: str) -> dict[str, Any]:
    """A TOML file of this stage's `data` folder.

    Raises:
        RuleError: when it is no valid TOML.
    """
    return read_table("timeline.timex", f"data/{name}")


@cache
def cue_words() -> frozenset[str]:
    """All words of all cues."""
    return frozenset().union(*load_lexicon().cues.values())


@cache
def load_lexicon() -> Lexicon:
    """The English lexicon.

    Raises:
        RuleError: when the file breaks its own format.
    """
    data = read_data("lexicon.toml")
    by_words: dict[tuple[str, ...], dict[str, str]] = {}
    for category, words in data.items():
        if category in _TABLES:
            continue
        if not isinstance(words, dict) or not category.isupper():
            raise RuleError(f"timex/data/lexicon.toml: [{category}] is no table of words")
        for word, value in words.items():
            key = tuple(word.split())
            by_words.setdefault(key, {})[category] = str(value)
    phrases: dict[str, list[tuple[tuple[str, ...], Mapping[str, str]]]] = {}
    for key, categories in by_words.items():
        first = _FIRST.match(key[0])
        phrases.setdefault(first[0] if first else key[0], []).append((key, categories))
    for options in phrases.values():
        options.sort(key=lambda option: (-len(option[0]), -len(option[0][0])))
    latent = data["latent"]
    return Lexicon(
        phrases={first: tuple(options) for first, options in phrases.items()},
        numbers=data["numbers"],
        ordinals=data["ordinals"],
        counting=frozenset({*data["numbers"], *data["ordinals"], "a", "an", "one", "half"}),
        abbreviations=frozenset(data["abbreviation"]["words"]),
        latent_capital=frozenset(latent["capital"]),
        latent_alone=frozenset(latent["alone"]),
        never_alone=frozenset(latent["never_alone"]),
        name_after=frozenset(latent["name_after"]),
        day_name_after=frozenset(latent["day_name_after"]),
        name_feasts=frozenset(latent["name_feasts"]),
        licence=frozenset(latent["licence"]),
        hedges=frozenset(latent["hedge"]),
        hedge_after=frozenset(latent["hedge_after"]),
        cues={name: frozenset(words) for name, words in data["cues"].items()},
        categories=frozenset(c for cats in by_words.values() for c in cats),
    )
