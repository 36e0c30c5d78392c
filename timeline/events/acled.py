"""The ACLED event type of a frame, and the PLOVER contexts that its words speak of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from timeline.events import trees
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.models import Actor, ActorKind, Means

if TYPE_CHECKING:
    from spacy.tokens import Token

    from timeline.events.frames import Frame
    from timeline.events.types import PloverType

__all__ = ["acled_type", "contexts"]


def acled_type(
    frame: Frame,
    plover: PloverType,
    *,
    weapons: tuple[Means, ...] = (),
    doers: tuple[Actor, ...] = (),
    targets: tuple[Actor, ...] = (),
) -> tuple[str, str]:
    """ACLED event and sub-event type; two empty strings when the event is none of ACLED's."""
    words: set[str] = set()
    for part in frame.parts:
        beside = trees.companions(part)
        words |= {trees.lemma(part), part.lower_}
        doing = {trees.lemma(inner) for one in trees.children(part, "nsubj") for inner in one.children}
        words |= {word for word in beside | doing if word in _acled_words()}
        words |= {f"{trees.lemma(part)} {word}" for word in beside}
    kinds = {weapon.kind for weapon in weapons}
    named = {weapon.name for weapon in weapons}
    hit = _kinds(targets) | {"person" for one in targets if one.kind is None and _is_named_person(frame, one)}
    for rule in _rules(plover.type):
        if "modes" in rule and plover.mode not in rule["modes"]:
            continue
        if "words" in rule and not words & set(rule["words"]):
            continue
        if words & set(rule.get("not_words", ())):
            continue
        if "means" in rule and not kinds & set(rule["means"]):
            continue
        if "names" in rule and named.isdisjoint(rule["names"]):
            continue
        if "actors" in rule and not _kinds(doers) & set(rule["actors"]):
            continue
        if _kinds(doers) & set(rule.get("not_actors", ())):
            continue
        if "targets" in rule and not hit & set(rule["targets"]):
            continue
        if hit & set(rule.get("not_targets", ())):
            continue
        return rule["event"], rule["sub"]
    return "", ""


@cache
def _rules(kind: str) -> list[dict[str, Any]]:
    """The rules for a PLOVER type, in the table's order."""
    return [rule for rule in table("acled_types")["rule"] if kind in _listed(rule["plover"])]


def _listed(wanted: str | list[str]) -> list[str]:
    return wanted if isinstance(wanted, list) else [wanted]


@cache
def _acled_words() -> frozenset[str]:
    return frozenset(
        word
        for rule in table("acled_types")["rule"]
        for key in ("words", "not_words")
        for word in rule.get(key, ())
        if word in {"suicide", "mob", "crossfire", "warplane", "jet", "aircraft", "general", "hunger", "gas"}
    )


def _is_named_person(frame: Frame, one: Actor) -> bool:
    span = frame.doc.char_span(one.start, one.end, alignment_mode="expand")
    return span is not None and trees.label(span.root) == "PERSON"


def _kinds(people: tuple[Actor, ...]) -> set[str]:
    return {ActorKind(person.kind).name.lower() for person in people if person.kind is not None}


def contexts(frame: Frame) -> tuple[str, ...]:
    """PLOVER contexts that the words of the frame's own clause speak of, in the table's order."""
    spoken: set[str] = set()
    for part in frame.parts:
        for token in part.subtree:
            if abs(token.i - part.i) < 40:
                spoken |= _contexts_of(token)
    return tuple(name for name in table("plover_classes")["contexts"] if name in spoken) if spoken else ()


@once
def _contexts_of(token: Token) -> frozenset[str]:
    known = _context_words()
    return known.get(trees.lemma(token), _NONE) | known.get(token.lower_, _NONE)


_NONE: frozenset[str] = frozenset()


@cache
def _context_words() -> dict[str, frozenset[str]]:
    """The contexts that each word speaks of."""
    found: dict[str, set[str]] = {}
    for name, words in table("plover_classes")["contexts"].items():
        for word in words:
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}
