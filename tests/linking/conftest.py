"""Rows in short, for tests of the join."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from link_rows import ACLED, OURS


@pytest.fixture
def ours():
    return lambda **changes: OURS | changes


@pytest.fixture
def acled():
    return lambda **changes: ACLED | changes


@pytest.fixture
def write(tmp_path):
    """Writes rows as a CSV and gives its path."""

    def written(name: str, rows: list[dict[str, str]], delimiter: str = ",") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, fieldnames=list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written
