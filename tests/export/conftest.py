"""A timeline made by hand, with every field filled somewhere and hostile text in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from export_cases import HOSTILE, actor, event

from timeline.intervals import Granularity, Interval
from timeline.models import (
    ActorKind,
    ArticleRef,
    Attribution,
    DateBasis,
    Means,
    Mention,
    MergeReason,
    Place,
    Problem,
    Quantity,
    Related,
    Severity,
    Status,
    TimelineData,
    Timex,
    TimexType,
    Toll,
    TollKind,
)

QUANTITIES = (
    Quantity(low=4, high=None, name="ATACMS"),
    Quantity(low=12.5, high=12.5, unit="km2"),
)


@pytest.fixture
def data() -> TimelineData:
    timex = Timex(
        id="t1",
        start=14,
        end=30,
        text="Thursday evening",
        type=TimexType.TIME,
        value="2024-05-23TEV",
        reading="weekday:THU",
        rule="date.weekday",
        anchor=date(2024, 5, 24),
        anchor_source="dct",
    )
    evening = Interval(datetime(2024, 5, 23, 17), datetime(2024, 5, 23, 21), Granularity.PART)
    place = Place(
        text="Crimea",
        start=40,
        end=46,
        name="Crimea",
        country="Ukraine",
        iso3="UKR",
        latitude=-45.25,
        longitude=34.0,
        precision=3,
    )
    killed = Toll(kind=TollKind.KILLED, low=2, high=3, text="two civilians", start=5, end=18)
    said = Attribution(text="Lavrov", start=0, end=6, name="Sergey Lavrov", cue="told", side="RUS")
    first = Mention(
        mention_id="a:1",
        event_id="e1",
        article_id="a",
        trigger="attack",
        trigger_start=50,
        trigger_end=56,
        lemma="attack",
        parts=((10, 14), (20, 26)),
        sentence="Two civilians were killed\nin an attack on Crimea.",
        sentence_start=0,
        sentence_end=48,
        interval=evening,
        date_basis=DateBasis.INFERRED,
        date_text="Thursday evening",
        date_why="the Thursday before publication",
        timex=timex,
        date_confidence=0.93456,
        plover_type="ASSAULT",
        event_type="Explosions/Remote violence",
        sub_event_type="Shelling/artillery/missile attack",
        status=Status.CLAIMED,
        attribution=(said,),
        actors=(actor("Ukraine", kind=ActorKind.STATE, country="UKR"),),
        targets=(actor("civilians", kind=ActorKind.CIVILIANS),),
        place=place,
        means=(Means(text="ATACMS", start=60, end=66, name="ATACMS", kind="missile"),),
        tolls=(killed,),
        quantities=QUANTITIES,
        title="Attack on Crimea",
        confidence=0.876,
    )
    hostile = Mention(
        mention_id="b:9",
        event_id="e2",
        article_id="b",
        trigger=HOSTILE,
        trigger_start=9,
        trigger_end=12,
        sentence=HOSTILE,
        sentence_start=0,
        sentence_end=60,
        interval=Interval(None, datetime(2003, 8, 2), Granularity.DAY, approximate=True),
    )
    return TimelineData(
        events=(
            event(
                interval=evening,
                date_basis=DateBasis.INFERRED,
                date_text="Thursday evening",
                plover_type="ASSAULT",
                event_type="Explosions/Remote violence",
                sub_event_type="Shelling/artillery/missile attack",
                status=Status.CLAIMED,
                attribution=(said,),
                trigger="attack",
                actors=first.actors,
                targets=first.targets,
                place=place,
                tolls=(killed,),
                best={TollKind.KILLED: 2},
                quantities=QUANTITIES,
                contexts=("military", "territory"),
                mention_ids=("a:1", "b:3"),
                article_ids=("a", "b"),
                reasons=(MergeReason(mention_id="b:3", with_id="a:1", score=0.9, why="same day"),),
                related=(Related(event_id="e2", relation="follow-up"),),
                aliases=("old",),
                confidence=0.876,
            ),
            event(
                event_id="e2",
                title=HOSTILE,
                trigger=HOSTILE,
                interval=hostile.interval,
                mention_ids=("b:9",),
                article_ids=("b",),
                actors=(actor("-2+3"), actor("@risk"), actor("＝x")),
                place=Place(text="+there", start=0, end=1, name="-there; or here"),
            ),
        ),
        mentions=(first, hostile),
        articles=(
            ArticleRef(
                id="a",
                dct=date(2024, 5, 24),
                dct_time=datetime(2024, 5, 24, 12, tzinfo=UTC),
                source="A Moscow broadcaster",
                title="War; and peace",
                url="https://example.org/a;b",
            ),
            ArticleRef(id="b", dct=date(2024, 5, 23), source="A wire service", title=HOSTILE),
        ),
        problems=(
            Problem(where="c.txt", code="no-date", message="c.txt has no date.", severity=Severity.LEFT_OUT),
        ),
    )
