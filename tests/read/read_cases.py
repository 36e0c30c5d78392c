"""What the tests of reading share: a run over sources, split into articles and problems."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from timeline.models import Article, Problem, Severity
from timeline.problems import codes as known_codes
from timeline.read import read_articles


def run(*sources: str | Path, **options: Any) -> tuple[list[Article], list[Problem]]:
    """All articles and all problems; every problem is one sentence that names its place."""
    found = list(read_articles(sources, **options))
    problems = [each for each in found if isinstance(each, Problem)]
    known = known_codes()
    for each in problems:
        assert each.message.endswith(".")
        assert "\n" not in each.message
        assert "Traceback" not in each.message
        assert known[each.code].severity in (each.severity.value, "both")
        each.model_dump_json()
    articles = [each for each in found if isinstance(each, Article)]
    for article in articles:
        article.model_dump_json()
    assert len({article.id for article in articles}) == len(articles)
    return articles, problems


def piped(data: bytes, **options: Any) -> tuple[list[Article], list[Problem]]:
    """The same over standard input."""
    return run("-", stdin=io.BytesIO(data), **options)


def codes(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    """What went wrong, and whether it cost an article."""
    return [(each.code, "out" if each.severity is Severity.LEFT_OUT else "warning") for each in problems]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with its folders."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


DATED = "---\ndate: 2024-05-24\nsource: A wire service\n---\nTwo were killed on Thursday.\n"
