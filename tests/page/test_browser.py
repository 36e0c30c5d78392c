"""The page in a real Chromium, opened from disk: what a reader does, and what hostile text does not do."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from timeline import export
from timeline import page as timeline_page
from timeline.models import TimelineData

from . import demo

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: name one in the environment variable CHROMIUM"),
]

N = len(demo.ROWS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as driver:
        # Root in a container has no sandbox; a runner without a screen has no GPU.
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "demo": demo.timeline(),
        "totals": demo.totals(),
        "hostile": demo.hostile(),
        "empty": TimelineData(),
        "many": demo.many(5000),
    }
    for name, data in made.items():
        timeline_page.write_html(data, folder / f"{name}.html", title=f"{name} timeline")
    return {name: (folder / f"{name}.html").as_uri() for name in made}


class Reader:
    """One tab, with everything the page complained about or asked the network for."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "color_scheme": "light", **settings}
        )
        self.tab = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.tab.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.go(address)

    def go(self, address: str) -> None:
        self.tab.goto("about:blank")
        self.tab.goto(address)
        # Not wait_for_function: it polls with eval, which the policy of the page refuses.
        self.tab.locator("html[data-ready=true]").wait_for(state="attached")

    def text(self, selector: str) -> str:
        return str(self.tab.locator(selector).inner_text())

    def count(self) -> str:
        return self.text("#count")

    def marks(self) -> int:
        """Events with a mark in the chart, point or bar."""
        return int(
            self.tab.evaluate(
                "document.getElementById('chart').data.filter(t => t.visible !== false"
                " && ['points', 'bars'].includes(t.meta.role))"
                ".reduce((all, t) => all.union(new Set(t.customdata)), new Set()).size"
            )
        )

    def lanes(self) -> list[str]:
        return list(self.tab.evaluate("[...document.getElementById('chart').layout.yaxis.ticktext]"))

    def hash(self) -> str:
        return str(self.tab.evaluate("location.hash"))

    def check(self, facet: str, value: str) -> None:
        self.tab.locator(f"details[data-facet={facet}] summary").click()
        self.tab.locator(f"details[data-facet={facet}] input[value='{value}']").check()
        self.tab.keyboard.press("Escape")


@pytest.fixture
def reader(browser: Any, pages: dict[str, str]) -> Iterator[Reader]:
    opened = Reader(browser, pages["demo"])
    yield opened
    quiet(opened)
    opened.context.close()


def quiet(reader: Reader) -> None:
    """No complaint in the console, and nothing asked for but the file itself."""
    assert reader.complaints == []
    assert [url for url in reader.requests if not url.startswith(("file:", "blob:", "about:", "data:"))] == []


def test_load_shows_events_lead_and_legend(reader: Reader) -> None:
    assert reader.count() == f"{N} events"
    assert reader.marks() > 30
    assert "Lead event" in reader.text("#panel")
    assert reader.text("#panel h2") in [row["title"] for row in demo.ROWS]
    assert "told as fact" in reader.text("#legend")
    assert "at some time within" in reader.text("#legend")
    assert "1 article left out, 1 warning" in reader.text("#problems")


def covered(reader: Reader) -> list[tuple[str, str]]:
    """Pairs of labels that lie on each other, and labels beyond the edge of the chart."""
    boxes = reader.tab.evaluate(
        "[...document.querySelectorAll('#chart .textpoint text')].map(t => [t, t.getBoundingClientRect()])"
        ".map(([t, b]) => [b.left, b.top, b.right, b.bottom, t.textContent])"
    )
    edge = reader.tab.evaluate("document.getElementById('chart').getBoundingClientRect().right")
    assert len(boxes) > 20
    found = [(box[4], "edge") for box in boxes if box[0] < 0 or box[2] > edge + 1]
    for n, (left, top, right, bottom, text) in enumerate(boxes):
        for other in boxes[n + 1 :]:
            beside = right <= other[0] + 1 or other[2] <= left + 1
            if not beside and bottom > other[1] + 4 and other[3] > top + 4:
                found.append((text, other[4]))
    return found


