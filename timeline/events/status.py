"""Whether an event happened, as far as the article goes: modality, negation, and the words above it.

The nearest cue decides; being told by somebody (`claimed`) is the weakest of them and yields to the rest.
The words are in data/status_cues.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.attribution import Voice
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.events.triggers import noun_class, reporting_class
from timeline.events.words import base
from timeline.models import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_headline_plan", "is_infinitive", "own_status", "status"]

SUBJECTS = ("nsubj", "nsubj:pass")
MAX_STEPS = 12
NEGATING = frozenset({"advmod", "neg", "det", "cc:preconj", "cc", *SUBJECTS})
BEFORE = frozenset({"after", "before", "since", "following"})


@cache
def _words(where: str) -> dict[str, Status]:
    return {
        word: Status(cue["status"])
        for cue in table("status_cues")["cue"]
        if cue["where"] == where
        for word in cue["words"]
    }


@cache
def _content_openings() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _words("content"))


def status(trigger: Token, parts: Sequence[Token], sources: Sequence[Voice]) -> Status:
    """The status of one event from its own words, the words that govern it, and its sources.

    `parts` are all predicates folded into the event; `sources` come from `attribution.voices`.
    """
    own = {t.i for t in parts} | {trigger.i}
    for token in (trigger, *parts):
        found = own_status(token)
        if found is not None:
            return found
    found = _governed(trigger, own)
    if found is not None:
        return found
    classes = {voice.cue_class for voice in sources if own_status(voice.cue) is not Status.NEGATED}
    if "deny" in classes:
        return Status.DENIED
    if any(voice.cue_class != "factive" for voice in sources):
        return Status.CLAIMED
    return _threat_content(trigger) or Status.HAPPENED


@once
def own_status(token: Token) -> Status | None:
    """What a predicate's own auxiliaries, negation, adverbs and conjunction say; None when they say
    nothing."""
    aux, adverb, mark = _words("aux"), _words("adverb"), _words("mark")
    found: list[Status] = [Status.PLANNED] if is_headline_plan(token) or _is_to(token) else []
    for child in token.children:
        word = child.lower_
        if child.dep_ in ("aux", "aux:pass") and (word in aux or base(child) in aux):
            found.append(aux.get(word) or aux[base(child)])
        elif _negates(child, token):
            found.append(Status.NEGATED)
        elif child.dep_ == "advmod" and word in adverb:
            found.append(adverb[word])
        elif child.dep_ == "mark" and word in mark:
            found.append(mark[word])
        elif child.dep_ == "amod" and token.pos_ == "NOUN" and word in _words("adjective"):
            found.append(_words("adjective")[word])
    if token.dep_ == "xcomp" and any(
        _negates(c, token.head) for c in token.head.children if c.dep_ in SUBJECTS
    ):
        found.append(Status.NEGATED)  # "nobody was reported killed"
    for wanted in (Status.HYPOTHETICAL, Status.NEGATED, Status.PLANNED, Status.CLAIMED):
        if wanted in found:
            return wanted
    return None


def _negates(child: Token, token: Token) -> bool:
    if child.dep_ not in NEGATING:
        return False
    words = _words("negation")
    if child.lower_ not in words and base(child) not in words:
        # "no one was killed", "no attack took place"
        return child.dep_ in SUBJECTS and any(c.dep_ == "det" and c.lower_ == "no" for c in child.children)
    if child.dep_ in ("advmod", "neg", "det", "cc:preconj", "cc"):
        return not (child.dep_ == "det" and token.pos_ == "VERB")
    return child.dep_ in SUBJECTS


def is_infinitive(verb: Token) -> bool:
    """True for "to strike": nothing says by itself that it happened."""
    return verb.tag_ == "VB" and any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)


def _is_to(verb: Token) -> bool:
    """ "The council was to meet at 4 p.m.": set for then, and nobody says that it did."""
    return is_infinitive(verb) and any(c.dep_ == "aux" and base(c) == "be" for c in verb.children)


def is_headline_plan(verb: Token) -> bool:
    """ "UK to send missiles to Ukraine": a line without a finite verb, whose subject is to do it."""
    head = verb.head
    # The subject hangs on the verb, or the verb on the subject.
    if head.i == verb.i:
        over = any(c.dep_ == "nsubj" and c.i < verb.i for c in verb.children)
    else:
        over = head.i < verb.i and head.dep_ == "ROOT" and head.pos_ in ("PROPN", "NOUN")
    if not over or not is_infinitive(verb):
        return False
    return not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") or t.text in (".", "?", "!") for t in verb.sent)


def _is_unreal(verb: Token) -> bool:
    """True for "to end it" and for the bare form in "demanded that they end it"."""
    finite = any(c.dep_ in ("aux", "aux:pass") and c.lower_ != "be" for c in verb.children)
    return is_infinitive(verb) or (verb.tag_ == "VB" and not finite)


def _governed(trigger: Token, own: set[int]) -> Status | None:
    governor, noun = _words("governor"), _words("noun")
    for child, head in _climb(trigger):
        if head.i in own:
            continue
        if child.dep_ == "advcl" and child.tag_ == "VBG" and reporting_class(child) in ("plain", "claim"):
            return None  # "rejected the charge, saying that it was empty"
        form = base(head)
        if child.dep_ == "conj" and head.pos_ == "VERB" and child.pos_ == "VERB":
            # "will sign and ratify": the auxiliary of the first verb serves both
            if not any(c.dep_ in ("aux", *SUBJECTS) for c in child.children):
                shared = own_status(head)
                if shared in (Status.PLANNED, Status.HYPOTHETICAL):
                    return shared
            continue
        open_clause = child.dep_ in ("xcomp", "advcl", "acl") and (
            is_infinitive(child) or child.tag_ == "VBG"
        )
        if head.pos_ in ("VERB", "AUX", "ADJ"):
            hit = governor.get(form)
            factual = child.dep_ == "ccomp" and hit is not Status.DENIED and not _is_unreal(child)
            noun_object = child.pos_ == "NOUN" and child.dep_ in ("obj", "nsubj:pass")
            if own_status(head) is Status.NEGATED and hit is Status.DENIED:
                continue  # "has neither claimed nor denied the strikes"
            if hit is not None and not factual and (open_clause or child.dep_ == "ccomp"):
                return hit
            if (
                hit is not None
                and noun_object
                and form in ("plan", "threaten", "deny", "schedule", "propose", "prevent", "avoid")
            ):
                return hit
            if child.dep_ == "advcl" and is_infinitive(child):
                return Status.HYPOTHETICAL
        elif head.pos_ == "NOUN" and child.dep_ in ("acl", "ccomp") and _is_denied(head):
            return Status.DENIED
        elif (
            head.pos_ == "NOUN"
            and child.dep_ in ("acl", "nmod")
            and (open_clause or form in ("threat", "denial"))
        ):
            return noun.get(form, Status.HYPOTHETICAL if is_infinitive(child) else None)
        beyond = own_status(head)
        if child.dep_ in ("xcomp", "obj", "nsubj:pass", "nmod", "obl") and beyond in (
            Status.PLANNED,
            Status.HYPOTHETICAL,
        ):
            return beyond
    return None


def _is_denied(report: Token) -> bool:
    """ "Dismissed reports that ...": the noun of report is what is denied."""
    over = report.head
    if not reporting_class(report) or report.dep_ not in ("obj", "nsubj:pass", "obl"):
        return False
    return _words("governor").get(base(over)) is Status.DENIED and own_status(over) is not Status.NEGATED


def _climb(trigger: Token) -> Iterator[tuple[Token, Token]]:
    """The steps upward within reach of a governing word: clauses of time and relative clauses end the
    climb."""
    here = trigger
    for _ in range(MAX_STEPS):
        head = here.head
        if head.i == here.i:
            return
        if here.dep_ in ("acl:relcl", "parataxis", "appos", "nsubj", "nmod:poss", "list"):
            return
        if here.dep_ == "acl" and here.tag_ == "VBN" and not any(c.dep_ == "aux" for c in here.children):
            return
        if here.dep_ == "advcl" and not (is_infinitive(here) or here.tag_ == "VBG"):
            return
        if noun_class(here) and (here.dep_ == "obl" or not BEFORE.isdisjoint(trees.cases(here))):
            return  # "denied that it had shelled the town a day after a raid"
        yield here, head
        here = head


@once
def _threat_content(trigger: Token) -> Status | None:
    """ "Russia reserves the right to use X, he said": the statement as a whole threatens."""
    if not reporting_class(trigger) or trigger.pos_ != "VERB":
        return None
    phrases = _words("content")
    for child in trigger.children:
        if child.dep_ in ("ccomp", "parataxis"):
            window = child.doc[child.left_edge.i : child.right_edge.i + 1]
            words = [base(t) for t in window if not t.is_punct]
            if _content_openings().isdisjoint(words):
                continue
            told = " ".join(words)
            for phrase, found in phrases.items():
                if f" {phrase} " in f" {told} ":
                    return found
    return None
