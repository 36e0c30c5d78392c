"""One verb, two things, two times: two events."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from extracted import mentions_of

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model

ROWS = [  # text, [trigger, date, place]
    (
        "On Monday drones struck a fuel depot in Goma, and on Sunday an airport.",
        [("struck", "2024-05-27", "Goma"), ("airport", "2024-05-26", "Goma")],
    ),
    (
        "Troops shelled Kherson on Monday and Odesa on Tuesday.",
        [("shelled", "2024-05-27", "Kherson"), ("Odesa", "2024-05-28", "Odesa")],
    ),
    ("Gunmen attacked a school and a clinic in Cali on Monday.", [("attacked", "2024-05-27", "Cali")]),
    ("On Monday troops shelled Kherson and Odesa.", [("shelled", "2024-05-27", "Kherson")]),
]


@pytest.mark.parametrize(("text", "events"), ROWS)
def test_the_second_thing_has_its_own_time(
    nlp: Language, text: str, events: list[tuple[str, str, str]]
) -> None:
    found = mentions_of(nlp, text, date(2024, 5, 28))
    told = [
        (m.trigger, m.interval.edtf() if m.interval else "", m.place.name if m.place else "") for m in found
    ]
    assert told == events
