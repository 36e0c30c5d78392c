"""RSS and Atom: what an item becomes, what a broken or hostile feed costs, and a foreign reader beside ours."""

# ruff: noqa: E501 - feeds are quoted as they are written
from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_cases import codes, piped, put, run

from timeline.limits import Limits

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made for a test -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
 <title>A Kyiv daily</title><link>https://example.org</link><atom:link href="https://example.org/rss" rel="self"/>
 <pubDate>Sat, 25 May 2024 10:00:00 +0300</pubDate>
 <image><title>A logo</title><url>https://example.org/logo.png</url></image>
 <item>
  <title>Depot &amp; bridge hit</title><link>https://example.org/1</link><guid isPermaLink="false">a-1</guid>
  <pubDate>Fri, 24 May 2024 18:05:00 +0300</pubDate>
  <description>A teaser.</description>
  <content:encoded><![CDATA[<p>Two were killed on <b>Thursday</b>.</p><p>A third&nbsp;was hurt.</p><script>x()</script>]]></content:encoded>
  <media:content url="https://example.org/1.jpg"><media:title>A picture</media:title></media:content>
 </item>
 <item>
  <title>Only a summary</title><link>https://example.org/2</link>
  <dc:date>2024-05-25T08:00:00+03:00</dc:date>
  <description>Shelling went on&nbsp;in the east &lt;br/&gt; on Friday.</description>
 </item>
</channel></rss>
"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom">
 <title type="html">Gulf &lt;i&gt;Daily&lt;/i&gt;</title><updated>2024-06-01T00:00:00Z</updated>
 <entry>
  <title>Truce agreed</title><id>tag:example.org,2024:1</id>
  <link rel="self" href="https://example.org/1.atom"/><link href="https://example.org/1"/>
  <published>2024-05-24T10:00:00Z</published><updated>2024-05-26T10:00:00Z</updated>
  <author><name>A. Reporter</name></author>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Both sides <em>agreed</em> on Thursday.</p><p>5 &lt; 6.</p></div></content>
 </entry>
 <entry>
  <title>No date but that of a change</title><id>tag:example.org,2024:2</id><updated>2024-05-26T10:00:00Z</updated>
  <content>Shells fell on Friday.</content>
 </entry>
</feed>
"""

RDF = """<?xml version="1.0" encoding="windows-1251"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel rdf:about="https://example.org"><title>Сайт</title></channel>
 <item rdf:about="https://example.org/1"><title>Hit</title><link>https://example.org/1</link>
  <description>Shells fell on Київ on Friday.</description><dc:date>2024-05-25</dc:date></item>
