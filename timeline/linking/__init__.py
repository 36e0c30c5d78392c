"""Our events beside those of another dataset: which rows tell of one event, how surely, and why.

    two tables -> rows in one form -> rows near each other -> scores -> one-to-one
                  `rows`              `blocking`              `scoring` `matching`

Which column says what is data (`data/acled.toml`, `ucdp.toml`, `gdelt.toml`, `generic.toml`), and so are the
crosswalk of event types, the forms of names and the weights.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timeline.errors import MissingExtraError, SourceError
from timeline.linking.blocking import candidates
from timeline.linking.mapping import SHIPPED, load_mapping
from timeline.linking.matching import assign
from timeline.linking.ours import our_records
from timeline.linking.report import BOTH, COLUMNS, OURS, THEIRS, Links
from timeline.linking.rows import Reader, Row
from timeline.linking.scoring import Pair, limits, weigh
from timeline.linking.sources import records

if TYPE_CHECKING:
    import pandas

__all__ = ["BOTH", "COLUMNS", "OURS", "SHIPPED", "THEIRS", "Links", "link", "link_tables"]


def link(
    events: object,
    other: object,
    *,
    as_: str | Path = "generic",
    min_score: float = 0.5,
    days: int | None = None,
) -> pandas.DataFrame:
    """Match events with the rows of another dataset; one frame with pairs and what is left on both sides.

    `events` is a timeline, a frame or rows of the event table, or a file that this program wrote; `other` is
    a file (CSV, TSV, JSON, Parquet), a frame, or a list of dictionaries. `as_` is "acled", "ucdp", "gdelt",
    "generic", or a TOML file that says which column is which. `days` (2 unless told) is how many days a
    pair may lie apart. The column `match` is "both", "only_ours" or "only_theirs".

    Raises:
        MissingExtraError: pandas is not installed; `link_tables` does without.
        SourceError: a table cannot be read, lacks a column, or has no date that can be read.
        RuleError: there is no such mapping, or it breaks the format.

    Example:
        >>> links = link("events.csv", "acled.csv", as_="acled")                # doctest: +SKIP
        >>> links[links["match"] == "both"][["our_id", "their_id", "score", "reasons"]]  # doctest: +SKIP
    """
    try:
        import pandas  # noqa: F401 - asked for before the work, not after it
    except ImportError:
        raise MissingExtraError(
            "A frame needs pandas; install it with: pip install 'conflict-timeline[pandas]'"
        ) from None
    return link_tables(events, other, as_=as_, min_score=min_score, days=days).to_frame()


def link_tables(
    events: object,
    other: object,
    *,
    as_: str | Path = "generic",
    min_score: float = 0.5,
    days: int | None = None,
) -> Links:
    """The same without pandas: `Links.rows()` are the rows, `Links.pairs` the pairs.

    Raises:
        ValueError: `min_score` is not within 0 and 1, or `days` is below 0.
    """
    if not 0.0 < min_score < 1.0:
        raise ValueError(f"min_score must lie between 0 and 1, not at {min_score}.")
    if days is not None and not 0 <= days <= 31:
        raise ValueError(f"days must lie between 0 and 31, not at {days}.")
    apart = limits().days if days is None else days
    mapping = load_mapping(as_)
    ours, our_warning = _read(our_records(events), "ours", _name(events, "the events"))
    theirs, their_warning = _read(records(other, mapping), as_, _name(other, mapping.name))
    if not theirs:
        raise SourceError(f"{_name(other, mapping.name)} has no rows; there is nothing to match with.")
    possible = [
        Pair(row.number, near.number, bits)
        for row, found in candidates(ours, theirs, days=apart)
        for near in found
        if (bits := weigh(row, near, days=apart)) is not None
    ]
    possible = [pair for pair in possible if pair.score >= min_score]
    return Links(
        ours,
        theirs,
        _assigned(possible, ours, theirs),
        possible,
        min_score,
        apart,
        (*our_warning, *their_warning),
    )


def _read(raw: object, as_: str | Path, name: str) -> tuple[list[Row], tuple[str, ...]]:
    reader = Reader(load_mapping(as_), name)
    rows = list(reader.rows(raw))  # type: ignore[arg-type]
    if not reader.bad_dates:
        return rows, ()
    many = "row has a date" if reader.bad_dates == 1 else "rows have dates"
    return rows, (
        f"{name}: {reader.bad_dates} {many} that cannot be read ({reader.bad_date!r}); never matched.",
    )


def _assigned(possible: list[Pair], ours: list[Row], theirs: list[Row]) -> list[Pair]:
    """One to one. Among equals the ids decide, so that the order of a table's rows never does."""
    return assign(sorted(possible, key=lambda p: (ours[p.ours].id, theirs[p.theirs].id)))


def _name(source: object, otherwise: str) -> str:
    return str(source) if isinstance(source, str | Path) else otherwise
