"""Records made from values that were checked before: a million of them need not be checked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from timeline.models import Mention, Record

__all__ = ["Shared", "made", "remade"]

R = TypeVar("R", bound=Record)
H = TypeVar("H", bound=Hashable)


def made(kind: type[R], values: dict[str, Any]) -> R:
    """A record of values that are known to be good; fields that are not named get their defaults.

    All records of a kind share one set of field names: a set of its own takes more room than a record.

    Example:
        >>> from timeline.models import MergeReason
        >>> made(MergeReason, {"mention_id": "a", "with_id": "b", "score": 1.5, "why": "same day"}).score
        1.5
    """
    return cast(R, kind.model_construct(_names(kind), **values))


def remade(record: R, **changes: Any) -> R:
    """The record with some fields changed, without checking or copying the others.

    Example:
        >>> from timeline.models import Related
        >>> remade(Related(event_id="a", relation="denies"), event_id="b").event_id
        'b'
    """
    kind = type(record)
    new = kind.__new__(kind)
    # What pydantic's own copy does, but for the set of names.
    for name, value in (
        ("__dict__", {**record.__dict__, **changes}),
        ("__pydantic_fields_set__", _names(kind)),
        ("__pydantic_extra__", None),
        ("__pydantic_private__", None),
    ):
        object.__setattr__(new, name, value)
    return new


@cache
def _names(kind: type[Record]) -> set[str]:
    return set(kind.model_fields)


class Shared:
    """Equal values are kept once: a million mentions name few places, participants, days and tolls."""

    def __init__(self) -> None:
        self._kept: defaultdict[type, dict[Any, Any]] = defaultdict(dict)

    def of(self, value: H) -> H:
        """The value itself, or the equal one of the same type that came first."""
        kept: H = self._kept[type(value)].setdefault(value, value)
        return kept

    def mention(self, m: Mention) -> Mention:
        """The mention with what it shares with earlier ones kept once."""
        of = self.of
        return remade(
            m,
            article_id=of(m.article_id),
            trigger=of(m.trigger),
            lemma=of(m.lemma),
            interval=of(m.interval),
            contexts=of(m.contexts),
            actors=of(m.actors),
            targets=of(m.targets),
            place=of(m.place),
            tolls=of(m.tolls),
            quantities=of(m.quantities),
        )
