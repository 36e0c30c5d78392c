"""The typed records that pass between the stages. Frozen: a stage returns new values and edits none.

    files -> Article -> (spaCy Doc) + Timex -> Mention -> Event -> TimelineData -> HTML, CSV, JSONL

All offsets are Unicode code points into the article's text as given, end exclusive. Empty (None, "" or an
empty tuple) means that the text does not say; nothing is ever guessed to fill a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from timeline.intervals import Interval

__all__ = [
    "Actor",
    "ActorKind",
    "Article",
    "ArticleRef",
    "Attribution",
    "DateBasis",
    "Direction",
    "Event",
    "Means",
    "Mention",
    "MergeReason",
    "Place",
    "Problem",
    "Quantity",
    "Records",
    "Related",
    "Severity",
    "Status",
    "TimelineData",
    "TimelineLike",
    "Timex",
    "TimexType",
    "Toll",
    "TollKind",
]


class Record(BaseModel):
    """Base of all records: frozen, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---- read ---------------------------------------------------------------------------------------


class Article(Record):
    """One report, with the date that its temporal expressions count from.

    `dct` (document creation time) is the calendar day of publication in the zone that the source gave;
    `dct_time` is the full moment, with its zone where one was given, and None when only a day was given.
    `dct_source` says where that date was found ("manifest", "JSON-LD datePublished", "--date").
    `duplicate_of` is the id of an earlier article of the run that this one repeats, in the same words or
    nearly (wire copy in another outlet); it is empty for an article of its own.
    """

    id: str
    text: str
    dct: date
    dct_time: datetime | None = None
    source: str = ""
    title: str = ""
    url: str = ""
    path: str = ""
    dct_source: str = ""
    duplicate_of: str = ""


class Severity(StrEnum):
    """What a problem cost: an article (or more) left out, or nothing but certainty."""

    LEFT_OUT = "left_out"
    WARNING = "warning"


class Problem(Record):
    """Something that went wrong with one input, said in one sentence, while the rest went on."""

    where: str = Field(description="file, line or article id")
    code: str = Field(description="stable kebab-case name, such as 'no-date'")
    message: str = Field(description="what is wrong, where, and the mend")
    severity: Severity = Severity.LEFT_OUT


# ---- tag and resolve ----------------------------------------------------------------------------


class TimexType(StrEnum):
    """TIMEX3 types (TimeML 1.2.1)."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class Direction(StrEnum):
    """On which side of the anchor an expression lies."""

    PAST = "past"
    FUTURE = "future"
    SAME = "same"


class Timex(Record):
    """A temporal expression: what was said, how it was read, and where that lies on the calendar.

    `value` and `mod` are TIMEX3 strings ("2023-07", "P17M", "PAST_REF"; "EARLY", "APPROX").
    `reading` says what the text said before any anchor was used ("weekday:TUE", "month:7", "ago:2:week").
    `interval` is None for durations, sets and expressions that cannot be placed; `why` then says why not.
    `bound` tells how a preposition uses the interval: "since 2014" starts there, "until Friday" ends there.
    `partner` is the id of the other end of a range ("from 3 to 9 May"), and `wording` the words of the whole
    range, on both of its ends.
    """

    id: str
    start: int
    end: int
    text: str
    type: TimexType
    value: str = ""
    mod: str = ""
    reading: str = ""
    rule: str = ""
    anchor: date | None = None
    anchor_source: str = Field(default="", description="'dct', 'text' (an earlier date) or '' when absolute")
    direction: Direction | None = None
    why: str = ""
    interval: Interval | None = None
    bound: str = Field(default="", description="'', since, until, by, before, after, from or to")
    partner: str = ""
    wording: str = ""
    confidence: float = 1.0


# ---- extract ------------------------------------------------------------------------------------


class ActorKind(StrEnum):
    """ACLED's interaction codes, in ACLED's order (1 to 8)."""

    STATE = "State forces"
    REBEL = "Rebel group"
    MILITIA = "Political militia"
    IDENTITY_MILITIA = "Identity militia"
    RIOTERS = "Rioters"
    PROTESTERS = "Protesters"
    CIVILIANS = "Civilians"
    OTHER = "External/Other forces"


class Actor(Record):
    """A participant: as written, and under its usual name.

    `text` with `start` and `end` is the wording in the article (the pronoun, if it is one); `name` is the
    normalised name ("Ukraine" for "Kyiv's forces"), `country` an ISO 3166-1 alpha-3 code.
    """

    text: str
    start: int
    end: int
    name: str
    country: str = ""
    kind: ActorKind | None = None


class Place(Record):
    """A location, as written and as the gazetteer knows it.

    `precision` follows ACLED's geo_precision: 1 a town or a named site, 2 a small region, 3 a province.
    Disputed territory keeps the name that the text gives, with coordinates, and takes no side.
    """

    text: str
    start: int
    end: int
    name: str
    country: str = Field(default="", description="name in English")
    iso3: str = Field(default="", description="ISO 3166-1 alpha-3")
    admin1: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: int | None = None


class Means(Record):
    """A weapon or other means, as written and under its usual name and type."""

    text: str
    start: int
    end: int
    name: str
    kind: str = ""


class TollKind(StrEnum):
    """What happened to the people counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DISPLACED = "displaced"
    CAPTURED = "captured"


