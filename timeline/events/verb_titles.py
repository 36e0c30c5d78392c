"""The title of an event that a verb tells: its subject, the verb in the present, its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import counting, means, noun_titles, phrasing, trees
from timeline.events.arguments import subjects_of
from timeline.events.inflect import present
from timeline.events.tables import table
from timeline.models import Actor, Status, TollKind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from timeline.events.describe import Description

__all__ = ["of_verb"]


def of_verb(
    trigger: Token, description: Description, status: Status, speaker: str, *, told: bool = False
) -> str:
    """Subject, verb in the present, and the verb's own words as far as the line is long.

    `told`: the line will stand behind "X says", where a passive needs its auxiliary.
    """
    limit = int(table("titles_words")["limit"])
    passive = trees.is_passive(trigger)
    subject = _subject(trigger, description, passive, speaker)
    plural = _is_plural(trigger, subject, description, passive)
    if passive and told and subject:
        verb = f"{'were' if plural else 'was'} {trigger.text}"
    elif passive:
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
        (trees.relation(c) == "advmod" and c.lower_ in {"not", "n't", "n’t"}) or c.lower_ == "without"
        for c in trigger.children
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
    counted = {toll.kind: toll for toll in description.tolls if toll.high != 0}
    told = counted.get(TollKind.KILLED) or counted.get(TollKind.INJURED)
    if told is None or told.text in line or description.plover_type != "ASSAULT":
        return line
    if " to death" in line or " dead" in line:
        return line
    word = "killing" if told.kind is TollKind.KILLED else "injuring"
    longer = f"{line}, {word} {noun_titles.number(told)}"
    before = tolls_of(trigger)
    return longer if len(longer) <= limit and not before else line


def tolls_of(trigger: Token) -> bool:
    """True when the verb itself counts the dead."""
    return counting.counts_people(trigger)


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
            counted = passive or (len(named) == 1 and named[0][:1].islower())
            return phrasing.capital(_counted(child, named[0]) if counted else phrasing.names(named))
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
    if not people and trigger.dep_ in {"acl:relcl", "acl"} and trigger.head.pos_ == "NOUN":
        cases = " ".join(trees.cases(trigger.head))
        line = phrasing.clean(trigger.head, trigger)
        bare = line[len(cases) :] if line.lower().startswith(f"{cases} ") else line
        return phrasing.capital(bare.strip())
    return phrasing.capital(phrasing.names([actor.name for actor in people])) if people else ""


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
    beside = (c for c in trees.children(subject, "appos") if c.ent_type_ == "PERSON")
    named = [*trees.conjuncts(subject), *beside]
    tokens = {token.idx for other in named for token in trees.phrase(other)}
    return any(actor.start <= start < actor.end for start in tokens)


def _counted(subject: Token, name: str) -> str:
    """A passive subject with its number: "Ten villagers"."""
    return phrasing.clean(subject) if trees.children(subject, "nummod") else name


def _is_plural(trigger: Token, subject: str, description: Description, passive: bool) -> bool:
    heads = [other for child in _subject_tokens(trigger) for other in trees.conjuncts(child)]
    if heads and heads[0].tag_ in {"WDT", "WP"} and trigger.dep_ == "acl:relcl":
        heads = [trigger.head]
    if " and " in subject:
        return True
    if subject == "United Nations" or noun_titles.is_country(subject):
        return False
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
    return any(head.tag_ in {"NNS", "NNPS"} or head.pos_ == "NUM" or head.lower_ in _MANY for head in heads)


_MANY = frozenset({"police", "many", "several", "both", "others", "most", "few", "some", "dozens", "all"})


def _tail(trigger: Token) -> list[str]:
    """The verb's particles, objects, complements and the modifiers that are not times, in order, without
    determiners.
    """
    kept: list[Token] = []
    for child in trigger.children:
        if child.i < trigger.i or child.doc[max(child.left_edge.i - 1, 0)].text in {":", ";", "—"}:
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
        kept.append(child)
    pieces = phrasing.clean_together(kept)
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
