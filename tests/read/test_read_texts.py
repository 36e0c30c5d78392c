"""Single texts: front matter, encodings, and the text as given."""

from __future__ import annotations

import contextlib
import io
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from read_cases import DATED, codes, piped, put, run

from timeline.errors import DateError
from timeline.limits import Limits
from timeline.read.decode import clean, decode, guess
from timeline.read.frontmatter import FrontMatterError, split

DAY = "2024-05-24"


def test_front_matter(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "a.md",
        "---\ndate: 2024-05-24T10:00:00Z\npublisher: 'A Kyiv daily'\ntitle: \"Bridge: hit\"\nurl: https://example.org/1\n"
        "tags: [a, b]\n---\n\nTwo were killed.\r\n",
    )
    (article,), problems = run(path)
    assert not problems
    assert article.text == "\nTwo were killed.\r\n"
    assert (article.dct, article.dct_time) == (date(2024, 5, 24), datetime(2024, 5, 24, 10, tzinfo=UTC))
    assert (article.source, article.title) == ("A Kyiv daily", "Bridge: hit")
    assert (article.id, article.url, article.path) == ("a.md", "https://example.org/1", str(path))


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\ndate: 2024-03-15\n---\nBody", {"date": "2024-03-15"}, "Body"),
        ("---\r\ndate: 2024-03-15\r\n---\r\nBody", {"date": "2024-03-15"}, "Body"),
        ("---\ndate: 2024-03-15\n...\nBody", {"date": "2024-03-15"}, "Body"),
        ("---  \ndate: 2024-03-15\n---", {"date": "2024-03-15"}, ""),
        ("---\nPublication Date: 15 March 2024\n---\nx", {"publicationdate": "15 March 2024"}, "x"),
        ("---\ndate: 2024-13-45\n---\nx", {"date": "2024-13-45"}, "x"),
        ("---\ntitle: yes\nid: 007\n---\nx", {"title": "yes", "id": "007"}, "x"),
        (
            "---\ntitle: Sudan: army hits Nyala\n---\nx",
            {"title": "Sudan: army hits Nyala"},
            "x",
        ),
        (
            '---\ndate: 2024-03-15\ntitle: "We flee": Kharkiv\n---\nx',
            {"date": "2024-03-15", "title": '"We flee": Kharkiv'},
            "x",
        ),
        ("---\n---\nBody", {}, "Body"),
        ("---\nA rule above prose.\n---\nBody", {}, "---\nA rule above prose.\n---\nBody"),
        ("---\nProse: with a colon: twice\n---\nBody", {}, "---\nProse: with a colon: twice\n---\nBody"),
        ("---\nNo end to this", {}, "---\nNo end to this"),
        ("--- not\nx", {}, "--- not\nx"),
        ("Body\n---\ndate: 2024-03-15\n---\n", {}, "Body\n---\ndate: 2024-03-15\n---\n"),
        ("", {}, ""),
    ],
)
def test_where_front_matter_ends(text: str, fields: dict[str, object], body: str) -> None:
    assert split(text) == (fields, body)


@pytest.mark.parametrize(
    "text",
    [
        "---\ndate: 2024-03-15\nNo end to this.",
        "---\ndate: [unclosed\n---\nx",
        "---\ndate: a: b\n- x\n---\nx",
        "---\n\tdate: x\ndate: 2024-03-15\n---\nx",
        "---\ndate: " + "[" * 20_000 + "\n---\nx",
    ],
)
def test_front_matter_that_is_broken_is_said(text: str) -> None:
    with pytest.raises(FrontMatterError):
        split(text)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["date", "title", "source", "url"]), st.text(max_size=30), min_size=1),
    st.text(max_size=200).map(lambda text: text.replace("\r", "")),
)
def test_what_yaml_writes_is_read_back(fields: dict[str, str], body: str) -> None:
    block = yaml.safe_dump(fields, allow_unicode=True, default_style='"')
    found, rest = split(f"---\n{block}---\n{body}")
    assert found == fields
    assert rest == body


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_splits_or_is_refused(text: str) -> None:
    for whole in (text, f"---\n{text}", f"---\n{text}\n---\n{text}"):
        try:
            _, body = split(whole)
        except FrontMatterError as error:
            assert str(error)
        else:
            assert whole.endswith(body)