class Toll(Record):
    """A number of people as a range: "at least 12" is 12 and open above, "no one" is 0 to 0."""

    kind: TollKind
    low: int
    high: int | None
    text: str
    start: int
    end: int


class Quantity(Record):
    """How much was used, moved, stopped or taken, where the text says so: weapons by number, land by area.

    `name` is the weapon's usual name, empty of land; `unit` is empty for pieces and "km2" for square
    kilometres, to which other units are converted. "At least 12" is 12 and open above (`high` None).
    """

    low: float
    high: float | None
    name: str = ""
    unit: str = ""
    text: str = ""
    start: int = 0
    end: int = 0

    def words(self) -> str:
        """In short, as the tables have it: "71+ missile", "30-40 rocket", "12 km2"."""
        range_ = f"{self.low:.10g}"
        if self.high is None:
            range_ += "+"
        elif self.high != self.low:
            range_ += f"-{self.high:.10g}"
        return " ".join(part for part in (range_, self.unit, self.name) if part)


class Attribution(Record):
    """Who says so. `cue` is the reporting word, `side` the country (alpha-3) the speaker speaks for."""

    text: str
    start: int
    end: int
    name: str
    cue: str = ""
    side: str = ""


class Status(StrEnum):
    """Whether it happened, as far as the article goes."""

    HAPPENED = "happened"
    CLAIMED = "claimed"
    PLANNED = "planned"
    DENIED = "denied"
    THREATENED = "threatened"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


class DateBasis(StrEnum):
    """How an event got its date: written out, worked out from words, or assumed from the publication date."""

    STATED = "stated"
    INFERRED = "inferred"
    PUBLICATION = "publication"


class Mention(Record):
    """One telling of one event in one article.

    `mention_id` is stable: it depends on the article's id and the trigger's offsets alone. `event_id` equals
    `mention_id` until merging. `parts` are further predicates folded into the same event ("came" and "killed"
    beside the trigger "attack"), as (start, end) offsets.
    """

    mention_id: str
    event_id: str
    article_id: str
    trigger: str
    trigger_start: int
    trigger_end: int
    lemma: str = ""
    parts: tuple[tuple[int, int], ...] = ()
    sentence: str
    sentence_start: int
    sentence_end: int

    interval: Interval | None = None
    date_basis: DateBasis | None = None
    date_text: str = Field(default="", description="the expression as written; empty when none dates it")
    date_why: str = Field(default="", description="rule and anchor that dated it, in one sentence")
    timex: Timex | None = None
    date_confidence: float = 0.0

    plover_type: str = "OTHER"
    plover_mode: str = ""
    event_type: str = Field(default="", description="ACLED event type, empty when it is none")
    sub_event_type: str = ""
    contexts: tuple[str, ...] = ()
    status: Status = Status.HAPPENED
    attribution: tuple[Attribution, ...] = ()

    actors: tuple[Actor, ...] = Field(default=(), description="the doers, most important first")
    targets: tuple[Actor, ...] = ()
    place: Place | None = None
    means: tuple[Means, ...] = ()
    tolls: tuple[Toll, ...] = ()
    quantities: tuple[Quantity, ...] = ()

    title: str = ""
    confidence: float = 0.0


