"""Laws that hold for any text."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from timeline.places import country, find, nationality, widen
from timeline.places.fold import fold

WORDS = st.sampled_from(
    ["the", "El", "Fasher", "north", "Kharkiv", "region", "Nice", "of", "’s", ",", "US", "Of", "-", "\n", ""]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join))


@settings(deadline=None)  # the first call loads the gazetteer
@given(TEXTS)
def test_any_text_is_answered_with_a_sound_place_or_none(text: str) -> None:
    hit = find(text)
    if hit is not None:
        assert hit.name
        assert -90 <= hit.latitude <= 90
        assert -180 <= hit.longitude <= 180
        assert hit.precision in (1, 2, 3)
        assert bool(hit.country) == bool(hit.iso3)
        assert not (hit.disputed and hit.country)
    for one in (country(text), nationality(text)):
        assert one is None or len(one.iso3) == 3


@settings(deadline=None)
@given(TEXTS)
def test_lower_case_is_never_a_place(text: str) -> None:
    lower = text.lower()
    assume(not any(character.isupper() for character in lower))
    assert find(lower) is None


@given(TEXTS)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(TEXTS, st.integers(0, 60), st.integers(0, 20))
def test_widening_keeps_what_it_was_given(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    wide_start, wide_end = widen(text, start, end)
    assert 0 <= wide_start <= start
    assert end <= wide_end <= len(text)
