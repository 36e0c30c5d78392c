"""The pipeline that reads English: sentences, tags, morphology, lemmas, parse, entities, word vectors.

`load()` gives the pipeline that comes with the package; `load("en_core_web_sm")` any spaCy pipeline that is
installed, with its labels mapped to ours. Either way what follows finds Universal Dependencies (with subtypes
such as nsubj:pass, obl:agent, obl:unmarked) and the entity labels PERSON, NORP, GPE, LOC, FAC, ORG, UNIT and
WEAPON, as the gazetteer layer (`gazetteer.py`) leaves them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["EMBEDDED_NAME", "load"]

EMBEDDED_NAME = "embedded"


def load(name: str | None = None) -> Language:
    """The embedded pipeline (None or "embedded"), or the spaCy pipeline of that name or in that folder.

    In each, a line break ends the sentence, and texts may be of any length.

    Raises:
        ModelError: the pipeline is not installed, cannot be read, or lacks a parser or a tagger.

    >>> nlp = load()
    >>> [(token.text, token.dep_) for token in nlp("The minister spoke Tuesday.")][-2]
    ('Tuesday', 'obl:unmarked')
    """
    if name is None or name == EMBEDDED_NAME:
        from .embedded import create

        return create()
    from .foreign import load_foreign

    return load_foreign(name)