# ---- merge --------------------------------------------------------------------------------------


class MergeReason(Record):
    """Why one mention was put with another: the pair, the score, and the features that decided."""

    mention_id: str
    with_id: str
    score: float
    why: str


class Related(Record):
    """A link between two events that are not the same one ("follow-up", "denies", "corrects", "part-of")."""

    event_id: str
    relation: str
    why: str = ""


class Event(Record):
    """One thing that happened (or was claimed, planned, denied), as all articles together tell it.

    The first mention id is the one whose sentence stands for the event. `tolls` are merged: low and high over
    all tellings, and `best` (by kind) the figure of the latest report; `quantities` are
    merged in the same way. `aliases` are older ids of this event.
    `copy_ids` are articles that repeat one of `article_ids`: they were not read again and are no further
    source, but their outlets belong on the list of those that carried the report.
    """

    event_id: str
    aliases: tuple[str, ...] = ()
    title: str
    interval: Interval | None = None
    date_basis: DateBasis | None = None
    date_text: str = ""
    date_why: str = ""
    date_conflict: str = Field(default="", description="other dates that articles gave, with their articles")

    plover_type: str = "OTHER"
    plover_mode: str = ""
    event_type: str = ""
    sub_event_type: str = ""
    contexts: tuple[str, ...] = ()
    status: Status = Status.HAPPENED
    attribution: tuple[Attribution, ...] = ()
    trigger: str = ""

    actors: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    place: Place | None = None
    means: tuple[Means, ...] = ()
    tolls: tuple[Toll, ...] = ()
    best: Mapping[TollKind, int] = Field(default_factory=dict)
    quantities: tuple[Quantity, ...] = ()

    mention_ids: tuple[str, ...]
    article_ids: tuple[str, ...]
    sources: tuple[str, ...] = ()
    copy_ids: tuple[str, ...] = ()
    reasons: tuple[MergeReason, ...] = ()
    related: tuple[Related, ...] = ()
    confidence: float = 0.0


class ArticleRef(Record):
    """What a timeline keeps of an article: everything but its text."""

    id: str
    dct: date
    dct_time: datetime | None = None
    source: str = ""
    title: str = ""
    url: str = ""
    path: str = ""
    dct_source: str = ""
    duplicate_of: str = ""

    @classmethod
    def of(cls, article: Article) -> ArticleRef:
        """The reference to an article."""
        return cls(**article.model_dump(exclude={"text"}))


class TimelineData(Record):
    """The whole result: events in order of time, their mentions, their articles, what was left out."""

    events: tuple[Event, ...] = ()
    mentions: tuple[Mention, ...] = ()
    articles: tuple[ArticleRef, ...] = ()
    problems: tuple[Problem, ...] = ()


T_co = TypeVar("T_co", covariant=True)


class Records(Protocol[T_co]):
    """Records that can be counted and gone through more than once: a tuple, or a view of a file."""

    def __iter__(self) -> Iterator[T_co]: ...
    def __len__(self) -> int: ...


class TimelineLike(Protocol):
    """What writers need of a timeline: `TimelineData`, or one that lies on the disk and is read as it goes.

    Events are in order of time, mentions in the order of their articles, articles in order of id.
    """

    @property
    def events(self) -> Records[Event]:
        """Events in order of time."""
        ...

    @property
    def mentions(self) -> Records[Mention]:
        """All tellings."""
        ...

    @property
    def articles(self) -> Records[ArticleRef]:
        """All articles, without their texts."""
        ...

    @property
    def problems(self) -> Records[Problem]:
        """What went wrong."""
        ...
