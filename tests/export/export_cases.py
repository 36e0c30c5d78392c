"""Small records for the tests of export."""

from __future__ import annotations

from timeline.models import Actor, ActorKind, Event

HOSTILE = '=HYPERLINK("x"), "quoted"\nnext\x00line \u202egnp \u2028 <script>'


def actor(name: str, *, kind: ActorKind | None = None, country: str = "") -> Actor:
    return Actor(text=name, start=0, end=len(name), name=name, kind=kind, country=country)


def event(**fields: object) -> Event:
    base: dict[str, object] = {
        "event_id": "e1",
        "title": "Attack on Crimea",
        "mention_ids": ("a:1",),
        "article_ids": ("a",),
    }
    return Event.model_validate({**base, **fields})
