"""Which words may evoke an event: the lexicon, and the candidates of a sentence.

A candidate is a token with its part in the telling (its classes in data/triggers_*.toml) and a rank that says
how well it names the event when several are folded into one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.documents import document_of
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.events.words import base

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["Candidate", "candidates", "lemma", "noun_class", "reporting_class", "verb_classes"]

HYPHENS = frozenset({"-", "–", "‑"})
VERB_RANK = 5.5  # above nouns of diplomacy and process, below the nouns of violence
SPEECH_RANK = 4.5  # "reported the interception": the noun is the event
EVOKING = frozenset({"VERB", "AUX", "NOUN", "PROPN"})
SUPPORT_RANK = {"light": 1.0, "occurrence": 1.0, "raising": 1.0, "outcome": 3.0}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that may evoke an event.

    `kind` is "verb" or "noun"; `classes` are ids of the lexicon ("light", "outcome"; "violence", "weak"),
    empty for a verb that tells an event of its own; `rank` is only compared within one folded event.
    """

    token: Token
    kind: str
    classes: frozenset[str]
    rank: float


PARTICLES = frozenset({"off", "up", "down", "out", "away", "over"})


@once
def lemma(token: Token) -> str:
    """The lemma in lower case, with a verb's particle behind a space ("carry out")."""
    form = base(token)
    if token.pos_ in ("VERB", "AUX"):
        for child in token.children:
            # Parsers are of two minds about the "off" of "a bomb went off": particle or adverb.
            adverb = child.dep_ == "advmod" and child.i == token.i + 1 and child.lower_ in PARTICLES
            if child.dep_ == "compound:prt" or adverb or (form == "take" and child.lower_ == "place"):
                return f"{form} {child.lower_}"
    return form


@cache
def _nouns() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for entry in table("triggers_nouns")["class"]:
        for word in entry["words"]:
            found.setdefault(word, (entry["id"], float(entry["rank"])))
    return found


@cache
def _verbs() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry in table("triggers_verbs")["class"]:
        for word in entry["words"]:
            found.setdefault(word, set()).add(entry["id"])
    return {word: frozenset(ids) for word, ids in found.items()}


