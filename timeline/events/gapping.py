"""Two events of one verb: "On Monday they struck the depot, and on Sunday an air base"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from timeline.events import places_of, trees
from timeline.events.actors import actor
from timeline.events.dates import is_written_out, rule_confidence
from timeline.models import DateBasis, Mention, Timex

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from timeline.events.context import ArticleContext

__all__ = ["second_events"]

_NEAR = 4
"""Words between the second thing and its time."""


def second_events(
    doc: Doc, found: Sequence[Mention], timexes: Sequence[Timex], context: ArticleContext
) -> list[tuple[Mention, Mention | None]]:
    """Each mention, with the second one that its verb tells of another thing at another time, or None.

    The second has that thing for trigger and the verb among its parts; the first no longer has it for target.

    Example: "Rebels took Aleppo on 30 November and Hama on Thursday" tells of Aleppo, and of Hama.
    """
    taken = {mention.trigger_start for mention in found}
    told: list[tuple[Mention, Mention | None]] = []
    for mention in found:
        span = doc.char_span(mention.trigger_start, mention.trigger_end)
        verb = span[0] if span is not None and len(span) == 1 else None
        pair = _second(verb, timexes) if verb is not None and verb.pos_ == "VERB" else None
        if pair is None or mention.timex is None or pair[0].idx in taken:
            told.append((mention, None))
            continue
        thing, when = pair
        named = [one for one in mention.targets if one.start <= thing.idx < one.end]
        rest = tuple(one for one in mention.targets if one not in named)
        phrase = trees.phrase(thing)
        twin = _twin(mention, thing, when, context)
        twin = twin.model_copy(update={"targets": tuple(named) or (actor(phrase, context),)})
        bare = " ".join(t.text for t in phrase if t.pos_ != "DET")
        title = mention.title.removesuffix(f" and {bare}")
        told.append((mention.model_copy(update={"targets": rest, "title": title}), twin))
    return told


def _second(verb: Token, timexes: Sequence[Timex]) -> tuple[Token, Timex] | None:
    """The second thing that the verb is told to have been done to, and its time."""
    sentence = verb.sent
    here = [
        t for t in timexes if t.interval is not None and _within(t, sentence.start_char, sentence.end_char)
    ]
    for thing in trees.children(verb, "obj"):
        # A parser may hang the second name on the verb itself, or on the time before it.
        times = [
            t
            for time in trees.children(verb, "obl")
            if time.i > thing.i
            for t in trees.children(time, "conj")
        ]
        for other in (*trees.children(thing, "conj"), *trees.children(verb, "conj"), *times):
            joint = next((c for c in other.children if c.dep_ == "cc" and c.lower_ == "and"), None)
            if joint is None or other.pos_ not in ("NOUN", "PROPN") or other.i < thing.i:
                continue
            first = [t for t in here if t.end <= joint.idx]
            last = other.right_edge.i + _NEAR
            end = sentence.doc[min(last, sentence.end - 1)].idx
            second = [t for t in here if joint.idx < t.start <= end]
            if len(first) == 1 and len(second) == 1 and _apart(first[0], second[0]):
                return other, second[0]
    return None


def _within(timex: Timex, start: int, end: int) -> bool:
    return start <= timex.start and timex.end <= end


def _apart(first: Timex, second: Timex) -> bool:
    return not (first.interval and second.interval and first.interval.overlaps(second.interval))


def _twin(mention: Mention, thing: Token, when: Timex, context: ArticleContext) -> Mention:
    from timeline.events.mentions import mention_id

    start, end = thing.idx, thing.idx + len(thing.text)
    name = mention_id(mention.article_id, start, end)
    place = mention.place
    if places_of.is_location(thing):
        place = places_of.locate(places_of.location_span(thing), countries=context.countries)
    phrase = " ".join(t.text for t in trees.phrase(thing) if t.pos_ != "DET")
    return mention.model_copy(
        update={
            "mention_id": name,
            "event_id": name,
            "trigger": thing.text,
            "trigger_start": start,
            "trigger_end": end,
            "parts": ((mention.trigger_start, mention.trigger_end), (start, end)),
            "interval": when.interval,
            "timex": when,
            "date_basis": DateBasis.STATED if is_written_out(when) else DateBasis.INFERRED,
            "date_text": when.text,
            "date_why": f"“{when.text}” stands with “{thing.text}”, told with “{mention.trigger}”.",
            "date_confidence": round(rule_confidence("parse") * when.confidence, 3),
            "tolls": (),
            "quantities": (),
            "place": place,
            "title": f"{mention.lemma.capitalize()}: {phrase}",
        }
    )
