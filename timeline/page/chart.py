"""How the chart looks: plotly traces with every style and no data, and a light and a dark template.

`figure()` fills these traces in Python; the page carries them as JSON and its script fills them for the
visible window. So a notebook and the page cannot drift apart.
"""

from __future__ import annotations

import json
import math
from typing import Any

import plotly.graph_objects as go

from timeline.page.looks import Family, looks
from timeline.page.pack import SENTENCES_A_SCRIPT

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
# Diameter in pixels: SIZE_BASE + SIZE_STEP * sqrt(number of sources), at most SIZE_MAX.
SIZE_BASE, SIZE_STEP, SIZE_MAX = 6.0, 5.0, 24.0
# The head of a bar whose end (or beginning) nobody told, and its words in the legend.
ARROW_SIZE, OPEN_END = 15, "arrow: goes on, no end (or beginning) told"

_THEMES = {
    "light": {"paper": "#ffffff", "ink": "#1b2027", "soft": "#5a6472", "grid": "#e4e7ec", "band": "#f6f7f9"},
    "dark": {"paper": "#14171c", "ink": "#eceff3", "soft": "#a3adba", "grid": "#2b313a", "band": "#1a1e25"},
}


def tint(colour: str) -> str:
    """A colour at a sixth of its strength, to lie behind hatching."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"


def marker_size(sources: int) -> float:
    """Diameter of a marker in pixels, by the number of sources."""
    return round(min(SIZE_MAX, SIZE_BASE + SIZE_STEP * math.sqrt(max(1, sources))), 1)


def template(theme: str) -> go.layout.Template:
    """The plotly template of the light or the dark theme."""
    colour = _THEMES[theme]
    axis = {
        "gridcolor": colour["grid"],
        "linecolor": colour["grid"],
        "tickfont": {"color": colour["soft"], "size": 12},
        "zeroline": False,
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": colour["paper"],
            "plot_bgcolor": colour["paper"],
            "font": {"family": FONT, "color": colour["ink"], "size": 13},
            "colorway": [getattr(f, theme) for f in looks().families],
            "hoverlabel": {
                "bgcolor": colour["paper"],
                "bordercolor": colour["soft"],
                "font": {"color": colour["ink"], "family": FONT, "size": 13},
                "align": "left",
            },
            "xaxis": axis,
            "yaxis": axis,
            # Bands behind every other lane; the script reads the colour from here.
            "meta": {"band": colour["band"], "soft": colour["soft"]},
        }
    )


def layout() -> dict[str, Any]:
    """The layout that both figures share: time on x, lanes on y."""
    return {
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "closest",
        "dragmode": "pan",
        "margin": {"l": 8, "r": 16, "t": 34, "b": 12},
        "showlegend": False,
        "xaxis": {
            "type": "date",
            "side": "top",
            "automargin": False,
            "ticklabelmode": "instant",
            "showgrid": True,
            "ticks": "outside",
            "ticklen": 4,
            # Day before month, as in the rest of the page.
            "tickformatstops": [
                {"dtickrange": [None, 82_800_000], "value": "%H:%M\n%-d %b %Y"},
                {"dtickrange": [82_800_000, "M1"], "value": "%-d %b\n%Y"},
                {"dtickrange": ["M1", "M12"], "value": "%b %Y"},
                {"dtickrange": ["M12", None], "value": "%Y"},
            ],
        },
        "yaxis": {
            "autorange": False,
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
            # The names are made to fit; measuring them again takes a sixth of a drawing.
            "ticklabeloverflow": "allow",
        },
    }


def bars(family: Family, colour: str) -> go.Bar:
    """Stretches of time in their true width: hatched for "at some time within", plain for what lasted."""
    return go.Bar(
        name=family.label,
        meta={"role": "bars", "family": family.id},
        legendgroup=family.id,
        showlegend=False,
        orientation="h",
        x=[],
        y=[],
        base=[],
        width=[],
        marker={
            "color": colour,
            "line": {"color": colour, "width": 1},
            # Hatching takes the colour, on a tint of it; a bar without hatching is plain.
            "pattern": {
                "shape": [],
                "fillmode": "replace",
                "bgcolor": tint(colour),
                "size": 6,
                "solidity": 0.25,
                "fgopacity": 0.6,
            },
            "opacity": [],
        },
        hovertemplate="%{hovertext}<extra></extra>",
        hovertext=[],
        customdata=[],
    )


def points(family: Family, colour: str) -> go.Scatter:
    """Single days, parts of a day and clock times; the symbol tells whether it happened."""
    return go.Scatter(
        name=family.label,
        meta={"role": "points", "family": family.id},
        legendgroup=family.id,
        mode="markers",
        x=[],
        y=[],
        marker={
            "color": colour,
            "symbol": [],
            "size": [],
            "opacity": [],
            "line": {"width": 2, "color": colour},
        },
        hovertemplate="%{hovertext}<extra></extra>",
        hovertext=[],
        customdata=[],
        cliponaxis=False,
    )


def counts(family: Family, colour: str) -> go.Scatter:
    """Events per day, week or month, stacked, for when there are too many to draw one by one.

    Steps in one outline, which look like bars without gaps: hundreds of bars take a browser ten times longer.
    """
    return go.Scatter(
        name=family.label,
        meta={"role": "counts", "family": family.id},
        legendgroup=family.id,
        mode="lines",
        stackgroup="counts",
        x=[],
        y=[],
        line={"shape": "hvh", "width": 0, "color": colour},
        fillcolor=colour,
        hoverinfo="skip",
    )


def totals() -> go.Scatter:
    """What the stacks have in common: the words of their hover label, and the place to click."""
    return go.Scatter(
        meta={"role": "totals"},
        mode="lines",
        x=[],
        y=[],
        line={"width": 0},
        hovertemplate="%{hovertext}<extra></extra>",
        hovertext=[],
        customdata=[],
    )


def shell() -> dict[str, Any]:
    """The empty figure and both templates as plain values, for the page."""
    families = looks().families
    # One trace for all bars and one for all points, coloured mark by mark: each further trace costs time.
    traces: list[Any] = [bars(families[0], families[0].light), points(families[0], families[0].light)]
    for trace in traces:
        trace.update(name=None, legendgroup=None, meta={"role": trace.meta["role"]})
    traces.append(
        go.Scatter(
            meta={"role": "labels"},
            mode="text",
            x=[],
            y=[],
            text=[],
            hoverinfo="skip",
            textposition=[],
            textfont={"size": 12},
            cliponaxis=False,
        )
    )
    traces.append(
        go.Scatter(
            meta={"role": "cursor"},
            mode="markers",
            x=[],
            y=[],
            hoverinfo="skip",
            marker={"symbol": "circle-open", "size": 26, "line": {"width": 2.5}},
        )
    )
    traces += [counts(f, f.light) for f in families]
    traces.append(totals())
    figure = go.Figure(data=traces, layout=layout())
    figure.layout.template = None
    plain: dict[str, Any] = json.loads(figure.to_json())
    plain["layout"].pop("template", None)
    plain["templates"] = {theme: template(theme).to_plotly_json() for theme in _THEMES}
    plain["sentences"] = SENTENCES_A_SCRIPT
    plain["arrow"] = {"size": ARROW_SIZE, "label": OPEN_END}
    plain["sizes"] = {"base": SIZE_BASE, "step": SIZE_STEP, "max": SIZE_MAX}
    return plain
