from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from timeline.pipeline import lines
from timeline.pipeline.lines import dateline_end, line_starts
from timeline.pipeline.tokenizer import create_tokenizer

TABLE = tomllib.loads(Path(lines.__file__).with_name("lines.toml").read_text(encoding="utf8"))
CUT = create_tokenizer(spacy.blank("en"))


@pytest.mark.parametrize("row", TABLE["dateline"], ids=lambda row: row["text"])
def test_datelines(row: dict[str, object]) -> None:
    doc = CUT(str(row["text"]))
    assert dateline_end([t.text for t in doc], [bool(t.whitespace_) for t in doc]) == row["words"]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("One two\nthree", ["three"]),
        ("One\n\n two\r\nthree\u2028four", ["two", "three", "four"]),
        ("One  two", []),
        ("\nOne", []),
        ("Headline\nKYIV (AP) - Rain fell.", ["KYIV", "Rain"]),
        ("KEY POINTS\n- Rain fell.", ["-"]),  # no dateline goes over a line break
        ("", []),
    ],
)
def test_line_starts(text: str, starts: list[str]) -> None:
    doc = CUT(text)
    tokens = [token.i for token in doc if not token.is_space]
    assert [doc[tokens[place]].text for place in sorted(line_starts(doc, tokens))] == starts


@given(st.lists(st.sampled_from(["KYIV", ",", "(", ")", "AP", "-", "He", "fled", "May", "3"]), max_size=20))
def test_a_dateline_ends_with_its_dash_and_something_follows(words: list[str]) -> None:
    end = dateline_end(words, [True] * len(words))
    assert end == 0 or (words[end - 1] == "-" and end < len(words))
