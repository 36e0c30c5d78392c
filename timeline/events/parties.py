"""What a token can be to an event: a party that acts, a country, a thing that can be hit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import actors, gazetteer, means, places_of, trees
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.events.triggers import noun_class

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "can_act",
    "can_be_hit",
    "counts_as_target",
    "is_aside",
    "is_force",
    "is_group",
    "is_land",
    "is_named",
    "is_named_party",
    "is_party",
    "is_thing",
    "links",
    "listed",
    "must_be_person",
]


@cache
def listed(section: str, key: str) -> frozenset[str]:
    """The words of one list of roles_links.toml."""
    return frozenset(table("roles_links")[section][key])


@cache
def links(role: str) -> frozenset[str]:
    """The prepositions that lead to a role."""
    return frozenset(table("roles_links")["prepositions"][role])


def _known(token: Token) -> list[gazetteer.Found]:
    return gazetteer.names_over(token, 4, 5)


def is_land(token: Token) -> bool:
    """True of a country, nationality or capital."""
    return any(hit.entry.sort != "group" for hit in _known(token))


def is_group(token: Token) -> bool:
    """True of the name of a known group."""
    return any(hit.entry.sort == "group" for hit in _known(token))


@once
def is_party(token: Token) -> bool:
    """A party that acts; a weapon only where its owner is named ("government warplanes")."""
    if means.is_weapon(token):
        return any(
            is_land(c) or is_group(c) or actors.is_actor(c)
            for c in trees.children(token, "compound", "amod", "nmod")
        )
    return actors.is_actor(token) or is_land(token)


@once
def is_thing(token: Token) -> bool:
    """True of a building, a position, infrastructure or a settlement: what can be hit but does not act."""
    classes = table("plover_classes")["class"]
    lemma = trees.lemma(token)
    return any(
        lemma in classes[name] or token.lower_ in classes[name]
        for name in ("building", "infrastructure", "position", "settlement")
    )


def is_force(token: Token) -> bool:
    """True of those whom a side moves about: troops, ships, inspectors, aid workers."""
    lemma = trees.lemma(token)
    return lemma in table("plover_classes")["class"]["security"] or lemma in listed("moves_own", "moved")


def must_be_person(token: Token) -> bool:
    """True of the common noun that a verb of killing, wounding or arresting is done to."""
    if token.dep_ not in {"obj", "nsubj:pass", "conj"} or token.pos_ != "NOUN" or trees.is_time(token):
        return False
    verb = token.head if token.dep_ != "conj" else token.head.head
    return trees.lemma(verb) in listed("to_people", "verbs") and not is_thing(token) and not noun_class(token)


def is_aside(token: Token) -> bool:
    """True of what is no party though it stands in its place: a day, a possessive pronoun."""
    return trees.is_time(token) or (token.dep_ == "nmod:poss" and token.pos_ == "PRON")


def is_named(token: Token) -> bool:
    """True of a proper name that is no weapon and no day."""
    return token.pos_ == "PROPN" and not trees.is_time(token) and not means.is_weapon(token)


def can_act(token: Token) -> bool:
    """True of a name or pronoun that can stand for a party."""
    return token.pos_ in {"PROPN", "PRON"} and actors.is_actor(token)


@once
def is_named_party(token: Token) -> bool:
    """A country or nationality, a group, a person; not a town or a weapon, nor a day."""
    if means.is_weapon(token) or is_aside(token) or token.pos_ not in {"PROPN", "ADJ", "NOUN"}:
        return False
    if is_land(token) or is_group(token):
        return True
    if trees.label(token) in {"PERSON", "ORG"} and not places_of.is_location(token):
        return True
    return (
        token.pos_ == "NOUN"
        and actors.is_actor(token)
        and trees.lemma(token) in listed("reaching_deep", "nouns")
    )


def counts_as_target(token: Token, kind: str) -> bool:
    """After "on", "at", "against": a party in any event, a place or thing only where the event can reach
    it.
    """
    if means.is_weapon(token) and kind != "COERCE":
        return False
    if trees.is_time(token) or ("on" in trees.cases(token) and token.lower_ in listed("ways", "nouns")):
        return False
    if actors.is_actor(token) or is_land(token):
        return not (
            places_of.is_location(token)
            and set(trees.cases(token)) & {"at"}
            and kind not in {"ASSAULT", "COERCE"}
        )
    return kind in table("roles_links")["things"]["types"] and (
        is_thing(token) or (places_of.is_location(token) and not set(trees.cases(token)) & {"in"})
    )


def can_be_hit(token: Token, kind: str) -> bool:
    """True of a thing that an event of this type can be done to."""
    if kind not in table("roles_links")["things"]["types"] or token.pos_ not in {"NOUN", "PROPN"}:
        return False
    return not means.is_weapon(token) and (is_thing(token) or _is_struck(token))


def _is_struck(token: Token) -> bool:
    """True of any object of a verb that reaches what it is done to: "the blast shattered a bakery"."""
    hit = token.dep_ == "obj" or token.dep_ == "nsubj:pass"
    verb = token.head
    if (
        not hit
        or token.pos_ != "NOUN"
        or trees.is_time(token)
        or trees.lemma(verb) not in listed("strikes", "verbs")
    ):
        return False
    return not noun_class(token) and trees.lemma(token) not in listed("strikes", "not")
