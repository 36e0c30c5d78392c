"""Which lane an event lies in, and on which row of it, so that marks do not cover each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from timeline.models import Event
from timeline.page.looks import looks

KINDS = ("type", "actor", "place", "source")
# More lanes than this and the smaller ones share the last.
MAX_LANES = 14
_NOBODY = {"actor": "No actor named", "place": "No place named", "source": "No source named"}


def names(event: Event, kind: str) -> tuple[str, ...]:
    """The lanes of one event: one by type and place, several by actor and source."""
    if kind == "type":
        return (looks().label_of(event.plover_type),)
    found = {
        "actor": tuple(a.name or a.text for a in event.actors),
        "place": (event.place.name or event.place.text,) if event.place else (),
        "source": event.sources,
    }[kind]
    return tuple(dict.fromkeys(found)) or (_NOBODY[kind],)


def in_order(lanes_of: Mapping[int, tuple[str, ...]], kind: str) -> list[str]:
    """Lane names from top to bottom: types as in looks.toml, all others by how often they occur."""
    seen = Counter(name for lanes in lanes_of.values() for name in lanes)
    if kind == "type":
        known = [looks().label_of(code) for family in looks().families for code in family.codes]
        return [n for n in known if n in seen] + sorted(n for n in seen if n not in known)
    ranked = sorted(seen, key=lambda n: (n == _NOBODY[kind], -seen[n], n))
    return ranked if len(ranked) <= MAX_LANES else [*ranked[: MAX_LANES - 1], f"Other {kind}s"]


def pack(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """Rows for spans so that no two on a row come nearer than `gap`: the first row that is free.

    Example:
        >>> pack([(0, 2), (1, 3), (4, 5)], gap=0.5)
        [0, 1, 0]
    """
    rows: list[float] = []
    placed = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda i: spans[i]):
        start, end = spans[index]
        row = next((n for n, busy in enumerate(rows) if busy + gap <= start), len(rows))
        if row == len(rows):
            rows.append(end)
        else:
            rows[row] = end
        placed[index] = row
    return placed


def lay_out(
    spans: Mapping[int, tuple[float, float]],
    lanes_of: Mapping[int, tuple[str, ...]],
    order: Iterable[str],
    gap: float,
) -> tuple[list[tuple[int, float]], list[tuple[str, float, float]]]:
    """Rows for every event in every lane, counted down from 0.

    Returns (event, y) for each mark, and (lane, first y, last y) for each lane.
    """
    order = list(order)
    marks: list[tuple[int, float]] = []
    lanes: list[tuple[str, float, float]] = []
    top = 0.0
    for lane in order:
        inside = [
            e
            for e, own in lanes_of.items()
            if lane in own or (lane is order[-1] and not set(own) & set(order))
        ]
        rows = pack([spans[e] for e in inside], gap)
        marks += [(e, top + row) for e, row in zip(inside, rows, strict=True)]
        height = max(rows, default=0) + 1
        lanes.append((lane, top, top + height - 1))
        top += height + 0.6
    return marks, lanes
