"""The closed list of codes that a `Problem` may carry, from `problems.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from timeline.errors import RuleError
from timeline.tables import read_table

__all__ = ["Code", "codes"]

_SEVERITIES: Final = ("left_out", "warning", "both")


@dataclass(frozen=True, slots=True)
class Code:
    """A row of `problems.toml`, which says what its fields mean."""

    code: str
    severity: str
    means: str
    mend: str
    example: str


@lru_cache(maxsize=1)
def codes() -> dict[str, Code]:
    """Every code, in the order of the list.

    Raises:
        RuleError: the list breaks its own form.

    Example:
        >>> codes()["no-date"].mend
        "Give the date in a manifest, in front matter, in a field 'date', or with --date."
    """
    found: dict[str, Code] = {}
    for row in read_table("timeline", "problems.toml")["problem"]:
        try:
            code = Code(**row)
        except TypeError as error:
            raise RuleError(f"problems.toml: {row.get('code', row)}: {error}.") from None
        if code.code in found or code.severity not in _SEVERITIES:
            raise RuleError(f"problems.toml: {code.code} stands twice, or has no known severity.")
        found[code.code] = code
    return found
