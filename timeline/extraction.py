"""One article in, what it tells out: expressions of time and dated events, not merged.

The part of the work that looks at one article at a time, and so can be shared out over processes and machines
(`timeline.runs`) and kept between runs. One bad article never costs the others: it is yielded as a `Problem`.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from timeline.limits import Hung, Limits, TimeUp, patience
from timeline.models import Article, Mention, Problem, Record, Timex

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["BATCH", "Extraction", "extract", "hung", "tag_articles"]

T = TypeVar("T")

BATCH = 32
"""Articles parsed together: enough for length-sorted windows to fill a batch, few enough to hold."""


WORDS = 60_000
"""Strings that a pipeline's vocabulary keeps for good: the common ones, in the order of their coming."""


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
    limits: Limits | None = None,
) -> Iterator[Extraction | Problem]:
    """Temporal expressions of each article, in order; no parse is needed, so this is quick.

    An article that passes the limits is left out.
    """
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue

        def tagged(article: Article = item) -> Extraction:
            timexes = _tag(article, epoch=epoch, narrative=narrative, zone=zone)
            return Extraction(article=article, timexes=timexes)

        yield _guarded(item, tagged, limits or Limits())


def extract(
    items: Iterable[Article | Problem],
    *,
    nlp: Language | str | None = None,
    dated_only: bool = False,
    epoch: dt.date | None = None,
    narrative: bool | None = None,
    zone: str = "",
    limits: Limits | None = None,
) -> Iterator[Extraction | Problem]:
    """The dated events of each article, not merged, in the order of the articles.

    `nlp` is a loaded spaCy pipeline, the name of an installed one, or None for the embedded one.
    `dated_only` leaves out events that no temporal expression of their own dates. `epoch`, `narrative` and
    `zone` are those of `tag`. An article that passes the limits is left out.

    Raises:
        ModelError: the pipeline is not installed or lacks a component.
    """
    from timeline import pipeline

    kept = limits or Limits()
    loaded = pipeline.load(nlp) if nlp is None or isinstance(nlp, str) else nlp
    stream = iter(items)
    while batch := list(islice(stream, BATCH)):
        with _memory(loaded):
            results = list(_extracted(batch, loaded, dated_only, epoch, narrative, zone, kept))
        yield from results


def _extracted(
    batch: Sequence[Article | Problem],
    nlp: Language,
    dated_only: bool,
    epoch: dt.date | None,
    narrative: bool | None,
    zone: str,
    limits: Limits,
) -> Iterator[Extraction | Problem]:
    from timeline import events
    from timeline.events.pieces import LONG

    short = [a for a in batch if isinstance(a, Article) and not a.duplicate_of and len(a.text) <= LONG]
    docs = iter(_parse(nlp, short, limits))
    for item in batch:
        if isinstance(item, Problem):
            yield item
            continue
        if item.duplicate_of:  # what it tells was told by the other one
            yield Extraction(article=item)
            continue
        if len(item.text) > LONG:

            def found_in_pieces(article: Article = item) -> Extraction:
                timexes = _tag(article, epoch=epoch, narrative=narrative, zone=zone)
                mentions = tuple(_in_pieces(article, timexes, nlp, inferred=not dated_only))
                return Extraction(article=article, timexes=timexes, mentions=mentions)

            yield _guarded(item, found_in_pieces, limits, steps=2)
            continue
        doc = next(docs)
        if isinstance(doc, Problem):
            yield doc
            continue

        def found(article: Article = item, doc: Doc = doc) -> Extraction:
            with _no_cycles_sought():
                timexes = _tag(article, epoch=epoch, narrative=narrative, zone=zone)
                mentions = events.extract(doc, article, timexes, inferred=not dated_only)
            return Extraction(article=article, timexes=timexes, mentions=mentions)

        yield _guarded(item, found, limits)


def _in_pieces(
    article: Article, timexes: tuple[Timex, ...], nlp: Language, *, inferred: bool
) -> Iterator[Mention]:
    """The events of a book: no more of it is parsed at a time than a few pages."""
    from timeline import events
    from timeline.events.pieces import moved, pieces

    for piece in pieces(article, timexes):
        with _no_cycles_sought():
            found = events.extract(nlp(piece.article.text), piece.article, piece.timexes, inferred=inferred)
        yield from (moved(mention, piece.start) for mention in found)
        del found
        gc.collect()


@contextmanager
def _no_cycles_sought() -> Iterator[None]:
    """While an article's events are found, Python looks for no unreachable cycles.

    The one large cycle is the article's words, which are needed to the end; going through them again and
    again was a sixth of the work. Between two articles they are found.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _memory(nlp: Language) -> AbstractContextManager[object]:
    """Once the vocabulary is large, words that a batch brings are forgotten after it: every new name takes a
    kilobyte for good, and a hundred thousand articles bring a million.
    """
    vocab = getattr(nlp, "vocab", None)
    if vocab is None or vocab.in_memory_zone or len(vocab.strings) < WORDS:
        return nullcontext()
    return nlp.memory_zone()


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


def _parse(nlp: Language, articles: Sequence[Article], limits: Limits) -> Sequence[Doc | Problem]:
    """Parse a batch; when it fails, parse one at a time, so that only the article at fault is lost."""

    def parsed(article: Article) -> Callable[[], Doc]:
        return lambda: nlp(article.text)

    try:
        with limits.kept():
            return list(nlp.pipe(a.text for a in articles))
    except (Exception, TimeUp):
        return [_guarded(article, parsed(article), limits) for article in articles]


def _guarded(article: Article, work: Callable[[], T], limits: Limits, steps: int = 1) -> T | Problem:
    """What the work gives, or why the article is left out: one bad article never costs the others.

    Each of `steps`, to parse and to search, may take what the limits allow.
    """
    try:
        with replace(limits, seconds=steps * limits.seconds).kept():
            return work()
    except Hung:
        return hung(article, patience(limits.seconds))
    except TimeUp:
        mend = "split it, or raise --max-seconds"
        return _left_out(article, "too-slow", f"took longer than {limits.seconds:g} seconds; {mend}")
    except MemoryError:
        mend = "split it, or raise --max-memory"
        return _left_out(article, "too-much-memory", f"needs more memory than there is; {mend}")
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        mend = "please report it"
        return _left_out(article, "failed", f"left out because the extractor failed on it ({reason}); {mend}")


def hung(article: Article, seconds: float) -> Problem:
    """The article on which the work did not come to an end, and had to be ended after so long."""
    waited = f"left out because the work on it hung (for {seconds:g} seconds on the clock)"
    return _left_out(article, "hung", f"{waited}; please report it, or raise --max-seconds")


def _left_out(article: Article, code: str, reason: str) -> Problem:
    between = ":" if code in ("failed", "hung") else ""
    return Problem(where=article.id, code=code, message=f"{article.id}{between} {reason}.")
