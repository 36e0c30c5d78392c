"""Which date of the article an event without one of its own belongs to: a linear ranking of all dates in
reach.

Each candidate is an expression of the article (with the telling that it dates) or the publication date. Its
score is the sum of the weights of its features (data/dating_weights.toml, fitted by fit.py); the
scores of all candidates together give probabilities, and so the confidence of the answer.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from timeline.events.dates import Dated
from timeline.events.status import is_infinitive
from timeline.events.tables import table
from timeline.events.telling import Telling
from timeline.events.tense import Tense
from timeline.events.triggers import reporting_class
from timeline.events.words import base
from timeline.intervals import Granularity, Interval

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Choice", "Story", "features", "rank"]

CLAUSES = frozenset({"ccomp", "advcl", "acl:relcl", "parataxis", "acl", "csubj"})
MAX_STEPS = 30
REACH = 40  # dated tellings on either side


class Choice(NamedTuple):
    """One candidate date: the telling `source` (an index) whose own date it is, or None for the publication
    date."""

    source: int | None
    probability: float


class Story:
    """What the ranking looks at: the tellings of an article, their own dates, and the publication date.

    `intervals` are the different dates, publication first, and `numbers` says which of them each dated
    telling has: numbers are compared more quickly than dates.
    """

    def __init__(self, told: Sequence[Telling], own: Sequence[Dated | None], published: date) -> None:
        self.told = told
        self.own = own
        self.published = published
        self.dated = [i for i, d in enumerate(own) if d is not None and d.interval is not None]
        self.speech = [t.trigger.pos_ == "VERB" and bool(reporting_class(t.trigger)) for t in told]
        numbers = {Interval.day(published): 0}
        self.numbers = {i: numbers.setdefault(_interval(own[i]), len(numbers)) for i in self.dated}
        self.intervals = list(numbers)
        self.is_ahead = [one.first_day is not None and one.first_day > published for one in self.intervals]
        days = [interval.edtf() for interval in self.intervals]
        self._days = {i: days[number] for i, number in self.numbers.items()}
        self.bases = [base(t.trigger) for t in told]
        self.words = [frozenset(base(p) for p in t.parts) for t in told]
        self.counts = Counter(self.day(i) for i in self.dated)
        self.sums: dict[tuple[object, ...], float] = {}
        self.marks = {i: _marks(self, i) for i in self.dated}
        self.main = next((i for i in self.dated if not self.speech[i]), None)
        self.names = [_names(t) for t in told]
        self.first = min((t.sentence for t in told), default=0)
        self.per_sentence = Counter(told[i].sentence for i in self.dated)
        self.first_dated = min((told[i].sentence for i in self.dated), default=None)
        self.last_told: list[
            int | None
        ] = []  # for each telling, the last dated one before it that is no speech
        self.last_said: list[int | None] = []  # the same of speech
        last: int | None = None
        said: int | None = None
        known = set(self.dated)
        for index in range(len(told)):
            self.last_told.append(last)
            self.last_said.append(said)
            if index in known and self.speech[index]:
                said = index
            elif index in known:
                last = index

    def reach(self, index: int) -> list[int]:
        """The dated tellings near enough to be candidates: all of an ordinary article, the nearest of a
        long one."""
        if len(self.dated) <= 2 * REACH:
            return self.dated
        at = bisect_left(self.dated, index)
        near = self.dated[max(0, at - REACH) : at + REACH]
        return near if self.main is None or self.main in near else [self.main, *near]

    def day(self, index: int) -> str:
        """The dates of a telling's own interval as text, for comparing."""
        return self._days[index]


def _interval(dated: Dated | None) -> Interval:
    assert dated is not None and dated.interval is not None
    return dated.interval


def rank(story: Story, index: int, weights: Mapping[str, float] | None = None) -> list[Choice]:
    """All candidate dates of one telling, best first; probabilities sum to 1."""
    known = _weights() if weights is None else weights
    choices = [*story.reach(index), None]
    scores = [_score(story, index, source, known) for source in choices]
    top = max(scores)
    mass = [math.exp(score - top) for score in scores]
    total = sum(mass)
    ranked = [Choice(source, m / total) for source, m in zip(choices, mass, strict=True)]
    return sorted(ranked, key=lambda c: -c.probability)


def _score(story: Story, index: int, source: int | None, weights: Mapping[str, float]) -> float:
    """The weights of all features of a candidate; what many tellings ask of one date is summed up once."""
    if source is None:
        return _sum(features(story, index, None), weights)
    this = story.told[index]
    where, recent = _where(story, index, source), _recent(story, index, source)
    standing = _standing(story, index, source)
    date_key = (source, where, recent, id(weights))
    tense_key = (source, where == "here", this.tense, id(weights))
    between_key = (standing, id(weights))
    sums = story.sums
    if date_key not in sums:
        sums[date_key] = _sum(_of_date(story, index, source), weights)
    if tense_key not in sums:
        sums[tense_key] = _sum(_tense_fit(story, this, source), weights)
    if between_key not in sums:
        sums[between_key] = _sum(_between(standing), weights)
    return sums[between_key] + sums[date_key] + sums[tense_key]


