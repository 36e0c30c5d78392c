"""The grammar: rules as data, matched over tokens with memory, so that each place is read once.

A rule is a pattern over categories (`NUM`, `UNIT`), literal words, other symbols (`<day>`), `?` for optional,
`( | )` for choice, `_` before an item for "no space before it". It makes a symbol and says its reading as a
template: `ago:{NUM}:{UNIT}` or, built on another, `part:{PART}({day})`. A pattern has no repetition and the
symbols do not recurse on themselves without taking a token, so a match is bounded in length and the whole is
linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from timeline.errors import RuleError
from timeline.timex.lexicon import load_lexicon, read_data
from timeline.timex.readings import Reading
from timeline.timex.tokens import Token

__all__ = ["FILES", "Found", "Grammar", "Rule", "load_grammar"]

FILES = ("rules_dates.toml", "rules_relative.toml", "rules_clock.toml", "rules_durations.toml")

_EXTRA = {"NUM", "ORD", "DAYNUM", "DAYWORD", "HOURNUM", "HOURWORD", "YY", "YEAR", "MODERN", "YEARANY",
          "DECADE", "DECADEYY",
          "ISO", "NUMDATE", "CLOCK", "CLOCKDOT", "LONG", "GAP", "HHMM", "HALF"}  # fmt: skip

Caps = tuple[tuple[str, "str | Reading"], ...]
Matcher = Callable[["Parse", int], "list[tuple[int, Caps]]"]


@dataclass(frozen=True)
class Rule:
    """One row of the rule files; data/rules_dates.toml tells what each field means."""

    id: str
    makes: str
    type: str
    pattern: str
    reading: str
    why: str
    mod: str
    top: bool
    before: frozenset[str]
    not_before: frozenset[str]
    after: frozenset[str]
    not_after: frozenset[str]
    confidence: float
    ahead: str
    mode: str
    cue: str
    order: int
    examples: tuple[Mapping[str, Any], ...]
    rejects: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A match: tokens [first, stop), what it says, and the rule that says so."""

    first: int
    stop: int
    reading: Reading
    rule: Rule


class Parse:
    """One text being parsed: its tokens and what each symbol was found to match where."""

    __slots__ = ("grammar", "memo", "tokens")

    def __init__(self, grammar: Grammar, tokens: list[Token]) -> None:
        self.grammar = grammar
        self.tokens = tokens
        self.memo: dict[tuple[str, int], list[tuple[int, Reading]]] = {}

    def after(self, i: int) -> Token | None:
        """The token behind one; None at the end."""
        return self.tokens[i + 1] if i + 1 < len(self.tokens) else None

    def symbol(self, name: str, i: int) -> list[tuple[int, Reading]]:
        """All ends and readings of a symbol at a token, longest first, one for each end."""
        key = (name, i)
        found = self.memo.get(key)
        if found is None:
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
        return found

    def fits_before(self, rule: Rule, i: int) -> bool:
        """Whether the word before a match allows the rule; "^" stands for the start of a text or paragraph,
        "#number" for any number, "#plural" for a word that looks like a noun in the plural."""
        if not rule.before and not rule.not_before:
            return True
        if not i or "GAP" in self.tokens[i - 1].cats:
            low, kind = "^", "^"
        else:
            token = self.tokens[i - 1]
            low = token.low
            plural = low.endswith("s") and len(low) > 3 and low.isalpha() and not token.cats
            kind = "#number" if "NUM" in token.cats else "#plural" if plural else low
        if rule.before and low not in rule.before and kind not in rule.before:
            return False
        return low not in rule.not_before and kind not in rule.not_before

    def fits_after(self, rule: Rule, stop: int) -> bool:
        """Whether the word after a match allows the rule; "$" stands for the end of a text or paragraph."""
        if rule.ahead and not self.grammar.aheads[rule.id](self, stop):
            return False
        if not rule.after and not rule.not_after:
            return True
        low = self.tokens[stop].low if stop < len(self.tokens) else "$"
        if stop < len(self.tokens) and "GAP" in self.tokens[stop].cats:
            low = "$"
        return (not rule.after or low in rule.after) and low not in rule.not_after


