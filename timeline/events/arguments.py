"""The doers of a predicate and those it was done to, as the tree has them: verbs, event nouns, clauses that
share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from timeline.events import actors, gazetteer, means, parties, places_of, trees
from timeline.events.relative import cause
from timeline.events.status import is_headline_plan
from timeline.events.triggers import verb_classes
from timeline.events.types import half, is_saying, own_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

_MATERIAL = frozenset({"ASSAULT", "COERCE", "AID", "PROTEST", "MOBILIZE", "RETREAT", "COOPERATE"})

_MOVES = frozenset({"RETREAT", "MOBILIZE", "AGREE", "REJECT", "REQUEST", "THREATEN", "SANCTION"})
_TAKES = frozenset({"AID", "ASSAULT", "COERCE"})  # there, those who are moved are other people
_GROUND = frozenset({"from", "in", "into", "to", "out", "against", "on", "along"})  # of forces that are moved

_GIVEN = frozenset({"AID", "RETREAT", "COOPERATE", "THREATEN"})  # what a subject can receive

__all__ = ["Roles", "of_noun", "of_verb", "subjects_of", "undergoes"]


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


def of_verb(verb: Token, roles: Roles, kind: str) -> None:
    """Add the roles around a verb, its clauses and shared subjects included, for one PLOVER type."""
    lemma = trees.lemma(verb)
    passive = trees.is_passive(verb)
    subjects = subjects_of(verb)
    objects = _objects(verb)
    for subject in subjects if not passive else ():
        if subject.pos_ == "NOUN" and half(own_type(subject)) != "other":
            of_noun(subject, roles, kind)
    if lemma in parties.listed("reporters", "verbs") and kind in _MATERIAL:
        subjects = []
    bare = lemma in parties.listed("patient_subject", "without_object") and not objects
    if bare or undergoes(verb):
        roles.target(subjects)
        subjects = []
    if passive:
        roles.target(subjects)
        for child in trees.children(verb, "obl", "obl:agent"):
            if child.dep_ == "obl:agent" or trees.cases(child) == ("by",):
                roles.actor(trees.conjuncts(child))
    elif _receives(lemma, objects) and kind in _GIVEN:
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
    transfer = lemma in parties.listed("transfer", "verbs")
    own = kind not in _TAKES and lemma in parties.listed("moves_own", "verbs")
    moved = own and any(parties.is_force(thing) for thing in objects)
    held = any(actors.is_people(thing) for thing in objects)
    for thing in objects:
        if _is_state(thing, objects):
            continue
        if (
            transfer
            and not parties.is_party(thing)
            and kind in {"AID", "AGREE", "RETREAT", "COOPERATE", "SANCTION", "REJECT"}
        ):
            continue
        if thing.pos_ in {"NOUN"} and not actors.is_actor(thing) and not parties.is_thing(thing):
            of_noun(thing, roles, kind, doer=False)
        elif moved and parties.is_force(thing):
            continue  # "withdrew its troops from Lebanon" is about Lebanon
        else:
            roles.target([thing])
    for child in trees.children(verb, "obl"):
        if child.dep_ == "obl:agent":
            continue
        ground = set(trees.cases(child)) & _GROUND
        if moved and ground and (parties.is_land(child) or places_of.is_location(child)):
            roles.target(trees.conjuncts(child))
        prepositions = set(trees.cases(child))
        if not prepositions or "according" in prepositions or (held and prepositions == {"at"}):
            continue  # "took ten hostage at a church", not "fired at a church"
        if (
            (prepositions & parties.links("target") and parties.counts_as_target(child, kind))
            or (
                prepositions & parties.links("recipient")
                and (
                    actors.is_actor(child)
                    or parties.is_land(child)
                    or (kind == "AID" and places_of.is_location(child))
                )
                and kind != "CONSULT"
            )
            or (prepositions & parties.links("partner") and actors.is_actor(child))
            or (prepositions & parties.links("pair") and actors.is_actor(child))
        ):
            roles.target(trees.conjuncts(child))
        elif (
            prepositions & {"of", "for", "from"} and kind in {"ACCUSE", "SUPPORT"} and actors.is_actor(child)
        ):
            continue
    _complements(verb, roles, kind)


def _is_state(thing: Token, objects: list[Token]) -> bool:
    """True of what an object is made into: "took ten workers hostage"."""
    bare = thing.tag_ == "NN" and not list(thing.children)
    return bare and any(o.head == thing.head and o.i < thing.i for o in objects if o.dep_ == "obj")


def _receives(lemma: str, objects: list[Token]) -> bool:
    """True of a verb whose subject gets the thing: "received shells", "took delivery of shells"."""
    verbs = parties.listed("recipient_subject", "verbs")
    return lemma in verbs or any(f"{lemma} {trees.lemma(thing)}" in verbs for thing in objects)


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
        of_verb(clause, inner, kind) if clause.pos_ in {"VERB", "AUX", "ADJ"} else of_noun(
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


def subjects_of(verb: Token, depth: int = 0) -> list[Token]:
    """The subjects of a verb, its own or those that it shares: coordination, control, participles, relative
    clauses.
    """
    # After its verb stands only the subject of a verb of saying: "..., killing two, officials said".
    near = [child for child in trees.children(verb, "nsubj") if child.i < verb.i or is_saying(verb)]
    own = [other for child in near for other in trees.conjuncts(child)]
    if own:
        return [target for token in own for target in _antecedent(token)]
    count = trees.headline_count(verb)
    if count is not None:
        return [count]
    head = verb.head
    if depth > 4 or head == verb:
        return []
    name = trees.relation(verb)
    # "hit the ship, then boarded it": a parser may hang the second verb beside the first.
    next_to = name == "parataxis" and head.i < verb.i and head.tag_ == verb.tag_
    if (name == "conj" or next_to) and head.pos_ in {"VERB", "AUX", "ADJ"}:
        if trees.is_passive(head) and not trees.is_passive(verb) and not is_saying(verb):
            return []
        return subjects_of(head, depth + 1)
    if name == "ccomp" and head.i > verb.i:
        # "X and Y signed a treaty, the agency reported": a parser may hang both subjects on the verb of
        # saying.
        return [
            t for child in trees.children(head, "nsubj") if child.i < verb.i for t in trees.conjuncts(child)
        ]
    if name == "xcomp" or (name == "ccomp" and verb.tag_ == "VBG"):
        if trees.lemma(head) in parties.listed("object_control", "verbs"):
            objects = [thing for thing in _objects(head) if not trees.is_reciprocal(thing)]
            if objects and not trees.is_passive(head):
                return objects
        return subjects_of(head, depth + 1)
    if verb.dep_ == "acl:relcl":
        return []
    if name == "acl" and head.pos_ in {"NOUN", "PROPN", "PRON"}:
        if verb.tag_ in {"VBG", "VBN", "VBD"} and (
            actors.is_actor(head) or trees.is_passive(verb) or parties.is_thing(head)
        ):
            return [head]
        if is_headline_plan(verb):
            return [head]
        if verb.tag_ == "VB":
            return _holders(head)
        return []
    if name == "amod":
        return [head] if verb.tag_ in {"VBN", "VBD"} else []
    if name == "advcl" and verb.tag_ in {"VBG", "VBN", "VB"} and head.pos_ in {"VERB", "AUX"}:
        if undergoes(head):
            return []  # "the town came under fire, leaving 20 dead"
        marks = {child.lower_ for child in trees.children(verb, "mark")}
        if marks & {"of", "from"} and trees.lemma(head) in parties.listed("object_control", "verbs"):
            blamed = [t for t in _objects(head) if t.pos_ != "PRON" and not trees.is_reciprocal(t)]
            return blamed or subjects_of(head, depth + 1)
        beside = [
            c for c in trees.children(head, "obl") if trees.cases(c) == ("with",) and head.i < c.i < verb.i
        ]
        if beside and not marks and not means.is_weapon(beside[-1]):
            return beside[-1:]
        if trees.is_passive(verb) and not trees.is_passive(head):
            return subjects_of(head, depth + 1)
        if trees.is_passive(head) and not trees.is_passive(verb):
            agents = [c for c in trees.children(head, "obl", "obl:agent") if trees.cases(c) == ("by",)]
            return [t for agent in agents for t in trees.conjuncts(agent)] or subjects_of(head, depth + 1)
        return subjects_of(head, depth + 1)
    return []


def undergoes(verb: Token) -> bool:
    """True of a verb whose subject is the one it was done to ("came under fire")."""
    known = parties.listed("patient_subject", "verbs")
    lemma = trees.lemma(verb)
    return lemma in known or any(f"{lemma} {word}" in known for word in trees.companions(verb))


def _holders(noun: Token) -> list[Token]:
    """Who holds a plan, a right, a threat: possessor, nationality, or the subject of the verb that it is
    the object of.
    """
    found = Roles()
    of_noun(noun, found, "")
    if found.actors:
        return found.actors
    if trees.relation(noun) == "obj":
        return subjects_of(noun.head, 1)
    return []


def _antecedent(token: Token) -> list[Token]:
    """The noun that a relative pronoun stands for; any other token is itself."""
    if token.tag_ in {"WDT", "WP"} or (token.lower_ == "that" and token.pos_ == "PRON"):
        step = token.head
        while trees.relation(step) in {"conj", "xcomp"} and step.dep_ != "acl:relcl":
            step = step.head
        if step.dep_ == "acl:relcl":
            meant = cause(step, _is_assault) if "outcome" in verb_classes(step) else None
            return [step.head if meant is None else meant]
        return []
    return [token]


def _is_assault(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and own_type(noun) == "ASSAULT"


def _objects(verb: Token) -> list[Token]:
    return [target for token in trees.objects(verb) for target in _antecedent(token)]


def of_noun(noun: Token, roles: Roles, kind: str, *, doer: bool = True) -> None:
    """Roles around an event noun. `doer` false: the noun is only what somebody else acted on ("rejected the
    offer"), so that whoever the noun belongs to is the target, not the actor.
    """
    lemma = trees.lemma(noun)
    undergoes = lemma in parties.listed("possessor_undergoes", "nouns")
    by_another = any(trees.cases(child) == ("by",) for child in trees.children(noun, "nmod", "obl"))
    doers: list[Token] = []
    targets: list[Token] = []
    for child in noun.children:
        name = trees.relation(child)
        if child.dep_ == "nmod:poss":
            found = [
                t
                for other in trees.conjuncts(child)
                for t in _antecedent(other)
                if actors.is_actor(t) or parties.is_land(t)
            ]
            if undergoes and not any(parties.is_land(t) for t in found):
                targets.extend(found)
            elif not by_another:  # "Haiti's kidnapping of ten by a gang": the owner is no doer
                doers.extend(found)
        elif name in {"amod", "compound", "nmod"} and not trees.cases(child) and child.tag_ != "POS":
            if lemma in parties.listed("held_in", "nouns") and gazetteer.is_capital(child.text):
                roles.where.append(child)
            elif parties.is_land(child) or parties.is_group(child):
                doers.extend(trees.conjuncts(child))
            elif name == "compound" and trees.label(child) in {"ORG", "PERSON"}:
                doers.append(child)
        elif name in {"nmod", "obl"}:
            _of_modifier(noun, child, doers, targets, kind)
        elif name == "acl" and trees.lemma(child) in parties.listed("aimed", "verbs"):
            targets.extend(
                t
                for aim in trees.children(child, "obl")
                if set(trees.cases(aim)) & parties.links("noun_target")
                for t in trees.conjuncts(aim)
                if parties.counts_as_target(t, kind)
            )
        elif name == "acl" and child.tag_ in {"VBN", "VBD"}:  # "a rally staged by students"
            doers.extend(
                t
                for agent in trees.children(child, "obl", "obl:agent")
                if trees.cases(agent) == ("by",)
                for t in trees.conjuncts(agent)
                if actors.is_actor(t) or parties.is_land(t)
            )
    if kind == "REQUEST":
        targets.extend(_asked(noun))
    if doer:
        roles.actor(doers)
        roles.target(targets)
    elif half(kind) != "other":
        roles.target(doers)
        roles.target(targets)
    else:
        roles.target(targets)


def _asked(noun: Token) -> list[Token]:
    """Of whom something is asked: "its demand that Israel ease restrictions", "a letter urging that the court
    act".
    """
    clauses = trees.children(noun, "acl", "ccomp")
    clauses += [c for clause in clauses if clause.tag_ == "VBG" for c in trees.children(clause, "ccomp")]
    return [
        t
        for clause in clauses
        for subject in trees.children(clause, "nsubj")
        for t in trees.conjuncts(subject)
        if parties.is_party(t)
    ]


def _of_modifier(noun: Token, child: Token, doers: list[Token], targets: list[Token], kind: str) -> None:
    prepositions = set(trees.cases(child))
    lemma = trees.lemma(noun)
    if not prepositions:
        return
    things = trees.conjuncts(child)
    if "by" in prepositions:
        doers.extend(t for t in things if actors.is_actor(t) or parties.is_land(t))
    elif prepositions & parties.links("pair"):
        doers.extend(things[:1])
        targets.extend(things[1:])
    elif prepositions & parties.links("partner"):
        if kind != "ASSAULT" or lemma in parties.listed("symmetric", "nouns"):
            targets.extend(t for t in things if actors.is_actor(t))
    elif "of" in prepositions:
        if kind == "AID":
            given = Roles()
            _givers(child, given)
            doers.extend(given.actors)
            return
        if lemma in parties.listed("doer_of", "nouns"):
            doers.extend(t for t in things if actors.is_actor(t) or parties.is_land(t))
            return
        for thing in things:
            own = lemma in parties.listed("moves_own", "nouns") and parties.is_force(thing)
            if own and kind in _MOVES:
                continue
            if actors.is_actor(thing) or places_of.is_location(thing) or parties.is_thing(thing):
                targets.append(thing)
            elif thing.pos_ == "NOUN":
                deeper = Roles()
                of_noun(thing, deeper, kind)
                targets.extend(deeper.targets or deeper.actors)
    elif prepositions & parties.links("noun_target"):
        targets.extend(t for t in things if parties.counts_as_target(t, kind))
    elif prepositions & (parties.links("recipient") | {"from"}) and kind not in {"CONSULT"}:
        targets.extend(t for t in things if actors.is_actor(t) or parties.is_land(t))
    elif "in" in prepositions and kind in {"CONCEDE", "SANCTION", "COERCE"}:
        targets.extend(t for t in things if parties.is_land(t))


def _givers(thing: Token, roles: Roles) -> None:
    """Who gave what was received: the nationality before it or under its "of" ("supplies of U.S.
    munitions").
    """
    for item in (thing, *(c for c in trees.children(thing, "nmod") if trees.cases(c) == ("of",))):
        before = item.doc[trees.phrase(item).start : item.i]
        roles.actor(item.doc[hit.end - 1] for hit in gazetteer.names_in(before) if hit.entry.country)
        for child in trees.children(item, "nmod"):
            if trees.cases(child) == ("from",) and (actors.is_actor(child) or parties.is_land(child)):
                roles.actor(trees.conjuncts(child))
