"""The plotly Figure: points for days, bars in true width, lanes, escaped text; and the palette."""

from __future__ import annotations

import itertools
import math
from datetime import date, datetime

import pytest

from timeline.export.columns import is_mutual, quad_class
from timeline.intervals import Granularity, Interval
from timeline.models import Event, Status, TimelineData
from timeline.page import chart, figure, lanes
from timeline.page.looks import looks

from . import demo

DAY_MS = 86_400_000
PART = Granularity.PART


def one(interval: Interval | None, **more: object) -> TimelineData:
    return TimelineData(
        events=(Event(event_id="e", title="t", interval=interval, mention_ids=(), article_ids=(), **more),)  # type: ignore[arg-type]
    )


def drawn(data: TimelineData, role: str) -> list[object]:
    return [t for t in figure(data).data if t.meta and t.meta["role"] == role]


@pytest.mark.parametrize(
    ("interval", "middle"),
    [
        (Interval.day(date(2024, 5, 3)), datetime(2024, 5, 3, 12)),
        (Interval(datetime(2024, 5, 3, 17), datetime(2024, 5, 3, 21), PART), datetime(2024, 5, 3, 19)),
        (Interval(datetime(2024, 5, 3, 22), datetime(2024, 5, 4, 6), PART), datetime(2024, 5, 4, 2)),
    ],
)  # fmt: skip
def test_a_day_or_less_is_a_point_in_its_place(interval: Interval, middle: datetime) -> None:
    (points,) = drawn(one(interval), "points")
    assert [str(x) for x in points.x] == [str(middle)]  # type: ignore[attr-defined]
    assert drawn(one(interval), "bars") == []


@pytest.mark.parametrize(
    ("interval", "days", "hatch"),
    [
        (Interval.month(2023, 7), 31, "/"),
        (Interval.days(date(2024, 5, 20), date(2024, 5, 23)), 4, "/"),
        (Interval.year(2024), 366, "/"),
        (Interval(datetime(2024, 5, 3), datetime(2024, 5, 10), Granularity.SPAN, lasting=True), 7, ""),
    ],
)
def test_longer_is_a_bar_in_true_width(interval: Interval, days: int, hatch: str) -> None:
    (bars,) = drawn(one(interval), "bars")
    assert list(bars.x) == [days * DAY_MS]  # type: ignore[attr-defined]
    assert [str(b) for b in bars.base] == [str(interval.start)]  # type: ignore[attr-defined]
    assert list(bars.marker.pattern.shape) == [hatch]  # type: ignore[attr-defined]
    assert drawn(one(interval), "points") == []


def test_an_event_without_a_date_is_not_drawn() -> None:
    assert [t for t in figure(one(None)).data if t.meta] == []


@pytest.mark.parametrize(
    "interval",
    [
        Interval(datetime(2024, 1, 1), None, Granularity.DAY),
        Interval(None, datetime(2024, 1, 1), Granularity.DAY),
        Interval(None, datetime(1, 1, 2), Granularity.DAY),
        Interval(datetime(9999, 12, 30), None, Granularity.DAY),
    ],
)
def test_open_ends_get_a_width(interval: Interval) -> None:
    (bars,) = drawn(one(interval, date_text="then"), "bars") or drawn(
        one(interval, date_text="then"), "points"
    )
    assert len(bars.y) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("start", "end", "symbol"),
    [
        (datetime(2024, 1, 1), None, "triangle-right"),
        (None, datetime(2024, 1, 1), "triangle-left"),
        (datetime(2024, 1, 1), datetime(2024, 3, 1), None),
    ],
)
def test_an_open_end_has_an_arrow(start: datetime | None, end: datetime | None, symbol: str | None) -> None:
    made = figure(one(Interval(start, end, Granularity.DAY), date_text="then"))
    arrows = [t for t in made.data if t.name == chart.OPEN_END]
    assert [list(t.marker.symbol) for t in arrows] == ([[symbol]] if symbol else [])


def test_background_that_no_words_date_is_not_drawn() -> None:
    assert drawn(one(Interval(None, datetime(2024, 1, 1), Granularity.DAY)), "bars") == []


