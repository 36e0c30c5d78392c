"""The page as text: complete, closed to the network, small, written whole or not at all."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import re
from pathlib import Path

import pytest

from timeline import page
from timeline.errors import OutputError
from timeline.models import TimelineData

from . import demo

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
DATA = re.compile(r'<script type="application/json" id="timeline-(\w+)">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def text() -> str:
    return page.to_html(demo.timeline(), title="Two conflicts & <more>")


def policy(text: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found
    return found[1].replace("&#x27;", "'")


def test_title_is_escaped(text: str) -> None:
    assert "<title>Two conflicts &amp; &lt;more&gt;</title>" in text
    assert "<more>" not in text


def test_policy_names_the_two_scripts_by_their_hash(text: str) -> None:
    scripts = SCRIPT.findall(text)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy(text)
    assert text.count("<script") == 6


@pytest.mark.parametrize(
    "part", ["default-src 'none'", "img-src data: blob:", "base-uri 'none'", "form-action 'none'"]
)
def test_policy_closes_the_network(text: str, part: str) -> None:
    assert part in policy(text)


@pytest.mark.parametrize(
    "part", ["http:", "https:", "*", "'unsafe-eval'", "connect-src", "script-src 'unsafe"]
)
def test_policy_opens_nothing(text: str, part: str) -> None:
    assert part not in policy(text)


def test_data_parses_and_holds_the_sentences(text: str) -> None:
    parts = {name: json.loads(body) for name, body in DATA.findall(text)}
    assert set(parts) == {"data", "looks", "shell"}
    assert parts["data"]["events"]["title"][0] == demo.ROWS[0]["title"]
    assert parts["shell"]["layout"]["xaxis"]["type"] == "date"


def test_every_sentence_stands_there_once(text: str) -> None:
    for row in demo.ROWS:
        told = row["sentence"][:40]
        assert text.count(f'"{told}') == 1, told


def test_hostile_text_stays_inside_the_data() -> None:
    text = page.to_html(demo.hostile(), title=demo.HOSTILE_TITLE)
    assert "<img src=x" not in text
    assert text.count("<script") == text.count("</script>") == 6
    assert page.to_html(TimelineData()).count("</script>") == 5


def test_nothing_to_show_is_a_page_too() -> None:
    assert '"events":{"rows":0}' in page.to_html(TimelineData())


def test_a_thousand_events_stay_under_two_megabytes() -> None:
    assert len(page.to_html(demo.many(1000)).encode()) < 2_000_000


def test_the_same_data_gives_the_same_page() -> None:
    assert page.to_html(demo.timeline()) == page.to_html(demo.timeline())


def test_write_replaces_the_file_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    target.write_text("old")
    page.write_html(demo.timeline(), target)
    assert target.read_text("utf-8").startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_keeps_the_old_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.html"
    target.write_text("old")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OutputError, match="disk full"):
        page.write_html(demo.timeline(), target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="missing"):
        page.write_html(TimelineData(), tmp_path / "missing" / "out.html")


def test_licence_of_plotly_travels_with_it() -> None:
    assets = Path(page.__file__).parent / "assets"
    assert "MIT License" in (assets / "plotly-LICENSE.txt").read_text("utf-8")
    assert "Licensed under the MIT license" in (assets / "plotly-basic.min.js").read_text("utf-8")[:400]
