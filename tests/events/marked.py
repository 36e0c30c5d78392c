"""Sentences with their predicate in [brackets], as the tables beside the stage and the tests write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timeline.events.frames import Frame

if TYPE_CHECKING:
    from spacy.language import Language

_MARK = re.compile(r"\[([^\[\]]+)\]")


def frame_of(nlp: Language, marked: str) -> Frame:
    """The frame of a marked sentence; several marks are one frame, the first the trigger."""
    spots = []
    text = ""
    last = 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        spots.append(len(text))
        text += match[1]
        last = match.end()
    text += marked[last:]
    doc = nlp(text)
    tokens = [next(token for token in doc if token.idx <= spot < token.idx + len(token)) for spot in spots]
    return Frame(
        doc=doc, trigger=tokens[0], parts=tuple(sorted(tokens, key=lambda t: t.i)), sentence=tokens[0].sent
    )
