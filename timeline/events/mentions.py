"""From a parsed article and its temporal expressions to mentions: one for each event told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from timeline.events.actors import actor
from timeline.events.aftermath import with_aftermath
from timeline.events.attribution import Voice
from timeline.events.boilerplate import masked
from timeline.events.context import ArticleContext
from timeline.events.dating import date_tellings
from timeline.events.describe import Description, Sketch, describe, sketch
from timeline.events.frames import Frame
from timeline.events.gapping import second_events
from timeline.events.parsed import parsed
from timeline.events.selection import Selected, carries_only, select
from timeline.events.spokesmen import with_spokesmen
from timeline.events.telling import tellings
from timeline.events.titles import title
from timeline.events.trust import probability, signs
from timeline.events.words import base
from timeline.models import Article, Attribution, Mention, Status, Timex, Toll

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["frames", "known", "mention_id", "mentions"]

ID_LENGTH = 12
OTHER = "OTHER"
PRONOUNS = frozenset(  # no names
    {"it", "they", "he", "she", "we", "i", "you", "who", "this", "that", "which", "those", "these", "one"}
)
UNREAL = frozenset({Status.PLANNED, Status.THREATENED, Status.HYPOTHETICAL, Status.NEGATED})


def frames(doc: Doc, article: Article, timexes: Sequence[Timex]) -> list[Frame]:
    """The events of an article as frames, in document order, before they are described."""
    return [_frame(doc, chosen) for chosen in _selected(doc, article, timexes)]


def mentions(
    doc: Doc, article: Article, timexes: Sequence[Timex], *, inferred: bool = True
) -> tuple[Mention, ...]:
    """One mention for each event told in an article, in document order.

    `doc` is the parse of `article.text` and `timexes` its temporal expressions. `inferred=False` leaves out
    events without a temporal expression of their own. Events of no known type are kept only when dated.
    """
    return tuple(mention for mention, _ in known(doc, article, timexes, inferred=inferred))


def known(
    doc: Doc, article: Article, timexes: Sequence[Timex], *, inferred: bool = True
) -> list[tuple[Mention, tuple[str, ...]]]:
    """The mentions of `mentions`, each with the signs that its confidence rests on (trust.py)."""
    doc = parsed(doc)
    context = ArticleContext.of(doc, article)
    found: list[tuple[Selected, Frame, Sketch]] = []
    for chosen in _selected(doc, article, timexes):
        if not inferred and not chosen.dated.is_own:
            continue
        frame = _frame(doc, chosen)
        told = sketch(frame)
        if chosen.dated.is_own or not _tells_nothing(told, chosen.status):
            found.append((chosen, frame, told))
    carried = {v.cue.i for one, _, _ in found for v in one.sources if v.cue not in one.telling.parts}
    chosen_ones = [one for one in found if not carries_only(one[0], carried)]
    kept = [
        _mention(article, chosen, frame, describe(frame, context, told), context)
        for chosen, frame, told in chosen_ones
    ]
    own = [chosen.dated.is_own for chosen, _, _ in chosen_ones]
    mended = with_aftermath(doc, with_spokesmen(doc, [m for m, _ in kept], context), own)
    told_why = zip(mended, (why for _, why in kept), strict=True)
    real = [(mention, why) for mention, why in told_why if mention is not None]
    pairs = second_events(doc, [mention for mention, _ in real], timexes, context)
    both = [(one, real[at][1]) for at, pair in enumerate(pairs) for one in pair if one is not None]
    return sorted(both, key=lambda row: row[0].trigger_start)


def _tells_nothing(known: Sketch, status: Status) -> bool:
    """True of an event of no known type that counts nobody."""
    untyped = known.plover.type == OTHER and status is not Status.THREATENED
    return untyped and not _real_tolls(known.tolls, status)


def _selected(doc: Doc, article: Article, timexes: Sequence[Timex]) -> list[Selected]:
    told = tellings(doc, timexes, masked(article.text))
    return select(doc, article, told, date_tellings(told, article, timexes))


def _frame(doc: Doc, chosen: Selected) -> Frame:
    telling = chosen.telling
    return Frame(doc=doc, trigger=telling.trigger, parts=telling.parts, sentence=telling.trigger.sent)


def _mention(
    article: Article, chosen: Selected, frame: Frame, description: Description, context: ArticleContext
) -> tuple[Mention, tuple[str, ...]]:
    dated = chosen.dated
    trigger, sentence = frame.trigger, frame.sentence
    description = _as_far_as_real(description, chosen.status)
    sources = _attributions(chosen.sources, context)
    kind = "THREATEN" if chosen.status is Status.THREATENED else description.plover_type
    start, end = trigger.idx, trigger.idx + len(trigger.text)
    identity = mention_id(article.id, start, end)
    text_start, text_end = _trimmed(article.text, sentence.start_char, sentence.end_char)
    why = tuple(signs(chosen, description, kind))
    mention = Mention(
        mention_id=identity,
        event_id=identity,
        article_id=article.id,
        trigger=trigger.text,
        trigger_start=start,
        trigger_end=end,
        lemma=base(trigger),
        parts=tuple((t.idx, t.idx + len(t.text)) for t in frame.parts),
        sentence=article.text[text_start:text_end],
        sentence_start=text_start,
        sentence_end=text_end,
        interval=dated.interval,
        date_basis=dated.basis,
        date_text=dated.timex.text if dated.timex is not None else "",
        date_why=dated.why,
        timex=dated.timex,
        date_confidence=dated.confidence,
        plover_type=kind,
        plover_mode=description.plover_mode if kind == description.plover_type else "",
        event_type=description.event_type,
        sub_event_type=description.sub_event_type,
        contexts=description.contexts,
        status=chosen.status,
        attribution=sources,
        actors=description.actors,
        targets=description.targets,
        place=description.place,
        means=description.means,
        tolls=description.tolls,
        quantities=description.quantities,
        title=title(frame, description, chosen.status, sources),
        confidence=round(probability(why), 3),
    )
    return mention, why


def _as_far_as_real(description: Description, status: Status) -> Description:
    """What did not happen, or not yet, is no event of ACLED's and counts nobody but "no one"."""
    if status not in UNREAL:
        return description
    tolls = _real_tolls(description.tolls, status)
    return replace(description, event_type="", sub_event_type="", tolls=tolls)


def _real_tolls(tolls: tuple[Toll, ...], status: Status) -> tuple[Toll, ...]:
    return tolls if status not in UNREAL else tuple(toll for toll in tolls if toll.high == 0)


def mention_id(article_id: str, start: int, end: int) -> str:
    """A stable short name for one telling: it depends on the article's id and the trigger's offsets alone."""
    return hashlib.sha256(f"{article_id}\n{start}:{end}".encode()).hexdigest()[:ID_LENGTH]


def _attributions(sources: Sequence[Voice], context: ArticleContext) -> tuple[Attribution, ...]:
    found = []
    for voice in sources:
        if voice.speaker is None:
            continue
        who = actor(voice.speaker, context)
        if who.name.lower() in PRONOUNS:
            continue  # the text does not tell who that is
        found.append(
            Attribution(
                text=who.text,
                start=who.start,
                end=who.end,
                name=who.name,
                cue=voice.cue.text,
                side=who.country,
            )
        )
    first: dict[str, Attribution] = {}
    for one in found:
        first.setdefault(one.name, one)
    return tuple(first.values())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
