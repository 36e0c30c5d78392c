"""A book in pieces: what is found in each is as if it had been found in the whole.

The words of a text take a kilobyte each while its events are sought, so that a book as one text takes
gigabytes. No event is told over a hundred pages: a long text is cut where a paragraph ends, and every offset
of what a piece holds is moved to where the piece stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from timeline.events.mentions import mention_id
from timeline.models import Article, Mention, Record, Timex

__all__ = ["LONG", "Piece", "moved", "pieces"]

LONG: Final = 100_000
"""Letters of an article that is read in one piece: a thousand times as much memory; no report is longer."""
PIECE: Final = 50_000
"""Letters of a piece, nearly: twenty pages."""
_ENDS: Final = ("\n\n", "\n", ". ", " ")
"""Where to cut, the best first."""
_OFFSETS: Final = frozenset(
    {"start", "end", "trigger_start", "trigger_end", "sentence_start", "sentence_end"}
)

R = TypeVar("R", bound=Record)


class Piece(NamedTuple):
    """A part of an article as one of its own, with its expressions; `start` is where it stands."""

    article: Article
    timexes: tuple[Timex, ...]
    start: int


def pieces(article: Article, timexes: Sequence[Timex]) -> Iterator[Piece]:
    """The pieces of an article, in order; together they are its text, and no expression is cut in two."""
    starts = [timex.start for timex in timexes]
    start = 0
    while start < len(article.text):
        end = _end(article.text, start)
        last = bisect_left(starts, end)
        # Expressions may overlap; one of the last few that begin before the end may go on behind it.
        for timex in reversed(timexes[max(0, last - 3) : last]):
            if start < timex.start < end < timex.end:
                end = timex.start
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        within = tuple(_moved(timex, -start) for timex in timexes[first:last])
        yield Piece(article.model_copy(update={"text": article.text[start:end]}), within, start)
        start = end


def moved(mention: Mention, start: int) -> Mention:
    """A mention of the piece that stands at `start` as one of the whole."""
    found = _moved(mention, start)
    name = mention_id(found.article_id, found.trigger_start, found.trigger_end)
    return found.model_copy(update={"mention_id": name, "event_id": name})


def _end(text: str, start: int) -> int:
    if len(text) - start <= PIECE * 3 // 2:
        return len(text)
    low, high = start + PIECE // 2, start + PIECE
    for mark in _ENDS:
        if (at := text.rfind(mark, low, high)) >= 0:
            return at + len(mark)
    return high


def _moved(record: R, by: int) -> R:
    changes: dict[str, Any] = {}
    is_placed = getattr(record, "end", 1) != 0  # what has no place in the text ends at 0
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name in _OFFSETS:
            if is_placed and isinstance(value, int):
                changes[name] = value + by
        elif name == "parts":
            changes[name] = tuple((start + by, end + by) for start, end in value)
        elif isinstance(value, Record):
            changes[name] = _moved(value, by)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            changes[name] = tuple(_moved(each, by) for each in value)
    return record.model_copy(update=changes)
