"""The timeline as JSON-LD with schema.org's Event, for search engines and linked data.

`startDate` and `endDate` are ISO 8601 of reduced precision: both are "2003-08" for an event some time in
August, and an open end is left out. The date as EDTF stands beside them as dcterms:date with the datatype
that the Library of Congress gives it. "<" is written as an escape, so that the text may stand in a page's
<script> element.
"""

from __future__ import annotations

import json
from typing import Any, Final, TextIO
from urllib.parse import quote

from timeline.export.clean import storable
from timeline.export.views import View, clock, ends, views, web_address
from timeline.intervals import Interval
from timeline.models import ArticleRef, TimelineData

__all__ = ["write_jsonld"]

_CONTEXT: Final = [
    "https://schema.org",
    {
        "dcterms": "http://purl.org/dc/terms/",
        "edtf": "http://id.loc.gov/datatypes/edtf/EDTF",
        "ct": "urn:conflict-timeline:term:",
    },
]
# Terms that schema.org lacks, by the names of the table.
_OWN: Final = (
    "date_basis", "status", "event_type", "sub_event_type", "plover_type", "plover_mode", "actor1", "actor2",
    "directed", "fatalities", "fatalities_low", "fatalities_high", "injured", "lasting", "geo_precision",
    "confidence",
)  # fmt: skip


def write_jsonld(data: TimelineData, handle: TextIO, *, title: str = "") -> int:
    """Write one JSON-LD document; 0, since every event has a place in it."""
    head = {"@type": "Dataset", "@id": "urn:conflict-timeline", "name": title or "Conflict timeline"}
    made = {"@context": _CONTEXT, "@graph": [head, *(_event(view) for view in views(data))]}
    text = json.dumps(made, ensure_ascii=False, indent=1)
    handle.write(str(storable(text.replace("<", "\\u003c"))) + "\n")
    return 0


def _event(view: View) -> dict[str, Any]:
    event, row = view.event, view.row
    names = [name for key in ("actor1", "actor2") if (name := row[key])]
    for key in ("assoc_actor_1", "assoc_actor_2"):
        others = row[key]
        names += others if isinstance(others, tuple) else ()
    made: dict[str, Any] = {
        "@type": "Event",
        "@id": f"urn:conflict-timeline:event:{quote(event.event_id.encode('utf-8', 'replace'), safe='-:')}",
        "identifier": event.event_id,
        "name": view.headline,
        "description": row["notes"],
        **(_dates(event.interval) if event.interval else {}),
        "location": _place(view),
        "about": [{"@type": "Thing", "name": name} for name in dict.fromkeys(names)] or None,
        "keywords": [row[k] for k in ("event_type", "sub_event_type", "plover_type") if row[k]] or None,
        "subjectOf": [_article(article) for article in view.articles] or None,
        **{f"ct:{name}": row[name] for name in _OWN},
    }
    return {key: value for key, value in made.items() if value is not None}


def _dates(interval: Interval) -> dict[str, Any]:
    found = ends(interval)
    times = clock(interval)
    made: dict[str, Any] = {}
    if found.first is not None:
        made["startDate"] = times[0].isoformat(timespec="minutes") if times else found.iso(found.first)
    if found.last is not None and not times:
        made["endDate"] = found.iso(found.last)
    made["dcterms:date"] = {"@type": "edtf", "@value": interval.edtf()}
    return made


def _place(view: View) -> dict[str, Any] | None:
    row = view.row
    if not row["location"]:
        return None
    place: dict[str, Any] = {"@type": "Place", "name": row["location"]}
    address = {"addressRegion": row["admin1"], "addressCountry": row["country"]}
    if any(address.values()):
        place["address"] = {"@type": "PostalAddress", **{k: v for k, v in address.items() if v}}
    if row["latitude"] is not None and row["longitude"] is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": row["latitude"],
            "longitude": row["longitude"],
        }
    return place


def _article(article: ArticleRef) -> dict[str, Any]:
    made = {
        "@type": "NewsArticle",
        "identifier": article.id,
        "headline": article.title or None,
        "datePublished": article.dct.isoformat(),
        "url": web_address(article.url) or None,
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
    }
    return {key: value for key, value in made.items() if value is not None}
