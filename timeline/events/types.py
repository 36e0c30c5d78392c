"""The PLOVER and ACLED type of a frame, decided by its words from data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from timeline.events import actors, gazetteer, means, places_of, trees
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.models import ActorKind, Means

if TYPE_CHECKING:
    from spacy.tokens import Token

    from timeline.events.frames import Frame

__all__ = ["PloverType", "half", "is_saying", "modern", "own_mode", "own_type", "plover_type", "quad_class"]


@dataclass(frozen=True, slots=True)
class PloverType:
    """A PLOVER event type and its mode; the mode is empty where the words give none."""

    type: str
    mode: str = ""


OTHER = PloverType("OTHER")
_DEPTH = 4


def plover_type(frame: Frame, weapons: tuple[Means, ...] = ()) -> PloverType:
    """The type of the event that a frame evokes.

    The trigger decides; what it says nothing of ("die", "incident") is decided by the frame's other
    predicates in order. A cue above or an auxiliary turns a deed into a promise, a threat, a request or a
    refusal: "will send aid" is AGREE, "threatened to attack" THREATEN, "demanded that they withdraw"
    REQUEST.
    """
    trigger = frame.trigger
    best = _modal(trigger, bool(weapons), 0)
    if best.type == "OTHER":
        for part in frame.parts:
            if part != trigger:
                other = _modal(part, bool(weapons), 0)
                if other.type not in {"OTHER", "STATEMENT"}:
                    return other
    if best.type == "ASSAULT" and best.mode == "":
        modes = table("plover_classes")["means_mode"]
        by_means = [modes[weapon.kind] for weapon in weapons if weapon.kind in modes]
        if by_means and not {trees.lemma(part) for part in frame.parts} & set(modes["not"]):
            return PloverType(best.type, by_means[0])
        for part in frame.parts:
            other = _own(part, bool(weapons), 0)
            if part != trigger and other.type == "ASSAULT" and other.mode:
                return other
    return best


def half(kind: str) -> str:
    """Which half of the quads a type is in: cooperation, conflict or other."""
    quad = quad_class(kind)
    return "other" if quad is None else "cooperation" if quad < 3 else "conflict"


def quad_class(kind: str) -> int | None:
    """1 verbal and 2 material cooperation, 3 verbal and 4 material conflict; None for STATEMENT and OTHER."""
    found = table("plover_classes")["quad"].get(kind)
    return int(found) if found is not None else None


def modern(kind: str) -> str:
    """Today's name of a type of an older PLOVER or CAMEO file ("FIGHT" is "ASSAULT")."""
    return str(table("plover_classes")["older"].get(kind, kind))


def is_saying(token: Token) -> bool:
    """True of a predicate that only reports speech."""
    rule, _ = _best_rule(token, False)
    return rule is not None and rule["type"] == "STATEMENT"


@once
def own_type(token: Token) -> str:
    """The type of a word by itself, without cues above it."""
    return _own(token, False, _DEPTH).type


@once
def own_mode(token: Token) -> str:
    """The mode of a word by itself, "" where it has none."""
    return _own(token, False, _DEPTH).mode


# ---- a word's own type --------------------------------------------------------------------------


@cache
def _index() -> dict[tuple[str, str], list[tuple[tuple[str, ...], dict[str, Any]]]]:
    """Rules by part of speech and head word, each with the further words that it needs."""
    found: dict[tuple[str, str], list[tuple[tuple[str, ...], dict[str, Any]]]] = {}
    for rule in table("plover_types")["rule"]:
        for entry in rule.get("verbs", ()):
            first, *rest = entry.split()
            found.setdefault(("verb", first), []).append((tuple(rest), rule))
        for entry in rule.get("nouns", ()):
            for spelling in {entry, entry.replace("-", " ")}:
                words = spelling.split()
                at = 0 if set(words) & {"of", "on", "from"} else len(words) - 1
                rest = (*words[:at], *words[at + 1 :])
                found.setdefault(("noun", words[at]), []).append((rest, rule))
    return found


