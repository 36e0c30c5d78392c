"""The TOML tables beside this stage, read once."""

from __future__ import annotations

from functools import cache
from typing import Any

from timeline.tables import read_table

__all__ = ["table"]


@cache
def table(name: str) -> dict[str, Any]:
    """One data file of this stage, by its name without the ending; shared, so never changed by a caller."""
    return read_table("timeline.linking", f"data/{name}.toml")
