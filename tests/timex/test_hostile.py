"""Nothing that an article may hold crashes the stage or takes it more than linear time."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.timex import from_timeml, tag, to_timeml

DCT = date(2024, 5, 24)
WORDS = st.sampled_from(
    """
the a of in on at to from - – , . ' " ( ) / : may March May second Friday 3 12 31 2024 1999 99 0
00:00 25:61 7.15
p.m. a.m. ago later earlier week weeks year years quarter last next this early mid late end
beginning two twenty
hundred thousand half and or until since every each several few couple Christmas Easter spring fall
GMT BC s 80s
'80s 1st 3rd 500th day night morning war invasion into over about former soon now today tomorrow noon
midnight overnight into between Tuesday fortnight Eid Ramadan Kyiv
local time UTC + its third began days' FY23 Q3 ending
2024-02-30 99/99/9999 30.02.2024 2024-05-24T10:15Z fiscal
""".replace("\n", " ").split(" ")  # the empty words give runs of spaces
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40), st.booleans(), st.one_of(st.none(), st.dates()))
def test_any_words(words: list[str], narrative: bool, dct: date | None) -> None:
    text = " ".join(words)
    found = tag(text, dct, narrative=narrative, epoch=date(2022, 2, 24))
    at = 0
    for timex in found:
        assert at <= timex.start < timex.end <= len(text)
        assert text[timex.start : timex.end] == timex.text
        assert timex.value or timex.type
        at = timex.end


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    found = tag(text, DCT)
    _, dct, back, again = from_timeml(to_timeml(text, DCT, found, "x"))
    assert dct == DCT and len(back) == len(text)
    assert [(t.start, t.end, t.type, t.value) for t in again] == [
        (t.start, t.end, t.type, t.value) for t in found
    ]


def calls(text: str) -> int:
    """How many functions the stage calls for a text: a measure of time that no other process disturbs."""
    count = 0

    def counter(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counter)
    try:
        tag(text, DCT)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "2024 ", "7", "1 ", "12:", "12:30 ", "3/", "3.", "1,", "the ", "early ", "mid-", "May ",
        "two hundred and ", "twenty-", "a ", "last ", "' ", "the end of ", "(", "\n", "\n\n", "2024-",
        "a year and ", "Monday, ", "from 3 to ", "of the war ", "three quarters ", "second second ",
        "1 1/2 ", "in the ", "p.m.", "A.B.", '"today" he said Monday. ', "“yesterday ",
        "On Friday at 3 p.m. ", "490 BC ", "the third quarter ", "May 3, 4 ",
        "the eve of ", "first half of ", "19:40 - \n", "since then ", "at 3 p.m. ", "the first days of ",
        "of Ramadan the holy month of ", "killed on May 3 ", "the day after ", "two days after Easter ",
        "the Sunday before the week of ", "overnight from Monday to ", "Tuesday week ", "from May to June ",
        "the night of 3-4 May ", "2024/05/", "FY23 Q3 ", "in its third year ", "since the war began ",
        "3 a.m. local time (0100 GMT) ", "the next day, 3 May, ", "Eid ",
        "from 28 December 2022 to 4 January ",
        "the eve of the day after ", "half past three ", "UTC+3 ", "the week ending 3 May ",
        "two and ", "1 - ", "-", ":", "hundred and ", "“", "3pm ", "   ", "\t\n", "half ", "of the ",
        "the war began on 3 May. ", "on day 5 of the war ", "1939-45 ",
    ],
)  # fmt: skip
def test_linear_in_the_length(unit: str) -> None:
    tag(unit * 10, DCT)  # loads the rules
    once = calls(unit * (2_000 // len(unit)))
    twice = calls(unit * (4_000 // len(unit)))
    assert twice < 2.3 * once + 5_000


@pytest.mark.parametrize("unit", ["2024 ", "7", "12:30 ", "may "])
def test_fifty_kilobytes_pass(unit: str) -> None:
    text = (unit * (50_000 // len(unit)))[:50_000]
    assert all(t.end <= len(text) for t in tag(text, DCT))