_Row = tuple[Rule, Matcher, Callable[[Caps], Reading]]
# stands for "whatever follows" among the keys of a second token
_ANY = "*"


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
            picked.update(seconds.get(_ANY, ()))
            if after is not None:
                for second in (after.low, *after.cats):
                    picked.update(seconds.get(second, ()))
        return [self.rows[k] for k in sorted(picked)] if picked else []


class Grammar:
    """All rules, compiled."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules
        self.symbols: dict[str, _Symbol] = {}
        parsed = [(rule, _parse_pattern(rule, rule.pattern)) for rule in rules]
        self.aheads = {rule.id: _compile(_parse_pattern(rule, rule.ahead)) for rule in rules if rule.ahead}
        firsts: dict[str, set[str]] = {}
        for rule, _ in parsed:
            self.symbols.setdefault(rule.makes, _Symbol())
            firsts.setdefault(rule.makes, set())
        changed = True
        while changed:
            changed = False
            for rule, node in parsed:
                first, _empty = _first(node, firsts, rule)
                if not first <= firsts[rule.makes]:
                    firsts[rule.makes] |= first
                    changed = True
        nodes: dict[str, list[Node]] = {}
        for rule, node in parsed:
            nodes.setdefault(rule.makes, []).append(node)
        self.tops = _Symbol()
        for rule, node in parsed:
            first, empty = _first(node, firsts, rule)
            if empty:
                raise RuleError(f"rule {rule.id!r} matches nothing at all: {rule.pattern!r}")
            matcher, template = _compile(node), _template(rule)
            homes = [self.symbols[rule.makes]] + ([self.tops] if rule.top else [])
            for home in homes:
                row = len(home.rows)
                home.rows.append((rule, matcher, template))
                for key in first:
                    seconds = home.by_key.setdefault(key, {})
                    for second in _seconds(node, key, nodes, firsts, rule):
                        seconds.setdefault(second, []).append(row)

    def find(self, tokens: list[Token]) -> list[Found]:
        """The leftmost longest matches; of equally long ones the rule that stands first in the files."""
        parse = Parse(self, tokens)
        found: list[Found] = []
        i = 0
        while i < len(tokens):
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


# ---- patterns -----------------------------------------------------------------------------------

_ITEM = re.compile(r"\s*(?:(?P<open>_?\()|(?P<close>\))|(?P<bar>\|)|(?P<opt>\?)"
                   r"|(?P<item>_?(?:[A-Za-z]+=)?(?:<[a-z_]+>|[^\s()|?]+)))")  # fmt: skip

Node = tuple[Any, ...]


def _parse_pattern(rule: Rule, pattern: str) -> Node:
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
                    raise RuleError(f"rule {rule.id!r}: '?' follows nothing in {pattern!r}")
                parts[-1] = ("opt", parts[-1])
            elif kind == "open":
                inner = choice()
                if pos >= len(items) or items[pos][0] != "close":
                    raise RuleError(f"rule {rule.id!r}: a bracket is not closed in {rule.pattern!r}")
                pos += 1
                parts.append(inner)
            else:
                parts.append(_leaf(text, rule))
        return parts[0] if len(parts) == 1 else ("seq", tuple(parts))

    node = choice()
    if pos != len(items):
        raise RuleError(f"rule {rule.id!r}: a bracket too many in {rule.pattern!r}")
    return node


def _leaf(text: str, rule: Rule) -> Node:
    glued = text.startswith("_") and len(text) > 1
    text = text[1:] if glued else text
    name, eq, rest = text.partition("=")
    label = name if eq and rest else ""
    body = rest if label else text
    if body.startswith("<"):
        return ("ref", body[1:-1], label or body[1:-1], glued)
    if body.isupper() and body.isalpha():
        if body not in _EXTRA and body not in load_lexicon().categories:
            raise RuleError(f"rule {rule.id!r}: {body!r} is no category of the lexicon")
        return ("cat", body, label or body, glued)
    return ("word", body, label, glued)


def _first(node: Node, firsts: Mapping[str, set[str]], rule: Rule) -> tuple[set[str], bool]:
    """What the first token may be (words and categories), and whether the node may match no token."""
    kind = node[0]
    if kind == "word" or kind == "cat":
        return {node[1]}, False
    if kind == "ref":
        if node[1] not in firsts:
            raise RuleError(f"rule {rule.id!r}: no rule makes <{node[1]}>")
        return set(firsts[node[1]]), False
    if kind == "opt":
        return _first(node[1], firsts, rule)[0], True
    if kind == "alt":
        pairs = [_first(option, firsts, rule) for option in node[1]]
        return set().union(*(p[0] for p in pairs)), any(p[1] for p in pairs)
    seen: set[str] = set()
    for part in node[1]:
        first, empty = _first(part, firsts, rule)
        seen |= first
        if not empty:
            return seen, False
    return seen, True


def _seconds(
    node: Node, key: str, nodes: Mapping[str, list[Node]], firsts: Mapping[str, set[str]], rule: Rule
) -> set[str]:
    """What the second token may be when the first is told by `key`; _ANY when the node may end there."""
    found: set[str] = set()
    for rest in _after_first(node, key, nodes, 0):
        first, empty = _first(("seq", rest), firsts, rule)
        found |= first
        if empty or _WILD in rest:
            return {_ANY}
    return found


_WILD: Node = ("word", _ANY, "", False)


def _after_first(node: Node, key: str, nodes: Mapping[str, list[Node]], depth: int) -> list[tuple[Node, ...]]:
    """What is left of a node behind a first token told by `key`, for each way to read it so."""
    kind = node[0]
    if kind in ("word", "cat"):
        return [()] if node[1] == key else []
    if kind == "ref":
        if depth > 6:
            return [(_WILD,)]
        return [rest for inner in nodes[node[1]] for rest in _after_first(inner, key, nodes, depth + 1)]
    if kind == "opt":
        return _after_first(node[1], key, nodes, depth)
    if kind == "alt":
        return [rest for option in node[1] for rest in _after_first(option, key, nodes, depth)]
    found: list[tuple[Node, ...]] = []
    for k, part in enumerate(node[1]):
        found += [(*rest, *node[1][k + 1 :]) for rest in _after_first(part, key, nodes, depth)]
        if not _nullable(part):
            break
    return found


def _nullable(node: Node) -> bool:
    """Whether a node may match no token; a symbol never does."""
    if node[0] == "opt":
        return True
    if node[0] == "alt":
        return any(_nullable(option) for option in node[1])
    return node[0] == "seq" and all(_nullable(part) for part in node[1])


def _compile(node: Node) -> Matcher:
    kind = node[0]
    if kind == "word":
        return _word(node[1], node[2], node[3])
    if kind == "cat":
        return _cat(node[1], node[2], node[3])
    if kind == "ref":
        return _ref(node[1], node[2], node[3])
    if kind == "opt":
        inner = _compile(node[1])

        def optional(parse: Parse, i: int) -> list[tuple[int, Caps]]:
            return [*inner(parse, i), (i, ())]

        return optional
    parts = [_compile(part) for part in node[1]]
    if kind == "alt":

        def either(parse: Parse, i: int) -> list[tuple[int, Caps]]:
            return [pair for part in parts for pair in part(parse, i)]

        return either

    def sequence(parse: Parse, i: int) -> list[tuple[int, Caps]]:
        states: list[tuple[int, Caps]] = [(i, ())]
        for part in parts:
            grown: dict[int, Caps] = {}
            for at, caps in states:
                for stop, more in part(parse, at):
                    grown.setdefault(stop, caps + more)
            if not grown:
                return []
            states = list(grown.items())
        return states

    return sequence


def _word(word: str, label: str, glued: bool) -> Matcher:
    def match(parse: Parse, i: int) -> list[tuple[int, Caps]]:
        if i < len(parse.tokens):
            token = parse.tokens[i]
            if token.low == word and (not glued or token.glued):
                return [(i + 1, ((label, word),) if label else ())]
        return []

    return match


def _cat(cat: str, label: str, glued: bool) -> Matcher:
    def match(parse: Parse, i: int) -> list[tuple[int, Caps]]:
        if i < len(parse.tokens):
            token = parse.tokens[i]
            value = token.cats.get(cat)
            if value is not None and (not glued or token.glued):
                # a colon parts the arguments of a reading, so a clock time is kept with a full stop
                return [(i + 1, ((label, value.replace(":", ".")),))]
        return []

    return match


def _ref(name: str, label: str, glued: bool) -> Matcher:
    def match(parse: Parse, i: int) -> list[tuple[int, Caps]]:
        if i < len(parse.tokens) and (not glued or parse.tokens[i].glued):
            return [(stop, ((label, reading),)) for stop, reading in parse.symbol(name, i)]
        return []

    return match


# ---- reading templates --------------------------------------------------------------------------


def _template(rule: Rule) -> Callable[[Caps], Reading]:
    text = rule.reading
    pieces = text.split("(")
    closing = len(pieces) - 1
    inner = pieces[-1][: len(pieces[-1]) - closing] if closing else pieces[-1]
    base_label = ""
    heads = pieces
    if inner.startswith("{") and inner.endswith("}") and inner[1:-1].islower():
        base_label = inner[1:-1]
        heads = pieces[:-1]
    else:
        heads = [*pieces[:-1], inner]
    plans = [[_argument(part) for part in head.split(":")] for head in heads]

    def build(caps: Caps) -> Reading:
        named = dict(caps)
        found: Reading | None = None
        if base_label:
            base = named.get(base_label)
            if not isinstance(base, Reading):
                raise RuleError(f"rule {rule.id!r}: nothing was captured as {{{base_label}}}")
            found = base
        for plan in reversed(plans):
            _, labels = plan[0]
            outer = named.get(labels[0]) if labels else None
            if isinstance(outer, Reading):
                found = _graft(outer, found)
                continue
            op, *args = (
                "".join(str(named.get(label, "")) for label in labels) if labels else literal
                for literal, labels in plan
            )
            if found is not None and not any(args) and op == "mod":
                continue  # the optional hedge was not there
            found = Reading(op, tuple(args), found)
        assert found is not None
        return Reading("mod", (rule.mod,), found) if rule.mod else found

    return build


def _graft(outer: Reading, inner: Reading | None) -> Reading:
    """The outer reading, built on the inner one at its innermost place."""
    if inner is None:
        return outer
    base = inner if outer.base is None else _graft(outer.base, inner)
    return Reading(outer.op, outer.args, base)


def _argument(part: str) -> tuple[str, tuple[str, ...]]:
    """(literal, no labels) or ("", the captured labels that are written behind each other)."""
    return ("", tuple(part[1:-1].split("}{"))) if part.startswith("{") else (part, ())


@cache
def load_grammar() -> Grammar:
    """The grammar from the rule files of the `data` folder.

    Raises:
        RuleError: when a row lacks a field or an example, or a pattern cannot be read.
    """
    rules: list[Rule] = []
    seen: set[str] = set()
    for name in FILES:
        for row in read_data(name).get("rule", ()):
            missing = {"id", "pattern", "reading"} - set(row)
            if missing:
                raise RuleError(f"timex/data/{name}: rule {row.get('id', '?')!r} lacks {sorted(missing)}")
            top = bool(row.get("top", True))
            if row["id"] in seen:
                raise RuleError(f"timex/data/{name}: two rules are called {row['id']!r}")
            if top and not row.get("examples"):
                raise RuleError(f"timex/data/{name}: rule {row['id']!r} has no example")
            seen.add(row["id"])
            rules.append(
                Rule(
                    id=row["id"],
                    makes=row.get("makes", "timex"),
                    type=row.get("type", ""),
                    pattern=row["pattern"],
                    reading=row["reading"],
                    why=row.get("why", ""),
                    mod=row.get("mod", ""),
                    top=top,
                    before=frozenset(row.get("before", ())),
                    not_before=frozenset(row.get("not_before", ())),
                    after=frozenset(row.get("after", ())),
                    not_after=frozenset(row.get("not_after", ())),
                    confidence=float(row.get("confidence", 1.0)),
                    ahead=row.get("ahead", ""),
                    mode=row.get("mode", ""),
                    cue=row.get("cue", ""),
                    order=len(rules),
                    examples=tuple(row.get("examples", ())),
                    rejects=tuple(row.get("rejects", ())),
                )
            )
    return Grammar(rules)