@pytest.mark.parametrize(
    "text",
    [
        "---\n" * 200_000,
        "---\n" + "a: b\n" * 100_000,
        "---\n" + "- " * 200_000,
        "---\n&a [" + "*a, " * 10_000 + "]\n---\n",
    ],
)
def test_hostile_front_matter_is_quick(text: str) -> None:
    began = time.perf_counter()
    with contextlib.suppress(FrontMatterError):
        split(text)
    assert time.perf_counter() - began < 3.0


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Zażółć ’ 🚀".encode(), "Zażółć ’ 🚀"),
        (b"\xef\xbb\xbfBody", "Body"),
        ("Тіло".encode("utf-16"), "Тіло"),
        (b"\xfe\xff" + "Тіло".encode("utf-16-be"), "Тіло"),
        ("Тіло".encode("utf-32"), "Тіло"),
        (b"a\r\nb\rc\n\n", "a\r\nb\rc\n\n"),
        ("\u202egnp.exe\u2066".encode(), "\u202egnp.exe\u2066"),
        (b"A" * 2000 + b"\x00" + b"B" * 2000, "A" * 2000 + "\ufffd" + "B" * 2000),
    ],
)
def test_the_text_is_kept_as_given(data: bytes, text: str, tmp_path: Path) -> None:
    (article,), _ = run(put(tmp_path, "a.txt", data), date=DAY)
    assert article.text == text


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("a.txt", b"", "empty", "is empty"),
        ("a.txt", b" \r\n\t\n", "empty", "is empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty", "is empty"),
        ("a.md", b"---\ndate: 2024-05-24\n---\n\n", "empty", "is empty"),
        ("a.txt", b"Shelling went on.", "no-date", "has no publication date"),
        ("a.md", b"---\ntitle: x\n---\nShelling.", "no-date", "has no publication date"),
        ("a.md", b"---\ndate:\n---\nShelling.", "no-date", "has no publication date"),
        ("a.md", b"---\ndate: yesterday\n---\nx", "bad-date", "'yesterday' counts from another day"),
        ("a.md", b"---\ndate: 2024-13-45\n---\nx", "bad-date", "'2024-13-45' names no such day"),
        ("a.md", b"---\ndate: Feb 30\n---\nx", "bad-date", "'Feb 30' is no whole date"),
        ("a.md", b"---\ndate: [2024]\n---\nx", "bad-date", "a list is not a date"),
        ("a.md", b"---\ndate: {a\n---\nx", "bad-front-matter", "line 3"),
        ("a.md", b"---\ndate: 2024-05-24\nx", "bad-front-matter", "never closes it"),
        ("a.txt", "Un été à Kyïv".encode("latin-1", "replace"), "not-utf8", "the byte at offset 3"),
        ("a.txt", ("Обстрел продолжался ночью. " * 9).encode("cp1251"), "not-utf8", "iconv -f windows-1251"),
        ("a.txt", ("Обстрел продолжался ночью. " * 9).encode("koi8-r"), "not-utf8", "iconv -f koi8-r"),
        ("a.txt", b"It\x92s over, he said. " * 9, "not-utf8", "iconv -f windows-1252"),
        ("a.txt", b"\xff\xfeA", "not-utf8", "is not UTF-16"),
        ("a.txt", bytes(range(256)) * 8, "binary", "is a binary file"),
        ("a.txt", b"%PDF-1.7 \n1 0 obj", "binary", "is a binary file (PDF), not text"),
        ("a.txt", b"PK\x03\x04..[Content_Types].xml", "binary", "(ZIP archive or office document)"),
        ("a.txt", b"PK\x03\x04rest", "bad-archive", "no list of its files"),
        ("a.txt", "Тіло".encode("utf-16-le"), "binary", "is a binary file"),
        ("a.txt", b"x" * 1001, "too-large", "larger than 0.001 MB"),
    ],
)
def test_bad_texts_are_one_sentence_each(
    name: str, data: bytes, code: str, says: str, tmp_path: Path
) -> None:
    articles, problems = run(put(tmp_path, name, data), limits=Limits(size=1000))
    assert not articles
    assert codes(problems) == [(code, "out")]
    assert says in problems[0].message
    assert name in problems[0].message


