"""Dates that one clause gives to two events: coordinated verbs, and the attack in which people died."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.dates import Dated, rule_confidence, rule_why
from timeline.events.telling import Telling
from timeline.events.tense import Tense
from timeline.events.triggers import reporting_class
from timeline.intervals import Granularity, Interval
from timeline.models import Timex

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["shared"]

NEAR = 3  # tellings on either side
OCCASIONS = frozenset({"in", "during"})
ELSEWHEN = frozenset({"then", "later", "earlier", "previously", "afterwards", "eventually", "since"})
SUBJECTS = ("nsubj", "nsubj:pass")
PAST = (Tense.PAST, Tense.PAST_PERFECT)


def shared(
    told: Sequence[Telling],
    own: Sequence[Dated | None],
    index: int,
    timexes: Sequence[Timex],
    published: datetime,
) -> Dated | None:
    """The date that an undated telling has from its own clause: of the violence "in" which it happened, of
    what it has gone on "since", or of the verb that it is coordinated with; None where it has neither.

    `published` is midnight after the day of publication. Example: "Rebels seized the town on Friday and freed
    the prisoners" dates `freed` too, unless the second verb has a time of its own ("and withdrew after 11
    days").
    """
    this = told[index]
    if this.candidate.kind != "verb":
        return None
    for at in range(max(0, index - NEAR), min(len(told), index + NEAR + 1)):
        dated, that = own[at], told[at]
        if dated is None or that.sentence != this.sentence:
            continue
        if _is_occasion(this, that):
            return _taken(dated, "occasion", this, that)
        if _is_start(this, that) and (stretch := _since(dated, published)) is not None:
            return _taken(replace(dated, interval=stretch), "since", this, that)
        if at < index and not _lasts(dated) and _is_conjunct(this, that) and not _has_time(this, timexes):
            return _taken(dated, "conjunct", this, that)
    return None


def _lasts(dated: Dated) -> bool:
    return dated.interval is not None and dated.interval.lasting


def _taken(dated: Dated, rule: str, this: Telling, that: Telling) -> Dated:
    text = dated.timex.text if dated.timex is not None else ""
    why = rule_why(rule, text=text, trigger=this.trigger.text, anchor=that.trigger.text)
    return replace(dated, rule=rule, why=why, confidence=round(dated.confidence * rule_confidence(rule), 3))


def _is_occasion(this: Telling, that: Telling) -> bool:
    """ "1,200 were killed and 251 taken hostage in the attack of October 7": the attack is when."""
    if that.candidate.kind != "noun" or not that.candidate.classes & {"violence", "happening"}:
        return False
    noun = that.trigger
    case = next((c.lower_ for c in noun.children if c.dep_ == "case"), "")
    return noun.dep_ == "obl" and case in OCCASIONS and _is_under(noun, this)


def _is_start(this: Telling, that: Telling) -> bool:
    """ "Since the coup of 1 February, 1,040 people have been killed": from the coup on."""
    noun = that.trigger
    if that.candidate.kind != "noun" or this.tense is not Tense.PERFECT or noun.dep_ != "obl":
        return False
    return "since" in trees.cases(noun) and _is_under(noun, this)


def _since(dated: Dated, published: datetime) -> Interval | None:
    """From the start of the date on, to the publication."""
    start = dated.interval.start if dated.interval is not None else None
    if start is None or start >= published:
        return None
    return Interval(start, published, Granularity.SPAN, lasting=True)


def _is_under(noun: Token, this: Telling) -> bool:
    """True where the noun hangs on the telling's verb, or on one coordinated with it."""
    verbs = {part.i for part in this.parts}
    last = noun.head
    if last.i in verbs or (last.dep_ == "conj" and last.head.i in verbs):
        return True
    return any(part.dep_ == "conj" and part.head.i == last.i for part in this.parts)


def _is_conjunct(this: Telling, that: Telling) -> bool:
    verb = this.trigger
    if verb.dep_ != "conj" or reporting_class(verb) or verb.head.i not in {part.i for part in that.parts}:
        return False
    if (
        any(c.dep_ in SUBJECTS for c in verb.children)
        or this.tense not in PAST
        or this.tense is not that.tense
    ):
        return False
    return verb.head.pos_ == "VERB" and not any(c.lower_ in ELSEWHEN for c in verb.children)


def _has_time(this: Telling, timexes: Sequence[Timex]) -> bool:
    start, last = this.trigger.idx, _last(this.trigger)
    return any(start <= timex.start < last.idx + len(last) for timex in timexes)


def _last(verb: Token) -> Token:
    return verb.right_edge
