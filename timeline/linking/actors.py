"""Names of actors, as any dataset writes them, under our own usual names; and how well two sets agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from timeline.events.tables import table as event_table
from timeline.linking.tables import table
from timeline.places.fold import fold

__all__ = ["Party", "agree", "compare", "party"]

_PAREN: Final = re.compile(r"\(([^()]*)\)")
_YEARS: Final = re.compile(r"^\s*\d{4}\s*-\s*(?:\d{4})?\s*$")
_ARMED: Final = frozenset({"state", "rebel", "militia", "identity_militia", "other"})
_SMALL: Final = frozenset(
    {"of", "the", "and", "for", "group", "forces", "force", "army", "movement", "party", "front"}
)


class Party(NamedTuple):
    """An actor. `name` is "" when it is no one in particular, `known` is True when our lists have it.

    `kind` is state, rebel, militia, identity_militia, rioters, protesters, civilians, other or "".
    """

    name: str
    country: str
    kind: str
    known: bool
    shown: str


@lru_cache(maxsize=65_536)
def party(text: str, country: str = "", kind: str = "") -> Party | None:
    """The actor that a cell names; None for an empty one. `country` and `kind` are what its row says of it.

    Example:
        >>> party("Military Forces of Sudan (2019-)")[:3], party("RSF: Rapid Support Forces")[:3]
        (('Sudan', 'SDN', 'state'), ('Rapid Support Forces', 'SDN', 'rebel'))
    """
    shown = " ".join(text.split())
    if not shown:
        return None
    outer, inner = _split(shown)
    for name in (shown, outer, outer.partition(":")[2].strip(), *inner):
        if group := _groups().get(_forms().get(name.casefold(), name).casefold()) or _groups().get(
            fold(name)
        ):
            return Party(group[0], group[1] or country, group[2] or kind, True, shown)
    land = next((code for name in inner if (code := _lands().get(fold(name)))), "")
    for start, row in _prefixes():
        rest = _after(outer, start)
        if rest is None:
            continue
        whose = _land_in(rest) or land or country
        own = str(row["kind"])
        if row.get("stands") and whose:
            return Party(_name_of(whose), whose, own, True, shown)
        return Party("" if row.get("nobody") else fold(outer), whose, kind or own, False, shown)
    if code := _lands().get(fold(outer)):
        return Party(_name_of(code), code, kind or "state", True, shown)
    return _described(shown, outer, land or country, kind)


def _described(shown: str, outer: str, country: str, kind: str) -> Party:
    """A name that is on no list: by a group, a country or a common noun in it ("Ukrainian forces")."""
    words = fold(outer).split()
    for size in range(min(6, len(words)), 1, -1):
        for at in range(len(words) - size + 1):
            if group := _groups().get(" ".join(words[at : at + size])):
                return Party(group[0], group[1] or country, group[2] or kind, True, shown)
    noun = next((found for word in (*_ends(words), *words) if (found := _nouns().get(word))), None)
    whose = _land_in(outer) or country
    if noun is not None:
        own, stands = noun
        if stands and whose:
            return Party(_name_of(whose), whose, own, True, shown)
        if len(words) <= 2 or not outer[:1].isupper():
            return Party("", whose, kind or own, False, shown)
        return Party(fold(outer), whose, kind or own, False, shown)
    return Party(fold(outer), whose, kind, False, shown)


def _ends(words: Sequence[str]) -> list[str]:
    return [" ".join(words[-size:]) for size in (3, 2, 1) if len(words) >= size]


def _split(shown: str) -> tuple[str, list[str]]:
    """A name without what stands in brackets, and that, but for years: "ISCAP (Islamic State)"."""
    inner = [part.strip() for part in _PAREN.findall(shown) if not _YEARS.match(part)]
    return " ".join(_PAREN.sub(" ", shown).split()) or shown, inner


def _after(text: str, start: str) -> str | None:
    lower = text.casefold()
    if not lower.startswith(start) or lower[len(start) : len(start) + 1].isalnum():
        return None
    return text[len(start) :].strip()


def _land_in(text: str) -> str:
    """The country that words name, by its name or its people; the longest name first."""
    words = fold(text).split()
    for size in range(min(5, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            if code := _lands().get(" ".join(words[at : at + size])):
                return code
    return ""


@cache
def _groups() -> dict[str, tuple[str, str, str]]:
    made: dict[str, tuple[str, str, str]] = {}
    for row in event_table("actors_groups")["group"]:
        entry = (str(row["name"]), str(row.get("country", "")), str(row.get("kind", "")))
        for name in (row["name"], *row.get("also", ())):
            if name != "IS":  # the verb, in a text in capitals
                made.setdefault(fold(name), entry)
                made.setdefault(name.casefold(), entry)
    return made


@cache
def _lands() -> dict[str, str]:
    made: dict[str, str] = {}
    for code, row in event_table("actors_countries")["country"].items():
        for name in (row["name"], *row.get("also", ()), *row["people"], *row["capital"]):
            made.setdefault(fold(name), code)
        for name in row["people"]:
            made.setdefault(fold(name) + "s", code)
    from timeline.places.countries import all_countries

    for land in all_countries():
        for name in (land.name, *land.variants, *land.demonyms):
            if len(name) > 3:
                made.setdefault(fold(name), land.iso3)
    return made


def _name_of(code: str) -> str:
    row = event_table("actors_countries")["country"].get(code)
    return str(row["name"]) if row else code


@cache
def _forms() -> dict[str, str]:
    return {name.casefold(): str(usual) for name, usual in table("names")["forms"].items()}


@cache
def _prefixes() -> tuple[tuple[str, dict[str, object]], ...]:
    pairs = [(start, row) for row in table("names")["prefix"] for start in row["starts"]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _nouns() -> dict[str, tuple[str, bool]]:
    made: dict[str, tuple[str, bool]] = {}
    for row in event_table("actors_nouns")["nouns"]:
        for word in row["words"]:
            for form in (word, word + "s"):
                made.setdefault(form, (str(row.get("kind", "")), bool(row.get("stands"))))
    return made


@lru_cache(maxsize=262_144)
def agree(a: Party, b: Party) -> float:
    """How far two parties are the same one: 1 surely, 0 nothing known, -1 surely not."""
    abroad = bool(a.country and b.country and a.country != b.country)
    if a.name and a.name == b.name:
        return 1.0
    if a.kind == "state" and b.kind == "state":
        return -1.0 if abroad else 0.9 if a.country and b.country else 0.4
    if a.name and b.name:
        shared = _shared(a.name, b.name)
        if shared >= 0.5 and not abroad:
            return 0.5 + 0.4 * shared
    if a.kind == b.kind and a.kind:
        if abroad:
            return -0.6
        if a.kind in ("civilians", "protesters", "rioters"):
            return 0.5
        return -1.0 if a.known and b.known else 0.0 if a.name and b.name else 0.4
    if not a.kind or not b.kind:
        return -0.5 if a.known and b.known else 0.0
    if {a.kind, b.kind} == {"protesters", "rioters"}:
        return 0.4
    if a.kind in _ARMED and b.kind in _ARMED:
        # Who is a rebel to one dataset is a militia or an outside force to the other.
        loose = not (a.known and b.known) and "state" not in (a.kind, b.kind)
        return 0.2 if loose and not abroad else -1.0
    crowd = {"civilians", "protesters", "rioters"}
    return 0.2 if a.kind in crowd and b.kind in crowd else -1.0


def _shared(a: str, b: str) -> float:
    x, y = ({word for word in fold(name).split() if word not in _SMALL} for name in (a, b))
    return len(x & y) / min(len(x), len(y)) if x and y else 0.0


@lru_cache(maxsize=65_536)
def compare(
    ours: tuple[Party, ...], theirs: tuple[Party, ...]
) -> tuple[tuple[tuple[Party, Party, float], ...], int]:
    """The parties that two rows share, either way round, and how many of the first two contradict each other.

    Helpers (from the third on) may agree but never contradict: one dataset names them and the other does not.
    """
    pairs = sorted(
        ((agree(a, b), -i - j, i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs)), reverse=True
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    matched = []
    for strength, _, i, j in pairs:
        if strength <= 0 or i in used_a or j in used_b:
            continue
        used_a.add(i)
        used_b.add(j)
        matched.append((ours[i], theirs[j], strength))
    left_a = [p for i, p in enumerate(ours[:2]) if i not in used_a]
    left_b = [p for j, p in enumerate(theirs[:2]) if j not in used_b]
    against = sum(
        1
        for a, b in zip(left_a, left_b, strict=False)
        if any(agree(a, x) < 0 for x in left_b) or agree(a, b) < 0
    )
    return tuple(matched), against
