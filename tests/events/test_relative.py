"""Whose clause "that killed two" is."""

from __future__ import annotations

import pytest
from spacy.language import Language

from timeline.events.relative import cause
from timeline.events.types import own_type

CLAUSES = [
    # sentence, its verb, the noun that it tells of ("" for the noun next to it)
    (
        "He was held over the bombing of a clinic in Dar es Salaam that killed two.",
        "killed",
        "bombing",
    ),
    ("Police blamed him for a blast at a market that left nine dead.", "left", "blast"),
    ("They denied the shelling of a school which wounded ten children.", "wounded", "shelling"),
    ("She saw a bomb that killed two people.", "killed", ""),
    ("They spoke of the killing of a policeman who wounded two people.", "wounded", ""),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "verb", "wanted"), CLAUSES)
def test_cause(nlp: Language, text: str, verb: str, wanted: str) -> None:
    clause = next(token for token in nlp(text) if token.text == verb)
    found = cause(clause, lambda noun: noun.pos_ == "NOUN" and own_type(noun) == "ASSAULT")
    assert (found.text if found is not None else "") == wanted
