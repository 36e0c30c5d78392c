"""Temporal expressions: text and publication date in, TIMEX3 records with calendar intervals out.

    text -> tokens (lexicon) -> rules (grammar) -> readings -> anchors -> resolve -> Timex

A reading is what the text says (`weekday:2`, `ago(dur:2:week)`, `part:EV(weekday:4)`), found by a
compositional grammar over a lexicon kept as data; where that lies on the calendar is a pure function of
reading, anchor and direction. The two steps are apart for three reasons: the reading can be shown and tested
without a date, the second step has laws that property tests can hold it to, and the anchor is a question of
the whole text.

Why this design. The English grammars of others were read for the kinds of expression that they know and for
how they are built; nothing of theirs is in here.

- HeidelTime keeps rules, word lists and values apart as data, so that people could correct it for years:
  ours are data too. But a rule is a regular expression over the text: what "early", "next" and a unit mean
  is said again for each pair of them, the two ends of a range take two rules, and it is slow. It alone
  counts some expressions from a date in the text, which is always the last one named.
- SUTime composes: tokens become values, and values meet in rules ("x of y", "x's y", a count before x). Its
  rules run in stages until nothing changes, each over what earlier ones left. Our symbols (<day>, <period>,
  <count>, <clock>) are its composition without that state.
- Duckling intersects any two times that meet and ranks what comes out by a model learned from its own
  examples. A request has one "now", and a day without a side lies ahead of it: right for a command, wrong
  for news. From it are the examples beside the rules and the latent words, which count when a neighbour
  agrees.
- chrono has a parser for each form, refiners that merge neighbours and filters that drop. The merging is
  our `ranges` and `told`; it too knows one reference date.
- timenorm and SCATE write the meaning as operators on times (last, next, before, nth, union, intersection);
  our readings are these, small enough to print. timenorm's grammar reads what is given to it and finds
  nothing.
- SynTime: a few types of token and a few ways to join them find nearly all there is. Our lexicon is that.
  What an expression is worth it leaves to others.
- UWTime weighs the readings of a learned grammar by their context: the most accurate on TempEval-3 when
  published, but it needs a parse and seconds for a document.

Which date of a text is the anchor, and on which side of it an expression lies, is where they go wrong on
reports and histories; `anchors`, `thread` and `direction` are our own, from cheap cues of words instead of
a parse. Memory in the grammar keeps time linear in the text. Some 590 phrases of the kinds that they read,
in our words, were run through our rules, and what news of conflicts uses and we lacked was added ("late
winter", "between 9:30 and 11:00", "two years and three months ago"). Left out are casual and business forms
("3ish", "close of business"), ides and nones, birthdays, and names of events that stand for their dates.
Known gaps: sums of lengths, "between 3 and 4 p.m." (the first hour), "the second day of Eid", "half past
midnight".

What was learnt by measuring (open two thirds of TimeBank and AQUAINT, WikiWars odd). Of 193 values that
differ from the gold, some 25 are plain mistakes of anchor or side; the rest are two ways to write one thing
("last week" as 1989-W43 or 1989-WXX, a Wednesday night as a day or a part of one, "recent years" as PAST_REF
or PXY, "a year ago" as a year or a quarter) between which the gold itself wavers. The same holds for what is
tagged: "now" is annotated in two of three places. Two things were therefore tried and left out. A learned
model of the side of the anchor (logistic regression over the words of the clause, ten folds by document, 317
dates that lie on one side) is right in 90 % where the cues of `direction` are in 98 %, and mends none of
their 7 errors with their answer as a feature. A learned filter of what is tagged (rule, words beside, place,
quotation) never raises F1: it drops more that is right than wrong at every threshold. Weights, where a rule
needs one, are single numbers with their plateau told beside them (`scene.ONWARD`, `thread`).

The guidelines decide where they speak: prepositions stand outside an expression, determiners and hedges
within; speeds ("60 miles per hour") and frequencies without a unit ("often") are not marked; a name that
holds a time word ("The Daily Mirror", "the March 14 Alliance") is no expression.

Sources: TimeML 1.2.1 annotation guidelines (values, spans); TIDES instruction manual 2001 and Saurí, Saquete
and Pustejovsky 2010 (what is not marked); Strötgen and Gertz 2013 (news and narrative strategies); Zhong, Sun
and Cambria 2017 (SynTime); Bethard and Parker 2016 (SCATE); Lee, Artzi, Dodge and Zettlemoyer 2014 (UWTime).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.models import Timex

__all__ = ["from_timeml", "tag", "to_timeml"]


def tag(
    text: str,
    dct: date | None,
    *,
    epoch: date | None = None,
    narrative: bool | None = None,
    dct_time: datetime | None = None,
    zone: str = "",
) -> tuple[Timex, ...]:
    """Find, read and resolve all temporal expressions of a text. Pure and linear in the length of the text.

    Args:
        text: the article's text; all offsets are code points into it, end exclusive.
        dct: publication date; None leaves what counts from it unplaced (interval None, `why` says so).
        epoch: first day of the conflict, for "day 500 of the war"; when None, a day that the text itself
            names as the start of a war is used for what comes behind it.
        narrative: True when the publication date is no anchor (a history), False when it is (a report), None
            to tell by the text: many years long past and hardly a weekday make a history.
        dct_time: moment of publication; lets "in the past 24 hours" end at that hour.
        zone: time zone of the place told of, an IANA name ("Europe/Kyiv") or an offset ("+03"): clock times
            of other zones are moved to it, and a `dct_time` with a zone says which day "today" is there.
            Without it a text may tell it: "3 a.m. local time (0100 GMT)". Values keep what is written.

    Returns:
        The expressions in order of start, never overlapping, each with its reading, rule, anchor and reason.

    Example:
        >>> from datetime import date
        >>> [(t.text, t.value) for t in tag("It hit Kyiv on Thursday evening.", date(2024, 5, 24))]
        [('Thursday evening', '2024-05-23TEV')]
    """
    from timeline.timex.tagger import tag_text

    return tag_text(text, dct, epoch=epoch, narrative=narrative, dct_time=dct_time, zone=zone)


def to_timeml(text: str, dct: date | None, timexes: tuple[Timex, ...], doc_id: str = "") -> str:
    """A TimeML document; see `timeline.timex.timeml.to_timeml`."""
    from timeline.timex import timeml

    return timeml.to_timeml(text, dct, timexes, doc_id)


def from_timeml(xml: str) -> tuple[str, date | None, str, tuple[Timex, ...]]:
    """Id, publication date, text and expressions of a TimeML document; see `timeline.timex.timeml`."""
    from timeline.timex import timeml

    return timeml.from_timeml(xml)