def _sum(names: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum([weights[name] for name in names if name in weights])


@cache
def _weights() -> Mapping[str, float]:
    return {name: float(value) for name, value in table("dating_weights")["weights"].items()}


def features(story: Story, index: int, source: int | None) -> list[str]:
    """The features of one candidate date for one telling, by name; each counts 1."""
    this = story.told[index]
    about = _about(story, index)
    if source is None:
        return ["dct", *(f"dct {name}" for name in about), *_alternatives(story, index)]
    return [
        *_between(_standing(story, index, source)),
        *_of_date(story, index, source),
        *_tense_fit(story, this, source),
    ]


def _about(story: Story, index: int) -> Iterator[str]:
    this = story.told[index]
    yield f"tense {this.tense}"
    yield f"kind {this.candidate.kind}"
    depth = this.sentence - story.first
    place = "head" if depth == 0 else "lead" if depth <= 2 else "early" if depth <= 6 else "late"
    yield f"at {place}"
    yield f"{this.tense} at {place}"
    if story.speech[index]:
        yield "speech"
    if _under_speech(this.trigger):
        yield "told"
    if is_infinitive(this.trigger):
        yield "infinitive"


def _alternatives(story: Story, index: int) -> Iterator[str]:
    """What else there is, which the publication date has to compete with."""
    this = story.told[index]
    if not story.dated:
        yield "dct alone"
    elif story.counts[story.published.isoformat()]:
        yield "dct told"
    elif story.main is not None and story.first_dated is not None:
        yield f"dct, first date {_age_of(story, story.main)}"
        yield f"dct not told, {'lead' if story.told[story.main].sentence - story.first <= 2 else 'late'} date"
    if story.per_sentence[this.sentence]:
        yield "dct date in sentence"
    elif story.first_dated is not None and story.first_dated < this.sentence:
        yield "dct date before"


class _Standing(NamedTuple):
    """How a telling stands to one that has a date: all that the features between two tellings are made of."""

    gap: int  # sentences between, up to 6 either way; positive where the date was told before
    speech: str
    is_beside: bool  # in the same paragraph
    is_last_told: bool
    is_last_said: bool
    is_undated: bool  # no date in the telling's own sentence
    is_main: bool
    is_head: bool
    is_same_word: bool
    names: int  # shared ones, up to 2
    is_violent: bool
    here: tuple[str, ...] = ()  # features within one sentence


def _standing(story: Story, index: int, source: int) -> _Standing:
    this, that = story.told[index], story.told[source]
    gap = this.sentence - that.sentence
    speech = _SPEECH[story.speech[index], story.speech[source]]
    return _Standing(
        min(6, max(-6, gap)),
        speech,
        this.paragraph == that.paragraph,
        story.last_told[index] == source,
        story.speech[index] and story.last_said[index] == source,
        not story.per_sentence.get(this.sentence),
        source == story.main,
        this.sentence == story.first,
        story.bases[index] in story.words[source] or story.bases[source] in story.words[index],
        min(2, len(story.names[index] & story.names[source])),
        not _BLOODY.isdisjoint(this.candidate.classes & that.candidate.classes),
        () if gap else tuple(_within(story, index, source, speech)),
    )


_SPEECH = {(True, True): "ss", (True, False): "se", (False, True): "es", (False, False): "ee"}
_BLOODY = frozenset({"violence", "outcome"})


def _between(how: _Standing) -> Iterator[str]:
    speech = how.speech
    yield from how.here
    if how.gap:
        size = abs(how.gap)
        step = "1" if size == 1 else "2" if size == 2 else "3-5" if size < 6 else "6+"
        yield f"{'before' if how.gap > 0 else 'after'} {step} {speech}"
        if how.is_beside:
            yield "same paragraph"
    if how.is_last_told:
        yield "last date told"
        if how.is_undated:
            yield "last date told, none here"
    if how.is_last_said:
        yield "last date said"
        yield f"last date said {speech}"
        if how.is_undated:
            yield "last date said, none here"
    if how.is_main:
        yield "main event"
        if how.is_head:
            yield "main event for head"
    if how.is_same_word:
        yield f"same word {speech}"
    if how.names and how.gap:
        yield "shared name" if how.names == 1 else "shared names"
    if how.is_violent:
        yield "both violent"


def _within(story: Story, index: int, source: int, speech: str) -> Iterator[str]:
    """What only a date of the same sentence is to a telling."""
    this, that = story.told[index], story.told[source]
    yield f"same sentence {speech}"
    yield f"tree {_relation(this.trigger, that.trigger)} {speech}"
    steps = abs(this.trigger.i - that.trigger.i)
    yield f"tokens {'1-4' if steps < 5 else '5-10' if steps < 11 else '11-20' if steps < 21 else '21+'}"
    yield f"date {'first' if that.trigger.i < this.trigger.i else 'last'} {speech}"
    if is_infinitive(this.trigger):
        yield "infinitive here"
    alone = story.per_sentence[this.sentence] == 1
    yield "only date in sentence" if alone else "one of many in sentence"
    if not any(story.own[i] is not None for i in range(min(index, source) + 1, max(index, source))):
        yield "nearest date in sentence"


def _of_date(story: Story, index: int, source: int) -> Iterator[str]:
    age, grain, others = story.marks[source]
    where = _where(story, index, source)
    yield from (age, f"{age} {where}", grain, f"{grain} {where}", *others)
    if _recent(story, index, source):
        yield "recent for head"


def _where(story: Story, index: int, source: int) -> str:
    gap = abs(story.told[index].sentence - story.told[source].sentence)
    return "here" if gap == 0 else "near" if gap <= 2 else "far"


def _recent(story: Story, index: int, source: int) -> bool:
    """True of a date just before publication, for the first sentence that tells anything."""
    if story.told[index].sentence != story.first:
        return False
    return story.marks[source][0] in ("today", "yesterday", "week")


def _marks(story: Story, source: int) -> tuple[str, str, tuple[str, ...]]:
    """What a date is like, whichever telling asks: how old, how fine, and the rest."""
    dated = story.own[source]
    assert dated is not None and dated.interval is not None and dated.timex is not None
    interval = dated.interval
    first = interval.first_day or interval.last_day
    assert first is not None
    share = story.counts[story.day(source)] / max(1, len(story.dated))
    often = ("frequent",) if share > 0.5 else ("common",) if share > 0.25 else ()
    bound = ("bound",) if dated.timex.bound else ()
    return _age((story.published - first).days), f"grain {_grain(interval)}", (*bound, *often)


def _age_of(story: Story, source: int) -> str:
    dated = story.own[source]
    assert dated is not None and dated.interval is not None
    first = dated.interval.first_day or dated.interval.last_day
    assert first is not None
    return _age((story.published - first).days)


def _grain(interval: Interval) -> str:
    grain = interval.granularity
    if interval.start is None or interval.end is None:
        return "open"
    if grain.is_within_day:
        return "part"
    return grain if grain in (Granularity.DAY, Granularity.MONTH, Granularity.YEAR) else "other"


def _age(days: int) -> str:
    """How long before publication, in steps."""
    if days < 0:
        return "future"
    if days < 2:
        return "yesterday" if days else "today"
    return next((name for limit, name in ((8, "week"), (32, "month"), (400, "year")) if days < limit), "old")


def _tense_fit(story: Story, this: Telling, source: int) -> Iterator[str]:
    dated, that = story.own[source], story.told[source]
    assert dated is not None and dated.interval is not None
    first = dated.interval.first_day
    if first is not None and first > story.published:
        yield f"future date, {this.tense}"
    else:
        yield f"past date, {this.tense}"
        if this.sentence == that.sentence:
            yield f"past date here, {this.tense}"
    yield "tenses agree" if this.tense is that.tense else "tenses differ"
    if this.tense is Tense.PAST_PERFECT and that.tense is Tense.PAST:
        yield "before the past"


def _relation(this: Token, that: Token) -> str:
    """How two predicates of one sentence stand in the tree: clauses crossed up from each to their meeting
    point."""
    if this.i == that.i:
        return "same"
    up, seen = [], this
    for _ in range(MAX_STEPS):
        up.append(seen.i)
        if seen.head.i == seen.i:
            break
        seen = seen.head
    down, at = 0, that
    last = ""
    for _ in range(MAX_STEPS):
        if at.i in up:
            break
        if at.dep_ in CLAUSES or at.dep_ == "conj":
            down += 1
            last = at.dep_
        if at.head.i == at.i:
            return "apart"
        at = at.head
    rise, first = 0, ""
    here = this
    while here.i != at.i:
        if here.dep_ in CLAUSES or here.dep_ == "conj":
            rise += 1
            first = here.dep_
        here = here.head
    if rise == 0 and down == 0:
        return "clause"
    if rise == 0:
        return f"below {last}" if down == 1 else "below far"
    if down == 0:
        return f"above {first}" if rise == 1 else "above far"
    return "beside"


def _under_speech(trigger: Token) -> bool:
    here = trigger
    for _ in range(MAX_STEPS):
        if here.dep_ in ("ccomp", "parataxis") and reporting_class(here.head):
            return True
        if here.head.i == here.i:
            return False
        here = here.head
    return False


def _names(telling: Telling) -> frozenset[str]:
    found: set[str] = set()
    for part in telling.parts:
        for child in part.children:
            found.update(t.lower_ for t in (child, *child.children) if t.pos_ == "PROPN")
    return frozenset(found)
