"""Merging from the disk holds little of each mention: the peak of memory hardly grows with their number.

Measured as what Python allocates and not as time or as what the system gives, so that a busy machine changes
nothing. Buffers and caches are made small: their size is given and not what grows.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from timeline.merge import blocking, corpus, grouping, merge_stream, scratch
from timeline.merge import tellings as tellings_

SMALL = [
    (blocking, "CHUNK", 2000), (blocking, "LATE", 2000), (blocking, "OWNERS", 100), (blocking, "PAIRS", 500),
    (blocking, "NARROW", 64), (corpus, "LATE", 1000), (corpus, "LIVE", 200), (corpus, "NAMED", 20),
    (grouping, "POOLED", 20), (scratch, "READ", 4000), (scratch, "ROWS", 2000), (scratch, "WRITE", 4000),
    (tellings_, "CACHED", 50), (tellings_, "STEP", 64),
]  # fmt: skip
FEW, TIMES = 150, 8
MOST = 2.0
"""times the memory of FEW, for TIMES as many; were all of them held, it would be 7 times"""
EACH = 800
"""bytes for each further mention, of which a quarter are columns of numbers; as records they take 8,000"""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in SMALL:
        monkeypatch.setattr(module, name, value)
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))


def merged(count: int) -> int:
    """Bytes at the peak while so many made-up mentions are merged and their events gone through."""
    import bench_merge

    # More mentions are more months of news and not busier ones: all of a month are looked at together.
    bench_merge.PER_DAY = 4
    if tracemalloc.is_tracing():
        tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    told = bench_merge.telling(count, bench_merge.Latest())
    with merge_stream(told, bench_merge.written(count)) as found:
        assert sum(1 for _ in found.mentions) == count
        assert sum(len(event.mention_ids) for event in found.events) == count
    return tracemalloc.get_traced_memory()[1] - before


@pytest.fixture
def traced() -> Iterator[None]:
    merged(FEW * TIMES)  # what is loaded once, and what is remembered of words
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.skipif(sys.gettrace() is not None, reason="a debugger or coverage allocates, too")
@pytest.mark.usefixtures("traced")
def test_the_peak_hardly_grows() -> None:
    few, many = merged(FEW), merged(FEW * TIMES)
    assert many <= MOST * few, (few, many)
    assert many - few <= EACH * FEW * (TIMES - 1), (few, many)
