"""Mentions and articles by hand, from the few words that a test is about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from timeline.intervals import Granularity, Interval
from timeline.models import (
    Actor,
    ActorKind,
    ArticleRef,
    Attribution,
    DateBasis,
    Means,
    Mention,
    Place,
    Quantity,
    Status,
    Toll,
    TollKind,
)

COORDINATES = {
    "Kharkiv": ("Ukraine", "UKR", "Kharkiv Oblast", 49.99, 36.23, 1),
    "Odesa": ("Ukraine", "UKR", "Odesa Oblast", 46.48, 30.73, 1),
    "Kherson": ("Ukraine", "UKR", "Kherson Oblast", 46.64, 32.61, 1),
    "Chuhuiv": ("Ukraine", "UKR", "Kharkiv Oblast", 49.84, 36.68, 1),
    "Crimea": ("Ukraine", "UKR", "Crimea", 45.3, 34.4, 3),
    "Alushta": ("Ukraine", "UKR", "Crimea", 44.67, 34.41, 1),
    "Kharkiv Oblast": ("Ukraine", "UKR", "Kharkiv Oblast", 49.5, 36.5, 3),
    "Ukraine": ("Ukraine", "UKR", "", 49.0, 32.0, None),
    "Belgorod": ("Russia", "RUS", "Belgorod Oblast", 50.6, 36.58, 1),
    "Aleppo": ("Syria", "SYR", "Aleppo", 36.2, 37.16, 1),
    "Tripoli": ("Libya", "LBY", "Tripoli", 32.89, 13.19, 1),
    "Geneva": ("Switzerland", "CHE", "Geneva", 46.2, 6.14, 1),
}
COUNTRY = {
    "Russia": "RUS",
    "Ukraine": "UKR",
    "Lavrov": "RUS",
    "Shoigu": "RUS",
    "Israel": "ISR",
    "Syria": "SYR",
    "Syrian army": "SYR",
    "Tahrir": "SYR",
}

KINDS = {
    "civilians": ActorKind.CIVILIANS,
    "residents": ActorKind.CIVILIANS,
    "Syrian army": ActorKind.STATE,
    "Tahrir": ActorKind.REBEL,
}


def interval(text: str) -> Interval | None:
    """'2024-05-23', '2024-05-23 evening', '2024-05-20/2024-05-23', '2024-05', '2024' or '' for none."""
    if not text:
        return None
    day, _, part = text.partition(" ")
    if part:
        start = {"morning": 6, "afternoon": 12, "evening": 17, "night": 20}[part]
        begin = datetime.fromisoformat(day)
        length = {"morning": 6, "afternoon": 5, "evening": 4, "night": 4}[part]
        return Interval(
            begin + timedelta(hours=start), begin + timedelta(hours=start + length), Granularity.PART
        )
    if "/" in day:
        first, last = map(date.fromisoformat, day.split("/"))
        return Interval.days(first, last)
    if len(day) == 7:
        return Interval.month(int(day[:4]), int(day[5:]))
    if len(day) == 4:
        return Interval.year(int(day))
    return Interval.day(date.fromisoformat(day))


def place(name: str) -> Place | None:
    if not name:
        return None
    country, iso3, admin1, lat, lon, precision = COORDINATES.get(name, ("", "", "", None, None, None))
    return Place(
        text=name, start=0, end=0, name=name, country=country, iso3=iso3, admin1=admin1, latitude=lat,
        longitude=lon, precision=precision,
    )  # fmt: skip


def actor(name: str) -> Actor:
    kind = KINDS.get(name)
    return Actor(text=name, start=0, end=0, name=name, country=COUNTRY.get(name, ""), kind=kind)


def toll(text: str) -> Toll:
    """'killed 2', 'killed 10-12', 'injured 5+'."""
    kind, number = text.split()
    low, dash, high = number.rstrip("+").partition("-")
    top = None if number.endswith("+") else int(high) if dash else int(low)
    return Toll(kind=TollKind(kind), low=int(low), high=top, text=number, start=0, end=0)


def quantity(text: str) -> Quantity:
    """ "6 ? drone" is six and open above, "12 12 km2" an area."""
    low, high, name = text.split()
    is_area = name == "km2"
    return Quantity(
        low=float(low),
        high=None if high == "?" else float(high),
        name="" if is_area else name,
        unit=name if is_area else "",
    )


def mention(
    article: str,
    sentence: str,
    trigger: str,
    when: str = "",
    *,
    where: str = "",
    by: str = "",
    to: str = "",
    tolls: str = "",
    means: str = "",
    quantities: str = "",
    type: str = "ASSAULT",  # noqa: A002
    status: str = "happened",
    basis: str = "inferred",
    said_by: str = "",
    lemma: str = "",
    at: int = 0,
    confidence: float = 0.6,
    **more: Any,
) -> Mention:
    """A mention of `trigger` in `sentence`, which starts at `at`; lists are comma-separated."""
    start = at + sentence.index(trigger)
    names = lambda text: [part.strip() for part in text.split(",") if part.strip()]  # noqa: E731
    name = f"{article}:{start}"
    values: dict[str, Any] = {
        "mention_id": name,
        "event_id": name,
        "article_id": article,
        "trigger": trigger,
        "trigger_start": start,
        "trigger_end": start + len(trigger),
        "lemma": lemma or trigger,
        "sentence": sentence,
        "sentence_start": at,
        "sentence_end": at + len(sentence),
        "interval": interval(when),
        "date_basis": DateBasis(basis) if when else None,
        "plover_type": type,
        "status": Status(status),
        "actors": tuple(map(actor, names(by))),
        "targets": tuple(map(actor, names(to))),
        "place": place(where),
        "tolls": tuple(map(toll, names(tolls))),
        "quantities": tuple(map(quantity, names(quantities))),
        "means": tuple(Means(text=m, start=0, end=0, name=m, kind=m) for m in names(means)),
        "attribution": tuple(
            Attribution(text=n, start=0, end=0, name=n, side=COUNTRY.get(n, "")) for n in names(said_by)
        ),
        "confidence": confidence,
    }
    return Mention(**(values | more))


def article(name: str, dct: str, source: str = "") -> ArticleRef:
    return ArticleRef(id=name, dct=date.fromisoformat(dct), source=source or f"outlet {name}")


def articles(**dates: str) -> dict[str, ArticleRef]:
    """articles(a="2024-05-24", b="2024-05-25")"""
    return {name: article(name, dct) for name, dct in dates.items()}
