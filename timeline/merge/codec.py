"""Records as bytes and back, for what does not fit in memory: exact, and quick to read."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from timeline.intervals import Granularity, Interval
from timeline.merge.facts import Facts
from timeline.merge.records import made
from timeline.merge.scratch import Codec
from timeline.models import Actor, ActorKind, ArticleRef, Event, Mention, Place, Record, Status

__all__ = ["ARTICLES", "BYTES", "EVENTS", "MENTIONS", "PLAIN", "pack", "unpack"]

R = TypeVar("R", bound=Record)


def _codec(kind: type[R]) -> Codec[R]:
    to_json = kind.__pydantic_serializer__.to_json
    from_json = kind.__pydantic_validator__.validate_json

    def dumps(record: R) -> bytes:
        try:
            return to_json(record)
        except ValueError:  # half of a surrogate pair, which JSON has no place for
            return pickle.dumps(record)

    def loads(data: bytes) -> R:
        # Only what this process wrote is read here; a pickle never begins as JSON does.
        return cast(R, from_json(data) if data[:1] == b"{" else pickle.loads(data))

    return dumps, loads


MENTIONS: Codec[Mention] = _codec(Mention)
EVENTS: Codec[Event] = _codec(Event)
ARTICLES: Codec[ArticleRef] = _codec(ArticleRef)
PLAIN: Codec[Any] = (marshal.dumps, marshal.loads)
"""For values of Python's own plain types."""
BYTES: Codec[bytes] = (bytes, bytes)


class _Brief:
    """The part of a mention that comparisons need; the whole one is read when more is asked for."""

    __slots__ = (
        "_actors", "_interval", "_load", "_targets", "_whole", "article_id", "mention_id", "plover_type",
        "sentence_end", "sentence_start", "status", "trigger", "trigger_end", "trigger_start",
    )  # fmt: skip

    def __init__(self, load: Callable[[], Mention], told: tuple[Any, ...]) -> None:
        self._load = load
        self._whole: Mention | None = None
        (
            self.mention_id, self.article_id, self.trigger, self.trigger_start, self.trigger_end,
            self.sentence_start, self.sentence_end, self.plover_type, self.status, self._interval,
            self._actors, self._targets,
        ) = told  # fmt: skip
        self.status = _STATUS[self.status]

    @property
    def interval(self) -> Interval | None:
        if self._interval is None:
            return None
        start, end, unit, *marks = self._interval
        return Interval(start and _moment(start), end and _moment(end), Granularity(unit), *marks)

    @property
    def actors(self) -> tuple[Actor, ...]:
        return tuple(map(_actor, self._actors))

    @property
    def targets(self) -> tuple[Actor, ...]:
        return tuple(map(_actor, self._targets))

    def __getattr__(self, name: str) -> Any:
        if self._whole is None:
            self._whole = self._load()
        return getattr(self._whole, name)


_STATUS = {status.value: status for status in Status}
_KINDS = {kind.value: kind for kind in ActorKind}
_told = attrgetter(
    "mention_id", "article_id", "trigger", "trigger_start", "trigger_end", "sentence_start", "sentence_end",
    "plover_type", "status.value",
)  # fmt: skip
_moment = datetime.fromisoformat
_ACTOR = tuple(Actor.model_fields)
_PLACE = tuple(Place.model_fields)
_place = attrgetter(*_PLACE)
# The mention stands first among the fields and the last three are set when the facts come back.
_PLAIN = [f.name for f in fields(Facts)][1:-3]
_WHERE = _PLAIN.index("where")
_plain = attrgetter(*_PLAIN[:_WHERE], *_PLAIN[_WHERE + 1 :])


def pack(fact: Facts) -> bytes:
    """The facts of one mention (not of several pooled) as bytes, without its norm."""
    m = fact.mention
    told = (*_told(m), _days(m.interval), tuple(map(_fields, m.actors)), tuple(map(_fields, m.targets)))
    return marshal.dumps((_plain(fact), told, _place(fact.where) if fact.where else None))


def unpack(data: bytes, norm: float, whole: Callable[[], Mention]) -> Facts:
    """What `pack` made bytes of; `whole` reads the mention where more of it is needed than is here."""
    plain, told, where = marshal.loads(data)
    mention = cast(Mention, _Brief(whole, told))
    place = _placed(where) if where else None
    values: tuple[Any, ...] = (mention, *plain[:_WHERE], place, *plain[_WHERE:], (), norm)
    return Facts(*values)


def _days(interval: Interval | None) -> tuple[Any, ...] | None:
    if interval is None:
        return None
    start, end = interval.start, interval.end
    return (
        start and start.isoformat(), end and end.isoformat(), interval.granularity.value,
        interval.approximate, interval.uncertain, interval.lasting,
    )  # fmt: skip


def _fields(actor: Actor) -> tuple[Any, ...]:
    kind = actor.kind
    return actor.text, actor.start, actor.end, actor.name, actor.country, kind.value if kind else None


def _actor(values: tuple[Any, ...]) -> Actor:
    *plain, kind = values
    return made(Actor, dict(zip(_ACTOR, (*plain, kind and _KINDS[kind]), strict=True)))


@lru_cache(maxsize=2000)
def _placed(values: tuple[Any, ...]) -> Place:
    return made(Place, dict(zip(_PLACE, values, strict=True)))