@pytest.mark.parametrize("width", [360, 760, 1280])
def test_labels_do_not_cover_each_other(browser: Any, pages: dict[str, str], width: int) -> None:
    reader = Reader(browser, pages["demo"], viewport={"width": width, "height": 800})
    assert covered(reader) == []
    reader.context.close()


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("el fasher", 4),
        ("ATACMS", 1),
        ("KHARKIV glide", 1),
        ("saudi", 2),
        ("zelenský", 1),
        ("nothing like this", 0),
    ],
)
def test_search_as_you_type(reader: Reader, words: str, titles: int) -> None:
    reader.tab.locator("#search").press_sequentially(words)
    expected = f"{titles} of {N} events" if titles != 1 else f"1 of {N} events"
    sync_api.expect(reader.tab.locator("#count")).to_have_text(expected)


def test_an_empty_result_says_what_to_do(reader: Reader) -> None:
    reader.tab.locator("#search").fill("nothing like this")
    sync_api.expect(reader.tab.locator("#nothing")).to_be_visible()
    reader.tab.locator("#clear-nothing").click()
    assert reader.count() == f"{N} events"
    assert not reader.tab.locator("#nothing").is_visible()


@pytest.mark.parametrize(
    ("facet", "value", "field", "test"),
    [
        ("type", "THREATEN", "type", lambda v: v == "THREATEN"),
        ("actor", "United Nations", None, None),
        ("country", "Sudan", "place", lambda v: v in ("Khartoum", "El Fasher", "Port Sudan")),
        ("place", "Kharkiv", "place", lambda v: v == "Kharkiv"),
        ("source", "a Khartoum weekly", "sources", lambda v: 4 in v),
        ("status", "denied", "status", lambda v: v == "denied"),
    ],
)
def test_each_filter_shows_what_it_counts(
    reader: Reader, facet: str, value: str, field: str | None, test: Any
) -> None:
    def matches(row: dict[str, Any]) -> bool:
        return value in row["by"] + row["against"] if field is None else bool(test(row[field]))

    expected = sum(matches(row) for row in demo.ROWS)
    box = reader.tab.locator(f"details[data-facet={facet}]")
    box.locator("summary").click()
    counted = box.locator("label", has=reader.tab.locator(f"input[value='{value}']")).locator(".count")
    assert counted.text_content() == str(expected)
    reader.tab.keyboard.press("Escape")
    reader.check(facet, value)
    assert reader.count() == f"{expected} of {N} events"
    assert f"{facet}=" in reader.hash()


def test_choices_of_one_filter_add_up_and_of_two_cut_down(reader: Reader) -> None:
    reader.check("status", "planned")
    reader.check("status", "denied")
    assert reader.count().startswith("3 of")
    reader.check("actor", "Russia")
    assert reader.count().startswith("1 of")
    reader.tab.locator("#clear").click()
    assert reader.count() == f"{N} events"


def test_filters_by_number_and_date(reader: Reader) -> None:
    reader.tab.locator("#more-filters summary").click()
    reader.tab.locator("#min-sources").fill("4")
    assert reader.count().startswith(f"{sum(len(r['sources']) >= 4 for r in demo.ROWS)} of")
    reader.tab.locator("#min-sources").fill("1")
    reader.tab.locator("#since").fill("2024-05-25")
    reader.tab.locator("#until").fill("2024-05-25")
    # Two days, one month and one open stretch touch that day.
    assert reader.count().startswith("4 of")
    reader.tab.locator("#since").fill("")
    reader.tab.locator("#until").fill("")
    reader.tab.locator("#min-confidence").fill("90")
    assert reader.count().startswith(f"{sum(len(r['sources']) > 1 for r in demo.ROWS)} of")


@pytest.mark.parametrize(
    ("kind", "lane"),
    [("type", "Attack"), ("actor", "Russia"), ("place", "Kharkiv"), ("source", "a wire service")],
)
def test_lanes(reader: Reader, kind: str, lane: str) -> None:
    reader.tab.locator(f"input[name=lanes][value={kind}]").check(force=True)
    assert lane in reader.lanes()


def test_zoom_and_pan(reader: Reader) -> None:
    whole = reader.marks()
    reader.tab.locator("[data-zoom=month]").click()
    month = reader.text("#window-text")
    assert reader.marks() < whole
    assert "before or after this window" in reader.text("#outside")
    reader.tab.locator("[data-zoom=on]").click()
    assert reader.text("#window-text") != month
    reader.tab.locator("[data-zoom=home]").click()
    assert reader.marks() == whole
    reader.tab.locator(".zoom [data-zoom=all]").click()
    assert reader.marks() == whole + 1


