"""The event table read back from a CSV (plain or with HXL hashtags), as far as a table goes.

What comes back: every event with its dates, types, actors, place, tolls killed and injured, and the
sentence that stands for it. What a CSV cannot give back: the other tellings, times of day, means and other
tolls, why tellings were merged, links between events, outlet and date of articles where an event has
several, and anything about articles that tell of no event. The reader says so, as a warning among the
problems of the timeline.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from timeline.errors import SourceError
from timeline.export.columns import LIST_JOIN, columns, is_mutual
from timeline.export.csv import is_formula
from timeline.intervals import Granularity, Interval
from timeline.models import (
    Actor,
    ActorKind,
    ArticleRef,
    Attribution,
    DateBasis,
    Event,
    Mention,
    Place,
    Problem,
    Quantity,
    Severity,
    Status,
    TimelineData,
    Toll,
    TollKind,
)

__all__ = ["NEEDED", "read_csv"]

NEEDED: Final = ("event_id", "event_date", "date_start", "date_end", "date_edtf", "status", "mention_ids")
"""Columns by which our table is known."""

_Any = TypeVar("_Any")


def read_csv(path: Path) -> TimelineData:
    """Read the events of a CSV that `write_csv` or `write_hxl` wrote.

    Raises:
        SourceError: a column is missing, or a cell holds what its column cannot hold.
    """
    events: list[Event] = []
    mentions: list[Mention] = []
    articles: dict[str, ArticleRef] = {}
    n_unknown = 0
    with _long_cells(), path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise SourceError(f"{path} has no column {missing[0]!r}; give a table that this program wrote.")
        try:
            for row in reader:
                if (row["event_id"] or "").startswith("#"):  # HXL hashtags
                    continue
                cells = _Cells(row, f"{path}, line {reader.line_num}")
                event = _event(cells)
                events.append(event)
                mentions += _mentions(cells, event)
                found = list(_articles(cells))
                n_unknown += len(found) < len(event.article_ids)
                articles |= {article.id: article for article in found}
        except (csv.Error, UnicodeDecodeError) as error:
            raise SourceError(f"{path} cannot be read as CSV ({error}).") from None
    return TimelineData(
        events=tuple(events),
        mentions=tuple(mentions),
        articles=tuple(articles[key] for key in sorted(articles)),
        problems=(_warning(path, n_unknown),),
    )


def _warning(path: Path, n_unknown: int) -> Problem:
    which = f", or the dates of the articles of {n_unknown} events" if n_unknown else ""
    return Problem(
        where=str(path),
        code="from-csv",
        message=f"{path} is a CSV: it keeps one telling of each event and no times of day, means, reasons or "
        f"links{which}; JSON lines, SQLite, DuckDB and Parquet keep all.",
        severity=Severity.WARNING,
    )


class _Cells:
    """A row whose cells are read by their column's type; an unreadable one names its line and column."""

    def __init__(self, row: Mapping[str, str | None], where: str) -> None:
        self.row = row
        self.where = where

    def text(self, name: str) -> str:
        value = self.row.get(name) or ""
        return value[1:] if value.startswith("'") and is_formula(value[1:]) else value

    def list(self, name: str) -> tuple[str, ...]:
        return tuple(item for item in self.text(name).split(LIST_JOIN) if item)

    def made(self, name: str, make: Callable[[str], _Any]) -> _Any | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return make(text)
        except (ValueError, OverflowError):
            kind = next(column.type for column in columns() if column.name == name)
            raise SourceError(
                f"{self.where}: column {name} holds {text[:40]!r}, which is no {kind} of ours; "
                "a spreadsheet may have changed it."
            ) from None

    def number(self, name: str) -> int | None:
        return self.made(name, lambda text: int(text.removesuffix(".0")))

    def flag(self, name: str) -> bool:
        return self.text(name).lower() == "true"


def _event(cells: _Cells) -> Event:
    doers, targets = _sides(cells)
    killed, best = _tolls(cells)
    try:
        return Event(
            event_id=cells.text("event_id"),
            title=cells.text("title"),
            interval=_interval(cells),
            date_basis=cells.made("date_basis", DateBasis),
            date_text=cells.text("date_text"),
            date_why=cells.text("date_why"),
            date_conflict=cells.text("date_conflict"),
            plover_type=cells.text("plover_type"),
            plover_mode=cells.text("plover_mode"),
            event_type=cells.text("event_type"),
            sub_event_type=cells.text("sub_event_type"),
            contexts=cells.list("contexts"),
            status=cells.made("status", Status) or Status.HAPPENED,
            attribution=tuple(Attribution(text=n, start=0, end=0, name=n) for n in cells.list("attribution")),
            trigger=cells.text("trigger"),
            actors=doers,
            targets=targets,
            place=_place(cells),
            tolls=killed,
            best=best,
            quantities=cells.made("quantities", _quantities) or (),
            mention_ids=cells.list("mention_ids"),
            article_ids=cells.list("article_ids"),
            sources=cells.list("source"),
            confidence=cells.made("confidence", float) or 0.0,
        )
    except ValidationError as error:
        raise SourceError(f"{cells.where} is no event ({error.errors()[0]['msg'].lower()}).") from None


