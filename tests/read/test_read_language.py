"""Texts that are not in English, and those that only look so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_cases import codes, put, run

from timeline.read.language import foreign
from timeline.tables import read_table

TABLE = read_table("timeline.read", "languages.toml")
EXAMPLES = [(row["name"], text) for row in TABLE["language"] for text in row["examples"]]


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_languages(name: str, text: str) -> None:
    found = foreign(text)
    assert found is not None
    assert (found.reason, found.is_sure) == (f"reads as {name}, not English", True)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Унаслідок обстрілу Харкова у вівторок загинули двоє людей.", "Cyrillic letters"),
        ("قتل جنديان يوم الثلاثاء في خاركيف حسبما ذكر مسؤولون.", "Arabic letters"),
        ("周二,两名士兵在哈尔科夫被打死,官员表示。袭击仍在继续。", "Chinese or Japanese characters"),
        ("שני חיילים נהרגו ביום שלישי בעיר", "Hebrew letters"),
        ("Δύο στρατιώτες σκοτώθηκαν την Τρίτη στην πόλη", "Greek letters"),
        ("화요일에 도시에서 군인 두 명이 사망했다고 당국이 밝혔다", "Korean letters"),
        ("मंगलवार को शहर में दो सैनिक मारे गए", "letters of India and its neighbours"),
    ],
)
def test_scripts(text: str, script: str) -> None:
    found = foreign(text)
    assert found is not None
    assert (found.reason, found.is_sure) == (f"is written in {script}, not in English", True)


@pytest.mark.parametrize(
    "text",
    [
        "Two soldiers were killed on Tuesday in Kharkiv, officials said.",
        "Killed.",
        "Zwei Tote",  # too short to tell
        "Kyiv (Київ), Kharkiv (Харків) and Odesa (Одеса) were hit, the mayor, Vitali Klitschko, said.",
        "2024 " * 10_000,
        "Moscow, Kyiv, Kharkiv, Odesa, Lviv, Dnipro, Donetsk, Luhansk, Mariupol, Kherson, Sumy, Poltava",
        "Les Misérables and La Traviata were on at the theatre in Mariupol when the bomb fell, and all who "
        "were in it are dead, the men of the Azov brigade who came out of the cellars said on Monday.",
        "Soldados! shouted the captain. The army of Colombia and the ELN had met near El Tarra, in the hills "
        "of Norte de Santander, where los elenos, as people call them, have been for years.",
    ],
)
def test_english_and_what_cannot_be_told(text: str) -> None:
    assert foreign(text) is None


def test_prose_without_small_words_is_doubted() -> None:
    found = foreign("soldiers attacked village enemies burned houses farmers fled " * 9)
    assert found is not None
    assert not found.is_sure


def test_lists_do_not_share_words_with_english() -> None:
    # Words of English among those of another language would make English look like it; some are unavoidable.
    english = set(TABLE["english"]["words"])
    for row in TABLE["language"]:
        shared = english & set(row["words"])
        assert len(shared) <= 3, (row["name"], shared)


@given(st.text(max_size=400))
def test_any_text_is_told_or_not(text: str) -> None:
    found = foreign(text)
    assert found is None or found.reason


def test_an_article_in_another_language_is_left_out_and_can_be_kept(tmp_path: Path) -> None:
    head = "---\ndate: 2024-05-24\n---\n"
    put(tmp_path, "de.txt", head + EXAMPLES[0][1])
    put(tmp_path, "en.txt", head + "Two were killed.")
    articles, problems = run(tmp_path)
    assert [article.id for article in articles] == ["en.txt"]
    assert codes(problems) == [("not-english", "out")]
    assert problems[0].message.endswith(
        "reads as German, not English; translate it, or keep such articles with --any-language."
    )
    articles, problems = run(tmp_path, any_language=True)
    assert [article.id for article in articles] == ["de.txt", "en.txt"]
    assert not problems
