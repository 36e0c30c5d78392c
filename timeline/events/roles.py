"""Who did it, to whom, and where: the tokens that fill the roles of a frame.

All predicates of the frame are asked, the trigger first. Only the tree decides; what the tokens mean (a group, a town, a
weapon) decides which of the candidates is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from timeline.events import actors, gazetteer, means, places_of, trees
from timeline.events.tables import table
from timeline.events.types import half, is_saying

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from timeline.events.frames import Frame

__all__ = ["Roles", "find_roles"]


@dataclass(slots=True)
class Roles:
    """Head tokens by role, best first. `where` are heads of place names that the event is tied to."""

    actors: list[Token] = field(default_factory=list)
    targets: list[Token] = field(default_factory=list)
    where: list[Token] = field(default_factory=list)

    def actor(self, tokens: Iterable[Token]) -> None:
        """Add doers that are not there yet."""
        self.actors.extend(t for t in tokens if t not in self.actors)

    def target(self, tokens: Iterable[Token]) -> None:
        """Add those it was done to, unless they are there yet."""
        self.targets.extend(t for t in tokens if t not in self.targets)


def find_roles(frame: Frame, kind: str, *, outcomes: Iterable[Token] = ()) -> Roles:
    """The roles of a frame whose PLOVER type is `kind`, as head tokens.

    `outcomes` are further predicates that tell what the event did ("killed" over "in the attack").

    A place is a target only where nothing else is and the event reached it ("shelled Kharkiv"); it is `where` in any case.
    """
    raw = Roles()
    parts = [frame.trigger, *(part for part in frame.parts if part != frame.trigger), *_carriers(frame)]
    parts.extend(token for token in outcomes if token not in parts and token.pos_ == "VERB")
    for part in parts:
        if part.pos_ in {"VERB", "AUX"} or (part.pos_ == "ADJ" and trees.children(part, "nsubj")):
            _of_verb(part, raw, kind)
        else:
            _of_noun(part, raw, kind)
    for part in parts:
        _where(part, raw, kind)
    if not raw.where and kind in table("roles_links")["reaching"]["types"]:
        _where_people_are(parts, raw)
    raw.actors = _unmeasured(raw.actors)
    raw.targets = _unmeasured(raw.targets)
    return _settle(raw, parts, kind)


def _unmeasured(tokens: list[Token]) -> list[Token]:
    """What a measure word measures in its place: Nigerians for "thousands of Nigerians"."""
    found = []
    for token in tokens:
        inner = [c for c in trees.children(token, "nmod") if trees.cases(c) == ("of",)]
        if inner and (token.pos_ == "NUM" or trees.lemma(token) in _list("measures", "nouns")):
            found.extend(inner)
        else:
            found.append(token)
    return found


def _carriers(frame: Frame) -> list[Token]:
    """Light verbs over an event noun, and outcomes under it, that the frame does not list: "launched an attack"."""
    found = []
    light = set(table("plover_classes")["light"]["verbs"])
    happening = set(table("plover_classes")["happening"]["verbs"])
    for part in frame.parts:
        head = part.head
        if head in frame.parts or head == part:
            continue
        name = trees.relation(part)
        if part.pos_ in {"NOUN", "PROPN"} and head.pos_ == "VERB":
            if (part.dep_ in {"obj", "nsubj:pass"} and trees.lemma(head) in light and not is_saying(head)) or (part.dep_ == "nsubj" and trees.lemma(head) in _list("outcome", "verbs") | happening):
                found.append(head)
    return found


@cache
def _list(section: str, key: str) -> frozenset[str]:
    return frozenset(table("roles_links")[section][key])


# ---- verbs --------------------------------------------------------------------------------------


def _of_verb(verb: Token, roles: Roles, kind: str) -> None:
    lemma = trees.lemma(verb)
    passive = trees.is_passive(verb)
    subjects = _subjects(verb)
    objects = _objects(verb)
    for subject in subjects if not passive else ():
        if subject.pos_ == "NOUN" and not actors.is_actor(subject) and not _is_thing(subject):
            _of_noun(subject, roles, kind)
    bare = lemma in _list("patient_subject", "without_object") and not objects
    if bare or lemma in _list("patient_subject", "verbs"):
        roles.target(subjects)
        subjects = []
    if passive:
        roles.target(subjects)
        for child in trees.children(verb, "obl", "obl:agent"):
            if child.dep_ == "obl:agent" or trees.cases(child) == ("by",):
                roles.actor(trees.conjuncts(child))
    elif lemma in _list("recipient_subject", "verbs") and kind in {"AID", "RETREAT", "COOPERATE"}:
        roles.target(subjects)
        for child in trees.children(verb, "obl"):
            if set(trees.cases(child)) & {"from", "by"}:
                roles.actor(trees.conjuncts(child))
        for thing in objects:
            _givers(thing, roles)
    else:
        roles.actor(subjects)
    for child in trees.children(verb, "iobj"):
        roles.target(trees.conjuncts(child))
    transfer = lemma in _list("transfer", "verbs")
    for thing in objects:
        if (
            transfer
            and not _is_party(thing)
            and kind in {"AID", "AGREE", "RETREAT", "COOPERATE", "SANCTION", "REJECT"}
        ):
            continue
        if thing.pos_ in {"NOUN"} and not actors.is_actor(thing) and not _is_thing(thing):
            _of_noun(thing, roles, kind, doer=False)
        else:
            roles.target([thing])
    for child in trees.children(verb, "obl"):
        if child.dep_ == "obl:agent":
            continue
        prepositions = set(trees.cases(child))
        if not prepositions:
            continue
        if (prepositions & _links("target") and _counts_as_target(child, kind)) or (
            prepositions & _links("recipient")
            and (
                actors.is_actor(child) or _is_land(child) or (kind == "AID" and places_of.is_location(child))
            )
            and kind != "CONSULT"
        ) or (prepositions & _links("partner") and actors.is_actor(child)) or (prepositions & _links("pair") and actors.is_actor(child)):
            roles.target(trees.conjuncts(child))
        elif (
            prepositions & {"of", "for", "from"} and kind in {"ACCUSE", "SUPPORT"} and actors.is_actor(child)
        ):
            continue
    _complements(verb, roles, kind)


def _complements(verb: Token, roles: Roles, kind: str) -> None:
    """Whom a demand, threat, offer or refusal is about, from its complement when it names nobody itself."""
    if kind not in {
        "REQUEST",
        "THREATEN",
        "REJECT",
        "AGREE",
        "CONCEDE",
        "ACCUSE",
        "COERCE",
        "AID",
        "SUPPORT",
        "MOBILIZE",
        "STATEMENT",
        "SANCTION",
    }:
        return
    for clause in trees.children(verb, "ccomp", "xcomp", "advcl"):
        name = trees.relation(clause)
        if name == "advcl" and (kind not in {"AGREE"} or clause.pos_ != "VERB"):
            continue
        if name == "ccomp" and kind == "STATEMENT":
            continue
        inner = Roles()
        _of_verb(clause, inner, kind) if clause.pos_ in {"VERB", "AUX", "ADJ"} else _of_noun(
            clause, inner, kind
        )
        own = [t for t in inner.actors if t not in roles.actors and not _refers(t, roles.actors)]
        if kind == "REQUEST" and own:
            roles.target(own)
            continue
        if name == "ccomp" and not trees.children(verb, "nsubj") and own:
            roles.actor(own)
        roles.target([t for t in inner.targets if t not in roles.actors])


def _refers(pronoun: Token, subjects: list[Token]) -> bool:
    return pronoun.pos_ == "PRON" and bool(subjects)


def _subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The subjects of a verb, its own or those that it shares: coordination, control, participles, relative clauses."""
    own = [other for child in trees.children(verb, "nsubj") for other in trees.conjuncts(child)]
    if own:
        return [target for token in own for target in _antecedent(token)]
    head = verb.head
    if depth > 4 or head == verb:
        return []
    name = trees.relation(verb)
    if name == "conj" and head.pos_ in {"VERB", "AUX", "ADJ"}:
        if trees.is_passive(head) and not trees.is_passive(verb):
            return []
        return _subjects(head, depth + 1)
    if name == "ccomp" and head.i > verb.i:
        # "X and Y signed a treaty, the agency reported": a parser may hang both subjects on the verb of saying.
        return [
            t for child in trees.children(head, "nsubj") if child.i < verb.i for t in trees.conjuncts(child)
        ]
    if name == "xcomp":
        if trees.lemma(head) in _list("object_control", "verbs"):
            objects = _objects(head)
            if objects and not trees.is_passive(head):
                return objects
        return _subjects(head, depth + 1)
    if verb.dep_ == "acl:relcl":
        return []
    if name == "acl" and head.pos_ in {"NOUN", "PROPN", "PRON"}:
        if verb.tag_ in {"VBG", "VBN", "VBD"} and (
            actors.is_actor(head) or trees.is_passive(verb) or _is_thing(head)
        ):
            return [head]
        if verb.tag_ == "VB":
            return _holders(head)
        return []
    if name == "amod":
        return [head] if verb.tag_ in {"VBN", "VBD"} else []
    if name == "advcl" and verb.tag_ in {"VBG", "VBN", "VB"} and head.pos_ in {"VERB", "AUX"}:
        if trees.is_passive(verb) and not trees.is_passive(head):
            return _subjects(head, depth + 1)
        if trees.is_passive(head) and not trees.is_passive(verb):
            agents = [c for c in trees.children(head, "obl", "obl:agent") if trees.cases(c) == ("by",)]
            return [t for agent in agents for t in trees.conjuncts(agent)] or _subjects(head, depth + 1)
        return _subjects(head, depth + 1)
    return []


