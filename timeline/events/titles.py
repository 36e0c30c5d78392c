"""One readable line for an event: who, what, whom, where, how many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timeline.events import means, phrasing, places_of, tolls, trees
from timeline.events.arguments import subjects_of
from timeline.events.inflect import present
from timeline.events.tables import table
from timeline.models import Actor, ActorKind, Attribution, Place, Status, Toll, TollKind

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

    A noun is titled from its roles ("Ukrainian ATACMS attack on Crimea kills 2"), a verb from its subject
    and its own words in the present tense ("Russia shells Kharkiv"). What somebody claims is said to be
    said ("Russia says ...").
    """
    trigger = frame.trigger
    if not description.actors and attribution and description.plover_type == "STATEMENT":
        description = replace(description, actors=(_speaker(attribution[0]),))
    if trigger.pos_ in {"NOUN", "PROPN"}:
        line = _of_noun(trigger, description)
    else:
        told_by_self = status in {Status.CLAIMED, Status.DENIED} or not attribution
        line = _of_verb(trigger, description, status, "" if told_by_self else attribution[0].name)
    line = _worded(line, trigger, description, status, attribution)
    return _tidy(line)


def _speaker(source: Attribution) -> Actor:
    """The source of a statement as its doer, where the sentence has only a pronoun."""
    return Actor(text=source.text, start=source.start, end=source.end, name=source.name)


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
        line += f" {_preposition_of(trigger, place)} {place.text}"
    if not (doer or target or place or description.means):
        whole = phrasing.clean(trigger)
        words_before = " ".join(trees.cases(trigger))
        line = phrasing.shorten(whole.removeprefix(words_before).strip(), 60) or line
    clause = _toll_clause(description.tolls, plural=trigger.tag_ in {"NNS", "NNPS"})
    return f"{line} {clause}" if clause else line


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
    if any(doer.start <= token.idx < doer.end for doer in doers):
        return False
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


def _toll_clause(tolls: Sequence[Toll], *, plural: bool) -> str:
    """What the event did to people: "kills 2, injures at least 5"."""
    said = []
    for toll in tolls[:2]:
        wording = table("titles_words")["toll"][toll.kind.value]
        said.append(f"{present(wording['verb'], plural=plural)} {_number(toll)}{wording.get('after', '')}")
    return ", ".join(said)


def _number(toll: Toll) -> str:
    """The count as a title words it: a figure where it is exact, else the text's own words."""
    if toll.high == 0:
        return "no one"
    if toll.low == toll.high:
        return f"{toll.low:,}"
    if len(toll.text) <= 24:
        return toll.text.lower()
    return f"at least {toll.low:,}" if toll.high is None else f"{toll.low:,} to {toll.high:,}"


# ---- verbs --------------------------------------------------------------------------------------


def _of_verb(trigger: Token, description: Description, status: Status, speaker: str) -> str:
    """Subject, verb in the present, and the verb's own words as far as the line is long."""
    limit = int(table("titles_words")["limit"])
    passive = trees.is_passive(trigger)
    subject = _subject(trigger, description, passive, speaker)
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
    tail = _tail(trigger)
    if description.plover_type == "STATEMENT" and not any(
        c.i > trigger.i for c in trees.children(trigger, "ccomp")
    ):
        tail.extend(_said(trigger))
    for piece in tail:
        if len(line) + 1 + len(piece) > limit:
            short = phrasing.shorten(piece, limit - len(line) - 1)
            if short:
                line += f" {short}"
            break
        line += f" {piece}"
    return _with_dead(line, trigger, description, limit)


def _with_dead(line: str, trigger: Token, description: Description, limit: int) -> str:
    """The line with how many were killed, where the verb itself does not count them."""
    killed = next(
        (toll for toll in description.tolls if toll.kind is TollKind.KILLED and toll.high != 0), None
    )
    if killed is None or killed.text in line or description.plover_type != "ASSAULT":
        return line
    longer = f"{line}, killing {_number(killed)}"
    before = tolls_of(trigger)
    return longer if len(longer) <= limit and not before else line