def test_nul_and_surrogates_are_replaced_one_for_one() -> None:
    text = "a\x00b\ud800c\udfff😀"
    assert clean(text) == "a\ufffdb\ufffdc\ufffd😀"
    assert len(clean(text)) == len(text)


def test_replaced_characters_are_said(tmp_path: Path) -> None:
    (article,), problems = run(put(tmp_path, "a.txt", b"A" * 2000 + b"\x00"), date=DAY)
    assert len(article.text) == 2001
    assert codes(problems) == [("replaced-characters", "warning")]


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_decodes_to_itself(text: str) -> None:
    if not text.startswith(("\ufeff", "%PDF", "PK", "GIF8")):
        assert decode(text.encode("utf-8")) == text


@pytest.mark.parametrize("text", ["", "plain", "naïve café über"])
def test_guess_has_no_opinion_on_too_little(text: str) -> None:
    assert guess(text.encode("utf-8")) in ("", "windows-1252")


# ---- --date and standard input --------------------------------------------------------------------


def test_date_serves_a_text_without_one(tmp_path: Path) -> None:
    (article,), problems = run(put(tmp_path, "a.txt", "Shelling."), date="24 May 2024 10:00 +0300")
    assert not problems
    assert article.dct == date(2024, 5, 24)
    assert article.dct_time is not None


def test_date_never_replaces_one_of_the_text(tmp_path: Path) -> None:
    (article,), _ = run(put(tmp_path, "a.md", DATED), date="2020-01-01")
    assert article.dct == date(2024, 5, 24)


def test_date_does_not_hide_a_bad_one(tmp_path: Path) -> None:
    articles, problems = run(put(tmp_path, "a.md", "---\ndate: Feb 30\n---\nx"), date="2020-01-01")
    assert not articles
    assert codes(problems) == [("bad-date", "out")]


@pytest.mark.parametrize("given_date", ["yesterday", "Feb 30", "", "soon"])
def test_a_date_that_cannot_be_read_stops_the_run(given_date: str, tmp_path: Path) -> None:
    with pytest.raises(DateError, match=r"^The date '.*\S$"):
        run(put(tmp_path, "a.txt", "x"), date=given_date)


def test_an_ambiguous_date_is_said_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "One.")
    put(tmp_path, "b.txt", "Two.")
    articles, problems = run(tmp_path, date="05/06/2024")
    assert [article.dct for article in articles] == [date(2024, 5, 6)] * 2
    assert codes(problems) == [("ambiguous-date", "warning")]
    assert "month/day/year, 6 May 2024 (it could be 5 June 2024)" in problems[0].message


def test_the_order_of_day_and_month_can_be_said(tmp_path: Path) -> None:
    (article,), problems = run(put(tmp_path, "a.txt", "x"), date="05/06/2024", date_order="DMY")
    assert article.dct == date(2024, 6, 5)
    assert not problems


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b"Two were killed.", ["stdin"]),
        (DATED.encode(), ["stdin"]),
        (b'{"text": "One."}\n{"text": "Two.", "id": 7}\n', ["stdin:1", "7"]),
        (b'{"text":\n "One."}', ["stdin:1"]),
        (b'[{"text": "One."}, {"text": "Two."}]', ["stdin:1", "stdin:2"]),
        (b'date,text\n2024-05-24,"One, two."\n', ["stdin:2"]),
        (b"[Kyiv] The shelling, text and date.", ["stdin"]),
        (b"{Kyiv} The shelling.", ["stdin"]),
        ("Тіло".encode("utf-16"), ["stdin"]),
    ],
)
def test_standard_input_is_told_by_its_content(data: bytes, ids: list[str]) -> None:
    articles, problems = piped(data, date=DAY)
    assert [article.id for article in articles] == ids
    assert not problems
    assert all(article.dct == date(2024, 5, 24) for article in articles)


def test_standard_input_without_a_date_is_left_out() -> None:
    articles, problems = piped(b"Two were killed.")
    assert not articles
    assert codes(problems) == [("no-date", "out")]
    assert problems[0].where == "standard input"


def test_standard_input_twice_is_read_once() -> None:
    articles, problems = run("-", "-", stdin=io.BytesIO(b"x"), date=DAY)
    assert len(articles) == 1
    assert codes(problems) == [("given-twice", "warning")]
