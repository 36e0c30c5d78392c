"""Other pipelines' schemes, on trees made by hand."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from timeline.pipeline.schemes import map_schemes, mark_lines


def tree(text: str) -> Doc:
    """A Doc from "word/POS/head/relation" items, heads counted from 0."""
    rows = [item.rsplit("/", 3) for item in text.split()]
    return Doc(
        Vocab(),
        words=[row[0] for row in rows],
        pos=[row[1] for row in rows],
        heads=[int(row[2]) for row in rows],
        deps=[row[3] for row in rows],
    )


@pytest.mark.parametrize(
    ("clearnlp", "universal"),
    [
        (
            "Kyiv/PROPN/2/nsubjpass was/AUX/2/auxpass hit/VERB/2/ROOT by/ADP/2/agent us/PRON/3/pobj",
            "Kyiv/PROPN/2/nsubj:pass was/AUX/2/aux:pass hit/VERB/2/ROOT by/ADP/4/case us/PRON/2/obl:agent",
        ),
        (
            "He/PRON/1/nsubj saw/VERB/1/ROOT cities/NOUN/1/dobj of/ADP/2/prep Gaza/PROPN/3/pobj",
            "He/PRON/1/nsubj saw/VERB/1/ROOT cities/NOUN/1/obj of/ADP/4/case Gaza/PROPN/2/nmod",
        ),
        (
            "He/PRON/1/nsubj spoke/VERB/1/ROOT Tuesday/PROPN/1/npadvmod in/ADP/1/prep Bonn/PROPN/3/pobj",
            "He/PRON/1/nsubj spoke/VERB/1/ROOT Tuesday/PROPN/1/obl:unmarked in/ADP/4/case Bonn/PROPN/1/obl",
        ),
        (
            "It/PRON/1/nsubj is/AUX/1/ROOT war/NOUN/1/attr in/ADP/2/prep Mali/PROPN/3/pobj",
            "It/PRON/2/nsubj is/AUX/2/cop war/NOUN/2/ROOT in/ADP/4/case Mali/PROPN/2/nmod",
        ),
        (
            "men/NOUN/0/ROOT who/PRON/2/nsubj won/VERB/0/relcl by/ADP/2/prep using/VERB/3/pcomp it/X/4/dobj",
            "men/NOUN/0/ROOT who/X/2/nsubj won/VERB/0/acl:relcl by/ADP/4/mark using/VERB/2/advcl it/X/4/obj",
        ),
    ],
)
def test_clearnlp_trees_become_universal(clearnlp: str, universal: str) -> None:
    mapped, expected = map_schemes(tree(clearnlp)), tree(universal)
    assert [(token.head.i, token.dep_) for token in mapped] == [(t.head.i, t.dep_) for t in expected]


@pytest.mark.parametrize(
    "universal",
    ["Kyiv/PROPN/1/nsubj:pass hit/VERB/1/ROOT by/ADP/3/case rockets/NOUN/1/obl:agent", "Rain/NOUN/0/root"],
)
def test_universal_trees_are_left_alone(universal: str) -> None:
    before = [(token.head.i, token.dep_.replace("root", "ROOT")) for token in tree(universal)]
    assert [(token.head.i, token.dep_) for token in map_schemes(tree(universal))] == before


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("PER", "PERSON"),
        ("PERSON", "PERSON"),
        ("ORG", "ORG"),
        ("GPE", "GPE"),
        ("NORP", "NORP"),
        ("DATE", None),
        ("MISC", None),
    ],
)
def test_entity_labels(theirs: str, ours: str | None) -> None:
    doc = tree("Kyiv/PROPN/1/nsubj fell/VERB/1/ROOT")
    doc.ents = (Span(doc, 0, 1, label=theirs),)
    assert [entity.label_ for entity in map_schemes(doc).ents] == ([ours] if ours else [])


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("One two\nthree", ["three"]),
        ("One\n\n two", ["two"]),
        ("\nOne two", []),
        ("KYIV (AP) - Rain fell", ["Rain"]),
        ("One  two", []),
        ("", []),
    ],
)
def test_a_line_break_starts_a_sentence(text: str, starts: list[str]) -> None:
    doc = mark_lines(spacy.blank("en")(text))
    assert [token.text for token in doc if token.is_sent_start and token.i] == starts
