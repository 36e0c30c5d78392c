"""The base form of a word, checked against the words that the tables know.

Lemmatizers go wrong on just the forms that matter here ("denied" as "deni"), and every error turns a denial
into a fact. Where the pipeline's lemma is in no table but a regular base form of the word is, the table is
believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from timeline.events.parsed import once
from timeline.events.tables import table

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["base", "regular_bases"]

VOWELS = frozenset("aeiou")


@once
def base(token: Token) -> str:
    """The lemma in lower case, mended where a table knows better."""
    if token.pos_ == "VERB" and token.lemma_.lower() == token.lower_ and token.tag_ != "VB":
        known = _irregular().get(token.lower_)
        if known is not None:
            return known  # "overran" that the lemmatizer left as it is
    return _mended(token.lower_, token.lemma_.lower(), token.pos_ in ("VERB", "AUX", "NOUN"))


@cache
def _known() -> frozenset[str]:
    found: set[str] = set(table("triggers_violent")["words"])
    for name in ("triggers_nouns", "triggers_verbs"):
        found.update(word for entry in table(name)["class"] for word in entry["words"])
    for entry in table("reporting_cues")["class"]:
        found.update(entry["verbs"], entry["nouns"])
    found.update(word for cue in table("status_cues")["cue"] for word in cue["words"])
    return frozenset(found)


@cache
def _irregular() -> dict[str, str]:
    return {form: word for word, forms in table("plover_classes")["irregular"].items() for form in forms}


@cache
def _mended(word: str, lemma: str, inflects: bool) -> str:
    if not lemma:
        lemma = word
    if not inflects or lemma in _known():
        return lemma
    return next((form for form in regular_bases(word) if form in _known()), lemma)


def regular_bases(word: str) -> Iterator[str]:
    """The forms that a regular ending may come from, likeliest first.

    Example:
        >>> list(regular_bases("denied"))
        ['deny', 'deni', 'denie']
    """
    for ending in ("ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            if ending == "ed" and stem.endswith("i"):
                yield stem[:-1] + "y"
            yield stem
            yield stem + "e"
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in VOWELS:
                yield stem[:-1]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        if word.endswith("ies"):
            yield word[:-3] + "y"
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
