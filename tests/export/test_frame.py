"""The frame: typed columns, and one sentence where pandas is missing."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from timeline.errors import MissingExtraError
from timeline.export.columns import columns
from timeline.export.frame import to_frame
from timeline.models import TimelineData


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        ("event_id", "string"),
        ("event_date", "datetime64[s]"),
        ("date_start", "datetime64[s]"),
        ("time_precision", "Int64"),
        ("fatalities", "Int64"),
        ("trigger_start", "Int64"),
        ("latitude", "float64"),
        ("confidence", "float64"),
        ("directed", "boolean"),
        ("source", "string"),
    ],
)
@pytest.mark.parametrize("filled", [True, False])
def test_types(name: str, dtype: str, filled: bool, data: TimelineData) -> None:
    frame = to_frame(data if filled else TimelineData())
    assert str(frame[name].dtype) == dtype


def test_values(data: TimelineData) -> None:
    frame = to_frame(data)
    assert list(frame.columns) == [column.name for column in columns()]
    assert frame.loc[0, "date_start"] == pd.Timestamp("2024-05-23")
    assert pd.isna(frame.loc[1, "date_start"])
    assert frame.loc[1, "date_end"] == pd.Timestamp("2003-08-01")
    assert frame.loc[1, "actor1"] == "-2+3"
    assert frame["fatalities"].sum() == 2


def test_conditions_on_text_and_numbers_go_together(data: TimelineData) -> None:
    # With pyarrow installed, text that it keeps would make "boolean value of NA is ambiguous" of these.
    frame = to_frame(data)
    exact = (
        (frame["date_prec"] == 1) & (frame["date_basis"] != "publication") & (frame["country"] == "Ukraine")
    )
    assert frame[exact]["event_id"].tolist() == ["e1"]
    assert frame[(frame["status"] == "happened") & frame["directed"].eq(False)]["event_id"].tolist() == ["e2"]


def test_without_pandas_the_extra_is_named(data: TimelineData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"conflict-timeline\[pandas\]"):
        to_frame(data)
