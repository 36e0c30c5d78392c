"""Who does the work: this process, or (`pool`, `cluster`) others. All take batches and give bytes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from timeline.models import Article
from timeline.runs.work import Work, packed

__all__ = ["Here", "Ticket", "Workers"]


class Ticket:
    """A batch of articles handed in; `results` holds one answer for each article when it is done."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = articles
        self.results: list[bytes | None] = [None] * len(articles)
        self.is_kept = False  # by whoever did the work

    @property
    def is_done(self) -> bool:
        """True when every article has its answer."""
        return all(result is not None for result in self.results)


class Workers(Protocol):
    """Takes batches, does them in any order."""

    @property
    def depth(self) -> int:
        """Batches that may be under way, or done before their turn: what bounds the memory."""

    def submit(self, articles: Sequence[Article]) -> Ticket:
        """Hand in a batch.

        Raises:
            ModelError: the pipeline is not installed or lacks a component.
        """

    def wait(self, *, block: bool = True) -> None:
        """Take in what came back; with `block`, wait until something has.

        Raises:
            TimelineError: no worker can be started.
        """

    def close(self) -> None:
        """Stop at once; what was not answered yet is lost."""


class Here:
    """This process does the work, a batch when it is handed in."""

    depth = 1

    def __init__(self, work: Work) -> None:
        self._work = work
        self._loaded: Work | None = None

    def submit(self, articles: Sequence[Article]) -> Ticket:
        """Do the batch."""
        self._loaded = self._loaded or self._work.loaded()
        ticket = Ticket(articles)
        ticket.results = [packed(result) for result in self._loaded(articles)]
        return ticket

    def wait(self, *, block: bool = True) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """The pipeline is let go of: what follows may need the memory."""
        self._loaded = None
