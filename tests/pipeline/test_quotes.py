"""Quotation marks: their side, and what that says of sentence starts."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.lang.en import English

from timeline.pipeline.heads.sentences import _mend_quotes
from timeline.pipeline.quotes import quotes
from timeline.pipeline.tokenizer import create_tokenizer

nlp = English()
nlp.tokenizer = create_tokenizer(nlp)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ('He left. "But why?" she said.', ["opens", "closes"]),
        ("He left. “But why?” she said.", ["opens", "closes"]),
        ('"Stop." "Why?"', ["opens", "closes", "opens", "closes"]),
        ('one " two', []),
        ("the army's raid", []),
        ('line\n"Next"', ["opens", "closes"]),
    ],
)
def test_the_side_of_a_mark(text: str, sides: list[str]) -> None:
    doc = nlp(text)
    tokens = [token.i for token in doc if not token.is_space]
    assert list(quotes(doc, tokens, [doc[index].text for index in tokens]).values()) == sides


@pytest.mark.parametrize(
    ("quote", "before", "after"),
    [
        ((2, "closes"), [1, 0, 1, 0, 0], [1, 0, 0, 1, 0]),
        ((2, "opens"), [1, 0, 0, 1, 0], [1, 0, 1, 0, 0]),
        ((2, "opens"), [1, 0, 1, 0, 0], [1, 0, 1, 0, 0]),
        ((0, "opens"), [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]),
        ((4, "closes"), [1, 0, 0, 0, 1], [1, 0, 0, 0, 1]),
    ],
)
def test_a_start_moves_over_the_mark(quote: tuple[int, str], before: list[int], after: list[int]) -> None:
    starts = np.array(before, bool)
    _mend_quotes([quote], starts, fixed=frozenset())  # type: ignore[list-item]
    assert starts.astype(int).tolist() == after
