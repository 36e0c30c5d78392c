"""Dates for events that have no expression of their own: the sentence, the telling before, the publication
date.

Every date given here is marked as inferred (or as assumed from the publication date) and names the event
and the expression that it was taken from. Which one it is, ranking.py decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from timeline.events.dates import Dated, rule_confidence, rule_why
from timeline.events.ranking import Story, rank
from timeline.events.retelling import Retold, is_known, is_violence
from timeline.events.tables import table
from timeline.events.telling import Telling
from timeline.events.tense import Tense
from timeline.events.words import base
from timeline.intervals import Granularity, Interval
from timeline.models import DateBasis

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Placed", "is_definite"]

LEAD = 1  # sentences after the first that tell the news itself: "the blast" is new in them
UNRIVALLED = 0.65  # the publication date, where the article has no other date: right two times in three
WIDE_MASS = 0.75  # the share of belief that a stretch of several dates must hold
WIDEST = timedelta(days=7)
BACK = 3  # tellings from an event back to the verb that it came before
GUESS = 0.2  # that violence which the reader is taken to know was on a day that tells of something else
KNOWN = frozenset({"the", "this", "that"})
PAST = (Tense.PAST, Tense.PERFECT, Tense.PAST_PERFECT)
SUREST = 0.9  # no inferred date is surer than this, whatever the ranking says


class Placed:
    """A date for every telling: its own where it has one, else the likeliest of the article, else
    publication.

    Dates are inferred when they are asked for: half the tellings are left out before anybody does. `weights`
    are those of the ranking, the shipped ones if left out.
    """

    def __init__(
        self,
        told: Sequence[Telling],
        own: Sequence[Dated | None],
        published: date,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self._story = Story(told, own, published)
        self._weights = weights
        self._dates = list(own)
        self._retold = Retold(told, own)
        self._before: dict[int, int | None] = {}

    def __len__(self) -> int:
        return len(self._dates)

    def __iter__(self) -> Iterator[Dated]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Dated:
        known = self._dates[index]
        if known is None:
            # What takes up what takes up ...: dated from the first on, and not by recursion.
            line = [index]
            while (before := self._taken_up(line[-1])) is not None and self._dates[before] is None:
                line.append(before)
            for at in reversed(line):
                known = self._dates[at] = self._infer(at)
        assert known is not None
        return known

    def _infer(self, index: int) -> Dated:
        before = self._taken_up(index)
        same = self._dates[before] if before is not None else None
        if before is not None and same is not None and same.timex is not None:
            return _again(self._story, index, before, same)
        return _infer(self._story, index, self._weights)

    def _taken_up(self, index: int) -> int | None:
        if index not in self._before:
            self._before[index] = self._retold.antecedent(index)
        return self._before[index]

    def __setitem__(self, index: int, dated: Dated) -> None:
        self._dates[index] = dated

    def is_own(self, index: int) -> bool:
        """True when an expression of the telling itself dates it; no date is inferred for the answer."""
        known = self._dates[index]
        return known is not None and known.is_own


def _infer(story: Story, index: int, weights: Mapping[str, float] | None) -> Dated:
    ranked = rank(story, index, weights)
    sums: dict[int, float] = {}  # by the numbers of the story's intervals
    today = 0
    this = story.told[index]
    past = this.tense in PAST
    behind = _sequel_of(story, index)
    recalled = is_known(this) and this.sentence - story.first > LEAD
    for choice in ranked:
        if behind is not None and (choice.source is None or choice.source > index):
            continue  # what its sequel's day is before, no later telling and no publication dates
        if choice.source is not None and _is_topic(story, index, choice.source):
            continue  # "claimed responsibility on Thursday for the attack" does not say when that was
        if choice.source is not None and _is_aside(story, index, choice.source):
            continue
        if recalled and choice.source is not None and not _is_bloody(story.told[choice.source]):
            continue  # "laid a wreath on Thursday by the crater of the blast", neither
        number = today if choice.source is None else story.numbers[choice.source]
        if past and story.is_ahead[number]:
            continue  # what is told in the past is not in the future
        sums[number] = sums.get(number, 0.0) + choice.probability
    if behind is not None and not sums:
        return _before(_interval(story, behind))
    mass = sum(sums.values())  # the publication date is among them, or a date told before
    sums = {number: share / mass for number, share in sums.items()}
    best = max(sums, key=lambda number: sums[number])
    limit = SUREST if story.dated else UNRIVALLED
    confidence = round(min(limit, sums[best]), 3)
    source = next(
        (c.source for c in ranked if c.source is not None and story.numbers[c.source] == best), None
    )
    day = story.intervals[today]
    if source is None and recalled and len(sums) == 1:
        return Dated(day, DateBasis.PUBLICATION, "publication", rule_why("publication"), GUESS)
    wide = _wide((story.intervals[number], share) for number, share in sums.items())
    if source is None:
        why = rule_why("publication")
        return Dated(day, DateBasis.PUBLICATION, "publication", why, confidence, wide=wide)
    return replace(_carried(story, index, source, confidence), wide=wide)


def _again(story: Story, index: int, source: int, same: Dated) -> Dated:
    """The date of the telling that this one takes up, as sure as that and as the taking up."""
    this, that = story.told[index], story.told[source]
    text = same.timex.text if same.timex else ""
    why = rule_why("anaphor", text=text, trigger=this.trigger.text, anchor=that.trigger.text)
    confidence = min(SUREST, rule_confidence("anaphor") * same.confidence)
    basis = same.basis if same.basis is DateBasis.PUBLICATION else DateBasis.INFERRED
    return replace(same, basis=basis, rule="anaphor", why=why, confidence=round(confidence, 3))


def _is_bloody(telling: Telling) -> bool:
    return is_violence(telling) or "outcome" in telling.candidate.classes


def is_definite(noun: Token) -> bool:
    """True of an event that the reader was told of before: "the attack came two days after a raid"."""
    return noun.pos_ == "NOUN" and any(c.lower_ in KNOWN for c in noun.children if c.dep_ == "det")


def _is_topic(story: Story, index: int, source: int) -> bool:
    """True of an event noun that the dated saying in its sentence speaks about."""
    this, that = story.told[index], story.told[source]
    if this.candidate.kind != "noun" or this.sentence != that.sentence or not story.speech[source]:
        return False
    here = this.trigger
    while here.head.i != here.i and here.pos_ in ("NOUN", "PROPN"):
        here = here.head
    return here.i == that.trigger.i


def _is_aside(story: Story, index: int, source: int) -> bool:
    """True of a date that is of something else: of what a sequel comes after, of the sequel, of "June 2019,
    when floods killed 40"."""
    dated = story.own[source]
    if dated is not None and dated.rule == "relative":
        return True
    this, that = story.told[index], story.told[source]
    if this.sentence != that.sentence:
        return False
    if _comes_before(this.trigger):
        return that.candidate.kind == "verb"  # "appeared in court on Friday, charged over the raid"
    return that.trigger.head.i in {part.i for part in this.parts} and _comes_before(that.trigger)


