"""Base forms, where a lemmatizer goes wrong on a word that the tables know."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from timeline.events.words import base, regular_bases

VOCAB = spacy.blank("en").vocab


@pytest.mark.parametrize(
    ("word", "lemma", "tag", "wanted"),
    [
        ("denied", "deni", "VERB", "deny"),
        ("confirmed", "confirme", "VERB", "confirm"),
        ("urged", "urg", "VERB", "urge"),
        ("stopped", "stopp", "VERB", "stop"),
        ("killed", "kill", "VERB", "kill"),
        ("said", "say", "VERB", "say"),
        ("attacks", "attackse", "NOUN", "attack"),
        ("bodies", "bodie", "NOUN", "bodie"),  # in no table: the lemmatizer is believed
        ("hit", "hit", "VERB", "hit"),
        ("denied", "", "VERB", "deny"),
        ("Riots", "Riots", "ADJ", "riots"),
    ],
)
def test_base(word: str, lemma: str, tag: str, wanted: str) -> None:
    doc = Doc(VOCAB, words=[word], lemmas=[lemma], pos=[tag])
    assert base(doc[0]) == wanted


@pytest.mark.parametrize(
    ("word", "first"), [("raids", "raid"), ("stabbing", "stabb"), ("gas", None), ("red", None)]
)
def test_regular_bases(word: str, first: str | None) -> None:
    assert next(regular_bases(word), None) == first
