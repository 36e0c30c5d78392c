"""Text from articles, made safe for plotly's labels and for JSON in a page."""

from __future__ import annotations

import json

import pytest

from timeline.page.text import cut, for_plotly, for_script, safe_url


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("two  spaces\nand a line", 40, "two spaces and a line"),
        ("Two killed in attack on Crimea", 20, "Two killed in…"),
        ("Two killed, three hurt in attack", 12, "Two killed…"),
        ("x" * 10_000, 10, "x" * 9 + "…"),
        ("word " * 2000, 12, "word word…"),
        ("", 5, ""),
    ],
)
def test_cut(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected
    assert len(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ('<a href="javascript:x">', '&lt;a href="javascript:x"&gt;'),
        ("&lt;img&gt;", "&amp;lt;img&amp;gt;"),
        ("line\r\nline\x00", "line line"),
        ("a \u202eb\u202c c", "a b c"),
        ("lone \ud800 half", "lone � half"),
        ("\u0645\u0631\u062d\u0628\u0627", "\u0645\u0631\u062d\u0628\u0627"),
    ],
)
def test_for_plotly(text: str, expected: str) -> None:
    assert for_plotly(text) == expected


@pytest.mark.parametrize(
    "text", ["</script>", "<!--", "]]>", "a & b", "\u2028\u2029", "\U0001f680", "\\u003c", '"quotes"']
)
def test_for_script_is_the_same_json_without_markup(text: str) -> None:
    written = for_script({"t": [text]})
    assert json.loads(written) == {"t": [text]}
    assert not set(written) & set("<>&\u2028\u2029")


def test_for_script_mends_half_pairs() -> None:
    assert json.loads(for_script("a\ud800b")) == "a�b"


def test_for_script_refuses_numbers_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        for_script(float("nan"))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:///x", False),
        ("https://exa mple.org", False),
        ("file:///etc/hosts", False),
        ("", False),
    ],
)
def test_safe_url(url: str, safe: bool) -> None:
    assert bool(safe_url(url)) is safe