def test_the_window_of_the_overview_can_be_dragged_and_moved_by_keys(reader: Reader) -> None:
    reader.tab.locator("[data-zoom=month]").click()
    before = reader.text("#window-text")
    box = reader.tab.evaluate("document.querySelector('#overview .window').getBoundingClientRect().toJSON()")
    reader.tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    reader.tab.mouse.down()
    reader.tab.mouse.move(box["x"] - 120, box["y"] + 4, steps=4)
    reader.tab.mouse.up()
    dragged = reader.text("#window-text")
    assert dragged != before
    reader.tab.locator("#overview").press("ArrowRight")
    assert reader.text("#window-text") != dragged
    assert reader.tab.locator("#overview").get_attribute("aria-valuetext")


def test_what_is_drawn_slides_with_the_hand_and_is_drawn_anew_at_rest(
    browser: Any, pages: dict[str, str]
) -> None:
    reader = Reader(browser, pages["many"])
    layers = "[...document.querySelectorAll('#chart .cartesianlayer .mlayer, #chart .xaxislayer-above')]"
    reader.tab.locator(".zoom [data-zoom=year]").click()
    reader.tab.evaluate(
        "() => { window.slid = 0; const seen = new MutationObserver((all) => { window.slid += all.length; });"
        f"for (const g of {layers}) seen.observe(g, {{ attributeFilter: ['style'] }}); }}"
    )
    before = reader.text("#window-text")
    box = reader.tab.locator("#overview .window").bounding_box()
    reader.tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    reader.tab.mouse.down()
    reader.tab.mouse.move(box["x"] + box["width"] / 2 + 8, box["y"] + 10, steps=4)
    sync_api.expect(reader.tab.locator("#window-text")).not_to_have_text(before)
    reader.tab.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    assert reader.tab.evaluate("window.slid") > 0
    reader.tab.mouse.up()
    assert reader.tab.evaluate(f"{layers}.filter(g => g.style.transform).length") == 0
    reader.tab.evaluate("() => new Promise(done => setTimeout(done, 300))")
    assert "window=" in reader.hash()
    quiet(reader)
    reader.context.close()


def test_a_click_on_a_mark_opens_the_panel(reader: Reader) -> None:
    reader.tab.locator("[data-zoom=week]").click()
    mark = reader.tab.locator("#chart .scatterlayer .point").first
    box = mark.bounding_box()
    reader.tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    sync_api.expect(reader.tab.locator("#panel.open")).to_be_visible()
    assert "event=" in reader.hash()


def test_the_panel_tells_everything(reader: Reader) -> None:
    reader.go(reader.tab.url.split("#")[0] + "#event=e0")
    text = reader.text("#panel")
    for part in (
        "Two killed in missile attack on Crimea",
        "23 May 2024, evening",
        "2024-05-23",
        "“Thursday evening”",
        "worked out from the article's words",
        "ATACMS",
        "Killed: 2 in the latest report; all reports: 2 to 3",
        "Told 3 times",
        "a Kyiv daily",
        "published 2024-05-23",
    ):
        assert part in text
    panel = reader.tab.locator("#panel")
    assert panel.locator("mark.trigger").first.inner_text() == "attack"
    assert panel.locator("mark.when").first.inner_text() == "Thursday evening"
    link = panel.locator("a").first
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert str(link.get_attribute("href")).startswith("https://")
    panel.locator(".telling summary").first.click()
    assert "article-000" in reader.text("#panel")
    assert "sentence 120 to" in reader.text("#panel")
    panel.locator(".reasons summary").click()
    assert "same day, place and trigger" in reader.text("#panel")


def test_keys_alone_open_step_and_close(reader: Reader) -> None:
    reader.tab.locator("#chart").focus()
    reader.tab.keyboard.press("Enter")
    first = reader.text("#panel h2")
    reader.tab.keyboard.press("ArrowRight")
    second = reader.text("#panel h2")
    assert second != first
    reader.tab.keyboard.press("ArrowLeft")
    assert reader.text("#panel h2") == first
    reader.tab.keyboard.press("Escape")
    assert "Lead event" in reader.text("#panel")
    assert reader.tab.evaluate("document.activeElement.id") == "chart"
    reader.tab.keyboard.press("/")
    assert reader.tab.evaluate("document.activeElement.id") == "search"


