"""What one clause tells of two events: shared dates, sayings that only carry one, and what did not happen."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline import timex
from timeline.events import extract
from timeline.models import Article, Mention, Status

pytestmark = pytest.mark.model

DCT = dt.date(2024, 11, 18)  # a Monday


def told(nlp, text: str) -> tuple[Mention, ...]:
    article = Article(id="a", text=text, dct=DCT)
    return extract(nlp(text), article, timex.tag(text, DCT))


def days(nlp, text: str) -> dict[str, str]:
    return {m.trigger: m.interval.edtf() if m.interval else "" for m in told(nlp, text)}


@pytest.mark.parametrize(
    ("text", "trigger", "date"),
    [
        (
            "In January rebels killed more than 80 people in Tibu and drove 50,000 from their homes.",
            "drove",
            "2024-01",
        ),
        (
            "Some 1,200 people were killed and 251 taken hostage in the attack of October 7, 2023.",
            "attack",
            "2023-10-07",
        ),
        (
            "The commission accused soldiers of executing 45 civilians in Merawi on January 29.",
            "executing",
            "2024-01-29",
        ),
        (
            "The general threatened on Friday to quit the government, the third time this year.",
            "threatened",
            "2024-11-15",
        ),
        (
            "Since the coup of 1 February, troops have killed 40 people and detained more than 60.",
            "killed",
            "2024-02-01/2024-11-18",
        ),
        (
            "Since the coup of 1 February, troops have killed 40 people and detained more than 60.",
            "detained",
            "2024-02-01/2024-11-18",
        ),
        ("Gunmen stormed a church in Essakane during Sunday Mass.", "stormed", "2024-11-17"),
        ("Gunmen stormed a church owned by the 2014 treaty's authors.", "stormed", "2024-11-18"),
        ("The death toll from Friday's strikes has risen to 558.", "strikes", "2024-11-15"),
    ],
)
def test_the_date_goes_to_the_event_that_has_it(nlp, text, trigger, date):
    assert days(nlp, text).get(trigger) == date


def test_a_second_verb_with_a_time_of_its_own_is_not_dated_by_the_first(nlp):
    found = told(nlp, "Rebels captured Goma in November 2012 but withdrew after 11 days.")
    assert [m.trigger for m in found if "what is joined to it" in m.date_why] == []


def test_a_comparison_with_a_year_dates_nothing(nlp):
    text = "Jets bombed the city on Sunday, the first such strikes there since 2016."
    assert "2016" not in " ".join(days(nlp, text).values())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Gunmen killed ten farmers on Friday, officials said.", False),
        ("Gunmen killed ten farmers on Friday, officials said on Sunday.", True),
    ],
)
def test_a_plain_saying_is_a_row_only_with_a_date_of_its_own(nlp, text, says):
    found = told(nlp, text)
    assert ("said" in [m.trigger for m in found]) is says
    killed = next(m for m in found if m.trigger == "killed")
    assert [a.name for a in killed.attribution] == ["officials"]


def test_what_is_planned_has_no_acled_type_and_no_toll(nlp):
    found = [m for m in told(nlp, "The army will attack the port on Friday.") if m.trigger == "attack"]
    assert [(m.status, m.event_type, m.tolls) for m in found] == [(Status.PLANNED, "", ())]


@pytest.mark.parametrize(
    "text",
    [
        "A witness, who asked not to be named, hid for an hour.",
        "Oil prices fell last week.",
        "Here is what happened overnight.",
    ],
)
def test_no_event(nlp, text):
    assert [m.trigger for m in told(nlp, text)] == []


def test_what_is_said_in_denying_is_not_denied(nlp):
    text = "The generals on Friday rejected the charge, saying that the army had used the school as a depot."
    assert [m.status for m in told(nlp, text) if m.trigger == "used"] in ([], [Status.CLAIMED])


def test_a_correction_takes_back_what_it_tells(nlp):
    text = "An earlier version of this article said that 14 soldiers were captured on Thursday; it was 11."
    assert {m.status for m in told(nlp, text)} <= {Status.DENIED}


def test_a_long_paragraph_costs_each_expression_no_more(nlp):
    """Counted in calls of Python code, not in time: twice the text takes about twice the work."""
    import sys

    def calls(n: int) -> int:
        text = "Shells hit Kherson on Monday. " * n
        article = Article(id="a", text=text, dct=DCT)
        doc, timexes = nlp(text), timex.tag(text, DCT)
        extract(doc, article, timexes)  # fills the caches
        count = 0

        def counting(frame, event, arg):
            nonlocal count
            count += event == "call"

        before = sys.getprofile()
        sys.setprofile(counting)
        try:
            extract(doc, article, timexes)
        finally:
            sys.setprofile(before)
        return count

    assert calls(240) < 2.5 * calls(120)


def test_shells_that_fall_are_an_event_without_a_date(nlp):
    text = "The council voted on Sunday. Hours after the vote, shells fell on the Tarn camp."
    assert "fell" in [m.trigger for m in told(nlp, text)]
