"""Frames: the predicates that evoke events, one frame for one event as the sentence tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as a sentence evokes it.

    `trigger` is the word that names the event best ("attack" in "the latest incident came on Thursday
    evening, when two civilians were killed during a Ukrainian attack on Crimea"). `parts` are all predicates
    folded into it in document order, the trigger included (incident, came, killed, attack): their arguments,
    tolls and temporal modifiers all belong to this one event.
    """

    doc: Doc
    trigger: Token
    parts: tuple[Token, ...]
    sentence: Span
