"""Records as crawlers write them: the tables in `crawlers.toml` and `fields.toml` are the tests."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from read_cases import piped, put, run

from timeline.read.fields import ROLES, normal, pick, prose

FILES = resources.files("timeline.read")
CRAWLERS = tomllib.loads(FILES.joinpath("crawlers.toml").read_text(encoding="utf-8"))["crawler"]
FIELDS = tomllib.loads(FILES.joinpath("fields.toml").read_text(encoding="utf-8"))


def _named(record: dict[str, Any]) -> dict[str, object]:
    return {normal(key): value for key, value in record.items()}


@pytest.mark.parametrize("case", CRAWLERS, ids=lambda case: case["name"])
def test_records_of_crawlers(case: dict[str, Any], tmp_path: Path) -> None:
    line = json.dumps(json.loads(case["record"]))
    articles, problems = run(put(tmp_path, "crawl.jsonl", line + "\n"))
    if "problem" in case:
        assert [each.code for each in problems] == [case["problem"]]
        return
    assert not problems
    found = articles[0].model_dump(mode="json")
    assert {key: found[key] for key in case["article"]} == case["article"]


@pytest.mark.parametrize(
    "case",
    [case for case in CRAWLERS if case["name"] in ("news-please", "newspaper4k")],
    ids=lambda c: c["name"],
)
def test_the_same_records_as_csv(case: dict[str, Any], tmp_path: Path) -> None:
    record = json.loads(case["record"])
    out = io.StringIO()
    writer = csv.DictWriter(out, record)
    writer.writeheader()
    writer.writerow(record)
    (article,), problems = run(put(tmp_path, "crawl.csv", out.getvalue()))
    assert not problems
    found = article.model_dump(mode="json")
    assert {key: found[key] for key in case["article"]} == case["article"]


@pytest.mark.parametrize("role", ROLES)
def test_names_of_fields(role: str) -> None:
    for example in FIELDS[role]["examples"]:
        assert pick(_named(example), role) is not None, example
    for reject in FIELDS[role]["rejects"]:
        assert pick(_named(reject), role) is None, reject


def test_a_list_without_text_says_what_to_do() -> None:
    data = b'{"articles": [{"url": "https://example.org/1", "title": "x", "seendate": "20240524T101500Z"}]}'
    articles, problems = piped(data)
    assert not articles
    assert problems[0].code == "no-text-column"
    assert "web pages" in problems[0].message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("One.", "One."),
        (["One.", " ", "Two. "], "One.\n\nTwo."),
        (
            {"sections": [{"paragraphs": ["One."]}, {"headline": "H", "paragraphs": "Two."}]},
            "One.\n\nH\n\nTwo.",
        ),
        ({"other": "One."}, ""),
        ([1, None, True], ""),
        ([[[[[[[["One."]]]]]]]], ""),
    ],
)
def test_bodies_in_pieces(value: object, text: str) -> None:
    assert prose(value) == text
