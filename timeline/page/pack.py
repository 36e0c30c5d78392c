"""The page's data as it is written: numbers as bytes, sentences in scripts of their own.

A browser reads 100,000 rows of numbers much quicker as bytes than as JSON, and a sentence is wanted only when
somebody opens or searches it. data.js is the other side of this module.

    {"all": V}                  one value on every row
    {"u8": B} "u16" "i32"       base64 of little-endian integers; the least i32 stands for None
        with "per": 1000        the same divided by that
    {"n": C, "flat": C}         lists of integers: their lengths, and all items one after the other
    {"at": C, "values": [...]}  other lists, where they are not empty
    [...]                       anything else
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from timeline.models import TimelineLike
from timeline.page.column import Column
from timeline.page.columns import FORMAT, Rows
from timeline.page.spill import Spool, lines
from timeline.page.text import for_script

# Sentences in one script. Opening an event reads the scripts of its tellings, a search reads them all.
SENTENCES_A_SCRIPT = 2000


class Packed:
    """The data of one page, on the disk where it is large; each of its texts is written in pieces.

    Example:
        >>> from timeline.models import TimelineData
        >>> "".join(Packed(TimelineData()).data())[:40]
        '{"format":2,"events":{"rows":0},"mention'
    """

    def __init__(self, data: TimelineLike) -> None:
        self._texts = Spool()
        self._where: dict[str, Column] = {"article": Column(), "start": Column()}
        self._rows = Rows(data, self._sentence)
        self._mentions = _columns(self._rows.mentions())
        self._events = _columns(self._rows.events())
        if self._events:
            self._events["related"] = Column.of(self._rows.related())
        self._articles = _columns(self._rows.articles())

    def data(self) -> Iterator[str]:
        """The JSON of all but the texts of sentences, in pieces that can stand in a script."""
        rows = self._rows
        yield f'{{"format":{FORMAT},"events":'
        yield from _table(self._events)
        yield ',"mentions":'
        yield from _table(self._mentions)
        yield ',"articles":'
        yield from _table(self._articles)
        yield ',"problems":['
        for number, problem in enumerate(rows.problems()):
            yield "," * bool(number) + for_script(problem)
        yield '],"sentences":'
        yield from _table(self._where)
        for name, numbers in (("actors", rows.actors), ("places", rows.places), ("words", rows.words)):
            yield f',"{name}":'
            yield from numbers.written()
        yield "}"

    def sentences(self) -> Iterator[str]:
        """The JSON lists of the texts of sentences, SENTENCES_A_SCRIPT in each."""
        held: list[str] = []
        for text in lines(self._texts):
            held.append(text)
            if len(held) == SENTENCES_A_SCRIPT:
                yield f"[{','.join(held)}]"
                held.clear()
        if held:
            yield f"[{','.join(held)}]"

    def _sentence(self, article: int, start: int, text: str) -> None:
        self._where["article"].append(article)
        self._where["start"].append(start)
        self._texts.write(f"{for_script(text)}\n".encode())  # JSON has no line break inside


def _columns(rows: Iterable[dict[str, Any]]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for row in rows:
        if not columns:
            columns = {name: Column() for name in row}
        for name, value in row.items():
            columns[name].append(value)
    return columns


def _table(columns: dict[str, Column]) -> Iterator[str]:
    rows = next((column.rows for column in columns.values()), 0)
    yield f'{{"rows":{rows}'
    for name, column in columns.items() if rows else ():
        yield f',"{name}":'
        yield from column.written()
    yield "}"
