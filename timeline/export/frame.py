"""The event table as a pandas frame, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.errors import MissingExtraError
from timeline.export.columns import columns
from timeline.export.rows import rows
from timeline.models import TimelineData

if TYPE_CHECKING:
    import pandas

__all__ = ["to_frame"]

# Days to the second: nanoseconds, the usual unit, end in 1677 and 2262. Nullable types keep counts whole.
_DTYPES = {
    "string": "string",
    "list": "string",
    "date": "datetime64[s]",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}


def to_frame(data: TimelineData, *, timeline_id: str = "") -> pandas.DataFrame:
    """One row for each event, in the columns of the CSV; unknown is missing.

    Dates are `datetime64[s]`, counts and codes `Int64`, degrees and confidence `float64`, `directed` and its
    kind `boolean`, the rest `string`. Cells are as they are, without the CSV's apostrophe before formulas.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtraError(
            "A frame needs pandas; install it with: pip install 'conflict-timeline[pandas]'"
        ) from None
    table = list(rows(data, timeline_id=timeline_id))
    made: dict[str, Any] = {}
    for column in columns():
        values = [row[column.name] for row in table]
        made[column.name] = pd.Series(values, dtype="object").astype(_DTYPES[column.type])
    return pd.DataFrame(made)
