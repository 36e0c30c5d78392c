"""The grammar: rules as data, matched over tokens with memory, so that each place is read once.

A rule is a pattern over categories (`NUM`, `UNIT`), literal words, other symbols (`<day>`), `?` for optional,
`( | )` for choice, `_` before an item for "no space before it". It makes a symbol and says its reading as a
template: `ago:{NUM}:{UNIT}` or, built on another, `part:{PART}({day})`. A pattern has no repetition and the
symbols do not recurse on themselves without taking a token, so a match is bounded in length and the whole is
linear in the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from timeline.errors import RuleError
from timeline.timex.patterns import (
    ANY,
    Matcher,
    Node,
    compile_pattern,
    first_keys,
    parse_pattern,
    second_keys,
)
from timeline.timex.readings import Reading
from timeline.timex.rules import Rule, load_rules
from timeline.timex.templates import Caps, compile_reading
from timeline.timex.tokens import Token

__all__ = ["Found", "Grammar", "Rule", "load_grammar"]

# symbols within symbols; no expression that somebody means has half as many
_MAX_DEPTH = 12
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

    __slots__ = ("depth", "grammar", "memo", "tokens")

    def __init__(self, grammar: Grammar, tokens: list[Token]) -> None:
        self.grammar = grammar
        self.tokens = tokens
        self.depth = 0
        self.memo: dict[tuple[str, int], list[tuple[int, Reading]]] = {}

    def after(self, i: int) -> Token | None:
        """The token behind one; None at the end."""
        return self.tokens[i + 1] if i + 1 < len(self.tokens) else None

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
            for rule, matcher, template in self.grammar.symbols[name].at(self.tokens[i], self.after(i)):
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
        if not i or "GAP" in self.tokens[i - 1].cats:
            low, kind = "^", "^"
        else:
            token = self.tokens[i - 1]
            low = token.low
            plural = low.endswith("s") and len(low) > 3 and low.isalpha() and not token.cats
            kind = "#number" if "NUM" in token.cats else "#plural" if plural else low
        if "#year_to" in rule.before:
            return i > 1 and self.tokens[i - 1].low in _YEAR_LINKS and "YEAR" in self.tokens[i - 2].cats
        if "#line" in rule.before and self.tokens[i].line:
            return True
        if rule.before and low not in rule.before and kind not in rule.before:
            return False
        return low not in rule.not_before and kind not in rule.not_before

    def fits_after(self, rule: Rule, stop: int) -> bool:
        """Whether the word after a match allows the rule; "$" stands for the end of a text or paragraph,
        "#number" for a number that is neither a year nor a day of a month."""
        if rule.ahead and not self.grammar.aheads[rule.id](self, stop):
            return False
        if not rule.after and not rule.not_after:
            return True
        low = self.tokens[stop].low if stop < len(self.tokens) else "$"
        if stop < len(self.tokens) and "GAP" in self.tokens[stop].cats:
            low = "$"
        if "#number" in rule.not_after and stop < len(self.tokens) and _counts(self.tokens[stop]):
            return False
        return (not rule.after or low in rule.after) and low not in rule.not_after


def _counts(token: Token) -> bool:
    """Whether a token is a number and nothing that follows a year in a list of them."""
    return "NUM" in token.cats and not {"YEAR", "DAYNUM", "DAYWORD"} & set(token.cats)


_Row = tuple[Rule, Matcher, Callable[[Caps], Reading]]


class _Symbol:
    """The rules of one symbol, by what their first token may be and, within that, their second."""

    def __init__(self) -> None:
        self.by_key: dict[str, dict[str, list[int]]] = {}
        self.rows: list[_Row] = []

    def at(self, token: Token, after: Token | None) -> list[_Row]:
        """The rules that may match here, in the order of the files."""
        picked: set[int] = set()
        for key in (token.low, *token.cats):
            seconds = self.by_key.get(key)
            if seconds is None:
                continue
            picked.update(seconds.get(ANY, ()))
            if after is not None:
                for second in (after.low, *after.cats):
                    picked.update(seconds.get(second, ()))
        return [self.rows[k] for k in sorted(picked)] if picked else []


class Grammar:
    """All rules, compiled."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules
        self.symbols: dict[str, _Symbol] = {}
        parsed = [(rule, parse_pattern(rule.pattern, rule.id)) for rule in rules]
        self.aheads = {
            rule.id: compile_pattern(parse_pattern(rule.ahead, rule.id)) for rule in rules if rule.ahead
        }
        firsts: dict[str, set[str]] = {}
        for rule, _ in parsed:
            self.symbols.setdefault(rule.makes, _Symbol())
            firsts.setdefault(rule.makes, set())
        changed = True
        while changed:
            changed = False
            for rule, node in parsed:
                first, _empty = first_keys(node, firsts, rule.id)
                if not first <= firsts[rule.makes]:
                    firsts[rule.makes] |= first
                    changed = True
        nodes: dict[str, list[Node]] = {}
        for rule, node in parsed:
            nodes.setdefault(rule.makes, []).append(node)
        self.tops = _Symbol()
        for rule, node in parsed:
            first, empty = first_keys(node, firsts, rule.id)
            if empty:
                raise RuleError(f"rule {rule.id!r} matches nothing at all: {rule.pattern!r}")
            matcher, template = compile_pattern(node), compile_reading(rule.reading, rule.mod, rule.id)
            homes = [self.symbols[rule.makes]] + ([self.tops] if rule.top else [])
            for home in homes:
                row = len(home.rows)
                home.rows.append((rule, matcher, template))
                for key in first:
                    seconds = home.by_key.setdefault(key, {})
                    for second in second_keys(node, key, nodes, firsts, rule.id):
                        seconds.setdefault(second, []).append(row)

    def find(self, tokens: list[Token]) -> list[Found]:
        """The leftmost longest matches; of equally long ones the rule that stands first in the files."""
        parse = Parse(self, tokens)
        found: list[Found] = []
        i = 0
        words = self.tops.by_key
        while i < len(tokens):
            if not tokens[i].cats and tokens[i].low not in words:
                i += 1
                continue
            best = self._best(parse, i)
            if best is None:
                i += 1
            else:
                found.append(best)
                i = best.stop
        return found

    def _best(self, parse: Parse, i: int) -> Found | None:
        best: Found | None = None
        for rule, matcher, template in self.tops.at(parse.tokens[i], parse.after(i)):
            if not parse.fits_before(rule, i):
                continue
            for stop, caps in matcher(parse, i):
                if (best is None or stop > best.stop) and parse.fits_after(rule, stop):
                    best = Found(i, stop, template(caps), rule)
        return best


@cache
def load_grammar() -> Grammar:
    """The grammar of the rule files, compiled once.

    Raises:
        RuleError: when a rule file breaks its own format.
    """
    return Grammar(load_rules())
