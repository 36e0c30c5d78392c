"""One pass over the matches of a text, in order: each gets its anchor, its direction and its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from timeline.intervals import Interval
from timeline.models import Direction, TimexType
from timeline.timex.account import confidence_of, side_of, why_of
from timeline.timex.anchors import Context, needs_anchor
from timeline.timex.dayless import (
    NO_DAY,
    day_told,
    is_backdrop,
    is_today,
    names_no_day,
    past_midnight,
    then_is_vague,
    to_the_hour,
)
from timeline.timex.direction import NO_CUE, Cue, direction_of
from timeline.timex.epochs import Epochs, counts_from_epoch
from timeline.timex.eras import bc_value, stand_in, year_before_christ
from timeline.timex.grammar import Found
from timeline.timex.narrative import aside_of, is_writers
from timeline.timex.ranges import may_lead
from timeline.timex.readings import Reading
from timeline.timex.record import Fields
from timeline.timex.resolve import Resolved, resolve
from timeline.timex.speech import quotations, said_on, written_on
from timeline.timex.thread import Step, states_year
from timeline.timex.tokens import Tokens
from timeline.timex.told import (
    ending,
    ends_on,
    has_year,
    is_bounded,
    is_range,
    is_twin,
    lends_day,
    local_zone,
    opening,
    opens_period,
    opens_range,
    tells,
    twin_of,
    widened,
)

__all__ = ["Placed", "Reader"]

_FUTURE = Direction.FUTURE
# what counts from the day of speaking or writing
_SPOKEN = frozenset({"shift", "reltonight", "overnight"})
# days before publication that a dateline may lie
_DATELINE_DAYS = 3
# tokens between two expressions of which one may tell of the other
_BESIDE = 3
_NO_PLACE = frozenset({TimexType.DURATION, TimexType.SET})


class Fixed(NamedTuple):
    """An anchor that the words beside an expression give it, with these words."""

    anchor: Interval
    words: str
    direction: Direction | None = None


class Placed(NamedTuple):
    """An expression on the calendar, and how it came there; account.py puts it in words."""

    reading: Reading
    done: Resolved
    anchor: Interval | None
    source: str
    anchor_text: str
    cue: Cue
    kind: str
    told: str = ""
    zone: str = ""


@dataclass
class Reader:
    """One text being read: what its dates count from, as far as it has been read."""

    text: str
    tokens: Tokens
    matches: Sequence[Found]
    context: Context
    epochs: Epochs
    zone: str = ""
    dct_time: datetime | None = None
    fixed: dict[int, Fixed] = field(default_factory=dict)
    firm: set[int] = field(default_factory=set)
    twins: dict[int, tuple[Interval, str]] = field(default_factory=dict)
    # whether a word that `ranges.link` knows may stand before each of those found
    led: list[bool] = field(default_factory=list)

    def read(self) -> list[Fields]:
        """All expressions, in order."""
        found: list[Fields] = []
        context, told = self.context, self.context.narrative
        self.epochs.look_ahead(self.matches, self.tokens)
        self.look_ahead()
        if self.context.narrative:
            self.context.thread.ahead = self.steps()
        spans: list[tuple[int, int]] | None = None
        written = None if self.context.narrative else self.spot(written_on(self.matches, self.tokens))
        if written is not None and not self.is_fresh(written.anchor):
            written = None
        for k, match in enumerate(self.matches):
            if then_is_vague(match, context):
                continue
            if match.rule.needs_epoch and self.epochs.find(match, self.tokens) is None:
                continue
            context.hear(match.reading, match.first)
            reading = context.compared(match, self.tokens) if context.quarter else match.reading
            if reading is not match.reading:
                match = match._replace(reading=reading)
            fixed = self.fixed.get(k)
            if fixed is None and _is_spoken(match.reading.core) and not self.context.narrative:
                spans = quotations(self.tokens) if spans is None else spans
                said = said_on(k, self.matches, spans, self.tokens) if spans else None
                fixed = self.spot(said) or written
            fields, interval = self.one(k, match, fixed, f"t{len(found) + 1}")
            found.append(fields)
            self.led.append(match.first > 0 and may_lead(self.tokens[match.first - 1].low))
            if interval is not None:
                context.note(
                    day_told(match.reading, fields["value"], interval),
                    fields["text"],
                    match.reading,
                    match.first,
                    aside=aside_of(match, self.tokens) if told else "",
                    backdrop=not told and interval.n_days == 1 and is_backdrop(match, self.tokens),
                )
                if fields["interval"] is not None:
                    self.epochs.note(match, self.tokens, fields["interval"])
        return found

    def look_ahead(self) -> None:
        """The first quarter that a report names is what it is about, also in the sentences before it."""
        for k, match in enumerate(self.matches):
            if match.reading.op == "quarter" and not self.context.narrative:
                interval = self.place(k, match, None).done.interval
                if interval is not None and self.context.note_quarter(interval, match.first):
                    return

    def steps(self) -> list[Step]:
        """The dates that state their year and are steps of the story."""
        ahead: list[Step] = []
        for match in self.matches:
            if states_year(match.reading.core) and not aside_of(match, self.tokens):
                interval = resolve(match.reading, None).interval
                if interval is not None:
                    ahead.append(Step(interval, self.words(match), match.first))
        return ahead

    def spot(self, match: Found | None) -> Fixed | None:
        """The place of the expression that tells when something was said or written, and its words."""
        if match is None:
            return None
        anchor, _ = self.context.anchor_for(match.reading, match.first, needs_anchor(match.reading))
        cue = direction_of(match, self.tokens)
        interval = resolve(match.reading, anchor, cue.direction, zone=self.zone).interval
        dct = self.context.dct
        if interval is None or (dct is not None and (interval.first_day or dct) > dct):
            return None
        return Fixed(interval, self.words(match))

    def is_fresh(self, line: Interval) -> bool:
        """Whether the day of a dateline lies shortly before the publication day."""
        dct = self.context.dct
        if dct is None or line.first_day is None or line.n_days != 1:
            return False
        return 0 < (dct - line.first_day).days <= _DATELINE_DAYS

    def words(self, match: Found) -> str:
        """A match as a reader sees it."""
        return " ".join(t.text for t in self.tokens[match.first : match.stop])

    def place(self, k: int, match: Found, fixed: Fixed | None) -> Placed:
        """Where an expression lies, told by its own words, the words near it and what was read before."""
        context = self.context
        reading = match.reading if context.narrative else context.recall(match.reading)
        kind = needs_anchor(reading)
        anchor, source = context.anchor_for(reading, match.first, kind)
        anchor_text = context.said
        if source == "text":
            anchor = past_midnight(match, anchor, self.tokens, context.dct)
        if context.narrative and context.dct is not None and is_writers(match):
            anchor, source = Interval.day(context.dct), "dct"
        if fixed is not None:
            anchor, anchor_text, source = fixed.anchor, fixed.words, "text"
        asks = kind in ("open", "deictic") and not context.narrative
        cue = direction_of(match, self.tokens) if asks else NO_CUE
        direction = (
            fixed.direction if fixed else _direction(reading.core, asks, cue) if source != "text" else None
        )
        sure = (
            cue.sure
            or (fixed is not None and direction is not None)
            or (k in self.firm and direction is not None)
        )
        epoch = self.epochs.find(match, self.tokens) if counts_from_epoch(reading) else None
        done = resolve(
            reading, anchor, direction, epoch=epoch, sure=sure, onward=context.narrative, zone=self.zone
        )
        if source == "dct" and names_no_day(reading) and not is_today(match, self.tokens, cue):
            done = done._replace(interval=None, why_not=NO_DAY)
        if reading.core.op == "epoch" and _lies_ahead(done, context.dct):
            done = done._replace(interval=None, why_not="the start that the text names is of something else")
        return Placed(
            reading, done, anchor, source, anchor_text, cue if direction else NO_CUE, kind, "", self.zone
        )

    def one(self, k: int, match: Found, fixed: Fixed | None, timex_id: str) -> tuple[Fields, Interval | None]:
        """The fields of a match, and the interval that later expressions may count from."""
        after = self.matches[k + 1] if k + 1 < len(self.matches) else None
        if after is not None and after.first - match.stop > _BESIDE:
            after = None
        self.look_beside(k, match, after)
        placed = self.place(k, match, fixed or self.fixed.get(k))
        placed = self.told(k, match, after, placed)
        self.pass_on(k, match, after, placed)
        placed, noted = self.reckoned(placed)
        done, reading = placed.done, placed.reading
        start, end = self.tokens.start(match.first), self.tokens.ends[match.stop - 1]
        anchor_day = placed.anchor.first_day if placed.anchor and placed.source else None
        fields: Fields = {
            "id": timex_id,
            "start": start,
            "end": end,
            "text": self.text[start:end],
            "type": TimexType(match.rule.type) if match.rule.type else done.type,
            "value": done.value,
            "mod": done.mod,
            "reading": str(reading),
            "rule": match.rule.id,
            "anchor": anchor_day if done.interval or placed.source == "dct" else None,
            "anchor_source": placed.source,
            "direction": side_of(done.interval, placed.anchor) if placed.source else None,
            "why": why_of(match, placed),
            "interval": done.interval,
            "bound": "",
            "partner": "",
            "wording": "",
            "confidence": confidence_of(match, placed),
        }
        if self.dct_time is not None:
            to_the_hour(fields, self.dct_time)
        return fields, noted

    def look_beside(self, k: int, match: Found, after: Found | None) -> None:
        """What the expression behind this one tells of it, and of the zone that the text is told in."""
        if after is None:
            return
        if is_range(match, after, self.tokens):
            if opens_range(match, self.tokens):
                self.firm.add(k + 1)
            if not has_year(match.reading) and not has_year(after.reading):
                end = self.place(k + 1, after, None).done.interval
                if end is not None:
                    self.fixed[k] = Fixed(end, self.words(after), Direction.PAST)
        elif not self.zone and is_twin(match, after, self.tokens):
            self.zone = local_zone(match.reading, after.reading)

    def told(self, k: int, match: Found, after: Found | None, placed: Placed) -> Placed:
        """The expression as the date behind it, or the clock before it, tells it."""
        if k in self.twins:
            first, zone = self.twins[k]
            twin = twin_of(first, zone, match.reading, self.zone)
            return placed._replace(done=twin, told=self.words(self.matches[k - 1])) if twin else placed
        dct = None if self.context.narrative else self.context.dct
        bounded = dct is not None and is_bounded(match, self.tokens)
        if dct is not None and bounded and direction_of(match, self.tokens).direction is _FUTURE:
            now = Interval.day(dct)
            interval = resolve(Reading("span", ("next", *match.reading.args)), now).interval
            return placed._replace(done=placed.done._replace(interval=interval), anchor=now, source="dct")
        if after is None:
            return placed
        if ends_on(match, after, self.tokens):
            last = self.place(k + 1, after, None).done.interval
            done = ending(match, placed.done, last) if last else placed.done
            return placed._replace(done=done, told=self.words(after))
        if opens_period(match, after, self.tokens):
            whole = self.place(k + 1, after, None).done.interval
            done = opening(match, placed.done, whole) if whole else placed.done
            return placed._replace(done=done, told=self.words(after))
        if lends_day(match, after, self.tokens):
            day = self.place(k + 1, after, None).done.interval
            if day is not None and day.first_day is not None:
                return self.place(k, match, Fixed(Interval.day(day.first_day), self.words(after)))
        if not tells(match, after, self.tokens):
            return placed
        other = self.place(k + 1, after, None).done
        told = widened(match, placed.done, other)
        if told is None:
            return placed
        return placed._replace(done=told, anchor=other.interval, source="text", told=self.words(after))

    def pass_on(self, k: int, match: Found, after: Found | None, placed: Placed) -> None:
        """What this expression tells of the one behind it."""
        interval = placed.done.interval
        if after is None or interval is None:
            return
        if is_range(match, after, self.tokens):
            if has_year(match.reading) and not has_year(after.reading):
                self.fixed[k + 1] = Fixed(interval, self.words(match), Direction.FUTURE)
        elif interval.n_days == 1 and is_twin(match, after, self.tokens):
            self.twins[k + 1] = (interval, match.reading.arg(2))

    def reckoned(self, placed: Placed) -> tuple[Placed, Interval | None]:
        """Years before the common era by way of their stand-ins, and the interval to count on from."""
        done, context = placed.done, self.context
        before_christ = year_before_christ(placed.reading)
        noted = done.interval if done.type not in _NO_PLACE else None
        if before_christ is not None:
            noted = stand_in(before_christ)
            context.bc = noted is not None
        elif placed.source == "text" and context.bc and (noted or done.value[:4].isdecimal()):
            why = "it lies before the common era"
            done = done._replace(value=bc_value(done.value), interval=None, why_not=why)
        elif not placed.source and noted is not None:
            context.bc = False
        return placed if done is placed.done else placed._replace(done=done), noted


def _is_spoken(core: Reading) -> bool:
    """Whether it counts from the day of speaking: "yesterday", "last night"."""
    return core.op in _SPOKEN or (core.op == "unit" and core.arg(0) == "night")


def _direction(core: Reading, asks: bool, cue: Cue) -> Direction | None:
    if not asks:
        return None
    if core.op == "quarter" and cue.direction is None:
        return Direction.PAST  # company reports speak of quarters that are over
    return cue.direction


def _lies_ahead(done: Resolved, dct: date | None) -> bool:
    start = done.interval.first_day if done.interval else None
    return start is not None and dct is not None and start > dct
