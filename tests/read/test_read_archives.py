"""Gzip and WARC: what they hold is read as it would be unpacked, and what is wrong with them is said."""

# ruff: noqa: E501 - records are quoted as they are written
from __future__ import annotations

import gzip
import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_cases import DATED, codes, piped, put, run

from timeline.limits import Limits
from timeline.models import Article
from timeline.read import read_articles
from timeline.read.unpack import PackedError, unpacked

PAGE = (
    '<!DOCTYPE html><html><head><meta property="article:published_time" content="{date}"></head><body><article>'
    "<h1>Depot hit</h1><p>{text}</p></article></body></html>"
)
DATE = "2024-05-24T10:00:00+03:00"


def test_packed_files_are_read_as_unpacked(tmp_path: Path) -> None:
    put(tmp_path, "a.md.gz", gzip.compress(DATED.encode()))
    put(tmp_path, "b.jsonl.gz", gzip.compress(b'{"text": "One.", "date": "2024-05-24"}\n'))
    put(tmp_path, "c.html.gz", gzip.compress(PAGE.format(date=DATE, text="Two were killed.").encode()))
    put(tmp_path, "d.csv.gz", gzip.compress(b"date,text\n2024-05-24,Three.\n"))
    put(tmp_path, "e.gz", gzip.compress(PAGE.format(date=DATE, text="Four were killed.").encode()))
    put(tmp_path, "f.tar.gz", gzip.compress(b"\x00" * 1024))
    articles, problems = run(tmp_path)
    assert [article.text.strip() for article in articles] == [
        "Two were killed on Thursday.", "One.", "Two were killed.", "Three.", "Four were killed.",
    ]  # fmt: skip
    assert codes(problems) == [("empty", "out")]


def test_packed_standard_input() -> None:
    (article,), problems = piped(gzip.compress(DATED.encode()))
    assert (article.text, problems) == ("Two were killed on Thursday.\n", [])


RANDOM = random.Random(1)
LINES = b"".join(
    json.dumps({"text": RANDOM.randbytes(60).hex(), "date": "2024-05-24"}).encode() + b"\n"
    for n in range(2000)
)
PACKED = gzip.compress(LINES)


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (PACKED[:-50_000], "truncated", "ends in the middle of its gzip data"),
        (PACKED[:90_000] + b"\xff" * 100 + PACKED[90_100:], "bad-gzip", "damaged"),
    ],
)
def test_damaged_gzip_keeps_what_came_before(data: bytes, code: str, says: str, tmp_path: Path) -> None:
    articles, problems = run(put(tmp_path, "a.jsonl.gz", data), duplicates=False)
    assert 500 < len(articles) < 2000
    assert problems[-1].code == code
    assert says in problems[-1].message


@pytest.mark.parametrize(
    "name", ["a.txt.gz", "a.jsonl.gz", "a.html.gz", "a.csv.gz", "a.rss.gz", "a.warc.gz", "a.json.gz"]
)
@pytest.mark.parametrize("byte", [b"0", b"\n"])
def test_a_bomb_goes_off_outside(name: str, byte: bytes, tmp_path: Path) -> None:
    path = put(tmp_path, name, gzip.compress(byte * 4_000_000))
    articles, problems = run(path, date="2024-05-24", limits=Limits(size=200_000))
    assert not articles
    assert {each.code for each in problems} <= {
        "bomb", "too-large", "bad-xml", "bad-warc", "oversized-field", "empty", "no-text-column", "bad-json",
    }  # fmt: skip
    assert problems


@settings(deadline=None, max_examples=25)
@given(st.lists(st.binary(max_size=100_000), max_size=3), st.integers(1, 9))
def test_any_bytes_come_back(pieces: list[bytes], level: int) -> None:
    packed = b"".join(gzip.compress(piece, level) for piece in pieces)
    assert unpacked(io.BytesIO(packed)).read() == b"".join(pieces)


@settings(deadline=None, max_examples=25)
@given(st.binary(max_size=2000))
def test_any_damage_ends_the_stream(data: bytes) -> None:
    try:
        unpacked(io.BytesIO(b"\x1f\x8b" + data)).read()
    except PackedError as error:
        assert error.code in ("truncated", "bad-gzip", "bomb")


# ---- WARC -----------------------------------------------------------------------------------------


