"""The whole stage on sentences of its own kind of news, with what must not be found."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from timeline.models import Timex
from timeline.timex import tag

FRIDAY = date(2024, 5, 24)


def by_text(text: str, dct: date | None = FRIDAY, **options: object) -> dict[str, Timex]:
    return {t.text: t for t in tag(text, dct, **options)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "dct", "span", "value", "words"),
    [
        ("Shoigu said Tuesday.", date(2023, 8, 15), "Tuesday", "2023-08-15", "15 August 2023"),
        ("Lavrov told reporters on Friday.", FRIDAY, "Friday", "2024-05-24", "24 May 2024"),
        (
            "It came on Thursday evening, when two died.",
            FRIDAY,
            "Thursday evening",
            "2024-05-23TEV",
            "23 May 2024, evening",
        ),
        (
            "Earlier this week, they appealed to him.",
            FRIDAY,
            "Earlier this week",
            "2024-W21",
            "20 to 23 May 2024",
        ),
        (
            "Earlier this week, they appealed.",
            date(2024, 5, 20),
            "Earlier this week",
            "2024-W21",
            "20 May 2024",
        ),
        ("Later this week envoys will meet.", FRIDAY, "Later this week", "2024-W21", "25 to 26 May 2024"),
        ("Ukraine received them in July.", date(2023, 8, 15), "July", "2023-07", "July 2023"),
        (
            "It was hit at 3 a.m. on Wednesday.",
            FRIDAY,
            "3 a.m. on Wednesday",
            "2024-05-22T03:00",
            "22 May 2024, 03:00",
        ),
        (
            "It was hit at 3 a.m. (0000 GMT) on Wednesday, May 22.",
            FRIDAY,
            "3 a.m.",
            "2024-05-22T03:00",
            "22 May 2024, 03:00",
        ),
        ("Drones flew overnight.", FRIDAY, "overnight", "2024-05-24TNI", "23 to 24 May 2024"),
        ("The truce holds until Monday.", FRIDAY, "Monday", "2024-05-27", "27 May 2024"),
        ("Until Monday, they had held out.", FRIDAY, "Monday", "2024-05-20", "20 May 2024"),
        ("It began in late March.", FRIDAY, "late March", "2024-03", "16 to 31 March 2024"),
        (
            "Nearly eight months ago, it began.",
            FRIDAY,
            "Nearly eight months ago",
            "2023-09",
            "about September 2023",
        ),
        ("Tonight he speaks.", FRIDAY, "Tonight", "2024-05-24TNI", "24 May 2024, night"),
        ("The talks began on Feb. 30, it claimed.", FRIDAY, "Feb. 30", "XXXX-XX-XX", None),
    ],
)
def test_where_it_lies(text: str, dct: date, span: str, value: str, words: str | None) -> None:
    found = by_text(text, dct)
    assert span in found, list(found)
    timex = found[span]
    assert (timex.value, timex.interval.words() if timex.interval else None) == (value, words)
    assert timex.rule and timex.reading and timex.why.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "However, this decision may be reconsidered.",
        "We are here. They marched on. March on!",
        "He sat down and the sun rose; the second convoy left.",
        "Wagner's Thursday Club met.",
        "May Johnson and April Smith left.",
        "T-72 tanks, Su-35 jets, 155 mm shells and an M777.",
        "They work 24/7 and won 3-1, then 21-08.",
        "Call +1 202-555-0147 or 030 1234567.",
        "Some 2014 soldiers and about 2000 people left; it cost $1999.",
        "The fall of the city was a blow; they fall back.",
        "Resolution 2254 and Article 51, flight 1549, page 2003.",
        "Three quarters of the town burned.",
        "A Message from The Moscow Times.",
        "Remind me later.",
        "version 3.11.2, 192.168.1.1, 10-20-30-40",
    ],
)
def test_what_must_not_be_found(text: str) -> None:
    assert [t.text for t in tag(text, FRIDAY)] == []


def test_both_ends_of_a_range_know_each_other() -> None:
    first, last = tag("From 3 to 9 May, drones flew.", FRIDAY)
    assert (first.value, first.bound, first.partner) == ("2024-05-03", "from", last.id)
    assert (last.value, last.bound, last.partner) == ("2024-05-09", "to", first.id)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Since 2014 it has burned.", "since"),
        ("It burned until 2014.", "until"),
        ("They leave by the end of June.", "by"),
        ("It burned in 2014.", ""),
        ("Before 2014 it stood.", "before"),
    ],
)
def test_a_preposition_bounds(text: str, bound: str) -> None:
    assert [t.bound for t in tag(text, FRIDAY)] == [bound]


def test_a_range_takes_its_year_from_its_other_end() -> None:
    found = by_text("Between November and March 2023, and between May and June last year, shells fell.")
    assert (found["November"].value, found["May"].value) == ("2022-11", "2023-05")


def test_the_age_of_a_war_needs_its_start() -> None:
    text = "On day 500 of the war, nothing moved."
    assert tag(text, FRIDAY)[0].interval is None
    timex = tag(text, FRIDAY, epoch=date(2022, 2, 24))[0]
    assert timex.value == "2023-07-08"


def test_the_start_of_a_war_may_stand_in_the_text() -> None:
    text = "The invasion began on 24 February 2022. Two years into the war, nothing moved."
    timex = tag(text, FRIDAY)[-1]
    assert timex.interval is not None and timex.interval.first_day == date(2024, 2, 24)


def test_each_beginning_is_of_its_own_conflict() -> None:
    text = (
        "The war began on 24 February 2022, and the offensive began on 10 May 2024. "
        "Day 821 of the war was the third day of the offensive."
    )
    assert [t.value for t in tag(text, FRIDAY)][-2:] == ["2024-05-24", "2024-05-12"]


def test_a_day_without_a_publication_date_is_not_guessed() -> None:
    timex = tag("He said Tuesday.", None)[0]
    assert (timex.interval, timex.value) == (None, "XXXX-WXX-2")
    assert "publication" in timex.why


def test_the_past_day_ends_at_the_moment_of_publication() -> None:
    timex = tag("In the past 24 hours, six died.", FRIDAY, dct_time=datetime(2024, 5, 24, 18))[0]
    assert timex.interval is not None
    assert (timex.interval.start, timex.interval.end) == (
        datetime(2024, 5, 23, 18),
        datetime(2024, 5, 24, 18),
    )


def test_a_history_counts_from_what_it_told_last() -> None:
    text = (
        "The war began in June 1941. In July 1942 it reached the river, and in February 1943 the army gave "
        "up. In 1944 the front moved west. On 6 June 1944 the landing came. In August, Paris was free. "
        "In April 1945 the city fell, and on May 8 it was over. Three days later the guns were silent."
    )
    found = by_text(text)
    assert found["August"].value == "1944-08"
    assert found["May 8"].value == "1945-05-08"
    assert found["Three days later"].value == "1945-05-11"
    assert found["Three days later"].anchor_source == "text"


def test_what_was_spoken_counts_from_the_day_of_speaking() -> None:
    found = by_text('"We will retaliate tomorrow," he said on Monday. The town burned yesterday.')
    assert (found["tomorrow"].value, found["yesterday"].value) == ("2024-05-21", "2024-05-23")
    assert "Monday" in found["tomorrow"].why


def test_today_is_the_day_of_the_dateline() -> None:
    found = by_text("KYIV, May 23 (Reuters) - Russia struck Kharkiv today, a day after Kyiv hit a refinery.")
    assert found["today"].value == "2024-05-23"
    assert "May 23" in found["today"].why


def test_a_day_named_before_keeps_its_year() -> None:
    text = "Hamas attacked on February 7, 2023. Since the Feb. 7 attack, thousands have died."
    assert [t.value for t in tag(text, FRIDAY)] == ["2023-02-07", "2023-02-07"]


def test_offsets_are_code_points() -> None:
    text = "Киев 🚀 — said “Tuesday”."
    (timex,) = tag(text, FRIDAY)
    assert text[timex.start : timex.end] == "Tuesday" == timex.text


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Raiders came at three in the morning and burned the mill.", "three in the morning"),
        ("Shells fell around dawn.", "dawn"),
    ],
)
def test_an_hour_alone_is_of_no_day(text: str, span: str) -> None:
    found = by_text(text)[span]
    assert found.interval is None and found.confidence <= 0.5


def test_an_hour_of_today_is_of_today() -> None:
    found = by_text("Raiders came at 4 a.m., the mayor said today.")["4 a.m."]
    assert found.interval is not None and found.interval.first_day == FRIDAY


def test_days_count_from_no_year() -> None:
    text = "The dam broke on 3 March 2023, as it had in 1968. Two days earlier, cracks had shown."
    assert by_text(text)["Two days earlier"].value == "2023-03-01"


@pytest.mark.parametrize(
    "text",
    [
        "Sirens sounded on Friday. The envoy had been there in early May. Two days earlier, shells fell.",
        "Envoys met on 24 May after talks in the middle of April. Two days earlier, Hanoi had warned them.",
    ],
)
def test_days_count_from_no_part_of_a_month(text: str) -> None:
    assert by_text(text)["Two days earlier"].value == "2024-05-22"


def test_then_is_a_day_or_a_month() -> None:
    assert "then" not in by_text("The list began in 1950. Since then, 400 have been caught.")
    assert by_text("It broke on 18 March 2024. Since then, 30 have died.")["then"].bound == "since"


def test_the_coming_weeks_reach_some_weeks() -> None:
    found = by_text("Aid will come in the coming weeks.")["the coming weeks"]
    assert found.interval is not None and found.interval.approximate and found.value == "FUTURE_REF"


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("Fighting between 5 and 7 May killed 60 people.", "between 5 and 7 May"),
        ("Fighting from May 5 to 7 left 60 dead.", "from May 5 to 7"),
        ("In the fighting of 5-7 May 60 died.", "5-7 May"),
        (
            "It lasted from early March until the end of April 2024.",
            "from early March until the end of April 2024",
        ),
    ],
)
def test_both_ends_of_a_range_know_its_words(text: str, wording: str) -> None:
    found = [t for t in tag(text, FRIDAY) if t.partner]
    assert [t.wording for t in found] == [wording, wording]
