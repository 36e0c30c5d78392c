from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.pipeline.windows import LIMIT, TARGET, cut, ends_sentence

WORDS = st.lists(st.sampled_from(["he", "Kyiv", ".", ",", '"', "”", "said", "?"]), max_size=400)


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        (["fell", "."], "He", True),
        (["fell", ".", "”"], "He", True),
        (["fell", "."], "", True),
        (["why", "?"], "“", True),
        (["said", "”"], "He", False),
        (["why", "?"], "he", False),
        (["fell", "."], "”", False),
        (["U.S."], "He", False),
        (["fell", ","], "He", False),
        (["fell", ".", "14", "."], "On", False),  # the number of what follows
        (["14", "."], "On", False),
        (["were", "14", "."], "On", True),
        (["No", ".", "2", "."], "Then", True),
        (["fell", ".", "2024", "."], "Then", True),
    ],
)
def test_where_a_sentence_probably_ends(before: list[str], after: str, ends: bool) -> None:
    words = before + ([after] if after else [])
    assert ends_sentence(words, len(before) - 1) is ends


@given(WORDS, st.integers(1, 24), st.sets(st.integers(0, 400)))
def test_windows_cover_each_word_once_and_fit_the_encoder(
    words: list[str], size: int, lines: set[int]
) -> None:
    windows = cut(words, [size] * len(words), frozenset(lines))
    assert [index for start, end in windows for index in range(start, end)] == list(range(len(words)))
    assert all((end - start) * size <= max(LIMIT, size) for start, end in windows)


def test_a_window_ends_with_a_sentence_if_one_ends_in_time() -> None:
    words = (["word"] * 49 + [".", "The"]) * 20
    for start, end in cut(words, [1] * len(words))[:-1]:
        assert words[end - 1] == "."
        assert end - start <= TARGET


def test_a_long_sentence_is_kept_whole_up_to_the_limit() -> None:
    words = [*["Short", "."] * 5, *["word"] * 250, ".", *["Next", "."] * 100]
    assert any(end - start >= 250 and words[end - 1] == "." for start, end in cut(words, [1] * len(words)))


def test_a_window_goes_back_to_the_start_of_a_line() -> None:
    words = ["word"] * 400
    assert (0, 150) in cut(words, [1] * 400, frozenset({150}))


def test_no_words_no_windows() -> None:
    assert cut([], []) == []


def test_no_window_ends_behind_a_mark_that_opens() -> None:
    words = ["They", "left", ".", '"', "Why", "?", '"', "he", "asked", "."]
    assert cut(words, [40] * 10, quotes={3: "opens", 6: "closes"})[0] == (0, 3)