def tolls_of(trigger: Token) -> bool:
    """True when the verb itself counts the dead."""
    return tolls.counts_people(trigger)


def _is_under_threat(trigger: Token) -> bool:
    return trees.relation(trigger) in {"xcomp", "acl", "ccomp"} and trees.lemma(trigger) not in {
        "threaten",
        "warn",
        "reserve",
        "vow",
    }


def _subject(trigger: Token, description: Description, passive: bool, speaker: str = "") -> str:
    """The subject as the description names it; without one, the doer, or those it was done to."""
    tokens = _subject_tokens(trigger)
    for child in tokens:
        if named := _named(child, description, passive):
            return phrasing.capital(" and ".join(named[:2]) if not passive else _counted(child, named[0]))
    for child in tokens:
        if child.tag_ == "PRP":
            return phrasing.capital(speaker or child.text)
        relative = child.tag_ in {"WDT", "WP"} or child.lower_ == "that"
        if (child.pos_ != "PRON" and not relative) or child.lower_ in {"one", "nobody", "none"}:
            inside = trigger if child in trigger.ancestors else None
            return phrasing.capital(
                phrasing.clean(child, inside, before=trigger.i if child.i < trigger.i else None)
            )
    people = description.targets if passive else description.actors
    return phrasing.capital(" and ".join(actor.name for actor in people[:2]))


def _named(subject: Token, description: Description, passive: bool) -> list[str]:
    """Names of those whom the subject's words name; none for a weapon, which is its own subject."""
    if means.is_weapon(subject):
        return []
    if subject.pos_ == "PRON" and not passive:
        return [actor.name for actor in description.actors if actor.text == subject.text]
    return [actor.name for actor in (*description.actors, *description.targets) if _names(actor, subject)]


def _subject_tokens(trigger: Token) -> list[Token]:
    """The verb's own subject, or else the one that it shares."""
    return trees.children(trigger, "nsubj") or subjects_of(trigger)[:1]


def _names(actor: Actor, subject: Token) -> bool:
    tokens = {token.idx for other in trees.conjuncts(subject) for token in trees.phrase(other)}
    return any(actor.start <= start < actor.end for start in tokens)


def _counted(subject: Token, name: str) -> str:
    """A passive subject with its number: "Ten villagers"."""
    return phrasing.clean(subject) if trees.children(subject, "nummod") else name


def _is_plural(trigger: Token, subject: str, description: Description, passive: bool) -> bool:
    heads = [other for child in _subject_tokens(trigger) for other in trees.conjuncts(child)]
    if " and " in subject:
        return True
    people = description.targets if passive else description.actors or description.targets
    if heads and heads[0].tag_ == "PRP":
        return heads[0].lower_ in {"they", "we", "i", "you"}
    for actor in people[:1]:
        if actor.name != subject and actor.name.lower() != subject.lower():
            continue
        span = trigger.doc.char_span(actor.start, actor.end)
        if span is not None and span.text.endswith(actor.name):
            return span.root.tag_ in {"NNS", "NNPS"} or span.root.lower_ in {"police", "people", "troops"}
        return actor.name.endswith(("orces", "olice", "eople"))
    return any(
        head.tag_ in {"NNS", "NNPS"} or head.pos_ == "NUM" or head.lower_ == "police" for head in heads
    )


