"""Dates for events that have no expression of their own: the sentence, the telling before, the publication date.

Every date given here is marked as inferred and names the event and the expression that it was taken from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from timeline.events.dates import Dated, rule_confidence, rule_why
from timeline.events.telling import Telling
from timeline.events.tense import Tense
from timeline.events.triggers import reporting_class
from timeline.intervals import Interval
from timeline.models import DateBasis

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["place"]

REACH = 3  # sentences that a narrative carries a date on


def place(told: Sequence[Telling], own: Sequence[Dated | None], published: date) -> list[Dated]:
    """A date for every telling: its own where it has one, else what the discourse gives, else publication."""
    return [
        known if known is not None else _infer(index, told, own, published) for index, known in enumerate(own)
    ]


def _infer(index: int, told: Sequence[Telling], own: Sequence[Dated | None], published: date) -> Dated:
    this = told[index]
    dated = [(i, d) for i, d in enumerate(own) if d is not None and d.interval is not None]
    speech = bool(reporting_class(this.trigger)) and this.trigger.pos_ == "VERB"
    if this.tense is not Tense.FUTURE:
        word = this.trigger.lemma_.lower()
        for i, d in dated:
            if told[i].trigger.lemma_.lower() == word and not speech:
                return _carried("same_word", d, told[i].trigger, this.trigger)
    near = [
        (abs(told[i].trigger.i - this.trigger.i), i, d)
        for i, d in dated
        if told[i].sentence == this.sentence and _is_speech(told[i].trigger) == speech
    ]
    if near:
        _, i, d = min(near, key=lambda item: item[:2])
        return _carried("same_sentence", d, told[i].trigger, this.trigger)
    if this.tense in (Tense.PAST, Tense.PAST_PERFECT, Tense.NONE) and not speech:
        before = [
            (i, d)
            for i, d in dated
            if 0 < this.sentence - told[i].sentence <= REACH and not _is_speech(told[i].trigger)
        ]
        if before:
            i, d = before[-1]
            return _carried("narrative", d, told[i].trigger, this.trigger)
    return publication(published)


def publication(day: date) -> Dated:
    """The day of publication, assumed."""
    why = rule_why("publication")
    return Dated(Interval.day(day), DateBasis.PUBLICATION, "publication", why, rule_confidence("publication"))


def _is_speech(token: Token) -> bool:
    return token.pos_ == "VERB" and bool(reporting_class(token))


def _carried(rule: str, from_: Dated, anchor: Token, trigger: Token) -> Dated:
    text = from_.timex.text if from_.timex else ""
    why = rule_why(rule, text=text, trigger=trigger.text, anchor=anchor.text)
    confidence = round(rule_confidence(rule) * from_.confidence, 3)
    return Dated(from_.interval, DateBasis.INFERRED, rule, why, confidence, from_.timex)
