"""The places that a predicate is tied to, as head tokens of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import actors, arguments, parties, places_of, trees
from timeline.events.tables import table

if TYPE_CHECKING:
    from spacy.tokens import Token

    from timeline.events.arguments import Roles

__all__ = ["where", "where_people_are"]


def where(part: Token, roles: Roles, kind: str) -> None:
    """Add to `roles.where` the place names tied to one predicate, the nearest in the tree first."""
    links = table("roles_links")
    place_words = parties.links("place")
    motion = parties.links("motion")
    reaching = kind in links["reaching"]["types"]
    away = kind in links["reaching"]["away_types"]
    stack: list[tuple[Token, int]] = [(part, 0)]
    found: list[tuple[int, Token]] = []
    seen: set[int] = set()
    while stack:
        token, depth = stack.pop(0)
        if token.i in seen or depth > 5:
            continue
        seen.add(token.i)
        hit = kind == "ASSAULT" and token.pos_ == "VERB" and arguments.undergoes(token)
        for child in token.children:
            name = trees.relation(child)
            if child.dep_ == "obl:agent" and not actors.is_people(child):
                stack.append((child, depth + 1))
            elif name in {"obl", "nmod"} and child.dep_ not in {"nmod:poss", "obl:agent"}:
                prepositions = set(trees.cases(child))
                moving = prepositions & motion
                good = bool(prepositions & place_words) and (
                    not moving or reaching or bool(prepositions - motion & place_words)
                )
                if "from" in prepositions and not away:
                    good = False
                if "of" in prepositions and (_is_abroad(token) or (depth and not parties.is_thing(token))):
                    good = False
                for thing in trees.conjuncts(child) if good else ():
                    named = thing.pos_ == "PROPN" and trees.lemma(token) in _AREAS and "of" in prepositions
                    if (named or places_of.is_location(thing)) and thing not in roles.actors:
                        found.append((depth, thing))
                inner = parties.is_thing(child) or trees.lemma(child) in _AREAS
                if inner or (prepositions & _THROUGH and depth < 3):
                    stack.append((child, depth + 1))
            elif (
                name == "obj"
                or child.dep_ == "nsubj:pass"
                or (name == "nsubj" and (kind == "PROTEST" or hit))
            ):
                for thing in trees.conjuncts(child):
                    if places_of.is_location(thing) and reaching:
                        found.append((depth, thing))
                    stack.append((thing, depth + 1))
            elif (
                name in {"compound", "nmod", "amod", "appos"}
                and child.dep_ != "nmod:poss"
                and (
                    parties.is_thing(token)
                    or trees.lemma(token) in _AREAS
                    or trees.lemma(token) in parties.listed("held_in", "nouns")
                )
                and places_of.is_location(child)
                and not (_is_abroad(token) and places_of.is_country(child))
                and not _names_another(token)
            ):
                found.append((depth, child))
            elif name == "xcomp" and kind in links["asked"]["types"]:
                continue  # "asked him to let it strike targets inside Russia": not asked there
            elif name in {"xcomp", "conj", "flat"} and depth < 3 and (name != "conj" or child.pos_ != "VERB"):
                stack.append((child, depth + 1))
    for _, thing in sorted(found, key=lambda pair: pair[0]):
        if thing not in roles.where:
            roles.where.append(thing)


def _is_abroad(thing: Token) -> bool:
    """True of "the U.S. embassy": it stands anywhere but in the country that it is of."""
    return trees.lemma(thing) in table("places_nouns")["abroad"]


def _names_another(area: Token) -> bool:
    """True of "the Tel Aviv suburb of Holon", where the place is the one behind "of"."""
    inner = trees.children(area, "nmod") if trees.lemma(area) in _AREAS else ()
    return any("of" in trees.cases(child) and places_of.is_location(child) for child in inner)


def where_people_are(parts: list[Token], roles: Roles) -> None:
    """Without a place of its own, an event is where the phrases of those who took part put them: "by police
    in Karachi", which is also where a parser hangs a place that belongs to the verb.
    """
    links = parties.links("place") - parties.links("motion") - {"from"}  # "with help from Jordan"
    stack = [*parts, *roles.actors, *roles.targets]
    for _ in range(3):
        below = [
            child
            for token in stack
            for child in token.children
            if trees.relation(child) in {"nmod", "obl", "obj", "nsubj", "acl"} and child.dep_ != "nmod:poss"
        ]
        for child in below:
            if set(trees.cases(child)) & links and places_of.is_location(child) and child not in roles.actors:
                roles.where.append(child)
            if trees.lemma(child) in _VISITS and set(trees.cases(child)) & _ON:
                seen = trees.children(child, "nmod")
                roles.where += [c for c in seen if "to" in trees.cases(c) and places_of.is_location(c)]
        if roles.where:
            return
        stack = below


_VISITS = frozenset({"visit", "trip", "tour", "stopover"})
_ON = frozenset({"on", "during"})
_THROUGH = frozenset({"in", "during", "of", "on", "against", "at", "near", "outside"})


_AREAS = frozenset(
    {
        "city",
        "town",
        "village",
        "district",
        "province",
        "region",
        "area",
        "state",
        "suburb",
        "port",
        "camp",
        "island",
        "outskirt",
        "part",
        "center",
        "centre",
        "north",
        "south",
        "east",
        "west",
        "front",
        "border",
        "oblast",
        "neighborhood",
        "neighbourhood",
        "territory",
        "coast",
        "strip",
    }
)
