"""One column of the page as it grows: numbers as bytes, everything else as the JSON that it will be."""

from __future__ import annotations

import base64
import math
import sys
from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Self

from timeline.page.spill import Spool, decoded
from timeline.page.text import for_script

_NONE = -(2**31)
_KINDS = (("u8", "B", 0, 2**8), ("u16", "H", 0, 2**16), ("i32", "i", _NONE + 1, 2**31))
_BLOCK = 4096  # numbers that are held before they are spooled
_PLAIN = frozenset({int, float, str, type(None)})


class Column:
    """Values of one field in their order, written in the shortest of the forms that `pack` lists.

    Example:
        >>> "".join(Column.of([1, 2, None]).written())
        '{"i32":"AQAAAAIAAAAAAACA"}'
    """

    def __init__(self) -> None:
        self.rows = 0
        self._kinds: set[type] = set()
        self._first: Any = None
        self._same = True
        self._held = array("d")
        self._numbers = Spool()
        self._low, self._high = math.inf, -math.inf
        self._thousandths = True
        self._texts: Spool | None = None  # once a value is no number
        self._lists: _Lists | None = None

    @classmethod
    def of(cls, values: Iterable[Any]) -> Self:
        """A column of these values."""
        column = cls()
        for value in values:
            column.append(value)
        return column

    def append(self, value: Any) -> None:
        """Add the value of the next row: a number, a text, None, or a list."""
        kind = type(value)
        if kind is list and (self._lists is not None or not self.rows):
            self._lists = self._lists or _Lists()
            self._lists.append(value)
            self.rows += 1
            return
        self._one(value, kind)

    def written(self) -> Iterator[str]:
        """The column as JSON, in pieces that can stand in a script."""
        if not self.rows:
            yield "[]"
        elif self._lists is not None:
            yield from self._lists.written()
        elif self._same and self._kinds <= _PLAIN:
            yield '{"all":' + for_script(self._first) + "}"
        elif self._texts is not None:
            yield "["
            yield from decoded(self._texts)
            yield "]"
        else:
            yield from self._as_numbers()

    def numbers(self) -> Iterator[float]:
        """The values of a column of numbers; NaN stands for None."""
        for chunk in self._numbers.read():
            yield from array("d", chunk)
        yield from self._held

    def _one(self, value: Any, kind: type) -> None:
        if self._lists is not None:
            raise TypeError("a column holds lists, or other values, not both")
        if not self.rows:
            self._first = value
        elif self._same:
            self._same = value == self._first
        self.rows += 1
        self._kinds.add(kind)
        if kind is not int and kind is not float and value is not None and self._texts is None:
            self._texts = Spool()
            for number in self.numbers():
                self._texts.item(for_script(_plain(number)))
        if self._texts is not None:
            self._texts.item(for_script(value))
        else:
            self._number(value)

    def _number(self, value: float | None) -> None:
        if value is None:
            self._held.append(math.nan)
        else:
            self._held.append(value)
            self._low, self._high = min(self._low, value), max(self._high, value)
            if type(value) is float:
                self._thousandths = self._thousandths and round(value * 1000) / 1000 == value
        if len(self._held) >= _BLOCK:
            self._numbers.write(self._held.tobytes())
            self._held = array("d")

    def _as_numbers(self) -> Iterator[str]:
        """Little-endian integers in base64 where they fit, of thousandths where there are fractions."""
        per = 1000 if float in self._kinds else 1
        low, high = self._low * per, self._high * per
        fits = per == 1 or (self._thousandths and type(None) not in self._kinds)
        for name, code, least, limit in _KINDS if fits else ():
            narrow = type(None) not in self._kinds or name == "i32"
            if narrow and least <= low and high < limit:
                yield f'{{"{name}":"'
                yield from self._in_base64(code, per)
                yield '","per":1000}' if per > 1 else '"}'
                return
        yield "["
        for row, number in enumerate(self.numbers()):
            yield "," * bool(row) + for_script(_plain(number))
        yield "]"

    def _in_base64(self, code: str, per: int) -> Iterator[str]:
        rest = array(code)
        for number in self.numbers():
            rest.append(_NONE if math.isnan(number) else round(number * per))
            if len(rest) == 3 * _BLOCK:  # three bytes are four letters: pieces can stand side by side
                yield _base64(rest)
                rest = array(code)
        yield _base64(rest)


class _Lists:
    """A column of lists: of integers, all one after the other; of anything else, where they are not empty."""

    def __init__(self) -> None:
        self._counts = Column()
        self._flat: Column | None = Column()
        self._at, self._values = Column(), Spool()

    def append(self, row: list[Any]) -> None:
        """Add the list of the next row."""
        if self._flat is not None and not all(type(item) is int for item in row):
            self._turn()
        if self._flat is not None:
            for item in row:
                self._flat.append(item)
        elif row:
            self._value(self._counts.rows, row)
        self._counts.append(len(row))

    def written(self) -> Iterator[str]:
        """The column as JSON."""
        if self._flat is not None:
            yield '{"n":'
            yield from self._counts.written()
            yield ',"flat":'
            yield from self._flat.written()
        else:
            yield '{"at":'
            yield from self._at.written()
            yield ',"values":['
            yield from decoded(self._values)
            yield "]"
        yield "}"

    def _value(self, at: int, row: list[Any]) -> None:
        self._at.append(at)
        self._values.item(for_script(row))

    def _turn(self) -> None:
        """Not all are integers: what came before is written as lists."""
        if self._flat is None:
            return
        items = self._flat.numbers()
        for at, count in enumerate(self._counts.numbers()):
            if count:
                self._value(at, [int(next(items)) for _ in range(int(count))])
        self._flat = None


def _plain(number: float) -> float | int | None:
    """A number as it was given; NaN stands for None."""
    return None if math.isnan(number) else int(number) if number.is_integer() else number


def _base64(numbers: array[Any]) -> str:
    if sys.byteorder == "big":
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode("ascii")
