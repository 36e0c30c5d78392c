"""What rules ask of the words on either side of their match, and further on."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import NamedTuple

from timeline.timex.rules import Rule
from timeline.timex.token import Token

__all__ = ["Ahead", "Beside", "Question", "fits_after", "fits_before", "is_year_to", "telling"]

_YEAR_LINKS = frozenset({"to", "until", "till", "through"})
_TELLING = ("NUM", "YEAR", "DAYNUM", "DAYWORD", "GAP")
# what a rule wants further on: the words and categories that it begins with, and whether it stands at a token
Ahead = tuple[Set[str], Callable[[Sequence[Token], int], bool]]


class Question(NamedTuple):
    """A side ("before", "behind", "year" or "ahead"), the rule that asks, for "ahead" tokens of its match."""

    side: str
    rule: Rule
    length: int = 0


class Beside:
    """The words on either side of a run of tokens [first, last)."""

    __slots__ = ("aheads", "first", "last", "tokens")

    def __init__(self, tokens: Sequence[Token], first: int, last: int, aheads: dict[str, Ahead]) -> None:
        self.tokens = tokens
        self.first = first
        self.last = last
        self.aheads = aheads

    def answer(self, question: Question) -> bool:
        """Whether the rule may match here for all that it asks with this question."""
        side, rule, length = question
        if side == "before":
            return fits_before(rule, self.tokens, self.first)
        if side == "behind":
            return fits_after(rule, self.tokens, self.last)
        if side == "year":
            return is_year_to(self.tokens, self.first + 1)
        heads, stands = self.aheads[rule.id]
        at = self.first + length
        if at < len(self.tokens):
            token = self.tokens[at]
            if heads.isdisjoint(token.cats) and token.low not in heads:
                return False
        return stands(self.tokens, at)


def is_year_to(tokens: Sequence[Token], i: int) -> bool:
    """Whether a year and a word that joins another to it stand before a token."""
    return i > 1 and tokens[i - 1].low in _YEAR_LINKS and "YEAR" in tokens[i - 2].cats


def fits_before(rule: Rule, tokens: Sequence[Token], i: int) -> bool:
    """Whether the word before a match allows the rule; "^" stands for the start of a text or paragraph,
    "#number" for any number, "#year_to" for a year and a word that joins another to it, "#line" for the
    start of a line, "#plural" for a word that looks like a noun in the plural."""
    if "#year_to" in rule.before:
        return is_year_to(tokens, i)
    if "#line" in rule.before and tokens[i].line:
        return True
    low, kind = _kind(tokens, i - 1)
    if rule.before and low not in rule.before and kind not in rule.before:
        return False
    return low not in rule.not_before and kind not in rule.not_before


def _kind(tokens: Sequence[Token], i: int) -> tuple[str, str]:
    """A token as `before` may name it: its word, and what sort of word it is."""
    if i < 0 or "GAP" in tokens[i].cats:
        return "^", "^"
    token = tokens[i]
    return token.low, "#number" if "NUM" in token.cats else "#plural" if _is_plural(token) else token.low


def _is_plural(token: Token) -> bool:
    low = token.low
    return low.endswith("s") and len(low) > 3 and low.isalpha() and not token.cats


def fits_after(rule: Rule, tokens: Sequence[Token], stop: int) -> bool:
    """Whether the word after a match allows the rule; "$" stands for the end of a text or paragraph,
    "#number" for a number that is neither a year nor a day of a month."""
    low = tokens[stop].low if stop < len(tokens) else "$"
    if stop < len(tokens) and "GAP" in tokens[stop].cats:
        low = "$"
    if "#number" in rule.not_after and stop < len(tokens) and _counts(tokens[stop]):
        return False
    return not (rule.after and low not in rule.after) and low not in rule.not_after


def _counts(token: Token) -> bool:
    """Whether a token is a number and nothing that follows a year in a list of them."""
    return "NUM" in token.cats and not {"YEAR", "DAYNUM", "DAYWORD"} & set(token.cats)


def telling(token: Token, words: Set[str]) -> str:
    """All that rules can learn of a token as a neighbour, of which they may name these words."""
    told = [cat for cat in _TELLING if cat in token.cats]
    return "|".join([token.low if token.low in words else "", "s" if _is_plural(token) else "", *told])
