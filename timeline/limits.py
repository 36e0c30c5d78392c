"""Limits on what one article may cost: time and memory."""

from __future__ import annotations

import gc
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = [
    "Hung",
    "Limits",
    "TimeUp",
    "amount",
    "give_back",
    "memory_limit",
    "most_memory",
    "patience",
    "time_limit",
    "trim",
]

AGAIN: Final = 1.0  # seconds until the alarm rings once more, should a library have swallowed it
TIMES: Final = 2.0
GRACE: Final = 5.0
"""A step that may compute for so long may take TIMES as long, and GRACE seconds, on the clock."""
LOOKS: Final = 8
"""So many looks make up that time, so that one long pause (Ctrl-Z, a closed laptop) does not."""
IDLE: Final = 0.01
"""What computes for less than this share of the time between two looks waits for something."""
_UNITS: Final = {
    "": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12,
    "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40,
}  # fmt: skip
_AMOUNT = re.compile(r"\s*(\d{1,15}(?:\.\d{1,6})?)\s*([kmgt]?i?)b?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one article may cost; whatever costs more is left out, and the others go on.

    Attributes:
        size: bytes of a file, or characters of a record's text.
        seconds: of computing time, to parse it or to search it; 0 for no limit. A book takes minutes; only
            what runs for ever takes as long as this. Kept in the main thread, and not on Windows; where the
            work is done by a process of its own (the command line, jobs, a cluster), in every case.
        page_seconds: for reading one web page, on the clock.
        memory: bytes of data of the whole process while it works on the article; 0 for no limit.

    Example:
        >>> Limits(seconds=60).size
        10000000
    """

    size: int = 10_000_000
    seconds: float = 600.0
    page_seconds: float = 20.0
    memory: int = 0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Ends the block with `TimeUp` or `MemoryError` when it passes them."""
        with memory_limit(self.memory), time_limit(self.seconds):
            yield


class TimeUp(BaseException):
    """The time for an article is over. Caught by whoever set the limit, never seen by callers."""


class Hung(TimeUp):
    """The time on the clock is over: it waits for something that does not come."""


def patience(seconds: float) -> float:
    """How long to wait, on the clock, for what may compute for `seconds`, as others use the machine, too.

    0 is for ever.

    >>> patience(600)
    1205.0
    """
    return TIMES * seconds + GRACE if seconds else 0.0


def amount(text: str) -> int:
    """A number of bytes or characters as people write it; k, M, G are thousands, Ki, Mi, Gi of 1024.

    Raises:
        ValueError: it is none, or less than one.

    Example:
        >>> amount("10MB"), amount("1.5 GiB"), amount("20000")
        (10000000, 1610612736, 20000)
    """
    found = _AMOUNT.fullmatch(text)
    unit = found[2].lower() if found else ""
    size = int(float(found[1]) * _UNITS[unit]) if found and unit in _UNITS else 0
    if size < 1:
        raise ValueError(f"{text!r} is no size; give a number with k, M or G, such as 10M")
    return size


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Ends the block with `TimeUp` when it has computed for longer than `seconds`.

    Computing time of this process counts and not the clock on the wall, so that a busy machine, or a closed
    laptop, leaves the same articles in. What does not compute at all, but waits, is ended by the clock
    (`Hung`), after its `patience`, unless the caller uses the system's alarm for something else. The alarm
    reaches Python code and regular expressions wherever they are; a call into a compiled library is ended
    when it returns. Without effect outside the main thread, and where the system has no such timer
    (Windows): there, and where a library never returns, only a worker process that is killed helps
    (`timeline.runs`).

    Example:
        >>> try:
        ...     with time_limit(0.05):
        ...         while True: pass
        ... except TimeUp:
        ...     print("over")
        over
    """
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not usable:
        yield
        return

    def ring(*_: Any) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        with _clock(patience(seconds)):
            yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _clock(seconds: float) -> Iterator[None]:
    if signal.getsignal(signal.SIGALRM) != signal.SIG_DFL or any(signal.getitimer(signal.ITIMER_REAL)):
        yield
        return
    looks, computed = 0, time.process_time()

    def look(*_: Any) -> None:
        nonlocal looks, computed
        before, computed = computed, time.process_time()
        looks = looks + 1 if computed - before < IDLE * seconds / LOOKS else 0
        if looks >= LOOKS:
            raise Hung

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, seconds / LOOKS, seconds / LOOKS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


@contextmanager
def memory_limit(n_bytes: int | None) -> Iterator[None]:
    """In the block, this process gets no more than so many bytes of data: what asks for more, fails.

    So an article that would need too much costs itself (`MemoryError`) and not the run, which the system
    would kill. Without effect where the system knows no such limit (macOS, Windows).
    """
    try:
        import resource
    except ImportError:
        resource = None  # type: ignore[assignment]
    if not n_bytes or resource is None:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_DATA)
    most = before[1]
    limit = n_bytes if most == resource.RLIM_INFINITY else min(n_bytes, most)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
    except (ValueError, OSError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def give_back() -> None:
    """Memory that is free goes back to the system, where its library would keep it (glibc's does).

    Large arrays would not be put there: after the work on articles, it is a quarter of all that is held.
    A pipeline is full of cycles, so that it takes a search for them to be rid of it.
    """
    gc.collect()
    trim()


def trim() -> None:
    """As `give_back`, without the search for cycles: some milliseconds.

    Without it a run of large arrays leaves holes behind, which grow from one to the next.
    """
    trimmer = _trimmer()
    if trimmer is not None:
        trimmer(0)


@cache
def _trimmer() -> Callable[[int], object] | None:
    # Found once: each look-up leaves a cycle behind.
    import ctypes

    try:
        found: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None
    return found


def most_memory() -> int:
    """The memory that this process may use at most: what the machine has, or its container; 0 if unknown."""
    try:
        found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    except (AttributeError, OSError, ValueError):
        return 0
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
        if text.isdigit():
            found.append(int(text))
    return min(size for size in found if size > 0) if any(found) else 0
