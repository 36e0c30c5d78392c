"""Whatever comes in, each door answers as it promises; a short run, the same every time.

`fuzz.py` beside this file looks further, guided by coverage.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import targets
from timeline import api
from timeline.errors import TimelineError

QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
TEXT = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(targets.FRAGMENTS), max_size=40).map(" ".join)
)
LINE = st.dictionaries(
    st.sampled_from(["id", "text", "date", "title", "url", "source", "published", "body"]),
    st.one_of(TEXT, st.none(), st.integers(), st.floats(), st.lists(st.text(max_size=5), max_size=3)),
    max_size=5,
)
CELLS = st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=5)
_TAGS = (
    "<p>", "</p>", "<div>", "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#0;", "&",
    "<meta property='article:published_time' content='", "'>", "<time datetime=", ">", "<html>", "<article>",
    '{"@type":"NewsArticle"}', "<a href=x>", "<table><tr><td>", "2024-05-24", "Two were killed on Monday.",
)  # fmt: skip
_ITEMS = (
    "<item>", "</item>", "<title>", "</title>", "<pubDate>", "</pubDate>", "<description>", "<link/>",
    "</description>", "<entry>", "</entry>", "<guid>", "</guid>", "24 May 2024", "Two died.", "&lt;p&gt;",
    "&x;",
)  # fmt: skip
MARKUP = st.lists(st.one_of(st.sampled_from(_TAGS), st.text(max_size=8)), max_size=25)
FEED = st.lists(st.one_of(st.sampled_from(_ITEMS), st.text(max_size=8)), max_size=25)
STORES = ("", "SQLite format 3\x00", "PAR1", "{", "event_id,event_date,")


@QUICK
@given(TEXT, st.integers(0, 255))
def test_tag(text: str, mode: int) -> None:
    targets.tagged(text, mode)


@QUICK
@given(TEXT)
def test_dates(text: str) -> None:
    targets.dates(text)


@QUICK
@given(TEXT)
def test_corrections(text: str) -> None:
    targets.corrections(text)


@QUICK
@given(st.binary(max_size=400), st.sampled_from(["", *targets.FORMATS]))
def test_any_bytes(data: bytes, form: str) -> None:
    targets.reader(data, form)


@QUICK
@given(st.lists(LINE, max_size=4), st.sampled_from(["jsonl", "json", ""]), st.binary(max_size=6))
def test_records(rows: list[dict[str, object]], form: str, junk: bytes) -> None:
    whole = json.dumps(rows) if form == "json" else "\n".join(map(json.dumps, rows))
    targets.reader(whole.encode() + junk, form)


@QUICK
@given(CELLS, st.sampled_from([",", ";", "\t"]))
def test_tables(rows: list[list[str]], sign: str) -> None:
    body = "\n".join(sign.join(row) for row in rows)
    targets.reader(f"id{sign}date{sign}text\n{body}".encode("utf-8", "surrogatepass"), "csv")


@QUICK
@given(MARKUP)
def test_pages(pieces: list[str]) -> None:
    targets.page("".join(pieces).encode("utf-8", "surrogatepass"))


@QUICK
@given(FEED)
def test_feeds(pieces: list[str]) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")
    targets.reader(b'<?xml version="1.0"?><rss version="2.0"><channel>' + body + b"</channel></rss>", "feed")


@QUICK
@given(st.integers(-5, 400), st.binary(max_size=120), st.booleans())
def test_archives(length: int, body: bytes, packed: bool) -> None:
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-05-24T10:00:00Z\r\nContent-Length: {length}\r\n"
    )
    data = (
        head.encode() + b"Content-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + body + b"\r\n\r\n"
    )
    targets.reader(gzip.compress(data)[: 400 - length] if packed else data, "warc")


@QUICK
@given(st.binary(max_size=300), st.sampled_from(STORES))
def test_stores(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: str) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "store.jsonl"
    path.write_bytes(head.encode() + data)
    try:
        api.read_timeline(path)
    except TimelineError as error:
        assert str(error)
