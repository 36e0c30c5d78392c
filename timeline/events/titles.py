"""One readable line for an event: who, what, whom, where, how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import actors, places_of, trees
from timeline.events.inflect import present
from timeline.events.tables import table
from timeline.models import Actor, Attribution, Status, Toll, TollKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from timeline.events.describe import Description
    from timeline.events.frames import Frame

__all__ = ["title"]


def title(
    frame: Frame, description: Description, status: Status, attribution: Sequence[Attribution] = ()
) -> str:
    """The event in one line of at most about 90 characters, words never cut.

    A noun is titled from its roles ("Ukrainian ATACMS attack on Crimea kills 2"), a verb from its subject and its own
    words in the present tense ("Russia shells Kharkiv"). What somebody claims is said to be said ("Russia says ...").
    """
    trigger = frame.trigger
    if trigger.pos_ in {"NOUN", "PROPN"}:
        line = _of_noun(trigger, description)
    else:
        line = _of_verb(trigger, description, status)
    line = _worded(line, trigger, description, status, attribution)
    return _tidy(line)


# ---- event nouns --------------------------------------------------------------------------------


def _of_noun(trigger: Token, description: Description) -> str:
    words = []
    doer = description.actors[0] if description.actors else None
    after = ""
    if doer is not None:
        adjective = _adjective(doer)
        if adjective:
            words.append(adjective)
        else:
            after = doer.name
    words.extend(_weapon(trigger, description))
    words.append(_noun_words(trigger))
    line = " ".join(words)
    target = _target(description, doer)
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
        line += f" in {place.text}"
    tolls = _toll_clause(description.tolls)
    return f"{line} {tolls}" if tolls else line


def _noun_words(trigger: Token) -> str:
    """The noun with what makes it that noun: "suicide car bombing", "peace talks", but no nationality or weapon twice."""
    doc = trigger.doc
    first = trigger.i
    while first > trigger.sent.start:
        token = doc[first - 1]
        if token.head != trigger or trees.relation(token) != "compound":
            break
        if _is_name(token):
            break
        first -= 1
    return (
        doc[first : trigger.i + 1].text.lower() if not trigger.ent_type_ else doc[first : trigger.i + 1].text
    )


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


def _target(description: Description, doer: Actor | None) -> str:
    named = [actor for actor in description.targets if doer is None or actor.name != doer.name]
    place = description.place
    counted = any(toll.kind in {TollKind.KILLED, TollKind.INJURED} for toll in description.tolls)
    if place is not None and (not named or counted):
        return place.text
    return " and ".join(actor.name for actor in named[:2]) if named else ""


def _preposition(trigger: Token) -> str:
    lemma = trees.lemma(trigger)
    for word, nouns in table("titles_words")["preposition"].items():
        if lemma in nouns or trigger.lower_ in nouns:
            return str(word)
    return "on"


def _toll_clause(tolls: Sequence[Toll]) -> str:
    said = []
    for toll in tolls:
        verb = table("titles_words")["toll"][toll.kind.value]["verb"]
        number = _number(toll)
        if toll.kind is TollKind.MISSING:
            said.append(f"leaves {number} missing")
        elif number:
            said.append(f"{verb} {number}")
    return ", ".join(said[:2])


def _number(toll: Toll) -> str:
    if toll.high == 0:
        return "no one"
    if toll.high is None:
        return f"at least {toll.low:,}"
    if toll.low == toll.high:
        return f"{toll.low:,}"
    if toll.low == 0:
        return f"up to {toll.high:,}"
    words = toll.text.lower().split()
    return (
        words[-1]
        if words and words[-1] in {"dozens", "scores", "hundreds", "thousands"}
        else f"{toll.low:,} to {toll.high:,}"
    )


# ---- verbs --------------------------------------------------------------------------------------


def _of_verb(trigger: Token, description: Description, status: Status) -> str:
    """Subject, verb in the present, and the verb's own words as far as the line is long."""
    limit = int(table("titles_words")["limit"])
    passive = trees.is_passive(trigger)
    subject = _subject(trigger, description, passive)
    plural = _is_plural(trigger, subject, description, passive)
    if passive:
        verb = trigger.text
    elif status is Status.PLANNED and subject:
        verb = f"to {trees.lemma(trigger)}"
    elif status is Status.HYPOTHETICAL and subject:
        verb = f"may {trees.lemma(trigger)}"
    elif status is Status.THREATENED and description.plover_type == "THREATEN" and _is_under_threat(trigger):
        verb = f"{'threaten' if plural else 'threatens'} to {trees.lemma(trigger)}"
    elif subject:
        verb = present(trees.lemma(trigger), plural=plural)
    else:
        verb = trigger.text
    if status is Status.NEGATED or any(
        trees.relation(c) == "advmod" and c.lower_ in {"not", "n't", "n’t"} for c in trigger.children
    ):
        verb = (
            f"not {verb}"
            if passive or verb.startswith(("to ", "may "))
            else f"{'do' if plural else 'does'} not {trees.lemma(trigger)}"
        )
    line = " ".join(word for word in (subject, verb) if word)
    for piece in _tail(trigger):
        if len(line) + 1 + len(piece) > limit:
            short = _shorten(piece, limit - len(line) - 1)
            if short:
                line += f" {short}"
            break
        line += f" {piece}"
    return line


