"""Articles through a store and workers: in order, at flat memory, kept as soon as they are done."""

from __future__ import annotations

from contextlib import closing

import pytest
from run_works import FakeWork, article

from timeline.models import Article, Problem
from timeline.runs import FileStore, Version
from timeline.runs.flow import ARTICLES, flow
from timeline.runs.work import key_of, packed
from timeline.runs.workers import Here, Ticket

NOW = Version("now", "a")
PROBLEM = Problem(where="x", code="empty", message="x is empty.")


class Backwards:
    """Workers that do the latest batch first, one for each time they are waited for."""

    depth = 4

    def __init__(self):
        self.waiting = []
        self.done = []
        self.is_closed = False

    def submit(self, articles):
        self.waiting.append(Ticket(articles))
        return self.waiting[-1]

    def wait(self, *, block=True):
        if block:
            ticket = self.waiting.pop()
            ticket.results = [packed(result) for result in FakeWork()(ticket.articles)]
            self.done += [given.id for given in ticket.articles]

    def close(self):
        self.is_closed = True


def name(result):
    return result.where if isinstance(result, Problem) else result.article.id


def opened(tmp_path):
    return FileStore(tmp_path / "kept", NOW)


def known(tmp_path, count):
    with closing(opened(tmp_path)) as store:
        return [k for k in range(count) if store.get([key_of(article(k))])]


@pytest.mark.parametrize("workers", [Backwards(), Here(FakeWork())])
def test_results_come_in_the_order_of_the_articles(workers):
    items = [article(k) for k in range(100)]
    items[13] = PROBLEM
    items[40] = items[40].model_copy(update={"duplicate_of": "a1"})
    results = list(flow(items, FakeWork(), workers, None))
    assert [name(result) for result in results] == [name(r) if r is PROBLEM else r.id for r in items]
    assert results[13] == PROBLEM
    assert results[40].mentions == ()
    assert all(results[k].mentions for k in range(100) if k not in (13, 40))


def test_no_more_is_read_than_may_wait():
    taken = []

    def endless():
        while True:
            taken.append(article(len(taken)))
            yield taken[-1]

    workers = Backwards()
    stream = flow(endless(), FakeWork(), workers, None)
    for n in range(30):
        next(stream)
        assert len(taken) <= n + (workers.depth + 1) * ARTICLES
    stream.close()
    assert workers.is_closed


def test_known_articles_are_not_worked_on_again(tmp_path):
    items = [article(k) for k in range(50)]
    first = list(flow(items[10:40], FakeWork(), Here(FakeWork()), opened(tmp_path)))
    workers = Backwards()
    results = list(flow(items, FakeWork(), workers, opened(tmp_path)))
    assert results[10:40] == first
    assert sorted(workers.done) == sorted(f"a{k}" for k in (*range(10), *range(40, 50)))
    workers = Backwards()
    assert list(flow(items, FakeWork(), workers, opened(tmp_path))) == results
    assert workers.done == []


def test_a_result_that_is_damaged_in_the_store_is_worked_out_anew(tmp_path):
    items = [article(k) for k in range(5)]
    whole = list(flow(items, FakeWork(), Here(FakeWork()), opened(tmp_path)))
    with closing(opened(tmp_path)) as store:
        store.put({key_of(items[2]): b"damaged"})
    workers = Backwards()
    assert list(flow(items, FakeWork(), workers, opened(tmp_path))) == whole
    assert workers.done == ["a2"]


@pytest.mark.parametrize("code", ["failed", "crashed"])
def test_problems_that_would_come_again_are_kept_and_others_are_not(tmp_path, code):
    class Fails(FakeWork):
        def __call__(self, articles):
            yield from (Problem(where=a.id, code=code, message="left out") for a in articles)

    assert [r.code for r in flow([article(0)], Fails(), Here(Fails()), opened(tmp_path))] == [code]
    assert known(tmp_path, 1) == ([0] if code == "failed" else [])


def test_what_is_done_is_kept_when_the_caller_stops(tmp_path):
    stream = flow([article(k) for k in range(60)], FakeWork(), Here(FakeWork()), opened(tmp_path))
    for _ in range(20):
        next(stream)
    stream.close()
    assert known(tmp_path, 60) == list(range(24))


def test_what_is_done_is_kept_when_reading_fails(tmp_path):
    def broken():
        yield from (article(k) for k in range(20))
        raise OSError("the disk is gone")

    workers = Here(FakeWork())
    with pytest.raises(OSError, match="gone"):
        list(flow(broken(), FakeWork(), workers, opened(tmp_path)))
    assert known(tmp_path, 60) == list(range(16))


def test_long_articles_make_small_batches():
    sizes = []

    class Counts(FakeWork):
        def __call__(self, articles):
            sizes.append(len(articles))
            return super().__call__(articles)

    long = Article(id="long", text="word " * 20_000, dct=article(0).dct)
    list(flow([long, long, article(0), article(1)], Counts(), Here(Counts()), None))
    assert sizes == [1, 1, 2]
