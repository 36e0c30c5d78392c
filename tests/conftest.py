"""Fixtures that many tests share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from spacy.language import Language


# The same examples every time, so that a user's first run fails only for a reason of its own; new ones are
# looked for with HYPOTHESIS_PROFILE=explore.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The embedded pipeline, loaded once for the whole run."""
    from timeline import pipeline

    return pipeline.load()


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The development data beside the project; users have none, so tests that need it skip."""
    found = Path(__file__).resolve().parents[2] / "shared"
    if not found.is_dir():
        pytest.skip("the development data is not beside the project")
    return found


@pytest.fixture(scope="session")
def samples_dir() -> Path:
    """The sample articles of the repository."""
    return Path(__file__).resolve().parents[1] / "samples"