def _tail(trigger: Token) -> list[str]:
    """The verb's particles, objects, complements and the modifiers that are not times, in order, without
    determiners.
    """
    pieces: list[str] = []
    for child in trigger.children:
        if child.i < trigger.i:
            continue
        name = trees.relation(child)
        if name in {"punct", "cc", "conj", "parataxis", "nsubj", "discourse", "acl"} or (
            name == "advcl"
            and child.tag_ not in {"VB"}
            and not any(mark.lower_ in {"of", "from"} for mark in trees.children(child, "mark"))
        ):
            continue
        if name in {"obl", "advmod", "nmod"} and (trees.is_time(child) or "according" in trees.cases(child)):
            continue
        if name == "advmod" and child.lower_ not in {"back", "away", "out", "up", "down", "off"}:
            continue
        pieces.append(phrasing.clean(child))
    for subject in trees.children(trigger, "nsubj"):
        # "a group appealed to the minister": a parser may hang "to the minister" on the group.
        pieces.extend(phrasing.clean(c) for c in trees.children(subject, "nmod") if c.left_edge.i > trigger.i)
    return [piece.lstrip(" ,;:—–-") for piece in pieces if piece]


def _said(trigger: Token) -> list[str]:
    """What is said, where the sentence puts it before the verb of saying: the words before the speaker."""
    if not any(clause.i < trigger.i for clause in trees.children(trigger, "ccomp")):
        return []
    speakers = [
        child.left_edge.i for child in trees.children(trigger, "nsubj") if child.i > trigger.sent.start
    ]
    end = min([trigger.i, *speakers])
    kept = [
        token
        for token in trigger.doc[phrasing.start_of_saying(trigger.sent) : end]
        if not (trees.relation(token) == "det" and token.lower_ in {"the", "a", "an"})
    ]
    while kept and (kept[0].is_punct or kept[0].lower_ in {"and", "but", "or"}) and kept[0].text not in '“"':
        kept.pop(0)
    while kept and (kept[-1].is_punct or kept[-1].is_space):
        kept.pop()
    text = phrasing.join(kept).strip("“”\"' ")
    return [f"that {phrasing.lower(text, trigger)}"] if text else []


# ---- claims -------------------------------------------------------------------------------------


def _worded(
    line: str, trigger: Token, description: Description, status: Status, attribution: Sequence[Attribution]
) -> str:
    words = table("titles_words")["status"]
    noun = trigger.pos_ in {"NOUN", "PROPN"}
    speaker = next((source.name for source in attribution if source.name.lower() not in _PRONOUNS), "")
    speaks_itself = (
        bool(speaker) and any(actor.name == speaker for actor in description.actors[:1]) and not noun
    )
    match status:
        case Status.CLAIMED if speaker and noun and not _toll_clause(description.tolls, plural=False):
            return str(words["claimed_noun"].format(who=speaker, what=line, say=_say(speaker)))
        case Status.CLAIMED if speaker and not speaks_itself:
            told = words["claimed"].format(
                who=phrasing.capital(speaker), what=phrasing.lower(line, trigger), say=_say(speaker)
            )
            return str(told)
        case Status.DENIED if speaker and not speaks_itself:
            return str(
                words["denied"].format(who=phrasing.capital(speaker), what=phrasing.lower(line, trigger))
            )
        case Status.CLAIMED if attribution and not speaker:
            return str(words["claimed_by_nobody"].format(what=phrasing.lower(line, trigger)))
        case Status.DENIED if description.plover_type not in {"REJECT"}:
            return str(words["denied_by_nobody"].format(what=phrasing.lower(line, trigger)))
        case Status.PLANNED if noun:
            return str(words["planned_noun"].format(what=line))
        case Status.NEGATED if noun:
            return str(words["negated"].format(what=phrasing.lower(line, trigger)))
        case Status.HYPOTHETICAL if noun:
            return str(words["hypothetical"].format(what=phrasing.lower(line, trigger)))
        case _:
            return line


_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "you", "who", "this", "that"})


def _say(speaker: str) -> str:
    """ "say" of many speakers, "says" of one."""
    last = speaker.split()[-1]
    many = (
        " and " in speaker
        or (last.islower() and last.endswith("s"))
        or last.lower() in {"police", "forces", "they", "we"}
    )
    return "say" if many else "says"


def _tidy(line: str) -> str:
    line = phrasing.capital(" ".join(line.split()).lstrip(" ,;:.-–—"))
    limit = int(table("titles_words")["limit"])
    return line if len(line) <= limit else phrasing.shorten(line, limit)
