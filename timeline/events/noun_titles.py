"""The title of an event that a noun names: "Ukrainian ATACMS attack on Crimea kills 2"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import phrasing, places_of, trees
from timeline.events.inflect import present
from timeline.events.tables import table
from timeline.models import Actor, ActorKind, Place, Toll, TollKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from timeline.events.describe import Description

__all__ = ["is_country", "number", "of_noun", "toll_clause"]


def of_noun(trigger: Token, description: Description) -> str:
    """The title from the roles around an event noun, its place and its toll."""
    words = []
    doer = description.actors[0] if description.actors else None
    after = ""
    if doer is not None:
        adjective = _adjective(doer)
        if adjective:
            words.append(adjective)
        else:
            after = doer.name
    moved = trees.lemma(trigger) in table("titles_words")["moves"]["nouns"]
    if not moved:
        words.extend(_weapon(trigger, description))
    words.append(_noun_words(trigger, description.actors))
    line = " ".join(words)
    target = _target(trigger, description, doer)
    if moved and description.means and description.means[0].name.lower() not in line.lower():
        line += f" of {_plural(description.means[0].name)}"
    symmetric = _preposition(trigger) == "with"
    if after and symmetric and target:
        line = (
            f"{after}–{target} {line}"
            if len(after) + len(target) < 40
            else f"{line} between {after} and {target}"
        )
        target = ""
    elif after:
        line += f" by {after}"
    if target:
        line += f" {_preposition(trigger)} {target}"
    place = description.place
    if place is not None and place.text not in line and place.name not in line:
        where = place.text if place.text[:1].isupper() or "of" in place.text else place.name
        line += f" {_preposition_of(trigger, place)} {where}"
    clause = toll_clause(description.tolls, plural=trigger.tag_ in {"NNS", "NNPS"})
    if not (doer or target or place or description.means):
        whole = phrasing.clean(trigger)
        before = " ".join(trees.cases(trigger))
        if whole.lower().startswith(f"{before.lower()} "):
            whole = whole[len(before) :].strip()
        line = phrasing.shorten(whole, 60) or line
        if len(line.split()) == 1 and not clause:
            line += _governed(trigger)
    return f"{line} {clause}" if clause else line


def _governed(noun: Token) -> str:
    """The verb over a bare event noun: " condemned by France" of "France condemned the bombing"."""
    verb = noun.head
    if verb.pos_ != "VERB" or verb.tag_ not in {"VBD", "VBN"}:
        return ""
    if noun.dep_ in {"nsubj", "nsubj:pass"}:
        return " ".join(["", verb.text, *(c.text for c in trees.children(verb, "compound:prt"))])
    doers = [child for child in trees.children(verb, "nsubj") if child.i < verb.i]
    if noun.dep_ == "obj" and verb.text.endswith("ed") and doers and doers[0].pos_ in {"PROPN", "NOUN"}:
        return f" {verb.text} by {trees.phrase(doers[0]).text}"
    return ""


def _plural(name: str) -> str:
    """The plural of a common weapon noun; a named system stays as it is."""
    return (
        name
        if name[:1].isupper() or name.endswith(("s", "gas", "ammunition", "weaponry", "artillery"))
        else f"{name}s"
    )


def _noun_words(trigger: Token, doers: Sequence[Actor] = ()) -> str:
    """The noun with what makes it that noun: "suicide car bombing", "peace talks", but no nationality or
    weapon twice.
    """
    doc = trigger.doc
    first = trigger.i
    while first > trigger.sent.start and _is_part(doc[first - 1], trigger, doers):
        first -= 1
        while first > trigger.sent.start + 1 and doc[first - 1].text == "-":
            first -= 2
    return (
        doc[first : trigger.i + 1].text.lower() if not trigger.ent_type_ else doc[first : trigger.i + 1].text
    )


def _is_part(token: Token, noun: Token, doers: Sequence[Actor] = ()) -> bool:
    step = token
    if any(doer.start <= token.idx < doer.end for doer in doers) or trees.is_time(token):
        return False  # "Aug. 7 bombings" are not seven
    while step != noun:
        if trees.relation(step) != "compound" or _is_name(step) or step.head == step:
            return False
        step = step.head
    return True


def _is_name(token: Token) -> bool:
    return bool(token.ent_type_) or places_of.is_location(token) or token.pos_ == "PROPN"


def _weapon(trigger: Token, description: Description) -> list[str]:
    """The first weapon, unless the noun says it already ("drone attack")."""
    before = _noun_words(trigger).lower()
    for weapon in description.means[:1]:
        if weapon.name.lower() not in before and not any(
            word in before for word in weapon.name.lower().split()
        ):
            return [weapon.name]
    return []


def _adjective(doer: Actor) -> str:
    """The adjective of a doer's country when the country is the doer; empty otherwise."""
    for row in table("actors_countries")["country"].values():
        if row["name"] == doer.name:
            people = row["people"]
            return str(people[0]) if people else ""
    if len(doer.name.split()) <= 3 and not doer.name.endswith("s") and doer.name[:1].isupper():
        return doer.name
    return ""


def _target(trigger: Token, description: Description, doer: Actor | None) -> str:
    named = [actor for actor in description.targets if doer is None or actor.name != doer.name]
    place = description.place
    counted = any(toll.kind in {TollKind.KILLED, TollKind.INJURED} for toll in description.tolls)
    if _preposition(trigger) == "with":
        counted = False
        named = [actor for actor in named if actor.kind is not ActorKind.CIVILIANS]
    if place is not None and (counted or place.text in {actor.text for actor in named}):
        return ""
    if counted and all(actor.kind is ActorKind.CIVILIANS and actor.name.islower() for actor in named[:2]):
        return ""  # "attack kills 12", not "attack on people kills 12"
    return " and ".join(actor.name for actor in named[:2]) if named else ""


def _preposition_of(trigger: Token, place: Place) -> str:
    """The preposition before the place in the text; "in" where there is none."""
    span = trigger.doc.char_span(place.start, place.end, alignment_mode="expand")
    words = trees.cases(span.root) if span is not None else ()
    if span is not None and words == ("of",) and span.root.head != trigger:
        words = trees.cases(span.root.head)
    return words[0] if words and words[0] in table("titles_words")["place"]["kept"] else "in"


def _preposition(trigger: Token) -> str:
    lemma = trees.lemma(trigger)
    for word, nouns in table("titles_words")["preposition"].items():
        if lemma in nouns or trigger.lower_ in nouns:
            return str(word)
    return "on"


def is_country(name: str) -> bool:
    """True of the usual name of a country."""
    return name in _countries()


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["name"] for row in table("actors_countries")["country"].values())


def toll_clause(tolls: Sequence[Toll], *, plural: bool) -> str:
    """What the event did to people: "kills 2, injures at least 5"."""
    said = []
    for toll in tolls[:2]:
        wording = table("titles_words")["toll"][toll.kind.value]
        said.append(f"{present(wording['verb'], plural=plural)} {number(toll)}{wording.get('after', '')}")
    return ", ".join(said)


def number(toll: Toll) -> str:
    """The count as a title words it: a figure where it is exact, else the text's own words."""
    if toll.high == 0:
        return "no one"
    if toll.low == toll.high:
        return f"{toll.low:,}"
    if len(toll.text) <= 24:
        return toll.text.lower()
    return f"at least {toll.low:,}" if toll.high is None else f"{toll.low:,} to {toll.high:,}"
