"""Article text made safe for the two places it goes to: plotly's labels, and JSON inside a page."""

from __future__ import annotations

import json
import re
from typing import Any

from timeline.characters import encodable

# Control characters, and the marks that would reorder the text around a label. Plotly draws SVG text, where
# no <bdi> can hold them in.
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_IN_SCRIPT_CHARS = re.compile("[<>&\u2028\u2029]")


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with an ellipsis where something is missing.

    Example:
        >>> cut("Two killed in attack on Crimea", 20)
        'Two killed in…'
    """
    text = " ".join(text[: limit * 4].split()) if len(text) > limit * 4 else " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    # A word as long as half the limit is cut inside: an ellipsis alone would tell nothing.
    return (head[:space] if space >= limit // 2 else head).rstrip(" ,;:.–-") + "…"


def for_plotly(text: str, limit: int = 200) -> str:
    """Text as plotly shows it, with no tag, entity or link left to interpret.

    Plotly reads tags such as `<b>` and `<a href>`, and entities, in labels and hover text; `%{x}` only in
    templates, where this text never goes.
    """
    plain = cut(_UNWANTED.sub(" ", encodable(text)), limit)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def for_script(value: Any) -> str:
    """JSON that can stand inside a script element: no `</script`, no `<!--`, no line separators."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = encodable(text)
    return _IN_SCRIPT_CHARS.sub(lambda found: _IN_SCRIPT[found.group()], text)


def safe_url(url: str) -> str:
    """The address when it is http or https, and nothing otherwise (`javascript:` and friends)."""
    url = url.strip()
    return (
        url
        if re.match(r"https?://[^\s/]", url, re.IGNORECASE) and not re.search(r"[\s\x00-\x1f]", url)
        else ""
    )