def test_the_address_brings_the_view_back(reader: Reader) -> None:
    reader.tab.locator("#search").fill("kharkiv")
    sync_api.expect(reader.tab.locator("#count")).not_to_have_text(f"{N} events")
    reader.check("status", "happened")
    reader.tab.locator("input[name=lanes][value=source]").check(force=True)
    reader.tab.locator("[data-zoom=month]").click()
    reader.tab.locator("#chart").press("Enter")
    seen = (reader.count(), reader.text("#window-text"), reader.lanes(), reader.text("#panel h2"))
    reader.go(reader.tab.url)
    assert (reader.count(), reader.text("#window-text"), reader.lanes(), reader.text("#panel h2")) == seen
    assert reader.tab.locator("#search").input_value() == "kharkiv"


@pytest.mark.parametrize(
    "hash_",
    [
        "#window=x/y",
        "#event=none&lanes=<img>",
        "#sources=-5&confidence=abc&since=2024-99-99",
        "#%E0%A4%A",
        "#sort=;x",
    ],
)
def test_a_broken_address_does_no_harm(reader: Reader, hash_: str) -> None:
    reader.go(reader.tab.url.split("#")[0] + hash_)
    assert reader.count() == f"{N} events"


def test_the_table_sorts_and_walks_by_keys(reader: Reader) -> None:
    reader.tab.locator("input[name=view][value=table]").check(force=True)
    rows = reader.tab.locator("#table-body tr")
    assert rows.count() == N
    reader.tab.locator("th[data-column=killed] button").click()
    reader.tab.locator("th[data-column=killed] button").click()
    assert reader.tab.locator("th[data-column=killed]").first.get_attribute("aria-sort") == "descending"
    assert rows.first.locator("td[data-column=killed]").inner_text() == "145"
    rows.first.locator("button").focus()
    reader.tab.keyboard.press("ArrowDown")
    reader.tab.keyboard.press("Enter")
    assert reader.text("#panel h2") == rows.nth(1).locator("th button").inner_text()


def test_csv_holds_what_is_shown(reader: Reader) -> None:
    reader.check("status", "planned")
    reader.tab.locator(".menu summary").click()
    with reader.tab.expect_download() as saved:
        reader.tab.locator("[data-take=csv]").click()
    assert saved.value.suggested_filename == "demo-timeline.csv"
    text = Path(saved.value.path()).read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["title"] for row in rows] == [
        "Peace summit planned in Switzerland",
        "Kyiv and Stockholm to sign a security agreement",
    ]
    expected = {
        "date_start": "2024-06-01",
        "date_end": "2024-06-30",
        "date_edtf": "2024-06",
        "event_date": "2024-06-15",
        "time_precision": "3",
        "date_prec": "4",
        "source": "a wire service; a Kyiv daily",
        "status": "planned",
    }
    assert {name: rows[0][name] for name in expected} == expected


@pytest.mark.parametrize("name", ["demo", "totals", "hostile"])
def test_the_csv_is_the_one_that_the_export_writes(
    browser: Any, pages: dict[str, str], tmp_path: Path, name: str
) -> None:
    reader = Reader(browser, pages[name])
    reader.tab.locator(".menu summary").click()
    with reader.tab.expect_download() as saved:
        reader.tab.locator("[data-take=csv]").click()
    data = {"demo": demo.timeline, "totals": demo.totals, "hostile": demo.hostile}[name]()
    export.write_csv(data, tmp_path / "export.csv")
    ours, theirs = (
        list(csv.reader(io.StringIO(Path(path).read_bytes().decode(), newline="")))
        for path in (saved.value.path(), tmp_path / "export.csv")
    )
    assert ours[0] == theirs[0]
    url = ours[0].index("source_url")
    for mine, other in zip(ours, theirs, strict=True):
        # The page carries no address but of the web; the export repeats what the article gave.
        if name == "hostile" and not mine[url]:
            other[url] = ""
        assert dict(zip(ours[0], mine, strict=True)) == dict(zip(ours[0], other, strict=True))
    if name != "hostile":
        assert Path(saved.value.path()).read_bytes() == (tmp_path / "export.csv").read_bytes()
    quiet(reader)
    reader.context.close()


def test_copies_are_named_and_found_but_count_as_no_source(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["totals"] + "#event=total-0")
    text = reader.text("#panel")
    for part in ("1 source", "2 copies", "Told once", "Also carried", "a Kyiv daily", "a Gulf broadcaster"):
        assert part in text
    copies = reader.tab.locator("#panel .copies a")
    assert copies.evaluate_all("links => links.map(a => a.href)") == [
        "https://example.org/copy/1",
        "https://example.org/copy/2",
    ]
    reader.check("source", "a Gulf broadcaster")
    assert reader.count() == "1 of 7 events"
    quiet(reader)
    reader.context.close()


