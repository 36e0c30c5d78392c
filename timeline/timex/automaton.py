"""Which rules may match at a token, and how far: a finite automaton over what patterns can tell of a token.

A pattern asks of a token for its word, for a category, and whether a space stands before it. Tokens that no
pattern tells apart share a number, their sign. The automaton reads signs; a state is what is left to match of
each rule, found by taking derivatives, and is worked out when a text first leads to it (Brzozowski 1964). It
says more than the grammar does, for it knows nothing of the words that a rule wants beside it: the matchers
of `patterns` have the last word, but they are asked about a place only where they will nearly always agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from timeline.timex.patterns import Node, is_nullable
from timeline.timex.token import NOTHING, PLAIN, Token

__all__ = ["FIRST", "Automaton"]

_DEAD = 0
FIRST = 1
# states kept, lest texts made for it should fill the memory
_MANY = 20_000
# the nodes that a sequence has left, by number
_Rest = tuple[int, ...]
# what is left of a pattern: the number of the sequence times so many, and that of the pattern
_Item = int
_ROWS = 4096
# the word and categories of a token, and whether it is glued
_Told = tuple[frozenset[str], bool]


@dataclass(slots=True)
class _Node:
    """A node of a pattern with its parts by number."""

    kind: str
    text: str
    glued: bool
    parts: _Rest
    nullable: bool
    # the words and categories that its first token may have
    first: Set[str] = field(default_factory=set)


class Automaton:
    """The automaton of some patterns and the symbols that they refer to.

    Attributes:
        steps: for each state the states behind it, by sign; what is missing is yet to be worked out.
        ends: for each state the patterns, by number, that may end there.
    """

    def __init__(self, patterns: Sequence[Node], symbols: Mapping[str, Sequence[Node]]) -> None:
        self.nodes: list[_Node] = []
        self.symbols = {name: [self._add(node) for node in nodes] for name, nodes in symbols.items()}
        self.patterns = [self._add(node) for node in patterns]
        self._find_first()
        self.words = frozenset(node.text for node in self.nodes if node.kind == "word")
        self.opening: dict[str, list[int]] = {}
        for row, number in enumerate(self.patterns):
            for key in self.nodes[number].first:
                self.opening.setdefault(key, []).append(row)
        # what a pattern wants right behind the token before, so that nothing else need be told apart by it
        self.glued = frozenset().union(*(node.first for node in self.nodes if node.glued))
        self.signs: dict[tuple[str, tuple[str, ...], bool], int] = {}
        self.told: list[_Told] = []
        self.quick: dict[tuple[object, ...], int] = {}
        self.clear()
        assert self._signed("", (), False) == PLAIN

    def heads(self, node: Node) -> Set[str]:
        """The words and categories that a pattern may begin with; one of no token is none."""
        kind = node[0]
        if kind in ("word", "cat"):
            return {node[1]}
        if kind == "ref":
            return frozenset().union(*(self.nodes[number].first for number in self.symbols[node[1]]))
        if kind == "opt":
            return self.heads(node[1])
        found: set[str] = set()
        for part in node[1]:
            found |= self.heads(part)
            if kind == "seq" and not is_nullable(part):
                break
        return found

    def clear(self) -> None:
        """Forget all states but the dead one and the first."""
        self.rests: list[_Rest] = []
        self.rest_numbers: dict[_Rest, int] = {}
        self.rest_first: list[Set[str]] = []
        self.rest_ends: list[bool] = []
        self.known: dict[_Told, dict[int, list[int]]] = {}
        self.inner: dict[tuple[str, _Told, frozenset[str]], list[_Rest]] = {}
        first = frozenset(self._rest((node,)) * _ROWS + row for row, node in enumerate(self.patterns))
        self.numbers: dict[frozenset[_Item], int] = {frozenset(): _DEAD}
        self.items: list[frozenset[_Item]] = [frozenset(), first]
        self.steps: list[dict[int, int]] = [{}, {}]
        self.leads: dict[tuple[int, _Told], int] = {}
        self.wanted: dict[int, frozenset[str]] = {}
        self.ends: list[tuple[int, ...]] = [(), ()]

    @property
    def is_full(self) -> bool:
        """Whether to forget the states; between two texts only, for a reader holds their numbers."""
        return len(self.items) > _MANY

    def sign(self, token: Token) -> int:
        """The number of all that patterns can tell of a token; also notes the state behind it."""
        low = token.low if token.low in self.words else ""
        key = (low, token.glued, *token.cats)
        sign = self.quick.get(key)
        if sign is None:
            cats = tuple(sorted(token.cats))
            sign = self._signed(low, cats, token.glued and not self.glued.isdisjoint((low, *cats)))
            self.quick[key] = sign
        token.sign = sign
        token.opens = self.step(FIRST, sign)
        token.hot = token.opens != _DEAD or token.joins is not NOTHING
        return token.sign

    def _signed(self, low: str, cats: tuple[str, ...], glued: bool) -> int:
        key = (low, cats, glued)
        found = self.signs.get(key)
        if found is None:
            found = self.signs[key] = len(self.told)
            self.told.append((frozenset((low, *cats)), glued))
        return found

    def step(self, state: int, sign: int) -> int:
        """The state behind a token.

        It is worked out from no more of the token than the state asks for, so that few tokens are new to it.
        """
        found = self.steps[state].get(sign)
        if found is not None:
            return found
        told = self.told[sign]
        if state == FIRST:
            found = self._number(self._openers(told), told)
        elif keys := told[0] & self._wanted(state):
            told = (keys, told[1])
            found = self.leads.get((state, told))
            if found is None:
                found = self.leads[state, told] = self._number(self.items[state], told)
        else:
            found = _DEAD
        self.steps[state][sign] = found
        return found

    def _wanted(self, state: int) -> frozenset[str]:
        """All words and categories that a state may go on with."""
        found = self.wanted.get(state)
        if found is None:
            firsts = {id(first): first for first in [self.rest_first[k // _ROWS] for k in self.items[state]]}
            found = self.wanted[state] = frozenset().union(*firsts.values())
        return found

    def rows_at(self, symbol: str, sign: int, after: int | None) -> list[int]:
        """Which rules of a symbol may match at a token with another behind it (None: the end)."""
        told, rows = self.told[sign], []
        behind = self.told[after][0] if after is not None else frozenset()
        for row, number in enumerate(self.symbols[symbol]):
            if self.nodes[number].first.isdisjoint(told[0]):
                continue
            for rest in self._derive(number, told, frozenset()):
                if self._is_nullable(rest) or not self.rest_first[self._rest(rest)].isdisjoint(behind):
                    rows.append(row)
                    break
        return rows

    def _openers(self, told: _Told) -> list[_Item]:
        """Of the first state what may begin with a token."""
        rows = {row for key in told[0] for row in self.opening.get(key, ())}
        return [self._rest((self.patterns[row],)) * _ROWS + row for row in rows]

    def _rest(self, rest: _Rest) -> int:
        """The number of a sequence."""
        found = self.rest_numbers.get(rest)
        if found is None:
            found = self.rest_numbers[rest] = len(self.rests)
            self.rests.append(rest)
            self.rest_first.append(self._first(rest))
            self.rest_ends.append(self._is_nullable(rest))
        return found

    def _first(self, rest: _Rest) -> Set[str]:
        """The words and categories that a sequence may begin with."""
        if not rest:
            return frozenset()
        head = self.nodes[rest[0]]
        return head.first | self._first(rest[1:]) if head.nullable else head.first

    def _number(self, items: Iterable[_Item], told: _Told) -> int:
        """The number of the state that items lead to."""
        behind: set[_Item] = set()
        firsts, keys = self.rest_first, told[0]
        known = self.known.setdefault(told, {})
        for item in items:
            number, row = divmod(item, _ROWS)
            if firsts[number].isdisjoint(keys):
                continue
            lefts = known.get(number)
            if lefts is None:
                lefts = [
                    self._rest(left) * _ROWS for left in self._left(self.rests[number], told, frozenset())
                ]
                known[number] = lefts
            behind.update([left + row for left in lefts])
        state = frozenset(behind)
        found = self.numbers.get(state)
        if found is None:
            found = self.numbers[state] = len(self.items)
            self.items.append(state)
            self.steps.append({})
            ended = {item % _ROWS for item in state if self.rest_ends[item // _ROWS]}
            self.ends.append(tuple(sorted(ended)))
        return found

    def _is_nullable(self, rest: _Rest) -> bool:
        return all(self.nodes[k].nullable for k in rest)

    def _left(self, rest: _Rest, told: _Told, inside: frozenset[str]) -> list[_Rest]:
        """What is left of a sequence behind a token, for each way to read it."""
        found: list[_Rest] = []
        for k, part in enumerate(rest):
            node = self.nodes[part]
            if not node.first.isdisjoint(told[0]):
                found += [left + rest[k + 1 :] for left in self._derive(part, told, inside)]
            if not node.nullable:
                break
        return found

    def _derive(self, number: int, told: _Told, inside: frozenset[str]) -> list[_Rest]:
        """What is left of a node behind a token that it may begin with, for each way to read it."""
        node = self.nodes[number]
        if node.glued and not told[1]:
            return []
        if node.kind in ("word", "cat"):
            return [()]
        if node.kind == "seq":
            return self._left(node.parts, told, inside)
        if node.kind != "ref":
            return self._either(node.parts, told, inside)
        if node.text in inside:
            return []  # as in the grammar, a symbol cannot stand inside itself at the same token
        key = (node.text, told, inside)
        found = self.inner.get(key)
        if found is None:
            found = self._either(self.symbols[node.text], told, inside | {node.text})
            self.inner[key] = found
        return found

    def _either(self, parts: Sequence[int], told: _Told, inside: frozenset[str]) -> list[_Rest]:
        """What is left of any of some nodes."""
        fitting = [part for part in parts if not self.nodes[part].first.isdisjoint(told[0])]
        if len(fitting) == 1:
            return self._derive(fitting[0], told, inside)
        return list(dict.fromkeys(left for part in fitting for left in self._derive(part, told, inside)))

    def _add(self, node: Node) -> int:
        kind = node[0]
        leaf = kind in ("word", "cat", "ref")
        inner = () if leaf else (node[1],) if kind == "opt" else node[1]
        parts = tuple(self._add(part) for part in inner)
        self.nodes.append(_Node(kind, node[1] if leaf else "", leaf and node[3], parts, is_nullable(node)))
        return len(self.nodes) - 1

    def _find_first(self) -> None:
        """Set the first words and categories of all nodes; symbols refer to each other, so till still."""
        for node in self.nodes:
            if node.kind in ("word", "cat"):
                node.first |= {node.text}
        changed = True
        while changed:
            changed = False
            for node in self.nodes:
                parts: Sequence[int] = self.symbols[node.text] if node.kind == "ref" else node.parts
                before = len(node.first)
                for part in parts:
                    node.first |= self.nodes[part].first
                    if node.kind == "seq" and not self.nodes[part].nullable:
                        break
                changed = changed or len(node.first) > before
        shared: dict[frozenset[str], frozenset[str]] = {}
        for node in self.nodes:
            first = frozenset(node.first)
            node.first = shared.setdefault(first, first)
