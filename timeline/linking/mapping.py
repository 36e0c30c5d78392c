"""Which columns of a table say what: the shipped mappings (ACLED, UCDP GED, GDELT) and a user's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from timeline.errors import RuleError
from timeline.linking.tables import table

__all__ = ["SHIPPED", "Columns", "load_mapping"]

SHIPPED: Final = ("acled", "ucdp", "gdelt", "generic")

_WORDS: Final = frozenset({
    "id", "date", "date_start", "date_end", "date_precision", "date_basis", "type", "actor1", "actor2",
    "more_actors", "kind1", "kind2", "country1", "country2", "place", "admin", "country", "latitude",
    "longitude", "place_precision", "killed", "killed_low", "killed_high", "status",
})  # fmt: skip
_PARTS: Final = frozenset(
    {"name", "crosswalk", "extends", "file", "columns", "required", "codes", "date", "place", "status"}
)
_WINDOWS: Final = frozenset({"day", "week", "month", "year"})
_SIZES: Final = {"unknown": 0, "town": 1, "area": 2, "province": 3, "country": 4}


@dataclass(frozen=True, slots=True)
class Columns:
    """A mapping, ready for use; the head of generic.toml says what each part means.

    `columns` maps our word to the table's columns, `sizes` a code of precision to 0 unknown, 1 town, 2 area,
    3 province or 4 country.
    """

    name: str
    crosswalk: str
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    delimiter: str = ""
    country_codes: str = ""
    kind_codes: str = ""
    formats: tuple[str, ...] = ()
    early: int = 0
    windows: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, int] = field(default_factory=dict)
    place_parts: bool = False
    sizes: Mapping[str, int] = field(default_factory=dict)
    reach_km: Mapping[str, float] = field(default_factory=dict)
    linkable: tuple[str, ...] = ()


def load_mapping(name: str | Path) -> Columns:
    """A mapping by its shipped name ("acled", "ucdp", "gdelt", "generic") or from a TOML file.

    Raises:
        RuleError: there is no such mapping, or the file breaks the format.

    Example:
        >>> load_mapping("acled").columns["id"]
        ('event_id_cnty',)
    """
    text = str(name)
    if text.lower() in (*SHIPPED, "ours"):
        return _made(table(text.lower()), f"{text.lower()}.toml")
    path = Path(name)
    if path.suffix.lower() != ".toml":
        raise RuleError(
            f"there is no mapping {text!r}; give {', '.join(SHIPPED)} or a .toml file with your columns."
        )
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RuleError(f"{text} cannot be read ({(error.strerror or 'no such file').lower()}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{text} is not valid TOML: {error}.") from None
    return _made(_extended(raw, text), text)


def _extended(raw: dict[str, Any], where: str) -> dict[str, Any]:
    base = raw.get("extends")
    if base is None:
        return raw
    if base not in SHIPPED:
        raise RuleError(f"{where}: extends must be one of {', '.join(SHIPPED)}, not {base!r}.")
    return _merged(table(str(base)), raw)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(made.get(key), dict)
        made[key] = _merged(made[key], value) if both else value
    return made


def _made(raw: dict[str, Any], where: str) -> Columns:
    if unknown := raw.keys() - _PARTS:
        raise RuleError(
            f"{where}: there is no part {sorted(unknown)[0]!r}; parts are {', '.join(sorted(_PARTS))}."
        )
    for part in _PARTS - {"name", "crosswalk", "extends"}:
        if not isinstance(raw.get(part, {}), dict):
            raise RuleError(f"{where}: [{part}] must be a table.")
    named = raw.get("columns", {})
    if unknown := named.keys() - _WORDS:
        raise RuleError(
            f"{where}: [columns] has no word {sorted(unknown)[0]!r}; words are {', '.join(sorted(_WORDS))}."
        )
    columns = {word: _texts(value, f"{where}: [columns] {word}") for word, value in named.items()}
    required = _texts(raw.get("required", {}).get("columns", ["id"]), f"{where}: [required] columns")
    for word in required:
        if word not in columns:
            raise RuleError(f"{where}: [columns] must say which column holds {word!r}.")
    if not columns.keys() & {"date", "date_start"}:
        raise RuleError(f"{where}: [columns] must say which column holds 'date' or 'date_start'.")
    crosswalk = str(raw.get("crosswalk", "words"))
    if crosswalk != "ours" and crosswalk not in table("types")["crosswalk"]:
        known = ", ".join(sorted(table("types")["crosswalk"]))
        raise RuleError(f"{where}: there is no crosswalk {crosswalk!r}; give one of {known}.")
    file, codes, date, place = (raw.get(part, {}) for part in ("file", "codes", "date", "place"))
    try:
        return Columns(
            name=str(raw.get("name", where)),
            crosswalk=crosswalk,
            columns=columns,
            required=required,
            header=_texts(file.get("columns", []), f"{where}: [file] columns"),
            delimiter=str(file.get("delimiter", "")),
            country_codes=str(codes.get("country", "")),
            kind_codes=str(codes.get("kind", "")),
            formats=_texts(date.get("formats", ["%Y-%m-%d"]), f"{where}: [date] formats"),
            early=int(date.get("early", 0)),
            windows={
                str(k): _one_of(v, _WINDOWS, f"{where}: [date.window]")
                for k, v in date.get("window", {}).items()
            },
            basis={str(k): int(v) for k, v in date.get("basis", {}).items()},
            place_parts=bool(place.get("parts", False)),
            sizes={
                str(k): _SIZES[_one_of(v, frozenset(_SIZES), f"{where}: [place.size]")]
                for k, v in place.get("size", {}).items()
            },
            reach_km={str(k): float(v) for k, v in place.get("reach_km", {}).items()},
            linkable=_texts(raw.get("status", {}).get("linkable", []), f"{where}: [status] linkable"),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise RuleError(f"{where} breaks the format of a mapping ({error}).") from None


def _texts(value: object, where: str) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        raise RuleError(f"{where} must be a text or a list of texts.")
    return tuple(listed)


def _one_of(value: object, known: frozenset[str], where: str) -> str:
    if value not in known:
        raise RuleError(f"{where} holds {value!r}; it must be one of {', '.join(sorted(known))}.")
    return str(value)
