"""The embedded pipeline: a blank English `Language`, our tokenizer, `timeline_encoder`, the gazetteer."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.language import Language

from . import component, gazetteer, tokenizer

MAX_LENGTH = 100_000_000
"""Letters in a text. Time and memory are linear in it, so only the machine sets a bound."""


def create(model: Path | None = None) -> Language:
    """Build the pipeline from a model's folder (None: the one in the package).

    Raises:
        ModelError: the model's files are missing or damaged.
    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": tokenizer.REGISTERED}}})
    nlp.max_length = MAX_LENGTH
    nlp.add_pipe(component.FACTORY, config={"model": None if model is None else str(model)})
    nlp.add_pipe(gazetteer.FACTORY)
    return nlp
