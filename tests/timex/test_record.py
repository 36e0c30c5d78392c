"""Records are made of their fields without a check, so they are checked here."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from timeline.models import Timex
from timeline.timex import tag
from timeline.timex.record import Fields

TEXT = """
KYIV, May 23 (Reuters) - Two were killed on Thursday, the third attack since Monday, between 3 and 5 p.m.
(1200 GMT).
In the past 24 hours it rained; from 3 to 9 May it had not. Some two years ago, in early 2022, on day 5 of
the war,
he said "today". Twice a week, every Friday, in 490 BC, by the end of the month, in the 1980s, recently,
May 2027.
"""


def test_fields_are_those_of_the_record() -> None:
    assert list(Fields.__annotations__) == list(Timex.model_fields)


@pytest.mark.parametrize("narrative", [True, False])
def test_records_pass_the_check(narrative: bool) -> None:
    found = tag(
        TEXT,
        date(2024, 5, 24),
        epoch=date(2022, 2, 24),
        narrative=narrative,
        dct_time=datetime(2024, 5, 24, 10, tzinfo=UTC),
    )
    assert len(found) > 15
    for timex in found:
        checked = Timex.model_validate(dict(timex))
        assert checked == timex and checked.model_dump_json() == timex.model_dump_json()
        assert hash(checked) == hash(timex)
        assert timex.model_copy(update={"bound": "by"}).bound == "by"
        assert Timex.model_validate_json(timex.model_dump_json()) == timex
