"""Scores of whole timelines: the days on them, and the order and dates of the mentions on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Entries = Sequence[Mapping[str, Any]]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def f1(right: float, system: float, gold: float) -> float:
    """Harmonic mean of precision and recall, 0 when there is nothing."""
    return 2 * right / (system + gold) if system + gold else 0.0


def score_days(references: Mapping[str, Sequence[str]], system: Mapping[str, Entries]) -> dict[str, float]:
    """Date F1 in percent, the mean over references, with their number of days and their span given.

    A reference "topic#2" is answered by the timeline "topic"; of the answer's days inside the reference's
    span the highest-scored are taken, as many as the reference has (Martschat and Markert 2018).
    """
    values = []
    for name, listed in references.items():
        want = set(listed)
        entries = system.get(name.split("#")[0], ())
        inside = {e["date"]: e["score"] for e in entries if min(want) <= e["date"] <= max(want)}
        ranked = sorted(inside, key=lambda day: (-inside[day], day))
        have = {day for day in ranked[: len(want)] if _DAY.fullmatch(day)}
        values.append(f1(len(want & have), len(have), len(want)))
    return {"date_f1": _percent(sum(values), len(values)), "timelines": len(values)}


def score_order(gold: Mapping[str, Entries], system: Mapping[str, Entries]) -> dict[str, float]:
    """Order F1 in percent over all timelines together, and its mean over them.

    Counted are the dates of mentions and the relations (before, same) of neighbours that the other timeline
    supports, as SemEval-2015 task 4 does (Minard et al. 2015) but without removing redundant ones. Entries
    of order 0 are not placed and do not count.
    """
    total = [0, 0, 0, 0]
    values = []
    for name, entries in gold.items():
        want, have = _placed(entries), _placed(system.get(name, ()))
        counts = [*_supported(have, want), *_supported(want, have)]
        values.append(_harmonic(counts))
        total = [a + b for a, b in zip(total, counts, strict=True)]
    return {
        "order_f1": _percent(_harmonic(total), 1),
        "macro_order_f1": _percent(sum(values), len(values)),
        "timelines": len(values),
    }


def _placed(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    found = [
        (mention, entry.get("order", number), entry.get("date") or "")
        for number, entry in enumerate(entries, 1)
        for mention in entry.get("mentions", ())
    ]
    return sorted((row for row in found if row[1]), key=lambda row: row[1])


def _supported(
    rows: Sequence[tuple[str, int, str]], other: Sequence[tuple[str, int, str]]
) -> tuple[int, int]:
    """How many dates and orders that one timeline states the other supports, and how many it states."""
    place = {mention: order for mention, order, _ in other}
    dated = {(mention, date) for mention, _, date in other}
    right = sum((mention, date) in dated for mention, _, date in rows)
    for (a, first, _), (b, second, _) in pairwise(rows):
        if a in place and b in place:
            right += place[a] < place[b] if first < second else place[a] == place[b]
    return right, max(0, 2 * len(rows) - 1)


def _harmonic(counts: Sequence[int]) -> float:
    right, stated, found, wanted = counts
    precision, recall = right / stated if stated else 0.0, found / wanted if wanted else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _percent(part: float, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
