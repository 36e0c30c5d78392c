"""Event types of all datasets in one set of families, and how well two types agree."""

from __future__ import annotations

from functools import cache, lru_cache

from timeline.linking.tables import table

__all__ = ["agreement", "families", "in_words", "shown"]

_CAMEO_ROOTS = 20
_COARSE = 3
"""A code of more families than these says little when it agrees."""


@lru_cache(maxsize=16_384)
def families(crosswalk: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """What the first known of several codes may be; empty when none is known.

    Our own table carries ACLED's names and, where it is no ACLED event, PLOVER's.

    Example:
        >>> families("acled", ("Armed clash", "Battles")), families("cameo", ("1831",))
        (('battle',), ('suicide',))
    """
    names = ("acled", "plover") if crosswalk == "ours" else (crosswalk,)
    for code in codes:
        for name in names:
            found = _find(name, code.strip().casefold())
            if found:
                return found
    return ()


def _find(name: str, code: str) -> tuple[str, ...]:
    known = _codes(name)
    if code in known or not code:
        return known.get(code, ())
    options = table("types")["crosswalk"][name]
    if options.get("_prefix"):
        if code[:2].isdecimal() and int(code[:2]) > _CAMEO_ROOTS:
            code = f"0{code}"  # "046", read as a number
        return next((known[code[:n]] for n in range(len(code), 1, -1) if code[:n] in known), ())
    if options.get("_words"):
        inside = [families for word, families in known.items() if word in code]
        return tuple(dict.fromkeys(f for families in inside for f in families)) or _codes("acled").get(
            code, ()
        )
    return ()


@cache
def _codes(name: str) -> dict[str, tuple[str, ...]]:
    raw = table("types")["crosswalk"][name]
    made = {code.casefold(): tuple(found) for code, found in raw.items() if not code.startswith("_")}
    if name == "words":
        made = {**{code: found for code, found in _codes("acled").items() if found}, **made}
    return made


@cache
def _near() -> dict[tuple[str, str], float]:
    pairs = {tuple(pair.split()): value for pair, value in table("types")["near"].items()}
    return {(a, b): value for x, y in pairs for a, b in ((x, y), (y, x)) for value in [pairs[x, y]]}


@lru_cache(maxsize=65_536)
def agreement(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, bool] | None:
    """How well two types agree, 0 to 1, and whether that says little because a code is coarse; None: unknown.

    Example:
        >>> agreement(("airstrike",), ("shelling",))
        (0.7, False)
    """
    if not a or not b:
        return None
    near = _near()
    best = max(1.0 if x == y else near.get((x, y), 0.0) for x in a for y in b)
    return best, max(len(a), len(b)) > _COARSE


def in_words(found: tuple[str, ...]) -> str:
    """A type for a reason: the first family that it may be."""
    if not found:
        return "an unknown type"
    return str(table("types")["family"][found[0]])


def shown(crosswalk: str, code: str) -> str:
    """A code as a reader knows it: "state-based violence" for UCDP's 1.

    Example:
        >>> shown("ucdp", "3"), shown("acled", "Armed clash")
        ('one-sided violence', 'Armed clash')
    """
    return str(table("types")["label"].get(crosswalk, {}).get(code, code))
