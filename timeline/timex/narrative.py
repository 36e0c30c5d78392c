"""Whether a text is a history, and which of its dates are no steps of its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from timeline.models import Direction
from timeline.timex.calendar import safe_date
from timeline.timex.clause import telling_before
from timeline.timex.direction import NO_NOUN, WINDOW_BACK, direction_of
from timeline.timex.grammar import Found
from timeline.timex.lexicon import load_lexicon
from timeline.timex.readings import Reading
from timeline.timex.token import Tokens

__all__ = ["aside_of", "is_narrative", "is_writers"]

_DEICTIC = frozenset({"unit", "relseason", "relmonth", "weekday"})
_ONWARD = frozenset(
    {"until", "till", "would", "will", "plan", "planned", "plans", "expected", "expires", "scheduled"}
)
_DETERMINERS = frozenset({"the", "its", "their", "a"})
_CALENDAR = frozenset({"week", "month", "year"})
# what makes a history: years long past, how many of them for each weekday or "today", "said" in a thousand
# tokens
_MIN_OLD = 4
_OLD_PER_DEICTIC = 8
_MAX_REPORTS = 9
# days before publication that an article's own date may lie
_FRESH = 3
# in a short text two do not make a report
_FEW_REPORTS = 3


def is_narrative(found: Sequence[Found], tokens: Tokens, dct: date | None) -> bool:
    """Whether a text is a history, in which the publication date is no anchor.

    A history names years long before its publication again and again, hardly ever a bare weekday or "today",
    and does not quote somebody in every other sentence. The three limits separate the development texts with
    room. An article that carries the date of its publication, or plans for a weekday, is none.
    """
    old = recent = deictic = 0
    for match in found:
        core = match.reading.core
        if core.op == "date" and _is_fresh(core, dct):
            return False
        year = core.number({"date": 0, "month": 1, "season": 1, "year": 0, "quarter": 1}.get(core.op, 9))
        if core.op == "bc" or (year is not None and year > 31 and (dct is None or year < dct.year - 1)):
            old += 1
        elif year is not None and year > 31:
            recent += 1
        elif core.op in ("weekday", "shift"):
            deictic += 1
            if direction_of(match, tokens).direction is Direction.FUTURE:
                return False
    if old < _MIN_OLD or old <= recent or old <= _OLD_PER_DEICTIC * deictic:
        return False
    report = load_lexicon().cues["report"]
    reports = sum(token.low in report for token in tokens)
    return reports < _FEW_REPORTS or reports * 1000 < _MAX_REPORTS * len(tokens)


def _is_fresh(core: Reading, dct: date | None) -> bool:
    """Whether a date with its year is the publication day or one shortly before it."""
    if dct is None or core.arg(0) not in (str(dct.year), str(dct.year - 1)):
        return False
    stated = safe_date(core.number(0) or 0, core.number(1) or 0, core.number(2) or 0)
    return stated is not None and 0 <= (dct - stated).days <= _FRESH


def is_writers(found: Found) -> bool:
    """Whether an expression counts from the day of writing also in a history: a bare "last month".

    "The previous month" and "over the last year" count from the story.
    """
    core = found.reading.core
    bare = found.rule.id == "unit.last_this_next" and core.arg(1) == "-1"
    return bare and core.arg(0) in _CALENDAR


def aside_of(found: Found, tokens: Tokens) -> str:
    """Why a date is no step of the story: 'past' (looks back), 'future' (looks ahead), 'any', or ''.

    "forces that had invaded in late 1943", "until the fall of Budapest in February 1945", "(as of May 2006)".
    """
    core = found.reading.core
    if core.op in _DEICTIC and (core.number(1) or 0) > 0:
        return "future"  # "next summer" is what somebody hopes or plans
    first = tokens[found.first - 1].low if found.first else "^"
    second = tokens[found.first - 2].low if found.first > 1 else "^"
    if first == "since" or (first, second) == ("of", "as"):
        return "any"
    after = tokens[found.stop] if found.stop < len(tokens) else None
    if after is not None and first == "(" and after.low == ")":
        return "any"
    which = first in _DETERMINERS and found.reading.core.op in ("year", "month")
    if which and after is not None and after.text[0].isalpha() and after.low not in NO_NOUN:
        return "any"  # "the 2003 invasion", "the May 2007 high": the date only says which one
    for i in telling_before(tokens, found.first):
        if i < found.first - WINDOW_BACK:
            break
        low = tokens[i].low
        if low == "had":
            return "past"
        if low in _ONWARD:
            return "future"
    return ""
