"""One article in, what it tells out: expressions of time and dated events, not merged.

The part of the work that looks at one article at a time, and so can be shared out over processes and machines
(`timeline.runs`) and kept between runs. One bad article never costs the others: it is yielded as a `Problem`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from timeline.models import Article, Mention, Problem, Record, Timex

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["BATCH", "Extraction", "extract", "tag_articles"]

BATCH = 32
"""Articles parsed together: enough for length-sorted windows to fill a batch, few enough to hold."""


class Extraction(Record):
    """What one article holds: its temporal expressions and its dated events, not merged."""

    article: Article
    timexes: tuple[Timex, ...] = ()
    mentions: tuple[Mention, ...] = ()


def tag_articles(
    items: Iterable[Article | Problem],
    *,
    epoch: dt.date | None = None,
    narrative: bool | None = None,
    zone: str = "",
) -> Iterator[Extraction | Problem]:
    """Temporal expressions of each article, in order; no parse is needed, so this is quick."""
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        try:
            timexes = _tag(item, epoch=epoch, narrative=narrative, zone=zone)
            yield Extraction(article=item, timexes=timexes)
        except Exception as error:  # one bad article never costs the others
            yield _failed(item, error)


def extract(
    items: Iterable[Article | Problem],
    *,
    nlp: Language | str | None = None,
    dated_only: bool = False,
    epoch: dt.date | None = None,
    narrative: bool | None = None,
    zone: str = "",
) -> Iterator[Extraction | Problem]:
    """The dated events of each article, not merged, in the order of the articles.

    `nlp` is a loaded spaCy pipeline, the name of an installed one, or None for the embedded one.
    `dated_only` leaves out events that no temporal expression of their own dates. `epoch`, `narrative` and
    `zone` are those of `tag`.

    Raises:
        ModelError: the pipeline is not installed or lacks a component.
    """
    from timeline import events, pipeline

    loaded = pipeline.load(nlp) if nlp is None or isinstance(nlp, str) else nlp
    stream = iter(items)
    while batch := list(islice(stream, BATCH)):
        docs = iter(_parse(loaded, [a for a in batch if isinstance(a, Article) and not a.duplicate_of]))
        for item in batch:
            if isinstance(item, Problem):
                yield item
                continue
            if item.duplicate_of:  # what it tells was told by the other one
                yield Extraction(article=item)
                continue
            doc = next(docs)
            if isinstance(doc, Problem):
                yield doc
                continue
            try:
                timexes = _tag(item, epoch=epoch, narrative=narrative, zone=zone)
                mentions = events.extract(doc, item, timexes, inferred=not dated_only)
            except Exception as error:  # one bad article never costs the others
                yield _failed(item, error)
            else:
                yield Extraction(article=item, timexes=timexes, mentions=mentions)


def _tag(article: Article, *, epoch: dt.date | None, narrative: bool | None, zone: str) -> tuple[Timex, ...]:
    from timeline import timex

    return timex.tag(
        article.text,
        article.dct,
        epoch=epoch,
        narrative=narrative,
        dct_time=article.dct_time,
        zone=zone,
    )


def _parse(nlp: Language, articles: Sequence[Article]) -> Sequence[Doc | Problem]:
    """Parse a batch; when it fails, parse one at a time, so that only the article at fault is lost."""
    try:
        return list(nlp.pipe(a.text for a in articles))
    except Exception:
        parsed: list[Doc | Problem] = []
        for article in articles:
            try:
                parsed.append(nlp(article.text))
            except Exception as error:
                parsed.append(_failed(article, error))
        return parsed


def _failed(article: Article, error: Exception) -> Problem:
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    return Problem(
        where=article.id,
        code="failed",
        message=f"{article.id}: left out because the extractor failed on it ({reason}); please report it.",
    )
