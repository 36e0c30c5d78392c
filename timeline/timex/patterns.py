"""The language of patterns: read from a string, compiled to functions.

A pattern is read to a tree of ("seq", …), ("alt", …), ("opt", x), ("word", …), ("cat", …) and ("ref", …). A
matcher answers all ends that a node may have at a token, with what it captured on the way; of two ways to the
same end the first counts, which bounds the work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from timeline.errors import RuleError
from timeline.timex.lexicon import load_lexicon
from timeline.timex.readings import Reading
from timeline.timex.templates import Caps, slot
from timeline.timex.tokens import Token

__all__ = [
    "Matcher",
    "Node",
    "compile_pattern",
    "is_nullable",
    "parse_pattern",
    "references",
]

# categories that tokens get from their form, not from the lexicon
_EXTRA = {"NUM", "ORD", "DAYNUM", "DAYWORD", "HOURNUM", "HOURWORD", "YY", "YEAR", "MODERN", "TEENS",
          "TENS", "YEARANY", "DECADE", "DECADEYY", "MM", "QTR", "HALFYEAR", "FY",
          "ISO", "NUMDATE", "CLOCK", "CLOCKDOT", "LONG", "GAP", "HHMM", "HALF"}  # fmt: skip


class Parsing(Protocol):
    """What a matcher needs of the parse that it is part of."""

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens of the text."""

    def symbol(self, name: str, i: int) -> list[tuple[int, Reading]]:
        """All ends and readings of a symbol at a token."""


Matcher = Callable[[Parsing, int], "list[tuple[int, Caps]]"]

_ITEM = re.compile(r"\s*(?:(?P<open>_?\()|(?P<close>\))|(?P<bar>\|)|(?P<opt>\?)"
                   r"|(?P<item>_?(?:[A-Za-z]+=)?(?:<[a-z_]+>|[^\s()|?]+)))")  # fmt: skip

Node = tuple[Any, ...]


def parse_pattern(pattern: str, rule_id: str) -> Node:
    """The tree of a pattern.

    Raises:
        RuleError: when its brackets do not pair or it names no category.
    """
    items = [(m.lastgroup or "", m[0].strip()) for m in _ITEM.finditer(pattern)]
    pos = 0

    def choice() -> Node:
        nonlocal pos
        options = [sequence()]
        while pos < len(items) and items[pos][0] == "bar":
            pos += 1
            options.append(sequence())
        return options[0] if len(options) == 1 else ("alt", tuple(options))

    def sequence() -> Node:
        nonlocal pos
        parts: list[Node] = []
        while pos < len(items) and items[pos][0] not in ("close", "bar"):
            kind, text = items[pos]
            pos += 1
            if kind == "opt":
                if not parts:
                    raise RuleError(f"rule {rule_id!r}: '?' follows nothing in {pattern!r}")
                parts[-1] = ("opt", parts[-1])
            elif kind == "open":
                inner = choice()
                if pos >= len(items) or items[pos][0] != "close":
                    raise RuleError(f"rule {rule_id!r}: a bracket is not closed in {pattern!r}")
                pos += 1
                parts.append(inner)
            else:
                parts.append(_leaf(text, rule_id))
        return parts[0] if len(parts) == 1 else ("seq", tuple(parts))

    node = choice()
    if pos != len(items):
        raise RuleError(f"rule {rule_id!r}: a bracket too many in {pattern!r}")
    return node


def _leaf(text: str, rule_id: str) -> Node:
    glued = text.startswith("_") and len(text) > 1
    text = text[1:] if glued else text
    name, eq, rest = text.partition("=")
    label = name if eq and rest else ""
    body = rest if label else text
    if body.startswith("<"):
        return ("ref", body[1:-1], label or body[1:-1], glued)
    if body.isupper() and body.isalpha():
        if body not in _EXTRA and body not in load_lexicon().categories:
            raise RuleError(f"rule {rule_id!r}: {body!r} is no category of the lexicon")
        return ("cat", body, label or body, glued)
    return ("word", body, label, glued)


def references(node: Node) -> Iterator[str]:
    """The symbols that a pattern refers to."""
    if node[0] == "ref":
        yield node[1]
    elif node[0] == "opt":
        yield from references(node[1])
    elif node[0] in ("alt", "seq"):
        for part in node[1]:
            yield from references(part)


def is_nullable(node: Node) -> bool:
    """Whether a node may match no token; a symbol never does."""
    if node[0] == "opt":
        return True
    if node[0] == "alt":
        return any(is_nullable(option) for option in node[1])
    return node[0] == "seq" and all(is_nullable(part) for part in node[1])


def compile_pattern(node: Node) -> Matcher:
    """A function that matches the node at a token."""
    kind = node[0]
    if kind == "word":
        return _word(node[1], node[2], node[3])
    if kind == "cat":
        return _cat(node[1], node[2], node[3])
    if kind == "ref":
        return _ref(node[1], node[2], node[3])
    if kind == "opt":
        inner = compile_pattern(node[1])

        def optional(parse: Parsing, i: int) -> list[tuple[int, Caps]]:
            return [*inner(parse, i), (i, ())]

        return optional
    parts = [compile_pattern(part) for part in node[1]]
    first, others = parts[0], parts[1:]
    if kind == "alt":

        def either(parse: Parsing, i: int) -> list[tuple[int, Caps]]:
            return [pair for part in parts for pair in part(parse, i)]

        return either

    def sequence(parse: Parsing, i: int) -> list[tuple[int, Caps]]:
        states = first(parse, i)
        for part in others:
            if not states:
                return states
            if len(states) == 1:
                at, caps = states[0]
                states = part(parse, at)
                if len(states) == 1:
                    states = [(states[0][0], caps + states[0][1])]
                    continue
                pairs = [(stop, caps + more) for stop, more in states]
            else:
                pairs = [(stop, caps + more) for at, caps in states for stop, more in part(parse, at)]
            grown: dict[int, Caps] = {}
            for stop, caps in pairs:
                grown.setdefault(stop, caps)
            states = list(grown.items())
        return states

    return sequence


def _word(word: str, label: str, glued: bool) -> Matcher:
    def match(parse: Parsing, i: int) -> list[tuple[int, Caps]]:
        if i < len(parse.tokens):
            token = parse.tokens[i]
            if token.low == word and (not glued or token.glued):
                return [(i + 1, ((label, word),) if label else ())]
        return []

    return match


def _cat(cat: str, label: str, glued: bool) -> Matcher:
    def match(parse: Parsing, i: int) -> list[tuple[int, Caps]]:
        if i < len(parse.tokens):
            token = parse.tokens[i]
            if cat in token.cats and (not glued or token.glued):
                return [(i + 1, ((label, slot(i, cat)),))]
        return []

    return match


def _ref(name: str, label: str, glued: bool) -> Matcher:
    def match(parse: Parsing, i: int) -> list[tuple[int, Caps]]:
        if i < len(parse.tokens) and (not glued or parse.tokens[i].glued):
            return [(stop, ((label, reading),)) for stop, reading in parse.symbol(name, i)]
        return []

    return match
