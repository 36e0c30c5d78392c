"""The timeline as GeoJSON (RFC 7946), for QGIS, Leaflet, kepler.gl: one feature for each event.

The properties are the columns of the table, null for unknown, lists as arrays. An event without coordinates
is a feature without geometry, as the standard allows: it stays in the table of a map program. A point is
the middle of a town or a province; `geo_precision` says which.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, TextIO

from timeline.export.clean import storable
from timeline.export.views import View, views
from timeline.models import TimelineData

__all__ = ["write_geojson"]


def write_geojson(data: TimelineData, handle: TextIO, *, title: str = "") -> int:
    """Write one feature collection, a feature a line; 0, since every event has a place in it."""
    head = json.dumps({"type": "FeatureCollection", "name": title or "Conflict timeline"}, ensure_ascii=False)
    handle.write(str(storable(head[:-1])) + ', "features": [')
    separator = "\n"
    for view in views(data):
        handle.write(separator + json.dumps(_feature(view), ensure_ascii=False))
        separator = ",\n"
    handle.write("\n]}\n")
    return 0


def _feature(view: View) -> dict[str, Any]:
    row = view.row
    longitude, latitude = row["longitude"], row["latitude"]
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {
        "type": "Feature",
        "id": storable(view.event.event_id),
        "geometry": None if longitude is None or latitude is None else point,
        "properties": {
            name: value.isoformat() if isinstance(value, date) else storable(value)
            for name, value in row.items()
        },
    }
