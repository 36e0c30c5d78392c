"""Worker processes: order, crashes, and how they end."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from run_works import FakeWork, NoModel, NoStart, article

from timeline import runs
from timeline.errors import ModelError, TimelineError
from timeline.limits import Limits
from timeline.models import Problem
from timeline.runs import FileStore, Version
from timeline.runs.flow import flow
from timeline.runs.pool import Pool
from timeline.runs.watch import Watch


def texts(*special):
    """Thirty articles, some of which misbehave."""
    items = [article(k) for k in range(30)]
    for k, text in special:
        items[k] = article(k, text)
    return items


def run(items, jobs=2, work=FakeWork()):  # noqa: B008 - it is frozen
    return list(flow(items, work, Pool(work, jobs), None))


def children():
    """The workers that live; other tests' children are their own."""
    gc.collect()
    found = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in found if any("timeline.runs.worker" in word for word in child.cmdline())]


def test_the_result_does_not_depend_on_the_number_of_processes():
    items = texts((0, "sleep 0.3"), (9, "print"), (17, "sleep 0.1"), (20, "fail"))
    alone = list(FakeWork()(items))
    assert run(items, jobs=1) == run(items, jobs=3) == alone
    assert not children()


@pytest.mark.parametrize(("text", "reason"), [("die", "signal SIGKILL"), ("exit", "exit code 7")])
def test_only_the_article_on_which_a_worker_dies_is_left_out(text, reason):
    items = texts((3, text), (12, text), (29, text))
    results = run(items)
    lost = [(k, r.code, r.where) for k, r in enumerate(results) if isinstance(r, Problem)]
    assert lost == [(3, "crashed", "a3"), (12, "crashed", "a12"), (29, "crashed", "a29")]
    assert reason in results[3].message
    assert [r.article.id for r in results if not isinstance(r, Problem)] == [
        f"a{k}" for k in range(30) if k not in (3, 12, 29)
    ]


def test_an_article_whose_worker_was_killed_by_chance_is_done_again(tmp_path):
    items = texts((3, f"die-once {tmp_path / 'flag'}"))
    assert not [result for result in run(items) if isinstance(result, Problem)]


@pytest.mark.parametrize(("order", "jobs"), [("sleep 600", 1), ("stop", 2)])
def test_a_worker_that_hangs_is_ended_and_only_its_article_is_left_out(monkeypatch, tmp_path, order, jobs):
    monkeypatch.setattr("timeline.limits.GRACE", 0.3)
    work = FakeWork(limits=Limits(seconds=0.1))
    items = texts((3, order), (20, order))
    store = FileStore(tmp_path / "kept", Version("now", "a"))
    results = list(flow(items, work, Pool(work, jobs), store))
    lost = [(k, r.code, r.where) for k, r in enumerate(results) if isinstance(r, Problem)]
    assert lost == [(3, "hung", "a3"), (20, "hung", "a20")]
    assert results[3].message == (
        "a3: left out because the work on it hung (for 1 seconds on the clock); please report it, or raise "
        "--max-seconds."
    )
    assert [r.article.id for r in results if not isinstance(r, Problem)] == [
        f"a{k}" for k in range(30) if k not in (3, 20)
    ]
    assert not children()
    # The others are kept, and those that hung are tried again by the next run.
    again = texts((3, order), (20, order))
    store = FileStore(tmp_path / "kept", Version("now", "a"))
    assert len(store) == 28
    assert list(flow(again, work, Pool(work, jobs), store)) == results


@pytest.mark.parametrize("seconds", [0, 30])
def test_a_slow_worker_is_waited_for(seconds):
    work = FakeWork(limits=Limits(seconds=seconds))
    assert not [r for r in flow(texts((3, "sleep 2")), work, Pool(work, 2), None) if isinstance(r, Problem)]


def test_a_pause_of_this_process_is_not_held_against_its_workers(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("timeline.runs.pool.time.monotonic", lambda: clock[0])
    work = FakeWork(limits=Limits(seconds=30))
    stream = flow(texts((8, "sleep 2")), work, Pool(work, 1), None)
    found = [next(stream)]
    clock[0] += 3600  # Ctrl-Z, and on the next day `fg`
    found += stream
    assert not [r for r in found if isinstance(r, Problem)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not tell")
@pytest.mark.parametrize("code", ["while True: pass", "import time; time.sleep(600)"])
def test_who_computes_is_told_from_who_waits(code):
    """One that computes has only what it got of the machine held against it; one that waits, all the time."""
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        watch = Watch(process.pid)
        time.sleep(1)
        for _ in range(10):
            watch.look(1.9)
        process.kill()
    assert watch.seconds >= 19 - 0.1 if "sleep" in code else watch.seconds < 5, watch.seconds


def test_with_one_job_too_what_hangs_is_ended(monkeypatch):
    monkeypatch.setattr("timeline.limits.GRACE", 0.1)
    work = FakeWork(limits=Limits(seconds=0.05))
    items = [article(0), article(1, "compute"), article(2)]
    found = list(runs.run(items, work, jobs=1, watched=True))
    assert [r.code if isinstance(r, Problem) else "" for r in found] == ["", "hung", ""]
    assert not children()


ORPHAN = """
import sys
from run_works import FakeWork, article
from timeline.runs.pool import Pool
pool = Pool(FakeWork(), 1)
pool.submit([article(0, "compute")])
while not pool._workers[0].is_ready:
    pool._drain(1)
print(pool._workers[0].process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system does not do it")
def test_no_worker_outlives_its_parent_even_if_it_hangs():
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout
        worker = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.3)  # it hangs
        assert worker.is_running()
        parent.kill()
    for _ in range(100):
        if not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    worker.kill()
    pytest.fail("it went on")


def test_a_missing_pipeline_is_said_once():
    with pytest.raises(ModelError, match="'nope' is not installed"):
        run(texts(), work=NoModel())
    assert not children()


def test_workers_that_cannot_start_end_the_run():
    with pytest.raises(TimelineError, match="end before they can work"):
        run(texts(), work=NoStart())
    assert not children()


def test_workers_end_with_a_caller_who_stops():
    stream = flow(texts((25, "sleep 60")), FakeWork(), Pool(FakeWork(), 2), None)
    pool_started = time.monotonic()
    with pytest.raises(RuntimeError, match="stop"):
        for _ in stream:
            raise RuntimeError("stop")
    stream.close()
    assert not children()
    assert time.monotonic() - pool_started < 30
