"""What two places say for and against one happening, as names of rows in weights.toml."""

from __future__ import annotations

from timeline.merge.facts import Facts, bare
from timeline.merge.lexicon import lexicon, weights
from timeline.models import Place
from timeline.places.sphere import km_between

__all__ = ["distance_km", "place_feature"]


def distance_km(a: Place, b: Place) -> float | None:
    """Great-circle distance; None when a place has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    return km_between(a.latitude, a.longitude, b.latitude, b.longitude)


def place_feature(a: Facts, b: Facts) -> str:
    """How the two places agree, by name, containment and distance; empty when nothing is known of either."""
    if not a.size or not b.size:
        return _place_named(a, b) if a.size or b.size else ""
    if len(a.places) > 1 or len(b.places) > 1:
        # One article calls a place by several names; the best fit counts.
        weight = weights().weight
        found = (_place_pair(x, y) for x in a.places or (a,) for y in b.places or (b,))
        return max(found, key=lambda feature: (weight[feature], feature))
    return _place_pair(a, b)


def _place_pair(a: Facts, b: Facts) -> str:
    inner, outer = (a, b) if a.size <= b.size else (b, a)
    p, q = inner.where, outer.where
    assert p is not None
    assert q is not None
    abroad = bool(p.iso3 and q.iso3 and p.iso3 != q.iso3)
    if a.place == b.place:
        if abroad and (distance_km(p, q) or 0) > 100:
            return "place.other_country"
        return (
            "place.same"
            if inner.size <= 1
            else "place.same_region"
            if inner.size <= 3
            else "place.same_country"
        )
    if outer.size >= 4:
        known = p.iso3 and q.iso3
        return "place.other_country" if abroad else "place.inside_country" if known else "place.other_name"
    if outer.place and outer.place == p.admin1.casefold():
        return "place.inside_region"
    km = distance_km(p, q)
    if km is None:
        return "place.other_country" if abroad else "place.other_name"
    reach = 5 if outer.size <= 1 else 40 if outer.size == 2 else 150
    if km <= reach:
        return "place.near" if outer.size <= 1 else "place.around"
    if km <= 3 * reach:
        return "place.around" if km <= 15 else "place.other_name" if outer.size > 1 else "place.far"
    return "place.other_country" if abroad else "place.far"


def _place_named(a: Facts, b: Facts) -> str:
    """One telling has no place of its own, but its sentence names the other's."""
    known, other = (a, b) if a.size else (b, a)
    words = frozenset(bare(word) for word in known.place.split()) - lexicon().stop
    if not words or not words <= other.words:
        return ""
    return "place.named" if known.size <= 3 else "place.named_country"
