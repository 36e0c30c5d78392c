"""Fixtures that many tests share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language


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
