"""Articles that repeat others, and sidecars: one source, and what a file beside another says of it."""

from __future__ import annotations

import datetime as dt
import io
import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_cases import codes, put, run

from timeline.models import Article
from timeline.read.duplicates import Duplicates
from timeline.read.lines_out import line_of

TABLE = tomllib.loads(
    resources.files("timeline.read").joinpath("duplicates.toml").read_text(encoding="utf-8")
)
DAY = dt.date(2024, 5, 24)


@pytest.mark.parametrize("case", TABLE["example"], ids=lambda case: case["why"])
def test_what_is_a_copy(case: dict[str, Any]) -> None:
    known = Duplicates()
    first, later = (
        Article(id=name, text=case[name]["text"], dct=case[name]["date"]) for name in ("first", "later")
    )
    assert known.original_of(first) == ""
    assert known.original_of(later) == ("first" if case["copy"] else "")
    known.close()


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=400), st.integers(-3, 3))
def test_any_text_repeats_itself(text: str, days: int) -> None:
    known = Duplicates()
    assert known.original_of(Article(id="a", text=text, dct=DAY)) == ""
    later = Article(id="b", text=f" {text}\n", dct=DAY + dt.timedelta(days=days))
    assert known.original_of(later) == "a"
    assert known.original_of(later.model_copy(update={"dct": DAY + dt.timedelta(days=30)})) == ""
    known.close()


def test_copies_are_marked_and_told_of_once(tmp_path: Path) -> None:
    first = TABLE["example"][0]["first"]["text"]
    later = TABLE["example"][0]["later"]["text"]
    put(tmp_path, "a.txt", first)
    put(tmp_path, "b.txt", later)
    put(tmp_path, "c.txt", first)
    put(tmp_path, "d.txt", "Something else.")
    articles, problems = run(tmp_path, date="2024-05-24")
    assert [article.duplicate_of for article in articles] == ["", "a.txt", "a.txt", ""]
    assert codes(problems) == [("duplicates", "warning")]
    assert "2 article(s) repeat others" in problems[0].message
    articles, problems = run(tmp_path, date="2024-05-24", duplicates=False)
    assert not problems
    assert not any(article.duplicate_of for article in articles)


@pytest.mark.parametrize("name", ["a.json", "a.txt.json", "a.meta.json"])
def test_a_sidecar_says_what_a_text_is(name: str, tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Two were killed.")
    sidecar = {"date": "2024-05-24", "source": "A Kyiv daily", "title": "Hit", "url": "https://example.org/1"}
    put(tmp_path, name, json.dumps(sidecar))
    for source in (tmp_path, tmp_path / "a.txt", tmp_path / "*.txt"):
        (article,), problems = run(source)
        assert not problems
        assert (article.dct, article.dct_source, article.source) == (DAY, "sidecar", "A Kyiv daily")


@pytest.mark.parametrize(
    ("content", "n_articles"),
    [
        ('{"text": "One.", "date": "2024-05-24"}', 2),  # an article of its own
        ('{"unknown": 1}', 1),
        ("[" * 100_000, 1),
        ("not JSON", 1),
        ("[]", 1),
    ],
)
def test_what_is_no_sidecar_is_a_file_like_others(content: str, n_articles: int, tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Two were killed.")
    put(tmp_path, "a.json", content)
    articles, problems = run(tmp_path, date="2024-05-24")
    assert len(articles) == n_articles
    assert len(articles) + len(problems) == 2


def test_lines_are_read_again(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 5, 24, 10, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    article = Article(
        id="a",
        text="Two were\nkilled.",
        dct=DAY,
        dct_time=moment,
        source="S",
        title="T",
        url="https://example.org/1",
    )
    from timeline.read import read_articles

    (again,) = read_articles(["-"], stdin=io.BytesIO(line_of(article).encode()))
    assert again == article.model_copy(update={"dct_source": "date"})
