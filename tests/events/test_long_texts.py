"""Long texts in pieces: the text is whole, offsets are those of the whole, the events are nearly the same."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import timex
from timeline.events import pieces as cutting
from timeline.events.pieces import moved, pieces
from timeline.extraction import Extraction, extract
from timeline.models import Article, Mention, Problem, Quantity, Timex, TimexType, Toll

if TYPE_CHECKING:
    from spacy.language import Language

DAY = dt.date(2024, 5, 24)
TOWNS = ("Kharkiv", "Bakhmut", "Omdurman", "Goma", "Idlib", "Hodeidah", "Mekelle")
DAYS = ("on Monday", "on 3 May 2024", "yesterday", "last week")


def report(k: int) -> str:
    return (
        f"Shelling killed {2 + k % 37} people in {TOWNS[k % 7]} {DAYS[k % 4]}, officials said. "
        f"Rebels seized a village near {TOWNS[k * 3 % 7]} a day later."
    )


BOOK = Article(id="book", text="\n\n".join(map(report, range(60))), dct=DAY)


@given(
    st.text("ab. \n", max_size=400),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 9)), max_size=8),
    st.integers(2, 60),
)
def test_the_pieces_are_the_text(text: str, spans: list[tuple[int, int]], size: int) -> None:
    found = tuple(
        Timex(id="t", text=text[start : start + n], start=start, end=start + n, type=TimexType.DATE)
        for start, n in sorted(spans)
        if start + n <= len(text)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "PIECE", size)
        cut = list(pieces(Article(id="a", text=text, dct=DAY), found))
    assert "".join(piece.article.text for piece in cut) == text
    assert [piece.start for piece in cut] == [
        sum(len(piece.article.text) for piece in cut[:k]) for k in range(len(cut))
    ]
    assert sum(len(piece.timexes) for piece in cut) == len(found)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("One man has died.\n\nTwo died. Three died.\n\nFour died.", ["has died.\n\n", "Four died."]),
        ("One died. Two died. Three died. Four died.", ["Two died. ", "Four died."]),
        ("one two three four five six seven eight", ["four five ", "eight"]),
        ("x" * 70, ["x" * 25, "x" * 25, "x" * 20]),
    ],
)
def test_where_a_text_is_cut(text: str, ends: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "PIECE", 25)
    cut = [piece.article.text for piece in pieces(Article(id="a", text=text, dct=DAY), ())]
    assert [piece[-len(end) :] for piece, end in zip(cut, ends, strict=True)] == ends


def test_no_expression_is_cut_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Two died in Kharkiv. " + "On 3 May 2024 six fled. " * 20
    found = timex.tag(text, DAY)
    for size in range(25, 60):
        monkeypatch.setattr(cutting, "PIECE", size)
        for piece in pieces(Article(id="a", text=text, dct=DAY), found):
            for each in piece.timexes:
                assert piece.article.text[each.start : each.end] == each.text


def test_what_has_no_place_in_the_text_is_not_moved() -> None:
    mention = Mention(
        mention_id="x", event_id="x", article_id="a", trigger="hit", trigger_start=4, trigger_end=7,
        sentence="Two hit.", sentence_start=0, sentence_end=8, parts=((4, 7),),
        quantities=(Quantity(low=1, high=1), Quantity(low=2, high=2, start=3, end=5)),
    )  # fmt: skip
    told = moved(mention, 100)
    assert (told.trigger_start, told.trigger_end, told.sentence_start, told.sentence_end) == (
        104,
        107,
        100,
        108,
    )
    assert told.parts == ((104, 107),)
    assert [(each.start, each.end) for each in told.quantities] == [(0, 0), (103, 105)]
    assert moved(mention, 0).mention_id != told.mention_id


def offsets(record: Any) -> list[tuple[int, int, str]]:
    """Each place in the text that a record names, with the words that it gives for it."""
    found = []
    for name in type(record).model_fields:
        value = getattr(record, name)
        for each in value if isinstance(value, tuple) else (value,):
            if hasattr(type(each), "model_fields"):
                found += offsets(each)
    if isinstance(record, Timex | Toll) and record.text:
        found.append((record.start, record.end, record.text))
    return found


def substance(mention: Mention) -> tuple[Any, ...]:
    """What a reader learns from a mention."""
    return (
        mention.mention_id, mention.title, mention.interval, mention.status, mention.plover_type,
        mention.actors, mention.targets, mention.place, mention.tolls,
    )  # fmt: skip


@pytest.mark.model
def test_a_long_text_tells_what_it_would_as_one(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = extract([BOOK], nlp=nlp)
    monkeypatch.setattr(cutting, "LONG", 1000)
    monkeypatch.setattr(cutting, "PIECE", 1500)
    (cut,) = extract([BOOK], nlp=nlp)
    assert isinstance(whole, Extraction)
    assert isinstance(cut, Extraction)
    assert cut.timexes == whole.timexes
    same = {m.mention_id for m in whole.mentions} & {m.mention_id for m in cut.mentions}
    assert len(same) > 0.95 * max(len(whole.mentions), len(cut.mentions)) > 100
    for mention in cut.mentions:
        assert BOOK.text[mention.trigger_start : mention.trigger_end] == mention.trigger
        assert BOOK.text[mention.sentence_start : mention.sentence_end] == mention.sentence
        for start, end, words in offsets(mention):
            assert BOOK.text[start:end] == words
    # A word that could be either ("Shelling": noun or verb) may be tagged otherwise beside other sentences;
    # who, what, when, where and how many may not differ by it.
    assert sum(m in whole.mentions for m in cut.mentions) > 0.8 * len(cut.mentions)
    known = {substance(m) for m in whole.mentions}
    assert sum(substance(m) in known for m in cut.mentions) > 0.97 * len(cut.mentions)


@pytest.mark.model
def test_short_articles_beside_a_long_one_keep_their_place(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "LONG", 1000)
    short = [Article(id=f"s{k}", text=report(k), dct=DAY) for k in range(3)]
    problem = Problem(where="p", code="empty", message="p is empty.")
    found = list(extract([short[0], BOOK, problem, short[1], short[2]], nlp=nlp))
    names = [each.where if isinstance(each, Problem) else each.article.id for each in found]
    assert names == ["s0", "book", "p", "s1", "s2"]
    assert [each for each in found if not isinstance(each, Problem) and each.article.id != "book"] == list(
        extract(short, nlp=nlp)
    )
