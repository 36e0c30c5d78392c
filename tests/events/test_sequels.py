"""What reacts to an event, and the event: each keeps its own date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from extracted import mentions_of

from timeline.models import Mention

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model
PUBLISHED = date(2024, 3, 28)  # a Thursday


def told(nlp: Language, text: str) -> dict[str, Mention]:
    return {m.trigger: m for m in mentions_of(nlp, text, PUBLISHED)}


DATES = [  # text, trigger, its date
    ("Oslo on Tuesday condemned the bombing of a bank in Herat two days earlier.", "bombing", "2024-03-24"),
    ("Oslo on Tuesday condemned the bombing of a bank in Herat two days earlier.", "condemned", "2024-03-26"),
    ("Lima on Monday denounced the shelling of Goma a day earlier.", "shelling", "2024-03-24"),
    ("It was the worst raid since June 2019, when rebels killed 40 people.", "killed", "2019-06"),
    ("No such strike had hit Aden since May 2016, when jets bombed a clinic.", "bombed", "2016-05"),
    (
        "Nairobi police said on Tuesday that they had arrested six men over Sunday's attack on a mosque.",
        "arrested",
        "2024-03-26",
    ),
    (
        "Nairobi police said on Tuesday that they had arrested six men over Sunday's attack on a mosque.",
        "attack",
        "2024-03-24",
    ),
    (
        "Two men appeared in a Lagos court on Tuesday, charged with murder over the ambush of a convoy.",
        "ambush",
        "../2024-03-26?",
    ),
    ("Oslo on Tuesday condemned the bombing of a bank in Herat.", "bombing", "../2024-03-26?"),
]


@pytest.mark.parametrize(("text", "trigger", "when"), DATES)
def test_each_keeps_its_date(nlp: Language, text: str, trigger: str, when: str) -> None:
    found = told(nlp, text)[trigger].interval
    assert found is not None and found.edtf() == when