def test_the_window_is_what_the_articles_are_about() -> None:
    first, last = figure(demo.timeline()).layout.xaxis.range
    assert datetime(2023, 3, 1) < first < datetime(2023, 4, 15)  # not 2014, which is told as background
    assert datetime(2024, 6, 30) < last < datetime(2024, 8, 1)
    assert figure(one(Interval.day(date(2024, 1, 1)))).layout.xaxis.range is None


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_own_symbol(status: Status) -> None:
    (points,) = drawn(one(Interval.day(date(2024, 1, 1)), status=status), "points")
    assert list(points.marker.symbol) == [looks().symbol_of(status.value)]  # type: ignore[attr-defined]
    assert len({look.symbol for look in looks().statuses}) == len(list(Status))


@pytest.mark.parametrize("kind", lanes.KINDS)
def test_lanes_hold_every_dated_event(kind: str) -> None:
    data = demo.timeline()
    chart_ = figure(data, lanes=kind)
    shown = {e for t in chart_.data if t.meta for e in t.customdata}
    assert shown == {e.event_id for e in data.events if e.interval}
    assert len(chart_.layout.yaxis.ticktext) <= (22 if kind == "type" else lanes.MAX_LANES)


def test_unknown_lanes_are_refused() -> None:
    with pytest.raises(ValueError, match="type, actor, place, source"):
        figure(TimelineData(), lanes="colour")


def test_more_sources_are_larger() -> None:
    sizes = [chart.marker_size(n) for n in (0, 1, 2, 5, 10, 10_000)]
    assert sizes == sorted(sizes)
    assert sizes[0] == sizes[1]
    assert sizes[-1] == chart.SIZE_MAX


@pytest.mark.parametrize("kind", lanes.KINDS)
def test_no_markup_from_articles_reaches_plotly(kind: str) -> None:
    text = figure(demo.hostile(), lanes=kind).to_json()
    for tag in ("<img", "<script", "</script", "<u>", "\\u003cimg", "\\u003cscript", "\\u003cu\\u003e"):
        assert tag not in text


def test_no_two_marks_of_a_lane_lie_on_each_other() -> None:
    assert lanes.pack([(0, 2), (1, 3), (2.2, 4), (4, 5)], gap=0.5) == [0, 1, 2, 0]
    assert lanes.pack([], gap=1) == []


def luminance(colour: str) -> float:
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def lab(rgb: list[float]) -> tuple[float, float, float]:
    r, g, b = (min(1.0, max(0.0, c)) for c in rgb)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


# Machado, Oliveira and Fernandes 2009, severity 1.0.
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_stay_apart_for_every_eye(theme: str, sight: str) -> None:
    def see(colour: str) -> tuple[float, float, float]:
        return lab([sum(m * c for m, c in zip(row, linear(colour), strict=True)) for row in SIGHT[sight]])

    seen = {family.id: see(getattr(family, theme)) for family in looks().families}
    for one_, other in itertools.combinations(seen, 2):
        assert math.dist(seen[one_], seen[other]) >= 12, (one_, other)


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#14171c")])
def test_colours_stand_out_from_their_ground(theme: str, ground: str) -> None:
    for family in looks().families:
        dark, light = sorted((luminance(getattr(family, theme)), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 3, family.id


def test_every_type_has_one_family_and_a_label() -> None:
    codes = [code for family in looks().families for code in family.codes]
    assert len(codes) == len(set(codes)) == 22
    assert set(codes) == set(looks().types)
    assert {look.id for look in looks().statuses} == {status.value for status in Status}
    assert looks().family_of("NEW_CODE").id == "other"
    assert looks().label_of("NEW_CODE") == "NEW_CODE"


def test_the_groups_of_types_are_those_of_the_export() -> None:
    """The layers keep the page from reading export's table; this test keeps the two the same."""
    for code in looks().types:
        assert looks().quads.get(code) == quad_class(code), code
        assert (code in looks().mutual) == is_mutual(code, ""), code
    for sub_type in ("Armed clash", "Agreement", "Attack", "Arrests", "Other"):
        assert (sub_type in looks().mutual) == is_mutual("", sub_type), sub_type
