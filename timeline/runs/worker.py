"""A worker process: loads the pipeline once, then takes batches on standard input and answers on its output.

It is started by command line and not by `multiprocessing`, which would run the caller's script once more in
every worker: three lines in a file without `if __name__ == "__main__"` may ask for jobs.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from typing import IO, Any, Final

__all__ = ["main", "receive", "send", "start"]

PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
SIZE: Final = struct.Struct(">Q")
START: Final = "import sys; sys.path[:] = sys.argv[1:]; from timeline.runs.worker import main; main()"
ONE_THREAD: Final = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
"""Libraries that would each take all cores in every worker."""


def start() -> subprocess.Popen[bytes]:
    """A new worker, which waits for its `Work`."""
    return subprocess.Popen(
        [sys.executable, "-c", START, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | dict.fromkeys(ONE_THREAD, "1") | {"TOKENIZERS_PARALLELISM": "false"},
    )


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message.

    Raises:
        OSError: the other end is gone.
    """
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(SIZE.pack(len(body)) + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one message.

    Raises:
        EOFError: the other end is gone, perhaps in the middle of a message.
    """
    head = pipe.read(SIZE.size)
    if len(head) < SIZE.size:
        raise EOFError
    (size,) = SIZE.unpack(head)
    body = pipe.read(size)
    if len(body) < size:
        raise EOFError
    return pickle.loads(body)


def main() -> None:
    """The whole life of a worker: ("ready",) or ("error", kind, message), then ("done", number, results)."""
    # Ctrl-C reaches every process of the terminal; it is the parent that decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_the_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the answers
    orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders), daemon=True).start()

    from timeline.errors import TimelineError
    from timeline.runs.work import packed

    try:
        work = orders.get().loaded()
    except TimelineError as error:
        send(answers, ("error", type(error).__name__, str(error)))
        return
    send(answers, ("ready",))
    while True:
        number, articles = orders.get()
        send(answers, ("done", number, [packed(result) for result in work(articles)]))


def _end_with_the_parent() -> None:
    """Where the system does it (Linux), no worker outlives a parent that was killed: one that hangs in a
    library would not see that its orders have ended.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen(pipe: IO[bytes], orders: queue.SimpleQueue[Any]) -> None:
    """Takes orders in while work is under way, so that the parent never waits for room in the pipe."""
    try:
        while True:
            orders.put(receive(pipe))
    except (EOFError, OSError):
        os._exit(0)  # the parent closed the pipe or was killed: nobody waits for an answer
