"""The page: template, style, scripts and data put together, with the policy that keeps it offline."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from string import Template

from timeline import __version__
from timeline.models import TimelineLike
from timeline.page.chart import shell
from timeline.page.looks import looks
from timeline.page.pack import Packed
from timeline.page.text import for_script

# In the order in which they build on each other; they share one function scope.
SCRIPTS = (
    "text.js", "data.js", "state.js", "filter.js", "layout.js", "chart.js", "overview.js", "panel.js",
    "table.js", "controls.js", "download.js", "main.js",
)  # fmt: skip


def render(data: TimelineLike, *, title: str | None = None) -> Iterator[str]:
    """The whole page as text, in pieces: a timeline on the disk is gone through and never held."""
    script, plotly, style, plotly_style = (
        _script(),
        _asset("plotly-basic.min.js"),
        _asset("page.css"),
        _asset("plotly.css"),
    )
    packed = Packed(data)
    # Hashes name the only code and style that may run: nothing can be slipped in, inline or from outside.
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(plotly)} {_hash(script)}",
            f"style-src {_hash(style)} {_hash(plotly_style)}",
            # plotly.js writes style attributes ("white-space: pre"); with no network they can do no harm.
            "style-src-attr 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    values = {
        "policy": html.escape(policy),
        "title": html.escape(title or "Conflict timeline"),
        "version": html.escape(__version__),
        "style": style,
        "plotly_style": plotly_style,
        "plotly": plotly,
        "script": script,
        "looks": for_script(looks().as_json()),
        "shell": for_script(shell()),
    }
    before, _, rest = _asset("page.html").partition("$data")
    between, _, after = rest.partition("$sentences")
    yield Template(before).substitute(values)
    yield from packed.data()
    yield Template(between).substitute(values)
    for number, texts in enumerate(packed.sentences()):
        yield "\n" * bool(number) + '<script type="application/json" class="timeline-sentences">'
        yield texts
        yield "</script>"
    yield Template(after).substitute(values)


@cache
def _asset(name: str) -> str:
    return (files(__package__) / "assets" / name).read_text("utf-8")


@cache
def _script() -> str:
    parts = "\n".join(_asset(name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
