"""Which predicate each temporal expression modifies, through the parse.

The expression's own head is climbed from until a possible trigger is met. A few orders of words that parsers
often get wrong are read from the surface first: "said Tuesday", "On Monday X was hit, officials said".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.events.status import is_infinitive
from timeline.events.tense import Tense, tense
from timeline.events.triggers import Candidate, noun_class, reporting_class
from timeline.events.words import base
from timeline.models import Timex, TimexType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["Link", "attach", "datable", "timex_span"]

MAX_STEPS = 8
PREPOSITIONS = frozenset({"on", "in", "at", "late", "early", "earlier", "later", "during"})
PREMODIFIERS = frozenset({"compound", "amod", "nummod", "nmod:poss", "flat", "nmod:unmarked", "det"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
CHARGES = frozenset({"of", "for"})
SEQUELS = frozenset({"following", "after", "over", "since"})
WHILE = frozenset({"during"})
OCCASIONS = frozenset({"in", "at", "during", "to"})
COMPARING = frozenset({"first", "such", "only", "last"})
WITNESSES = frozenset({"see", "witness", "bring"})  # "Tuesday saw clashes"


@dataclass(frozen=True, slots=True)
class Link:
    """One expression and the token that it dates; `rule` names how the two were joined."""

    timex: Timex
    token: Token
    rule: str


def datable(timex: Timex) -> bool:
    """True when the expression places something on the calendar: no sets, and of durations only those that
    reach up to a known day ("in the past 24 hours")."""
    return timex.interval is not None and timex.type is not TimexType.SET


def timex_span(doc: Doc, timex: Timex) -> Span | None:
    """The tokens that an expression touches; None when it touches none."""
    return doc.char_span(timex.start, timex.end, alignment_mode="expand")


def attach(
    doc: Doc, timexes: Sequence[Timex], found: Mapping[int, Candidate], taken: frozenset[int] = frozenset()
) -> list[Link]:
    """Join every datable expression to the trigger that it modifies, where there is one.

    `found` are the possible triggers by token index; `taken` token indices count as triggers besides (given
    spans that are in no lexicon).
    """
    links = []
    for timex in timexes:
        if not datable(timex):
            continue
        span = timex_span(doc, timex)
        if span is None or not len(span) or _measures(span):
            continue
        hit = (
            _adjacent_speech(span, found)
            or _fronted(span, found, taken)
            or _climb(span, found, taken, _is_past(timex))
        )
        hit = _clause_of(span, found) or hit or _nearest(span, found)
        if hit is not None and not _compares(timex, hit[0]) and not _lies_ahead(timex, hit[0]):
            links.append(Link(timex, hit[0], hit[1]))
    return [_counted_back(link, links, found) for link in links]


def _counted_back(link: Link, links: Sequence[Link], found: Mapping[int, Candidate]) -> Link:
    """ "Oslo on Friday condemned the raid on a bank two days earlier": counted back from its own day, the
    expression is of the event noun before it."""
    timex, verb = link.timex, link.token
    if not timex.reading.startswith("later:earlier") or verb.pos_ != "VERB" or link.rule != "parse":
        return link
    own = (other.timex.interval for other in links if other.token.i == verb.i and other is not link)
    if timex.anchor is None or all(i is None or i.first_day != timex.anchor for i in own):
        return link
    nouns = (
        found[i].token
        for i in range(verb.i + 1, verb.sent.end)
        if i in found and found[i].kind == "noun" and "weak" not in found[i].classes
    )
    noun = next((n for n in nouns if n.idx < timex.start and verb in n.ancestors), None)
    return Link(timex, noun, "parse") if noun is not None else link


def _clause_of(span: Span, found: Mapping[int, Candidate]) -> tuple[Token, str] | None:
    """ "The worst since June 2019, when floods killed 40": the clause under the expression happened then."""
    for token in span:
        for child in token.children:
            told = child.dep_ == "acl:relcl" and child.i >= span.end and child.i in found
            if told and any(c.lower_ == "when" for c in child.children):
                return child, "relative"
    return None


def _measures(span: Span) -> bool:
    """True of "three days later than planned": how far from a plan, no day."""
    after = span.doc[span.end] if span.end < len(span.doc) else None
    return after is not None and after.lower_ == "than" and span[-1].lower_ in ("later", "earlier", "sooner")


def _is_past(timex: Timex) -> bool:
    """True of a day that the expression counts back from the publication date."""
    end = timex.interval.last_day if timex.interval is not None else None
    return (
        timex.anchor is not None
        and timex.anchor_source == "dct"
        and end is not None
        and end < timex.anchor
        and not timex.bound
    )


def _lies_ahead(timex: Timex, token: Token) -> bool:
    """A stretch of days to come dates no past verb: "announced 10,000 job cuts over the next four years"."""
    first = timex.interval.first_day if timex.interval is not None else None
    if timex.type is not TimexType.DURATION or timex.anchor is None or first is None or first < timex.anchor:
        return False
    return tense(token) not in (Tense.FUTURE, Tense.NONE)


def _compares(timex: Timex, token: Token) -> bool:
    """ "The first such strikes there since 2016" were not in 2016, nor ever since."""
    if timex.bound != "since" or token.pos_ != "NOUN":
        return False
    return any(c.lower_ in COMPARING or c.tag_ == "JJS" for c in token.children)


def _adjacent_speech(span: Span, found: Mapping[int, Candidate]) -> tuple[Token, str] | None:
    """ "said Tuesday", "said on Tuesday", "told reporters late on Friday": the saying is dated; in "condemned
    Sunday's attack" the attack is.
    """
    doc, first = span.doc, span.start - 1
    if span.end < len(doc) and doc[span.end].tag_ == "POS":
        return None
    low = span.sent.start
    while first >= low and doc[first].lower_ in PREPOSITIONS:
        first -= 1
    steps = 0
    while first >= low and steps < 4:
        token = doc[first]
        if token.i in found and token.pos_ == "VERB":
            if reporting_class(token) in ("plain", "claim", "deny") and not _has_object_event(
                token, span.start
            ):
                return token, "speech"
            return None
        # an addressee or an occasion may stand between: "told reporters in an interview on Friday"
        if token.pos_ not in ("NOUN", "PROPN", "DET", "ADJ", "PRON", "ADP"):
            return None
        if noun_class(token) not in ("", "speech") or (token.pos_ == "ADP" and token.lower_ not in OCCASIONS):
            return None
        if token.dep_ in SUBJECTS:
            return None
        first, steps = first - 1, steps + 1
    return None


def _has_object_event(verb: Token, before: int) -> bool:
    return any(c.dep_ in ("obj", "ccomp") and verb.i < c.i < before and noun_class(c) for c in verb.children)


def _root(span: Span) -> Token:
    inside = {t.i for t in span}
    outer = [t for t in span if t.head.i not in inside or t.head.i == t.i]
    # A misparse may leave several heads; the last word of the expression is the likeliest ("Thursday
    # evening").
    named = [t for t in outer if t.pos_ not in ("ADP", "DET", "PUNCT", "ADV")]
    return (named or outer or [span.root])[-1]


def _fronted(span: Span, found: Mapping[int, Candidate], taken: frozenset[int]) -> tuple[Token, str] | None:
    """ "On Monday shells hit the town, officials said": the content is dated, not the saying."""
    root = _root(span)
    verb = root.head
    if verb.i <= span.end or not reporting_class(verb):
        return None
    for child in verb.children:
        if child.dep_ in ("ccomp", "parataxis") and span.end <= child.i < verb.i:
            subject = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
            if subject is None or subject.i > child.i:
                return _predicate(child, found, taken, "content")
    return None


def _predicate(
    token: Token, found: Mapping[int, Candidate], taken: frozenset[int], rule: str
) -> tuple[Token, str] | None:
    if token.i in found or token.i in taken:
        return token, rule
    for child in token.children:  # "the attack was on Monday", "Monday's blast was the third"
        if child.dep_ in SUBJECTS and (
            child.i in taken or (child.i in found and found[child.i].kind == "noun")
        ):
            return child, "copula"
    return None


def _climb(
    span: Span, found: Mapping[int, Candidate], taken: frozenset[int], is_past: bool
) -> tuple[Token, str] | None:
    inside = {t.i for t in span}
    here = _root(span)
    if here.dep_ in SUBJECTS and base(here.head) in WITNESSES:
        seen = next((c for c in here.head.children if c.dep_ == "obj" and c.i in found), None)
        if seen is not None:
            return seen, "witness"
    adverbial = span.start > 0 and span.doc[span.start - 1].lower_ in ("on", "at")  # "On Monday shells hit"
    premodifier = here.dep_ in PREMODIFIERS and here.i < here.head.i and not adverbial
    for step in range(MAX_STEPS):
        if here.i not in inside or here.head.i == here.i:
            hit = _predicate(here, found, taken, "premodifier" if premodifier and step == 1 else "parse")
            if hit is not None:
                return _lift(hit, span, found, is_past)
            if step and here.i not in inside and _stops(here, premodifier):
                return None
        if here.head.i == here.i:
            return None
        here = here.head
    return None


def _stops(noun: Token, premodifier: bool) -> bool:
    """A noun that is no event keeps its own date: "the 2014 treaty's authors met" does not date the meeting,
    but "during Sunday Mass" does."""
    return noun.pos_ in ("NOUN", "PROPN") and premodifier and not _opens_with(noun, WHILE)


def _lift(
    hit: tuple[Token, str], span: Span, found: Mapping[int, Candidate], is_past: bool
) -> tuple[Token, str]:
    """ "condemned the attack on Monday", "announced a ceasefire on Friday": the speech is dated, not its
    topic."""
    token, rule = hit
    if rule == "parse" and token.pos_ == "VERB":
        charged = _charge(token, span, found)
        if charged is not None:
            return charged, rule
        later = _sequel(token, span, found)
        if later is not None:
            return later, rule
        passed = _past_noun(token, span, found)
        if passed is not None:
            return passed, rule
    head = token.head
    after = token.i < span.start
    if rule == "parse" and after and is_past and _is_wished(token, found):
        return head, rule  # "threatened to quit on Tuesday": on a day gone by, it was the threat
    above = found.get(head.i)
    weak = token.i in found and "weak" in found[token.i].classes
    if rule == "parse" and after and weak and above is not None and above.kind == "verb":
        # "asked for the change on May 13"; but "the incident happened on May 13"
        return hit if above.classes & {"light", "occurrence"} else (head, rule)
    if rule == "parse" and after and token.dep_ == "obj" and head.i in found and token.pos_ == "NOUN":
        classes = found[head.i].classes
        if reporting_class(head) and "light" not in classes:
            return head, "speech"
    return hit


def _is_wished(token: Token, found: Mapping[int, Candidate]) -> bool:
    above = found.get(token.head.i)
    return (
        token.dep_ == "xcomp" and is_infinitive(token) and above is not None and "irrealis" in above.classes
    )


def _past_noun(verb: Token, span: Span, found: Mapping[int, Candidate]) -> Token | None:
    """ "has been overshadowed by the attack last Saturday": a present perfect takes no past date, its event
    noun does."""
    if tense(verb) is not Tense.PERFECT:
        return None
    between = [found[i] for i in range(verb.i + 1, span.start) if i in found and found[i].kind == "noun"]
    return next(
        (c.token for c in reversed(between) if "weak" not in c.classes and _own_words(c.token, verb)), None
    )


def _own_words(noun: Token, verb: Token) -> bool:
    """True of a noun under a verb without another verb between: not of the "ban" in "have urged him to drop
    the ban"."""
    for token in noun.ancestors:
        if token == verb:
            return True
        if token.pos_ == "VERB":
            return False
    return False


