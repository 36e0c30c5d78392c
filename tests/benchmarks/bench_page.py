"""The page beside plain plotly, SVG and WebGL, of the same made-up events in the same run.

    python tests/benchmarks/bench_page.py [1000 10000 100000]

Prints a Markdown table. Load is from the start of the navigation to two frames after the chart is drawn, "CPU"
what the main thread worked meanwhile. Zoom (to a month) and filter (to one place) end two frames after
the click. Pan is the longest frame while the mouse drags a month, or a year, a good way along and lets go. Plain plotly is `write_html` of one trace a type; its zoom, filter and pan are `relayout`,
`react` and plotly's own dragging. Without a graphics card WebGL is drawn by software.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.page import demo
from timeline import page
from timeline.models import TimelineData

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 240_000  # milliseconds; what takes longer is shown as "-"
# Two frames: the first begins with the change, the second with it drawn.
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RECORD = """() => { const seen = []; let last = performance.now();
  const tick = (now) => { seen.push(now - last); last = now; next(); };
  const next = () => { window.benchFrame = requestAnimationFrame(tick); };
  window.benchSeen = seen; next(); }"""
STOP = "() => { cancelAnimationFrame(window.benchFrame); return Math.max(...window.benchSeen); }"
# Plain plotly keeps its data in the figure; filtering draws anew what is left of it.
PLAIN_ZOOM = """() => Plotly.relayout(document.querySelector('.js-plotly-plot'),
  {'xaxis.range': ['2019-06-01', '2019-07-01']})"""
PLAIN_YEAR = PLAIN_ZOOM.replace("2019-06-01", "2019-01-01").replace("2019-07-01", "2020-01-01")
PLAIN_FILTER = """() => { const box = document.querySelector('.js-plotly-plot');
  const left = box.data.map(t => { const keep = [...t.x.keys()].filter(n => t.customdata[n] === 'Kyiv');
    const part = k => [k, keep.map(n => t[k][n])];
    return {...t, ...Object.fromEntries(['x', 'y', 'hovertext', 'customdata'].map(part))}; });
  return Plotly.react(box, left, box.layout); }"""


def write_plain(data: TimelineData, path: Path, webgl: bool) -> None:
    """What one writes without this package: a scatter plot, a trace for each type, its lane on y."""
    import plotly.graph_objects as go

    maker = go.Scattergl if webgl else go.Scatter
    kinds = sorted({event.plover_type for event in data.events})
    figure = go.Figure(layout={"height": 600, "dragmode": "pan", "hovermode": "closest"})
    for lane, kind in enumerate(kinds):
        own = [e for e in data.events if e.plover_type == kind and e.interval and e.interval.start]
        figure.add_trace(
            maker(
                name=kind,
                mode="markers",
                x=[e.interval.start for e in own if e.interval],
                y=[lane + (n % 20) / 25 for n in range(len(own))],
                hovertext=[e.title for e in own],
                customdata=[e.place.name if e.place else "" for e in own],
            )
        )
    figure.write_html(path)


class Tab:
    """One page in one tab, with the clock of its main thread."""

    def __init__(self, browser: Any, path: Path, ours: bool) -> None:
        self.ours = ours
        self.tab = browser.new_page(viewport={"width": 1280, "height": 800})
        self.tab.set_default_timeout(PATIENCE)
        self.metrics = self.tab.context.new_cdp_session(self.tab)
        self.metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.tab.goto(path.as_uri())
        if ours:
            self.tab.locator("html[data-ready=true]").wait_for(state="attached")
        self.tab.evaluate(FRAMES)
        self.load = self.tab.evaluate("performance.now()") / 1000
        found = self.metrics.send("Performance.getMetrics")["metrics"]
        self.cpu = next(m["value"] for m in found if m["name"] == "TaskDuration")

    def act(self, ours: str, plain: str) -> float:
        """Milliseconds from a change to its being drawn."""
        work = f'() => document.querySelector("{ours}").click()' if self.ours else plain
        return float(
            self.tab.evaluate(
                f"async () => {{ const t = performance.now(); await ({work})(); await ({FRAMES})();"
                " return performance.now() - t; }"
            )
        )

    def pan(self) -> float:
        """Milliseconds of the longest frame of a drag: of our overview's window, of plotly's chart."""
        if self.ours:
            box = self.tab.locator("#overview .window").bounding_box()
            overview = self.tab.locator("#overview").bounding_box()
            far = 300 if box["width"] < overview["width"] / 2 else 60
        else:
            box, far = self.tab.locator(".nsewdrag").first.bounding_box(), 300
        x, y = box["x"] + box["width"] / 2, box["y"] + min(12, box["height"] / 2)
        self.tab.evaluate(RECORD)
        self.tab.mouse.move(x, y)
        self.tab.mouse.down()
        self.tab.mouse.move(x - far, y, steps=40)
        self.tab.mouse.up()
        self.tab.evaluate("() => new Promise(done => setTimeout(done, 400))")
        self.tab.evaluate(FRAMES)
        return float(self.tab.evaluate(STOP))


def measure(browser: Any, path: Path, ours: bool) -> list[str]:
    """The cells of one row."""
    cells = [f"{path.stat().st_size / 1e6:.1f} MB"]
    tab = None
    with contextlib.suppress(Exception):  # too slow to go on with: the cells that are missing say so
        tab = Tab(browser, path, ours)
        cells.append(f"{tab.load:.2f} s ({tab.cpu:.2f} s)")
        cells.append(f"{tab.act('[data-zoom=month]', PLAIN_ZOOM):.0f} ms")
        cells.append(f"{tab.pan():.0f} ms")
        tab.act(".zoom [data-zoom=year]", PLAIN_YEAR)
        cells.append(f"{tab.pan():.0f} ms")
        if ours:
            tab.tab.locator("details[data-facet=place] summary").click()
            tab.tab.locator("details[data-facet=place] input").first.wait_for()
        cells.append(f"{tab.act('details[data-facet=place] input', PLAIN_FILTER):.0f} ms")
    if tab is not None:
        tab.tab.close()
    return cells + ["-"] * (6 - len(cells))


def main() -> None:
    """Print the table."""
    if not CHROMIUM:
        print("no Chromium: name one in the environment variable CHROMIUM")
        return
    from playwright.sync_api import sync_playwright

    makers: dict[str, Callable[[TimelineData, Path], None]] = {
        "this page": page.write_html,
        "plotly SVG": lambda data, path: write_plain(data, path, webgl=False),
        "plotly WebGL": lambda data, path: write_plain(data, path, webgl=True),
    }
    print("| events | | file | load (CPU) | zoom to a month | pan a month | pan a year | filter by place |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        for count in [int(n) for n in sys.argv[1:]] or [1000, 10_000, 100_000]:
            data = demo.many(count)
            for name, make in makers.items():
                path = Path(folder) / f"{count}-{name.replace(' ', '-')}.html"
                make(data, path)
                # A browser of its own: what one page leaves behind slows no other.
                flags = ["--no-sandbox", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
                browser = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
                time.sleep(1)
                cells = measure(browser, path, ours=name == "this page")
                browser.close()
                print(f"| {count:,} | {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
