"""Scoring against annotated news, on an article and Docs made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span

from timeline.pipeline.training.conflict import read_reports
from timeline.pipeline.training.evaluate_conflict import Gold, Tally, articles, compare, is_temporal

ARTICLE = """=== a-1 | wire
[NORP Russian] missiles hit [GPE Odesa]
= hit < ROOT : root ; missiles < hit : nsubj ; Odesa < hit : obj

[GPE KYIV], May 2 - Two died.
= died < ROOT : root ; Two < died : nsubj
&[PERSON Ann Li] said so Tuesday.
= said < ROOT : root ; Tuesday < said : obl:unmarked
"""
TEXT = "Russian missiles hit Odesa\nKYIV, May 2 - Two died.Ann Li said so Tuesday."
WORDS = "Russian missiles hit Odesa \n KYIV , May 2 - Two died . Ann Li said so Tuesday ."


@pytest.fixture
def article(tmp_path: Path) -> Gold:
    path = tmp_path / "news.txt"
    path.write_text(ARTICLE, encoding="utf8")
    (found,) = articles([path])
    return found


def test_the_text_is_as_it_was_printed(article: Gold) -> None:
    assert article.text == TEXT
    assert {TEXT[start:end] for start, end in article.sentences} == {
        "Russian missiles hit Odesa",
        "KYIV, May 2 -",
        "Two died.",
        "Ann Li said so Tuesday.",
    }
    assert {(TEXT[start:end], label) for start, end, label in article.entities} == {
        ("Russian", "NORP"),
        ("Odesa", "GPE"),
        ("KYIV", "GPE"),
        ("Ann Li", "PERSON"),
    }
    named = {
        TEXT[slice(*cut)]: (head and TEXT[slice(*head)], dep) for cut, (head, dep) in article.arcs.items()
    }
    assert named["Tuesday"] == ("said", "obl:unmarked")
    assert named["hit"] == (None, "ROOT")


def annotated(heads: dict[int, tuple[int, str]], names: list[tuple[int, int, str]]) -> Doc:
    words = WORDS.split(" ")
    spaces, at = [], 0
    for word in words:
        at = TEXT.index(word, at) + len(word)
        spaces.append(TEXT[at : at + 1] == " ")
    doc = Doc(
        spacy.blank("en").vocab,
        words=words,
        spaces=spaces,
        heads=[heads.get(i, (i, ""))[0] for i in range(len(words))],
        deps=[heads.get(i, (i, "dep"))[1] for i in range(len(words))],
    )
    doc.ents = [Span(doc, start, end, label=label) for start, end, label in names]
    return doc


def test_right_and_wrong_are_counted(article: Gold) -> None:
    heads = {0: (1, "amod"), 1: (2, "nsubj"), 2: (2, "ROOT"), 3: (2, "obl"), 4: (3, "dep")}
    heads |= dict.fromkeys(range(6, 10), (5, "dep")) | {5: (5, "ROOT")}
    heads |= {10: (11, "nsubj"), 11: (11, "ROOT"), 12: (11, "punct")}
    heads |= {13: (15, "nsubj"), 14: (13, "flat"), 15: (15, "ROOT"), 16: (15, "advmod")}
    heads |= {17: (15, "obl:unmarked"), 18: (15, "punct")}
    doc = annotated(heads, [(0, 1, "NORP"), (3, 4, "LOC"), (13, 15, "PERSON"), (17, 18, "ORG")])
    assert doc.text == article.text
    tally = Tally()
    compare(tally, article, doc)
    scores = tally.scores()
    assert scores["sentence starts"] == {"p": 100.0, "r": 100.0, "f": 100.0, "n": 3}
    assert scores["whole sentences"]["f"] == 100.0
    assert scores["entities"]["all"] == {"p": 50.0, "r": 50.0, "f": 50.0, "n": 4}
    assert scores["entities"]["PERSON"]["f"] == 100.0
    assert scores["entity borders"] == {"p": 75.0, "r": 75.0, "f": 75.0, "n": 4}
    assert tally.mistakes["Odesa", "GPE", "LOC"] == 1
    assert scores["arcs"] == {"n": 7, "las": 85.7, "uas": 100.0}
    assert scores["temporal modifiers"] == {"n": 1, "las": 100.0, "uas": 100.0}
    assert scores["relations"]["obj"] == {"p": 0.0, "r": 0.0, "f": 0.0, "n": 1}
    assert scores["relations"]["obl"] == {"p": 0.0, "r": 0.0, "f": 0.0, "n": 0}


@pytest.mark.parametrize(
    ("word", "relation", "temporal"),
    [
        ("Tuesday", "obl", True),
        ("2019", "nmod", True),
        ("March", "obl", True),
        ("a.m.", "obl", True),
        ("2500", "obl", False),
        ("town", "obl", False),
        ("Tuesday", "nsubj", False),
    ],
)
def test_what_is_a_temporal_modifier(word: str, relation: str, temporal: bool) -> None:
    assert is_temporal(word, relation) is temporal


def test_halves_share_no_article(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("".join(f"=== a-{n} | wire\nIt fell.\n\n" for n in range(5)), encoding="utf8")
    even, odd = ({one.name for one in articles([path], half)} for half in ("even", "odd"))
    assert even | odd == {report.name for report in read_reports(path)}
    assert not even & odd
