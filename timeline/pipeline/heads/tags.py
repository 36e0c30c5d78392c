"""Penn tags, and universal parts of speech with their features."""

from __future__ import annotations

from spacy.attrs import MORPH, POS, TAG
from spacy.vocab import Vocab

from .base import Draft, TokenHead, numbers


class TagHead(TokenHead):
    """`token.tag_`: Penn Treebank tags as in UD's XPOS column."""

    name = "tag"
    order = 10

    def columns(self, draft: Draft, vocab: Vocab) -> dict[int, list[int]]:
        """TAG."""
        return {TAG: numbers(vocab, draft.layers[self.name])}


class MorphHead(TokenHead):
    """`token.pos_` and `token.morph`, one label for both: "VERB#Mood=Ind|Tense=Past"."""

    name = "morph"
    order = 10

    def columns(self, draft: Draft, vocab: Vocab) -> dict[int, list[int]]:
        """POS and MORPH."""
        labels = draft.layers[self.name]
        known = {label: label.split("#", 1) for label in set(labels)}
        pos = {label: vocab.strings.add(parts[0]) for label, parts in known.items()}
        morph = {label: vocab.morphology.add(parts[1]) for label, parts in known.items()}
        return {POS: [pos[label] for label in labels], MORPH: [morph[label] for label in labels]}
