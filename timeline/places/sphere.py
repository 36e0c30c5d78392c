"""Distance over the ground."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

__all__ = ["km_between"]

DIAMETER: Final = 12742.0
"""Of a sphere as large as the Earth, in km."""


def km_between(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in kilometres of two points given in degrees.

    Example:
        >>> round(km_between(50.45, 30.52, 49.99, 36.23))  # Kyiv, Kharkiv
        410
    """
    p, q = radians(lat_a), radians(lat_b)
    h = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(lon_b - lon_a) / 2) ** 2
    return DIAMETER * asin(min(1.0, sqrt(h)))
