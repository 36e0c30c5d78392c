"""What the fuzzers found, each once mended."""

from __future__ import annotations

import pytest

from tests.fuzz import targets


@pytest.mark.parametrize(
    "text",
    [
        "7.15 and a half years",  # the whole number before "and a half" was none
        "It took 3.5 1/2 hours.",
        "00:30 and a half",
    ],
)
def test_tag(text: str) -> None:
    targets.tagged(text)
