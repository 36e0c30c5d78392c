"""The TOML tables beside this stage, read once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from timeline.tables import read_table

__all__ = ["table"]


@cache
def table(name: str) -> dict[str, Any]:
    """One data file of this stage as it stands, by its name without the ending.

    Callers must not change what they get: it is shared.

    Raises:
        FileNotFoundError: no such table.
    """
    read: dict[str, Any] = _quick(read_table("timeline.events", f"data/{name}.toml"))
    return read


class Words(list[str]):
    """A list of words that is asked for its members as quickly as a set."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(words)
        self._members = frozenset(self)

    def __contains__(self, word: object) -> bool:
        return word in self._members


def _quick(value: Any) -> Any:
    """A table whose lists of words are quick to ask."""
    if isinstance(value, dict):
        return {key: _quick(one) for key, one in value.items()}
    if isinstance(value, list):
        return Words(value) if all(isinstance(one, str) for one in value) else [_quick(one) for one in value]
    return value
