"""Worker processes: order, crashes, and how they end."""

from __future__ import annotations

import gc
import time

import psutil
import pytest
from run_works import FakeWork, NoModel, NoStart, article

from timeline.errors import ModelError, TimelineError
from timeline.models import Problem
from timeline.runs.flow import flow
from timeline.runs.pool import Pool


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
