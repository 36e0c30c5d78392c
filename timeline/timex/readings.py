"""What an expression says, before anyone asks where that lies on the calendar.

A reading is a small term: an operation, its arguments, and the readings it is built on. It is printed to the
`reading` string of a record and read back from there: `weekday:2`, `ago:2:week`, `part:EV(weekday:4)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from timeline.errors import RuleError

__all__ = ["Reading", "parse_reading", "rebuilt"]


@dataclass(frozen=True, slots=True)
class Reading:
    """An operation with its arguments, all strings; "" is an argument that the text left out.

    Example:
        >>> str(Reading("part", ("EV",), Reading("weekday", ("4",))))
        'part:EV(weekday:4)'
    """

    op: str
    args: tuple[str, ...] = ()
    base: Reading | None = None
    # the innermost reading, which decides where the whole counts from
    core: Reading = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "core", self if self.base is None else self.base.core)
        object.__setattr__(self, "_hash", hash((self.op, self.args, self.base)))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Reading], tuple[object, ...]]:
        return Reading, (self.op, self.args, self.base)  # another process hashes otherwise

    def __str__(self) -> str:
        head = ":".join((self.op, *self.args)).rstrip(":")
        return f"{head}({self.base})" if self.base else head

    def arg(self, index: int) -> str:
        """The argument at an index; "" when the text left it out."""
        return self.args[index] if index < len(self.args) else ""

    def number(self, index: int) -> int | None:
        """The argument at an index as a whole number; None when absent or no whole number."""
        text = self.arg(index)
        return int(text) if text.lstrip("+-").isdecimal() and len(text) < 9 else None


def rebuilt(reading: Reading, core: Reading) -> Reading:
    """The reading on another innermost one.

    Example:
        >>> str(rebuilt(Reading("mod", ("END",), Reading("month", ("5",))), Reading("month", ("5", "2024"))))
        'mod:END(month:5:2024)'
    """
    return core if reading.base is None else Reading(reading.op, reading.args, rebuilt(reading.base, core))


def parse_reading(text: str) -> Reading:
    """Read back what `str(reading)` wrote.

    Raises:
        RuleError: when the brackets do not pair.

    Example:
        >>> parse_reading("ago:2:week").args
        ('2', 'week')
    """
    heads = text.split("(")
    depth = len(heads) - 1
    if heads[-1].count(")") != depth or not heads[-1].endswith(")" * depth) or ")" in "".join(heads[:-1]):
        raise RuleError(f"a reading's brackets do not pair: {text!r}")
    heads[-1] = heads[-1][: len(heads[-1]) - depth] if depth else heads[-1]
    found: Reading | None = None
    for head in reversed(heads):
        op, *args = head.split(":")
        # a clock time is written with its colon, and is one argument
        found = Reading(op, tuple(args), found)
    assert found is not None
    return found
