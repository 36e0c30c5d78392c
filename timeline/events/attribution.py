"""Who says so: the reporting words above, beside and around an event, and their speakers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.events.triggers import noun_class, reporting_class
from timeline.events.words import base

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = [
    "Quotes",
    "Voice",
    "has_own_speaker",
    "is_speech",
    "may_go_on",
    "mutual_charge",
    "reports_noun",
    "speaker",
    "voices",
]

SUBJECTS = ("nsubj", "nsubj:pass", "csubj")
CONTENT = frozenset({"ccomp", "parataxis", "csubj", "csubj:pass"})
OPEN, CLOSE, EITHER = "“", "”", '"'
SAYING = frozenset({"plain", "claim"})
MAX_STEPS = 25
_BYGONE = frozenset({"after", "since", "following"})
LONGEST_SPEAKER = 10
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "CCONJ", "ADP", "PART"})
OUTSIDE_PHRASE = frozenset(
    {
        "case",
        "punct",
        "cc",
        "mark",
        "appos",
        "parataxis",
        "acl",
        "acl:relcl",
        "conj",
        "advcl",
        "cop",
        "aux",
        "nmod:unmarked",
        "obl:unmarked",
    }
)
BREAKS = frozenset({",", ";", ":", "(", "—", "–"})


@dataclass(frozen=True, slots=True)
class Voice:
    """One source of an event: the reporting word, its class in data/reporting_cues.toml, and who speaks.

    `speaker` is None when the text names nobody ("it is reported that").
    """

    cue: Token
    cue_class: str
    speaker: Span | None


@cache
def _noun_takers() -> frozenset[str]:
    return frozenset(table("reporting_cues")["takes_noun"]["verbs"])


def reports_noun(verb: Token) -> bool:
    """True for verbs whose object is the event that they report ("reported the interception of three
    missiles")."""
    return verb.pos_ == "VERB" and base(verb) in _noun_takers()


@cache
def _addressing() -> frozenset[str]:
    return frozenset(table("reporting_cues")["addresses"]["verbs"])


@cache
def _asides() -> frozenset[str]:
    return frozenset(table("reporting_cues")["aside"]["classes"])


@cache
def _continuing() -> frozenset[str]:
    return frozenset(table("reporting_cues")["goes_on"]["verbs"])


def may_go_on(verb: Token) -> bool:
    """True for verbs with which a speech only goes on ("he added"); an announcement or a warning is news
    again."""
    return base(verb) in _continuing()


def is_speech(token: Token) -> bool:
    """True for a verb that reports speech here: it has content or a quote, or a speaker and an addressee."""
    return token.pos_ == "VERB" and bool(reporting_class(token))


def has_own_speaker(cue: Token) -> bool:
    """True when a reporting verb names its own speaker and does not borrow that of the verb above."""
    return _has_subject(cue) or _absolute_subject(cue) is not None


def speaker(cue: Token) -> Span | None:
    """Who speaks at a reporting word: the subject of a verb, the agent of a passive, the owner of a noun."""
    if cue.pos_ != "VERB":
        for child in cue.children:
            owner = child.dep_ in ("nmod:poss", "poss")
            agent = child.dep_ in ("nmod", "obl") and _case(child) in ("by", "from")
            if owner or agent:
                return _phrase(child)
        adjective = next((c for c in cue.children if c.dep_ == "amod" and c.ent_type_), None)
        return _phrase(adjective) if adjective is not None else None
    passive = any(c.dep_ in ("aux:pass", "nsubj:pass") for c in cue.children)
    wanted = [
        c
        for c in cue.children
        if (c.dep_ in SUBJECTS and not passive and (c.i < cue.i or cue.tag_ != "VBG"))
        or (passive and c.dep_ in ("obl:agent", "obl") and _case(c) == "by")
    ]
    if wanted:
        before = [c for c in wanted if c.i < cue.i]
        if base(cue) in _addressing() and before:
            wanted = before  # "a source told the agency": behind such a verb stands the hearer
        child = wanted[-1]  # a misread dateline ("GENEVA, May 3 - The army said") stands before the subject
        relative = child.tag_ in ("WP", "WDT") and cue.dep_.startswith("acl")  # "the man who said"
        return _phrase(cue.head if relative else child)
    if cue.dep_ == "acl" and cue.tag_ == "VBG":
        return _phrase(cue.head)
    absolute = _absolute_subject(cue)
    if absolute is not None:
        return _phrase(absolute)
    if (
        cue.dep_ in ("conj", "advcl", "xcomp")
        and cue.head.pos_ == "VERB"
        and not passive
        and cue.head.i != cue.i
    ):
        return speaker(cue.head)
    return None if passive else _just_before(cue)


def _just_before(cue: Token) -> Span | None:
    """ "..., residents and a doctor said": parsers may count the speakers among the last things told of."""
    if cue.i == cue.sent.start or cue.nbor(-1).pos_ not in ("NOUN", "PROPN", "PRON"):
        return None
    first = cue.i - 1
    while first > cue.sent.start and cue.i - first < LONGEST_SPEAKER and cue.doc[first - 1].pos_ in NOMINAL:
        first -= 1
    comma = first > cue.sent.start and cue.doc[first - 1].text in (",", "”", '"')
    return cue.doc[first : cue.i] if comma else None


def _absolute_subject(cue: Token) -> Token | None:
    """ "X reported it, with the governor stating": the subject may hang on the verb above, after "with"."""
    if cue.dep_ != "advcl" or cue.tag_ != "VBG":
        return None
    between = [t for t in cue.doc[cue.head.i + 1 : cue.i] if t.pos_ in ("NOUN", "PROPN")]
    mark = next((c for c in cue.children if c.lower_ == "with" and c.dep_ == "mark"), None)
    if mark is not None:
        inside = range(mark.i, cue.i)
        return next((t for t in between if t.i > mark.i and t.head.i not in inside), None)
    return next((t for t in between if _case(t) == "with" and _follows_comma(t)), None)


def _follows_comma(token: Token) -> bool:
    """ ", with the governor stating" is a clause; "broke with the governor, accusing him" is not."""
    first = token.left_edge
    return first.i > 0 and (token.doc[first.i - 1].text == "," or first.text == ",")


def _case(token: Token) -> str:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")


def _phrase(head: Token) -> Span:
    """The noun phrase of a head: the unbroken run of its words around it, without clauses and appositions.

    A name in apposition speaks for the office before it: "the region's governor, Jan Novak".
    """
    if head.pos_ == "NOUN":
        head = next((c for c in head.children if c.dep_ == "appos" and c.ent_type_ == "PERSON"), head)
    inside = {head.i}
    for child in head.children:
        dated = child.dep_ in ("nmod", "obl") and _case(child) == "on"  # "the council on Thursday demanded"
        if child.dep_ not in OUTSIDE_PHRASE and not dated:
            inside.update(t.i for t in child.subtree)
    first = last = head.i
    while first - 1 in inside and not head.doc[first - 1].is_space:
        first -= 1
    while last + 1 in inside and head.doc[last + 1].text not in BREAKS and not head.doc[last + 1].is_space:
        last += 1
    return head.doc[first : last + 1]


def voices(trigger: Token, parts: Sequence[Token] = (), quotes: Quotes | None = None) -> tuple[Voice, ...]:
    """The sources of an event, innermost first; empty when the article itself tells it."""
    own = {t.i for t in parts} | {trigger.i}
    found: dict[int, Voice] = {}
    for cue in _cues(trigger, own):
        if (cue.i not in own or reports_noun(cue)) and cue.i != trigger.i and cue.i not in found:
            found[cue.i] = Voice(cue, reporting_class(cue), speaker(cue))
    for named in _according(trigger):
        found.setdefault(named.i, Voice(named, "plain", _phrase(named)))
    if quotes is not None and not any(v.speaker for v in found.values()):
        said = quotes.cue(trigger)
        if said is not None and said.i not in own:
            found[said.i] = Voice(said, reporting_class(said), speaker(said))
    return tuple(found.values())


def _cues(trigger: Token, own: set[int]) -> Iterator[Token]:
    here = trigger
    known = False
    for _ in range(MAX_STEPS):
        for child in here.children:
            # "X was hit, officials said": the saying may hang on what was said
            aside = child.dep_ == "parataxis" and is_speech(child)
            if (
                aside
                and reporting_class(child) in _asides()
                and not any(c.dep_ == "ccomp" and _is_clause(c) for c in child.children)
                and _has_subject(child)
            ):
                yield child
        head = here.head
        if head.i == here.i:
            return
        # "Denied that it had shot anyone a day after the landing": the landing is not what is denied
        known = known or _is_bygone(here)
        if _is_content(here, head, own) and not (known and reporting_class(head) == "deny"):
            yield head
        here = head


def _is_bygone(token: Token) -> bool:
    """True of the noun or clause that something else is told to come after: the reader is to know of it."""
    return token.dep_ in ("obl", "nmod", "advcl") and any(
        c.lower_ in _BYGONE for c in token.children if c.dep_ in ("case", "mark")
    )


def _is_clause(token: Token) -> bool:
    """False of "..., officials say, a figure that rose": a bare noun behind a saying is not what is said."""
    return token.pos_ in ("VERB", "AUX") or any(c.dep_ in ("cop", *SUBJECTS) for c in token.children)


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in SUBJECTS for c in verb.children)


