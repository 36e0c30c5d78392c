"""The same work on a Dask cluster: a scheduler somewhere, or one started on this machine.

The work itself is done by a child of each worker (`served`), which is killed and replaced when an article
hangs in it, and costs that article alone when it dies. A worker that dies is Dask's matter, which gives its
batches to others. As Dask blames all that the worker had waiting, a batch that it gives up is tried article
by article with nothing else under way, and only an article on which workers die then is left out. With a
folder as the store, workers write their shards into it themselves, and only the shards' names travel.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from timeline.errors import MissingExtraError, TimelineError
from timeline.models import Article
from timeline.runs.folder import FolderStore
from timeline.runs.pool import crashed
from timeline.runs.served import served
from timeline.runs.version import Version, version_of
from timeline.runs.work import Work, is_lasting, key_of, packed, unpacked
from timeline.runs.workers import Ticket

__all__ = ["LOCAL", "Cluster", "local", "shard"]

LOCAL: Final = "local"
SECONDS: Final = 20
"""How long to look for a scheduler."""
DEATHS: Final = 1
"""Workers that may die on a batch of the local cluster before it is tried article by article."""


def shard(work: Work, version: Version, articles: Sequence[Article], url: str = "") -> list[bytes] | str:
    """A batch of work, on whatever machine: results, or the name of the shard that holds them.

    Raises:
        RuntimeError: this machine has other rules, weights or libraries than the one that asks.
    """
    own = version_of(Work()).program
    if own != version.program:
        raise RuntimeError("a worker has another version of this program, of its rules or of its libraries")
    results = served(work, (version.variant, work.limits), articles)
    if not url:
        return results
    found = (unpacked(body, article) for body, article in zip(results, articles, strict=True))
    if not all(result is not None and is_lasting(result) for result in found):
        return results
    store = FolderStore(url, version, look=False)
    try:
        return store.write(dict(zip(map(key_of, articles), results, strict=True)))
    finally:
        store.close()


@dataclass(eq=False, slots=True)
class _Order:
    ticket: Ticket
    places: Sequence[int]
    future: Any
    is_alone: bool = False


class Cluster:
    """Workers of a Dask scheduler.

    Raises:
        MissingExtraError: Dask is not installed.
        TimelineError: there is no scheduler at the address.
    """

    def __init__(
        self, work: Work, version: Version, address: str, jobs: int, store: FolderStore | None = None
    ) -> None:
        try:
            import distributed
        except ImportError:
            raise MissingExtraError(
                "a cluster needs Dask; install it with: pip install 'conflict-timeline[cluster]'"
            ) from None
        self._distributed: Any = distributed
        self._version = version
        self._store = store
        self._orders: list[_Order] = []
        self._held: deque[tuple[Ticket, Sequence[int]]] = deque()
        self._suspects: deque[tuple[Ticket, Sequence[int]]] = deque()
        self._local: Any = None
        try:
            if address == LOCAL:
                self._local = local(jobs)
            self._client: Any = self._distributed.Client(self._local or address, timeout=SECONDS)
        except (OSError, ValueError) as error:
            raise TimelineError(
                f"no Dask scheduler answers at {address} ({error}); check the address."
            ) from None
        is_heavy = not (work.nlp is None or isinstance(work.nlp, str))
        self._work = self._client.scatter(work, broadcast=True) if is_heavy else work

    @property
    def depth(self) -> int:
        """Twice what the workers of now can do at a time."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return 2 * max(1, sum(int(worker["nthreads"]) for worker in workers)) + 2

    def submit(self, articles: Sequence[Article]) -> Ticket:
        """Hand in a batch."""
        ticket = Ticket(articles)
        self._held.append((ticket, range(len(articles))))
        self._send()
        return ticket

    def wait(self, *, block: bool = True) -> None:
        """Take in what came back.

        Raises:
            TimelineError: a worker has another version of this program, or fails otherwise.
        """
        if block and self._orders:
            futures = [order.future for order in self._orders]
            self._distributed.wait(futures, return_when="FIRST_COMPLETED")
        for order in [order for order in self._orders if order.future.done()]:
            self._orders.remove(order)
            self._take(order)
        self._send()

    def close(self) -> None:
        """Take back what is under way, and stop the local cluster."""
        for order in self._orders:
            order.future.cancel()
        self._client.close()
        if self._local is None:
            return
        if self._orders:  # else they are waited for
            for nanny in self._local.workers.values():
                nanny.auto_restart = False
                with contextlib.suppress(OSError, TypeError):
                    os.kill(nanny.pid, signal.SIGKILL)
        self._local.close()

    def _send(self) -> None:
        if not self._suspects:
            while self._held:
                self._orders.append(self._order(*self._held.popleft()))
        elif not self._orders:
            self._orders.append(self._order(*self._suspects.popleft()))
            self._orders[0].is_alone = True

    def _order(self, ticket: Ticket, places: Sequence[int]) -> _Order:
        url = self._store.url if self._store is not None else ""
        articles = [ticket.articles[place] for place in places]
        future = self._client.submit(shard, self._work, self._version, articles, url, pure=False)
        return _Order(ticket, places, future)

    def _take(self, order: _Order) -> None:
        ticket = order.ticket
        if order.future.status != "finished":
            self._failed(order)
            return
        results = order.future.result()
        if isinstance(results, str):
            assert self._store is not None
            known = self._store.read(results)
            keys = [key_of(ticket.articles[place]) for place in order.places]
            if not all(key in known for key in keys):
                raise TimelineError(
                    f"a worker kept its results in {self._store.url}, where this machine does not find them; "
                    "give a folder that all machines share."
                )
            results = [known[key] for key in keys]
            ticket.is_kept = len(keys) == len(ticket.articles)
        for place, result in zip(order.places, results, strict=True):
            ticket.results[place] = result

    def _failed(self, order: _Order) -> None:
        error = order.future.exception()
        if not isinstance(error, self._distributed.KilledWorker):
            raise TimelineError(
                f"the cluster could not do the work ({error}); see to its workers."
            ) from error
        if not order.is_alone:
            self._suspects.extend((order.ticket, [place]) for place in order.places)
            return
        (place,) = order.places
        order.ticket.results[place] = packed(crashed(order.ticket.articles[place], "on the cluster"))


def local(jobs: int) -> Any:
    """A Dask cluster on this machine, whose workers are processes that are replaced when they die."""
    import dask
    import distributed

    # A worker that does not come back at once (it loads a pipeline) would be given up for good.
    dask.config.set({"distributed.scheduler.allowed-failures": DEATHS})
    dask.config.set({"distributed.deploy.lost-worker-timeout": "1h"})
    made: Any = distributed.LocalCluster
    return made(
        n_workers=jobs,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",  # any free port: 8787 may be another run's
        silence_logs=logging.CRITICAL,
    )
