"""Expressions that name no day of their own: "at three in the morning", "since then".

A bare clock time says when in a day, and the publication day is seldom that day: it is one only where the
sentence speaks of today or of a plan. "then" is worth what it points at: a day or a month just told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from timeline.intervals import Granularity, Interval
from timeline.models import Direction
from timeline.timex.anchors import Context, names_no_day
from timeline.timex.clause import telling_before
from timeline.timex.direction import NO_NOUN, WINDOW_BACK, Cue
from timeline.timex.grammar import Found
from timeline.timex.narrative import aside_of
from timeline.timex.readings import Reading
from timeline.timex.record import Fields
from timeline.timex.token import STOP, Token, Tokens

__all__ = [
    "NO_DAY",
    "day_told",
    "is_backdrop",
    "is_today",
    "names_no_day",
    "past_midnight",
    "then_is_vague",
    "to_the_hour",
]

NO_DAY = "the sentence names no day"
_AFTER_MIDNIGHT = Reading("clock", ("00.00", "", ""))
_CLOCKED = frozenset({Granularity.PART, Granularity.HOUR, Granularity.MINUTE})
_NOON = 12
_JUST = frozenset({"shortly", "just", "soon", "right", "minutes"})
_TODAY = frozenset({"today", "tonight", "overnight"})
# tokens of a sentence on either side that are looked through
_SENTENCE = 40
# tokens behind a date within which "then" is taken to mean it
_THEN_REACH = 40


def is_today(match: Found, tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether the sentence speaks of the publication day, or a plan gives its hour alone."""
    if cue.direction is Direction.FUTURE:
        return True
    for step, i in ((-1, match.first - 1), (1, match.stop)):
        stop = i + step * _SENTENCE
        while 0 <= i < len(tokens) and i != stop and tokens[i].tells != STOP:
            if tokens[i].low in _TODAY:
                return True
            i += step
    return False


def past_midnight(
    match: Found, anchor: Interval | None, tokens: Sequence[Token], dct: date | None
) -> Interval | None:
    """The anchor of "shortly after midnight": behind an evening it is the midnight that ends it.

    So it is behind a morning where it opens its sentence, for the story goes on; else the morning's own.
    """
    if anchor is None or match.reading != _AFTER_MIDNIGHT or anchor.granularity not in _CLOCKED:
        return anchor
    day, start = anchor.first_day, anchor.start
    if day is None or start is None or dct is None or day >= dct:
        return anchor
    first = match.first - 1
    while first > 0 and tokens[first - 1].low in _JUST:
        first -= 1
    goes_on = first < 1 or tokens[first - 1].tells == STOP
    return Interval.day(day + timedelta(days=1)) if start.hour >= _NOON or goes_on else anchor


def then_is_vague(match: Found, context: Context) -> bool:
    """Whether a "then" points at nothing sharp enough to be of use."""
    if match.reading.core.op != "then":
        return False
    last = context.last
    if last is None or match.first - context.last_at > _THEN_REACH:
        return True
    return last.n_days != 1 and last.granularity is not Granularity.MONTH


def to_the_hour(fields: Fields, dct_time: datetime) -> None:
    """ "in the past 24 hours" ends at the moment of publication when that is known."""
    kind, _, rest = fields["reading"].partition(":")
    if kind != "span" or not rest.startswith("past:") or not rest.endswith(":hour"):
        return
    end = dct_time.replace(tzinfo=None)
    hours = int(float(rest.split(":")[1]))
    if fields["interval"] is not None and 0 < hours < 10_000 and end.year >= 3:
        fields["interval"] = Interval(end - timedelta(hours=hours), end, Granularity.SPAN)


def is_backdrop(match: Found, tokens: Tokens) -> bool:
    """Whether a day only tells of something else: "since the start on 8 July", "Monday's strike".

    What happens "in the afternoon" in the next sentence did not happen on it.
    """
    after = tokens[match.stop] if match.stop < len(tokens) else None
    if after is not None and after.text == "'":
        return True
    which = match.first > 0 and tokens[match.first - 1].low == "the" and after is not None
    if which and after is not None and after.text[0].isalpha() and after.low not in NO_NOUN:
        return True
    for i in telling_before(tokens, match.first):
        if i < match.first - WINDOW_BACK:
            break
        if tokens[i].low == "since":
            return True
    return bool(aside_of(match, tokens))


def day_told(reading: Reading, value: str, interval: Interval) -> Interval:
    """The day to count on from: of a night that leads into a day that day, of midnight the one it ends."""
    if reading.op in ("overnight", "nightinto") and interval.last_day is not None:
        return Interval.day(interval.last_day)
    if value.endswith("T24:00"):
        return Interval.day(date.fromisoformat(value[:10]))
    return interval
