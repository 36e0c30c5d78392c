"""What a confidence is worth: how often dates of that confidence are right."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Bin", "bins", "calibration_error"]

Bin = tuple[int, float, float]  # how many, mean confidence, share right


def bins(answers: Iterable[tuple[float, bool]], number: int = 10) -> list[Bin | None]:
    """A reliability table: answers (confidence, right) in bins of equal width, None where a bin is empty.

    Example: `bins([(0.9, True), (0.9, False)], 2)` is `[None, (2, 0.9, 0.5)]`.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(number)]
    for confidence, right in answers:
        held[min(number - 1, int(confidence * number))].append((confidence, right))
    return [
        (len(one), sum(c for c, _ in one) / len(one), sum(r for _, r in one) / len(one)) if one else None
        for one in held
    ]


def calibration_error(answers: Iterable[tuple[float, bool]], number: int = 10) -> float:
    """Expected calibration error: how far confidence is from the share right, on average over answers."""
    table = [one for one in bins(answers, number) if one is not None]
    return sum(n * abs(said - right) for n, said, right in table) / max(1, sum(n for n, _, _ in table))
