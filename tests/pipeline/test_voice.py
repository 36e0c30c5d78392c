"""Active verbs that look like passives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.pipeline.voice import active
from timeline.tables import read_table

if TYPE_CHECKING:
    from spacy.language import Language

EXAMPLES = read_table("timeline.pipeline", "voice.toml")["example"]


@pytest.mark.parametrize(
    ("words", "heads", "names", "subject"),
    [
        ("gunmen shot dead a mayor", [1, 1, 1, 4, 1], "nsubj:pass ROOT xcomp det obj", "nsubj"),
        ("men handed jail terms", [1, 1, 3, 1], "nsubj:pass ROOT compound obj", "nsubj:pass"),
        ("men given jail terms", [1, 1, 3, 1], "nsubj:pass ROOT compound obj", "nsubj:pass"),
        ("men were shot twice", [2, 2, 2, 2], "nsubj:pass aux:pass ROOT advmod", "nsubj:pass"),
        ("men shot in Goma", [1, 1, 3, 1], "nsubj:pass ROOT case obl", "nsubj:pass"),
    ],
)
def test_a_passive_needs_a_passive(words: str, heads: list[int], names: str, subject: str) -> None:
    given = names.split()
    verbs = active(words.split(), heads, given)
    assert given[0] == subject
    assert bool(verbs) == (subject == "nsubj")


@pytest.mark.model
@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: str(row["text"]))
def test_examples(row: dict[str, str], nlp: Language) -> None:
    token = next(t for t in nlp(row["text"]) if t.text == row["word"])
    assert token.dep_ == row["relation"]
    assert token.head.tag_ == ("VBD" if row["relation"] == "nsubj" else "VBN")
