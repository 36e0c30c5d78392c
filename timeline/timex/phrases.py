"""The phrases met before: what the rules make of a run of tokens is worked out once for its shape.

"May 24" and "July 7" have one shape: no pattern of the grammar tells them apart, they only say different
things. So the grammar reads a shape (`Plan`: which rule, how many tokens, a reading with slots for the words'
values), and the words fill it. What a plan depends on beside its own tokens are the answers to the questions
that rules ask of their neighbours (`beside`). They are noted while it is worked out, and make a tree
(`Fork`): next time the questions alone are asked.

Nothing is lost by it, and no other rule wins: the shape of a token is its sign, which is all that patterns
can tell of it, with all that rules can learn of it as a neighbour; templates copy values and never look at
them; and while a plan is worked out the run is all that the patterns see, so the same answers lead to the
same next question and at last to the same plan. What has no plan yet is worked out by the rules themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from timeline.timex.automaton import Automaton
from timeline.timex.beside import Beside, Question, telling
from timeline.timex.readings import Reading
from timeline.timex.rules import Rule
from timeline.timex.templates import SLOT
from timeline.timex.token import Token

__all__ = ["Phrases", "Plan", "Run", "plan_of"]

# forks and plans kept, and readings of one plan
_MANY, _FILLED = 40_000, 1_000
_SLOT = re.compile(SLOT)
Run = tuple[int, ...]


@dataclass(slots=True)
class Plan:
    """What the rules make of a shape: the rule, the tokens of its match, and its reading, yet to be filled.

    `rule` is None where no rule matches. A slot is a token, counted from the first one, and a category.
    """

    rule: Rule | None = None
    length: int = 0
    form: Reading | None = None
    slots: tuple[tuple[int, str], ...] = ()
    filled: dict[tuple[str, ...], Reading] = field(default_factory=dict)

    def reading(self, tokens: Sequence[Token], first: int) -> Reading:
        """The reading with the values of the tokens from the first one on."""
        values = tuple([tokens[first + at].cats[cat] for at, cat in self.slots])
        found = self.filled.get(values)
        if found is None:
            assert self.form is not None
            if len(self.filled) >= _FILLED:
                self.filled.clear()
            found = self.filled[values] = _filled(self.form, tokens, first)
        return found


@dataclass(slots=True)
class Fork:
    """A question, and where its answers lead; None where nobody has been yet."""

    question: Question
    yes: Fork | Plan | None = None
    no: Fork | Plan | None = None


class Phrases:
    """The plans of the shapes met so far."""

    def __init__(self, rules: Iterable[Rule], automaton: Automaton) -> None:
        words = [rule.before | rule.not_before | rule.after | rule.not_after for rule in rules]
        self.words = frozenset[str]().union(*words)
        self.automaton = automaton
        self.shapes: dict[tuple[int, str, bool], int] = {}
        self.roots: dict[Run, Fork | Plan] = {}
        self.size = 0

    def clear(self) -> None:
        """Forget all plans."""
        self.roots.clear()
        self.size = 0

    def get(self, run: Run, beside: Beside) -> Plan | None:
        """The plan for a run of shapes between its neighbours; None for a new one."""
        found = self.roots.get(run)
        while isinstance(found, Fork):
            found = found.yes if beside.answer(found.question) else found.no
        return found

    def keep(self, run: Run, answers: Mapping[Question, bool], plan: Plan) -> None:
        """Remember a plan, and the answers that led to it."""
        if self.size >= _MANY:
            self.clear()
        at: Fork | None = None
        answered = False
        for question, answer in answers.items():
            fork = self.roots.get(run) if at is None else at.yes if answered else at.no
            if fork is None:
                fork = Fork(question)
                self._hang(run, at, answered, fork)
            assert isinstance(fork, Fork) and fork.question == question
            at, answered = fork, answer
        self._hang(run, at, answered, plan)

    def _hang(self, run: Run, at: Fork | None, answered: bool, what: Fork | Plan) -> None:
        self.size += 1
        if at is None:
            self.roots[run] = what
        elif answered:
            at.yes = what
        else:
            at.no = what

    def shape(self, token: Token) -> int:
        """The number of all that rules can tell of a token, from 1 on."""
        sign = token.sign if token.sign >= 0 else self.automaton.sign(token)
        key = (sign, telling(token, self.words), token.line)
        token.shape = self.shapes.setdefault(key, len(self.shapes) + 1)
        return token.shape


def plan_of(rule: Rule, form: Reading, length: int) -> Plan:
    """The plan of a match: its reading has a slot for each value that it took from a token."""
    slots: list[tuple[int, str]] = []
    at: Reading | None = form
    while at is not None:
        for part in (at.op, *at.args):
            slots += [(int(where), cat) for where, cat in _SLOT.findall(part)]
        at = at.base
    return Plan(rule, length, form, tuple(slots))


def _filled(form: Reading, tokens: Sequence[Token], first: int) -> Reading:
    """A reading with the values of the tokens in its slots."""

    def part(text: str) -> str:
        # a colon parts the arguments of a reading, so a clock time is kept with a full stop
        return _SLOT.sub(lambda m: tokens[first + int(m[1])].cats[m[2]].replace(":", "."), text)

    base = _filled(form.base, tokens, first) if form.base is not None else None
    return Reading(part(form.op), tuple(map(part, form.args)), base)
