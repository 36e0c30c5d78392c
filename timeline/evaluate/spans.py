"""Scores of temporal tagging as TempEval-3 task A defines them (UzZaman et al. 2013)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Span = Mapping[str, Any]


@dataclass(slots=True)
class Counts:
    """Totals over documents: how many, how many met, and how many of those were right."""

    gold: int = 0
    system: int = 0
    relaxed: int = 0
    strict: int = 0
    type_ok: int = 0
    valued: int = 0
    value_ok: int = 0


def f1(right: int, system: int, gold: int) -> float:
    """Harmonic mean of precision and recall, 0 when there is nothing."""
    return 2 * right / (system + gold) if system + gold else 0.0


def pair(gold: Sequence[Span], system: Sequence[Span]) -> list[tuple[int, int]]:
    """One-to-one pairs of indices: equal spans first, then the largest overlaps."""
    ranked = sorted(
        (not same, -shared, g["start"], s["start"], i, j)
        for i, g in enumerate(gold)
        for j, s in enumerate(system)
        if (shared := min(g["end"], s["end"]) - max(g["start"], s["start"])) > 0
        for same in [(g["start"], g["end"]) == (s["start"], s["end"])]
    )
    taken_gold: set[int] = set()
    taken_system: set[int] = set()
    pairs = []
    for *_, i, j in ranked:
        if i not in taken_gold and j not in taken_system:
            taken_gold.add(i)
            taken_system.add(j)
            pairs.append((i, j))
    return pairs


def score_timexes(gold: Iterable[Mapping[str, Any]], system: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Strict, relaxed, type and value F1 in percent; a document missing from the system counts as empty."""
    answers = {document["id"]: document["timexes"] for document in system}
    total = Counts()
    for document in gold:
        want, have = document["timexes"], answers.get(document["id"], [])
        total.gold += len(want)
        total.system += len(have)
        for i, j in pair(want, have):
            g, s = want[i], have[j]
            total.relaxed += 1
            total.strict += (g["start"], g["end"]) == (s["start"], s["end"])
            total.type_ok += g.get("type") == s.get("type")
            if g.get("value"):
                total.valued += 1
                total.value_ok += g["value"] == s.get("value")
    relaxed = f1(total.relaxed, total.system, total.gold)
    figures = {
        "strict_f1": f1(total.strict, total.system, total.gold),
        "relaxed_f1": relaxed,
        "type_f1": relaxed * total.type_ok / total.relaxed if total.relaxed else 0.0,
        "value_f1": relaxed * total.value_ok / total.valued if total.valued else 0.0,
    }
    return {name: round(100 * value, 2) for name, value in figures.items()}
