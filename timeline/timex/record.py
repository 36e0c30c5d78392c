"""The fields of an expression while they are worked out, and the record that they become."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from timeline.intervals import Interval
from timeline.models import Direction, Timex, TimexType

__all__ = ["Fields", "record"]


class Fields(TypedDict):
    """All fields of `Timex`, in its order."""

    id: str
    start: int
    end: int
    text: str
    type: TimexType
    value: str
    mod: str
    reading: str
    rule: str
    anchor: date | None
    anchor_source: str
    direction: Direction | None
    why: str
    interval: Interval | None
    bound: str
    partner: str
    wording: str
    confidence: float


_NAMES = set(Timex.model_fields)


def record(fields: Fields) -> Timex:
    """The record of fields that this stage worked out: of the right types, so they are not checked again.

    Checking took a tenth of the time of a text; the tests check what they are given.
    """
    made = Timex.__new__(Timex)
    values: dict[str, Any] = {
        "__dict__": fields,
        "__pydantic_fields_set__": _NAMES,
        "__pydantic_extra__": None,
        "__pydantic_private__": None,
    }
    for name, value in values.items():  # as pydantic's own copy does
        object.__setattr__(made, name, value)
    return made
