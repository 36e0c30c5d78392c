"""When each event happened: from its own expression, else from the discourse, never sharper than the text.

`date_tellings` dates what an article tells; `date_triggers` dates given words, for measuring. Both go the
same way: expressions are joined to triggers (attachment.py), combined where one event has several
(dates.py), and what is left undated is placed by discourse.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from timeline.events.boilerplate import masked
from timeline.events.dates import Dated, from_links, published_end, rule_confidence, rule_why
from timeline.events.discourse import Placed, is_definite
from timeline.events.offsets import Offset, offsets, shifted
from timeline.events.sharing import shared
from timeline.events.telling import Telling, tellings
from timeline.intervals import Interval
from timeline.models import Article, DateBasis, Timex

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SURE_ANCHOR = 0.6  # an event whose own date is inferred may date another only when it is this sure

__all__ = ["date_tellings", "date_triggers", "own_dates", "placed_dates", "trigger_token"]


def date_tellings(told: Sequence[Telling], article: Article, timexes: Sequence[Timex]) -> Placed:
    """A date for every telling, in order; `Dated.is_own` tells which have an expression of their own.

    The confidence of each is near the share of such dates that are right; `python -m timeline.events.fit`
    measures how near.
    """
    return placed_dates(told, own_dates(told, article.dct, timexes), article.dct, timexes)


def own_dates(told: Sequence[Telling], published: date, timexes: Sequence[Timex]) -> list[Dated | None]:
    """The dates that expressions of the tellings themselves, or of their clause, give; None where there are
    none."""
    by_id = {timex.id: timex for timex in timexes}
    ends = published_end(published)
    own = [from_links(t.trigger, t.links, by_id, ends, t.tense) for t in told]
    return [dated or shared(told, own, index, timexes, ends) for index, dated in enumerate(own)]


def placed_dates(
    told: Sequence[Telling],
    own: Sequence[Dated | None],
    published: date,
    timexes: Sequence[Timex],
    weights: Mapping[str, float] | None = None,
) -> Placed:
    """The dates of `date_tellings` from own dates that are known already.

    `weights` are those of the ranking, the shipped ones if left out.
    """
    placed = Placed(told, own, published, weights)
    for index, telling in enumerate(told):
        _join(index, telling, told, placed)
    if told:
        for offset in offsets(told[0].trigger.doc, timexes, told):
            _measure(offset, told, placed)
    return placed


def _join(index: int, this: Telling, told: Sequence[Telling], placed: Placed) -> None:
    """ "The attack in which nine people died": the clause is what the noun tells, and of its date."""
    verb = this.trigger
    if placed.is_own(index) or verb.dep_ != "acl:relcl" or not _is_in_which(verb):
        return
    for at in range(index - 1, max(-1, index - 4), -1):
        if told[at].trigger.i == verb.head.i and told[at].candidate.kind == "noun":
            anchor = placed[at]
            why = rule_why("same_event", trigger=verb.text, anchor=verb.head.text, text=anchor.why)
            placed[index] = replace(anchor, rule="same_event", why=why)
            return


def _is_in_which(verb: Token) -> bool:
    return any(
        (c.lower_ in ("which", "that") and c.dep_ in ("obl", "nsubj")) or c.lower_ == "where"
        for c in verb.children
    )


def _measure(offset: Offset, told: Sequence[Telling], placed: Placed) -> None:
    """Date one end of a measured distance from the other, unless it has an expression of its own."""
    near = next((i for i in offset.this if placed.is_own(i)), offset.this[0])
    own = placed.is_own(offset.that)
    if own and placed.is_own(near):
        return
    known, unknown, days = offset.that, near, offset.days
    if placed.is_own(near) or (not own and is_definite(told[near].trigger)):
        known, unknown, days = near, offset.that, -offset.days
    anchor = placed[known]
    day = shifted(anchor.interval, days) if anchor.interval is not None else None
    guessed = not anchor.is_own and (
        anchor.confidence < SURE_ANCHOR or anchor.rule in ("publication", "same_sentence")
    )
    if day is None or guessed:
        return
    names = {"trigger": told[near].trigger.text, "anchor": told[offset.that].trigger.text}
    why = rule_why("offset", text=f"{offset.timex.text} {offset.word}", **names)
    confidence = round(rule_confidence("offset") * anchor.confidence, 3)
    placed[unknown] = Dated(day, DateBasis.INFERRED, "offset", why, confidence, offset.timex)


def date_triggers(
    doc: Doc, article: Article, timexes: Sequence[Timex], spans: Sequence[Span | tuple[int, int]]
) -> list[tuple[Interval | None, DateBasis | None, str]]:
    """The date of each given trigger, with its basis and the reason, in the order of `spans`.

    A span is a spaCy Span or a pair of character offsets into the text.

    The triggers are taken as they are, in the lexicon or not; nothing else is filtered, so that every span
    gets the best date that the article supports (the publication date at worst, marked as such).

    Raises:
        ValueError: a pair of offsets meets no token.
    """
    heads = [trigger_token(doc, span) for span in spans]
    told = tellings(doc, timexes, masked(article.text), {head.i: head for head in heads})
    dated = date_tellings(told, article, timexes)
    by_token: dict[int, tuple[Telling, Dated]] = {}
    for telling, one in zip(told, dated, strict=True):
        for part in telling.parts:
            by_token[part.i] = telling, one
    answers: list[tuple[Interval | None, DateBasis | None, str]] = []
    for head in heads:
        telling, one = by_token[head.i]
        why = one.why
        if one.is_own and one.timex is not None and all(link.token.i != head.i for link in telling.links):
            why = rule_why("same_event", text=one.timex.text, trigger=head.text, anchor=telling.trigger.text)
        answers.append((one.interval, one.basis, why))
    return answers


def trigger_token(doc: Doc, span: Span | tuple[int, int]) -> Token:
    """The word of a given span (a Span, or character offsets) that carries the event: "checked" of "checked
    into".

    Raises:
        ValueError: the offsets meet no token.
    """
    if isinstance(span, tuple):
        found = doc.char_span(*span, alignment_mode="expand")
        if found is None or not len(found):
            raise ValueError(f"no token at characters {span[0]} to {span[1]} of a text of {len(doc.text)}")
        span = found
    root = span.root
    verb = next((t for t in span if t.pos_ == "VERB"), None)
    return verb if verb is not None and root.pos_ not in ("VERB", "NOUN") else root
