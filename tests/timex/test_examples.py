"""Every rule's own examples and counter-examples, as they stand in the data files."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.timex import tag
from timeline.timex.grammar import Rule, load_grammar

RULES = load_grammar().rules
EXAMPLES = [(rule, k) for rule in RULES for k in range(len(rule.examples))]
REJECTS = [(rule, text) for rule in RULES for text in rule.rejects]


@pytest.mark.parametrize(("rule", "k"), EXAMPLES, ids=[f"{r.id}-{k}" for r, k in EXAMPLES])
def test_example(rule: Rule, k: int) -> None:
    row = rule.examples[k]
    found = tag(row["text"], row["dct"])
    assert (row["span"], row["value"]) in [(t.text, t.value) for t in found]


@pytest.mark.parametrize(("rule", "text"), REJECTS, ids=[f"{r.id}-{t[:20]}" for r, t in REJECTS])
def test_reject(rule: Rule, text: str) -> None:
    assert rule.id not in [t.rule for t in tag(text, date(2024, 5, 24))]