def _is_under_threat(trigger: Token) -> bool:
    return trees.relation(trigger) in {"xcomp", "acl", "ccomp"} and trees.lemma(trigger) not in {
        "threaten",
        "warn",
        "reserve",
        "vow",
    }


def _subject(trigger: Token, description: Description, passive: bool) -> str:
    if not passive and description.actors:
        names = [actor.name for actor in description.actors[:2]]
        return _capital(" and ".join(names))
    for child in trees.children(trigger, "nsubj"):
        if child.pos_ == "PRON" and child.tag_ in {"WDT", "WP", "PRP"}:
            break
        return _capital(_clean(child))
    if passive and description.targets:
        return _capital(description.targets[0].name)
    if not passive and description.targets and not trees.children(trigger, "obj"):
        return _capital(description.targets[0].name)
    return ""


def _is_plural(trigger: Token, subject: str, description: Description, passive: bool) -> bool:
    if not passive and description.actors:
        actor = description.actors[0]
        if len(description.actors) > 1:
            return True
        head = trigger.doc.char_span(actor.start, actor.end)
        if head is not None and actor.name == head.text:
            return head.root.tag_ in {"NNS", "NNPS"} or head.root.lower_ in {"police", "people", "troops"}
        last = actor.name.split()[-1].lower()
        return last in {"police", "people", "forces", "troops"} or (
            last.endswith("s") and actor.kind is not None and actor.name[:1].islower()
        )
    for child in trees.children(trigger, "nsubj"):
        return child.tag_ in {"NNS", "NNPS"} or bool(trees.children(child, "conj")) or child.pos_ == "NUM"
    return subject.endswith("s")


def _tail(trigger: Token) -> list[str]:
    """The verb's particles, objects, complements and the modifiers that are not times, in order, without determiners."""
    pieces = []
    for child in trigger.children:
        if child.i < trigger.i:
            continue
        name = trees.relation(child)
        if name in {"punct", "cc", "conj", "parataxis", "nsubj", "discourse", "acl"} or (
            name == "advcl" and child.tag_ not in {"VB"}
        ):
            continue
        if name in {"obl", "advmod", "nmod"} and _is_time(child):
            continue
        if name == "advmod" and child.lower_ not in {"back", "away", "out", "up", "down", "off"}:
            continue
        if name == "ccomp" and trees.lemma(trigger) in {"say", "tell"} and not pieces:
            pass
        pieces.append(_clean(child))
    return [piece for piece in pieces if piece]


