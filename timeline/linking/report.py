"""The answer as a table: pairs, what is only ours, what is only theirs, each row with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from timeline.errors import MissingExtraError
from timeline.export import Column
from timeline.linking.matching import weight
from timeline.linking.rows import Row
from timeline.linking.scoring import Pair, gap_days, km_apart, reasons

if TYPE_CHECKING:
    import pandas

__all__ = ["BOTH", "COLUMNS", "OURS", "THEIRS", "Links"]

BOTH: Final = "both"
OURS: Final = "only_ours"
THEIRS: Final = "only_theirs"

COLUMNS: Final = (
    Column("match", "string", "both, only_ours or only_theirs."),
    Column("our_id", "string", "event_id of our event."),
    Column("their_id", "string", "Name of the row in the other table."),
    Column("score", "number", "0 to 1; 0.5 is an even chance that both tell of one event."),
    Column(
        "share", "number", "Its part of the odds of all pairs that either row could be in; 1 has no rival."
    ),
    Column("next_score", "number", "The best score that either of the two has with any other row."),
    Column("next_id", "string", "That other row: ours or theirs."),
    Column("days_apart", "integer", "Days between the two stretches; 0 when they meet."),
    Column("km_apart", "number", "Kilometres between the two points, where both have one."),
    Column("reasons", "string", "Why they were put together, or why a row stayed alone."),
    Column("our_start", "date", "First day on which our event may have happened."),
    Column("our_end", "date", "Last day, inclusive."),
    Column("their_start", "date", "First day of the other row."),
    Column("their_end", "date", "Last day, inclusive."),
    Column("our_place", "string", "Our place."),
    Column("their_place", "string", "Their place."),
    Column("our_type", "string", "Our type."),
    Column("their_type", "string", "Their type."),
    Column("our_actors", "string", "Our actors."),
    Column("their_actors", "string", "Their actors."),
    Column("our_killed", "integer", "People killed, by our table."),
    Column("their_killed", "integer", "People killed, by the other table."),
)

_DTYPES: Final = {"string": "string", "date": "datetime64[s]", "integer": "Int64", "number": "float64"}


@dataclass(frozen=True, slots=True)
class Links:
    """Two tables put side by side: `pairs` one-to-one, in the order of ours.

    `possible` are all pairs with a score of at least `least`, kept or not.
    """

    ours: Sequence[Row]
    theirs: Sequence[Row]
    pairs: Sequence[Pair]
    possible: Sequence[Pair]
    least: float
    days: int
    warnings: tuple[str, ...] = ()

    def rows(self, part: str = "") -> Iterator[dict[str, object]]:
        """The rows of `COLUMNS`: pairs, what is only ours, what is only theirs; or one part alone."""
        by_ours: dict[int, list[Pair]] = {}
        by_theirs: dict[int, list[Pair]] = {}
        for pair in self.possible:
            by_ours.setdefault(pair.ours, []).append(pair)
            by_theirs.setdefault(pair.theirs, []).append(pair)
        kept_ours = {pair.ours: pair for pair in self.pairs}
        kept_theirs = {pair.theirs: pair for pair in self.pairs}
        if part in ("", BOTH):
            for pair in self.pairs:
                yield self._both(pair, by_ours, by_theirs)
        if part in ("", OURS):
            for row in self.ours:
                if row.number not in kept_ours:
                    yield self._alone(OURS, row, by_ours.get(row.number, ()), kept_theirs)
        if part in ("", THEIRS):
            for row in self.theirs:
                if row.number not in kept_theirs:
                    yield self._alone(THEIRS, row, by_theirs.get(row.number, ()), kept_ours)

    def to_frame(self) -> pandas.DataFrame:
        """The same rows as a frame, typed; unknown is missing.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtraError(
                "A frame needs pandas; install it with: pip install 'conflict-timeline[pandas]'"
            ) from None
        rows = list(self.rows())
        return pd.DataFrame(
            {
                c.name: pd.Series([row[c.name] for row in rows], dtype="object").astype(_DTYPES[c.type])
                for c in COLUMNS
            }
        )

    def _both(
        self, pair: Pair, by_ours: Mapping[int, Sequence[Pair]], by_theirs: Mapping[int, Sequence[Pair]]
    ) -> dict[str, object]:
        a, b = self.ours[pair.ours], self.theirs[pair.theirs]
        others = [p for p in (*by_ours[pair.ours], *by_theirs[pair.theirs]) if p != pair]
        next_best = max(others, key=lambda p: p.bits, default=None)
        next_id = None
        if next_best is not None:
            same = next_best.ours == pair.ours
            next_id = self.theirs[next_best.theirs].id if same else self.ours[next_best.ours].id
        km = km_apart(a, b)
        return _cells(a, b) | {
            "match": BOTH,
            "score": round(pair.score, 4),
            "share": round(weight(pair) / (weight(pair) + sum(map(weight, others))), 4),
            "next_score": round(next_best.score, 4) if next_best else None,
            "next_id": next_id,
            "days_apart": gap_days(a, b),
            "km_apart": round(km, 1) if km is not None else None,
            "reasons": reasons(a, b, days=self.days),
        }

    def _alone(
        self, match: str, row: Row, near: Sequence[Pair], taken: Mapping[int, Pair]
    ) -> dict[str, object]:
        mine = match == OURS
        cells = _cells(row if mine else None, None if mine else row) | {"match": match}
        best = max(near, key=lambda p: p.bits, default=None)
        if best is None:
            return cells | {"reasons": row.unlinked or "nothing near enough in time, place, actors and type"}
        other = self.theirs[best.theirs] if mine else self.ours[best.ours]
        winner = taken.get(other.number)
        why = f"fits {other.id}"
        if winner is not None:
            rival = self.ours[winner.ours] if mine else self.theirs[winner.theirs]
            why += f", which went to {rival.id} ({winner.score:.2f})"
        return cells | {"next_score": round(best.score, 4), "next_id": other.id, "reasons": why}


def _cells(a: Row | None, b: Row | None) -> dict[str, object]:
    made: dict[str, object] = {column.name: None for column in COLUMNS}
    for side, row in (("our", a), ("their", b)):
        if row is not None:
            made |= {
                f"{side}_id": row.id,
                f"{side}_start": _day(row.first),
                f"{side}_end": _day(row.last),
                f"{side}_place": row.place_shown or None,
                f"{side}_type": row.type_shown or None,
                f"{side}_actors": row.actors_shown or None,
                f"{side}_killed": row.killed,
            }
    return made


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None and ordinal > 0 else None
