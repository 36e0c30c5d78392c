"""Any installed spaCy pipeline in place of the embedded one."""

from __future__ import annotations

import spacy
from spacy.language import Language

from ..errors import ModelError
from . import gazetteer, schemes
from .embedded import MAX_LENGTH

NEEDED = {
    "parser": ("token.dep", "token.head"),
    "tagger": ("token.tag", "token.pos"),
}
"""What must set what: a pipeline has a parser if a component assigns a relation or a head, and so on."""


def load_foreign(name: str) -> Language:
    """Load a spaCy pipeline by package name or folder and make it fit.

    Raises:
        ModelError: it is not installed, cannot be read, or has no parser or no tagger.
    """
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"The spaCy pipeline {name!r} is not installed: "
            f"run `python -m spacy download {name}`, or leave --model out to use the embedded pipeline."
        ) from error
    except (ValueError, ImportError) as error:
        first_line = str(error).strip().split("\n")[0]
        raise ModelError(f"The spaCy pipeline {name!r} cannot be read: {first_line}") from error
    return adapt(nlp, name)


def adapt(nlp: Language, name: str) -> Language:
    """Check that `nlp` has what is needed, and add the components that map its labels and keep to its lines.

    Raises:
        ModelError: there is no parser or no tagger.
    """
    assigned = {target for pipe in nlp.pipe_names for target in nlp.get_pipe_meta(pipe).assigns}
    for part, targets in NEEDED.items():
        if assigned.isdisjoint(targets):
            raise ModelError(
                f"The spaCy pipeline {name!r} has no {part}: choose one that has, "
                "or leave --model out to use the embedded pipeline."
            )
    if schemes.LINES not in nlp.pipe_names:
        nlp.add_pipe(schemes.LINES, first=True)
    if schemes.SCHEMES not in nlp.pipe_names:
        nlp.add_pipe(schemes.SCHEMES, last=True)
    if gazetteer.FACTORY not in nlp.pipe_names:
        nlp.add_pipe(gazetteer.FACTORY, last=True)
    nlp.max_length = max(nlp.max_length, MAX_LENGTH)
    return nlp
