"""Articles through a store and workers, in their order and at flat memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from timeline.errors import TimelineError
from timeline.extraction import Extraction
from timeline.models import Article, Problem
from timeline.runs.store import Store
from timeline.runs.work import Work, is_lasting, key_of, unpacked
from timeline.runs.workers import Ticket, Workers

__all__ = ["flow"]

ARTICLES: Final = 8
LETTERS: Final = 40_000
"""A batch is full with so many articles or letters: a second of work, which is what a crash may cost."""


@dataclass(eq=False, slots=True)
class _Batch:
    """Neighbours of the stream: what is known of each, and the ticket for the rest."""

    items: list[Article | Problem]
    keys: dict[int, bytes] = field(default_factory=dict)
    known: dict[int, Extraction | Problem] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)
    ticket: Ticket | None = None

    @property
    def is_done(self) -> bool:
        return self.ticket is None or self.ticket.is_done


def flow(
    items: Iterable[Article | Problem], work: Work, workers: Workers, store: Store | None
) -> Iterator[Extraction | Problem]:
    """The result of each item, in order; those that the store knows are not worked out again.

    A batch is kept as soon as it is done, whether or not its turn has come. The workers and the store are
    closed at the end, also when the caller stops half-way.

    Raises:
        OutputError: the store cannot be written any more.
        TimelineError: no worker can be started.
    """
    run = _Flow(work, workers, store)
    try:
        window: deque[_Batch] = deque()
        for batch in _batches(items):
            window.append(run.begin(batch))
            run.step(block=False)
            while window and (window[0].is_done or len(window) >= workers.depth):
                if window[0].is_done:
                    yield from run.end(window.popleft())
                else:
                    run.step(block=True)
        while window:
            while not window[0].is_done:
                run.step(block=True)
            yield from run.end(window.popleft())
        if store is not None:
            store.finish()
    except (KeyboardInterrupt, GeneratorExit):
        run.step(block=False)  # what is done is kept
        raise
    finally:
        workers.close()
        if store is not None:
            store.close()


class _Flow:
    """One run of `flow`: the batches under way."""

    def __init__(self, work: Work, workers: Workers, store: Store | None) -> None:
        self._work = work
        self._workers = workers
        self._store = store
        self._under_way: list[_Batch] = []

    def begin(self, items: list[Article | Problem]) -> _Batch:
        """Look up what is known, hand the rest in."""
        batch = _Batch(items)
        for place, item in enumerate(items):
            if isinstance(item, Problem):
                batch.known[place] = item
            elif item.duplicate_of:  # what it tells was told by the other one
                batch.known[place] = Extraction(article=item)
            else:
                batch.missing.append(place)
        if self._store is not None and batch.missing:
            self._look_up(batch, self._store)
        if batch.missing:
            batch.ticket = self._workers.submit([_article(items[place]) for place in batch.missing])
            self._under_way.append(batch)
        return batch

    def _look_up(self, batch: _Batch, store: Store) -> None:
        batch.keys = {place: key_of(_article(batch.items[place])) for place in batch.missing}
        bodies = store.get(list(batch.keys.values()))
        for place, key in batch.keys.items():
            if key in bodies:
                found = unpacked(bodies[key], _article(batch.items[place]))
                if found is not None:
                    batch.known[place] = found
        batch.missing = [place for place in batch.missing if place not in batch.known]

    def step(self, *, block: bool) -> None:
        """Take in what the workers have done, and keep it."""
        self._workers.wait(block=block)
        for batch in [batch for batch in self._under_way if batch.is_done]:
            self._under_way.remove(batch)
            self._save(batch)

    def _save(self, batch: _Batch) -> None:
        bodies = [body or b"" for body in batch.ticket.results] if batch.ticket else []
        fresh: dict[bytes, bytes] = {}
        for place, body in zip(batch.missing, bodies, strict=True):
            article = _article(batch.items[place])
            found = unpacked(body, article)
            if found is None:
                raise TimelineError(f"{article.id}: what a worker answered cannot be read; please report it.")
            batch.known[place] = found
            if place in batch.keys and is_lasting(found):
                fresh[batch.keys[place]] = body
        if self._store is not None and fresh and not (batch.ticket and batch.ticket.is_kept):
            self._store.put(fresh)

    def end(self, batch: _Batch) -> Iterator[Extraction | Problem]:
        """The results in the order of the items."""
        for place in range(len(batch.items)):
            yield batch.known.pop(place)


def _batches(items: Iterable[Article | Problem]) -> Iterator[list[Article | Problem]]:
    batch: list[Article | Problem] = []
    letters = 0
    for item in items:
        batch.append(item)
        letters += len(item.text) if isinstance(item, Article) else 0
        if len(batch) >= ARTICLES or letters >= LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _article(item: Article | Problem) -> Article:
    assert isinstance(item, Article)
    return item
