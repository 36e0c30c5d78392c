"""Laws of the resolver: what must hold for every anchor."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.intervals import Granularity, Interval
from timeline.models import Direction
from timeline.timex.readings import Reading, parse_reading
from timeline.timex.resolve import resolve
from timeline.timex.zones import zone_between

DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))
DIRECTIONS = st.sampled_from([None, Direction.PAST, Direction.FUTURE])
ORDER = list(Granularity)
SIZE = {
    "day": Granularity.DAY,
    "week": Granularity.WEEK,
    "month": Granularity.MONTH,
    "year": Granularity.YEAR,
}

READINGS = st.one_of(
    st.integers(1, 7).map(lambda n: Reading("weekday", (str(n),))),
    st.tuples(st.integers(1, 7), st.integers(-1, 1)).map(
        lambda t: Reading("weekday", (str(t[0]), str(t[1])))
    ),
    st.integers(1, 12).map(lambda n: Reading("month", (str(n),))),
    st.tuples(st.integers(1, 12), st.integers(1, 31)).map(
        lambda t: Reading("date", ("", str(t[0]), str(t[1])))
    ),
    st.tuples(
        st.sampled_from(["day", "week", "weekend", "month", "quarter", "year", "decade", "century"]),
        st.integers(-1, 1),
    ).map(lambda t: Reading("unit", (t[0], str(t[1])))),
    st.tuples(st.integers(0, 400), st.sampled_from(["day", "week", "month", "year", "decade"])).map(
        lambda t: Reading("ago", (), Reading("dur", (str(t[0]), t[1])))
    ),
    st.sampled_from(["SP", "SU", "FA", "WI"]).map(lambda s: Reading("season", (s,))),
    st.sampled_from(["MO", "AF", "EV", "NI"]).map(
        lambda p: Reading("part", (p,), Reading("weekday", ("4",)))
    ),
    st.integers(1, 4).map(lambda n: Reading("quarter", (str(n),))),
    st.integers(1, 40).map(lambda n: Reading("century", (str(n),))),
    st.integers(0, 40).map(lambda n: Reading("dom", (str(n),))),
)


@given(READINGS, DAYS, DIRECTIONS, st.sampled_from(["", "START", "MID", "END", "APPROX"]))
def test_an_interval_starts_before_it_ends(
    reading: Reading, day: date, direction: Direction | None, mod: str
) -> None:
    done = resolve(Reading("mod", (mod,), reading), Interval.day(day), direction)
    assert done.interval is not None or done.why_not
    if done.interval is not None:
        assert done.interval.start is not None and done.interval.end is not None
        assert done.interval.start < done.interval.end


@given(st.integers(1, 7), st.integers(-1, 1), DAYS)
def test_moving_the_anchor_a_week_moves_last_friday_a_week(weekday: int, rel: int, day: date) -> None:
    reading = Reading("weekday", (str(weekday), str(rel)))
    here = resolve(reading, Interval.day(day)).interval
    later = resolve(reading, Interval.day(day + timedelta(days=7))).interval
    assert here is not None and later is not None
    assert here.first_day is not None and later.first_day == here.first_day + timedelta(days=7)


@given(READINGS, DAYS, DIRECTIONS)
def test_no_anchor_no_day(reading: Reading, day: date, direction: Direction | None) -> None:
    done = resolve(reading, None, direction)
    if reading.op != "century":
        assert done.interval is None and done.why_not


@given(st.sampled_from(["day", "week", "month", "year"]), st.integers(0, 300), DAYS)
def test_an_offset_is_no_finer_than_its_unit(unit: str, count: int, day: date) -> None:
    done = resolve(Reading("ago", (), Reading("dur", (str(count), unit))), Interval.day(day))
    assert done.interval is not None
    assert ORDER.index(done.interval.granularity) >= ORDER.index(SIZE[unit])


@given(st.integers(0, 300), st.integers(1, 12), st.integers(1900, 2100))
def test_days_after_a_bare_month_name_no_day(count: int, month: int, year: int) -> None:
    done = resolve(
        Reading("later", ("later",), Reading("dur", (str(count), "day"))), Interval.month(year, month)
    )
    assert done.interval is not None and done.interval.granularity is Granularity.MONTH


@given(DAYS)
def test_the_parts_of_a_week_meet_at_the_anchor(day: date) -> None:
    week = Reading("unit", ("week", "0"))
    anchor = Interval.day(day)
    earlier = resolve(Reading("within", ("earlier",), week), anchor).interval
    later = resolve(Reading("within", ("later",), week), anchor).interval
    assert earlier is not None and later is not None
    assert earlier.last_day == (day if day.weekday() == 0 else day - timedelta(days=1))
    assert later.first_day == (day if day.weekday() == 6 else day + timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dur:2.5:year", "P2Y6M"),
        ("dur:5.5:hour", "PT5H30M"),
        ("dur:0.5:hour", "PT30M"),
        ("dur:X:week", "PXW"),
        ("dur:17:month", "P17M"),
        ("dur:2:fortnight", "P4W"),
        ("dur:1:decade", "P1DE"),
        ("every(dur:2:hour)", "PT2H"),
        ("everyweekday:4", "XXXX-WXX-4"),
        ("clock:3:pm:", "2024-05-24T15:00"),
        ("clock:12:am:", "2024-05-24T00:00"),
        ("clock:24.00", "2024-05-24T24:00"),
        ("holiday:11.4.4:1999", "1999-11-25"),
        ("holiday:E+0:2024", "2024-03-31"),
        ("season:WI:1994", "1994-WI"),
        ("century:20", "19"),
        ("decade:1970", "197"),
        ("bc:490", "BC0490"),
        ("date::2:29", "2024-02-29"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert resolve(parse_reading(text), Interval.day(date(2024, 5, 24))).value == value


@pytest.mark.parametrize(
    "text", ["date:2023:2:29", "date::2:30", "month:13", "clock:25.00", "quarter:7", "nosuch:1", "year:99999"]
)
def test_what_is_no_place_is_not_placed(text: str) -> None:
    done = resolve(parse_reading(text), Interval.day(date(2024, 5, 24)))
    assert done.interval is None and done.why_not


SHARPNESS = {"weekday": "day", "month": "month", "date": "day", "season": "season", "quarter": "quarter",
             "century": "century", "dom": "day", "part": "part"}  # fmt: skip


def _said(reading: Reading) -> Granularity:
    """As fine as the words of a reading are."""
    counted = reading.base.arg(1) if reading.op == "ago" and reading.base else reading.arg(0)
    name = SHARPNESS.get(reading.op) or ("day" if counted == "weekend" else counted)
    return Granularity(name)


@given(READINGS, DAYS, DIRECTIONS, st.sampled_from(["", "APPROX", "START", "END"]))
def test_an_interval_never_sharpens(
    reading: Reading, day: date, direction: Direction | None, mod: str
) -> None:
    done = resolve(Reading("mod", (mod,), reading), Interval.day(day), direction)
    if done.interval is None or done.interval.granularity is Granularity.SPAN:
        return  # "early March": half of a month is told in days, and is more than one
    assert ORDER.index(done.interval.granularity) >= ORDER.index(_said(reading))


@given(READINGS, DAYS, DIRECTIONS)
def test_a_part_lies_within_its_whole(reading: Reading, day: date, direction: Direction | None) -> None:
    whole = resolve(reading, Interval.day(day), direction).interval
    for mod in ("START", "MID", "END"):
        part = resolve(Reading("mod", (mod,), reading), Interval.day(day), direction).interval
        assert (whole is None) == (part is None)
        assert whole is None or part is None or whole.contains(part)
        assert part is None or whole is None or whole.n_days == 1 or (part.n_days or 0) > 1


@given(st.integers(1, 7), st.sampled_from(["week", "fortnight"]), DAYS)
def test_tuesday_week_is_weeks_behind_the_coming_tuesday(weekday: int, unit: str, day: date) -> None:
    coming = resolve(Reading("weekday", (str(weekday), "+0")), Interval.day(day)).interval
    behind = resolve(
        Reading("from", ("after",), Reading("dur", ("1", unit), Reading("weekday", (str(weekday), "+0")))),
        Interval.day(day),
    ).interval
    assert coming is not None and behind is not None and coming.first_day is not None
    assert 0 <= (coming.first_day - day).days < 7
    assert behind.first_day == coming.first_day + timedelta(days=7 if unit == "week" else 14)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(-10, 13), DAYS)
def test_one_moment_has_one_place_whatever_its_clock(hour: int, minute: int, zone: int, day: date) -> None:
    there = datetime(day.year, day.month, day.day, hour, minute)
    local = there + timedelta(hours=zone)
    name = f"{zone:+03d}"
    told = resolve(
        Reading(
            "clock", (f"{hour}.{minute:02d}", "", "Z"), Reading("date", tuple(map(str, day.timetuple()[:3])))
        ),
        None,
        zone=name,
    )
    assert told.interval is not None and told.interval.start == local
    assert zone_between(local, there, "Z") == (name if zone else "+00")


@given(READINGS)
def test_a_reading_is_read_back(reading: Reading) -> None:
    again = parse_reading(str(reading))
    assert str(again) == str(reading)


@given(st.integers(1, 7), st.integers(2, 9), DAYS)
def test_two_fridays_ago_is_a_week_before_one_friday_ago(weekday: int, count: int, day: date) -> None:
    here = Interval.day(day)
    one = resolve(Reading("weekday", (str(weekday), str(-count))), here).interval
    other = resolve(Reading("weekday", (str(weekday), str(1 - count))), here).interval
    assert one is not None and other is not None and one.first_day is not None
    assert other.first_day == one.first_day + timedelta(days=7)
    assert one.first_day.isoweekday() == weekday


@given(st.integers(1, 5), st.integers(1, 7), st.integers(1, 12), st.integers(1801, 2199))
def test_the_nth_weekday_lies_in_its_month(nth: int, weekday: int, month: int, year: int) -> None:
    base = Reading("month", (str(month), str(year)))
    done = resolve(Reading("nthweekday", (str(nth), str(weekday)), base), None)
    whole = resolve(base, None).interval
    if done.interval is None:
        assert nth == 5 and done.why_not
        return
    assert whole is not None and whole.contains(done.interval) and done.interval.first_day is not None
    assert done.interval.first_day.isoweekday() == weekday
    assert (done.interval.first_day.day + 6) // 7 == nth


@given(st.integers(1, 28), st.integers(1, 7), DAYS, DIRECTIONS)
def test_friday_the_17th_is_both(number: int, weekday: int, day: date, direction: Direction | None) -> None:
    done = resolve(Reading("domweekday", (str(number), str(weekday))), Interval.day(day), direction)
    found = done.interval.first_day if done.interval else None
    assert found is not None and (found.day, found.isoweekday()) == (number, weekday)


@given(st.integers(1, 12), st.integers(1, 59), st.sampled_from(["", "am", "pm", "MO", "AF"]))
def test_ten_to_five_is_ten_minutes_before_five(hour: int, minutes: int, half: str) -> None:
    on = Reading("date", ("2024", "5", "23"))
    full = resolve(Reading("clock", (f"{hour}.00", half, ""), on), None).interval
    less = resolve(Reading("clock", (f"{hour}.-{minutes}", half, ""), on), None).interval
    assert full is not None and less is not None and full.start is not None and less.start is not None
    noon = hour == 12 and half in ("am", "MO")  # "ten to twelve in the morning" is before noon
    assert less.start == full.start - timedelta(minutes=minutes) + timedelta(hours=12 if noon else 0)