def _comes_before(noun: Token) -> bool:
    """ "Condemned the bombing", "charged over the attack": the noun came before the verb above it."""
    verb = noun.head
    if noun.pos_ != "NOUN" or verb.pos_ != "VERB":
        return False
    words = table("dating_offsets")["sequels"]
    if noun.dep_ == "obj":
        return base(verb) in words["of"]
    return base(verb) in words["over"] and not frozenset(words["by"]).isdisjoint(
        c.lower_ for c in noun.children if c.dep_ == "case"
    )


def _sequel_of(story: Story, index: int) -> int | None:
    """The dated verb of its sentence that an event came before."""
    this = story.told[index]
    if not _comes_before(this.trigger):
        return None
    return next(
        (
            at
            for at in range(max(0, index - BACK), index)
            if story.own[at] is not None
            and story.told[at].sentence == this.sentence
            and story.told[at].candidate.kind == "verb"
        ),
        None,
    )


def _before(day: Interval) -> Dated:
    """On that day or before it."""
    open_start = Interval(None, day.end, Granularity.SPAN, uncertain=True)
    return Dated(open_start, DateBasis.INFERRED, "open", rule_why("open"), rule_confidence("open"))


def _wide(sums: Iterable[tuple[Interval, float]]) -> Interval | None:
    """The stretch over the likeliest dates that together are sure enough; None when they lie far apart."""
    held: list[Interval] = []
    mass = 0.0
    for interval, share in sorted(sums, key=lambda pair: -pair[1]):
        held.append(interval)
        mass += share
        if mass >= WIDE_MASS:
            break
    starts = [i.first_day for i in held if i.first_day is not None]
    ends = [i.last_day for i in held if i.last_day is not None]
    if len(starts) < len(held) or len(ends) < len(held) or max(ends) - min(starts) >= WIDEST:
        return None
    return Interval.days(min(starts), max(ends))


def _interval(story: Story, source: int) -> Interval:
    dated = story.own[source]
    assert dated is not None and dated.interval is not None
    return dated.interval


def _carried(story: Story, index: int, source: int, confidence: float, rule: str = "") -> Dated:
    this, that = story.told[index], story.told[source]
    dated = story.own[source]
    assert dated is not None
    rule = rule or _rule(this, that, source == story.main)
    text = dated.timex.text if dated.timex else ""
    why = rule_why(rule, text=text, trigger=this.trigger.text, anchor=that.trigger.text)
    return Dated(dated.interval, DateBasis.INFERRED, rule, why, confidence, dated.timex)


def _rule(this: Telling, that: Telling, is_main: bool) -> str:
    """What to tell the reader; the ranking has weighed all of these together."""
    if _lemmas(this.trigger, that.parts) and this.sentence != that.sentence:
        return "same_word"
    if this.sentence == that.sentence:
        return "same_sentence"
    return "main_event" if is_main and abs(this.sentence - that.sentence) > 1 else "narrative"


def _lemmas(trigger: Token, parts: Sequence[Token]) -> bool:
    return base(trigger) in {base(p) for p in parts}
