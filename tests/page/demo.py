"""Hand-made timelines: about 40 events of two conflicts (demo.jsonl), and text meant to do harm."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from timeline.intervals import Granularity, Interval
from timeline.models import (
    Actor,
    ArticleRef,
    Attribution,
    DateBasis,
    Event,
    Means,
    Mention,
    MergeReason,
    Place,
    Problem,
    Related,
    Severity,
    Status,
    TimelineData,
    Timex,
    TimexType,
    Toll,
    TollKind,
)

ROWS = [json.loads(line) for line in (Path(__file__).parent / "demo.jsonl").read_text("utf-8").splitlines()]
PLACES: dict[str, tuple[str, str, str, float, float, int]] = {
    "Crimea": ("Ukraine", "UKR", "Crimea", 45.3, 34.4, 3),
    "Kyiv": ("Ukraine", "UKR", "Kyiv City", 50.45, 30.52, 1),
    "Kharkiv": ("Ukraine", "UKR", "Kharkiv", 49.99, 36.23, 1),
    "Odesa": ("Ukraine", "UKR", "Odesa", 46.48, 30.73, 1),
    "Moscow": ("Russia", "RUS", "Moscow", 55.75, 37.62, 1),
    "Khartoum": ("Sudan", "SDN", "Khartoum", 15.5, 32.56, 1),
    "El Fasher": ("Sudan", "SDN", "North Darfur", 13.63, 25.35, 1),
    "Jeddah": ("Saudi Arabia", "SAU", "Makkah", 21.49, 39.19, 1),
    "Port Sudan": ("Sudan", "SDN", "Red Sea", 19.62, 37.22, 1),
}
COUNTRIES = {
    "Ukraine": "UKR",
    "Russia": "RUS",
    "United States": "USA",
    "Sergei Shoigu": "RUS",
    "Sergei Lavrov": "RUS",
    "Rapid Support Forces": "SDN",
    "Sudanese Armed Forces": "SDN",
    "Saudi Arabia": "SAU",
    "Volodymyr Zelensky": "UKR",
}
SOURCES = (
    "a wire service",
    "a Kyiv daily",
    "an independent Russian daily",
    "a Gulf broadcaster",
    "a Khartoum weekly",
)
PARTS = {"evening": ("17:00", "21:00"), "morning": ("05:00", "12:00"), "03:30": ("03:30", "03:31")}


def at(text: str) -> Interval:
    """'2024-05-23', '2024-05-23 evening', '2023-07', '2023', 'DAY/DAY', 'DAY/DAY!' (lasting), 'since DAY'."""
    if text.startswith("since "):
        return Interval(datetime.fromisoformat(text[6:]), None, Granularity.DAY, lasting=True)
    if "/" in text:
        first, last = (date.fromisoformat(part.rstrip("!")) for part in text.split("/"))
        span = Interval.days(first, last)
        return Interval(span.start, span.end, Granularity.SPAN, lasting=text.endswith("!"))
    if " " in text:
        day, part = text.split(" ")
        start, end = (datetime.fromisoformat(f"{day}T{clock}") for clock in PARTS[part])
        return Interval(start, end, Granularity.PART)
    if len(text) == 4:
        return Interval.year(int(text))
    if len(text) == 7:
        return Interval.month(int(text[:4]), int(text[5:]))
    return Interval.day(date.fromisoformat(text))


def actor(name: str) -> Actor:
    return Actor(text=name, start=0, end=len(name), name=name, country=COUNTRIES.get(name, ""))


def place(name: str | None) -> Place | None:
    if name is None:
        return None
    country, iso3, admin1, latitude, longitude, precision = PLACES[name]
    return Place(
        text=name,
        start=0,
        end=len(name),
        name=name,
        country=country,
        iso3=iso3,
        admin1=admin1,
        latitude=latitude,
        longitude=longitude,
        precision=precision,
    )


def mention(
    number: str,
    ref: ArticleRef,
    sentence: str,
    trigger: str,
    said: str = "",
    status: Status = Status.HAPPENED,
) -> Mention:
    """One telling; the offsets of trigger and time expression are found in the sentence."""
    base = 120
    start = base + max(0, sentence.find(trigger))
    timex = None
    if said and said in sentence:
        left = base + sentence.index(said)
        timex = Timex(
            id="t1", start=left, end=left + len(said), text=said, type=TimexType.DATE, rule="date.demo"
        )
    return Mention(
        mention_id=number,
        event_id=number,
        article_id=ref.id,
        trigger=trigger,
        trigger_start=start,
        trigger_end=start + len(trigger),
        sentence=sentence,
        sentence_start=base,
        sentence_end=base + len(sentence),
        timex=timex,
        date_text=said,
        date_why=f"“{said}” counts from the publication date {ref.dct}" if said else "",
        status=status,
        confidence=0.8,
    )


def timeline() -> TimelineData:
    """The demonstration data."""
    events: list[Event] = []
    mentions: list[Mention] = []
    articles: list[ArticleRef] = []
    for number, row in enumerate(ROWS):
        span = at(row["when"]) if row["when"] else None
        day = span.last_day if span and span.last_day else date(2024, 5, 30)
        # Background is told by an article of its time; nothing is published after the last report.
        published = date(2024, 3, 1) if row["when"] == "2014" else min(day, date(2024, 6, 2))
        own = []
        for source in row["sources"]:
            ref = ArticleRef(
                id=f"article-{len(articles):03d}",
                dct=published,
                source=SOURCES[source],
                title=f"{row['title']}: report by {SOURCES[source]}",
                url=f"https://example.org/{len(articles)}",
            )
            articles.append(ref)
            first = source == row["sources"][0]
            text = (
                row["sentence"]
                if first
                else f"{SOURCES[source][0].upper()}{SOURCES[source][1:]} reports: {row['sentence']}"
            )
            own.append(
                mention(f"m{number}-{source}", ref, text, row["trigger"], row["said"], Status(row["status"]))
            )
        mentions += own
        events.append(event(number, row, span, own))
    problems = (
        Problem(
            where="notes.txt",
            code="no-date",
            message="notes.txt has no publication date; give it one with --date.",
        ),
        Problem(where="old.txt", code="short", message="old.txt holds one line.", severity=Severity.WARNING),
    )
    return TimelineData(
        events=tuple(events), mentions=tuple(mentions), articles=tuple(articles), problems=problems
    )


def event(number: int, row: dict[str, Any], span: Interval | None, own: list[Mention]) -> Event:
    low, high, best = row["killed"] or (0, 0, 0)
    killed = Toll(kind=TollKind.KILLED, low=low, high=high, text=str(low), start=0, end=1)
    ministry = Attribution(
        text="the ministry", start=0, end=12, name="Russia's defence ministry", cue="said", side="RUS"
    )
    return Event(
        event_id=f"e{number}",
        title=row["title"],
        interval=span,
        date_basis=DateBasis.INFERRED if span else None,
        date_text=row["said"],
        date_why=own[0].date_why,
        plover_type=row["type"],
        status=Status(row["status"]),
        trigger=row["trigger"],
        actors=tuple(actor(name) for name in row["by"]),
        targets=tuple(actor(name) for name in row["against"]),
        place=place(row["place"]),
        tolls=(killed,) if row["killed"] else (),
        best={TollKind.KILLED: best} if row["killed"] else {},
        means=(Means(text="ATACMS", start=0, end=6, name="ATACMS", kind="missile"),) if number == 0 else (),
        attribution=(ministry,) if row["status"] in ("claimed", "denied") else (),
        mention_ids=tuple(m.mention_id for m in own),
        article_ids=tuple(m.article_id for m in own),
        sources=tuple(SOURCES[source] for source in row["sources"]),
        reasons=tuple(
            MergeReason(
                mention_id=m.mention_id,
                with_id=own[0].mention_id,
                score=0.9,
                why="same day, place and trigger",
            )
            for m in own[1:]
        ),
        related=(Related(event_id="e7", relation="denies"),) if row["status"] == "denied" else (),
        confidence=0.95 if len(own) > 1 else 0.6,
    )


def totals() -> TimelineData:
    """Totals of long stretches, open ends, copies in other outlets: where page and table could part ways.

    The first event is told by one article that two more outlets carried in the same words. The others are the
    same toll over ever longer stretches: the columns leave out what lasted more than 31 days.
    """
    spans = (
        Interval.day(date(2024, 5, 24)),
        _lasting(date(2024, 5, 1), date(2024, 5, 31)),
        _lasting(date(2024, 5, 1), date(2024, 6, 1)),
        Interval.days(date(2024, 4, 1), date(2024, 5, 31)),
        Interval(datetime(2022, 2, 24), None, Granularity.DAY, lasting=True),
        Interval(None, datetime(2024, 5, 1), Granularity.DAY, lasting=True),
        None,
    )
    articles, mentions, events = [], [], []
    for number, span in enumerate(spans):
        ref = ArticleRef(
            id=f"own-{number}",
            dct=date(2024, 6, 2),
            # The moment in another zone than the day that the source gave.
            dct_time=datetime.fromisoformat("2024-06-01T23:30:00+00:00") if number == 1 else None,
            source="" if number == 6 else SOURCES[number % 2 * 2],
            title=f"Report {number}, with a comma; and a semicolon",
            url=f"https://example.org/own/{number}",
        )
        sentence = f'Over {100 + number} were killed and 7 injured in the fighting, "officials" said.'
        told = mention(f"t{number}", ref, sentence, "killed", "since" if number == 4 else "")
        articles.append(ref)
        mentions.append(told)
        tolls = (
            Toll(kind=TollKind.KILLED, low=100 + number, high=None, text="over", start=0, end=4),
            Toll(kind=TollKind.INJURED, low=7, high=7, text="7", start=5, end=6),
        )
        events.append(
            Event(
                event_id=f"total-{number}",
                title=f"Fighting kills over {100 + number}",
                interval=span,
                date_text="so long" if span else "",
                date_basis=DateBasis.STATED if span else None,
                plover_type="ASSAULT",
                tolls=tolls,
                best={TollKind.KILLED: 100 + number},
                mention_ids=(told.mention_id,),
                article_ids=(ref.id,),
                sources=(ref.source,) if number < 5 else (),
                copy_ids=("copy-1", "copy-2", "gone") if number == 0 else (),
                confidence=0.5 + number / 100,
            )
        )
    for number, source in ((1, SOURCES[1]), (2, SOURCES[3])):
        articles.append(
            ArticleRef(
                id=f"copy-{number}",
                dct=date(2024, 6, 3),
                source=source,
                title=f"The same words again {number}",
                url=f"https://example.org/copy/{number}",
                duplicate_of="own-0",
            )
        )
    return TimelineData(events=tuple(events), mentions=tuple(mentions), articles=tuple(articles))


def _lasting(first: date, last: date) -> Interval:
    span = Interval.days(first, last)
    return Interval(span.start, span.end, Granularity.SPAN, lasting=True)


HOSTILE_TITLE = (
    '<img src=x onerror="window.hacked=1"><b>bold</b></script>'
    "<script>window.hacked=2</script> {{7*7}} ${8*8} %{x}"
)
BIDI = "price \u202eevil\u202c \u2067abc \u200ftail"
# Text and address of seven articles; only the third and the fourth address may become links.
HOSTILE = (
    (HOSTILE_TITLE, "javascript:window.hacked=3"),
    (BIDI, "data:text/html,<script>1</script>"),
    ("word " * 2000, "https://example.org/?a=<b>&c"),
    ("x" * 10_000, "HTTP://example.org"),
    ("<!-- <script>", " javascript:1"),
    ("\u2028\u2029 & &lt;img src=x&gt; \U0001f680 rocket", "//example.org/x"),
    ("=1+2", "https://example.org/x y"),
)


def hostile() -> TimelineData:
    """Text that tries to become markup, script or a link, or to spoil the lines around it."""
    events, mentions, articles = [], [], []
    for number, (text, url) in enumerate(HOSTILE):
        name = text[:200]
        ref = ArticleRef(id=f"<i>{number}</i>", dct=date(2024, 1, 10), source=name, title=text, url=url)
        sentence = f"\U0001f680 {text[:500]} struck <b>here</b> on Monday"
        told = mention(f"m{number}", ref, sentence, "struck", "on Monday")
        events.append(
            Event(
                event_id=f'e"{number}<',
                title=text,
                interval=Interval.day(date(2024, 1, 2 + number)),
                date_why=text,
                date_text=name,
                plover_type="ASSAULT" if number % 2 else "<u>KIND</u>",
                actors=(actor(name),),
                place=Place(text=name, start=0, end=1, name=name, country=name),
                sources=(name,),
                mention_ids=(told.mention_id,),
                article_ids=(ref.id,),
                confidence=0.5,
            )
        )
        mentions.append(told)
        articles.append(ref)
    problems = (Problem(where=HOSTILE_TITLE, code="x", message=HOSTILE_TITLE),)
    return TimelineData(
        events=tuple(events), mentions=tuple(mentions), articles=tuple(articles), problems=problems
    )


def many(count: int) -> TimelineData:
    """`count` one-day events over ten years, each told once: to see size and speed."""
    kinds = ("ASSAULT", "CONSULT", "AID", "THREATEN", "PROTEST", "COERCE", "AGREE", "OTHER")
    names, spots = list(COUNTRIES), list(PLACES)
    refs = tuple(
        ArticleRef(
            id=f"a{n}",
            dct=date(2015 + n % 10, 1 + n % 12, 1 + n % 28),
            source=SOURCES[n % 5],
            title=f"Report {n}",
        )
        for n in range(max(1, count // 5))
    )
    events, mentions = [], []
    for n in range(count):
        ref = refs[n % len(refs)]
        day = date.fromordinal(date(2015, 1, 1).toordinal() + (n * 7919) % 3650)
        sentence = (
            f"Forces attacked positions near {spots[n % 9]} on {day:%d %B}, and officials counted "
            f"{n % 40} wounded after the fighting of report number {n}."
        )
        told = mention(f"m{n}", ref, sentence, "attacked")
        mentions.append(told)
        events.append(
            Event(
                event_id=f"e{n}",
                title=f"{names[n % 9]} attacks positions near {spots[n % 9]}",
                interval=Interval.day(day),
                date_basis=DateBasis.STATED,
                plover_type=kinds[n % 8],
                actors=(actor(names[n % 9]),),
                place=place(spots[n % 9]),
                mention_ids=(told.mention_id,),
                article_ids=(ref.id,),
                sources=(ref.source,),
                confidence=0.5,
            )
        )
    return TimelineData(events=tuple(events), mentions=tuple(mentions), articles=refs)
