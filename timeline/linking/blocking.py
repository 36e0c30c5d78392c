"""Which rows are compared at all: those close in time and in place, never all with all.

Four kinds of bucket, from strong evidence to weak: points by cells of the map, provinces by name, countries,
and for rows with no place the actors. The weaker the bucket, the shorter the stretches of days that it
admits: a row that knows only its country and its year could be anything. Within a bucket, rows are found by
date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from heapq import nsmallest
from math import cos, floor, radians

from timeline.linking import places
from timeline.linking.rows import Row
from timeline.linking.scoring import gap_days, km_apart, limits

__all__ = ["candidates"]

_LONGEST = {"cell": 366, "province": 62, "country": 9, "actor": 3}
_CELL = 0.5
"""Degrees; two cells side by side cover `limits.km` at any latitude where people live."""
_MOST = 400
"""Candidates weighed for one row: the nearest in time and place, should a bucket hold more."""
_SHORT, _MIDDLE = 3, 31


def candidates(ours: Sequence[Row], theirs: Sequence[Row], *, days: int) -> Iterator[tuple[Row, list[Row]]]:
    """Each of our rows with the rows of the other table that it could be, each once."""
    index = _Index(theirs)
    for row in ours:
        if not row.unlinked:
            yield row, index.near(row, days)


class _Index:
    """The other table by bucket, by length of the interval, and by date."""

    def __init__(self, rows: Sequence[Row]) -> None:
        filed: dict[tuple[str, Hashable, int], list[Row]] = defaultdict(list)
        self.early = max((row.early for row in rows), default=0)
        for row in rows:
            if not row.unlinked:
                for key in _homes(row):
                    filed[(*key, _class(row.days))].append(row)
        self._filed: dict[tuple[str, Hashable, int], tuple[list[int], list[Row]]] = {}
        for home, members in filed.items():
            members.sort(key=lambda row: (row.first or 0, row.number))
            self._filed[home] = [row.first or 0 for row in members], members

    def near(self, row: Row, days: int) -> list[Row]:
        assert row.first is not None and row.last is not None
        found: dict[int, Row] = {}
        for key in _visits(row):
            longest = _LONGEST[key[0]]
            if row.days > longest:
                continue
            for length in (_SHORT, _MIDDLE, 366):
                entry = self._filed.get((*key, length))
                if entry is None:
                    continue
                starts, members = entry
                low = bisect_left(starts, row.first - row.early - days - length + 1)
                high = bisect_right(starts, row.last + days + self.early)
                for other in members[low:high]:
                    if other.days <= longest and gap_days(row, other) <= days:
                        found[other.number] = other
        if len(found) <= _MOST:
            return list(found.values())
        return nsmallest(_MOST, found.values(), key=lambda other: (_distance(row, other), other.number))


def _distance(a: Row, b: Row) -> float:
    """A rough measure, to choose among too many: kilometres, and twenty for each day apart."""
    assert a.first is not None and b.first is not None
    km = km_apart(a, b)
    same = bool(a.place) and a.place == b.place
    return (0.0 if same else km if km is not None else 50.0) + 20.0 * abs(a.first - b.first)


def _class(days: int) -> int:
    return _SHORT if days <= _SHORT else _MIDDLE if days <= _MIDDLE else 366


def _is_point(row: Row) -> bool:
    return row.latitude is not None and row.longitude is not None and row.size in (places.TOWN, places.AREA)


def _homes(row: Row) -> Iterator[tuple[str, Hashable]]:
    """The buckets that a row of the other table lies in: "all", and "coarse" if it is no point itself."""
    pointed = _is_point(row)
    if pointed:
        assert row.latitude is not None and row.longitude is not None
        yield "cell", (floor(row.latitude / _CELL), floor(row.longitude / _CELL))
    elif row.place and row.size in (places.TOWN, places.AREA):
        yield "cell", row.place
    for part in ("all",) if pointed else ("all", "coarse"):
        for admin in row.admins:
            yield "province", (admin, part)
        if row.country:
            yield "country", (row.country, part)
    yield from (("actor", p.name) for p in row.parties if p.name and p.known)


def _visits(row: Row) -> Iterator[tuple[str, Hashable]]:
    """The buckets in which one of our rows looks: a point among points near by, and among all coarse rows."""
    pointed = _is_point(row)
    if pointed:
        yield from _around(row)
    if row.place and row.size in (places.TOWN, places.AREA):
        yield "cell", row.place
    part = "coarse" if pointed else "all"
    for admin in row.admins:
        yield "province", (admin, part)
    if row.country:
        yield "country", (row.country, part)
    if not row.size or not row.country:
        yield from (("actor", p.name) for p in row.parties if p.name and p.known)


def _around(row: Row) -> Iterator[tuple[str, Hashable]]:
    assert row.latitude is not None and row.longitude is not None
    km = limits().areas_km if row.size == places.AREA else limits().km + row.reach_km
    south, north = (floor((row.latitude + side * km / 111.2) / _CELL) for side in (-1, 1))
    wide = km / (111.2 * max(0.05, cos(radians(row.latitude))))
    west, east = (floor((row.longitude + side * wide) / _CELL) for side in (-1, 1))
    span = round(360 / _CELL)
    for y in range(south, north + 1):
        for x in range(west, east + 1):
            yield "cell", (y, (x + span // 2) % span - span // 2)