_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december morning evening night afternoon day week month year today yesterday tomorrow tonight overnight weekend hour "
    "dawn noon midnight earlier later ago recently".split()
)


def _is_time(token: Token) -> bool:
    if trees.lemma(token) in _TIMES or token.lower_ in _TIMES or token.ent_type_ in {"DATE", "TIME"}:
        return True
    return token.pos_ == "NUM" and len(token.text) == 4 and token.text[:2] in {"19", "20"}


def _clean(head: Token) -> str:
    """The words under a token without determiners, times, and clauses that only add ("which ...", ", said X")."""
    drop: set[int] = set()
    for token in head.subtree:
        name = trees.relation(token)
        aside = token != head and (token.dep_ == "acl:relcl" or name in {"parataxis", "appos", "advcl"})
        timed = token != head and name in {"obl", "nmod", "advmod"} and _is_time(token)
        if aside or timed:
            drop.update(inner.i for inner in token.subtree)
        elif name == "det" and token.lower_ in {"the", "a", "an"}:
            drop.add(token.i)
    kept = [token for token in head.subtree if token.i not in drop]
    while kept and (kept[-1].is_punct or trees.relation(kept[-1]) == "cc"):
        kept.pop()
    text = "".join(token.text_with_ws for token in kept)
    return " ".join(text.replace(" ,", ",").split())


def _shorten(piece: str, room: int) -> str:
    """As many whole words as there is room for, not ending in a word that asks for another."""
    words = piece.split()
    while words and (len(" ".join(words)) > room or words[-1].lower().strip(",") in _HANGING):
        words.pop()
    return " ".join(words).rstrip(",;:—- ")


_HANGING = frozenset(
    "of to in on at by for from with and or the a an its their his her as that which than against into over near between who will would be is are not".split()
)


# ---- claims -------------------------------------------------------------------------------------


def _worded(
    line: str, trigger: Token, description: Description, status: Status, attribution: Sequence[Attribution]
) -> str:
    words = table("titles_words")["status"]
    noun = trigger.pos_ in {"NOUN", "PROPN"}
    speaker = attribution[0].name if attribution else ""
    speaks_itself = (
        bool(speaker) and any(actor.name == speaker for actor in description.actors[:1]) and not noun
    )
    match status:
        case Status.CLAIMED if speaker and not speaks_itself:
            return str(words["claimed"].format(who=_capital(speaker), what=_lower(line, trigger)))
        case Status.DENIED if speaker and not speaks_itself:
            return str(words["denied"].format(who=_capital(speaker), what=_lower(line, trigger)))
        case Status.DENIED if description.plover_type not in {"REJECT"}:
            return str(words["denied_by_nobody"].format(what=_lower(line, trigger)))
        case Status.PLANNED if noun:
            return str(words["planned_noun"].format(what=line))
        case Status.NEGATED if noun:
            return str(words["negated"].format(what=_lower(line, trigger)))
        case Status.HYPOTHETICAL if noun:
            return str(words["hypothetical"].format(what=_lower(line, trigger)))
        case _:
            return line


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str, trigger: Token) -> str:
    """The line inside another: a first letter that only the start of the line made a capital is small again."""
    first = text.split(" ", 1)[0]
    for token in trigger.sent:
        if token.text == first and not token.is_sent_start:
            return text
    if first.lower() in {token.lower_ for token in trigger.sent} and first[1:].islower():
        token = next(token for token in trigger.sent if token.lower_ == first.lower())
        if (
            token.pos_ == "PROPN"
            or token.ent_type_
            or actors.is_actor(token)
            and token.pos_ in {"PROPN", "ADJ"}
        ):
            return text
        return text[:1].lower() + text[1:]
    return text


def _tidy(line: str) -> str:
    line = _capital(" ".join(line.split()))
    limit = int(table("titles_words")["limit"])
    return line if len(line) <= limit else _shorten(line, limit)
