"""How likely it is that an event is one, and of the type given: a calibrated sum of what is known of it.

Each sign ("dated own", "type ASSAULT") adds its weight (data/event_trust.toml); the logistic curve turns the
sum into a probability. The weights are fitted on annotated text so that of events with confidence 0.8 four in
five are right; tests/benchmarks/fit_trust.py fits them and measures how far that holds on stories left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from timeline.events.tables import table
from timeline.models import Status

if TYPE_CHECKING:
    from timeline.events.describe import Description
    from timeline.events.selection import Selected

__all__ = ["probability", "signs"]

GROUPS = {
    **dict.fromkeys(("ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION"), "deed"),
    **dict.fromkeys(("AID", "RETREAT", "COOPERATE", "CONSULT"), "deed"),
    "OTHER": "other",
}  # the rest are words
LONG = 40  # tokens


def signs(chosen: Selected, description: Description, kind: str) -> Iterator[str]:
    """What is known of an event when it is extracted, by name; `kind` is its PLOVER type as it is told."""
    telling, dated = chosen.telling, chosen.dated
    part, group = telling.candidate.kind, GROUPS.get(kind, "words")
    guessed = "none" if dated.interval is None else "open" if dated.rule in ("open", "wide") else "told"
    yield "always"
    yield f"type {kind}"
    yield f"{part} {group}"
    yield f"dated {'own' if dated.is_own else guessed}"
    yield f"judged {chosen.confidence:.1f} {part}"
    yield f"tense {telling.tense}"
    if chosen.status is not Status.HAPPENED:
        yield f"status {chosen.status.value}"
    for name, known in (
        ("actor", description.actors),
        ("target", description.targets),
        ("place", description.place),
        ("toll", description.tolls),
        ("means", description.means),
        ("mode", description.plover_mode),
        ("acled", description.sub_event_type),
    ):
        if known:
            yield name
    if chosen.sources:
        yield "source"
    if len(telling.parts) > 1:
        yield "several words"
    if len(telling.trigger.sent) > LONG:
        yield "long sentence"


def probability(known: Iterable[str], weights: Mapping[str, float] | None = None) -> float:
    """The confidence that signs give, between 0 and 1; the shipped weights if none are given.

    Example: `probability([])` is 0.5: nothing is known for or against.
    """
    held = _weights() if weights is None else weights
    return 1 / (1 + math.exp(-sum(held.get(name, 0.0) for name in known)))


@cache
def _weights() -> Mapping[str, float]:
    return {name: float(value) for name, value in table("event_trust")["weights"].items()}
