"""Web pages that were read before: taken from beside the store, and never a reason to fail."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from timeline.models import Article
from timeline.read import read_articles
from timeline.read.html import kept
from timeline.read.html.client import Pages

HEAD = '<head><title>T</title><meta property="article:published_time" content="2024-05-24"></head>'
TOLD = "Shelling killed {} people in Kharkiv on Tuesday, officials said. The army denied it on Wednesday."


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(3):
        write(folder, n, str(n + 2))
    return folder


def write(folder: Path, n: int, number: str) -> None:
    text = f"<html>{HEAD}<body><article><p>{TOLD.format(number)}</p></article></body></html>"
    (folder / f"{n}.html").write_text(text, encoding="utf-8")


def read(pages: Path, monkeypatch: pytest.MonkeyPatch | None = None) -> tuple[list[Any], int]:
    """The articles, and how many pages were taken apart."""
    asked = []
    real = Pages._ask
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pages, "_ask", lambda self, *more: (asked.append(more), real(self, *more))[1])
        found = list(read_articles([pages], store=pages.parent / "kept.store"))
    assert all(isinstance(each, Article) for each in found)
    return found, len(asked)


def test_a_page_is_taken_apart_once(pages: Path) -> None:
    first, asked = read(pages)
    assert asked == 3
    assert read(pages) == (first, 0)
    assert first == list(read_articles([pages]))
    write(pages, 3, "nine")
    assert read(pages)[1] == 1


def test_a_page_that_changed_is_read_anew(pages: Path) -> None:
    read(pages)
    write(pages, 1, "seventy")
    found, asked = read(pages)
    assert asked == 1
    assert "killed seventy people" in found[1].text


def test_other_rules_read_all_anew_and_what_the_old_ones_read_goes(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = read(pages)
    monkeypatch.setattr(kept, "_reader", lambda: b"another")
    assert read(pages) == (first, 3)
    with sqlite3.connect(pages.parent / "kept.store.pages") as base:
        assert base.execute("SELECT count(*), min(reader), max(reader) FROM page").fetchone() == (
            3, b"another", b"another",
        )  # fmt: skip
    base.close()


@pytest.mark.parametrize("harm", ["text", "half", "body", "folder"])
def test_a_damaged_file_costs_its_pages_and_nothing_else(pages: Path, harm: str) -> None:
    first, _ = read(pages)
    path = pages.parent / "kept.store.pages"
    if harm == "text":
        path.write_text("no database " * 500, encoding="utf-8")
    elif harm == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] + b"\xff" * 5000)
    elif harm == "folder":
        path.unlink()
        path.mkdir()
    else:
        with sqlite3.connect(path) as base:
            base.execute("UPDATE page SET body = 'x'")
        base.close()
    assert read(pages)[0] == first
    assert read(pages)[0] == first
    assert read(pages)[1] == (3 if harm == "folder" else 0)


def test_a_file_in_use_is_left_alone(pages: Path) -> None:
    first, _ = read(pages)
    base = sqlite3.connect(pages.parent / "kept.store.pages", isolation_level=None)
    base.execute("BEGIN EXCLUSIVE")
    assert read(pages) == (first, 3)
    base.close()
    assert read(pages) == (first, 0)


def test_a_full_disk_is_no_reason_to_fail(pages: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        found, asked = read(pages)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert asked == 3
    assert read(pages)[0] == found