def _is_content(child: Token, head: Token, own: set[int]) -> bool:
    kind = reporting_class(head)
    if not kind:
        return False
    if head.pos_ in ("VERB", "AUX"):
        if kind == "deny" and child.dep_ in ("advcl", "xcomp", "conj") and is_speech(child):
            return False  # "rejected the charge, saying that it was empty": what is said is no charge
        if child.dep_ in CONTENT:
            # a parataxis under a saying is its content only when it stands before it or is quoted
            return child.dep_ != "parataxis" or child.i < head.i or kind in ("plain", "claim")
        if kind == "accuse":
            charged = _opens(child, "of") or (_opens(child, "for") and child.pos_ == "VERB")
            return child.dep_ in ("advcl", "obl", "xcomp") and (charged or child.dep_ == "xcomp")
        if child.dep_ in ("obj", "nsubj:pass"):
            return bool(noun_class(child)) and base(head) in _noun_takers()
        return (
            (child.dep_ == "xcomp" and kind in ("claim", "deny"))
            or (child.dep_ in ("advcl", "xcomp") and kind == "deny")
            or (child.dep_ == "xcomp" and kind == "plain" and head.tag_ == "VBN")
        )
    # "the charge that it sent drones": a parser may take the content for a relative clause
    that = child.dep_ == "acl:relcl" and any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children)
    return (child.dep_ in ("acl", "ccomp") or that) and kind in (
        "plain",
        "claim",
        "accuse",
        "deny",
        "factive",
    )


