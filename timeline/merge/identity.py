"""Ids that last: an event keeps its id when the run is repeated and when articles are added."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from timeline.merge.codec import EVENTS
from timeline.merge.scratch import Scratch
from timeline.models import Event, TimelineLike

__all__ = ["Before", "Names", "event_id_of"]

_LETTERS = 12
"""Hexadecimal digits of an id."""


def event_id_of(mention_id: str, salt: int = 0) -> str:
    """The id of the event that begins with this mention.

    Example:
        >>> event_id_of("a1:10")
        'e-d365570c6e36'
    """
    name = f"{mention_id}#{salt}" if salt else mention_id
    return "e-" + blake2b(name.encode(), digest_size=6).hexdigest()


class Before:
    """The events of the previous timeline, and where the mentions of each are now."""

    def __init__(self, scratch: Scratch, previous: TimelineLike | None) -> None:
        self._events = scratch.shelf(EVENTS)
        self.taken: set[int] = set()
        """hashes of all ids that these events have or had"""
        for event in previous.events if previous is not None else ():
            self._events.add(event)
            self.taken.update(map(hash, (event.event_id, *event.aliases)))

    def __len__(self) -> int:
        return len(self._events)

    def __getitem__(self, number: int) -> Event:
        return self._events[number]

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)


class Names:
    """The ids of the events of a run, by number; what older ids each answers to, and which it was before.

    An id that is made of a mention's takes eight bytes; only those that came from elsewhere are kept as text.
    """

    def __init__(self, count: int) -> None:
        self._values = np.zeros(count, np.uint64)
        self._given: dict[int, str] = {}
        self._sorted: NDArray[np.uint64] | None = None
        self.aliases: dict[int, tuple[str, ...]] = {}
        self.before: dict[int, int] = {}
        """number of an event -> number of the previous event whose id it has"""

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, number: int) -> str:
        given = self._given.get(number)
        return f"e-{int(self._values[number]):0{_LETTERS}x}" if given is None else given

    def __contains__(self, name: str) -> bool:
        if self._sorted is None:
            self._sorted = np.sort(np.delete(self._values, list(self._given)))
            self._others = frozenset(self._given.values())
        is_ours = _FORM.fullmatch(name) is not None
        return name in self._others or (is_ours and _has(self._sorted, _value(name)))

    @classmethod
    def of(
        cls, count: int, first: Callable[[int], str], homes: Iterable[tuple[int, int, int]], before: Before
    ) -> Names:
        """Ids for events in their stable order; `first` gives the id of an event's earliest mention.

        `homes` are rows (event, position, previous event): where most mentions of each previous event went,
        and the position of its earliest mention. The id of the oldest of several previous events lives and
        the others become aliases. A new event takes its id from its earliest mention.
        """
        names = cls(count)
        for number, rows in groupby(sorted(homes), key=itemgetter(0)):
            names._carry(number, [(position, before[old], old) for _, position, old in rows])
        new = [] if len(names._given) == count else (k for k in range(count) if k not in names._given)
        for number in new:
            names._values[number] = _value(event_id_of(first(number)))
        names._tell_apart(first, before.taken)
        return names

    def _carry(self, number: int, found: list[tuple[int, Event, int]]) -> None:
        found.sort(key=lambda row: (row[0], row[1].event_id))
        events = [event for _, event, _ in found]
        self._given[number], self.before[number] = events[0].event_id, found[0][2]
        others = [event.event_id for event in events[1:]] + sorted(a for e in events for a in e.aliases)
        if aliases := tuple(name for name in dict.fromkeys(others) if name != events[0].event_id):
            self.aliases[number] = aliases

    def _tell_apart(self, first: Callable[[int], str], taken: set[int]) -> None:
        """Gives another id to a new event whose id an earlier one has (1 of 300 million pairs)."""
        new = np.delete(np.arange(len(self), dtype=np.int32), list(self._given))
        values = self._values[new]
        order = np.argsort(values, kind="stable")
        again = new[order[1:]][values[order[1:]] == values[order[:-1]]].tolist()
        if taken:
            again += [k for k in new.tolist() if hash(self[k]) in taken]
        used = values[order]
        for number in sorted(set(again)):
            salt = 0
            while True:
                name = event_id_of(first(number), salt)
                if hash(name) not in taken and not _has(used, _value(name)):
                    break
                salt += 1
            self._values[number] = _value(name)
            used = np.sort(np.append(used, self._values[number]))


_FORM = re.compile(f"e-[0-9a-f]{{{_LETTERS}}}")


def _value(name: str) -> np.uint64:
    return np.uint64(int(name[2:], 16))


def _has(values: NDArray[np.uint64], value: np.uint64) -> bool:
    at = int(np.searchsorted(values, value))
    return at < len(values) and bool(values[at] == value)
