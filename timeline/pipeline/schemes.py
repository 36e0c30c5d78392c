"""`timeline_schemes` and `timeline_lines`: what makes another spaCy pipeline's Docs read like ours."""

from __future__ import annotations

from functools import cache

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.language import Language
from spacy.tokens import Doc, Span

from ..tables import read_table
from .columns import write_columns
from .lines import line_starts

LINES = "timeline_lines"
SCHEMES = "timeline_schemes"

CLEARNLP_MARKS = frozenset({"dobj", "pobj", "nsubjpass"})
"""Relations that no UD parser gives: a parser that knows one of them speaks ClearNLP."""


@cache
def tables() -> dict[str, dict[str, str]]:
    """`schemes.toml`: scheme -> their label -> ours."""
    return read_table("timeline.pipeline", "schemes.toml")


@Language.component(LINES, assigns=["token.is_sent_start"])
def mark_lines(doc: Doc) -> Doc:
    """A sentence starts after every line break and dateline; parsers keep the starts that they find set."""
    tokens = [token.i for token in doc if not token.is_space]
    for place in line_starts(doc, tokens):
        doc[tokens[place]].is_sent_start = True
    return doc


@Language.component(
    SCHEMES,
    requires=["token.dep", "token.head"],
    assigns=["token.dep", "token.head", "doc.ents"],
    retokenizes=False,
)
def map_schemes(doc: Doc) -> Doc:
    """Universal Dependencies and our entity labels, whatever the pipeline before spoke."""
    heads = [token.head.i for token in doc]
    deps = [token.dep_ for token in doc]
    if CLEARNLP_MARKS.intersection(deps):
        to_universal(doc, heads, deps)
    deps = ["ROOT" if dep.lower() == "root" else dep for dep in deps]
    add = doc.vocab.strings.add
    offsets = np.array([head - index for index, head in enumerate(heads)], np.int64)
    write_columns(doc, {HEAD: offsets, DEP: np.array([add(dep) for dep in deps], np.uint64)})
    names = tables()["entities"]
    doc.ents = tuple(
        Span(doc, entity.start, entity.end, label=names[entity.label_])
        for entity in doc.ents
        if entity.label_ in names
    )
    return doc


def to_universal(doc: Doc, heads: list[int], deps: list[str]) -> None:
    """Change a ClearNLP tree, the heads and relations of the Doc's tokens, into a Universal one, in place.

    A preposition becomes the case mark of its noun, which takes its place; so does a copula of its predicate,
    whose dependents move along. The names follow `schemes.toml`.
    """
    for index, dep in enumerate(list(deps)):
        if dep == "pobj" and deps[heads[index]] in ("prep", "agent", "dative"):
            _turn(
                heads,
                deps,
                index,
                mark=heads[index],
                relation=_oblique(doc, heads, deps, heads[index]),
                name="case",
            )
        elif dep == "pcomp" and deps[heads[index]] == "prep":
            _turn(heads, deps, index, mark=heads[index], relation="advcl", name="mark")
    for index, dep in enumerate(list(deps)):
        verb = heads[index]
        if (
            dep in ("attr", "acomp")
            and doc[verb].text.lower() in _COPULAS
            and doc[verb].pos_ in ("AUX", "VERB", "")
        ):
            relation = deps[verb]
            _turn(heads, deps, index, mark=verb, relation=relation, name="cop")
            for other, head in enumerate(heads):
                if head == verb and other != index:
                    heads[other] = index
    names = tables()["clearnlp"]
    for index, dep in enumerate(deps):
        deps[index] = names.get(dep, dep)


_COPULAS = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re", "’re", "'m", "’m"}
)
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def _turn(heads: list[int], deps: list[str], index: int, *, mark: int, relation: str, name: str) -> None:
    """Let the token take its head's place, and hang the head on it under `name`."""
    heads[index] = index if heads[mark] == mark else heads[mark]
    deps[index] = relation
    heads[mark] = index
    deps[mark] = name


def _oblique(doc: Doc, heads: list[int], deps: list[str], preposition: int) -> str:
    if deps[preposition] == "agent":
        return "obl:agent"
    if heads[preposition] == preposition:
        return "ROOT"
    return "nmod" if doc[heads[preposition]].pos_ in _NOMINAL else "obl"
