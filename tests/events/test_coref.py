"""Who a pronoun, a post or a surname is within an article; and when it is better not to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.events.actors import actor
from timeline.events.context import ArticleContext

if TYPE_CHECKING:
    from spacy.language import Language

SHOIGU = "Russian Defense Minister Sergei Shoigu spoke on Tuesday. "


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "part", "name", "country"),
    [
        (SHOIGU + "Shoigu denied the claim.", "Shoigu", "Sergei Shoigu", "RUS"),
        (SHOIGU + "He denied the claim.", "He", "Sergei Shoigu", "RUS"),
        (SHOIGU + "The minister denied the claim.", "The minister", "Sergei Shoigu", "RUS"),
        (
            "Russian Foreign Minister Sergey Lavrov spoke. The top diplomat left.",
            "The top diplomat",
            "Sergey Lavrov",
            "RUS",
        ),
        ("Ada Orlan was born in Bria. In 1990 she left.\n\nShe died on Friday.", "She", "Ada Orlan", ""),
        ("Hungary has said it will support the resolution.", "it", "Hungary", "HUN"),
        ("Sergey Aksyonov, the governor of Crimea, spoke. Aksyonov left.", "Aksyonov", "Sergey Aksyonov", ""),
    ],
)
def test_resolved(nlp: Language, text: str, part: str, name: str, country: str) -> None:
    doc = nlp(text)
    at = text.rindex(part)
    span = doc.char_span(at, at + len(part), alignment_mode="expand")
    assert span is not None
    found = actor(span, ArticleContext.of(doc))
    assert (found.name, found.country) == (name, country)
    assert found.text == part


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Anna Kovalenko met Maria Petrova in Lviv. She left.", "She"),
        ("Rain fell all day. He left.", "He"),
        (
            "Ada Orlan was born in Bria. She wrote.\n\nPresident Ivo Tarn quit.\n\nA nurse came. She left.",
            "She",
        ),
        ("President Ivo Tarn resigned in May.\n\nA cashier ran to the door. She was hit.", "She"),
        ("The ministers met. A minister left.", "A minister"),
    ],
)
def test_left_open(nlp: Language, text: str, part: str) -> None:
    doc = nlp(text)
    at = text.rindex(part)
    span = doc.char_span(at, at + len(part), alignment_mode="expand")
    assert span is not None
    assert ArticleContext.of(doc).referent(span) is None
