"""What two dates say for and against one happening, as names of rows in weights.toml."""

from __future__ import annotations

from timeline.merge.facts import Facts

__all__ = ["time_feature"]

_LONG_AGO = 7
"""Days before both reports: further back, articles name few days, so one named by both is rarely chance."""
_SURE = 0.75
"""Confidence below which a date is one carried over, not one that the sentence states."""


def time_feature(a: Facts, b: Facts) -> str:
    """How the two dates agree: a day inside a month is compatible, not equal.

    A date carried over from another sentence (low confidence) contradicts less than a stated one.
    """
    if not (a.dated and b.dated):
        return _undated(a, b)
    if a.first == a.last and b.first == b.last:
        return _days(a, b)
    gap = _gap(a, b)
    if gap > 0:
        return _near_report(a, b, gap) or _apart(gap, _unsure(a, b))
    if a.first == b.first and a.last == b.last:
        n = a.last - a.first + 1
        return "time.same_span" if n <= 7 else "time.same_month" if n <= 31 else "time.same_year"
    outer = (
        a
        if a.first <= b.first and a.last >= b.last
        else b
        if b.first <= a.first and b.last >= a.last
        else None
    )
    if outer is None:
        return "time.overlap"
    n = outer.last - outer.first + 1
    if n <= 3:
        return "time.within_days"
    return "time.within_week" if n <= 7 else "time.within_month" if n <= 31 else "time.within_year"


def _undated(a: Facts, b: Facts) -> str:
    """One lies at an unknown time before its article: the other must not come after that, and is best
    close.
    """
    gap = abs(a.day - b.day)
    if a.dated or b.dated:
        dated, report = (a, b) if a.dated else (b, a)
        if report.day - dated.first < -1:
            return "time.after_report"
        gap = max(0, report.day - dated.last)
    return "time.undated_near" if gap <= 3 else "time.undated" if gap <= 31 else "time.undated_far"


def _days(a: Facts, b: Facts) -> str:
    gap = abs(a.first - b.first)
    if gap == 0:
        if a.assumed or b.assumed:
            return "time.same_day_assumed"
        if a.hours and b.hours and (a.hours[1] <= b.hours[0] or b.hours[1] <= a.hours[0]):
            # "A few hours later" guesses the hour, so it contradicts none.
            return "time.same_day" if _unsure(a, b) else "time.same_day_other_hour"
        if min(a.day, b.day) - a.first >= _LONG_AGO and a.mention.article_id != b.mention.article_id:
            return "time.same_past_day"
        return "time.same_day"
    if gap == 1 and a.hours and b.hours:
        early, late = (a.hours, b.hours) if a.first < b.first else (b.hours, a.hours)
        # "Thursday night" and "early on Friday" are one night: at most six hours between them.
        if late[0] - early[1] <= 6 * 3600 and late[1] - early[0] <= 18 * 3600:
            return "time.overnight"
    return _near_report(a, b, gap) or _apart(gap, _unsure(a, b))


def _unsure(a: Facts, b: Facts) -> bool:
    """One date was carried over from elsewhere in its article."""
    return min(a.sure, b.sure) < _SURE


def _near_report(a: Facts, b: Facts, gap: int) -> str:
    """A date assumed from publication is an upper end: the thing told was on that day or shortly before."""
    late = a if a.first > b.first else b
    if gap > 2 or not late.assumed or not late.single_day:
        return ""
    return "time.just_before_report"


def _apart(gap: int, unsure: bool) -> str:
    if unsure and gap <= 2:
        return "time.next_day_unsure" if gap == 1 else "time.days_apart_unsure"
    return "time.next_day" if gap == 1 else "time.days_apart" if gap <= 3 else "time.apart"


def _gap(a: Facts, b: Facts) -> int:
    return max(a.first, b.first) - min(a.last, b.last)