</rdf:RDF>
"""


def test_rss(tmp_path: Path) -> None:
    (full, teaser), problems = run(put(tmp_path, "news.rss", RSS))
    assert (full.id, full.text) == ("a-1", "Two were killed on Thursday.\n\nA third was hurt.")
    assert (full.title, full.source, full.url) == (
        "Depot & bridge hit",
        "A Kyiv daily",
        "https://example.org/1",
    )
    assert (full.dct.isoformat(), full.dct_source) == ("2024-05-24", "feed pubDate")
    assert full.dct_time is not None
    assert (teaser.id, teaser.text) == ("https://example.org/2", "Shelling went on in the east\n\non Friday.")
    assert (teaser.dct.isoformat(), teaser.dct_source) == ("2024-05-25", "feed date")
    assert codes(problems) == [("summaries-only", "warning")]


def test_atom(tmp_path: Path) -> None:
    (full, plain), problems = run(put(tmp_path, "news.xml", ATOM))
    assert (full.id, full.text) == ("tag:example.org,2024:1", "Both sides agreed on Thursday.\n\n5 < 6.")
    assert (full.source, full.url, full.dct_source) == (
        "Gulf Daily",
        "https://example.org/1",
        "feed published",
    )
    assert full.dct.isoformat() == "2024-05-24"
    assert (plain.text, plain.dct.isoformat(), plain.dct_source) == (
        "Shells fell on Friday.", "2024-05-26", "feed updated",
    )  # fmt: skip
    assert codes(problems) == [("updated-date", "warning")]


def test_rdf_in_another_encoding() -> None:
    (article,), _ = piped(RDF.encode("windows-1251"))
    assert (article.text, article.source) == ("Shells fell on Київ on Friday.", "Сайт")


def test_a_foreign_reader_finds_the_same(tmp_path: Path) -> None:
    feedparser = pytest.importorskip("feedparser")
    for feed in (RSS, ATOM):
        articles, _ = run(put(tmp_path, "feed.xml", feed))
        theirs = feedparser.parse(feed)["entries"]
        assert [each["title"] for each in theirs] == [article.title for article in articles]
        links = [each["link"] for each in theirs if each.get("link", "").startswith("http")]
        assert links == [article.url for article in articles if article.url]
        for each, article in zip(theirs, articles, strict=True):
            moment = each.get("published_parsed") or each["updated_parsed"]
            assert article.dct_time is not None
            assert calendar.timegm(moment) == article.dct_time.astimezone(dt.UTC).timestamp()


ITEM = "<item><title>Hit</title><description>Shells fell on Friday.</description><pubDate>2024-05-25</pubDate></item>"
OPEN = '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'


@pytest.mark.parametrize(
    ("data", "n_articles", "code", "says"),
    [
        (f"{OPEN}{ITEM}{ITEM.replace('Friday', 'Monday')}<item><title>cut", 2, "bad-xml", "first 2 item(s) were read"),
        (f"{OPEN}{ITEM}<a></b></channel></rss>", 1, "bad-xml", "mismatched tag"),
        (f"{OPEN}</channel></rss>", 0, "empty", "no items"),
        (f"{OPEN}<item><title>x</title></item></channel></rss>", 0, "empty", "neither content nor a summary"),
        (OPEN + "<a>" * 200, 0, "bad-xml", "nested too deeply"),
        (
            f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel>{ITEM}</channel></rss>',
            0, "xml-entity", "declares an entity",
        ),
        (
            f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel>{ITEM}</channel></rss>',
            0, "xml-entity", "declares an entity",
        ),
        (f'<?xml version="1.0" encoding="no-such"?><rss><channel>{ITEM}</channel></rss>', 0, "bad-xml", "encoding"),
        (f"{OPEN}<item><description>{'x' * 400_000}</description></item></channel></rss>", 0, "too-large", "too long"),
    ],
)  # fmt: skip
def test_bad_feeds(data: str, n_articles: int, code: str, says: str) -> None:
    articles, problems = piped(data.encode(), limits=Limits(size=100_000))
    assert len(articles) == n_articles
    found = [each for each in problems if each.code == code]
    assert found, problems
    assert says in found[0].message


def test_a_doctype_without_entities_is_read() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    (article,), _ = piped(
        f'<?xml version="1.0"?>{doctype}<rss version="0.91"><channel>{ITEM}</channel></rss>'.encode()
    )
    assert article.text == "Shells fell on Friday."


def test_xml_of_another_kind_is_said(tmp_path: Path) -> None:
    articles, problems = run(put(tmp_path, "a.xml", "<?xml version='1.0'?><office><p>x</p></office>"))
    assert not articles
    assert codes(problems) == [("not-a-feed", "out")]


def test_a_long_feed_is_streamed() -> None:
    import io
    import tracemalloc

    from timeline.read import read_articles

    body = "".join(ITEM.replace("Friday", f"day {n} of the war") for n in range(1500))
    data = io.BytesIO(f"{OPEN}{body}</channel></rss>".encode())
    tracemalloc.start()
    n = sum(1 for _ in read_articles(["-"], stdin=data, duplicates=False))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n == 1501  # and the word on summaries
    assert peak < 6_000_000


@settings(deadline=None, max_examples=8)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([ITEM, "<item>", "</item>", "<title>", "&amp;", "&nosuch;", "]]>", "<a:b>"]),
            st.text(max_size=20),
        ),
        max_size=12,
    )
)
def test_any_feed_is_read_or_refused(pieces: list[str]) -> None:
    data = (OPEN + "".join(pieces) + "</channel></rss>").encode("utf-8", "replace")
    piped(data, date="2024-05-25")
