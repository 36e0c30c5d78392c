from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from timeline.pipeline import tokenizer
from timeline.pipeline.tokenizer import CHUNK, LONGEST_RUN, create_tokenizer

TABLE = tomllib.loads(Path(tokenizer.__file__).with_name("tokenizer.toml").read_text(encoding="utf8"))
CUT = create_tokenizer(spacy.blank("en"))


@pytest.mark.parametrize("example", TABLE["example"], ids=lambda example: example["text"])
def test_news_is_cut_as_the_table_says(example: dict[str, object]) -> None:
    assert [token.text for token in CUT(str(example["text"]))] == example["tokens"]


@pytest.mark.parametrize("word", TABLE["abbreviations"])
def test_abbreviations_stay_whole(word: str) -> None:
    assert word in [token.text for token in CUT(f"Then {word} Smith left")]


@pytest.mark.parametrize(
    "text",
    [
        "Node.js is not two sentences",
        "at bbc.co.uk and example.org",
        "3.5 million",
        "the 1990s",
        "e.g. this",
    ],
)
def test_a_stop_inside_a_word_does_not_cut_it(text: str) -> None:
    assert [token.text for token in CUT(text)] == text.split()


@given(st.text(max_size=80))
def test_tokens_give_the_text_back(text: str) -> None:
    assert "".join(token.text_with_ws for token in CUT(text)) == text


@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("One ", " two."), ("One\n", "\ntwo"), ("a  ", "  b"), (" ", " ")]
)
def test_a_long_run_is_chunked_and_nothing_is_lost(before: str, after: str) -> None:
    text = before + "x" * (3 * LONGEST_RUN + 7) + after
    doc = CUT(text)
    assert doc.text == text
    assert max(len(token) for token in doc) == CHUNK


@pytest.mark.parametrize("letter", ["a", "(", "-", "’", "1", ".", "é", "\u200b"])
def test_time_is_linear_in_one_endless_word(letter: str) -> None:
    began = time.process_time()
    assert CUT(letter * 200_000).text == letter * 200_000
    assert time.process_time() - began < 2
