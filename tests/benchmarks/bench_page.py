"""The page beside plain plotly, SVG and WebGL, of the same made-up events in the same run.

    python tests/benchmarks/bench_page.py [1000 10000 100000]

Prints a Markdown table. Load is from the start of the navigation to two frames after the chart is drawn, by
the clock and (in brackets) in processor time of its main thread. All else is processor time of the main
thread, which other work on the machine lengthens little: a zoom to a month, a filter by one place, and the
dearest step while the mouse drags a month, or a year, half a chart along, + letting go. Plain plotly is
`write_html` of one trace a type; its zoom, filter and pan are `relayout`, `react` and plotly's own dragging.
Without a graphics card WebGL is drawn by software, in another process, whose time is not in the brackets.
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
        self.cpu = self.worked()

    def worked(self) -> float:
        """Seconds that the main thread has worked."""
        found = self.metrics.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in found if m["name"] == "TaskDuration"))

    def cost(self, step: Callable[[], object]) -> float:
        """Milliseconds of work that a step brings, until it is drawn."""
        before = self.worked()
        step()
        self.tab.evaluate(FRAMES)
        return 1000 * (self.worked() - before)

    def act(self, ours: str, plain: str) -> float:
        """Milliseconds of work for a click on the page, or a call of plotly."""
        click = f"() => document.querySelector({ours!r}).click()"
        return self.cost(lambda: self.tab.evaluate(click if self.ours else plain))

    def pan(self) -> str:
        """Milliseconds of the dearest step of dragging the chart, and of letting go."""
        box = self.tab.locator(".nsewdrag").first.bounding_box()
        far = box["width"] / 2
        x, y = box["x"] + far, box["y"] + min(150, box["height"] / 2)
        mouse = self.tab.mouse
        mouse.move(x, y)
        costs = [self.cost(mouse.down)]
        for step in range(1, 11):
            costs.append(self.cost(lambda step=step: mouse.move(x - far * step / 10, y)))  # type: ignore[misc]
        release = self.cost(mouse.up) + self.cost(lambda: self.tab.wait_for_timeout(300))
        return f"{max(costs):.0f} + {release:.0f} ms"


def measure(browser: Any, path: Path, ours: bool) -> list[str]:
    """The cells of one row."""
    cells = [f"{path.stat().st_size / 1e6:.1f} MB"]
    tab = None
    with contextlib.suppress(Exception):  # too slow to go on with: the cells that are missing say so
        tab = Tab(browser, path, ours)
        cells.append(f"{tab.load:.2f} s ({tab.cpu:.2f} s)")
        cells.append(f"{tab.act('[data-zoom=month]', PLAIN_ZOOM):.0f} ms")
        cells.append(tab.pan())
        tab.act(".zoom [data-zoom=year]", PLAIN_YEAR)
        cells.append(tab.pan())
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
