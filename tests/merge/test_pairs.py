"""Retellings that are one event, look-alikes that are two: each row of pairs.toml alone in the world."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from merge_factory import article, mention

from timeline.merge import merge
from timeline.merge.corpus import Corpus
from timeline.merge.evidence import evidence, explain
from timeline.merge.facts import facts_of
from timeline.models import Mention

ROWS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text("utf-8"))["pair"]


def telling(row: dict[str, Any], name: str, at: int = 0) -> Mention:
    known = {key: value for key, value in row.items() if key not in ("dct", "text", "trigger", "when")}
    return mention(name, row["text"], row["trigger"], row.get("when", ""), at=at, **known)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_pair(row: dict[str, Any]) -> None:
    name = "a" if row.get("same_article") else "b"
    a = telling(row["a"], "a")
    b = telling(row["b"], name, at=200 if name == "a" else 0)
    refs = {
        n: article(n, r["dct"].isoformat()) for n, r in (("a", row["a"]), ("b", row["b"])) if n in ("a", name)
    }
    x, y = facts_of(a, refs["a"]), facts_of(b, refs[name])
    corpus = Corpus.of([x, y])
    said = explain(x, y, corpus)
    assert (len(merge([a, b], refs).events) == 1) is row["same"], said
    assert evidence(x, y, corpus) == evidence(y, x, corpus)


@pytest.mark.parametrize(
    ("text", "trigger", "few"),
    [
        ("Ankara replied on Thursday.", "replied", True),
        ("Lima answered.", "answered", True),
        ("Ankara replied on Thursday with a note to the envoys of nine states.", "replied", False),
    ],
)
def test_a_sentence_of_two_words_says_nothing_by_its_wording(text: str, trigger: str, few: bool) -> None:
    a = mention("a", text, trigger, "2023-03-09")
    b = mention(
        "b", "The strait stays open to grain ships, the minister told reporters.", "told", "2023-03-09"
    )
    x, y = facts_of(a, article("a", "2023-03-10")), facts_of(b, article("b", "2023-03-10"))
    assert ("wording.none" not in evidence(x, y, Corpus.of([x, y]))) is few
