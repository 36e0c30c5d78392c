"""Timelines of every shape for laws: any dates, any text, any number of articles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

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
    Status,
    TimelineData,
    Toll,
    TollKind,
)

DAYS = st.dates(date(1700, 1, 1), date(2150, 12, 31))
# Formulas, quotes, list joints, markup, controls and letters that turn the direction of the text.
ODD = st.sampled_from(
    ["=1+1", "@x", "'=y", 'a "b", c', "a; b", "<b>&", "x\x00y", "\u202egnp", "é\n漢", "-", "\u2028"]
)
TEXT = st.one_of(ODD, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
WORD = TEXT.map(lambda text: " ".join(text.split()) or "x")
FLAGS = st.booleans()


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    marks = {"approximate": draw(FLAGS), "uncertain": draw(FLAGS), "lasting": draw(FLAGS)}
    day = draw(DAYS)
    midnight = datetime(day.year, day.month, day.day)
    span = timedelta(days=draw(st.sampled_from([1, 2, 6, 7, 8, 31, 32, 90, 365, 366, 367, 3653])))
    made = draw(
        st.sampled_from(
            [
                Interval.day(day),
                Interval.week(day),
                Interval.month(day.year, day.month),
                Interval.year(day.year),
                Interval(midnight, midnight + span, Granularity.SPAN),
                Interval(midnight, midnight + span, Granularity.DAY),
                Interval(midnight, None, Granularity.DAY),
                Interval(None, midnight, Granularity.DAY),
                Interval(midnight + timedelta(hours=14), midnight + timedelta(hours=15), Granularity.HOUR),
                Interval(midnight + timedelta(hours=17), midnight + timedelta(hours=21), Granularity.PART),
            ]
        )
    )
    return Interval(made.start, made.end, made.granularity, **marks)


ACTORS = st.lists(
    st.builds(
        lambda name, kind, country: Actor(text=name, start=0, end=1, name=name, kind=kind, country=country),
        WORD,
        st.sampled_from([None, *ActorKind]),
        st.sampled_from(["", "UKR", "SDN"]),
    ),
    max_size=3,
).map(tuple)
PLACES = st.builds(
    Place,
    text=WORD,
    start=st.just(0),
    end=st.just(1),
    name=WORD,
    country=st.sampled_from(["", "Sudan"]),
    iso3=st.sampled_from(["", "SDN", "XKX"]),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    precision=st.sampled_from([None, 1, 2, 3]),
)
TOLLS = st.builds(
    lambda kind, low, more: Toll(
        kind=kind, low=low, high=None if more is None else low + more, text="", start=0, end=0
    ),
    st.sampled_from(TollKind),
    st.integers(0, 10**6),
    st.none() | st.integers(0, 5),
)


@st.composite
def timelines(draw: st.DrawFn) -> TimelineData:
    """Whole and consistent: every id that is used is there."""
    n_articles = draw(st.integers(0, 3))
    articles = tuple(
        ArticleRef(id=f"a{n}", dct=draw(DAYS), source=draw(TEXT), title=draw(TEXT), url=draw(TEXT))
        for n in range(n_articles)
    )
    events: list[Event] = []
    mentions: list[Mention] = []
    for number in range(draw(st.integers(0, 3)) if articles else 0):
        own = draw(st.lists(st.sampled_from(articles), min_size=1, max_size=3, unique_by=lambda a: a.id))
        interval = draw(st.none() | intervals())
        ids = []
        for article in own:
            ids.append(f"{article.id}:{number}")
            mentions.append(
                Mention(
                    mention_id=ids[-1],
                    event_id=f"e{number}",
                    article_id=article.id,
                    trigger=draw(WORD),
                    trigger_start=3,
                    trigger_end=6,
                    sentence=draw(TEXT),
                    sentence_start=0,
                    sentence_end=40,
                    interval=interval,
                    confidence=draw(st.floats(0, 1)),
                )
            )
        events.append(
            Event(
                event_id=f"e{number}",
                title=draw(TEXT),
                interval=interval,
                date_basis=draw(st.sampled_from([None, *DateBasis])),
                date_text=draw(TEXT),
                event_type=draw(st.sampled_from(["", "Battles", "Violence against civilians"])),
                sub_event_type=draw(st.sampled_from(["", "Armed clash"])),
                plover_type=draw(st.sampled_from(["ASSAULT", "CONSULT", "OTHER"])),
                status=draw(st.sampled_from(Status)),
                contexts=tuple(draw(st.lists(TEXT, max_size=2))),
                attribution=tuple(
                    Attribution(text=name, start=0, end=1, name=name)
                    for name in draw(st.lists(WORD, max_size=2))
                ),
                trigger=draw(WORD),
                actors=draw(ACTORS),
                targets=draw(ACTORS),
                place=draw(st.none() | PLACES),
                tolls=tuple(draw(st.lists(TOLLS, max_size=2))),
                best=draw(st.dictionaries(st.sampled_from(TollKind), st.integers(0, 99), max_size=2)),
                mention_ids=tuple(ids),
                article_ids=tuple(article.id for article in own),
                sources=tuple(dict.fromkeys(article.source for article in own if article.source)),
                confidence=draw(st.floats(0, 1)),
            )
        )
    # By article, as merging leaves them: not the order of the events.
    mentions.sort(key=lambda mention: mention.mention_id)
    problems = (Problem(where="x", code="no-date", message=draw(TEXT)),) if draw(FLAGS) else ()
    return TimelineData(events=tuple(events), mentions=tuple(mentions), articles=articles, problems=problems)