@cache
def _reporting(part: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in table("reporting_cues")["class"]:
        for word in entry[part]:
            found.setdefault(word, entry["id"])
    return found


def noun_class(token: Token) -> str:
    """The lexicon's class of a noun ("violence", "weak"), or "" when it names no event."""
    form = base(token)
    return (_nouns().get(form) or _nouns().get(token.lower_) or ("", 0.0))[0]


@once
def verb_classes(token: Token) -> frozenset[str]:
    """The lexicon's classes of a verb; empty for a verb that tells an event of its own."""
    classes = _verbs().get(lemma(token)) or _verbs().get(base(token), frozenset())
    return classes - {"stative"} if "stative" in classes and _has_other_sense(token) else classes


@once
def reporting_class(token: Token) -> str:
    """The class of a reporting word ("plain", "claim", "deny"...), or "" when it reports nothing."""
    words = _reporting("verbs" if token.pos_ in ("VERB", "AUX") else "nouns")
    if _has_other_sense(token):
        return ""
    return words.get(lemma(token)) or words.get(base(token), "")


def _has_other_sense(verb: Token) -> bool:
    """ "claimed 12 lives" claims nothing, and who recalls an ambassador remembers nobody."""
    things = table("reporting_cues")["no_report"].get(base(verb), ())
    return bool(things) and any(
        c.dep_ in ("obj", "nsubj:pass") and {c.lower_, base(c)} & set(things) for c in verb.children
    )


def candidates(sentence: Span) -> dict[int, Candidate]:
    """The possible triggers of a sentence by token index, supporting verbs included."""
    found: dict[int, Candidate] = {}
    for token in sentence:
        if token.pos_ in EVOKING or token.lower_ == "dead":
            candidate = _verb(token) or _noun(token)
            if candidate is not None:
                found[token.i] = candidate
    return found


def _verb(token: Token) -> Candidate | None:
    copular = token.pos_ == "AUX" and token.dep_ not in ("aux", "aux:pass", "cop")
    if _counts_dead(token):
        return Candidate(token, "verb", verb_classes(token) | {"outcome", "casualty"}, VERB_RANK)
    if token.pos_ != "VERB" and not copular:
        return None
    if token.dep_ in ("amod", "compound", "case", "mark", "fixed", "flat", "cc"):
        return None
    finite = any(c.dep_ in ("aux", "aux:pass", "nsubj") for c in token.children)  # "had gang-raped"
    if token.i and token.nbor(-1).text in HYPHENS and not token.nbor(-1).whitespace_ and not finite:
        return None  # "US-made"
    if token.head.lower_ == "what" and base(token) in table("triggers_verbs")["naming"]["words"]:
        return None  # "decried what it called a provocation"
    if _gives_out(token) or _is_used_to(token):
        return None
    classes = verb_classes(token)
    plain = SPEECH_RANK if reporting_class(token) else VERB_RANK
    rank = min((SUPPORT_RANK[c] for c in classes if c in SUPPORT_RANK), default=plain)
    return Candidate(token, "verb", classes, rank)


def _gives_out(token: Token) -> bool:
    """ "Urged him to go, in a letter sent on Monday": how the words came out is no event beside that."""
    said = document_of(token)
    while said is not None and not reporting_class(said) and said.dep_ in ("xcomp", "ccomp"):
        said = said.head  # "threatened to attack the capital in a message released on Friday"
    return said is not None and bool(reporting_class(said))


def _is_used_to(token: Token) -> bool:
    """ "A country used to bad news": a state, which uses nothing."""
    if base(token) != "use" or token.dep_ not in ("acl", "amod", "advcl", "conj", "appos"):
        return False
    after = token.nbor() if token.i + 1 < token.sent.end else None
    return after is not None and after.lower_ == "to" and after.dep_ == "case"


def _counts_dead(token: Token) -> bool:
    """True of "dead" in "14 rebels were dead": counted people, so that it tells a toll."""
    if token.lower_ != "dead" or not any(c.dep_ == "cop" for c in token.children):
        return False
    if any(c.dep_ == "case" for c in token.children):
        return False  # "two were among the dead": some of those counted already
    subjects = (c for c in token.children if c.dep_ == "nsubj")
    return any(c.pos_ == "NUM" or any(n.dep_ == "nummod" for n in c.children) for c in subjects)


def _is_name(token: Token) -> bool:
    """A capital inside a sentence: "the Rapid Support Forces"."""
    return token.text[:1].isupper() and token.i > token.sent.start


def _is_state(noun: Token) -> bool:
    """ "In custody" says where somebody was, "into custody" what happened."""
    if noun.dep_ != "obl" or base(noun) not in table("triggers_nouns")["states"]["words"]:
        return False
    return "in" in trees.cases(noun)


def _noun(token: Token) -> Candidate | None:
    gerund = token.tag_ == "VBG" and token.pos_ == "NOUN"
    if token.pos_ not in ("NOUN", "PROPN") and not gerund:
        return None
    if token.dep_ in ("compound", "amod", "flat", "nmod:poss") and token.head.pos_ in ("NOUN", "PROPN"):
        return None
    if token.pos_ == "PROPN" and token.ent_type_:
        return None
    entry = _nouns().get(base(token)) or _nouns().get(token.lower_)
    if entry is None or (entry[0] == "weak" and _is_name(token)):
        return None
    if _is_state(token):
        return None
    if token.tag_ in ("NNS", "NNPS") and base(token) in table("triggers_nouns")["singular"]["words"]:
        return None
    return Candidate(token, "noun", frozenset({entry[0]}), entry[1])