def mutual_charge(content: Token) -> Token | None:
    """The verb over what both sides charge each other with: "accused each other of shelling the plant"; else
    None. Nobody says who did it."""
    verb = content.head
    if content.pos_ != "VERB" or content == verb or reporting_class(verb) != "accuse":
        return None
    both = any(trees.is_reciprocal(c) for c in verb.children if c.dep_ in ("obj", "iobj", "obl"))
    return verb if both and (_opens(content, "of") or _opens(content, "for")) else None


def _opens(clause: Token, word: str) -> bool:
    return any(c.lower_ == word for c in clause.children if c.dep_ in ("mark", "case"))


def _according(trigger: Token) -> Iterator[Token]:
    """ "according to officials" anywhere above or beside the trigger: at the end of "killed 40 and detained
    60" it names the source of both."""
    if not _says_according(trigger.doc[trigger.sent.start]):
        return
    here = trigger
    for _ in range(MAX_STEPS):
        joined = (c for c in here.children if c.dep_ == "conj" and c.i > trigger.i and not _has_subject(c))
        for child in (c for verb in (here, *joined) for c in verb.children):
            if child.dep_ in ("obl", "nmod", "advmod") and any(
                c.lower_ == "according" for c in child.children if c.dep_ in ("case", "mark", "fixed")
            ):
                yield child
            elif child.lower_ == "according":
                yield from (c for c in child.children if c.dep_ in ("obl", "obj", "pobj", "nmod"))
        if here.head.i == here.i or _opens(here, "since"):  # "since the coup": the reader knows of it
            return
        here = here.head


@once
def _says_according(first: Token) -> bool:
    """True where the word is in the sentence that a word begins."""
    return any(token.lower_ == "according" for token in first.sent)


class Quotes:
    """The quotations of an article, paragraph by paragraph, and the reporting verb that each belongs to.

    A quotation that runs over several sentences names its speaker once; the sentences without one take the
    reporting verb of their paragraph that stands nearest outside the marks.
    """

    def __init__(self, doc: Doc) -> None:
        self._inside: dict[int, int] = {}
        self._verbs: dict[int, list[Token]] = {}
        paragraph, is_open = 0, False
        for token in doc:
            text = token.text
            if not text.isalnum():
                if "\n" in text:
                    paragraph, is_open = paragraph + 1, False
                for mark in text:
                    if mark == OPEN or (mark == EITHER and not is_open):
                        is_open = True
                    elif mark in (CLOSE, EITHER):
                        is_open = False
            if is_open:
                self._inside[token.i] = paragraph
            elif (
                token.pos_ == "VERB" and reporting_class(token) in ("plain", "claim") and _has_subject(token)
            ):
                self._verbs.setdefault(paragraph, []).append(token)
            if "\n" in token.whitespace_:
                paragraph, is_open = paragraph + 1, False

    def is_quoted(self, token: Token) -> bool:
        """True when the token stands inside quotation marks."""
        return token.i in self._inside

    def cue(self, token: Token) -> Token | None:
        """The reporting verb that a quoted token belongs to, or None."""
        paragraph = self._inside.get(token.i)
        if paragraph is None:
            return None
        verbs = self._verbs.get(paragraph, [])
        return min(verbs, key=lambda verb: abs(verb.i - token.i), default=None)