def test_an_end_that_nobody_told_is_an_arrow(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["totals"])
    reader.tab.locator(".zoom [data-zoom=all]").click()
    symbols = reader.tab.evaluate(
        "document.getElementById('chart').data.filter(t => t.meta.role === 'points').flatMap("
        "t => t.marker.symbol.map((s, n) => [s, t.customdata[n]]).filter(([s]) => s.startsWith('triangle-')))"
    )
    assert sorted(symbols) == [["triangle-left", 5], ["triangle-right", 4]]
    assert "no end (or beginning) told" in reader.text("#legend")
    reader.context.close()


@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_pictures(reader: Reader, form: str, start: bytes) -> None:
    reader.tab.locator(".menu summary").click()
    with reader.tab.expect_download() as saved:
        reader.tab.locator(f"[data-take={form}]").click()
    assert Path(saved.value.path()).read_bytes().startswith(start)


def test_dark_by_the_system(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["demo"], color_scheme="dark")
    assert (
        reader.tab.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
        == "rgb(20, 23, 28)"
    )
    assert reader.tab.evaluate("document.getElementById('chart')._fullLayout.paper_bgcolor") == "#14171c"
    reader.tab.emulate_media(color_scheme="light")
    sync_api.expect(reader.tab.locator("#chart .main-svg").first).to_have_css(
        "background-color", "rgb(255, 255, 255)"
    )
    quiet(reader)
    reader.context.close()


def test_phone_width_needs_no_sideways_scrolling(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["demo"], viewport={"width": 360, "height": 740}, has_touch=True)
    for address in ("", "#view=table", "#event=e0", "#lanes=actor"):
        reader.go(pages["demo"] + address)
        assert reader.tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert reader.tab.evaluate("document.getElementById('chart')._fullLayout.margin.l") < 20
    quiet(reader)
    reader.context.close()


def test_a_finger_opens_events_and_scrolls_the_page(browser: Any, pages: dict[str, str]) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    reader = Reader(browser, pages["demo"], **phone)
    assert reader.tab.evaluate("document.getElementById('chart')._fullLayout.dragmode") is False
    mark = reader.tab.locator("#chart .scatterlayer .point").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    reader.tab.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    sync_api.expect(reader.tab.locator("#panel.open")).to_be_visible()
    quiet(reader)
    reader.context.close()


@pytest.mark.parametrize(
    "address", ["", "#view=table", '#event=e"0<', '#event=e"1<', "#lanes=actor", "#lanes=source", "#q=img"]
)
def test_hostile_text_is_inert(browser: Any, pages: dict[str, str], address: str) -> None:
    reader = Reader(browser, pages["hostile"] + address)
    tab = reader.tab
    tab.mouse.move(400, 410)
    assert tab.evaluate("window.hacked") is None
    assert tab.locator("img").count() == 0
    assert tab.locator("b, u, i").filter(has_text="bold").count() == 0
    assert set(tab.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.protocol)")) <= {
        "file:",
        "https:",
        "http:",
    }
    # A title of 10,000 characters is cut, and nothing makes the page wider than the window.
    assert max(len(text) for text in tab.locator("h2, th button, .choice bdi").all_inner_texts()) <= 240
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
    quiet(reader)
    reader.context.close()


def test_only_web_addresses_become_links(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["hostile"])
    links = {}
    for number in range(len(demo.HOSTILE)):
        reader.tab.evaluate(f"location.hash = 'event=e%22{number}%3C'")
        sync_api.expect(reader.tab.locator("#panel .eyebrow")).to_have_text(f"Event {number + 1} of 7")
        links[number] = reader.tab.locator("#panel .telling a").count()
    assert links == {0: 0, 1: 0, 2: 1, 3: 1, 4: 0, 5: 0, 6: 0}
    reader.context.close()


def test_bidi_marks_do_not_turn_their_neighbours(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["hostile"] + "#event=e%221%3C")
    isolated = reader.tab.evaluate(
        "[...document.querySelectorAll('#panel bdi, #panel blockquote')]"
        ".map(n => getComputedStyle(n).unicodeBidi)"
    )
    assert set(isolated) == {"isolate"}
    labels = reader.tab.locator("#chart .textpoint text").all_text_contents()
    assert not any(mark in label for label in labels for mark in "\u202e\u2067\u200f")
    reader.context.close()


