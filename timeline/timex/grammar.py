"""The grammar: rules as data, matched over tokens with memory, so that each place is read once.

A rule is a pattern over categories (`NUM`, `UNIT`), literal words, other symbols (`<day>`), `?` for optional,
`( | )` for choice, `_` before an item for "no space before it". It makes a symbol and says its reading as a
template: `ago:{NUM}:{UNIT}` or, built on another, `part:{PART}({day})`. A pattern has no repetition and the
symbols do not recurse on themselves without taking a token, so a match is bounded in length and the whole is
linear in the text.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from timeline.errors import RuleError
from timeline.timex.automaton import Automaton
from timeline.timex.beside import Ahead, Beside, Question, fits_after, fits_before
from timeline.timex.patterns import (
    Matcher,
    Node,
    compile_pattern,
    is_nullable,
    parse_pattern,
    references,
)
from timeline.timex.phrases import Phrases, Plan, Run, plan_of
from timeline.timex.readings import Reading
from timeline.timex.rules import Rule, load_rules
from timeline.timex.templates import Caps, compile_reading
from timeline.timex.tokens import Token, Tokens, forget

__all__ = ["Found", "Grammar", "Rule", "load_grammar"]

# symbols within symbols; no expression that somebody means has half as many
_MAX_DEPTH = 12
# tokens of the longest expression
_LONGEST = 60


class Found(NamedTuple):
    """A match: tokens [first, stop), what it says, and the rule that says so."""

    first: int
    stop: int
    reading: Reading
    rule: Rule


class Parse:
    """One run of tokens being parsed: what each symbol matches where, what was asked of its neighbours."""

    __slots__ = ("answers", "beside", "depth", "grammar", "memo", "tokens")

    def __init__(self, grammar: Grammar, tokens: Sequence[Token], beside: Beside) -> None:
        self.grammar = grammar
        self.tokens = tokens
        self.beside = beside
        self.answers: dict[Question, bool] = {}
        self.depth = 0
        self.memo: dict[tuple[str, int], list[tuple[int, Reading]]] = {}

    def sign(self, i: int) -> int | None:
        """The sign of a token; None behind the last."""
        if i >= len(self.tokens):
            return None
        token = self.tokens[i]
        return token.sign if token.sign >= 0 else self.grammar.automaton.sign(token)

    def symbol(self, name: str, i: int) -> list[tuple[int, Reading]]:
        """All ends and readings of a symbol at a token, longest first, one for each end."""
        key = (name, i)
        found = self.memo.get(key)
        if found is None and self.depth >= _MAX_DEPTH:
            return []  # "the half of the half of the half of …"
        if found is None:
            self.depth += 1
            self.memo[key] = []  # a symbol cannot stand inside itself at the same token
            ends: dict[int, Reading] = {}
            here = self.sign(i)
            assert here is not None
            rows = self.grammar.symbols[name].at(self.grammar.automaton, here, self.sign(i + 1))
            for rule, matcher, template in rows:
                if not self.fits_before(rule, i):
                    continue
                for stop, caps in matcher(self, i):
                    if stop not in ends and self.fits_after(rule, stop):
                        ends[stop] = template(caps)
            found = sorted(ends.items(), key=lambda pair: -pair[0])
            self.memo[key] = found
            self.depth -= 1
        return found

    def fits_before(self, rule: Rule, i: int) -> bool:
        """Whether the word before a match allows the rule."""
        if not rule.before and not rule.not_before:
            return True
        if i == 0:
            return self.ask(Question("before", rule))
        if i == 1 and "#year_to" in rule.before:
            return self.ask(Question("year", rule))
        return fits_before(rule, self.tokens, i)

    def fits_after(self, rule: Rule, stop: int) -> bool:
        """Whether the words behind a match allow the rule."""
        if rule.after or rule.not_after:
            inside = stop < len(self.tokens)
            fits = fits_after(rule, self.tokens, stop) if inside else self.ask(Question("behind", rule))
            if not fits:
                return False
        return not rule.ahead or self.ask(Question("ahead", rule, stop))

    def ask(self, question: Question) -> bool:
        """The answer of the words beside the run."""
        found = self.answers.get(question)
        if found is None:
            found = self.answers[question] = self.beside.answer(question)
        return found


_Row = tuple[Rule, Matcher, Callable[[Caps], Reading]]


class _Symbol:
    """The rules of one symbol, in the order of the files; which of them may match is remembered by signs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[_Row] = []
        self.known: dict[tuple[int, int | None], list[_Row]] = {}

    def at(self, automaton: Automaton, sign: int, after: int | None) -> list[_Row]:
        """The rules that may match at a token with another behind it."""
        key = (sign, after)
        found = self.known.get(key)
        if found is None:
            found = [self.rows[k] for k in automaton.rows_at(self.name, sign, after)]
            self.known[key] = found
        return found


