"""Distances over the ground, beside those of an atlas."""

import pytest

from timeline.places.sphere import km_between


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((50.45, 30.52), (50.45, 30.52), 0),
        ((50.45, 30.52), (49.99, 36.23), 410),  # Kyiv, Kharkiv
        ((31.5, 34.47), (32.08, 34.78), 71),  # Gaza, Tel Aviv
        ((-17.8, 178.0), (-14.3, -170.7), 1266),  # Fiji, American Samoa: over the date line
        ((90.0, 0.0), (-90.0, 0.0), 20015),
    ],
)
def test_great_circle(a, b, km):
    assert km_between(*a, *b) == pytest.approx(km, rel=0.01)
    assert km_between(*b, *a) == km_between(*a, *b)