def _holders(noun: Token) -> list[Token]:
    """Who holds a plan, a right, a threat: possessor, nationality, or the subject of the verb that it is the object of."""
    found = Roles()
    _of_noun(noun, found, "")
    if found.actors:
        return found.actors
    if trees.relation(noun) == "obj":
        return _subjects(noun.head, 1)
    return []


def _antecedent(token: Token) -> list[Token]:
    """The noun that a relative pronoun stands for; any other token is itself."""
    if token.tag_ in {"WDT", "WP"} or (token.lower_ == "that" and token.pos_ == "PRON"):
        step = token.head
        while trees.relation(step) in {"conj", "xcomp"} and step.dep_ != "acl:relcl":
            step = step.head
        if step.dep_ == "acl:relcl":
            return [step.head]
        return []
    return [token]


def _objects(verb: Token) -> list[Token]:
    return [target for token in trees.objects(verb) for target in _antecedent(token)]


# ---- nouns --------------------------------------------------------------------------------------


def _of_noun(noun: Token, roles: Roles, kind: str, *, doer: bool = True) -> None:
    """Roles around an event noun. `doer` false: the noun is only what somebody else acted on ("rejected the offer"),
    so that whoever the noun belongs to is the target, not the actor.
    """
    lemma = trees.lemma(noun)
    undergoes = lemma in _list("possessor_undergoes", "nouns")
    doers: list[Token] = []
    targets: list[Token] = []
    for child in noun.children:
        name = trees.relation(child)
        if child.dep_ == "nmod:poss":
            found = [
                t
                for other in trees.conjuncts(child)
                for t in _antecedent(other)
                if actors.is_actor(t) or _is_land(t)
            ]
            if undergoes and not any(_is_land(t) for t in found):
                targets.extend(found)
            else:
                doers.extend(found)
        elif name in {"amod", "compound", "nmod"} and not trees.cases(child) and child.tag_ != "POS":
            if _is_land(child) or _is_group(child):
                doers.extend(trees.conjuncts(child))
            elif name == "compound" and trees.label(child) in {"ORG", "PERSON"}:
                doers.append(child)
        elif name in {"nmod", "obl"}:
            _of_modifier(noun, child, doers, targets, kind)
    if doer:
        roles.actor(doers)
        roles.target(targets)
    elif half(kind) != "other":
        roles.target(doers)
        roles.target(targets)
    else:
        roles.target(targets)


