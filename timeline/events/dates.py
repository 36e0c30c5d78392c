"""The date that an event's own expressions give, with its basis, its reason and the trust in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from timeline.events.attachment import Link
from timeline.events.tables import table
from timeline.events.tense import Tense
from timeline.events.words import base
from timeline.intervals import Granularity, Interval
from timeline.models import DateBasis, Direction, Timex

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Dated", "from_links", "is_written_out", "rule_confidence", "rule_why"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its reasons. `interval` None means that the text gives no place on the calendar.

    `rule` is an id of data/dating_rules.toml; `timex` is the expression that the date rests on, None when it
    rests on the publication date alone. `wide` is a stretch that holds the event more surely than
    `interval`, where an inferred date is one of several near each other.
    """

    interval: Interval | None
    basis: DateBasis | None
    rule: str
    why: str
    confidence: float
    timex: Timex | None = None
    wide: Interval | None = None

    @property
    def is_own(self) -> bool:
        """True when an expression of the event itself dates it."""
        return self.timex is not None and self.rule in OWN_RULES


OWN_RULES = frozenset(
    {"relative", "parse", "premodifier", "speech", "content", "copula", "witness", "nearest", "offset"}
    | {"occasion", "conjunct", "since"}
)


@cache
def _rules() -> Mapping[str, Mapping[str, Any]]:
    return {rule["id"]: rule for rule in table("dating_rules")["rule"]}


def rule_confidence(rule: str) -> float:
    """The trust in a rule's dates, between 0 and 1."""
    return float(_rules()[rule]["confidence"])


def rule_why(rule: str, *, text: str = "", trigger: str = "", anchor: str = "") -> str:
    """The sentence that tells a reader how a date was found."""
    sentence = str(_rules()[rule]["why"])
    for name, value in (("{text}", text), ("{trigger}", trigger), ("{anchor}", anchor)):
        sentence = sentence.replace(name, value)
    return sentence[0].upper() + sentence[1:] + "."


def is_written_out(timex: Timex) -> bool:
    """True when the text writes a calendar date ("5 August", "in July", "2014"), not words to work one out
    from."""
    words = timex.text.lower().replace("-", " ").replace("/", " ").replace(".", " ").replace(",", " ").split()
    names = table("dating_rules")["written"]
    relative = {"last", "next", "this", "ago", "earlier", "later", "past", "coming", "previous", "following"}
    if any(word in relative for word in words):
        return False
    return any(word in names or (len(word) == 4 and word.isdigit()) for word in words)


def from_links(
    trigger: Token, links: Sequence[Link], by_id: Mapping[str, Timex], published: datetime, tense: Tense
) -> Dated | None:
    """The date that an event's own expressions give; None when there are none.

    Several expressions on one event are intersected where they overlap ("on Thursday", "at 3 pm"); where they
    do not, the one nearest to the trigger stands. `published` is midnight after the day of publication.
    """
    usable = sorted(links, key=lambda link: (bool(link.timex.bound), _gap(trigger, link.timex)))
    best: tuple[Link, Interval] | None = None
    for link in usable:
        interval = _placed(link, by_id, published, tense)
        if interval is None:
            continue
        if best is None:
            best = link, interval
        elif best[1].overlaps(interval) and best[1] != interval and not link.timex.bound:
            finer = best[1].intersection(interval)
            if finer is not None and finer != best[1]:
                best = (link if finer == interval else best[0]), finer
    if best is None:
        return None
    link, interval = best
    timex = link.timex
    basis = DateBasis.STATED if is_written_out(timex) else DateBasis.INFERRED
    why = rule_why(link.rule, text=timex.text, trigger=link.token.text)
    if timex.anchor is not None:
        counted = "the publication date" if timex.anchor_source == "dct" else "an earlier date in the text"
        why = f"{why[:-1]}; counted from {counted}, {timex.anchor.isoformat()}."
    confidence = rule_confidence(link.rule) * timex.confidence
    return Dated(interval, basis, link.rule, why, round(confidence, 3), timex)


def _gap(trigger: Token, timex: Timex) -> int:
    return min(abs(trigger.idx - timex.start), abs(trigger.idx - timex.end))