def test_marks_after_an_emoji_stand_where_they_should(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["hostile"] + "#event=e%226%3C")
    assert reader.tab.locator("#panel mark.trigger").first.text_content() == "struck"
    assert reader.tab.locator("#panel mark.when").first.text_content() == "on Monday"
    reader.context.close()


def test_a_cell_that_would_run_as_a_formula_is_neutralised(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["hostile"])
    reader.tab.locator(".menu summary").click()
    with reader.tab.expect_download() as saved:
        reader.tab.locator("[data-take=csv]").click()
    rows = list(csv.DictReader(io.StringIO(Path(saved.value.path()).read_text("utf-8"), newline="")))
    assert rows[-1]["title"] == "'=1+2"
    reader.context.close()


def test_no_events_at_all(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["empty"])
    assert "No events were found" in reader.text("#summary")
    quiet(reader)
    reader.context.close()


def test_many_events_are_counted_until_one_zooms_in(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["many"])
    counted = reader.tab.evaluate(
        "document.getElementById('chart').data.filter(t => t.meta.role === 'counts')"
        ".reduce((n, t) => n + t.y.reduce((a, b) => a + b, 0), 0)"
    )
    assert counted == 5000
    assert reader.marks() == 0
    reader.tab.locator("[data-zoom=month]").click()
    assert 10 < reader.marks() < 100
    quiet(reader)
    reader.context.close()


def test_in_a_sandboxed_frame(browser: Any, pages: dict[str, str], tmp_path: Path) -> None:
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<iframe sandbox="allow-scripts" width="900" height="600" src="{pages["demo"]}"></iframe>'
    )
    tab = browser.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(outer.as_uri())
    frame = tab.frames[1]
    frame.locator("html[data-ready=true]").wait_for(state="attached")
    frame.locator("[data-zoom=month]").click()
    assert errors == []
    tab.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The accessibility checker's script, fetched by npm for this run only."""
    given = os.environ.get("AXE_CORE")
    if given:
        return Path(given).read_text("utf-8")
    if not shutil.which("npm"):
        pytest.skip("no npm to bring axe-core")
    folder = tmp_path_factory.mktemp("axe")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "axe-core@4"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    except (subprocess.SubprocessError, OSError) as failure:
        pytest.skip(f"axe-core cannot be had: {type(failure).__name__}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("address", "scheme", "width"),
    [
        ("", "light", 1280),
        ("#view=table", "light", 1280),
        ("#event=e0", "light", 1280),
        ("#q=nothing-at-all", "light", 1280),
        ("", "dark", 1280),
        ("#event=e0", "dark", 1280),
        ("", "light", 360),
        ("#view=table", "dark", 360),
    ],
)
def test_accessibility_checker_finds_nothing_serious(
    browser: Any, pages: dict[str, str], axe: str, address: str, scheme: str, width: int
) -> None:
    # The checker itself is a script that the page's policy would refuse.
    reader = Reader(
        browser,
        pages["demo"] + address,
        color_scheme=scheme,
        bypass_csp=True,
        viewport={"width": width, "height": 800},
    )
    reader.tab.evaluate("for (const box of document.querySelectorAll('#problems')) box.open = true")
    reader.tab.evaluate(axe)
    found = reader.tab.evaluate("axe.run().then(r => r.violations)")
    serious = [
        (v["id"], [re.sub(r"\s+", " ", n["html"])[:160] for n in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert not serious, json.dumps(serious, indent=1)
    reader.context.close()


def test_paper_is_white_and_holds_the_whole_table(browser: Any, pages: dict[str, str]) -> None:
    reader = Reader(browser, pages["demo"], color_scheme="dark", viewport={"width": 720, "height": 1000})
    reader.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    reader.tab.emulate_media(media="print")
    assert reader.tab.evaluate("document.getElementById('chart')._fullLayout.paper_bgcolor") == "#ffffff"
    assert reader.tab.locator("#table-body tr").count() == N
    assert reader.tab.evaluate("document.querySelector('table').getBoundingClientRect().right") <= 720
    assert not reader.tab.locator("#search").is_visible()
    reader.tab.wait_for_timeout(300)  # paper has another width, and the chart is drawn for it
    assert covered(reader) == []
    reader.tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert reader.tab.evaluate("document.getElementById('chart')._fullLayout.paper_bgcolor") == "#14171c"
    quiet(reader)
    reader.context.close()
