"""Which candidates of a sentence tell one event together: light, copular and occurrence frames, outcomes.

"The latest incident came on Thursday evening, when two civilians were killed during an attack" has four
candidates and one event. Every rule here joins two tokens; two tokens with different dates are never joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.attribution import has_own_speaker, reports_noun
from timeline.events.means import is_weapon
from timeline.events.relative import cause
from timeline.events.status import own_status
from timeline.events.tables import table
from timeline.events.triggers import Candidate, reporting_class
from timeline.events.types import own_type
from timeline.events.words import base
from timeline.models import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["fold", "names"]

SUBJECTS = ("nsubj", "nsubj:pass")
WOUNDING = frozenset({"wound", "injure", "hurt", "maim"})
CASUALTY_RANK = 5.6  # above a verb of its own, below the nouns of violence
WITHIN = frozenset(
    {"in", "during", "by", "from", "amid", "with", "over"}
)  # not "after": that is another event
OCCASION = frozenset({"in", "at", "during"})
UNDER = frozenset({"under", "on", "into", "to", "in"})  # "came under attack", "went on strike"
SAME_TIME = frozenset({"when", "as", "in which", "during"})
COLLECTIVE = frozenset(
    {
        "series",
        "wave",
        "string",
        "spate",
        "number",
        "round",
        "pair",
        "dozen",
        "hundred",
        "lot",
        "kind",
        "type",
        "act",
        "barrage",
        "flurry",
    }
)


def fold(found: Mapping[int, Candidate], dated: Mapping[int, object]) -> list[list[Candidate]]:
    """Group the candidates of one sentence into events, in document order.

    `dated` maps a token index to what dates it (any comparable value): two tokens with different dates stay
    apart.
    """
    groups = {i: [i] for i in found}

    def join(a: int, b: int) -> None:
        first, second = groups[a], groups[b]
        if first is second:
            return
        dates = {repr(dated[i]) for i in (*first, *second) if i in dated}
        if len(dates) > 1:
            return
        first.extend(second)
        for index in second:
            groups[index] = first

    for candidate in found.values():
        rules = _verb_joins if candidate.kind == "verb" else _noun_joins
        for other in rules(candidate, found):
            if other.i in found:
                join(candidate.token.i, other.i)
    unique = {id(group): sorted(group) for group in groups.values()}
    return [[found[i] for i in group] for group in sorted(unique.values())]


def names(group: list[Candidate]) -> Candidate:
    """The member that names the event best: the highest rank, then the highest in the tree, then the
    first."""
    inside = {c.token.i for c in group}
    return min(group, key=lambda c: (-_rank(c, inside), _depth(c.token), c.token.i))


def _rank(one: Candidate, inside: set[int]) -> float:
    """The rank of a member; what became of people names it before the clause that tells how: "seven died when
    their truck ran over a mine". Of two counts it may hang on either: "killed 15 and wounded two when they
    stormed a church". A weapon that struck ("43 were hurt when two bombs fell") names what killed nobody.
    """
    counts = [one.token, *(c for c in one.token.children if c.dep_ == "conj" and c.i in inside)]
    told_how = "casualty" in one.classes and any(
        c.dep_ == "advcl"
        and c.i in inside
        and not (base(one.token) in WOUNDING and _is_weapons(c))
        and (_opens_with(c, SAME_TIME) or trees.is_while(c))
        for count in counts
        for c in count.children
    )
    return max(one.rank, CASUALTY_RANK) if told_how else one.rank


def _is_weapons(clause: Token) -> bool:
    """True of what a weapon does."""
    return any(c.dep_ == "nsubj" and is_weapon(c) for c in clause.children)


def _depth(token: Token) -> int:
    depth = 0
    while token.head.i != token.i and depth < 60:
        token, depth = token.head, depth + 1
    return depth


def _case(token: Token) -> str:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")


def _seen_through(token: Token) -> Iterator[Token]:
    """The noun itself, or the one it counts: "a series of strikes", "the deadliest of the raids"."""
    yield token
    if base(token) in COLLECTIVE or token.pos_ in ("ADJ", "NUM", "PRON", "DET"):
        yield from (c for c in token.children if c.dep_ == "nmod" and _case(c) == "of")


def _subject(verb: Token) -> Token | None:
    """The subject; a relative pronoun stands for the noun that its clause describes."""
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            if child.tag_ in ("WDT", "WP") and verb.dep_.startswith("acl"):
                return verb.head
            return child
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        return _subject(verb.head)
    return verb.head if verb.dep_ == "acl" and verb.tag_ == "VBG" else None


def _is_event(token: Token, found: Mapping[int, Candidate]) -> bool:
    return token.i in found and found[token.i].kind == "noun"


def _verb_joins(this: Candidate, found: Mapping[int, Candidate]) -> Iterator[Token]:
    verb, classes = this.token, this.classes
    subject = _subject(verb)
    if subject is not None:
        for noun in _seen_through(subject):
            if _is_event(noun, found) and _subject_joins(this, found[noun.i]):
                yield noun
    if "light" in classes or reports_noun(verb):
        for child in verb.children:
            if child.dep_ in ("obj", "nsubj:pass"):
                yield from (n for n in _seen_through(child) if _is_event(n, found))
        if verb.dep_ in ("acl", "acl:relcl") and _is_event(verb.head, found):  # "an attack carried out by"
            yield verb.head
    if any(c.dep_ == "expl" for c in verb.children):
        yield from (c for c in verb.children if c.dep_ in ("nsubj", "obj") and _is_event(c, found))
    if "occurrence" in classes:
        yield from (c for c in verb.children if c.dep_ == "obl" and _case(c) in UNDER and _is_event(c, found))
        if subject is not None and any(_is_event(noun, found) for noun in _seen_through(subject)):
            yield from (c for c in _when(verb) if not (_begins(verb) and _has_doer(c)))
    if reporting_class(verb):  # "said in a statement on Thursday"
        yield from (
            c for c in verb.children if c.dep_ == "obl" and _case(c) in OCCASION and _is_speech_noun(c, found)
        )
    if "outcome" in classes or _is_violent(this):
        for child in verb.children:
            if child.dep_ in ("obl", "obl:agent", "nmod") and _case(child) in WITHIN:
                yield from (n for n in _seen_through(child) if _names_violence(n, found))
    if "outcome" in classes:
        yield from _outcome_joins(verb, found)
        if (
            own_status(verb) is not Status.NEGATED
        ):  # "killed when a shell hit their car"; not "no one was killed when"
            yield from (c for c in verb.children if c.dep_ == "advcl" and _strikes_when(c, found))
            yield from (c for c in verb.children if trees.is_while(c))
    if verb.dep_ == "xcomp" and verb.head.i in found and "raising" in found[verb.head.i].classes:
        yield verb.head
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and _both_speech(verb, verb.head):
        yield verb.head


def _begins(verb: Token) -> bool:
    return base(verb) in table("triggers_verbs")["beginning"]["words"]


def _has_doer(clause: Token) -> bool:
    """ "The uprising began when police killed its founder": what began it is not the uprising."""
    return any(c.dep_ == "nsubj" for c in clause.children)


def _subject_joins(verb: Candidate, noun: Candidate) -> bool:
    if "occurrence" in verb.classes:
        return True
    return "outcome" in verb.classes and bool(noun.classes & {"violence", "happening", "weak"})


def _is_violent(candidate: Candidate) -> bool:
    return base(candidate.token) in table("triggers_violent")["words"]


def _names_violence(token: Token, found: Mapping[int, Candidate]) -> bool:
    return token.i in found and bool(found[token.i].classes & {"violence", "happening"})


def _is_speech_noun(token: Token, found: Mapping[int, Candidate]) -> bool:
    return token.i in found and "speech" in found[token.i].classes


def _strikes_when(clause: Token, found: Mapping[int, Candidate]) -> bool:
    if clause.i not in found or not _opens_with(clause, SAME_TIME):
        return False
    violent = "outcome" in found[clause.i].classes or _is_violent(found[clause.i])
    return violent or own_type(clause) == "ASSAULT"


def _opens_with(clause: Token, words: frozenset[str]) -> bool:
    return any(c.lower_ in words for c in clause.children if c.dep_ in ("mark", "advmod") and c.i < clause.i)


def _when(verb: Token) -> Iterator[Token]:
    """ "came on Thursday evening, when two were killed": the clause may hang on the day."""
    yield from (c for c in verb.children if c.dep_ == "advcl" and _opens_with(c, SAME_TIME))
    for child in verb.children:
        if child.dep_.startswith(("obl", "nmod", "obj")):
            yield from (c for c in child.children if c.dep_ == "acl:relcl" and _opens_with(c, SAME_TIME))


def _outcome_joins(verb: Token, found: Mapping[int, Candidate]) -> Iterator[Token]:
    head = verb.head
    over = cause(verb, lambda noun: noun.i in found and "violence" in found[noun.i].classes)
    if head.i not in found and over is not None:
        yield over
    if head.i not in found or head.i == verb.i:
        return
    above = found[head.i]
    if verb.dep_ == "acl:relcl" and "violence" not in above.classes and head.dep_ in ("nmod", "obl"):
        beside = (c for c in head.head.children if head.dep_ == "obl" and c.dep_ == "obj" and c.i < head.i)
        for over in (head.head, *beside):
            if over.i in found and "violence" in found[over.i].classes:
                yield over  # "an attack on a rally in which five died", whatever the rally hangs on
                return
    if (
        verb.dep_ in ("acl", "acl:relcl")
        and above.kind == "noun"
        and above.classes & {"violence", "happening"}
    ):
        yield head
    if above.kind != "verb" or reporting_class(head):
        return
    happens = bool(above.classes & {"outcome", "light", "occurrence"}) or _is_violent(above)
    own_subject = any(c.dep_ in SUBJECTS for c in verb.children)
    if verb.dep_ == "advcl" and verb.tag_ in ("VBG", "VBN") and not own_subject and happens:
        yield head
    both_count = "casualty" in above.classes and "casualty" in found[verb.i].classes
    if verb.dep_ == "conj" and ((not own_subject and happens) or both_count):
        yield head


def _both_speech(a: Token, b: Token) -> bool:
    return (
        bool(reporting_class(a)) and bool(reporting_class(b)) and b.pos_ == "VERB" and not has_own_speaker(a)
    )


def _noun_joins(this: Candidate, found: Mapping[int, Candidate]) -> Iterator[Token]:
    noun = this.token
    if any(c.dep_ == "cop" for c in noun.children):
        yield from (c for c in noun.children if c.dep_ in SUBJECTS and _is_event(c, found))
    if noun.dep_ == "nmod" and _case(noun) == "of" and _is_event(noun.head, found):
        head = found[noun.head.i]
        if "weak" in head.classes or base(head.token) in COLLECTIVE:
            yield noun.head