def _was_last(link: Link, tense: Tense) -> bool:
    """True of a weekday read as the coming one that a verb in the past takes: "condemned the plans on
    Tuesday".

    The tagger goes by words about it ("plans"); the parse knows whose day it is. "Was set for Friday" and
    "was due on Friday" stay ahead.
    """
    timex, verb = link.timex, link.token
    bare = timex.reading.removeprefix("weekday:").isdigit() and timex.reading.startswith("weekday:")
    if not bare or timex.direction is not Direction.FUTURE or link.rule != "parse" or timex.bound:
        return False
    if verb.pos_ != "VERB" or tense not in (Tense.PAST, Tense.PAST_PERFECT) or base(verb) in _plans():
        return False
    day = verb.doc.char_span(timex.start, timex.end, alignment_mode="expand")
    if day is None or any(c.dep_ == "case" and c.lower_ != "on" for c in day.root.children):
        return False
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "mark")}
    return not helpers & {"will", "would", "to", "shall", "should", "may", "might", "could", "can"}


@cache
def _plans() -> frozenset[str]:
    return frozenset(
        word for cue in table("status_cues")["cue"] if cue["id"] == "plan" for word in cue["words"]
    )


def _placed(link: Link, by_id: Mapping[str, Timex], published: datetime, tense: Tense) -> Interval | None:
    """The expression's interval as its preposition, its partner and the tense of its verb use it."""
    timex = link.timex
    interval = timex.interval
    if interval is None:
        return None
    if _was_last(link, tense) and interval.start is not None and interval.end is not None:
        week = timedelta(days=7)
        return replace(interval, start=interval.start - week, end=interval.end - week)
    if link.rule in ("premodifier", "relative"):
        return interval  # "the toll from Monday's strikes": the preposition is the toll's
    other = by_id.get(timex.partner)
    if other is not None and other.interval is not None:
        return _joined(interval, other.interval)
    past = tense in (Tense.PAST, Tense.PERFECT, Tense.PAST_PERFECT, Tense.NONE)
    if interval.granularity.is_within_day and timex.bound in ("before", "by", "after"):
        return _within_its_day(interval, timex.bound)
    if timex.bound in ("since", "from"):
        ends = published if past and interval.start and interval.start < published else None
        return _made(interval.start, ends, lasting=True) or interval
    if timex.bound == "after":
        ends = published if past and interval.end and interval.end < published else None
        return _made(interval.end, ends) or interval
    if timex.bound in ("until", "to"):
        return _made(None, interval.end, lasting=timex.bound == "until") or interval
    if timex.bound == "by":
        return _made(None, interval.end) or interval
    if timex.bound == "before":
        return _made(None, interval.start) or interval
    return interval


def _within_its_day(interval: Interval, bound: str) -> Interval:
    """ "Before dawn on Monday" is still Monday."""
    if interval.start is None or interval.end is None:
        return interval
    midnight = datetime(interval.start.year, interval.start.month, interval.start.day)
    if bound == "after":
        return _made(interval.start, midnight + timedelta(days=1)) or interval
    return _made(midnight, interval.end) or interval


def _made(start: datetime | None, end: datetime | None, *, lasting: bool = False) -> Interval | None:
    if (start is None and end is None) or (start is not None and end is not None and end <= start):
        return None
    return Interval(start, end, Granularity.SPAN, lasting=lasting)


def _joined(a: Interval, b: Interval) -> Interval:
    """One stretch from the earlier start to the later end."""
    starts, ends = [a.start, b.start], [a.end, b.end]
    start = None if None in starts else min(s for s in starts if s is not None)
    end = None if None in ends else max(e for e in ends if e is not None)
    if start is None and end is None:
        return a
    grain = a.granularity if a.granularity.is_within_day and b.granularity.is_within_day else Granularity.SPAN
    return replace(a, start=start, end=end, granularity=grain, lasting=True)


def published_end(day: Any) -> datetime:
    """Midnight after the day of publication."""
    midnight = datetime(day.year, day.month, day.day)
    return midnight + timedelta(days=1) if midnight.date() < date.max else datetime.max
