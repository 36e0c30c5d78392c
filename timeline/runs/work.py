"""The work itself, the same in this process, in another one and on another machine: articles in, results out.

Results travel and are kept as bytes: compressed JSON of what the article holds, without the article.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from timeline.extraction import Extraction, extract
from timeline.limits import Limits
from timeline.models import Article, Mention, Problem, Record, Timex

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["LASTING", "Options", "Work", "is_lasting", "key_of", "packed", "unpacked"]

LASTING: Final = frozenset({"failed"})
"""Codes of problems that are kept: the same article will fail again. A crash or want of time may not."""
QUICK: Final = 1
"""zlib's fastest level: a third of a percent of the time that an article takes, a fifth of the room."""


def is_lasting(result: Extraction | Problem) -> bool:
    """Whether the next run would find the same."""
    return not isinstance(result, Problem) or result.code in LASTING


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `timeline.extract` that its results depend on."""

    dated_only: bool = False
    epoch: dt.date | None = None
    narrative: bool | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A pipeline (loaded, named, or None for the embedded one) and the options: all that a worker is told."""

    nlp: Language | str | None = None
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)

    def loaded(self) -> Work:
        """The same with its pipeline loaded.

        Raises:
            ModelError: the pipeline is not installed or lacks a component.
        """
        if not (self.nlp is None or isinstance(self.nlp, str)):
            return self
        from timeline import pipeline

        return replace(self, nlp=pipeline.load(self.nlp))

    def __call__(self, articles: Sequence[Article]) -> Iterator[Extraction | Problem]:
        """What each article holds, in order."""
        o = self.options
        return extract(
            articles,
            nlp=self.nlp,
            dated_only=o.dated_only,
            epoch=o.epoch,
            narrative=o.narrative,
            zone=o.zone,
            limits=self.limits,
        )


def key_of(article: Article) -> bytes:
    """What an article is known by in a store: a digest of all that its result can depend on.

    Where the file lies and where its date was found play no part: a folder may be moved.
    """
    told = article.model_dump(mode="python", exclude={"path", "dct_source", "duplicate_of"})
    text = json.dumps(told, default=str, sort_keys=True)
    return blake2b(text.encode(), digest_size=16).digest()


class Kept(Record):
    """What is kept of an article: an `Extraction` without the article, or the problem that left it out."""

    timexes: tuple[Timex, ...] = ()
    mentions: tuple[Mention, ...] = ()
    problem: Problem | None = None


def packed(result: Extraction | Problem) -> bytes:
    """A result as bytes."""
    kept = (
        Kept(problem=result)
        if isinstance(result, Problem)
        else Kept(timexes=result.timexes, mentions=result.mentions)
    )
    try:
        text = kept.model_dump_json(exclude_defaults=True).encode()
    except PydanticSerializationError:  # half of a surrogate pair, which only JSON's escapes can hold
        text = json.dumps(kept.model_dump(exclude_defaults=True), default=_plain).encode()
    return zlib.compress(text, QUICK)


def unpacked(body: bytes, article: Article) -> Extraction | Problem | None:
    """The result of this article again; None when the bytes are damaged, so that it is worked out anew."""
    try:
        text = zlib.decompress(body)
        try:
            kept = Kept.model_validate_json(text)
        except ValidationError:
            kept = Kept.model_validate(json.loads(text))
    except (zlib.error, ValueError):
        return None
    if kept.problem is not None:
        return kept.problem
    return Extraction(article=article, timexes=kept.timexes, mentions=kept.mentions)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
