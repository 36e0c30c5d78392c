"""The start of a conflict, given or stated in the text, for "day 500 of the war".

A text may tell of several beginnings; each is kept under its own noun, so that the start of an offensive
is not taken for that of the war. What would lie after the publication day is not placed: the start was
another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from timeline.intervals import Granularity, Interval
from timeline.timex.clause import telling_before
from timeline.timex.grammar import Found
from timeline.timex.lexicon import load_lexicon
from timeline.timex.readings import Reading
from timeline.timex.resolve import resolve
from timeline.timex.token import STOP, Token, Tokens

__all__ = ["Epochs", "counts_from_epoch"]

_OPS = frozenset({"epoch", "epochinto", "anniversary"})
_REACH = 12
# tokens of a sentence that are looked through for what "its third year" is the year of
_SENTENCE = 25
# one war under several names
_WAR = "war"
_SAME = frozenset({"war", "invasion", "conflict", "fighting", "hostilities"})


def counts_from_epoch(reading: Reading) -> bool:
    """Whether a reading, or what it is built on, counts from the start of a conflict."""
    at: Reading | None = reading
    while at is not None:
        if at.op in _OPS:
            return True
        at = at.base
    return False


@dataclass
class Epochs:
    """The starts known so far; a given one holds for every noun."""

    given: date | None = None
    stated: dict[str, date] = field(default_factory=dict)

    def note(self, match: Found, tokens: Tokens, interval: Interval) -> None:
        """Remember a day when the words before it say that a conflict began on it."""
        if interval.granularity is not Granularity.DAY or interval.first_day is None:
            return
        cues = load_lexicon().cues
        # of its sentence: "since the war began. On 21 March …" is no start
        low = [tokens[i].low for i in telling_before(tokens, match.first) if i >= match.first - _REACH]
        if cues["begin"].isdisjoint(low):
            return
        noun = next((word for word in low if word in cues["conflict"]), "war" if "invaded" in low else "")
        if noun:
            self.stated.setdefault(_WAR if noun in _SAME else noun, interval.first_day)

    def look_ahead(self, matches: Sequence[Found], tokens: Tokens) -> None:
        """Read the starts that are complete dates first: a text may tell them last."""
        for match in matches:
            core = match.reading.core
            if core.op == "date" and core.arg(0) and match.reading.base is None:
                interval = resolve(match.reading, None).interval
                if interval is not None:
                    self.note(match, tokens, interval)

    def find(self, match: Found, tokens: Sequence[Token]) -> date | None:
        """The start that an expression counts from; None when it is of a conflict with no known start."""
        noun = self._noun(match, tokens)
        if self.given is not None:
            return self.given if noun else None
        return self.stated.get(_WAR if noun in _SAME else noun)

    def _noun(self, match: Found, tokens: Sequence[Token]) -> str:
        """What it is the age of, named in it ("the war's third year") or before it in the sentence."""
        for i in range(match.stop - 1, match.first - 1, -1):
            if "EPOCHNOUN" in tokens[i].cats:
                return tokens[i].low
        if match.rule.id == "epoch.bare_day":
            return _WAR
        for i in range(match.first - 1, max(-1, match.first - 1 - _SENTENCE), -1):
            if tokens[i].tells == STOP:
                break
            if "EPOCHNOUN" in tokens[i].cats:
                return tokens[i].low
        return ""