def _own(token: Token, armed: bool, depth: int) -> PloverType:
    """The type by the word itself, its companions and what it acts on; light verbs take that of their event
    noun.
    """
    rule, weight = _best_rule(token, armed)
    light = table("plover_classes")["light"]
    lends = trees.lemma(token) in light["verbs" if token.pos_ in {"VERB", "AUX"} else "nouns"]
    if lends and weight < 2 and depth < _DEPTH:
        for inner in _acted_on(token):
            found = _own(inner, armed, depth + 1)
            if found.type == "STATEMENT" and trees.relation(inner) == "obj":
                for clause in trees.children(inner, "acl", "ccomp"):
                    found = _own(clause, armed, depth + 1)
            if found.type not in {"OTHER", "STATEMENT"}:
                return found
        said = rule is not None and rule["type"] == "STATEMENT"
        clauses = () if said else ("xcomp", "ccomp") if trees.lemma(token) == "decide" else ("xcomp",)
        for inner in trees.children(token, *clauses) if clauses else ():
            found = _own(inner, armed, depth + 1)
            if found.type not in {"OTHER", "STATEMENT"}:
                return found
        if token.pos_ == "NOUN":
            for inner in trees.children(token, "acl"):
                found = _own(inner, armed, depth + 1)
                if found.type not in {"OTHER", "STATEMENT"}:
                    return found
    if rule is None and trees.lemma(token) in table("roles_links")["outcome"]["verbs"] and depth < _DEPTH:
        for subject in trees.children(token, "nsubj"):
            if subject.pos_ == "NOUN":
                return _own(subject, armed, depth + 1)
    return PloverType(rule["type"], rule.get("mode", "")) if rule is not None else OTHER


def _best_rule(token: Token, armed: bool) -> tuple[dict[str, Any] | None, int]:
    """The rule that asks for most, and how much it asks: a word over the head 1, an object 2."""
    lemma, low = trees.lemma(token), token.lower_
    verbal = token.pos_ in {"VERB", "AUX"}
    words = trees.companions(token)
    best: dict[str, Any] | None = None
    most = -1
    for part in ("verb", "noun") if verbal else ("noun", "verb"):
        for head in dict.fromkeys((lemma, low)):
            for rest, rule in _index().get((part, head), ()):
                if rest and not set(rest) <= words:
                    continue
                if rule.get("means") and not armed:
                    continue
                objects = rule.get("objects")
                if objects is not None and not _has_object(token, objects):
                    continue
                doers = rule.get("subjects")
                if doers is not None and not any(_is_doer(one, doers) for one in _doers(token)):
                    continue
                asked = (objects is not None) + (doers is not None)
                weight = 3 * len(rest) + 2 * asked + (1 if rule.get("means") else 0)
                if weight > most:
                    best, most = rule, weight
        if best is not None:
            break
    return best, most


def _acted_on(token: Token) -> list[Token]:
    """What a predicate is done to: object, passive subject, the head of a reduced relative; "of" and
    compound of a noun.
    """
    if token.pos_ in {"VERB", "AUX"}:
        found = trees.objects(token) or trees.children(token, "nsubj:pass", "iobj")
        if not found and trees.relation(token) in {"acl", "amod"} and trees.is_passive(token):
            found = [token.head]
        if trees.lemma(token) in table("roles_links")["transfer"]["verbs"]:
            found += [child for child in trees.children(token, "obl") if trees.cases(child) == ("with",)]
        if not found and trees.lemma(token) in table("plover_classes")["happening"]["verbs"]:
            found = trees.children(token, "nsubj")
        if not found:
            links = {"in", "to", "for", "on"}
            found = [child for child in trees.children(token, "obl") if set(trees.cases(child)) & links]
    else:
        found = [
            child for child in trees.children(token, "nmod") if set(trees.cases(child)) & {"of", "to", "in"}
        ]
        found += trees.children(token, "compound")
    return [other for thing in found for other in trees.conjuncts(thing)]


def _has_object(token: Token, wanted: list[str]) -> bool:
    return any(_is_one(thing, wanted) for thing in _with_measures(_acted_on(token)))


