"""What a frame says of its event besides when and whether: who, whom, where, with what, how many, and of
which type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.events import (
    acled,
    actors,
    amounts,
    bridging,
    counting,
    means,
    places_of,
    roles,
    tolls,
    trees,
    types,
)
from timeline.events.tables import table
from timeline.models import Actor, Means, Place, Quantity, Toll

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from timeline.events.context import ArticleContext
    from timeline.events.frames import Frame

__all__ = ["Description", "Sketch", "describe", "sketch"]

_IN = frozenset({"in", "at", "near", "around", "across", "outside"})
_NAME = 4  # words


@dataclass(frozen=True, slots=True)
class Description:
    """The fields of a mention that the frame's words give; empty where they say nothing."""

    actors: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    place: Place | None = None
    means: tuple[Means, ...] = ()
    tolls: tuple[Toll, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    plover_type: str = "OTHER"
    plover_mode: str = ""
    event_type: str = ""
    sub_event_type: str = ""
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What tells whether a frame is worth describing: its type, from weapons too, and its tolls."""

    weapons: tuple[Means, ...]
    plover: types.PloverType
    tolls: tuple[Toll, ...]


def sketch(frame: Frame) -> Sketch:
    """The part of a description that looks at no other sentence."""
    weapons = means.find_means(_predicates(frame, ""))
    plover = types.plover_type(frame, weapons)
    return Sketch(weapons, plover, tolls.find_tolls(frame, plover.type))


def describe(frame: Frame, context: ArticleContext, known: Sketch | None = None) -> Description:
    """Describe one frame in its article; `known` is its sketch, where it was made before.

    Example: for "two civilians were killed during a Ukrainian attack on Crimea with US-made ATACMS
    missiles" (trigger "attack", parts killed and attack) the actor is Ukraine, the target civilians, the
    place Crimea, the means ATACMS, the toll two killed, and the type ASSAULT.
    """
    known = known or sketch(frame)
    weapons, plover, counts = known.weapons, known.plover, known.tolls
    predicates = _predicates(frame, plover.type)
    outcomes = [
        token
        for token in predicates
        if token in frame.parts or counting.counts_people(token) or trees.lemma(token) == "leave"
    ]
    found = roles.find_roles(frame, plover.type, outcomes=outcomes)
    doers = _actors(found.actors, context)
    physical = plover.type in {"ASSAULT", "COERCE"}
    targets = tuple(
        a
        for a in _actors(found.targets, context, hit=physical)
        if a.name not in {doer.name for doer in doers} or a.kind is None
    )
    event, sub_event = acled.acled_type(frame, plover, weapons=weapons, doers=doers, targets=targets)
    return Description(
        actors=doers,
        targets=targets,
        place=_place(found.where, context) or bridging.bridged_place(predicates, context),
        means=weapons,
        tolls=counts,
        quantities=amounts.find_quantities(frame.parts, weapons, means.scope_of(frame.parts)),
        plover_type=plover.type,
        plover_mode=plover.mode,
        event_type=event,
        sub_event_type=sub_event,
        contexts=acled.contexts(frame),
    )


def _predicates(frame: Frame, kind: str) -> list[Token]:
    return [*frame.parts, *(token for token in tolls.toll_words(frame, kind) if token not in frame.parts)]


def _actors(heads: list[Token], context: ArticleContext, *, hit: bool = False) -> tuple[Actor, ...]:
    """The parties that tokens name; a building that was `hit` is itself and not whose it is."""
    buildings = table("plover_classes")["class"]["building"]
    found: dict[str, Actor] = {}
    for token in heads:
        head = _holder(token)
        for span in actors.parties(actors.whole_name(trees.phrase(head))):
            if span.root.pos_ == "PRON" and context.referent(span) is None:
                continue
            for one in actors.named_together(span, context):
                itself = hit and trees.lemma(span.root) in buildings
                if (itself or _is_ground(head, span)) and one.name not in span.text:
                    found.setdefault(span.text, one.model_copy(update={"name": span.text, "kind": None}))
                else:
                    found.setdefault(one.name, one)
    people = list(found.values())
    return tuple(one for one in people if not any(_is_told_again(one, other) for other in people))


def _holder(head: Token) -> Token:
    """The person named straight behind a post: "the interior minister, Christophe Castaner"."""
    if head.pos_ != "NOUN" or not actors.is_title(head.lower_):
        return head
    beside = trees.children(head, "appos")
    return next((t for t in beside if trees.label(t) == "PERSON" and t.left_edge.i - head.i <= 2), head)


def _is_ground(head: Token, span: Span) -> bool:
    """True of a town that a measure is taken in: "a curfew in Algiers" is Algiers' and not Algeria's."""
    return bool(set(trees.cases(head)) & _IN) and places_of.is_location(head) and len(span) <= _NAME


def _is_told_again(one: Actor, other: Actor) -> bool:
    """True of a post whose holder is named straight after it, and of part of a longer name."""
    if one is other:
        return False
    beside = 0 <= other.start - one.end <= 2 and actors.is_title(one.text)
    return beside or (one.name != other.name and one.name in other.name and one.start >= other.start - 1)


def _of_site(site: Place, town: Place | None) -> Place:
    """A site that no gazetteer knows, with what is known of the town that the article puts it in."""
    if town is None:
        return site
    known = ("country", "iso3", "admin1", "latitude", "longitude", "precision")
    return site.model_copy(update={key: getattr(town, key) for key in known})


def _place(heads: list[Token], context: ArticleContext) -> Place | None:
    """The finest place that the event is tied to; one that no gazetteer knows takes the coordinates of the
    area that is named with it ("Paletwa in Chin State"), with that area's precision.
    """
    spans = [places_of.location_span(head) for head in heads[:4]]
    found = [places_of.locate(span, near=context.places, countries=context.countries) for span in spans]
    known = [place for place in found if place.latitude is not None]
    if not found:
        return None
    if not known:
        return _of_site(found[0], context.sites.named(found[0].text))
    finest = min(known, key=lambda place: place.precision or 9)
    unknown = next((place for place in found if place.latitude is None), None)
    if unknown is not None and finest.precision == 3:
        return finest.model_copy(
            update={key: getattr(unknown, key) for key in ("text", "start", "end", "name")}
        )
    return finest
