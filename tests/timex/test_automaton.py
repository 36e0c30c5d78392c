"""The automaton lets through whatever the grammar matches, and little else."""

from __future__ import annotations

import pytest

from timeline.timex.beside import Beside
from timeline.timex.grammar import Found, Grammar, Parse, load_grammar
from timeline.timex.phrases import plan_of
from timeline.timex.rules import load_rules
from timeline.timex.tokens import Tokens, tokenize

TEXTS = [example["text"] for rule in load_rules() for example in rule.examples] + [
    text for rule in load_rules() for text in rule.rejects
]


def by_hand(grammar: Grammar, tokens: Tokens) -> list[Found]:
    """The leftmost longest matches with every rule tried at every token."""
    beside = Beside(tokens, 0, len(tokens), grammar.aheads)
    parse, found, done = Parse(grammar, tokens, beside), [], 0
    for i in range(len(tokens)):
        best: Found | None = None
        for rule, matcher, template in grammar.tops if i >= done else ():
            for stop, caps in matcher(parse, i) if parse.fits_before(rule, i) else ():
                if (best is None or stop > best.stop) and parse.fits_after(rule, stop):
                    best = Found(i, stop, plan_of(rule, template(caps), stop).reading(tokens, 0), rule)
        if best is not None:
            found.append(best)
            done = best.stop
    return found


def test_finds_what_every_rule_would() -> None:
    grammar = load_grammar()
    for text in TEXTS:
        tokens = tokenize(text)
        assert grammar.find(tokens) == by_hand(grammar, tokens), text


def test_same_after_it_forgot() -> None:
    grammar = load_grammar()
    tokens = tokenize("Two weeks after the attack of 3 May 2024, from Monday to Friday, it rained.")
    before = grammar.find(tokens)
    grammar.forget(tokens)
    assert grammar.find(tokenize("2024")) and grammar.find(tokens) == before


@pytest.mark.parametrize("text", ["", "of the of the", "may", "the war"])
def test_nothing_to_find(text: str) -> None:
    assert load_grammar().find(tokenize(text)) == []
