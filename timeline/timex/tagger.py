"""Text -> expressions: tokens, grammar, licences, then one pass that places each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from timeline.models import Timex
from timeline.timex import ranges
from timeline.timex.anchors import Context
from timeline.timex.direction import direction_of
from timeline.timex.epochs import Epochs
from timeline.timex.explicit import read_explicit
from timeline.timex.grammar import Found, load_grammar
from timeline.timex.lexicon import load_lexicon
from timeline.timex.narrative import is_narrative
from timeline.timex.reader import Reader
from timeline.timex.token import STOP, Token, Tokens
from timeline.timex.tokens import tokenize
from timeline.timex.zones import tzinfo_of

__all__ = ["tag_text"]

_CHAIN = frozenset({"and", "or", "to", "-", ",", "through", "until"})


def tag_text(
    text: str,
    dct: date | None,
    *,
    epoch: date | None = None,
    narrative: bool | None = None,
    dct_time: datetime | None = None,
    zone: str = "",
) -> tuple[Timex, ...]:
    """Find, read and resolve; see `timeline.timex.tag`."""
    local = tzinfo_of(zone) if zone else None
    if local is not None and dct_time is not None and dct_time.tzinfo is not None:
        dct_time = dct_time.astimezone(local)
        dct = dct_time.date()
    tokens = tokenize(text)
    matches = _explicit(load_grammar().find(tokens), tokens, text)
    matches = [m for k, m in enumerate(matches) if _is_licensed(m, tokens, matches[k - 1] if k else None)]
    matches = ranges.complete(matches, tokens)
    if narrative is None:
        narrative = is_narrative(matches, tokens, dct)
    matches = [m for m in matches if _in_mode(m, tokens, narrative)]
    reader = Reader(text, tokens, matches, Context(dct, narrative), Epochs(epoch), zone, dct_time)
    return ranges.link(reader.read(), text, reader.led)


def _explicit(matches: Sequence[Found], tokens: Tokens, text: str) -> list[Found]:
    """Dates in figures, read by dateparser; what it cannot read is dropped."""
    kept: list[Found] = []
    for match in matches:
        if match.reading.core.op == "explicit":
            span = text[tokens.start(match.first) : tokens.ends[match.stop - 1]]
            reading = read_explicit(span)
            if reading is None:
                continue
            match = match._replace(reading=reading)
        kept.append(match)
    return kept


def _is_licensed(match: Found, tokens: Sequence[Token], before: Found | None) -> bool:
    """Whether the words beside a latent match ("May", "Sun.", a bare "fall") agree that it is temporal."""
    if match.rule.makes == "period" and match.reading.op in ("the", "that"):
        unit = tokens[match.stop - 1].text
        return unit.isupper() or not unit[:1].isupper()  # "he wrote for The Week"
    if match.reading.op == "date" and not match.reading.arg(0) and match.stop < len(tokens):
        name = tokens[match.stop]
        return not (name.text[0].isupper() and name.low in load_lexicon().day_name_after)
    if match.stop - match.first != 1:
        return True
    token = tokens[match.first]
    if match.reading.op == "setword" and _is_newspaper(match.first, tokens):
        return False
    lexicon = load_lexicon()
    low = token.low.rstrip(".")
    if low in lexicon.name_feasts and _is_name(match, tokens):
        return False
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
        return after.islower() and after not in ("on", "to", "of", "for") and after not in lexicon.name_after
    return previous in lexicon.licence


def _is_newspaper(i: int, tokens: Sequence[Token]) -> bool:
    """Whether a "daily" is one to read: "The Daily Mirror", "LA Weekly", "the Israeli daily Haaretz"."""
    before = tokens[i - 1] if i else None
    opens = before is None or before.tells == STOP
    if tokens[i].text[0].isupper() and not opens:
        return True
    if i + 1 == len(tokens) or not tokens[i + 1].text[0].isupper():
        return False
    return tokens[i].text[0].isupper() or (before is not None and before.text[0].isupper())


def _is_name(match: Found, tokens: Sequence[Token]) -> bool:
    """Whether a name stands beside it: "Minister Eid Salman"."""
    beside = [i for i in (match.first - 1, match.stop) if 0 <= i < len(tokens)]
    opens = match.first < 2 or tokens[match.first - 2].tells == STOP
    return any(
        tokens[i].text[0].isupper()
        and tokens[i].text.isalpha()
        and not tokens[i].cats
        and not (opens and i < match.first)
        for i in beside
    )


def _in_mode(match: Found, tokens: Tokens, narrative: bool) -> bool:
    rule = match.rule
    if rule.mode and rule.mode != ("narrative" if narrative else "news"):
        return False
    return not rule.cue or direction_of(match, tokens).direction == rule.cue
