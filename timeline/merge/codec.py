"""Records as bytes and back, for what does not fit in memory: exact, and quick to read."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from timeline.merge.facts import Facts, one
from timeline.merge.records import made
from timeline.merge.scratch import Codec
from timeline.models import ArticleRef, Event, Mention, Place, Record, Status

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
    """The part of a mention that most comparisons need; the whole one is read when more is asked for."""

    __slots__ = (
        "_load", "_whole", "article_id", "mention_id", "plover_type", "sentence_end", "sentence_start",
        "status", "trigger", "trigger_end", "trigger_start",
    )  # fmt: skip

    def __init__(self, load: Callable[[], Mention], told: tuple[Any, ...]) -> None:
        self._load = load
        self._whole: Mention | None = None
        (
            self.mention_id, self.article_id, self.trigger, self.trigger_start, self.trigger_end,
            self.sentence_start, self.sentence_end, self.plover_type, status,
        ) = told  # fmt: skip
        self.status = _STATUS[status]

    def __getattr__(self, name: str) -> Any:
        if self._whole is None:
            self._whole = self._load()
        return getattr(self._whole, name)


_STATUS = {status.value: status for status in Status}
_told = attrgetter(
    "mention_id", "article_id", "trigger", "trigger_start", "trigger_end", "sentence_start", "sentence_end",
    "plover_type", "status.value",
)  # fmt: skip
_PLAIN = [f.name for f in fields(Facts) if f.name not in ("mention", "where", "places", "pooled", "norm")]
_plain = attrgetter(*_PLAIN)
_SMALL = ("stems", "parts", "actors", "targets", "actor_countries", "target_countries", "means",
          "means_kinds", "sites")  # fmt: skip
_PLACE = tuple(Place.model_fields)
_place = attrgetter(*_PLACE)


def pack(fact: Facts) -> bytes:
    """The facts of one mention (not of several pooled) as bytes, without its norm."""
    where = _place(fact.where) if fact.where else None
    return marshal.dumps((_plain(fact), _told(fact.mention), where))


def unpack(data: bytes, norm: float, whole: Callable[[], Mention]) -> Facts:
    """What `pack` made bytes of; `whole` reads the mention where more of it is needed than is here."""
    plain, told, where = marshal.loads(data)
    values = dict(zip(_PLAIN, plain, strict=True))
    for name in _SMALL:
        values[name] = one(values[name])
    mention = cast(Mention, _Brief(whole, told))
    return Facts(mention=mention, where=_placed(where) if where else None, norm=norm, **values)


@lru_cache(maxsize=10_000)
def _placed(values: tuple[Any, ...]) -> Place:
    return made(Place, dict(zip(_PLACE, values, strict=True)))
