"""Limits on one article: time, memory, size, in this process and in workers."""

from __future__ import annotations

import datetime as dt
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import timeline
from timeline import Article, Limits, Problem
from timeline.limits import Hung, TimeUp, amount, memory_limit, most_memory, time_limit

if TYPE_CHECKING:
    from spacy.language import Language

DAY = dt.date(2024, 5, 24)
GOOD = Article(id="good", text="Two soldiers were killed on Tuesday in Kharkiv.", dct=DAY)
ENDLESS = Article(id="endless", text="He was killed on 3 May and " * 40_000, dct=DAY)


@pytest.mark.parametrize(
    ("text", "size"),
    [("10M", 10_000_000), ("10MB", 10_000_000), ("1.5 GiB", 1_610_612_736), ("2k", 2000), (" 1 Ki ", 1024)],
)
def test_sizes(text: str, size: int) -> None:
    assert amount(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "M", "1X", "1 2", "1e9", "0.1", "9" * 99, "i", "1i"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is no size; give a number with k, M or G"):
        amount(text)


def test_a_block_that_runs_for_ever_is_ended() -> None:
    with pytest.raises(TimeUp), time_limit(0.05):
        while True:
            try:
                while True:
                    pass
            except Exception:  # a library that swallows what it is given
                continue


def test_a_regular_expression_is_ended() -> None:
    import re

    with pytest.raises(TimeUp), time_limit(0.05):
        re.match(r"(a+)+$", "a" * 60 + "b")


@pytest.mark.parametrize("seconds", [0, None, 5])
def test_a_block_within_its_time_is_left_alone(seconds: float | None) -> None:
    with time_limit(seconds):
        assert sum(range(100)) == 4950


def test_what_waits_and_does_not_compute_is_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.limits.GRACE", 0.3)
    begun = time.monotonic()
    with pytest.raises(Hung), time_limit(0.05):
        time.sleep(60)
    assert time.monotonic() - begun < 20
    time.sleep(0.5)  # and the alarm rings no more
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_an_alarm_of_the_caller_stays_his() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with time_limit(5):
            time.sleep(0.3)
        assert rung == [signal.SIGALRM]
    finally:
        signal.signal(signal.SIGALRM, before)


def test_other_threads_are_left_alone() -> None:
    found: list[int] = []

    def work() -> None:
        with time_limit(0.000_1):
            found.append(sum(range(300_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found


def test_what_asks_for_too_much_memory_fails_and_what_follows_does_not() -> None:
    pytest.importorskip("resource")
    if not most_memory():
        pytest.skip("the system does not tell")
    with memory_limit(50_000_000), pytest.raises(MemoryError):
        bytearray(500_000_000)
    assert len(bytearray(100_000_000)) == 100_000_000


@pytest.mark.model
def test_the_others_go_on(nlp: Language) -> None:
    items = [GOOD, ENDLESS, GOOD.model_copy(update={"id": "last"})]
    found = list(timeline.extract(items, nlp=nlp, limits=Limits(seconds=2)))
    assert [type(each).__name__ for each in found] == ["Extraction", "Problem", "Extraction"]
    assert isinstance(found[1], Problem)
    assert (found[1].where, found[1].code) == ("endless", "too-slow")
    assert found[1].message == "endless took longer than 2 seconds; split it, or raise --max-seconds."


@pytest.mark.model
def test_the_others_go_on_when_one_hangs(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    from timeline import events

    real = events.extract
    monkeypatch.setattr("timeline.limits.GRACE", 0.5)

    def hangs(doc: Any, article: Article, *rest: Any, **more: Any) -> Any:
        return time.sleep(60) if article.id == "hangs" else real(doc, article, *rest, **more)

    monkeypatch.setattr(events, "extract", hangs)
    items = [GOOD, GOOD.model_copy(update={"id": "hangs"}), GOOD.model_copy(update={"id": "last"})]
    found = list(timeline.extract(items, nlp=nlp, limits=Limits(seconds=2)))
    assert [each.code if isinstance(each, Problem) else "" for each in found] == ["", "hung", ""]


@pytest.mark.model
def test_the_others_go_on_in_workers() -> None:
    found = list(timeline.extract([GOOD, ENDLESS], jobs=2, limits=Limits(seconds=4)))
    assert [each.code if isinstance(each, Problem) else "" for each in found] == ["", "too-slow"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("limits", "own"), [(None, False), (Limits(seconds=0), False), (Limits(seconds=60), True)]
)
def test_where_a_limit_is_given_the_work_is_done_by_a_process_that_can_be_ended(
    limits: Limits | None, own: bool, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    from timeline.runs import pool

    started: list[int] = []
    start = pool.start

    def seen() -> Any:
        process = start()
        started.append(process.pid)
        return process

    monkeypatch.setattr(pool, "start", seen)
    expected = list(timeline.extract([GOOD], nlp=nlp, limits=limits))
    assert not started  # a loaded pipeline stays where it is
    assert list(timeline.extract([GOOD], limits=limits)) == expected
    assert bool(started) == own
