"""A parse read out once says what the spaCy Doc says, of every word and stretch."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import spacy
from spacy.tokens import Doc

from timeline.events.parsed import PADDING, Parsed, edges, once, parsed
from timeline.events.tables import Words, table

if TYPE_CHECKING:
    from spacy.language import Language

SAME = [
    "i",
    "idx",
    "text",
    "lower_",
    "lemma_",
    "pos_",
    "tag_",
    "dep_",
    "ent_type_",
    "ent_iob_",
    "whitespace_",
    "text_with_ws",
    "is_title",
    "is_punct",
    "is_space",
    "like_num",
    "is_sent_start",
]
TANGLED = (
    "A hearing is scheduled on the issue today .",  # "on the issue" hangs on "hearing", across its verb
    [1, 3, 3, 3, 6, 6, 1, 3, 3],
)


@pytest.fixture(scope="module")
def docs(nlp: Language) -> list[Doc]:
    folder = Path(__file__).resolve().parents[2] / "samples"
    texts = [path.read_text(encoding="utf8") for path in sorted(folder.glob("*.txt"))[:4]]
    words, heads = TANGLED
    tangled = Doc(spacy.blank("en").vocab, words.split(), heads=heads, deps=["dep"] * len(heads))
    return [*nlp.pipe([*texts, "", "\n \n", "One.\nTwo."]), tangled]


def place(word: Any) -> int:
    return int(word.i)


def ends(span: Any) -> tuple[int, int] | None:
    return None if span is None else (span.start, span.end)


@pytest.mark.model
def test_words_are_as_spacy_has_them(docs: list[Doc]) -> None:
    for doc in docs:
        for token, word in zip(doc, Parsed(doc), strict=True):
            for name in SAME:
                assert getattr(word, name) == getattr(token, name), (token, name)
            assert word.head.i == token.head.i
            for name in ("children", "subtree", "ancestors"):
                assert list(map(place, getattr(word, name))) == list(map(place, getattr(token, name))), name
            # Not spaCy's own edges: those of a word whose subtree changed after the parse (names.py) are old.
            below = [each.i for each in token.subtree]
            assert (word.left_edge.i, word.right_edge.i) == (min(below), max(below))
            assert ends(word.sent) == ends(token.sent)
            assert len(word) == len(token)


@pytest.mark.model
def test_stretches_are_as_spacy_has_them(docs: list[Doc]) -> None:
    for doc in docs:
        read = Parsed(doc)
        assert (read.text, len(read)) == (doc.text, len(doc))
        assert list(map(ends, read.sents)) == list(map(ends, doc.sents))
        assert [(e.start, e.end, e.label_) for e in read.ents] == [
            (e.start, e.end, e.label_) for e in doc.ents
        ]
        for start, size in ((0, 1), (3, 2), (5, 9), (len(doc) - 2, 7), (2, 0), (-4, 3)):
            span, stretch = doc[start : start + size], read[start : start + size]
            assert ends(stretch) == ends(span)
            assert stretch.text == span.text
            if len(span):
                found = (stretch.root.i, stretch.start_char, stretch.end_char, ends(stretch.sent))
                assert found == (span.root.i, span.start_char, span.end_char, ends(span.sent))
                assert stretch[-1].i == span[-1].i
                assert ends(stretch[1:]) == ends(span[1:])


@pytest.mark.model
@pytest.mark.parametrize("mode", ["strict", "contract", "expand"])
def test_characters_lead_to_the_same_words(docs: list[Doc], mode: str) -> None:
    for doc in docs[:1] + docs[-2:]:
        read = Parsed(doc)
        for start in range(min(80, len(doc.text) + 2)):
            for end in (start, start + 1, start + 5, start + 16):
                assert ends(read.char_span(start, end, mode)) == ends(
                    doc.char_span(start, end, alignment_mode=mode)
                ), (start, end)


@pytest.mark.model
def test_the_end_is_padded_and_no_more(docs: list[Doc]) -> None:
    read = Parsed(docs[0])
    assert [read[len(read) + beyond].text for beyond in range(PADDING)] == [""] * PADDING
    with pytest.raises(IndexError):
        read[len(read) + PADDING]
    with pytest.raises(IndexError):
        read[0].nbor(-1)
    with pytest.raises(IndexError):
        read[:2][2]


@pytest.mark.model
def test_words_are_themselves(docs: list[Doc]) -> None:
    read: Any = parsed(docs[0])
    assert parsed(read) is read
    assert read[3] is read[:5][3] is read[2].nbor()
    assert read[3] in read[2:5]
    assert read[3] not in read[4:5]
    assert {read[2:5], read[2:5], read[2:6]} == {read[2:5], read[2:6]}
    assert all(before < after for before, after in pairwise(read))
    assert all(
        word.is_ancestor(below) == (below in word.subtree and below != word)
        for word in read[:30]
        for below in read[:30]
    )


@pytest.mark.model
def test_a_word_is_asked_once_and_a_token_each_time(docs: list[Doc]) -> None:
    asked: list[str] = []

    @once
    def shout(token: Any) -> str:
        asked.append(token.text)
        return str(token.text.upper())

    read = Parsed(docs[0])
    assert [shout(read[0]), shout(read[0]), shout(read[1])] == [read[0].text.upper()] * 2 + [
        read[1].text.upper()
    ]
    assert asked == [read[0].text, read[1].text]
    assert shout(docs[0][0]) == shout(docs[0][0]) == read[0].text.upper()
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("name", "ends"),
    [("T-72", [1, 2, 4]), ("Leopard 2A6", [7, 8, 9, 10, 11]), ("drone", [5]), ("al-Shabaab", [2, 3, 10])],
)
def test_edges_of_a_name(name: str, ends: list[int]) -> None:
    assert edges(name) == ends


def test_lists_of_words_are_asked_as_sets() -> None:
    words = table("triggers_violent")["words"]
    assert isinstance(words, Words)
    assert words[0] in words
    assert "no such word" not in words
    assert Words(["a", "b"]) == ["a", "b"]
