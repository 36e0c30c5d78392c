"""What a speaker says something in: "urged him to go, in a letter sent on Monday" tells one event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.tables import table
from timeline.events.words import base

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["document_of", "is_document"]


def is_document(noun: Token) -> bool:
    """True of a noun that words are given out in: "statement", "video", "letter".

    The words and their examples are in data/reporting_cues.toml under `document`.
    """
    return base(noun) in table("reporting_cues")["document"]["nouns"]


def document_of(participle: Token) -> Token | None:
    """The predicate that said so in what the participle gives out: of "sent" above, "urged"; else None.

    How words came out is no event beside the saying, and the day they came out is the day of the saying.
    """
    if participle.dep_ != "acl" or participle.tag_ not in ("VBN", "VBD"):
        return None
    paper = participle.head
    if paper.dep_ != "obl" or not trees.cases(paper) or not is_document(paper):
        return None
    return paper.head if base(participle) in table("reporting_cues")["document"]["verbs"] else None
