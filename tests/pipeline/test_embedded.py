"""The embedded pipeline as it ships: what stages after it rely on."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Token

from timeline.pipeline.embedded import create

pytestmark = pytest.mark.model


def word(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


# The readings that the two seed reports need, in sentences of our own.
@pytest.mark.parametrize(
    ("text", "dependent", "head", "relations"),
    [
        (
            "Moscow may answer in kind, the defense minister said Tuesday.",
            "Tuesday",
            "said",
            {"obl:unmarked"},
        ),
        (
            "The raid came on Thursday evening, when a depot burned.",
            "evening",
            "came",
            {"obl", "obl:unmarked"},
        ),
        (
            "Kyiv received a batch of American shells in July on condition of secrecy.",
            "July",
            "received",
            {"obl"},
        ),
        (
            "Two civilians were killed during a Ukrainian attack on Crimea.",
            "civilians",
            "killed",
            {"nsubj:pass"},
        ),
        ("Two civilians were killed during a Ukrainian attack on Crimea.", "Ukrainian", "attack", {"amod"}),
        (
            "Two civilians were killed during a Ukrainian attack on Crimea.",
            "Crimea",
            "attack",
            {"nmod", "obl"},
        ),
        ("The bridge was destroyed by Russian missiles.", "missiles", "destroyed", {"obl:agent", "obl"}),
    ],
)
def test_the_readings_that_date_events(
    nlp: Language, text: str, dependent: str, head: str, relations: set[str]
) -> None:
    token = word(nlp(text), dependent)
    assert (token.head.text, token.dep_ in relations) == (head, True), token.dep_


@pytest.mark.parametrize(
    ("text", "form", "tag", "pos", "lemma"),
    [
        ("Rebels struck the town.", "struck", "VBD", "VERB", "strike"),
        ("The strikes hit two houses.", "strikes", "NNS", "NOUN", "strike"),
        ("He was told to leave.", "was", "VBD", "AUX", "be"),
        ("Officials said so.", "Officials", "NNS", "NOUN", "official"),
    ],
)
def test_tags_and_lemmas(nlp: Language, text: str, form: str, tag: str, pos: str, lemma: str) -> None:
    token = word(nlp(text), form)
    assert (token.tag_, token.pos_, token.lemma_) == (tag, pos, lemma)


def test_morphology(nlp: Language) -> None:
    assert word(nlp("Rebels struck the town."), "struck").morph.get("Tense") == ["Past"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Shells fall on the port\nTwo people died on Monday.", 2),
        ("Rain. Sun.\n\nWind.", 3),
        ("A caption without a stop\r\nAnother one\u2028And a third", 3),
        ("", 0),
    ],
)
def test_a_line_break_ends_the_sentence(nlp: Language, text: str, sentences: int) -> None:
    assert len(list(nlp(text).sents)) == sentences


def check(doc: Doc, text: str) -> None:
    """What holds of every Doc."""
    assert doc.text == text
    assert doc.tensor.shape[0] == len(doc)
    for token in doc:
        assert token.head.sent == token.sent
        if token.is_space:
            assert token.n_lefts + token.n_rights == 0
            assert (token.pos_, token.dep_ in ("dep", "")) == ("SPACE", True)
        else:
            assert token.dep_
            assert token.pos_
    for sentence in doc.sents:
        assert "\n" not in sentence.text.strip()
        words = [token for token in sentence if not token.is_space]
        assert not words or [token.dep_ for token in words].count("ROOT") == 1
    for entity in doc.ents:
        assert "\n" not in entity.text
        assert entity.label_ in {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "WEAPON"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\n\n \t ",
        "  Kyiv fell",
        "\nKyiv\n",
        "a\n\nb  c \n",
        "…",
        "\u200b",
        "“",
        ". . .\n.",
        "Kyiv " * 700,
    ],
)
def test_odd_texts(nlp: Language, text: str) -> None:
    check(nlp(text), text)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["Kyiv", "fell", ".", "\n", " ", "“", "\t", "said", "Tuesday", ",", "A"]), max_size=40
    )
)
def test_what_holds_of_any_text(nlp: Language, parts: list[str]) -> None:
    text = " ".join(parts)
    check(nlp(text), text)


def annotation(docs: Iterable[Doc]) -> list[object]:
    return [[(t.tag_, t.pos_, t.lemma_, t.head.i, t.dep_, t.ent_type_) for t in doc] for doc in docs]


def test_many_texts_at_once_read_like_one_by_one(nlp: Language) -> None:
    texts = ["Rain fell.", "", "NATO met in Brussels on Friday.", "\n"]
    assert annotation(nlp.pipe(texts)) == annotation(nlp(text) for text in texts)


def test_a_text_is_read_the_same_beside_any_neighbours(nlp: Language, samples_dir: Path) -> None:
    # Results are kept, shared out and resumed article by article: neighbours in a batch must not show.
    texts = [path.read_text(encoding="utf-8") for path in sorted(samples_dir.glob("sdn-*"))[:6]]
    together = [doc.to_bytes(exclude=["user_data"]) for doc in nlp.pipe([*texts, texts[0][:200]])]
    assert [nlp(text).to_bytes(exclude=["user_data"]) for text in reversed(texts)] == together[5::-1]


def test_it_can_be_pickled_and_saved(nlp: Language, tmp_path: Path) -> None:
    text = ["Rebels struck the town on Monday."]
    assert annotation(pickle.loads(pickle.dumps(nlp)).pipe(text)) == annotation(nlp.pipe(text))
    nlp.to_disk(tmp_path / "saved")
    assert annotation(spacy.load(tmp_path / "saved").pipe(text)) == annotation(nlp.pipe(text))


def test_docs_keep_their_vectors_when_stored(nlp: Language) -> None:
    doc = nlp("Kyiv fell.")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert (again.tensor == doc.tensor).all()
    assert doc.tensor.any()


def test_time_is_linear_in_the_text() -> None:
    nlp = create()
    sentence = "Two people were killed on Monday when shells hit the port of Odesa, officials said. "
    spent = []
    for size in (15_000, 60_000):
        began = time.process_time()
        nlp(sentence * (size // len(sentence)))
        spent.append(time.process_time() - began)
    assert spent[1] < 8 * spent[0] + 1


def test_one_endless_word(nlp: Language) -> None:
    text = "He wrote " + "a" * 200_000 + " on Monday."
    began = time.process_time()
    check(nlp(text), text)
    assert time.process_time() - began < 20
