"""The names under which an article's fields come, from `fields.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from timeline.errors import RuleError
from timeline.tables import read_table

__all__ = ["ROLES", "names_of", "normal", "pick", "picked", "prose", "roles_of"]

ROLES: Final = ("text", "date", "source", "title", "url", "id", "file")

DEEPEST: Final = 6  # lists in lists; Fundus needs four
PIECES: Final = ("summary", "sections", "headline", "paragraphs", "text", "content")  # in reading order
_SIGNS = re.compile(r"[\W_]+")


def normal(name: str) -> str:
    """A field name as it is compared: 'Publication Date' and 'publicationDate' are both 'publicationdate'."""
    return _SIGNS.sub("", name.casefold())


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    """For each role its names in the form of `normal`, in order, each with its spelling in the file."""
    raw = read_table("timeline.read", "fields.toml")
    if set(raw) != set(ROLES):
        raise RuleError(f"fields.toml: expected the roles {', '.join(ROLES)}, found {', '.join(raw)}")
    return {role: {_dotted(name): name for name in raw[role]["names"]} for role in ROLES}


def names_of(role: str) -> tuple[str, ...]:
    """The names that stand for a role, in the form of `normal`, the preferred one first."""
    return tuple(_table()[role])


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
    return picked(record, role)[1]


def picked(record: Mapping[str, object], role: str) -> tuple[str, object | None]:
    """The name that holds a record's value for a role, as `fields.toml` spells it, and the value.

    Example:
        >>> picked({"datepublish": "2024-03-15"}, "date")
        ('date_publish', '2024-03-15')
    """
    names = _table()[role]
    for name, spelling in names.items():
        value = _look(record, name)
        if role == "text" and isinstance(value, list | Mapping):
            value = prose(value)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if role in ("text", "source", "title", "url", "file") and not isinstance(value, str):
            continue
        if role == "id" and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            continue
        return spelling, value
    return "", None


def prose(value: object) -> str:
    """The text of a body that comes in pieces: a list of paragraphs, or Fundus's sections with headlines.

    Example:
        >>> prose({"summary": ["One."], "sections": [{"headline": ["Two"], "paragraphs": ["Three."]}]})
        'One.\\n\\nTwo\\n\\nThree.'
    """
    return "\n\n".join(_pieces(value, 0))


def _pieces(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif isinstance(value, list) and depth < DEEPEST:
        for each in value:
            yield from _pieces(each, depth + 1)
    elif isinstance(value, Mapping) and depth < DEEPEST:
        named = {normal(str(key)): each for key, each in value.items()}
        for key in PIECES:
            if key in named:
                yield from _pieces(named[key], depth + 1)


def _look(record: Mapping[str, object], name: str) -> object | None:
    if name in record:
        return record[name]
    outer, _, rest = name.partition(".")
    within: object = record.get(outer) if rest else None
    for part in rest.split("."):
        if not isinstance(within, Mapping):
            return None
        within = next((value for key, value in within.items() if normal(str(key)) == part), None)
    return within


def _dotted(name: str) -> str:
    return ".".join(normal(part) for part in name.split("."))
