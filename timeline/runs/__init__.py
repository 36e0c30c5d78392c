"""Runs that last: finished articles are kept, work is shared out, and a run that was stopped goes on.

`run` is the door. It gives what `timeline.extraction.extract` gives, in the same order and to the letter: who
did the work, in what order, and how often it was stopped and begun again does not show in the result.

    articles -> batches -> store: known?  yes -----------------------------> results in order
                                  no -> workers (here, processes, cluster) -> store -^
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from timeline.extraction import Extraction
from timeline.models import Article, Problem
from timeline.runs.flow import flow
from timeline.runs.store import FileStore, InUseError, Store
from timeline.runs.version import Version, version_of
from timeline.runs.work import Options, Work
from timeline.runs.workers import Here, Workers
from timeline.runs.working import WorkingStore

__all__ = [
    "FileStore",
    "InUseError",
    "Options",
    "Store",
    "Version",
    "Work",
    "WorkingStore",
    "cores",
    "run",
    "version_of",
]


def run(
    items: Iterable[Article | Problem],
    work: Work | None = None,
    *,
    store: str | Path | WorkingStore | None = None,
    jobs: int = 1,
    cluster: str = "",
    watched: bool = False,
) -> Iterator[Extraction | Problem]:
    """What each article holds, in the order of the articles.

    Args:
        items: articles, and problems, which pass through.
        work: the pipeline and the options of extraction.
        store: where finished articles are kept and looked up: a file, or a folder of shards (a path that
            ends in "/" or has a protocol, "s3://bucket/kept").
        jobs: worker processes; 1 works in this process (unless `watched`), 0 takes one for each core.
        cluster: the address of a Dask scheduler, or "local" for one on this machine with `jobs` workers
            (which a script must ask for under `if __name__ == "__main__"`, as Dask starts its workers).
            Workers with a folder as the store write into it themselves.
        watched: one job, too, works in a process of its own, which can be ended when an article hangs in a
            library where no alarm reaches it.

    Raises:
        ModelError: the pipeline is not installed or lacks a component.
        SourceError: the store is in use, damaged or none of ours.
        OutputError: the store cannot be written.
        MissingExtraError: the cluster's packages are not installed.
        ValueError: jobs is negative.

    Example:
        >>> from datetime import date
        >>> article = Article(id="a", text="Shelling killed two in Kharkiv on Monday.", dct=date(2024, 5, 24))
        >>> [len(result.mentions) for result in run([article])]        # doctest: +SKIP
        [1]
    """
    work = work or Work()
    if jobs < 0:
        raise ValueError(f"jobs is {jobs}; give 1 or more, or 0 for one on each core")
    opened = None if store is None else _opened(store, version_of(work))
    try:
        workers = _workers(work, jobs or cores(), cluster, opened, watched)
    except BaseException:
        if opened is not None:
            opened.close()
        raise
    yield from flow(items, work, workers, opened)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _opened(store: str | Path | WorkingStore, version: Version) -> Store:
    if isinstance(store, WorkingStore):
        return store.opened(version)
    from timeline.runs.folder import FolderStore, is_folder

    if is_folder(str(store)):
        return FolderStore(str(store), version)
    return FileStore(store, version)


def _workers(work: Work, jobs: int, cluster: str, store: Store | None, watched: bool) -> Workers:
    if cluster:
        from timeline.runs.cluster import Cluster
        from timeline.runs.folder import FolderStore

        shared = store if isinstance(store, FolderStore) else None
        return Cluster(work, version_of(work), cluster, jobs, shared)
    if jobs == 1 and not watched:
        return Here(work)
    from timeline.runs.pool import Pool

    return Pool(work, jobs)
