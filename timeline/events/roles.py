"""Who did it, to whom, and where: the tokens that fill the roles of a frame.

All predicates of the frame are asked, the trigger first. Only the tree decides; what the tokens mean (a
group, a town, a weapon) decides which of the candidates is kept.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import actors, arguments, gazetteer, locations, means, parties, places_of, trees
from timeline.events.arguments import Roles
from timeline.events.documents import document_of
from timeline.events.tables import table
from timeline.events.types import half, is_saying, own_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from timeline.events.frames import Frame

__all__ = ["Roles", "find_roles"]


def find_roles(frame: Frame, kind: str, *, outcomes: Iterable[Token] = ()) -> Roles:
    """The roles of a frame whose PLOVER type is `kind`, as head tokens.

    `outcomes` are further predicates that tell what the event did ("killed" over "in the attack").

    A place is a target only where nothing else is and the event reached it ("shelled Kharkiv"); it is
    `where` in any case.
    """
    raw = Roles()
    parts = [frame.trigger, *(part for part in frame.parts if part != frame.trigger), *_carriers(frame)]
    parts.extend(token for token in outcomes if token not in parts and token.pos_ == "VERB")
    for part in parts:
        if trees.is_while(part):
            continue
        if part.pos_ in {"VERB", "AUX"} or (part.pos_ == "ADJ" and trees.children(part, "nsubj")):
            arguments.of_verb(part, raw, kind)
        else:
            arguments.of_noun(part, raw, kind)
    for part in parts:
        locations.where(part, raw, kind)
    links = table("roles_links")
    if not raw.where and (kind in links["reaching"]["types"] or kind in links["people_place"]["types"]):
        locations.where_people_are(parts, raw)
    if not raw.where:
        _where_beside(parts, raw, kind)
    raw.actors = _unmeasured(raw.actors)
    raw.targets = _unmeasured(raw.targets)
    return _settle(raw, parts, kind)


def _where_beside(parts: list[Token], raw: Roles, kind: str) -> None:
    """The place at the end of "chanted slogans and burned flags in Karaj", and that of an event noun which is
    the subject: "talks in Geneva collapsed".
    """
    for part in (p for p in parts if p.pos_ == "VERB"):
        for child in trees.children(part, "conj"):
            if child.pos_ == "VERB" and not trees.children(child, "nsubj"):
                locations.where(child, raw, kind)
        for child in trees.children(part, "nsubj"):
            if child.pos_ == "NOUN" and half(own_type(child)) != "other":
                locations.where(child, raw, own_type(child))
        if raw.where:
            return


def _unmeasured(tokens: list[Token]) -> list[Token]:
    """What a measure word measures in its place: Nigerians for "thousands of Nigerians"."""
    found = []
    for token in tokens:
        inner = [c for c in trees.children(token, "nmod") if trees.cases(c) == ("of",)]
        if inner and (token.pos_ == "NUM" or trees.lemma(token) in parties.listed("measures", "nouns")):
            found.extend(inner)
        else:
            found.append(token)
    return found


def _carriers(frame: Frame) -> list[Token]:
    """Light verbs over an event noun, and outcomes under it, that the frame does not list: "launched an
    attack".
    """
    light = table("plover_classes")["light"]["verbs"]
    telling = _tellers()
    found = []
    for part in frame.parts:
        head = part.head
        if head in frame.parts or head == part or part.pos_ not in {"NOUN", "PROPN"} or head.pos_ != "VERB":
            continue
        word = trees.lemma(head)
        acted = part.dep_ in {"obj", "nsubj:pass"} and word in light and not is_saying(head)
        acted = acted and word not in parties.listed("ending", "verbs")
        if acted or (part.dep_ == "nsubj" and word in telling):
            found.append(head)
    return found


@cache
def _tellers() -> frozenset[str]:
    return parties.listed("outcome", "verbs") | set(table("plover_classes")["happening"]["verbs"])


def _settle(raw: Roles, parts: list[Token], kind: str) -> Roles:
    """Keep what can fill each role: parties before things, things before places, nothing twice."""
    predicates = set(parts)
    done = Roles(where=raw.where)
    raw.actors = _owners(raw.actors)
    doers = [t for t in raw.actors if t not in predicates and (parties.is_party(t) or parties.is_named(t))]
    done.actor(doers or [t for t in raw.actors if t not in predicates and parties.can_act(t)])
    targets = [
        t for t in raw.targets if t not in predicates and t not in done.actors and not parties.is_aside(t)
    ]
    targets = [t for t in targets if t.pos_ != "NUM"]
    people = [
        t
        for t in targets
        if (actors.is_actor(t) or parties.must_be_person(t))
        and not places_of.is_location(t)
        and not means.is_weapon(t)
    ]
    lands = [t for t in targets if places_of.is_location(t) and t not in people]
    if kind not in table("roles_links")["things"]["types"]:
        people = [t for t in targets if t in people or (t in lands and parties.is_land(t))]
    things = [t for t in targets if t not in people and t not in lands and parties.can_be_hit(t, kind)]
    others = [t for t in targets if t.pos_ == "PROPN" and t not in people and not means.is_weapon(t)]
    done.target(people or lands or things or others)
    if not done.targets and kind in table("roles_links")["reaching_deep"]["types"]:
        done.target(_deep(parts, done, kind))
    return done


def _owners(tokens: list[Token]) -> list[Token]:
    """Weapons give way to whose they are: Russia for "a Russian missile", the junta for "the junta's
    warplanes".
    """
    found: list[Token] = []
    for token in tokens:
        if not means.is_weapon(token):
            found.append(token)
            continue
        before = token.doc[trees.phrase(token).start : token.i]
        known = [hit for hit in gazetteer.names_in(before) if hit.entry.country or hit.entry.sort == "group"]
        owners = [
            c for c in trees.children(token, "nmod", "compound") if c.i < token.i and actors.is_actor(c)
        ]
        owners = owners or [
            c
            for c in trees.children(token, "nmod")
            if set(trees.cases(c)) & {"of", "from"} and parties.is_party(c) and not means.is_weapon(c)
        ]
        for clause in token.children if not owners else ():  # "the missiles it fired"
            if clause.dep_ == "acl:relcl" and trees.lemma(clause) in _USED:
                owners.extend(c for c in trees.children(clause, "nsubj") if c.tag_ not in {"WDT", "WP"})
        for clause in trees.children(token, "acl") if not owners else ():
            if trees.lemma(clause) in {"belong", "own", "operate", "fly", "launch", "fire"}:
                owners.extend(
                    c
                    for c in trees.children(clause, "obl")
                    if set(trees.cases(c)) & {"by", "to"} and parties.is_party(c)
                )
        found.extend([token.doc[hit.end - 1] for hit in known[:1]] or owners)
    return found


_USED = frozenset({"fire", "launch", "fly", "send", "lob", "drop", "own", "operate", "use"})

# A country that a measure is taken in is whom it is about ("lifted a curfew in Tigray"); one that people
# met in is not.
_POLICY = frozenset({"CONCEDE", "SANCTION", "RETREAT", "COERCE", "THREATEN", "REJECT", "MOBILIZE"})
_AT = frozenset({"in", "at", "near", "through", "across", "around", "outside", "from", "to"})


def _deep(parts: list[Token], done: Roles, kind: str) -> list[Token]:
    """The nearest named party below the predicates, for events that are about somebody whom no role names:
    "rejected calls by Belarus's rulers", "a hunger strike to protest Sweden's decision".
    """
    skip = parties.listed("reaching_deep", "not_after") - {
        *table("roles_links")["reaching_deep"]["within"].get(kind, ())
    }
    held = parties.listed("held_in", "nouns")
    names = {t.i for t in (*done.actors, *(t for t in done.where if trees.lemma(t.head) in held))}
    level = list(parts)
    ground: set[int] = set()
    for _ in range(6):
        below: list[Token] = []
        for token in level:
            for child in token.children:
                name = trees.relation(child)
                if child.i in names or (
                    name in {"punct", "nsubj", "cc", "parataxis", "appos"} and child.dep_ != "nsubj:pass"
                ):
                    continue
                if child.dep_ == "acl:relcl" or (child.i < token.i and name in {"obl", "advcl"}):
                    continue
                if set(trees.cases(child)) & skip or (
                    name == "advcl" and any(c.lower_ in skip for c in child.children)
                ):
                    continue
                if (name == "nmod" and token.i in names) or document_of(child) is not None:
                    continue
                place = bool(set(trees.cases(child)) & _AT) and places_of.is_location(child)
                if place and kind not in _POLICY:
                    continue
                below.append(child)
                if place and child.pos_ == "PROPN":
                    ground.add(child.i)
        found = [
            t for t in below if (parties.is_named_party(t) or t.i in ground) and trees.relation(t) != "flat"
        ]
        if found:
            return [other for other in trees.conjuncts(found[0]) if parties.is_named_party(other)]
        level = below
    return []