def record(
    kind: str,
    body: bytes,
    *,
    url: str = "https://example.org/1",
    content: str = "application/http; msgtype=response",
    more: str = "",
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: {content}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def http(
    body: bytes, *, status: str = "200 OK", content: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\n{more}\r\n".encode() + body


def page(text: str, date: str = DATE) -> bytes:
    return PAGE.format(date=date, text=text).encode()


TEXT = record("conversion", b"One died.", content="text/plain")
INFO = record("warcinfo", b"software: made for a test\r\n", content="application/warc-fields")


def test_an_archive_of_pages(tmp_path: Path) -> None:
    chunked = (
        b"".join(
            b"%x\r\n%s\r\n" % (len(c), c)
            for c in (page("Three were hurt.")[:50], page("Three were hurt.")[50:])
        )
        + b"0\r\n\r\n"
    )
    records = [
        INFO,
        record("request", b"GET / HTTP/1.1\r\n\r\n", content="application/http; msgtype=request"),
        record("response", http(page("Two were killed."))),
        record("response", http(b"\x89PNG", content="image/png"), url="https://example.org/1.png"),
        record("response", http(b"gone", status="404 Not Found"), url="https://example.org/2"),
        record("response", http(chunked, more="Transfer-Encoding: chunked\r\n"), url="https://example.org/3"),
        record("response", http(gzip.compress(page("Four fled.")), more="Content-Encoding: gzip\r\n"), url="https://example.org/4"),
        record("response", http("<html><body><p>Shells fell on Київ on Friday.".encode("cp1251"), content="text/html; charset=windows-1251"), url="https://example.org/5"),
        record("conversion", b"Shells fell on Monday.", content="text/plain", url="https://example.org/6"),
        record("response", http(page("Cut off.")), url="https://example.org/7", more="WARC-Truncated: length\r\n"),
    ]  # fmt: skip
    for name, data in (("a.warc", b"".join(records)), ("b.warc.gz", b"".join(map(gzip.compress, records)))):
        articles, problems = run(put(tmp_path, name, data), date="2020-01-01")
        assert [(article.id[-1], article.text, str(article.dct)) for article in articles] == [
            ("1", "Two were killed.", "2024-05-24"),
            ("3", "Three were hurt.", "2024-05-24"),
            ("4", "Four fled.", "2024-05-24"),
            ("5", "Shells fell on Київ on Friday.", "2020-01-01"),  # never the day of the crawl
            ("6", "Shells fell on Monday.", "2020-01-01"),
        ]
        assert articles[0].url == "https://example.org/1"
        assert articles[0].source == "example.org"
        assert codes(problems) == [("truncated", "out"), ("other-records", "warning")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its own files
def test_an_archive_of_a_foreign_writer(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = tmp_path / "a.warc.gz"
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True)
        for number in range(3):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            payload = io.BytesIO(page(f"Number {number} was killed."))
            writer.write_record(
                writer.create_warc_record(
                    f"https://example.org/{number}", "response", payload=payload, http_headers=headers
                )
            )
    articles, problems = run(path)
    assert [article.text for article in articles] == [f"Number {number} was killed." for number in range(3)]
    assert not problems


@pytest.mark.parametrize(
    ("data", "n_articles", "code", "says"),
    [
        (INFO, 0, "empty", "without a page"),
        (record("response", http(page("One died."))) + b"garbage\r\n", 1, "bad-warc", "no WARC record"),
        (record("response", http(page("One died.")))[:-60], 0, "bad-warc", "ends in the middle of record 1"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", 0, "bad-warc", "no stated length"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n", 0, "bad-warc", "no stated length"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: " + b"9" * 18 + b"\r\n\r\nx", 0, "bad-warc", "ends in the middle"),
        (b"WARC/1.0\r\n" + b"A: b\r\n" * 2000, 0, "bad-warc", "too many headers"),
        (record("response", http(page("x" * 3_000_000))), 0, "too-large", "larger than"),
        (record("response", http(gzip.compress(b"<html>" + b"x" * 30_000_000), more="Content-Encoding: gzip\r\n")), 0, "too-large", "larger"),
        (record("response", http(b"\xce\xb2" * 9, more="Content-Encoding: br\r\n")), 0, "bad-warc", "packed with br"),
    ],
)  # fmt: skip
def test_bad_archives(data: bytes, n_articles: int, code: str, says: str) -> None:
    articles, problems = piped(data, limits=Limits(size=1_000_000))
    assert len(articles) == n_articles
    found = [each for each in problems if each.code == code]
    assert found, problems
    assert says in found[0].message


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.one_of(st.just(INFO), st.just(TEXT), st.binary(max_size=60)),
        max_size=4,
    )
)
def test_any_archive_is_read_or_refused(pieces: list[bytes]) -> None:
    found = read_articles(["-"], stdin=io.BytesIO(b"WARC/1.0\r\n" + b"".join(pieces)), date="2024-05-24")
    assert sum(isinstance(each, Article) for each in found) <= 4