def _charge(verb: Token, span: Span, found: Mapping[int, Candidate]) -> Token | None:
    """ "accused soldiers of executing civilians on January 29": the deed is dated, not the charge."""
    if reporting_class(verb) not in ("accuse", "plain"):
        return None
    for token in span.doc[verb.i + 1 : span.start]:
        if (
            token.i in found
            and token.tag_ == "VBG"
            and _opens_with(token, CHARGES)
            and verb in token.ancestors
        ):
            return token
    return None


def _sequel(verb: Token, span: Span, found: Mapping[int, Candidate]) -> Token | None:
    """ "was charged following a fire at a shop on Sunday": the earlier event is dated, not what came of
    it."""
    earlier = (
        c
        for c in verb.children
        if c.dep_ in ("obl", "advcl")
        and verb.i < c.i < span.start
        and c.i in found
        and _opens_with(c, SEQUELS)
    )
    return next(earlier, None)


def _opens_with(clause: Token, words: frozenset[str]) -> bool:
    return any(c.lower_ in words for c in clause.children if c.dep_ in ("case", "mark") and c.i < clause.i)


def _nearest(span: Span, found: Mapping[int, Candidate]) -> tuple[Token, str] | None:
    """Where the parse gives nothing: the last trigger before the expression in its sentence, else the first
    after."""
    root = _root(span)
    if root.dep_ in PREMODIFIERS or root.dep_ in SUBJECTS or root.dep_ == "nmod":
        return None
    sentence = span.sent
    before = [i for i in found if sentence.start <= i < span.start and "stative" not in found[i].classes]
    after = [i for i in found if span.end <= i < sentence.end and "stative" not in found[i].classes]
    if before:
        return span.doc[max(before)], "nearest"
    if after:
        return span.doc[min(after)], "nearest"
    return None
