"""Other people's tables: control characters, absurd numbers, endless cells."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link_rows import ACLED, OURS

from timeline.linking import link_tables
from timeline.linking.actors import party
from timeline.linking.places import alike, country_code, plain


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60), st.text(max_size=60))
def test_names_never_fail(a, b):
    party(a)
    country_code(a)
    country_code(a, "fips")
    assert alike(plain(a), plain(b)) in (True, False)


@settings(deadline=None, max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(sorted(ACLED)), st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.none())
    )
)
def test_cells_never_fail(changes):
    rows = [ACLED, ACLED | {"event_id_cnty": "B"} | changes]
    assert len(list(link_tables([OURS], rows, as_="acled").rows())) >= 1


@pytest.mark.parametrize(
    "text", ["(" * 20_000, "a (" * 10_000, "of " * 20_000, "x" * 200_000, "((((" + "2019-" * 10_000]
)
def test_long_names_take_no_time(text):
    started = time.process_time()
    party(text)
    plain(text)
    country_code(text)
    assert time.process_time() - started < 1.0