def _of_modifier(noun: Token, child: Token, doers: list[Token], targets: list[Token], kind: str) -> None:
    prepositions = set(trees.cases(child))
    lemma = trees.lemma(noun)
    if not prepositions:
        return
    things = trees.conjuncts(child)
    if "by" in prepositions:
        doers.extend(t for t in things if actors.is_actor(t) or _is_land(t))
    elif prepositions & _links("pair"):
        doers.extend(things[:1])
        targets.extend(things[1:])
    elif prepositions & _links("partner"):
        targets.extend(t for t in things if actors.is_actor(t))
    elif "of" in prepositions:
        if lemma in _list("doer_of", "nouns"):
            doers.extend(t for t in things if actors.is_actor(t) or _is_land(t))
            return
        for thing in things:
            if actors.is_actor(thing) or places_of.is_location(thing) or _is_thing(thing):
                targets.append(thing)
            elif thing.pos_ == "NOUN":
                deeper = Roles()
                _of_noun(thing, deeper, kind)
                targets.extend(deeper.targets or deeper.actors)
    elif prepositions & _links("noun_target"):
        targets.extend(t for t in things if _counts_as_target(t, kind))
    elif prepositions & (_links("recipient") | {"from"}) and kind not in {"CONSULT"}:
        targets.extend(t for t in things if actors.is_actor(t) or _is_land(t))
    elif "in" in prepositions and kind in {"CONCEDE", "SANCTION", "COERCE"}:
        targets.extend(t for t in things if _is_land(t))


