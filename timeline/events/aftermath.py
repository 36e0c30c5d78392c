"""What came of an attack, where the sentences behind it in its paragraph tell it: "There were no casualties",
"It counted six dead", "Two officers also died".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from timeline.events import counting, places_of, tolls, trees
from timeline.events.attribution import is_speech
from timeline.events.frames import Frame
from timeline.events.status import own_status
from timeline.models import DateBasis, Mention, Place, Status, Toll, TollKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["with_aftermath"]

REAL = frozenset({Status.HAPPENED, Status.CLAIMED})
REACH = 2
"""Sentences behind an attack in which its victims are still counted."""
_DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_TAKEN = frozenset({TollKind.CAPTURED})
_FIGURES = frozenset({"number", "count", "tally"})
_VICTIMS = frozenset({"dead", "killed", "wounded", "injured", "deaths", "casualties", "victims"})
_MORE = frozenset({"also", "another", "more", "further", "additional", "other", "others"})
_THEM = frozenset({"them", "whom"})
_PART = frozenset({"among", "include", "includes", "included", "including", "half"})
_OPEN = frozenset({Status.PLANNED, Status.HYPOTHETICAL, Status.DENIED, Status.THREATENED})
_STEPS = 3


@dataclass(slots=True)
class _Deed:
    """The attack that the sentences go on about: its index among the mentions, and the way from it."""

    at: int
    away: int = 0
    crossed: bool = False


def with_aftermath(doc: Doc, found: Sequence[Mention], own: Sequence[bool]) -> list[Mention | None]:
    """The mentions, each attack with the victims that the next sentences count; None for one that is no more
    than such a figure ("the toll rose").

    `own` tells which mentions have an expression of time of their own. The sentence of the attack must tell
    of that one attack only. Those behind it may tell only whom it killed or hurt: an event that is nothing
    but that ("Two officers also died"), without a time, a place or a doer of its own, takes the attack's
    date; "also" and "another" are added to what the attack's own sentence counts; "among the dead" is part of
    it and passed over. In another paragraph only a sentence on the toll itself goes on about the attack.
    """
    if not any(m.plover_type == "ASSAULT" and m.status in REAL for m in found):
        return list(found)
    starts = {sentence.start_char: sentence for sentence in doc.sents}
    order = sorted(starts)
    by_sentence: dict[int, list[int]] = {}
    for at, mention in enumerate(found):
        place = bisect_right(order, mention.trigger_start) - 1
        by_sentence.setdefault(order[max(0, place)], []).append(at)
    mended = list(found)
    text = doc.text  # made anew each time it is asked for
    figures = {
        at
        for these in by_sentence.values()
        for at in these
        if _is_figure(doc, found[at]) and any(_has_told(found[other], found[at]) for other in these)
    }
    deed: _Deed | None = None
    for before, start in pairwise([order[0], *order]):
        these = by_sentence.get(start, [])
        if deed is not None and "\n" in text[before:start]:
            deed = _Deed(deed.at, deed.away, crossed=True) if _is_only(found, deed.at) else None
        if deed is not None and deed.crossed and not _is_of_toll(starts[start]):
            deed.away += 1
            deed = deed if deed.away < REACH and not these else None
        outcomes = []
        if deed is not None:
            here = found[deed.at].place
            toll = _is_of_toll(starts[start])
            outcomes = [
                at
                for at in these
                if not own[at] and _is_outcome(doc, found[at], here) and (toll or found[at].tolls)
            ]
        if deed is not None and _may_tell(these, outcomes, found):
            deed.away += 1
            if _tell(doc, starts[start], deed, outcomes, mended) and _is_of_toll(starts[start]):
                bare = (at for at in outcomes if not found[at].tolls)  # "the number of wounded"
                figures.update(at for at in these if _is_figure(doc, found[at]))
                figures.update(bare)
            if deed.away >= REACH:
                deed = None
            continue
        attacks = [at for at in these if found[at].plover_type in _DEEDS and not _is_arrest(found[at])]
        if attacks:
            one = len(attacks) == 1 and found[attacks[0]].plover_type == "ASSAULT"
            deed = _Deed(attacks[0]) if one and found[attacks[0]].status in REAL else None
    return [None if at in figures else mention for at, mention in enumerate(mended)]


def _is_only(found: Sequence[Mention], at: int) -> bool:
    """No attack told so far was in another place."""
    here = found[at].place
    others = [m.place for m in found[:at] if m.plover_type == "ASSAULT" and m.place]
    return all(here is not None and place.name == here.name for place in others)


def _is_of_toll(sentence: Span) -> bool:
    """ "The death toll rose to 40", "the number of wounded": a figure of what the article has told."""
    words = {token.lower_ for token in sentence}
    return "toll" in words or (not _FIGURES.isdisjoint(words) and not _VICTIMS.isdisjoint(words))


def _has_told(attack: Mention, figure: Mention) -> bool:
    """The attack of the same sentence has the figure already."""
    starts = {toll.start for toll in attack.tolls}
    return (
        attack.plover_type == "ASSAULT"
        and bool(figure.tolls)
        and all(toll.start in starts for toll in figure.tolls)
    )


def _is_figure(doc: Doc, mention: Mention) -> bool:
    """ "The toll rose": no event beside the one whose toll it is."""
    word = doc.char_span(mention.trigger_start, mention.trigger_end)
    return mention.plover_type == "OTHER" and word is not None and not counting.counts_people(word[0])


def _is_arrest(mention: Mention) -> bool:
    return mention.plover_type == "COERCE" and {toll.kind for toll in mention.tolls} == _TAKEN


def _may_tell(these: Sequence[int], outcomes: Sequence[int], found: Sequence[Mention]) -> bool:
    """No other deed is told in the sentence: what somebody said of it is none."""
    return all(at in outcomes or found[at].plover_type not in _DEEDS for at in these)


def _is_outcome(doc: Doc, mention: Mention, here: Place | None) -> bool:
    """An event that only counts victims: "six were hurt"."""
    if mention.actors or mention.means or mention.status not in REAL:
        return False
    if mention.place and (here is None or mention.place.name != here.name):
        return False
    word = doc.char_span(mention.trigger_start, mention.trigger_end)
    return word is not None and len(word) > 0 and counting.counts_people(word[0]) and len(mention.parts) <= 2


def _tell(doc: Doc, sentence: Span, deed: _Deed, outcomes: Sequence[int], mended: list[Mention]) -> bool:
    attack = mended[deed.at]
    told = _told(doc, sentence)
    if _is_elsewhere(sentence, attack):
        told = tuple(toll for toll in told if toll.high == 0)
    if attack.tolls:
        told = tuple(toll for toll in told if toll.high != 0)  # "none of our men was hurt"
    if not told:
        return False
    more = not _MORE.isdisjoint(token.lower_ for token in sentence)
    carried = {toll.kind for at in outcomes for toll in mended[at].tolls}  # merging joins these
    is_said = is_speech(sentence.root)
    counted = {toll.kind: toll for toll in attack.tolls}
    for toll in told:
        known = counted.get(toll.kind)
        if known is None and toll.kind not in carried:
            counted[toll.kind] = toll
        elif known is not None and more:
            counted[toll.kind] = _sum(known, toll, sure=attack.status is Status.CLAIMED or not is_said)
    tolls_now = tuple(sorted(counted.values(), key=lambda toll: toll.start))
    mended[deed.at] = attack.model_copy(update={"tolls": tolls_now})
    for at in outcomes:
        late = mended[at]
        same = tuple(counted.get(toll.kind, toll) for toll in late.tolls)
        mended[at] = late.model_copy(update={"tolls": same} | _date(attack))
    return True


def _date(attack: Mention) -> dict[str, object]:
    if attack.interval is None:
        return {}
    return {
        "interval": attack.interval,
        "date_basis": DateBasis.INFERRED if attack.date_basis is DateBasis.STATED else attack.date_basis,
        "date_text": attack.date_text,
        "date_why": f"It tells what came of “{attack.trigger}”, told just before, and takes its date.",
        "timex": attack.timex,
        "date_confidence": attack.date_confidence,
    }


def _sum(known: Toll, more: Toll, *, sure: bool) -> Toll:
    """Both counts together; from the first alone up to both where somebody else tells of the second."""
    high = None if known.high is None or more.high is None else known.high + more.high
    return known.model_copy(update={"low": known.low + more.low * sure, "high": high})


def _told(doc: Doc, sentence: Span) -> tuple[Toll, ...]:
    """The victims that a sentence counts outright, one figure of each kind."""
    best: dict[str, Toll] = {}
    for token in _clauses(sentence.root, _STEPS):
        if own_status(token) in _OPEN:
            continue
        for toll in tolls.find_tolls(Frame(doc=doc, trigger=token, parts=(token,), sentence=sentence)):
            if toll.kind.value in ("killed", "injured", "missing"):
                best.setdefault(toll.kind, toll)
    parts = [token for token in sentence if token.lower_ in _PART]
    return tuple(toll for toll in best.values() if not any(_is_part(toll, token) for token in parts))


def _is_part(toll: Toll, word: Token) -> bool:
    """Of the whole and not beside it: "among them two girls", "35 children were among the dead"."""
    inside = word.head if trees.relation(word) in {"case", "mark"} else word
    among = word.lower_ == "among"  # "including two girls" has its part right behind it
    if among and inside.lower_ in _THEM:
        return _follows(toll, word)  # "at 19, among them a girl", wherever a parser hangs the words
    if among and trees.relation(inside) in {"nmod", "obl"} and not trees.children(inside, "nsubj"):
        inside = inside.head if inside.head.i != inside.sent.root.i else inside
    return any(token.idx == toll.start for token in inside.subtree)


def _follows(toll: Toll, word: Token) -> bool:
    """The figure stands behind the word, with no verb and no stop between."""
    for token in word.doc[word.i + 1 : word.sent.end]:
        if token.idx >= toll.start:
            return token.idx == toll.start
        if token.pos_ in {"VERB", "PUNCT"}:
            return False
    return False


def _clauses(token: Token, steps: int) -> Iterator[Token]:
    """The sentence's predicate and those joined to it, and what a word of saying says."""
    yield token
    if steps:
        under = ("conj", "parataxis", "ccomp", "xcomp") if is_speech(token) else ("conj", "parataxis")
        for child in trees.children(token, *under):
            yield from _clauses(child, steps - 1)


def _is_elsewhere(sentence: Span, attack: Mention) -> bool:
    """The sentence has a time or a place of its own."""
    there = attack.place.name.casefold() if attack.place else ""
    timed = not _is_of_toll(sentence)
    for token in sentence:
        if timed and trees.is_time(token) and not _is_of_count(token):
            return True
        if token.pos_ == "PROPN" and token.dep_.startswith(("obl", "nmod")) and places_of.is_location(token):
            name = token.text.casefold()
            if name not in there and set(trees.cases(token)) & {"in", "at", "near"}:
                return True
    return False


def _is_of_count(token: Token) -> bool:
    """ "On Sunday officials put the toll at 12": the day is that of the figure."""
    return token.head.i == token.sent.root.i and is_speech(token.head)
