"""The grammar: rules as data, matched over tokens with memory, so that each place is read once.

A rule is a pattern over categories (`NUM`, `UNIT`), literal words, other symbols (`<day>`), `?` for optional,
`( | )` for choice, `_` before an item for "no space before it". It makes a symbol and says its reading as a
template: `ago:{NUM}:{UNIT}` or, built on another, `part:{PART}({day})`. A pattern has no repetition and the
symbols do not recurse on themselves without taking a token, so a match is bounded in length and the whole is
linear in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from timeline.errors import RuleError
from timeline.timex.automaton import Automaton
from timeline.timex.patterns import (
    Matcher,
    Node,
    compile_pattern,
    is_nullable,
    parse_pattern,
    references,
)
from timeline.timex.readings import Reading
from timeline.timex.rules import Rule, load_rules
from timeline.timex.templates import Caps, compile_reading
from timeline.timex.tokens import Token, Tokens, forget

__all__ = ["Found", "Grammar", "Rule", "load_grammar"]

# symbols within symbols; no expression that somebody means has half as many
_MAX_DEPTH = 12
# tokens of the longest expression
_LONGEST = 60
_YEAR_LINKS = frozenset({"to", "until", "till", "through"})


@dataclass(frozen=True)
class Found:
    """A match: tokens [first, stop), what it says, and the rule that says so."""

    first: int
    stop: int
    reading: Reading
    rule: Rule


class Parse:
    """One text being parsed: its tokens and what each symbol was found to match where."""

    __slots__ = ("behind", "behind_of", "depth", "grammar", "memo", "tokens")

    def __init__(self, grammar: Grammar, tokens: Sequence[Token]) -> None:
        self.grammar = grammar
        self.tokens = tokens
        self.depth = 0
        self.behind_of, self.behind = -1, ("", "")
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
        """Whether the word before a match allows the rule; "^" stands for the start of a text or paragraph,
        "#number" for any number, "#year_to" for a year and a word that joins another to it, "#line" for the
        start of a line, "#plural" for a word that looks like a noun in the plural."""
        if not rule.before and not rule.not_before:
            return True
        if i != self.behind_of:
            self.behind_of, self.behind = i, self.kind_of(i - 1)
        low, kind = self.behind
        if "#year_to" in rule.before:
            return i > 1 and self.tokens[i - 1].low in _YEAR_LINKS and "YEAR" in self.tokens[i - 2].cats
        if "#line" in rule.before and self.tokens[i].line:
            return True
        if rule.before and low not in rule.before and kind not in rule.before:
            return False
        return low not in rule.not_before and kind not in rule.not_before

    def kind_of(self, i: int) -> tuple[str, str]:
        """A token as `before` may name it: its word, and what sort of word it is."""
        if i < 0 or "GAP" in self.tokens[i].cats:
            return "^", "^"
        token = self.tokens[i]
        low = token.low
        plural = low.endswith("s") and len(low) > 3 and low.isalpha() and not token.cats
        return low, "#number" if "NUM" in token.cats else "#plural" if plural else low

    def fits_after(self, rule: Rule, stop: int) -> bool:
        """Whether the word after a match allows the rule; "$" stands for the end of a text or paragraph,
        "#number" for a number that is neither a year nor a day of a month."""
        if not rule.after and not rule.not_after:
            return not rule.ahead or bool(self.grammar.aheads[rule.id](self, stop))
        low = self.tokens[stop].low if stop < len(self.tokens) else "$"
        if stop < len(self.tokens) and "GAP" in self.tokens[stop].cats:
            low = "$"
        if "#number" in rule.not_after and stop < len(self.tokens) and _counts(self.tokens[stop]):
            return False
        if (rule.after and low not in rule.after) or low in rule.not_after:
            return False
        return not rule.ahead or bool(self.grammar.aheads[rule.id](self, stop))


def _counts(token: Token) -> bool:
    """Whether a token is a number and nothing that follows a year in a list of them."""
    return "NUM" in token.cats and not {"YEAR", "DAYNUM", "DAYWORD"} & set(token.cats)


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
        self.aheads = {
            rule.id: compile_pattern(parse_pattern(rule.ahead, rule.id)) for rule in rules if rule.ahead
        }
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
            if rule.top:
                self.tops.append(row)
                heads.append(node)
        self.automaton = Automaton(heads, nodes)

    def forget(self, tokens: Sequence[Token]) -> None:
        """Drop the states of the automaton, and what these and all remembered tokens know of them."""
        self.automaton.clear()
        forget(tokens)

    def find(self, tokens: Tokens) -> list[Found]:
        """The leftmost longest matches; of equally long ones the rule that stands first in the files."""
        automaton, parse = self.automaton, Parse(self, tokens)
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
            if reached and (best := self._best(parse, i, reached)) is not None:
                found.append(best)
                done = best.stop
        return found

    def _best(self, parse: Parse, i: int, reached: list[tuple[int, tuple[int, ...]]]) -> Found | None:
        """The longest match of those that the automaton holds possible, and the first rule that makes it."""
        tried: dict[int, list[tuple[int, Caps]]] = {}
        for stop, rows in reversed(reached):
            for row in rows:
                rule, matcher, template = self.tops[row]
                if not (parse.fits_before(rule, i) and parse.fits_after(rule, stop)):
                    continue
                if row not in tried:
                    tried[row] = matcher(parse, i)
                for end, caps in tried[row]:
                    if end == stop:
                        return Found(i, stop, template(caps), rule)
        return None


@cache
def load_grammar() -> Grammar:
    """The grammar of the rule files, compiled once.

    Raises:
        RuleError: when a rule file breaks its own format.
    """
    return Grammar(load_rules())
