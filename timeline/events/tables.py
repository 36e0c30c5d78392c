"""The TOML tables beside this stage, read once."""

from __future__ import annotations

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
    return read_table("timeline.events", f"data/{name}.toml")
