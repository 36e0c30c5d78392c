"""The columns of the event table and the codes in them, from `columns.toml` and `codes.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from timeline.errors import RuleError
from timeline.tables import read_table

__all__ = ["LIST_JOIN", "TYPES", "Column", "checked", "columns", "is_mutual", "load", "quad_class"]

TYPES: Final = ("string", "list", "date", "integer", "number", "boolean")
LIST_JOIN: Final = "; "


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type (one of `TYPES`), what it means, and its names in other datasets.

    `hxl` is its hashtag in the Humanitarian Exchange Language, empty where none fits.
    """

    name: str
    type: str
    description: str
    hxl: str = ""
    same_as: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def columns() -> tuple[Column, ...]:
    """The columns of the event table, in order.

    Example:
        >>> [column.name for column in columns()[:2]]
        ['event_id', 'event_date']
    """
    return checked(tuple(Column(**raw) for raw in load("columns.toml")["column"]), "columns.toml")


def checked(found: tuple[Column, ...], where: str) -> tuple[Column, ...]:
    """The same columns.

    Raises:
        RuleError: one is of no known type.
    """
    for column in found:
        if column.type not in TYPES:
            raise RuleError(f"{where}: {column.name} is of no known type: {column.type!r}")
    return found


def quad_class(plover_type: str) -> int | None:
    """PLOVER's group of an event type, 1 to 4; None for a statement or no type.

    Example:
        >>> quad_class("ASSAULT")
        4
    """
    found = _codes()["quad_class"].get(plover_type)
    return int(found) if found is not None else None


def is_mutual(plover_type: str, sub_event_type: str) -> bool:
    """True for an event that two sides share, so that a second doer is the other side."""
    mutual = _codes()["mutual"]
    return plover_type in mutual["plover_type"] or sub_event_type in mutual["sub_event_type"]


@lru_cache(maxsize=1)
def _codes() -> dict[str, Any]:
    return load("codes.toml")


def load(name: str) -> dict[str, Any]:
    """A data file of this folder."""
    return read_table("timeline.export", name)
