"""Two ends of one range: what the one end leaves out is taken from the other, and the two are linked.

"from 3 to 9 May", "between May and July 2022", "1861-1863", "since 2014", "by the end of the month".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.models import Timex, TimexType
from timeline.timex.grammar import Found
from timeline.timex.readings import Reading, rebuilt
from timeline.timex.record import Fields, record
from timeline.timex.tokens import Token

__all__ = ["complete", "link"]

_LINKS = frozenset({"to", "and", "-", "until", "till", "through", "or", "—", "/"})
_NO_CLAUSE = frozenset({".", ";", "!", "?", ",", "and", "but", "which", "that", "while"})
_JOIN = re.compile(
    r"\s{0,3}(?:(?P<to>to|until|till|through|-|–|—)|(?P<and>and))\s{0,3}(?:the\s)?$", re.IGNORECASE
)
_BOUNDS = {
    "since": "since", "until": "until", "till": "until", "by": "by", "before": "before", "after": "after",
    "from": "from", "to": "to", "through": "to", "following": "after", "starting": "from",
    "beginning": "from",
}  # fmt: skip
_OPENERS = frozenset({"from", "between"})
_LEADS = (*_BOUNDS, *_OPENERS, "the", "about", "around", "early", "late", "least")
_PLACED = frozenset({TimexType.DATE, TimexType.TIME})
_WORD = re.compile(r"([A-Za-z]+)\s{1,3}(?:(?:the|about|around|early|late|at\s{1,3}least)\s{1,3})?$")


def complete(matches: Sequence[Found], tokens: Sequence[Token]) -> list[Found]:
    """Fill an end of a range from the other; drop bare figures that turn out to be no end of a range."""
    kept: list[Found] = []
    skip = -1
    for k, match in enumerate(matches):
        if k == skip:
            continue
        before = kept[-1] if kept else None
        after = matches[k + 1] if k + 1 < len(matches) else None
        reading: Reading | None = match.reading
        rule = match.rule.id
        if rule in ("date.dom_list", "date.dom_middle_first"):
            reading = _day_of_list(match, matches[k + 1 : k + 4])
        elif rule in ("date.dom_to", "date.dom_range"):
            reading = _day_of(match, after, tokens)
        elif rule in ("date.dom_after", "date.dom_middle", "year.short_range_end"):
            reading = _day_after(match, before, tokens) or _year_after(match, before, tokens)
            if (
                reading is not None
                and reading.op == "date"
                and after is not None
                and _year_behind(match, after, tokens)
            ):
                # "May 10-14, 2024": the year belongs to both days
                year = after.reading.arg(0)
                reading = Reading("date", (year, *reading.args[1:]))
                match = match._replace(stop=after.stop)
                skip = k + 1
                if before is not None and not before.reading.core.arg(0) and before.reading.core.base is None:
                    core = before.reading.core
                    kept[-1] = before._replace(
                        reading=rebuilt(before.reading, Reading("date", (year, *core.args[1:])))
                    )
        elif rule == "year.range_end" and _counts_no_years(match, tokens):
            reading = None
        elif match.reading.core.op == "clock":
            reading = _clock_day(match, matches[k + 1 : k + 3], tokens)
        elif after is not None and _joined(match, after, tokens):
            reading = _with_year(match.reading, after.reading)
        elif after is not None and match.reading.op == after.reading.op == "month":
            reading = _month_of_list(match, matches[k + 1 : k + 3], tokens)
        if reading is not None:
            kept.append(match if reading is match.reading else match._replace(reading=reading))
    return kept


def _counts_no_years(match: Found, tokens: Sequence[Token]) -> bool:
    """Whether what stands before the dash is a number but no year: "555-2024"."""
    before = tokens[match.first - 2].cats if match.first > 1 else {}
    return "NUM" in before and not {"YEAR", "MONTH", "SEASON"} & set(before)


def _year_behind(match: Found, after: Found, tokens: Sequence[Token]) -> bool:
    if after.reading.op != "year" or after.stop - after.first != 1:
        return False
    return after.first == match.stop or (after.first == match.stop + 1 and tokens[match.stop].low == ",")


def _joined(first: Found, second: Found, tokens: Sequence[Token]) -> bool:
    words = second.first - first.stop
    if words not in (1, 2) or tokens[first.stop].low not in _LINKS:
        return False
    return words == 1 or tokens[first.stop + 1].low in ("from", "the")


def _day_of(match: Found, after: Found | None, tokens: Sequence[Token]) -> Reading | None:
    """ "3" of "3 to 9 May 2022": the month and year of the date behind it."""
    if (
        after is None
        or not _joined(match, after, tokens)
        or after.reading.op != "date"
        or after.rule.id == "date.dom_after"
    ):
        return None
    if "MONTH" in tokens[after.first].cats:
        return None
    year, month = after.reading.arg(0), after.reading.arg(1)
    return Reading("date", (year, month, match.reading.arg(0)), after.reading.base)


def _day_of_list(match: Found, behind: Sequence[Found]) -> Reading | None:
    """ "10" of "10, 11 and 12 May": the month and year of the date that ends the list."""
    for other in behind:
        if other.reading.op == "date":
            return Reading("date", (other.reading.arg(0), other.reading.arg(1), match.reading.arg(0)))
        if other.reading.op != "dom":
            return None
    return None


def _day_after(match: Found, before: Found | None, tokens: Sequence[Token]) -> Reading | None:
    """ "5" of "May 4 and 5": the month and year of the date before it."""
    if before is None or before.reading.core.op != "date":
        return None
    listed = [t.low for t in tokens[before.stop : match.first]] in ([","], [",", "and"])
    if not listed and not _joined(before, match, tokens):
        return None
    core, day = before.reading.core, match.reading.number(0) or 0
    last = tokens[before.stop - 1].cats
    if "YEAR" in last or "MONTH" in last or day > 31 or day <= (core.number(2) or 0):
        return None
    return Reading("date", (core.arg(0), core.arg(1), str(day)), core.base)


def _month_of_list(match: Found, behind: Sequence[Found], tokens: Sequence[Token]) -> Reading:
    """ "May" of "May, June and July 2011": the year of the month that ends the list."""
    if len(behind) < 2 or behind[0].first - match.stop != 1 or tokens[match.stop].low != ",":
        return match.reading
    last = behind[1]
    return _with_year(match.reading, last.reading) if _joined(behind[0], last, tokens) else match.reading


def _clock_day(match: Found, after: Sequence[Found], tokens: Sequence[Token]) -> Reading:
    """ "3 a.m. (0000 GMT) on Wednesday": the day stands behind another time, in the same clause."""
    if match.reading.base is not None:
        return match.reading
    for other in after:
        if other.first - match.stop > 7:
            break
        if not _NO_CLAUSE.isdisjoint(t.low for t in tokens[match.stop : other.first]):
            break
        if other.reading.op in ("date", "weekday", "shift"):
            return Reading(match.reading.op, match.reading.args, other.reading)
    return match.reading


def _year_after(match: Found, before: Found | None, tokens: Sequence[Token]) -> Reading | None:
    if before is None or not _joined(before, match, tokens) or before.reading.op != "year":
        return None
    first, short = before.reading.number(0), int(match.reading.arg(0) or 0)
    if first is None or short is None or first % 100 >= short or not tokens[match.first].glued:
        return None
    return Reading("year", (str(first // 100 * 100 + short),))


def _with_year(reading: Reading, other: Reading) -> Reading:
    """ "May" of "May to July 2022" is a May of 2022, or of the year before when it would lie behind July."""
    if (
        reading.op == "month"
        and not reading.arg(1)
        and reading.base is None
        and other.op == "month"
        and other.arg(1)
    ):
        year = int(other.arg(1)) - ((reading.number(0) or 0) > (other.number(0) or 0))
        return Reading("month", (reading.arg(0), str(year)))
    if (
        reading.op == "date"
        and not reading.arg(0)
        and reading.base is None
        and other.op == "date"
        and other.arg(0)
    ):
        later = (reading.number(1) or 0, reading.number(2) or 0) > (
            other.number(1) or 0,
            other.number(2) or 0,
        )
        return Reading("date", (str(int(other.arg(0)) - later), reading.arg(1), reading.arg(2)))
    if (
        reading.op == "month"
        and other.op == "month"
        and reading.base is None
        and not reading.arg(1)
        and other.base
    ):
        return Reading("month", (reading.arg(0),), other.base)
    core, end = reading.core, other.core
    if core.op == "season" and end.op == "season" and not core.arg(1) and end.arg(1):
        return rebuilt(reading, Reading("season", (core.arg(0), end.arg(1))))
    if core.op == "thatseason" and end.op == "season" and end.arg(1) and not core.arg(1):
        return rebuilt(reading, Reading("season", (core.arg(0), end.arg(1))))
    if core.op == "month" and not core.arg(1) and reading.op == "mod" and end.op == "month" and end.arg(1):
        return rebuilt(reading, Reading("month", (core.arg(0), end.arg(1))))
    return reading


def may_lead(low: str) -> bool:
    """Whether a token may end with a word that `link` looks for before an expression, or is a blank line."""
    return low.endswith(_LEADS) or low.isspace()


def link(found: Sequence[Fields], text: str, led: Sequence[bool]) -> tuple[Timex, ...]:
    """The records: `bound` is set from the preposition before each, `partner` on the two ends of a range.

    `led` tells of each whether the word before it `may_lead`.
    """
    previous: Fields | None = None
    opened: re.Match[str] | None = None
    word: re.Match[str] | None = None
    for fields, is_led in zip(found, led, strict=True):
        before, previous = previous, fields
        opened, word = word, _lead(text, fields["start"]) if is_led else None
        if fields["type"] not in _PLACED:
            continue
        bound = _BOUNDS.get(word[1].lower(), "") if word else ""
        if bound != "to":
            fields["bound"] = bound
        if before is None or before["type"] is not fields["type"]:
            continue
        if not 0 < fields["start"] - before["end"] < 12 or not (before["interval"] and fields["interval"]):
            continue
        join = _JOIN.match(text[before["end"] : fields["start"]])
        first = opened[1].lower() if opened else ""
        if join and (join["to"] or first == "between"):
            at = before["start"] - len(opened[0]) if opened and first in _OPENERS else before["start"]
            before["wording"] = fields["wording"] = text[at : fields["end"]]
            before["bound"], before["partner"] = "from", fields["id"]
            fields["bound"], fields["partner"] = "to", before["id"]
    return tuple(map(record, found))


def _lead(text: str, start: int) -> re.Match[str] | None:
    """The word before an expression, with an article or a hedge behind it."""
    return _WORD.search(text[max(0, start - 30) : start])
