"""Years before the common era, which `datetime` does not have, by way of stand-in years that it has.

490 BC is reckoned with as the year 5000 - 490; "the following year" is then one more, and the value is
turned back into "BC0489". Records never carry a stand-in: their interval is None.
"""

from __future__ import annotations

import re

from timeline.intervals import Interval
from timeline.timex.readings import Reading

__all__ = ["bc_value", "stand_in", "year_before_christ"]

_ZERO = 5000
_YEAR = re.compile(r"^(\d{4})(?=$|-|T)")


def year_before_christ(reading: Reading) -> int | None:
    """The year BC that a reading names at its innermost place; None when it names none."""
    core = reading.core
    return core.number(0) if core.op == "bc" else None


def stand_in(year: int) -> Interval | None:
    """The stand-in for a year BC; None for years too far back."""
    return Interval.year(_ZERO - year) if 0 < year < _ZERO - 2200 else None


def bc_value(value: str) -> str:
    """A value reckoned with stand-ins, as TIMEX3 writes it: "4511-SP" -> "BC0489-SP".

    Example:
        >>> bc_value("4511-SP")
        'BC0489-SP'
    """
    if len(value) == 3 and value.isdecimal():
        return f"BC{(_ZERO // 10 - 1 - int(value)):03d}"
    if len(value) == 2 and value.isdecimal():
        return f"BC{(_ZERO // 100 - 1 - int(value)):02d}"
    return _YEAR.sub(lambda m: f"BC{_ZERO - int(m[1]):04d}" if int(m[1]) < _ZERO else m[1], value)
