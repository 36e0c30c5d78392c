"""The names under which an article's fields come, from `fields.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

from timeline.errors import RuleError

__all__ = ["ROLES", "names_of", "normal", "pick", "roles_of"]

ROLES: Final = ("text", "date", "source", "title", "url", "id", "file")

_SIGNS = re.compile(r"[\W_]+")


def normal(name: str) -> str:
    """A field name as it is compared: 'Publication Date' and 'publicationDate' are both 'publicationdate'."""
    return _SIGNS.sub("", name.casefold())


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads(resources.files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))
    if set(raw) != set(ROLES):
        raise RuleError(f"fields.toml: expected the roles {', '.join(ROLES)}, found {', '.join(raw)}")
    return {role: tuple(_dotted(name) for name in raw[role]["names"]) for role in ROLES}


def names_of(role: str) -> tuple[str, ...]:
    """The names that stand for a role, the preferred one first."""
    return _table()[role]


def roles_of(header: Iterable[str]) -> frozenset[str]:
    """The roles that the columns of a table can fill.

    Example:
        >>> sorted(roles_of(["Body", "publish_date", "views"]))
        ['date', 'text']
    """
    present = {normal(name) for name in header}
    return frozenset(role for role in ROLES if present.intersection(names_of(role)))


def pick(record: Mapping[str, object], role: str) -> object | None:
    """The value that a record holds for a role; None when no known name holds one.

    `record` has its names in the form of `normal`. Empty text counts as no value, so that a crawler's empty
    `text` beside a full `maintext` does no harm.
    """
    for name in names_of(role):
        value = _look(record, name)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if role in ("text", "source", "title", "url", "file") and not isinstance(value, str):
            continue
        if role == "id" and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            continue
        return value
    return None


def _look(record: Mapping[str, object], name: str) -> object | None:
    if name in record:
        return record[name]
    outer, dot, inner = name.partition(".")
    within = record.get(outer) if dot else None
    if not isinstance(within, Mapping):
        return None
    return next((value for key, value in within.items() if normal(str(key)) == inner), None)


def _dotted(name: str) -> str:
    return ".".join(normal(part) for part in name.split("."))
