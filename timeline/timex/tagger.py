"""Text -> expressions: tokens, grammar, context, resolution, and the explanation of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from timeline.intervals import Interval
from timeline.models import Direction, Timex, TimexType
from timeline.timex import ranges
from timeline.timex.anchors import Context, needs_anchor
from timeline.timex.dayless import NO_DAY, is_today, names_no_day, then_is_vague, to_the_hour
from timeline.timex.direction import Cue, direction_of
from timeline.timex.epochs import Epochs
from timeline.timex.eras import bc_value, stand_in, year_before_christ
from timeline.timex.explicit import read_explicit
from timeline.timex.grammar import Found, load_grammar
from timeline.timex.lexicon import load_lexicon
from timeline.timex.narrative import aside_of, is_narrative
from timeline.timex.readings import Reading
from timeline.timex.resolve import Resolved, resolve
from timeline.timex.speech import dateline, quotations, spoken_on
from timeline.timex.tokens import Token, tokenize

__all__ = ["tag_text"]

_CHAIN = frozenset({"and", "or", "to", "-", ",", "through", "until"})
# what counts from the day of speaking or writing; and how long before publication a dateline may lie
_SPOKEN = frozenset({"shift", "reltonight", "overnight"})
_DATELINE_AGE = timedelta(days=3)
_NO_PLACE = frozenset({TimexType.DURATION, TimexType.SET})


@dataclass(frozen=True)
class Reader:
    """One text with what it takes to read it."""

    text: str
    tokens: Sequence[Token]
    context: Context
    epoch: date | None


def tag_text(
    text: str,
    dct: date | None,
    *,
    epoch: date | None = None,
    narrative: bool | None = None,
    dct_time: datetime | None = None,
) -> tuple[Timex, ...]:
    """Find, read and resolve; see `timeline.timex.tag`."""
    tokens = tokenize(text)
    matches = _explicit(load_grammar().find(tokens), tokens, text)
    matches = [m for k, m in enumerate(matches) if _is_licensed(m, tokens, matches[k - 1] if k else None)]
    matches = ranges.complete(matches, tokens)
    if narrative is None:
        narrative = is_narrative(matches, tokens, dct)
    matches = [m for m in matches if _in_mode(m, tokens, narrative)]
    context = Context(dct, narrative)
    _look_ahead(matches, tokens, context)
    epochs = Epochs(epoch)
    epochs.look_ahead(matches, tokens)
    spans = quotations(tokens)
    written = _written_on(matches, tokens, context)
    found: list[Timex] = []
    for k, match in enumerate(matches):
        if then_is_vague(match, context):
            continue
        if match.rule.needs_epoch and epochs.find(match, tokens) is None:
            continue
        context.hear(match.reading, match.first)
        match = replace(match, reading=context.compared(match, tokens))
        spoken = _spoken_on(k, matches, spans, tokens, context)
        if spoken is None and match.reading.core.op in _SPOKEN:
            spoken = written
        timex, interval = _one(match, tokens, text, context, epochs, f"t{len(found) + 1}", spoken)
        if dct_time is not None:
            timex = to_the_hour(timex, dct_time)
        found.append(timex)
        if interval is not None:
            context.note(interval, timex.text, match.reading, match.first, aside=aside_of(match, tokens))
            if timex.interval is not None:
                epochs.note(match, tokens, timex.interval)
    return ranges.link(found, text)


def _explicit(matches: Sequence[Found], tokens: Sequence[Token], text: str) -> list[Found]:
    """Dates in figures, read by dateparser; what it cannot read is dropped."""
    kept: list[Found] = []
    for match in matches:
        if match.reading.core.op == "explicit":
            span = text[tokens[match.first].start : tokens[match.stop - 1].end]
            reading = read_explicit(span)
            if reading is None:
                continue
            match = replace(match, reading=reading)
        kept.append(match)
    return kept


def _is_licensed(match: Found, tokens: Sequence[Token], before: Found | None) -> bool:
    """Whether the words beside a latent match ("May", "Sun.", a bare "fall") agree that it is temporal."""
    if match.stop - match.first != 1:
        return True
    token = tokens[match.first]
    lexicon = load_lexicon()
    low = token.low.rstrip(".")
    chained = before is not None and before.stop >= match.first - 1
    follower = tokens[match.stop] if match.stop < len(tokens) else None
    previous = tokens[match.first - 1].low if match.first else "^"
    if (
        follower is not None
        and follower.text[0].isupper()
        and ("MONTH" in token.cats or "WEEKDAY" in token.cats)
    ):
        if follower.low in lexicon.name_after:
            return False
        if "MONTH" in token.cats and not follower.cats and previous not in lexicon.licence and not chained:
            return False
    if low not in lexicon.latent_alone and low not in lexicon.never_alone:
        return True
    if low in lexicon.never_alone:
        return (
            token.text.endswith(".")
            and match.first > 0
            and tokens[match.first - 1].low in ("on", "in", "last")
        )
    if previous in _CHAIN:
        return chained
    if previous in ("a", "an", "the", "its", "their"):
        # "a March operation", but not "the March on Rome"
        after = follower.text if follower else ""
        return after.islower() and after not in ("on", "to", "of", "for")
    return previous in lexicon.licence


def _in_mode(match: Found, tokens: Sequence[Token], narrative: bool) -> bool:
    rule = match.rule
    if rule.mode and rule.mode != ("narrative" if narrative else "news"):
        return False
    return not rule.cue or direction_of(match, tokens).direction == rule.cue


def _one(
    match: Found,
    tokens: Sequence[Token],
    text: str,
    context: Context,
    epochs: Epochs,
    timex_id: str,
    spoken: tuple[Interval, str] | None = None,
) -> tuple[Timex, Interval | None]:
    start, end = tokens[match.first].start, tokens[match.stop - 1].end
    reading = match.reading if context.narrative else context.recall(match.reading)
    anchor, source = context.anchor_for(reading, match.first)
    anchor_text = context.said
    if spoken is not None:
        (anchor, anchor_text), source = spoken, "text"
    kind = needs_anchor(reading)
    cue = direction_of(match, tokens) if kind in ("open", "deictic") and not context.narrative else Cue(None)
    direction = _direction(reading.core, kind, cue, context) if source != "text" else None
    done = resolve(reading, anchor, direction, epoch=epochs.find(match, tokens), sure=cue.sure)
    if source == "dct" and names_no_day(reading) and not is_today(match, tokens, cue):
        done = replace(done, interval=None, why_not=NO_DAY)
    if reading.core.op == "epoch" and _lies_ahead(done, context):
        done = replace(done, interval=None, why_not="the start that the text names is of something else")
    before_christ = year_before_christ(reading)
    noted = done.interval if done.type not in _NO_PLACE else None
    if before_christ is not None:
        noted = stand_in(before_christ)
        context.bc = noted is not None
    elif source == "text" and context.bc and done.interval is not None and done.type not in _NO_PLACE:
        done = replace(
            done, value=bc_value(done.value), interval=None, why_not="it lies before the common era"
        )
    elif not source and noted is not None:
        context.bc = False
    words = text[start:end]
    anchor_day = anchor.first_day if anchor and source else None
    timex = Timex(
        id=timex_id,
        start=start,
        end=end,
        text=words,
        type=TimexType(match.rule.type) if match.rule.type else done.type,
        value=done.value,
        mod=done.mod,
        reading=str(reading),
        rule=match.rule.id,
        anchor=anchor_day if done.interval or source == "dct" else None,
        anchor_source=source,
        direction=_side(done.interval, anchor) if source else None,
        why=_why(match, done, anchor_day, source, cue, anchor_text),
        interval=done.interval,
        confidence=_confidence(match, done, source, context),
    )
    return timex, noted


def _direction(core: Reading, kind: str, cue: Cue, context: Context) -> Direction | None:
    if context.narrative or kind not in ("open", "deictic"):
        return None
    if core.op == "quarter" and cue.direction is None:
        return Direction.PAST  # company reports speak of quarters that are over
    return cue.direction


def _lies_ahead(done: Resolved, context: Context) -> bool:
    start = done.interval.first_day if done.interval else None
    return start is not None and context.dct is not None and start > context.dct


def _side(interval: Interval | None, anchor: Interval | None) -> Direction | None:
    if interval is None or anchor is None:
        return None
    if interval.overlaps(anchor):
        return Direction.SAME
    assert anchor.start is not None
    return Direction.PAST if interval.end is not None and interval.end <= anchor.start else Direction.FUTURE


def _why(match: Found, done: Resolved, anchor: date | None, source: str, cue: Cue, anchor_text: str) -> str:
    said = match.rule.why.rstrip(".")
    if done.interval is None:
        return f"{said}; not placed: {done.why_not or 'no interval'}."
    if not source or anchor is None:
        return f"{said}."
    origin = "the publication day" if source == "dct" else f"“{anchor_text}” in the text"
    told = f"; “{cue.word}” points to the {cue.direction}" if cue.direction else ""
    return f"{said}; counted from {origin} ({anchor.isoformat()}){told}."


def _confidence(match: Found, done: Resolved, source: str, context: Context) -> float:
    score = match.rule.confidence
    if source == "text":
        score *= 0.85
    if done.interval is None and done.type is TimexType.DATE:
        score *= 0.8
    if done.why_not == NO_DAY:
        score *= 0.5
    return round(score, 3)


def _look_ahead(matches: Sequence[Found], tokens: Sequence[Token], context: Context) -> None:
    """The first quarter that a report names is what it is about, also in the sentences before it."""
    for match in matches:
        if match.reading.op == "quarter" and not context.narrative:
            anchor, source = context.anchor_for(match.reading, match.first)
            direction = (
                _direction(match.reading, "open", direction_of(match, tokens), context) if source else None
            )
            interval = resolve(match.reading, anchor, direction).interval
            if interval is not None and context.note_quarter(interval, match.first):
                return


def _written_on(
    matches: Sequence[Found], tokens: Sequence[Token], context: Context
) -> tuple[Interval, str] | None:
    """The day of the dateline, and its words, when the article came out a few days later."""
    line = None if context.narrative or context.dct is None else dateline(matches, tokens)
    if line is None or context.dct is None:
        return None
    interval = resolve(line.reading, Interval.day(context.dct)).interval
    if interval is None or interval.first_day is None or interval.n_days != 1:
        return None
    if not timedelta(0) < context.dct - interval.first_day <= _DATELINE_AGE:
        return None
    return interval, " ".join(t.text for t in tokens[line.first : line.stop])


def _spoken_on(
    k: int,
    matches: Sequence[Found],
    spans: Sequence[tuple[int, int]],
    tokens: Sequence[Token],
    context: Context,
) -> tuple[Interval, str] | None:
    """The day of speaking, and its words, for an expression in a quotation that counts from "now"."""
    if context.narrative or not spans or matches[k].reading.core.op not in _SPOKEN:
        return None
    said = spoken_on(k, matches, spans, tokens)
    if said is None:
        return None
    anchor, _ = context.anchor_for(said.reading, said.first)
    interval = resolve(said.reading, anchor, direction_of(said, tokens).direction).interval
    if interval is None or (context.dct is not None and (interval.first_day or context.dct) > context.dct):
        return None
    return interval, " ".join(t.text for t in tokens[said.first : said.stop])
