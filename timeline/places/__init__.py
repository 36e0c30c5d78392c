"""Places: a name and its context -> coordinates, country and precision, offline.

`find` answers for towns, admin areas, regions, seas and sites, `country` and `nationality` for countries and
the words for their people. The data is GeoNames (CC BY 4.0) with a table of our own; see data/*.toml for
sources, the rule for disputed territory, and known gaps.
"""

from timeline.places.countries import Country, country, nationality
from timeline.places.names import scan, widen
from timeline.places.resolve import Hit, Located, distance_km, find

__all__ = ["Country", "Hit", "Located", "country", "distance_km", "find", "nationality", "scan", "widen"]
