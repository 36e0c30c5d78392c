"""What is known of a phrase is what its words would give if they were met for the first time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timex.test_hostile import WORDS
from timeline.timex import tag
from timeline.timex.grammar import Found, Grammar, load_grammar
from timeline.timex.phrases import Fork, Plan
from timeline.timex.rules import load_rules
from timeline.timex.tokens import tokenize

RULES = load_rules()
TEXTS = [example["text"] for rule in RULES for example in rule.examples]
TEXTS += [text for rule in RULES for text in rule.rejects]


def afresh(grammar: Grammar, text: str) -> list[Found]:
    """The matches when no phrase is known."""
    grammar.phrases.clear()
    return grammar.find(tokenize(text))


def test_known_phrases_match_as_new_ones_do() -> None:
    grammar = load_grammar()
    new = [afresh(grammar, text) for text in TEXTS]
    for _ in range(2):  # first with what the texts before taught, then with all of it
        assert [grammar.find(tokenize(text)) for text in TEXTS] == new


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
def test_any_words_match_as_new_ones_do(text: str) -> None:
    grammar = load_grammar()
    known = grammar.find(tokenize(text))
    kept = dict(grammar.phrases.roots)
    assert afresh(grammar, text) == known
    grammar.phrases.roots.update(kept)


@pytest.mark.parametrize(
    ("first", "second", "readings"),
    [
        ("He left on May 24.", "He left on July 7.", ["date::5:24", "date::7:7"]),
        # the word behind it tells whether it is a date
        ("It began in March.", "It began in March 2022.", ["month:3", "month:3:2022"]),
        ("At 9:30 it began.", "At 11:45 it began.", ["clock:09.30", "clock:11.45"]),
    ],
)
def test_words_fill_a_known_shape(first: str, second: str, readings: list[str]) -> None:
    grammar = load_grammar()
    for _ in range(2):
        found = [str(m.reading) for text in (first, second) for m in grammar.find(tokenize(text))]
        assert [reading.replace("clock:9.30", "clock:09.30") for reading in found] == readings


def test_one_reading_for_equal_phrases() -> None:
    grammar = load_grammar()
    one, other = (
        grammar.find(tokenize(text))[0].reading for text in ("Since last week.", "It fell last week!")
    )
    assert one is other


def test_a_rule_that_looks_ahead_is_asked_again() -> None:
    grammar = load_grammar()
    texts = ["It rained on 3 to 9 May 2022.", "It rained on 3 roofs.", "It rained on 3 to 9 roofs."]
    new = [afresh(grammar, text) for text in texts]
    assert [grammar.find(tokenize(text)) for text in texts] == new
    assert new[0] and not new[1]


def test_no_more_than_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    grammar = load_grammar()
    grammar.phrases.clear()
    monkeypatch.setattr("timeline.timex.phrases._MANY", 50)
    for text in TEXTS:
        grammar.find(tokenize(text))
        assert grammar.phrases.size <= 50 + 20
    monkeypatch.undo()
    assert all(isinstance(kept, Fork | Plan) for kept in grammar.phrases.roots.values())


def test_readings_of_one_shape_are_bounded() -> None:
    found = tag(
        " ".join(f"It cost {n} dollars in {n % 90 + 10} days." for n in range(3000)), date(2024, 5, 24)
    )
    plans = [kept for kept in load_grammar().phrases.roots.values() if isinstance(kept, Plan)]
    assert found and all(len(plan.filled) <= 1_000 for plan in plans)
