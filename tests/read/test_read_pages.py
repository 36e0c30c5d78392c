"""Web pages: twenty in the markup of news sites, the table of places, and the process that reads them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_cases import codes, piped, put, run

from timeline.read.dates import read_date
from timeline.read.html.charset import decode_page
from timeline.read.html.client import PageError, Pages
from timeline.read.html.meta import Page, is_head_line, markup
from timeline.read.html.worker import read_fragment, read_page
from timeline.read.pages import _readable
from timeline.read.source import Settings

FOLDER = Path(__file__).parent / "pages"
TABLE = tomllib.loads((FOLDER / "pages.toml").read_text(encoding="utf-8"))
UNDATED = "2020-01-01"  # what --date says here, so that a page without a date is read, too


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    articles, problems = run(FOLDER, date=UNDATED, duplicates=False)
    return {"articles": {Path(a.path).name: a for a in articles}, "problems": problems}


@pytest.mark.parametrize("page", TABLE["page"], ids=lambda page: page["file"])
def test_pages_of_news_sites(page: dict[str, str], found: dict[str, Any]) -> None:
    article, story = found["articles"][page["file"]], TABLE["story"][page["story"]]
    assert article.text == "\n\n".join(story["paragraphs"])
    assert (str(article.dct), article.dct_source) == (page["date"] or UNDATED, page["place"] or "--date")
    assert (article.title, article.source) == (story["title"], page["source"])


def test_dates_that_disagree_are_reported(found: dict[str, Any]) -> None:
    (problem,) = (each for each in found["problems"] if each.code == "date-conflict")
    assert problem.where.endswith("14-disagreeing-dates.html")
    assert "JSON-LD datePublished says 2025-02-04, meta article:published_time 2025-02-07" in problem.message


def test_there_are_twenty_pages() -> None:
    assert len(TABLE["page"]) == len(list(FOLDER.glob("*.html"))) == 20


def _dates(markup_: str, place: str) -> list[Any]:
    head = markup_ if markup_.startswith(("<script", "<meta", "<link")) else ""
    html = f"<html><head>{head}</head><body>{'' if head else markup_}</body></html>"
    page = Page(lxml.html.document_fromstring(html))
    return _readable([[p, value, False] for p, value, _ in page.dates() if p == place], Settings())


@pytest.mark.parametrize(
    ("place", "example"), [(row["place"], each) for row in markup()["date"] for each in row["examples"]]
)
def test_places_of_dates(place: str, example: str) -> None:
    (found, *_) = _dates(example, place)
    assert found[0] == place
    assert str(read_date(found[1]).day) == "2024-05-24"


@pytest.mark.parametrize(
    ("place", "reject"), [(row["place"], each) for row in markup()["date"] for each in row["rejects"]]
)
def test_places_without_a_date(place: str, reject: str) -> None:
    assert _dates(reject, place) == []


ARTICLE = "<h1>Depot hit</h1><p>Two people were killed in Kherson on Thursday, officials said.</p>"


@pytest.mark.parametrize(
    ("head", "day", "conflict"),
    [
        # The same moment on two clocks: the outlet's own day counts, and nothing disagrees.
        (("2024-05-23T22:10:00Z", "2024-05-24T01:10:00+03:00"), "2024-05-24", False),
        (("2024-05-24T01:10:00+03:00", "2024-05-23T22:10:00Z"), "2024-05-24", False),
        (("2024-05-24", "2024-05-23T22:10:00Z"), "2024-05-24", False),
        (("2024-05-24T10:00:00Z", "2024-05-24T10:05:00Z"), "2024-05-24", False),
        (("2024-05-24", "2024-05-26"), "2024-05-24", True),
        (("2024-05-24T10:00:00Z", "2024-05-25T10:00:00Z"), "2024-05-24", True),
        (("n/a", "2024-05-25"), "2024-05-25", False),
        (("1970-01-01T00:00:00Z", "2024-05-25"), "2024-05-25", False),
    ],
)
def test_two_dates_of_a_page(head: tuple[str, str], day: str, conflict: bool) -> None:
    first, second = head
    html = (
        f'<!DOCTYPE html><html><head><meta property="article:published_time" content="{first}">'
        f'<meta name="pubdate" content="{second}"></head><body><article>{ARTICLE}</article></body></html>'
    )
    (article,), problems = piped(html.encode())
    assert str(article.dct) == day
    assert codes(problems) == ([("date-conflict", "warning")] if conflict else [])


def test_the_date_of_a_page_can_be_overridden(tmp_path: Path) -> None:
    html = f'<html><head><meta name="pubdate" content="2024-05-24"></head><body>{ARTICLE}</body></html>'
    path = put(tmp_path, "a.html", html)
    (article,), problems = run(path, force_date="2024-05-20")
    assert (str(article.dct), article.dct_source, problems) == ("2024-05-20", "--force-date", [])
    (article,), problems = run(path, date="2024-05-20")
    assert (str(article.dct), article.dct_source) == ("2024-05-24", "meta date of publication")
    put(tmp_path, "manifest.csv", "file,date\na.html,2024-05-21\n")
    (article,), problems = run(tmp_path)
    assert (str(article.dct), article.dct_source) == ("2024-05-21", "manifest")
    assert "the manifest says 2024-05-21, meta date of publication 2024-05-24" in problems[0].message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html></html>", "no-text"),
        (b"<!DOCTYPE html>", "no-text"),
        (b"<html><body><script>app()</script></body></html>", "no-text"),
        (b"<html><body><frameset></body></html>", "no-text"),
        (b"<html><body>" + b"<div>" * 50_000, "no-text"),
        (b"<html><body>" + b"<p>x" * 5_000_000, "too-large"),
        (b"<html>\x00\x01\x02" * 100, "binary"),
    ],
)
def test_pages_that_hold_no_article(data: bytes, code: str) -> None:
    articles, problems = piped(data, date=UNDATED)
    assert not articles
    assert [each.code for each in problems] == [code]


def test_an_empty_page_is_said(tmp_path: Path) -> None:
    _, problems = run(put(tmp_path, "a.html", " \n"), date=UNDATED)
    assert codes(problems) == [("empty", "out")]


def test_a_page_under_another_name_is_told_by_its_content(tmp_path: Path) -> None:
    html = f"<!-- saved -->\n<!DOCTYPE html>\n<html><body>{ARTICLE}</body></html>"
    for name in ("a.txt", "b", "c.xml", "index.html?id=3", "d.htm"):
        put(tmp_path, name, html)
    put(tmp_path, "e.txt", "A text that names <html> and <p>aragraphs.")
    put(tmp_path, "page_files/frame.html", html)
    put(tmp_path, "page.html", html)
    articles, problems = run(tmp_path, date=UNDATED, duplicates=False)
    assert not problems
    assert [article.id for article in articles] == [
        "a.txt", "b", "c.xml", "d.htm", "e.txt", "index.html?id=3", "page.html",
    ]  # fmt: skip
    assert {article.text[:3] for article in articles if article.id != "e.txt"} == {"Two"}


# ---- the process ----------------------------------------------------------------------------------


def test_a_page_that_takes_too_long_costs_only_itself() -> None:
    pages = Pages(20.0)
    try:
        assert pages.page(ARTICLE.encode())["text"].startswith("Two")
        process = pages._process
        pages.seconds = 0.001
        with pytest.raises(PageError, match="took longer than") as caught:
            pages.page(b"<p>word word word word word word.</p>" * 100_000)
        assert caught.value.code == "too-slow"
        assert process is not None
        assert process.poll() is not None  # killed
        pages.seconds = 20.0
        assert pages.page(ARTICLE.encode())["text"].startswith("Two")
    finally:
        pages.close()


def test_a_reader_that_dies_is_replaced() -> None:
    pages = Pages(20.0)
    try:
        pages.page(ARTICLE.encode())
        assert pages._process is not None
        pages._process.kill()
        pages._process.wait()
        assert pages.page(ARTICLE.encode())["text"].startswith("Two")
    finally:
        pages.close()


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    from timeline.read import read_articles

    put(tmp_path, "a.html", f"<html><body>{ARTICLE}</body></html>")
    put(tmp_path, "b.html", f"<html><body>{ARTICLE}</body></html>")
    stream = read_articles([tmp_path], date=UNDATED)
    next(stream)
    settings_ = stream.gi_frame.f_locals["settings"]  # type: ignore[attr-defined]
    process = settings_.pages._process
    assert process.poll() is None
    stream.close()  # type: ignore[attr-defined]
    assert process.poll() is not None


# ---- encodings, lines, fragments ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said", "text"),
    [
        ("<meta charset=windows-1251>Київ".encode("cp1251"), "", "Київ"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">Москва'.encode("koi8-r"),
            "",
            "Москва",
        ),
        ("Київ".encode("cp1251"), "windows-1251", "Київ"),
        ("<meta charset=utf-8>naïve".encode(), "", "naïve"),
        ("Київ".encode("utf-16"), "utf-8", "Київ"),
        ("<meta charset=utf-16>naïve".encode(), "", "naïve"),
        ("cafés au lait".encode("latin-1"), "", "cafés au lait"),
        ("caf\x92s".encode("latin-1"), "iso-8859-1", "caf’s"),
        ("Київ".encode(), "zlib", "Київ"),
        ("Київ".encode(), "no-such-thing", "Київ"),
        ("Київ".encode()[:-1], "", "Киї\ufffd"),
    ],
)
def test_encodings(data: bytes, said: str, text: str) -> None:
    assert decode_page(data, said).endswith(text)


@pytest.mark.parametrize(
    ("line", "is_head"),
    [
        ("By A. Reporter", True),
        ("24 May 2024", True),
        ("Friday, May 24, 2024 6:05 pm", True),
        ("By Monday, all bridges were gone.", False),
        ("The governor speaks", False),
        ("He left on 24 May 2024.", False),
        ("By " + "x" * 100, False),
    ],
)
def test_lines_above_an_article(line: str, is_head: bool) -> None:
    assert is_head_line(line) is is_head


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", "One & two.\n\nThree."),
        ("One<br/>two", "One\n\ntwo"),
        ("a <b>bold</b> word", "a bold word"),
        ("x<script>alert(1)</script><style>y</style>z", "xz"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("a <!-- hidden --> b", "a b"),
        ("", ""),
        ("<<<>>>", "<<<>>>"),
    ],
)
def test_fragments(html: str, text: str) -> None:
    assert "".join(read_fragment(html).split()) == "".join(text.split())


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=date>",
        "<time datetime='2024-05-24'>",
        "<!--",
        "-->",
        "<script type=application/ld+json>",
        '{"@type":"NewsArticle",',
        "</script>",
        "<meta name=date content=",
        "<article>",
        "&nbsp;",
        "<h1>",
        "\x00",
        "<![CDATA[",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(TAGS, st.text(max_size=30)), max_size=30))
def test_any_markup_is_read_or_refused(pieces: list[str]) -> None:
    data = "".join(pieces).encode("utf-8", "surrogatepass")
    found = read_page(data)
    assert isinstance(found["text"], str)
    assert all(len(each) == 3 for each in found["dates"])
    read_fragment("".join(pieces).encode("utf-8", "replace").decode())
