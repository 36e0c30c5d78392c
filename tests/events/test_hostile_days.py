"""Articles from the ends of the calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

import timeline
from timeline import Article

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model

TEXT = "Two soldiers were killed in Sumy on Friday. Next year three will be killed. A century ago five died."


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1500, 1, 1), dt.date(9999, 12, 30), dt.date.max])
def test_the_ends_of_the_calendar(nlp: Language, day: dt.date) -> None:
    (found,) = timeline.extract([Article(id="a", text=TEXT, dct=day)], nlp=nlp)
    assert isinstance(found, timeline.Extraction), found
    assert found.mentions
