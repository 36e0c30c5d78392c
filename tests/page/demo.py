"""About 40 hand-made events of two conflicts, told by invented articles, and text meant to do harm."""

from __future__ import annotations

from datetime import date, datetime
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

PLACES = {
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
ACTORS = {
    "Ukraine": "UKR", "Russia": "RUS", "United States": "USA", "Sergei Shoigu": "RUS", "Sergei Lavrov": "RUS",
    "Rapid Support Forces": "SDN", "Sudanese Armed Forces": "SDN", "United Nations": "", "Saudi Arabia": "SAU",
    "Volodymyr Zelensky": "UKR",
}  # fmt: skip
SOURCES = (
    "a wire service",
    "a Kyiv daily",
    "an independent Russian daily",
    "a Gulf broadcaster",
    "a Khartoum weekly",
)

PART = Granularity.PART


def at(text: str) -> Interval:
    """'2024-05-23', '2024-05-23 evening', '2023-07', '2023', '2024-05-20/2024-05-23', 'since 2023-04-15'."""
    if text.startswith("since "):
        return Interval(datetime.fromisoformat(text[6:]), None, Granularity.DAY, lasting=True)
    if "/" in text:
        first, last = (date.fromisoformat(part.rstrip("!")) for part in text.split("/"))
        span = Interval.days(first, last)
        return (
            span if not text.endswith("!") else Interval(span.start, span.end, Granularity.SPAN, lasting=True)
        )
    if " " in text:
        day, part = text.split(" ")
        start, end = {
            "evening": ("17:00", "21:00"),
            "morning": ("05:00", "12:00"),
            "03:30": ("03:30", "03:31"),
        }[part]
        return Interval(
            datetime.fromisoformat(f"{day}T{start}"), datetime.fromisoformat(f"{day}T{end}"), PART
        )
    if len(text) == 4:
        return Interval.year(int(text))
    if len(text) == 7:
        return Interval.month(int(text[:4]), int(text[5:]))
    return Interval.day(date.fromisoformat(text))


# date, as written, type, status, title, trigger, by, against, place, killed (low, high, best), sources, sentence
ROWS: list[tuple[Any, ...]] = [
    ("2024-05-23 evening", "Thursday evening", "ASSAULT", "happened", "Two killed in missile attack on Crimea", "attack", ["Ukraine"], ["Russia"], "Crimea", (2, 3, 2), [0, 1, 2], "Two people were killed in an ATACMS attack on Crimea on Thursday evening."),
    ("2023-08-15", "Tuesday", "THREATEN", "threatened", "Shoigu warns that Russia may use cluster munitions", "warned", ["Sergei Shoigu"], ["Ukraine"], "Moscow", None, [2, 0], "Russia may reconsider the use of cluster munitions, Defence Minister Sergei Shoigu warned on Tuesday."),
    ("2023-07", "in July", "AID", "happened", "Ukraine receives cluster munitions from the United States", "received", ["United States"], ["Ukraine"], None, None, [2, 0], "Ukraine received cluster munitions from the United States in July."),
    ("2024-05-24", "Friday", "CONSULT", "happened", "Lavrov speaks to reporters about long-range weapons", "told", ["Sergei Lavrov"], [], "Moscow", None, [2], "Lavrov told reporters on Friday that the strikes would not go unanswered."),
    ("2024-05-20/2024-05-23", "Earlier this week", "DEMAND", "happened", "Kyiv appeals to Austin to lift limits on U.S. weapons", "appealed", ["Ukraine"], ["United States"], "Kyiv", None, [1, 2], "Earlier this week Kyiv appealed to U.S. Defense Secretary Lloyd Austin to lift the limits."),
    ("2024-05-10", "on 10 May", "ASSAULT", "happened", "Russian troops cross the border north of Kharkiv", "crossed", ["Russia"], ["Ukraine"], "Kharkiv", None, [0, 1, 2, 3], "Russian troops crossed the border north of Kharkiv on 10 May."),
    ("2024-05-10/2024-05-19!", "for ten days", "ASSAULT", "happened", "Fighting in Vovchansk lasts ten days", "fighting", ["Russia", "Ukraine"], [], "Kharkiv", (40, None, 40), [0, 1], "Fighting in the town of Vovchansk has now lasted for ten days."),
    ("2024-05-25", "Saturday", "ASSAULT", "happened", "Glide bombs hit a hardware store in Kharkiv, killing at least 12", "hit", ["Russia"], ["Ukraine"], "Kharkiv", (12, 18, 16), [0, 1, 3], "At least 12 people were killed when glide bombs hit a hardware store in Kharkiv on Saturday."),
    ("2024-05-26", "Sunday", "DISAPPROVE", "happened", "Zelensky condemns the strike on Kharkiv", "condemned", ["Volodymyr Zelensky"], ["Russia"], "Kyiv", None, [1], "Zelensky condemned the strike on Sunday and asked for air defence."),
    ("2024-05-25", "on Saturday", "ASSAULT", "denied", "Russia denies that it struck civilians in Kharkiv", "struck", ["Russia"], ["Ukraine"], "Kharkiv", None, [2], "Moscow denied on Saturday that its forces struck civilians."),
    ("2024-06", "next month", "CONSULT", "planned", "Peace summit planned in Switzerland", "summit", ["Ukraine"], [], None, None, [0, 1], "Leaders plan to meet at a peace summit in Switzerland next month."),
    ("2024-05-31", "next Friday", "AGREE", "planned", "Kyiv and Stockholm to sign a security agreement", "sign", ["Ukraine"], [], "Kyiv", None, [1], "The two are to sign a security agreement next Friday."),
    ("2024-05-17", "last Friday", "ASSAULT", "claimed", "Moscow says it shot down 100 drones overnight", "shot down", ["Russia"], ["Ukraine"], "Crimea", None, [2, 0], "Russia's defence ministry said its forces shot down more than 100 drones last Friday."),
    ("2024-05-13", "Monday", "MOBILIZE", "happened", "Ukraine moves reserves to the north-east", "moved", ["Ukraine"], [], "Kharkiv", None, [1], "Ukraine moved reserves to the region on Monday."),
    ("2024-05-14 morning", "Tuesday morning", "CONSULT", "happened", "Blinken arrives in Kyiv on an unannounced visit", "arrived", ["United States"], ["Ukraine"], "Kyiv", None, [0, 1], "Blinken arrived in Kyiv on Tuesday morning."),
    ("2024-05-02", "2 May", "SANCTION", "happened", "Washington sanctions 280 firms over the war", "sanctions", ["United States"], ["Russia"], None, None, [0], "The United States announced sanctions on 280 firms on 2 May."),
    ("2024-04-20", "20 April", "AID", "happened", "U.S. House approves 61 billion dollars for Ukraine", "approved", ["United States"], ["Ukraine"], None, None, [0, 1, 2, 3], "The House approved aid of 61 billion dollars on 20 April."),
    ("2024-03-22 evening", "on the evening of 22 March", "ASSAULT", "happened", "Gunmen attack a concert hall near Moscow", "attacked", [], [], "Moscow", (137, 145, 145), [0, 2, 3], "Gunmen attacked a concert hall near Moscow on the evening of 22 March."),
    ("2024-04", "in April", "COERCE", "claimed", "Residents say that men were detained at checkpoints", "detained", ["Russia"], [], None, None, [1], "Residents said that men were detained at checkpoints in April."),
    ("2024-02-17", "17 February", "RETREAT", "happened", "Ukraine withdraws from Avdiivka", "withdrew", ["Ukraine"], [], None, None, [0, 1, 2], "Ukraine withdrew its troops from Avdiivka on 17 February."),
    ("2023-12-29", "29 December", "ASSAULT", "happened", "Largest air attack of the war hits Ukrainian cities", "attack", ["Russia"], ["Ukraine"], "Kyiv", (39, 58, 58), [0, 1, 3], "At least 39 people died in the largest air attack of the war on 29 December."),
    ("2023-10", "in October", "ASSAULT", "happened", "Russia opens an offensive around Avdiivka", "offensive", ["Russia"], ["Ukraine"], None, None, [1], "Russia opened an offensive around Avdiivka in October."),
    ("2023-07-17 03:30", "at 03:30 on 17 July", "ASSAULT", "happened", "Explosions damage the bridge to Crimea", "damaged", ["Ukraine"], ["Russia"], "Crimea", (2, 2, 2), [0, 2], "Explosions damaged the bridge at 03:30 on 17 July, killing two."),
    ("2023-07-17", "the same day", "REJECT", "happened", "Russia leaves the Black Sea grain deal", "left", ["Russia"], ["United Nations"], "Odesa", None, [0, 2, 3], "Russia left the grain deal the same day."),
    ("2023-09", "this autumn", "PROTEST", "happened", "Relatives of prisoners march in Kyiv", "marched", [], [], "Kyiv", None, [1], "Relatives of prisoners of war marched in Kyiv in September."),
    ("2014", "in 2014", "COERCE", "happened", "Russia annexes Crimea", "annexed", ["Russia"], ["Ukraine"], "Crimea", None, [0, 2], "Russia annexed Crimea in 2014."),
    ("2024-06-01", "if supplies stop", "RETREAT", "hypothetical", "Troops may have to leave the hills", "leave", ["Ukraine"], [], "Kharkiv", None, [1], "Troops may have to leave the hills if supplies stop."),
    ("2024-05-21", "on Tuesday", "AID", "negated", "No new air defences reached the city", "reached", [], ["Ukraine"], "Kharkiv", None, [1], "No new air defences reached the city on Tuesday, the mayor said."),
    ("2023-04-15", "15 April", "ASSAULT", "happened", "Fighting breaks out in Khartoum", "broke out", ["Rapid Support Forces", "Sudanese Armed Forces"], [], "Khartoum", (56, 97, 97), [0, 3, 4], "Fighting broke out in Khartoum on 15 April."),
    ("since 2023-04-15", "since 15 April", "COERCE", "happened", "Millions driven from their homes in Sudan", "driven", ["Rapid Support Forces"], [], None, None, [3, 4], "Millions have been driven from their homes since 15 April."),
    ("2023-05-20", "20 May", "AGREE", "happened", "Sudan's rivals sign a week-long ceasefire in Jeddah", "signed", ["Rapid Support Forces", "Sudanese Armed Forces"], [], "Jeddah", None, [0, 3], "The rivals signed a ceasefire in Jeddah on 20 May."),
    ("2023-05-22/2023-05-29!", "for a week from 22 May", "AGREE", "claimed", "Ceasefire is said to hold for a week", "held", ["Saudi Arabia"], [], "Khartoum", None, [3], "The ceasefire held for a week from 22 May, mediators said."),
    ("2024-04-15", "on Monday", "AID", "happened", "Donors pledge two billion euros for Sudan in Paris", "pledged", [], [], None, None, [0, 3, 4], "Donors in Paris pledged two billion euros on Monday."),
    ("2024-05-10", "on 10 May", "ASSAULT", "happened", "Shelling of El Fasher kills 27", "shelling", ["Rapid Support Forces"], ["Sudanese Armed Forces"], "El Fasher", (27, 27, 27), [0, 3, 4], "Shelling of El Fasher on 10 May killed 27 people."),
    ("2024-05-11", "Saturday", "ASSAULT", "happened", "Strike near a children's hospital in El Fasher", "strike", ["Sudanese Armed Forces"], ["Rapid Support Forces"], "El Fasher", (2, 3, 3), [3, 4], "A strike near a children's hospital on Saturday killed two children and a carer."),
    ("2024-05", "in May", "CRIME", "claimed", "Markets in El Fasher said to be looted", "looted", ["Rapid Support Forces"], [], "El Fasher", None, [4], "Traders said markets were looted in May."),
    ("2024-05-15", "Wednesday", "DEMAND", "happened", "United Nations demands that the siege of El Fasher end", "demanded", ["United Nations"], ["Rapid Support Forces"], "El Fasher", None, [0, 4], "The United Nations demanded on Wednesday that the siege end."),
    ("2024-05-28", "Tuesday", "REJECT", "happened", "Army refuses to return to the talks in Jeddah", "refused", ["Sudanese Armed Forces"], [], "Port Sudan", None, [3, 4], "The army refused on Tuesday to return to talks in Jeddah."),
    ("2024-05-29", "Wednesday", "INVESTIGATE", "happened", "Prosecutors ask for evidence from Darfur", "asked", [], [], None, None, [0], "Prosecutors asked on Wednesday for evidence from Darfur."),
    (None, "", "SUPPORT", "happened", "Neighbours voice support for mediation", "support", [], [], None, None, [3], "Neighbouring countries voiced support for mediation."),
]  # fmt: skip


def actor(name: str) -> Actor:
    return Actor(text=name, start=0, end=len(name), name=name, country=ACTORS.get(name, ""))


def place(name: str | None) -> Place | None:
    if name is None:
        return None
    country, iso3, admin1, lat, lon, precision = PLACES[name]
    return Place(text=name, start=0, end=len(name), name=name, country=country, iso3=iso3, admin1=admin1,
                 latitude=lat, longitude=lon, precision=precision)  # fmt: skip


def article(
    number: int, source: int, published: date, title: str = "", url: str = "https://example.org/a"
) -> ArticleRef:
    return ArticleRef(id=f"article-{number:03d}", dct=published, source=SOURCES[source], title=title, url=url)


def mention(number: str, ref: ArticleRef, sentence: str, trigger: str, **more: Any) -> Mention:
    """One telling; the offsets of trigger and time expression are found in the sentence."""
    base = 120
    start = max(0, sentence.find(trigger))
    said = more.pop("date_text", "")
    timex = None
    if said and said in sentence:
        left = base + sentence.index(said)
        timex = Timex(
            id="t1", start=left, end=left + len(said), text=said, type=TimexType.DATE, rule="date.demo"
        )
    return Mention(
        mention_id=number, event_id=number, article_id=ref.id, trigger=trigger, trigger_start=base + start,
        trigger_end=base + start + len(trigger), sentence=sentence, sentence_start=base,
        sentence_end=base + len(sentence), timex=timex, date_text=said, confidence=0.8,
        date_why=f"“{said}” counts from the publication date {ref.dct}" if said else "", **more,
    )  # fmt: skip


def timeline() -> TimelineData:
    """The demonstration data."""
    events, mentions, articles = [], [], []
    for number, (
        when,
        said,
        kind,
        status,
        title,
        trigger,
        by,
        against,
        where,
        toll,
        sources,
        sentence,
    ) in enumerate(ROWS):
        span = at(when) if when else None
        published = (span.last_day or date(2024, 6, 2)) if span else date(2024, 5, 30)
        own = []
        for source in sources:
            ref = article(
                len(articles),
                source,
                min(published, date(2024, 6, 2)) if when != "2014" else date(2024, 3, 1),
                f"{title}: report by {SOURCES[source]}",
            )
            articles.append(ref)
            text = sentence if source == sources[0] else f"{SOURCES[source].capitalize()} reports: {sentence}"
            own.append(
                mention(f"m{number}-{source}", ref, text, trigger, date_text=said, status=Status(status))
            )
        mentions += own
        tolls = (
            ()
            if toll is None
            else (Toll(kind=TollKind.KILLED, low=toll[0], high=toll[1], text=str(toll[0]), start=0, end=1),)
        )
        events.append(Event(
            event_id=f"e{number}", title=title, interval=span, date_basis=DateBasis.INFERRED if span else None,
            date_text=said, date_why=own[0].date_why, plover_type=kind, status=Status(status), trigger=trigger,
            actors=tuple(actor(a) for a in by), targets=tuple(actor(a) for a in against), place=place(where),
            tolls=tolls, best={} if toll is None else {TollKind.KILLED: toll[2]},
            means=(Means(text="ATACMS", start=0, end=6, name="ATACMS", kind="missile"),) if number == 0 else (),
            attribution=(Attribution(text="the ministry", start=0, end=12, name="Russia's defence ministry", cue="said", side="RUS"),) if status in ("claimed", "denied") else (),
            mention_ids=tuple(m.mention_id for m in own), article_ids=tuple(m.article_id for m in own),
            sources=tuple(SOURCES[s] for s in sources),
            reasons=tuple(MergeReason(mention_id=m.mention_id, with_id=own[0].mention_id, score=0.9, why="same day, same place, same trigger") for m in own[1:]),
            related=(Related(event_id="e7", relation="denies"),) if number == 9 else (),
            confidence=0.95 if len(own) > 1 else 0.6,
        ))  # fmt: skip
    problems = (
        Problem(where="notes.txt", code="no-date", message="notes.txt has no publication date; name it in the manifest."),
        Problem(where="scan.pdf", code="not-text", message="scan.pdf is not text; convert it first.", severity=Severity.LEFT_OUT),
    )  # fmt: skip
    return TimelineData(
        events=tuple(events), mentions=tuple(mentions), articles=tuple(articles), problems=problems
    )


HOSTILE_TITLE = '<img src=x onerror="window.hacked=1"><b>bold</b></script><script>window.hacked=2</script> {{7*7}} ${8*8} %{x}'
BIDI = "price \u202eevil\u202c \u2067abc \u200ftail"


def hostile() -> TimelineData:
    """Text that tries to become markup, script or a link, or to spoil the lines around it."""
    texts = [
        HOSTILE_TITLE,
        BIDI,
        "word " * 2000,
        "x" * 10_000,
        "<!-- <script>",
        "\u2028\u2029 & &lt;img src=x&gt; \ud83d\ude80 rocket",
        "=1+2",
    ]
    events, mentions, articles = [], [], []
    urls = [
        "javascript:window.hacked=3",
        "data:text/html,<script>1</script>",
        "https://example.org/?a=<b>&c",
        "HTTP://example.org",
        " javascript:1",
        "//example.org/x",
        "https://example.org/x y",
    ]
    for number, (text, url) in enumerate(zip(texts, urls, strict=True)):
        ref = ArticleRef(id=f"<i>{number}</i>", dct=date(2024, 1, 10), source=text[:300], title=text, url=url)
        sentence = f"\U0001f680 {text[:500]} struck <b>here</b> on Monday"
        told = mention(f"m{number}", ref, sentence, "struck", date_text="on Monday")
        name = text[:200]
        events.append(Event(
            event_id=f'e"{number}<', title=text, interval=Interval.day(date(2024, 1, 2 + number)), date_why=text, date_text=name,
            plover_type="ASSAULT" if number % 2 else "<u>KIND</u>", actors=(Actor(text=name, start=0, end=1, name=name),),
            place=Place(text=name, start=0, end=1, name=name, country=name), sources=(name,),
            mention_ids=(told.mention_id,), article_ids=(ref.id,), confidence=0.5,
        ))  # fmt: skip
        mentions.append(told)
        articles.append(ref)
    return TimelineData(events=tuple(events), mentions=tuple(mentions), articles=tuple(articles),
                        problems=(Problem(where=HOSTILE_TITLE, code="x", message=HOSTILE_TITLE),))  # fmt: skip