def _givers(thing: Token, roles: Roles) -> None:
    """Who gave what was received: the nationality before it or under its "of" ("supplies of U.S. munitions")."""
    for item in (thing, *(c for c in trees.children(thing, "nmod") if trees.cases(c) == ("of",))):
        before = item.doc[trees.phrase(item).start : item.i]
        roles.actor(item.doc[hit.end - 1] for hit in gazetteer.names_in(before) if hit.entry.country)
        for child in trees.children(item, "nmod"):
            if trees.cases(child) == ("from",) and (actors.is_actor(child) or _is_land(child)):
                roles.actor(trees.conjuncts(child))


# ---- what a token is ----------------------------------------------------------------------------


@cache
def _links(role: str) -> frozenset[str]:
    return frozenset(table("roles_links")["prepositions"][role])


def _is_land(token: Token) -> bool:
    """True of a country, nationality or capital."""
    return any(hit.entry.sort != "group" for hit in _known(token))


def _is_group(token: Token) -> bool:
    return any(hit.entry.sort == "group" for hit in _known(token))


def _known(token: Token) -> list[gazetteer.Found]:
    near = token.doc[max(token.sent.start, token.i - 4) : min(token.sent.end, token.i + 5)]
    return [hit for hit in gazetteer.names_in(near) if hit.start <= token.i < hit.end]


def _is_party(token: Token) -> bool:
    """A party that acts; a weapon only where its owner is named ("government warplanes")."""
    if means.is_weapon(token):
        return any(
            _is_land(c) or _is_group(c) or actors.is_actor(c)
            for c in trees.children(token, "compound", "amod", "nmod")
        )
    return actors.is_actor(token) or _is_land(token)


def _is_thing(token: Token) -> bool:
    classes = table("plover_classes")["class"]
    lemma = trees.lemma(token)
    return any(
        lemma in classes[name] or token.lower_ in classes[name]
        for name in ("building", "infrastructure", "position", "settlement")
    )


def _counts_as_target(token: Token, kind: str) -> bool:
    """After "on", "at", "against": a party in any event, a place or thing only where the event can reach it."""
    if means.is_weapon(token) and kind != "COERCE":
        return False
    if trees.is_time(token):
        return False
    if actors.is_actor(token) or _is_land(token):
        return not (
            places_of.is_location(token)
            and set(trees.cases(token)) & {"at"}
            and kind not in {"ASSAULT", "COERCE"}
        )
    return kind in table("roles_links")["things"]["types"] and (
        _is_thing(token) or (places_of.is_location(token) and not set(trees.cases(token)) & {"in"})
    )


# ---- places -------------------------------------------------------------------------------------


def _where(part: Token, roles: Roles, kind: str) -> None:
    links = table("roles_links")
    place_words = _links("place")
    motion = _links("motion")
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
                if "of" in prepositions and depth and not _is_thing(token):
                    good = False
                for thing in trees.conjuncts(child) if good else ():
                    named = thing.pos_ == "PROPN" and trees.lemma(token) in _AREAS and "of" in prepositions
                    if (named or places_of.is_location(thing)) and not _acts(thing, roles):
                        found.append((depth, thing))
                inner = _is_thing(child) or trees.lemma(child) in _AREAS
                if inner or (prepositions & _THROUGH and depth < 3):
                    stack.append((child, depth + 1))
            elif name == "obj" or child.dep_ == "nsubj:pass" or (name == "nsubj" and kind == "PROTEST"):
                for thing in trees.conjuncts(child):
                    if places_of.is_location(thing) and reaching and not _is_country_actor(thing, kind):
                        found.append((depth, thing))
                    stack.append((thing, depth + 1))
            elif (
                name in {"compound", "nmod", "amod", "appos"}
                and child.dep_ != "nmod:poss"
                and (_is_thing(token) or trees.lemma(token) in _AREAS)
                and places_of.is_location(child)
            ):
                found.append((depth, child))
            elif name in {"xcomp", "conj", "flat"} and depth < 3 and (name != "conj" or child.pos_ != "VERB"):
                stack.append((child, depth + 1))
    for _, thing in sorted(found, key=lambda pair: pair[0]):
        if thing not in roles.where:
            roles.where.append(thing)


def _where_people_are(parts: list[Token], roles: Roles) -> None:
    """Without a place of its own, an event is where the phrases of those who took part put them: "by police in Karachi",
    which is also where a parser hangs a place that belongs to the verb.
    """
    links = _links("place") - _links("motion")
    stack = [*parts, *roles.actors, *roles.targets]
    for _ in range(3):
        below = [
            child
            for token in stack
            for child in token.children
            if trees.relation(child) in {"nmod", "obl", "obj", "nsubj"} and child.dep_ != "nmod:poss"
        ]
        for child in below:
            if set(trees.cases(child)) & links and places_of.is_location(child) and child not in roles.actors:
                roles.where.append(child)
        if roles.where:
            return
        stack = below


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


