"""The tellings of an article: every group of words that tells one event, before any is left out.

This is the shared ground of extraction and of dating given words: candidates of each sentence, expressions
joined to them, and what belongs together folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.events.attachment import Link, attach, datable
from timeline.events.boilerplate import Masked
from timeline.events.fold import fold, names
from timeline.events.tense import Tense, tense
from timeline.events.triggers import Candidate, candidates
from timeline.models import Timex

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Telling", "tellings"]

DASHES = ("-", "–", "—", "(")
LONGEST_DATELINE = 400  # characters; a longer line is a paragraph
DATELINE_WORDS = 8  # a line with a date and no more words than these, none of them a trigger, dates nothing


@dataclass(frozen=True, slots=True)
class Telling:
    """One event as one sentence tells it, with the expressions that date its parts.

    `parts` holds the trigger too, in document order; `sentence` and `paragraph` count from 0.
    """

    trigger: Token
    parts: tuple[Token, ...]
    candidate: Candidate
    links: tuple[Link, ...]
    tense: Tense
    sentence: int
    paragraph: int


def tellings(
    doc: Doc, timexes: Sequence[Timex], masks: Iterable[Masked] = (), given: Mapping[int, Token] | None = None
) -> list[Telling]:
    """Every telling of an article in document order of its triggers.

    `masks` are stretches that are not reporting; `given` are tokens (by index) that count as triggers
    whatever the lexicon says. Both may be left out.
    """
    hidden = _hidden(doc, masks)
    paragraphs = _paragraphs(doc)
    datelines = _datelines(doc, timexes)
    wanted = given or {}
    per_sentence: list[dict[int, Candidate]] = []
    everything: dict[int, Candidate] = {}
    for sentence in doc.sents:
        found = {i: c for i, c in candidates(sentence).items() if i not in hidden}
        for token in sentence:
            if token.i in wanted and token.i not in found:
                kind = "verb" if token.pos_ in ("VERB", "AUX") else "noun"
                found[token.i] = Candidate(token, kind, frozenset(), 4.0)
        per_sentence.append(found)
        everything |= found
    usable = [t for t in timexes if datable(t) and t.id not in datelines]
    by_token: dict[int, list[Link]] = {}
    for link in attach(doc, usable, everything, frozenset(wanted)):
        by_token.setdefault(link.token.i, []).append(link)
    dated = {i: sorted(str(link.timex.interval) for link in links) for i, links in by_token.items()}
    told: list[Telling] = []
    for number, found in enumerate(per_sentence):
        for group in fold(found, dated):
            best = names(group)
            told.append(
                Telling(
                    trigger=best.token,
                    parts=tuple(c.token for c in group),
                    candidate=best,
                    links=tuple(link for c in group for link in by_token.get(c.token.i, ())),
                    tense=_tense(best, group),
                    sentence=number,
                    paragraph=paragraphs[best.token.i],
                )
            )
    return sorted(told, key=lambda t: t.trigger.i)


def _tense(best: Candidate, group: list[Candidate]) -> Tense:
    for candidate in (best, *group):
        if candidate.kind == "verb":
            found = tense(candidate.token)
            if found is not Tense.NONE:
                return found
    return tense(best.token)


def _hidden(doc: Doc, masks: Iterable[Masked]) -> set[int]:
    hidden: set[int] = set()
    for mask in masks:
        span = doc.char_span(mask.start, mask.end, alignment_mode="expand")
        if span is not None:
            hidden.update(range(span.start, span.end))
    return hidden


def _paragraphs(doc: Doc) -> list[int]:
    numbers, current = [], 0
    for token in doc:
        numbers.append(current)
        if "\n" in token.text or "\n" in token.whitespace_:
            current += 1
    return numbers


def _opens_dispatch(before: str, after: str) -> bool:
    """ "WASHINGTON, July 14 -" and "May 24 (wire) -": when and where the report was written."""
    words = before.replace(",", " ").replace("/", " ").split()
    named = len(words) <= DATELINE_WORDS and all(w.isupper() or w.istitle() or not w.isalpha() for w in words)
    return named and after.lstrip()[:1] in DASHES and (not before.strip() or before.strip()[:1].isupper())


def _datelines(doc: Doc, timexes: Sequence[Timex]) -> set[str]:
    """Expressions that stand alone on a line ("Published: 8 August 2012"): they date the article, no
    event."""
    found: set[str] = set()
    text = doc.text
    for timex in timexes:
        earliest, latest = max(0, timex.start - LONGEST_DATELINE), timex.end + LONGEST_DATELINE
        start = text.rfind("\n", earliest, timex.start) + 1 or earliest
        if start == earliest and start:
            continue
        stop = text.find("\n", timex.end, latest)
        line = doc.char_span(start, min(len(text), latest) if stop < 0 else stop, alignment_mode="contract")
        if line is None:
            continue
        if _opens_dispatch(text[start : timex.start], text[timex.end : timex.end + 4]):
            found.add(timex.id)
            continue
        rest = [t for t in line if not t.is_punct and not t.is_space and not timex.start <= t.idx < timex.end]
        if len(rest) <= DATELINE_WORDS and not any(
            t.pos_ in ("VERB", "AUX") for t in rest if t.tag_ != "VBN"
        ):
            if any(t.i in candidates(t.sent) for t in rest if t.pos_ == "NOUN"):
                continue
            found.add(timex.id)
    return found