def _doers(token: Token) -> list[Token]:
    """Who does it: the subject, its own or shared, or the agent of a passive; of an event noun its owner, or
    the subject of the light verb over it.
    """
    if token.pos_ not in {"VERB", "AUX"}:
        light = table("plover_classes")["light"]["verbs"]
        over = token.head if token.dep_ in {"obj", "obl"} and trees.lemma(token.head) in light else None
        return [*trees.children(token, "nmod:poss", "compound"), *(_doers(over) if over is not None else ())]
    step = token
    for _ in range(3):
        found = trees.children(step, "obl:agent") if trees.is_passive(step) else trees.children(step, "nsubj")
        if found and found[0].tag_ in {"WP", "WDT"} and step.dep_.startswith("acl"):
            return [step.head]  # "the troops, who entered the town"
        if found or step.head == step:
            return [other for thing in found for other in trees.conjuncts(thing)]
        if trees.relation(step) == "acl" and not trees.is_passive(step):
            return [step.head]
        if trees.relation(step) not in {"conj", "xcomp", "advcl"}:
            return []
        step = step.head
    return []


def _is_doer(thing: Token, wanted: list[str]) -> bool:
    if "@armed" in wanted:
        kind = (actors.noun_kind(thing) or (None, False))[0]
        near = thing.doc[max(thing.sent.start, thing.i - 3) : min(thing.sent.end, thing.i + 4)]
        over = [hit.entry.kind for hit in gazetteer.names_in(near) if hit.start <= thing.i <= hit.end]
        if _FIGHTERS & {kind, *over} or trees.lemma(thing) in table("plover_classes")["class"]["security"]:
            return True
    if "@country" in wanted and places_of.is_location(thing):
        return True
    return _is_one(thing, [name for name in wanted if name not in {"@armed", "@country"}])


_FIGHTERS = frozenset({ActorKind.REBEL, ActorKind.MILITIA, ActorKind.IDENTITY_MILITIA})


def _with_measures(things: Iterable[Token]) -> list[Token]:
    """The things, and what measure words measure: "supplies of shells", "700 kg of medicine"."""
    found: list[Token] = []
    for thing in things:
        found.append(thing)
        for inner in trees.children(thing, "nmod"):
            if trees.cases(inner) == ("of",):
                found.extend(trees.conjuncts(inner))
    return found


def _is_one(thing: Token, wanted: list[str]) -> bool:
    classes = table("plover_classes")["class"]
    lemma, low = trees.lemma(thing), thing.lower_
    before = {trees.lemma(child) for child in trees.children(thing, "compound", "amod")}
    for name in wanted:
        if not name.startswith("@"):
            *rest, head = name.split()
            if head in {lemma, low} and set(rest) <= before:
                return True
        elif name == "@location":
            if places_of.is_location(thing):
                return True
        elif name == "@means":
            if means.is_weapon(thing):
                return True
        elif name in {"@conflict", "@cooperation"}:
            if thing.pos_ == "NOUN" and half(_own(thing, False, _DEPTH).type) == name[1:]:
                return True
        elif (
            lemma in classes[name[1:]]
            or low in classes[name[1:]]
            or (name == "@people" and trees.label(thing) == "PERSON")
        ):
            return True
    return False


# ---- promises, threats, requests, refusals ------------------------------------------------------


def _modal(token: Token, armed: bool, depth: int) -> PloverType:
    own = _own(token, armed, depth)
    if depth > _DEPTH:
        return own
    over = _cue_over(token, armed, depth)
    if over is not None:
        return over
    if own.type == "STATEMENT" or trees.lemma(token) in {"be", "announce", "declare", "say"}:
        for inner in _reported(token):
            if not _is_own(inner) and not _has_duty(inner):
                continue
            turned = _auxiliary(inner, _modal_free(inner, armed, depth + 1), reported=True)
            if turned is not None:
                return turned
            cued = _cue_over(inner, armed, depth + 1)
            if cued is not None and cued.type in {"AGREE", "REQUEST"}:
                return cued
        return own
    turned = _auxiliary(token, own, reported=_is_reported(token))
    if turned is not None:
        return turned
    return _cue_above(token, own) or own


def _is_own(clause: Token) -> bool:
    """True when a speaker speaks of himself: the clause's subject is a pronoun."""
    return all(child.pos_ == "PRON" for child in trees.children(clause, "nsubj"))


def _has_duty(clause: Token) -> bool:
    return any(child.lower_ in {"must", "should"} for child in trees.children(clause, "aux"))


def _modal_free(token: Token, armed: bool, depth: int) -> PloverType:
    return _own(token, armed, depth)


def _reported(token: Token) -> list[Token]:
    return [
        child
        for child in token.children
        if trees.relation(child) in {"ccomp"} and child.pos_ in {"VERB", "AUX", "ADJ"}
    ]