def _interval(cells: _Cells) -> Interval | None:
    first = cells.made("date_start", date.fromisoformat)
    last = cells.made("date_end", date.fromisoformat)
    if first is None and last is None:
        return None
    edtf = cells.text("date_edtf")
    bare = edtf.rstrip("~?%")
    lasting = cells.flag("lasting")
    marks = {"approximate": edtf.endswith(("~", "%")), "uncertain": edtf.endswith(("?", "%"))}
    if first is None or last is None:
        known = edtf.split("/")[0 if first else -1]
        marks = {"approximate": known.endswith(("~", "%")), "uncertain": known.endswith(("?", "%"))}
        start = datetime.combine(first, datetime.min.time()) if first else None
        end = datetime.combine(last, datetime.min.time()) + timedelta(days=1) if last else None
        return Interval(start, end, Granularity.DAY, lasting=lasting, **marks)
    if last < first:
        raise SourceError(f"{cells.where}: date_end is before date_start.")
    whole = Interval.days(first, last)
    grain = _granularity(bare, first, last)
    if lasting and first != last:
        # UCDP's code 1 for several days says that they were named one by one (`Interval.date_prec`).
        spans = cells.number("date_prec") == 1
        grain = Granularity.SPAN if spans else Granularity.DAY if grain is Granularity.SPAN else grain
    return Interval(whole.start, whole.end, grain, lasting=lasting, **marks)


def _granularity(edtf: str, first: date, last: date) -> Granularity:
    if first == last:
        return Granularity.DAY
    if edtf.endswith("X"):
        return Granularity.DECADE
    if "/" not in edtf:
        return {4: Granularity.YEAR, 7: Granularity.MONTH}.get(len(edtf), Granularity.SPAN)
    monday = first.weekday() == 0 and (last - first).days == 6
    return Granularity.WEEK if monday else Granularity.SPAN


def _sides(cells: _Cells) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    first, second = (_actor(cells, number) for number in ("1", "2"))
    others = tuple(map(_named, cells.list("assoc_actor_1")))
    further = tuple(map(_named, cells.list("assoc_actor_2")))
    doers = (first,) if first else ()
    mutual = is_mutual(cells.text("plover_type"), cells.text("sub_event_type"))
    if first and second and mutual and not cells.flag("directed"):
        return (first, second, *others), ()
    return (*doers, *others), ((second,) if second else ()) + further


def _actor(cells: _Cells, number: str) -> Actor | None:
    name = cells.text(f"actor{number}")
    if not name:
        return None
    country = cells.text(f"actor{number}_country")
    return _named(name).model_copy(
        update={"country": country, "kind": cells.made(f"inter{number}", ActorKind)}
    )


def _named(name: str) -> Actor:
    return Actor(text=name, start=0, end=0, name=name)


def _place(cells: _Cells) -> Place | None:
    name, country = cells.text("location"), cells.text("country")
    if not (name or country or cells.text("location_text")):
        return None
    return Place(
        text=cells.text("location_text"),
        start=0,
        end=0,
        name=name,
        country=country,
        iso3=_iso3(cells.number("iso")),
        admin1=cells.text("admin1"),
        latitude=cells.made("latitude", float),
        longitude=cells.made("longitude", float),
        precision=cells.number("geo_precision"),
    )


def _iso3(number: int | None) -> str:
    if number is None:
        return ""
    from timeline.places.countries import all_countries

    return next((country.iso3 for country in all_countries() if country.iso_num == number), "")


def _tolls(cells: _Cells) -> tuple[tuple[Toll, ...], dict[TollKind, int]]:
    low, high = cells.number("fatalities_low"), cells.number("fatalities_high")
    killed = () if low is None else (Toll(kind=TollKind.KILLED, low=low, high=high, text="", start=0, end=0),)
    figures = {TollKind.KILLED: cells.number("fatalities"), TollKind.INJURED: cells.number("injured")}
    return killed, {kind: figure for kind, figure in figures.items() if figure is not None}


def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(_quantity(item) for item in text.split(LIST_JOIN) if item)


def _quantity(text: str) -> Quantity:
    """What `Quantity.words` wrote.

    Raises:
        ValueError: it was not that.
    """
    amount, _, name = text.partition(" ")
    low, dash, high = amount.removesuffix("+").partition("-")
    is_area = name == "km2"
    return Quantity(
        low=float(low),
        high=None if amount.endswith("+") else float(high if dash else low),
        name="" if is_area else name,
        unit=name if is_area else "",
        text=text,
    )


def _mentions(cells: _Cells, event: Event) -> Iterator[Mention]:
    """The one telling whose sentence stands in the row."""
    names = ("trigger_start", "trigger_end", "sentence_start", "sentence_end")
    offsets = {name: found for name in names if (found := cells.number(name)) is not None}
    if not event.mention_ids or len(offsets) < len(names) or not cells.text("article_id"):
        return
    kept = (
        "interval", "date_basis", "date_text", "date_why", "plover_type", "plover_mode", "event_type",
        "sub_event_type", "status", "title", "trigger", "actors", "targets", "place", "quantities",
        "event_id",
    )  # fmt: skip
    yield Mention(
        mention_id=event.mention_ids[0],
        article_id=cells.text("article_id"),
        sentence=cells.text("notes"),
        **offsets,
        **{name: getattr(event, name) for name in kept},
    )


def _articles(cells: _Cells) -> Iterable[ArticleRef]:
    """The articles whose day is sure: the only one, or several of one day; the days are in order of time."""
    ids, days = cells.list("article_ids"), cells.list("source_date")
    if not ids or len(set(days)) != 1:
        return
    dct = cells.made("source_date", lambda _: date.fromisoformat(days[0]))
    assert dct is not None
    # Lists have no repeats and no gaps: they line up with the articles only when none is missing.
    lined = {
        name: found if len(found) == len(ids) else ("",) * len(ids)
        for name in ("source", "source_url", "source_headline")
        for found in [cells.list(name)]
    }
    for number, known in enumerate(ids):
        source, url, title = (lined[name][number] for name in ("source", "source_url", "source_headline"))
        yield ArticleRef(id=known, dct=dct, source=source, url=url, title=title)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Cells as long as we write them: an event of thousands of articles lists them all in one."""
    before = csv.field_size_limit(2**28)
    try:
        yield
    finally:
        csv.field_size_limit(before)
