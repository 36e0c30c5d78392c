"""The words and weights that merging knows, read from lexicon.toml and weights.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from timeline.errors import RuleError
from timeline.tables import read_table

__all__ = ["Lexicon", "Weights", "lexicon", "stem", "weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence weighs, and how it is said to a reader."""

    bias: float
    weight: Mapping[str, float]
    why: Mapping[str, str]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Classes of trigger words, coarse kinds of event, and the words that tell events apart."""

    classes: Mapping[str, tuple[str, ...]]
    """stem of a word -> ids of its classes, in file order"""
    group: Mapping[str, str]
    near: frozenset[tuple[str, str]]
    kin: frozenset[tuple[str, str]]
    plover: Mapping[str, str]
    follows: frozenset[str]
    sites: Mapping[str, str]
    stop: frozenset[str]
    corrections: frozenset[str]
    retractions: frozenset[str]
    irregular: Mapping[str, str]
    particles: frozenset[str]
    light: frozenset[str]
    generic: frozenset[str]
    wide: frozenset[str]
    nameless: frozenset[str]
    people: frozenset[str]

    def classes_of(self, words: str) -> tuple[str, ...]:
        """Classes of a trigger: of the whole phrase, else of the first of its words that has any."""
        key = words.casefold()
        found = self.classes.get(stem(self.irregular.get(key, key)))
        if found or " " not in key:
            return found or ()
        roots = (stem(self.irregular.get(word, word)) for word in key.split())
        return next((c for c in map(self.classes.get, roots) if c), ())

    def phrase_classes(self, forms: Sequence[str], following: Sequence[str]) -> tuple[str, ...]:
        """Classes of the verb with one of the words after it: "broke into", "opened a new front"."""
        for form in forms:
            key = form.casefold()
            verb = self.irregular.get(key, key)
            for word in following:
                found = self.classes.get(stem(f"{stem(verb)} {word}"))
                if found:
                    return found
        return ()


_ENDINGS = (
    "izations", "isations", "ization", "isation", "ations", "ments", "ation", "ating", "ment", "ated", "ates",
    "ions", "ings", "ate", "ion", "ing", "ance", "ence", "als", "al", "ers", "er", "ed", "es",
    "ies", "y", "e", "s",
)  # fmt: skip


@lru_cache(maxsize=5000)
def stem(word: str) -> str:
    """A rough root that a verb and its nouns share: 'bombarded', 'bombardment' -> 'bombard'.

    It is for comparing words, not for showing: longest ending off, four letters kept, a doubled last
    consonant halved.

    Example:
        >>> stem("invasion") == stem("invasions"), stem("killing") == stem("killed")
        (True, True)
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package.

    Raises:
        RuleError: when the file breaks its own format.
    """
    table = read_table("timeline.merge", "lexicon.toml")
    classes: dict[str, list[str]] = {}
    group: dict[str, str] = {}
    near: set[tuple[str, str]] = set()
    follows: set[str] = set()
    try:
        for row in table["class"]:
            group[row["id"]] = row["group"]
            near |= {(row["id"], other) for other in row["near"]} | {
                (other, row["id"]) for other in row["near"]
            }
            if row.get("follows"):
                follows.add(row["id"])
            for word in row["words"]:
                verb, _, particle = word.partition(" ")
                ids = classes.setdefault(stem(f"{stem(verb)} {particle}" if particle else word), [])
                if row["id"] not in ids:
                    ids.append(row["id"])
        kin = {tuple(pair) for pair in table["kin"]}
        unknown = sorted({c for pair in near for c in pair} - group.keys())
        if unknown:
            raise RuleError(f"merge/lexicon.toml: near names no class: {', '.join(unknown)}")
        return Lexicon(
            classes={word: tuple(ids) for word, ids in classes.items()},
            group=group,
            near=frozenset(near),
            kin=frozenset(kin | {(b, a) for a, b in kin}),
            plover=dict(table["plover"]),
            follows=frozenset(follows),
            sites={word: row["id"] for row in table["site"] for word in row["words"]},
            stop=frozenset(table["stop"]),
            corrections=frozenset(table["corrections"]),
            retractions=frozenset(table["retractions"]),
            irregular=dict(table["irregular"]),
            particles=frozenset(table["particles"]),
            light=frozenset(table["light"]),
            generic=frozenset(table["generic"]),
            wide=frozenset(table["wide"]),
            nameless=frozenset(table["nameless"]),
            people=frozenset(table["people"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RuleError(f"merge/lexicon.toml breaks its format: {error!r}") from error


@cache
def weights() -> Weights:
    """The weights of the package.

    Raises:
        RuleError: when the file breaks its own format.
    """
    table = read_table("timeline.merge", "weights.toml")
    try:
        rows: list[dict[str, Any]] = table["feature"]
        return Weights(
            bias=float(table["bias"]),
            weight={str(row["id"]): float(row["weight"]) for row in rows},
            why={str(row["id"]): str(row["why"]) for row in rows},
            never=frozenset(str(row["id"]) for row in rows if row.get("never")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RuleError(f"merge/weights.toml breaks its format: {error!r}") from error
