"""How an expression was read, in words: rule, anchor, direction and why, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.intervals import Interval
from timeline.models import Direction, TimexType
from timeline.timex.dayless import NO_DAY
from timeline.timex.grammar import Found

if TYPE_CHECKING:
    from timeline.timex.reader import Placed

__all__ = ["confidence_of", "side_of", "why_of"]


def side_of(interval: Interval | None, anchor: Interval | None) -> Direction | None:
    """On which side of its anchor an interval lies; None when either is missing or has no start."""
    if interval is None or anchor is None or anchor.start is None:
        return None
    if interval.overlaps(anchor):
        return Direction.SAME
    return Direction.PAST if interval.end is not None and interval.end <= anchor.start else Direction.FUTURE


def why_of(match: Found, placed: Placed) -> str:
    """One sentence: what the rule says, what it counts from, and what told the side or the place.

    Example: "News uses a bare weekday for the latest one …; counted from the publication day (2024-05-24);
    “said” points to the past."
    """
    done, cue = placed.done, placed.cue
    said = match.rule.why.rstrip(".")
    if done.interval is None:
        return f"{said}; not placed: {done.why_not or 'no interval'}."
    zone = placed.reading.arg(2) if placed.reading.op == "clock" else ""
    if zone and placed.zone and zone != placed.zone and zone != "local":
        said += f"; moved from {zone} to the local zone {placed.zone}"
    if placed.told:
        return f"{said}; “{placed.told}” beside it says which."
    if not placed.source or placed.anchor is None or placed.anchor.first_day is None:
        return f"{said}."
    origin = "the publication day" if placed.source == "dct" else f"“{placed.anchor_text}” in the text"
    told = ""
    if cue.direction:
        told = f"; “{cue.word}” points to the {cue.direction}"
    elif placed.kind == "open" and placed.source == "dct":
        told = "; no word near it points to the past or the future, so it is the nearest"
    return f"{said}; counted from {origin} ({placed.anchor.first_day.isoformat()}){told}."


def confidence_of(match: Found, placed: Placed) -> float:
    """The rule's own confidence, less where the anchor is a guess or no place was found."""
    score, done = match.rule.confidence, placed.done
    if placed.source == "text":
        score *= 0.85
    if done.interval is None and done.type is TimexType.DATE:
        score *= 0.8
    if done.why_not == NO_DAY:
        score *= 0.5
    return round(score, 3)
