"""The TOML tables beside this stage, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["table"]


@cache
def table(name: str) -> dict[str, Any]:
    """One data file of this stage, by its name without the ending; shared, so never changed by a caller."""
    return tomllib.loads((files("timeline.linking") / "data" / f"{name}.toml").read_text(encoding="utf-8"))