def _acts(thing: Token, roles: Roles) -> bool:
    return thing in roles.actors


def _is_country_actor(thing: Token, kind: str) -> bool:
    return kind in {"CONSULT"} and False


# ---- choosing -----------------------------------------------------------------------------------


def _settle(raw: Roles, parts: list[Token], kind: str) -> Roles:
    """Keep what can fill each role: parties before things, things before places, nothing twice."""
    predicates = set(parts)
    done = Roles(where=raw.where)
    raw.actors = _owners(raw.actors)
    parties = [t for t in raw.actors if t not in predicates and (_is_party(t) or _is_named(t))]
    done.actor(parties or [t for t in raw.actors if t not in predicates and _can_act(t)])
    targets = [t for t in raw.targets if t not in predicates and t not in done.actors and not _is_aside(t)]
    targets = [t for t in targets if t.pos_ != "NUM"]
    people = [
        t for t in targets if actors.is_actor(t) and not places_of.is_location(t) and not means.is_weapon(t)
    ]
    lands = [t for t in targets if places_of.is_location(t) and t not in people]
    if kind not in table("roles_links")["things"]["types"]:
        people = [t for t in targets if t in people or (t in lands and _is_land(t))]
    things = [t for t in targets if t not in people and t not in lands and _can_be_hit(t, kind)]
    others = [t for t in targets if t.pos_ == "PROPN" and t not in people and not means.is_weapon(t)]
    done.target(people or lands or things or others)
    if not done.targets and kind in table("roles_links")["reaching_deep"]["types"]:
        done.target(_deep(parts, done, kind))
    return done


def _owners(tokens: list[Token]) -> list[Token]:
    """Weapons give way to whose they are: Russia for "a Russian missile", the junta for "the junta's warplanes"."""
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
        found.extend([token.doc[hit.end - 1] for hit in known[:1]] or owners)
    return found


def _is_aside(token: Token) -> bool:
    return trees.is_time(token) or (token.dep_ == "nmod:poss" and token.pos_ == "PRON")


def _can_be_hit(token: Token, kind: str) -> bool:
    return (
        kind in table("roles_links")["things"]["types"]
        and token.pos_ in {"NOUN", "PROPN"}
        and not means.is_weapon(token)
        and _is_thing(token)
    )


def _deep(parts: list[Token], done: Roles, kind: str) -> list[Token]:
    """The nearest named party below the predicates, for events that are about somebody whom no role names:
    "rejected calls by Belarus's rulers", "a hunger strike to protest Sweden's decision".
    """
    skip = _list("reaching_deep", "not_after")
    names = {t.i for t in done.actors}
    level = list(parts)
    for _ in range(6):
        below: list[Token] = []
        for token in level:
            for child in token.children:
                name = trees.relation(child)
                if (
                    child.i in names
                    or (name in {"punct", "nsubj", "cc", "parataxis", "appos"}
                    and child.dep_ != "nsubj:pass")
                ):
                    continue
                if child.dep_ == "acl:relcl" or (child.i < token.i and name in {"obl", "advcl"}):
                    continue
                if set(trees.cases(child)) & skip or (
                    name == "advcl" and any(c.lower_ in skip for c in child.children)
                ):
                    continue
                if name == "nmod" and token.i in names:
                    continue
                below.append(child)
        found = [t for t in below if _is_named_party(t) and trees.relation(t) != "flat"]
        if found:
            return [other for other in trees.conjuncts(found[0]) if _is_named_party(other)]
        level = below
    return []


def _is_named_party(token: Token) -> bool:
    """A country or nationality, a group, a person; not a town or a weapon, nor a day."""
    if means.is_weapon(token) or _is_aside(token) or token.pos_ not in {"PROPN", "ADJ", "NOUN"}:
        return False
    if _is_land(token) or _is_group(token):
        return True
    if trees.label(token) in {"PERSON", "ORG"} and not places_of.is_location(token):
        return True
    return (
        token.pos_ == "NOUN"
        and actors.is_actor(token)
        and trees.lemma(token) in _list("reaching_deep", "nouns")
    )


def _is_named(token: Token) -> bool:
    return token.pos_ == "PROPN" and not trees.is_time(token) and not means.is_weapon(token)


def _can_act(token: Token) -> bool:
    return token.pos_ in {"PROPN", "PRON"} and actors.is_actor(token)