class Grammar:
    """All rules, compiled; one a process (`load_grammar`), for tokens carry the signs of its automaton."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules
        self.symbols: dict[str, _Symbol] = {}
        self.tops: list[_Row] = []
        aheads: dict[str, Node] = {}
        heads: list[Node] = []
        nodes: dict[str, list[Node]] = {}
        makers = {rule.makes for rule in rules}
        for rule in rules:
            node = parse_pattern(rule.pattern, rule.id)
            if not makers.issuperset(references(node)):
                raise RuleError(f"rule {rule.id!r}: no rule makes a symbol of {rule.pattern!r}")
            if is_nullable(node):
                raise RuleError(f"rule {rule.id!r} matches nothing at all: {rule.pattern!r}")
            row = (rule, compile_pattern(node), compile_reading(rule.reading, rule.mod, rule.id))
            self.symbols.setdefault(rule.makes, _Symbol(rule.makes)).rows.append(row)
            nodes.setdefault(rule.makes, []).append(node)
            if rule.ahead:
                aheads[rule.id] = parse_pattern(rule.ahead, rule.id)
            if rule.top:
                self.tops.append(row)
                heads.append(node)
        self.automaton = Automaton(heads, nodes)
        self.aheads: dict[str, Ahead] = {
            name: (self.automaton.heads(node), self._stands(compile_pattern(node)))
            for name, node in aheads.items()
        }
        self.phrases = Phrases(rules, self.automaton)
        self._none = Plan()

    def _stands(self, matcher: Matcher) -> Callable[[Sequence[Token], int], bool]:
        """Whether a pattern matches at a token of a text."""

        def stands(tokens: Sequence[Token], i: int) -> bool:
            behind = tokens[i : i + _LONGEST]
            return bool(matcher(Parse(self, behind, Beside(tokens, i, i + len(behind), {})), 0))

        return stands

    def forget(self, tokens: Sequence[Token]) -> None:
        """Drop the states of the automaton, and what these and all remembered tokens know of them."""
        self.automaton.clear()
        self.phrases.clear()
        forget(tokens)

    def find(self, tokens: Tokens) -> list[Found]:
        """The leftmost longest matches; of equally long ones the rule that stands first in the files."""
        automaton, phrases = self.automaton, self.phrases
        if automaton.is_full:
            self.forget(tokens)
        steps, ends, n = automaton.steps, automaton.ends, len(tokens)
        found: list[Found] = []
        done = 0
        for i in tokens.openers:
            if i < done:
                continue
            state, at = tokens[i].opens, i + 1
            if state < 0:
                automaton.sign(tokens[i])
                state = tokens[i].opens
            elif at < n and not ends[state] and steps[state].get(tokens[at].sign) == 0:
                continue  # so it is with nine of ten
            reached: list[tuple[int, tuple[int, ...]]] = []
            limit = min(n, i + _LONGEST)
            while state:
                if ends[state]:
                    reached.append((at, ends[state]))
                if at == limit:
                    break
                sign = tokens[at].sign
                if sign < 0:
                    sign = automaton.sign(tokens[at])
                step = steps[state].get(sign)
                state = automaton.step(state, sign) if step is None else step
                at += 1
            if not reached:
                continue
            last = reached[-1][0]
            run = tuple([token.shape or phrases.shape(token) for token in tokens[i:last]])
            beside = Beside(tokens, i, last, self.aheads)
            plan = phrases.get(run, beside) or self._plan(tokens[i:last], beside, run, reached)
            if plan.rule is not None:
                done = i + plan.length
                found.append(Found(i, done, plan.reading(tokens, i), plan.rule))
        return found

    def _plan(
        self, tokens: Sequence[Token], beside: Beside, run: Run, reached: list[tuple[int, tuple[int, ...]]]
    ) -> Plan:
        """The longest match of those that the automaton holds possible, and the first rule that makes it."""
        parse, plan = Parse(self, tokens, beside), self._none
        tried: dict[int, list[tuple[int, Caps]]] = {}
        first = beside.first
        for stop, row in [(stop - first, row) for stop, rows in reversed(reached) for row in rows]:
            rule, matcher, template = self.tops[row]
            if not (parse.fits_before(rule, 0) and parse.fits_after(rule, stop)):
                continue
            if row not in tried:
                tried[row] = matcher(parse, 0)
            caps = next((caps for end, caps in tried[row] if end == stop), None)
            if caps is not None:
                plan = plan_of(rule, template(caps), stop)
                break
        self.phrases.keep(run, parse.answers, plan)
        return plan


@cache
def load_grammar() -> Grammar:
    """The grammar of the rule files, compiled once.

    It is made of some 50,000 objects that live as long as the process. While they are made, Python looks for
    no unreachable cycles, and then all there is counts as old: else the next long look through everything,
    a thirtieth of a second, would soon fall among the first articles.

    Raises:
        RuleError: when a rule file breaks its own format.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        grammar = Grammar(load_rules())
    finally:
        if was_on:
            gc.enable()
    if not gc.get_freeze_count():  # what somebody else froze stays so
        gc.freeze()
        gc.unfreeze()
    return grammar
