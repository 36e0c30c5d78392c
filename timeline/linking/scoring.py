"""How likely two rows tell of one event, and why, in words. The weights are in weights.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from timeline.linking import actors, places, types
from timeline.linking.rows import Row
from timeline.linking.tables import table
from timeline.places.sphere import km_between

__all__ = ["Pair", "gap_days", "km_apart", "limits", "reasons", "score", "weigh"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, by their place in their tables, and the sum of the weights in bits."""

    ours: int
    theirs: int
    bits: float

    @property
    def score(self) -> float:
        """The sum as a score of 0 to 1; 0.5 is an even chance."""
        return score(self.bits)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far apart two rows are still compared."""

    days: int
    km: float
    areas_km: float


def score(bits: float) -> float:
    """Bits for and against as a score of 0 to 1."""
    return float(1.0 / (1.0 + 2.0 ** -max(-40.0, min(40.0, bits))))


@cache
def limits() -> Limits:
    """The limits of weights.toml."""
    raw = table("weights")["limits"]
    return Limits(int(raw["days"]), float(raw["km"]), float(raw["areas_km"]))


@cache
def _weights(part: str) -> dict[str, Any]:
    return dict(table("weights")[part])


def gap_days(a: Row, b: Row) -> int:
    """Days between two intervals, 0 when they meet. `early` days count as part of the interval."""
    assert a.first is not None and a.last is not None and b.first is not None and b.last is not None
    return max(0, a.first - a.early - b.last, b.first - b.early - a.last)


def km_apart(a: Row, b: Row) -> float | None:
    """Kilometres between two points; None where either has none or is a province or larger."""
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return None
    return km_between(a.latitude, a.longitude, b.latitude, b.longitude)


def weigh(a: Row, b: Row, *, days: int) -> float | None:
    """The bits for one event, or None when the days or the places rule it out."""
    when = time_case(a, b, days)
    if when is None:
        return None
    bits = _weights("start")["bits"] + _weights("time")[when] + _weights("place")[place_case(a, b)]
    if bits < -8:
        return None
    bits += _types_bits(a, b) + _actor_bits(a, b)
    return float(bits + _weights("tolls").get(toll_case(a, b), 0.0))


# ---- time ---------------------------------------------------------------------------------------


def time_case(a: Row, b: Row, days: int) -> str | None:
    """The row of [time] that fits; None when the two are too far apart."""
    assert a.first is not None and a.last is not None and b.first is not None and b.last is not None
    gap = max(a.first - b.last, b.first - a.last)
    if gap > 0:
        late = a if a.first > b.last else b
        if gap <= late.early:
            return "before_report"
        gap -= late.early
        return "next_day" if gap == 1 and days >= 1 else "two_days" if gap <= days else None
    n, m = a.days, b.days
    if n == m == 1:
        return "same_day"
    if a.first == b.first and a.last == b.last:
        return "same_stretch" if n <= 7 else "day_in_month" if n <= 31 else "day_in_year"
    longest = max(n, m)
    if min(n, m) == 1 or longest > 14:
        return "day_in_week" if longest <= 14 else "day_in_month" if longest <= 62 else "day_in_year"
    return "overlap"


_TIME_WORDS = {
    "same_day": "same day",
    "same_stretch": "same stretch of days",
    "overlap": "their days overlap",
    "before_report": "within the days before the report",
    "next_day": "one day apart",
    "two_days": "some days apart",
}


def _time_words(case: str, a: Row, b: Row) -> str:
    if case in _TIME_WORDS:
        return _TIME_WORDS[case] if case != "two_days" else f"{gap_days(a, b)} days apart"
    return (
        f"the day lies within {max(a.days, b.days)} days"
        if min(a.days, b.days) == 1
        else "within one long stretch"
    )


# ---- place --------------------------------------------------------------------------------------


def place_case(a: Row, b: Row) -> str:
    """The row of [place] that fits: by distance where both are points, else by what holds what."""
    inner, outer = (a, b) if a.size <= b.size else (b, a)
    if not inner.size:
        inner, outer = outer, inner
    if not outer.size:
        return "unknown"
    abroad = bool(a.country and b.country and a.country != b.country)
    if outer.size == places.COUNTRY:
        return "other_country" if abroad else "in_country" if a.country and b.country else "unknown"
    if outer.size == places.PROVINCE:
        return _in_province(inner, outer, abroad)
    km = km_apart(a, b)
    if km is None:
        if abroad:
            return "other_country"
        if a.place and a.place == b.place:
            return "same"
        return (
            "like_name"
            if places.alike(a.place, b.place)
            else "other_name"
            if a.place and b.place
            else "unknown"
        )
    named = bool(a.place) and (a.place == b.place or places.alike(a.place, b.place))
    if outer.size == places.AREA:
        reach = max(a.reach_km, b.reach_km)
        if km <= reach or (named and km <= 2 * reach):
            return "same_area" if named or km <= reach / 3 else "in_area"
        km -= reach
    if named and km <= 40:
        return "same"
    for edge in (2, 5, 10, 20, 30, 60):
        if km <= edge:
            return f"within_{edge}_km"
    return "far"


def _in_province(inner: Row, outer: Row, abroad: bool) -> str:
    if (
        inner.admins & outer.admins
        or outer.place in inner.admins
        or (inner.place and inner.place == outer.place)
    ):
        return "in_province" if inner.size < places.PROVINCE else "same_province"
    if abroad:
        return "other_country"
    if inner.admins and outer.admins:
        if any(places.alike(x, y) for x in inner.admins for y in outer.admins):
            return "in_province"
        km = km_apart(inner, outer)
        # Provinces are renamed and split; a point close to the other's centre is not ruled out.
        return "in_country" if km is not None and km <= limits().areas_km else "other_province"
    km = km_apart(inner, outer)
    return "unknown" if km is None else "in_country" if km <= limits().areas_km else "other_province"


def _place_words(case: str, a: Row, b: Row) -> str:
    both = f"{a.place_shown or a.country} / {b.place_shown or b.country}"
    km = km_apart(a, b)
    if case == "same":
        return (
            f"same place ({a.place_shown})"
            if a.place == b.place
            else f"same place, spelled otherwise ({both})"
        )
    if case == "like_name":
        return f"like names of places ({both})"
    if case.startswith("within_") and km is not None:
        return f"{km:.0f} km apart ({both})" if km >= 1 else f"less than 1 km apart ({both})"
    words = {
        "far": f"far apart ({both})",
        "same_area": f"same area ({both})",
        "in_area": f"one lies in the area of the other ({both})",
        "same_province": f"same province ({both})",
        "in_province": f"one is the other's province ({both})",
        "other_province": f"other province ({both})",
        "in_country": f"same country ({both})",
        "other_country": f"other country ({a.country} / {b.country})",
        "other_name": f"other place ({both})",
        "unknown": "no place to compare",
    }
    return words[case]


# ---- types, actors, tolls -----------------------------------------------------------------------


def _types_case(a: Row, b: Row) -> tuple[str, float | None]:
    found = types.agreement(a.types, b.types)
    if found is None:
        return "unknown", None
    agreed, coarse = found
    return ("coarse" if coarse and agreed > 0 else "same" if agreed > 0 else "contradicted"), agreed


def _types_bits(a: Row, b: Row) -> float:
    """From the bits of a contradiction to those of full agreement, steep at first: 0.4 is no argument."""
    case, agreed = _types_case(a, b)
    weights = _weights("types")
    if agreed is None:
        return float(weights["unknown"])
    if agreed <= 0:
        return float(weights["contradicted"])
    top = float(weights[case])
    return top * (agreed - 0.4) / 0.6 if agreed >= 0.4 else -3.0 * (0.4 - agreed) / 0.4


def _actor_bits(a: Row, b: Row) -> float:
    if not a.parties or not b.parties:
        return 0.0
    matched, against = actors.compare(a.parties, b.parties)
    weights = _weights("actors")
    bits = sum(strength for *_, strength in matched) * weights["matched"] + against * weights["contradicted"]
    return float(max(weights["least"], min(weights["most"], bits)))


def toll_case(a: Row, b: Row) -> str:
    """The row of [tolls] that fits, or "" when the numbers say nothing: they are revised for weeks."""
    x, y = _toll(a), _toll(b)
    if x is None or y is None:
        return ""
    (low_a, best_a, high_a), (low_b, best_b, high_b) = x, y
    if best_a == best_b:
        return "same_large" if best_a >= 10 else "same" if best_a else ""
    if low_a <= high_b and low_b <= high_a:
        return "close"
    low, high = sorted((best_a, best_b))
    if high <= 2 * low or high - low <= 2:
        return "close"
    return "apart" if high >= 5 and high > 4 * max(low, 1) else ""


def _toll(row: Row) -> tuple[int, int, int] | None:
    known = [n for n in (row.killed_low, row.killed, row.killed_high) if n is not None]
    if not known:
        return None
    best = row.killed if row.killed is not None else known[0]
    return min(known), best, max(known)


def reasons(a: Row, b: Row, *, days: int) -> str:
    """Why two rows were put together, most telling first, in words for a reader."""
    case = time_case(a, b, days)
    parts = [_time_words(case, a, b)] if case else []
    parts.append(_place_words(place_case(a, b), a, b))
    parts += _actor_words(a, b)
    kind, agreed = _types_case(a, b)
    if agreed is not None:
        same = kind == "same" and agreed == 1.0
        words = f"{a.type_shown} / {b.type_shown}"
        parts.append(
            f"same type ({types.in_words(a.types)})"
            if same
            else f"types that go together ({words})"
            if agreed >= 0.4
            else f"types that differ ({words})"
        )
    toll = toll_case(a, b)
    if toll:
        figures = f"{_best(a)} / {_best(b)}"
        parts.append(
            {"close": f"like tolls ({figures})", "apart": f"tolls far apart ({figures})"}.get(
                toll, f"same toll ({_best(a)})"
            )
        )
    return "; ".join(parts)


def _best(row: Row) -> int:
    found = _toll(row)
    return found[1] if found else 0


def _actor_words(a: Row, b: Row) -> list[str]:
    if not a.parties or not b.parties:
        return []
    matched, against = actors.compare(a.parties, b.parties)
    parts = []
    if matched:
        names = (
            ", ".join(dict.fromkeys(x.shown for x, _, strength in matched if strength >= 0.5))
            or "of like kind"
        )
        swapped = len(matched) > 1 and matched[0][0] == a.parties[0] and matched[0][1] != b.parties[0]
        parts.append(f"same actors ({names})" + (", the other way round" if swapped else ""))
    if against:
        parts.append("other actors" if not matched else "one actor differs")
    return parts
