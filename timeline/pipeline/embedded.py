"""The embedded pipeline: a blank English `Language` with our tokenizer and `timeline_encoder`."""

from __future__ import annotations

import spacy
from spacy.language import Language

from . import component
from .tokenizer import create_tokenizer

MAX_LENGTH = 100_000_000
"""Letters in a text. Time and memory are linear in it, so only the machine sets a bound."""


def create() -> Language:
    """Build the pipeline from the files in the package.

    Raises:
        ModelError: the model's files are missing or damaged.
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = create_tokenizer(nlp)
    nlp.max_length = MAX_LENGTH
    nlp.add_pipe(component.FACTORY)
    return nlp
