"""Names whose words the parser hung side by side."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from timeline.pipeline.names import join

WORDS = ["Rapid", "Support", "Forces", "denied", "it"]


@pytest.mark.parametrize(
    ("heads", "deps", "label", "after"),
    [
        ([2, 3, 3, 3, 3], ["amod", "nsubj", "nsubj", "ROOT", "obj"], "ORG", [2, 2, 3, 3, 3]),
        ([3, 3, 3, 3, 3], ["nsubj", "nsubj", "nsubj", "ROOT", "obj"], "PERSON", [3, 0, 0, 3, 3]),
        ([2, 2, 3, 3, 3], ["amod", "compound", "nsubj", "ROOT", "obj"], "ORG", [2, 2, 3, 3, 3]),
        ([2, 3, 3, 3, 3], ["amod", "nsubj", "obj", "ROOT", "obj"], "ORG", [2, 3, 3, 3, 3]),
    ],
)
def test_one_word_hangs_outside(heads: list[int], deps: list[str], label: str, after: list[int]) -> None:
    doc = Doc(Vocab(), words=WORDS, heads=heads, deps=deps)
    doc.ents = (Span(doc, 0, 3, label=label),)
    join(doc)
    assert [token.head.i for token in doc] == after


def test_what_hangs_on_an_inner_word_is_the_names() -> None:
    words = ["fled", "in", "Burkina", "Faso", "and", "Mali"]
    doc = Doc(
        Vocab(),
        words=words,
        heads=[0, 2, 3, 0, 5, 2],
        deps=["ROOT", "case", "compound", "obl", "cc", "conj"],
    )
    doc.ents = (Span(doc, 2, 4, label="GPE"), Span(doc, 5, 6, label="GPE"))
    join(doc)
    assert [token.head.i for token in doc] == [0, 3, 3, 0, 5, 3]
