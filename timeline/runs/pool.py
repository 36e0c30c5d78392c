"""Worker processes on this machine.

Each worker has one batch under way and one waiting, so that none idles. A worker that dies (killed for want
of memory, a fault in a library) is replaced; its batch is tried again article by article, and an article on
which a worker dies once more is left out. A worker that hangs, as in a library that never comes back, is
killed and counts as one that died.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from timeline import errors
from timeline.errors import TimelineError
from timeline.extraction import hung
from timeline.limits import patience
from timeline.models import Article, Problem
from timeline.runs.watch import Watch
from timeline.runs.work import Work, packed
from timeline.runs.worker import receive, send, start
from timeline.runs.workers import Ticket

__all__ = ["Pool", "crashed"]

AHEAD: Final = 2
"""Batches at a worker: one under way, one waiting."""
STARTS: Final = 3
"""Workers that may die in a row before they are ready to work."""
PATIENCE: Final = 5.0
"""Seconds that a worker has to stop when it is asked to."""
STEPS: Final = 2
"""Steps of a worker's work that may each take what `limits.patience` allows: to parse and to search."""
LOOK: Final = 1.0
"""Seconds between two looks at the workers while nothing comes back."""


@dataclass(eq=False, slots=True)
class _Order:
    """Some articles of a ticket: all of them, or one that is tried alone."""

    ticket: Ticket
    places: Sequence[int]

    @property
    def articles(self) -> list[Article]:
        return [self.ticket.articles[place] for place in self.places]


@dataclass(eq=False, slots=True)
class _Worker:
    process: subprocess.Popen[bytes] = field(init=False)
    is_ready: bool = False
    orders: dict[int, _Order] = field(default_factory=dict)
    listener: threading.Thread | None = None
    watch: Watch | None = None
    """Of its present order."""
    is_hung: bool = False

    def ended(self) -> str:
        """How the process ended; all that it held is let go."""
        code = self.process.wait()
        with contextlib.suppress(OSError):  # an order that nobody read is still in the buffer
            if self.process.stdin:
                self.process.stdin.close()
        if self.listener:
            self.listener.join()
        return _told(code)


class Pool:
    """Up to `jobs` worker processes, started as they are needed."""

    def __init__(self, work: Work, jobs: int) -> None:
        self.depth = (AHEAD + 1) * jobs
        self._work = work
        self._jobs = jobs
        self._numbers = count()
        self._waiting: deque[_Order] = deque()
        self._workers: list[_Worker] = []
        self._events: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._false_starts = 0
        self._patience = STEPS * patience(work.limits.seconds)
        self._looked = time.monotonic()

    def submit(self, articles: Sequence[Article]) -> Ticket:
        """Hand in a batch."""
        ticket = Ticket(articles)
        self._waiting.append(_Order(ticket, range(len(articles))))
        self._hand_out()
        return ticket

    def wait(self, *, block: bool = True) -> None:
        """Take in what came back; with `block`, wait until something has.

        Raises:
            TimelineError: workers die before they can work.
            ModelError: the pipeline is not installed or lacks a component.
        """
        while True:
            came = self._drain(LOOK if block else None)
            self._look()
            if came or not block:
                return

    def _drain(self, seconds: float | None) -> bool:
        """Take in all that came back; wait for the first so long."""
        came = False
        with contextlib.suppress(queue.Empty):
            while True:
                wait = seconds is not None and not came
                event = self._events.get(timeout=seconds) if wait else self._events.get_nowait()
                came = True
                self._take(*event)
        return came

    def _look(self) -> None:
        """Kill workers that hang."""
        now = time.monotonic()
        passed = now - self._looked
        if not self._patience or passed < LOOK / 2:
            return
        self._looked = now
        for worker in self._workers:
            if not (worker.is_ready and worker.orders):
                worker.watch = None
                continue
            worker.watch = worker.watch or Watch(worker.process.pid)
            worker.watch.look(passed)
            if worker.watch.seconds > self._patience:
                worker.is_hung = True
                worker.process.kill()

    def close(self) -> None:
        """Stop all workers."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            try:
                worker.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                worker.process.kill()
            worker.ended()
        self._workers.clear()

    def _hand_out(self) -> None:
        for load in range(AHEAD):
            for worker in self._workers:
                if self._waiting and len(worker.orders) == load:
                    self._give(worker, self._waiting.popleft())
            while load == 0 and self._waiting and len(self._workers) < self._jobs:
                self._workers.append(self._started())
                self._give(self._workers[-1], self._waiting.popleft())

    def _started(self) -> _Worker:
        worker = _Worker()
        born: queue.SimpleQueue[OSError | None] = queue.SimpleQueue()
        worker.listener = threading.Thread(target=self._live, args=(worker, born), daemon=True)
        worker.listener.start()
        if (failed := born.get()) is not None:
            raise failed
        self._send(worker, self._work)
        return worker

    def _give(self, worker: _Worker, order: _Order) -> None:
        number = next(self._numbers)
        worker.orders[number] = order
        self._send(worker, (number, order.articles))

    def _send(self, worker: _Worker, message: object) -> None:
        with contextlib.suppress(OSError):  # it is gone: its listener says so
            if worker.process.stdin:
                send(worker.process.stdin, message)

    def _live(self, worker: _Worker, born: queue.SimpleQueue[OSError | None]) -> None:
        """Start a worker and listen to it to its end: it ends with the thread that started it."""
        try:
            worker.process = start()
        except OSError as error:
            born.put(error)
            return
        born.put(None)
        self._listen(worker)

    def _listen(self, worker: _Worker) -> None:
        pipe = worker.process.stdout
        try:
            while pipe:
                self._events.put((worker, receive(pipe)))
        except (EOFError, OSError):
            if pipe:
                pipe.close()
            self._events.put((worker, ("gone",)))

    def _take(self, worker: _Worker, event: Any) -> None:
        match event:
            case ("done", number, results):
                order = worker.orders.pop(number)
                worker.watch = None
                for place, result in zip(order.places, results, strict=True):
                    order.ticket.results[place] = result
            case ("ready",):
                worker.is_ready = True
                self._false_starts = 0
            case ("error", kind, message):
                raise getattr(errors, kind, TimelineError)(message)
            case ("gone",):
                self._bury(worker)
        self._hand_out()

    def _bury(self, worker: _Worker) -> None:
        """Find out what is to be done again, and what not."""
        self._workers.remove(worker)
        ended = worker.ended()
        orders = list(worker.orders.values())
        if not worker.is_ready:
            self._false_starts += 1
            if self._false_starts >= STARTS and not self._workers:
                raise TimelineError(
                    f"worker processes end before they can work ({ended}); there may be too little memory "
                    "for them: give fewer jobs."
                )
            if self._workers:
                self._jobs = max(1, self._jobs - 1)
        elif orders:
            suspect = orders.pop(0)
            if len(suspect.places) == 1:
                (place,) = suspect.places
                article = suspect.ticket.articles[place]
                told = hung(article, self._patience) if worker.is_hung else crashed(article, ended)
                suspect.ticket.results[place] = packed(told)
            else:
                orders = [_Order(suspect.ticket, [place]) for place in suspect.places] + orders
        self._waiting.extendleft(reversed(orders))


def crashed(article: Article, ended: str) -> Problem:
    """An article on which a worker process died."""
    return Problem(
        where=article.id,
        code="crashed",
        message=f"{article.id}: left out because the process that worked on it died ({ended}), twice; "
        "give it more memory (fewer jobs), or leave the article out.",
    )


def _told(code: int) -> str:
    if code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"
