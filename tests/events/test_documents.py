"""What was said in a letter, a statement, a video is one event, of the day on which they came out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from extracted import mentions_of

from timeline.events.documents import document_of, is_document
from timeline.events.tables import table

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model

WORDS = table("reporting_cues")["document"]


@pytest.mark.parametrize("row", WORDS["examples"], ids=lambda row: row["text"])
def test_the_verb_that_gives_out_is_found(nlp: Language, row: dict[str, str]) -> None:
    doc = nlp(row["text"])
    found = [token for token in doc if document_of(token) is not None]
    assert [token.text for token in found] == [row["verb"]]
    assert is_document(found[0].head)


@pytest.mark.parametrize("text", WORDS["rejects"])
def test_what_gives_nothing_out(nlp: Language, text: str) -> None:
    assert [token.text for token in nlp(text) if document_of(token) is not None] == []


ROWS = [  # text, [trigger, date, title]
    (
        "Members of Congress have urged Mr. Austin to drop the ban on using American weapons, in a letter"
        " sent on Monday.",
        [("urged", "2024-05-20", "Members of Congress urge Mr. Austin to drop ban in letter")],
    ),
    (
        "Hamas denied the claim in a video posted on Telegram on Monday.",
        [("denied", "2024-05-20", "Hamas denies claim in video")],
    ),
    (
        "Rebels threatened to attack the capital in an audio message released on Friday.",
        [("threatened", "2024-05-24", "Rebels threaten to attack capital in audio message")],
    ),
    (
        "In a statement published on Tuesday, the ministry denounced the arrests.",
        [("denounced", "2024-05-21", "Ministry denounces arrests")],
    ),
]


@pytest.mark.parametrize(("text", "events"), ROWS)
def test_one_event_on_the_day_of_the_document(
    nlp: Language, text: str, events: list[tuple[str, str, str]]
) -> None:
    found = mentions_of(nlp, text, date(2024, 5, 25))
    assert [(m.trigger, m.interval.edtf() if m.interval else "", m.title) for m in found] == events