def _is_reported(token: Token) -> bool:
    return trees.relation(token) == "ccomp" or any(
        trees.relation(child) == "parataxis" for child in token.children
    )


def _cue_over(token: Token, armed: bool, depth: int) -> PloverType | None:
    """The type of a cue from what it stands over: "threatened to ban", "promised aid"."""
    words = trees.companions(token)
    for cue in _cues_of(token, words):
        inner = (
            trees.children(token, "xcomp", "ccomp")
            or [t for t in _acted_on(token) if t.pos_ == "NOUN"]
            or trees.children(token, "acl")
        )
        if not inner:
            continue
        side = half(_own(inner[0], armed, depth + 1).type)
        if cue["over"] in {"any", side}:
            if (
                cue["over"] == "any"
                and _best_rule(token, armed)[1] >= 2
                and _own(token, armed, depth).type != cue["type"]
            ):
                continue
            if (
                cue["type"] == "REQUEST"
                and trees.children(token, "obj")
                and not trees.children(token, "xcomp", "ccomp")
                and trees.lemma(token) == "order"
            ):
                continue
            return PloverType(cue["type"])
    return None


def _cues_of(token: Token, words: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The cues that a word is one of, with the words that stand under it, in the table's order."""
    for cue, rests in _cue_index().get(trees.lemma(token), ()):
        if any(rest <= words for rest in rests):
            yield cue


@cache
def _cue_index() -> dict[str, list[tuple[dict[str, Any], list[frozenset[str]]]]]:
    """Cues by their first word, each with the sets of further words that it needs."""
    found: dict[str, list[tuple[dict[str, Any], list[frozenset[str]]]]] = {}
    for cue in table("plover_classes")["cue"]:
        rests: dict[str, list[frozenset[str]]] = {}
        for first, *rest in map(str.split, cue["verbs"]):
            rests.setdefault(first, []).append(frozenset(rest))
        for first, needed in rests.items():
            found.setdefault(first, []).append((cue, needed))
    return found


def _cue_above(token: Token, own: PloverType) -> PloverType | None:
    """The type that a cue above makes of a predicate: "attack" under "threatened to"."""
    name = trees.relation(token)
    head = token.head
    if (
        head == token
        or name not in {"xcomp", "ccomp", "acl", "advcl"}
        or (name == "acl" and token.dep_ == "acl:relcl")
    ):
        return None
    if name == "advcl" and head.pos_ != "ADJ":
        return None
    side = half(own.type)
    words = trees.companions(head)
    if head.pos_ == "NOUN" and trees.relation(head) == "obj":
        head, words = head.head, trees.companions(head.head)
    for cue in _cues_of(head, words):
        if cue["over"] in {"any", side}:
            if cue["type"] == "REJECT" and trees.lemma(head) == "fail" and own.type not in {"AGREE"}:
                return None
            return PloverType(cue["type"])
    noun = _own(head, False, _DEPTH).type if head.pos_ == "NOUN" else ""
    return PloverType(noun) if noun in {"THREATEN", "REQUEST", "AGREE", "REJECT"} else None


def _auxiliary(token: Token, own: PloverType, *, reported: bool) -> PloverType | None:
    helpers = {child.lower_ for child in token.children if trees.relation(child) == "aux"}
    if not helpers:
        return None
    helpers = {
        {"'ll": "will", "’ll": "will", "wo": "will", "'d": "would"}.get(word, word) for word in helpers
    }
    negated = any(child.lower_ in {"not", "n't", "n’t", "never"} for child in token.children)
    passive = trees.is_passive(token)
    for rule in table("plover_classes")["auxiliary"]:
        if not helpers & set(rule["words"]) or bool(rule.get("negated")) != negated:
            continue
        if rule.get("reported") and not reported:
            continue
        if passive and rule["type"] != "REQUEST":
            continue
        if own.type in {"STATEMENT", "REQUEST", "ACCUSE", "THREATEN", "REJECT"} and rule["type"] != "REQUEST":
            continue
        if own.type in rule.get("not", ()):
            continue
        if rule["over"] in {"any", half(own.type)}:
            return PloverType(
                rule["type"], own.mode if rule["type"] == "THREATEN" and own.type in {"COERCE"} else ""
            )
    return None
