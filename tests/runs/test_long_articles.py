"""Long articles take time by their length and no more: one huge sentence, very many short ones, a book."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from run_works import article

from timeline.extraction import Extraction, extract

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model
LETTERS = 12_000
TIMES = 4
MORE = 1.8
"""Times what it should take: for a machine that others use, and whatever sorting costs."""


def short(letters: int) -> str:
    return " ".join(f"Two died in house {k}." if k % 7 == 0 else f"He ran {k}." for k in range(letters // 10))


def sentence(letters: int) -> str:
    return "two were killed on Tuesday in Kharkiv and " * (letters // 42) + "he ran."


def book(letters: int) -> str:
    return "\n\n".join(article(k).text for k in range(letters // 160))


def taken(nlp: Language, body: str) -> float:
    """Seconds of computing, and something is found."""
    given = article(0, body)
    begun = time.process_time()
    (found,) = extract([given], nlp=nlp)
    spent = time.process_time() - begun
    assert isinstance(found, Extraction)
    assert found.mentions
    return spent


@pytest.mark.parametrize("kind", [short, sentence, book])
def test_four_times_the_text_takes_four_times_the_time(nlp: Language, kind: type) -> None:
    taken(nlp, kind(LETTERS // 4))  # what is loaded with the first article
    once = min(taken(nlp, kind(LETTERS)) for _ in range(2))
    assert taken(nlp, kind(LETTERS * TIMES)) < TIMES * MORE * once
