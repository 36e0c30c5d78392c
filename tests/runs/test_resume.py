"""The command line, stopped in every way and given again: the outputs of an undisturbed run, to the byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from run_works import written

import timeline
from timeline import api

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parents[2]
COUNT = 60


def started(*arguments):
    command = [sys.executable, "-m", "timeline", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def ended(process):
    _, said = process.communicate(timeout=300)
    return process.returncode, said


def stopped(process, partial, how, after):
    """Send a signal when the first results are kept, and a moment later."""
    while process.poll() is None and not partial.exists():
        time.sleep(0.01)
    time.sleep(after)
    os.killpg(process.pid, how)  # as a terminal, `timeout` and schedulers do: the workers get it, too
    return ended(process)


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    return written(tmp_path_factory.mktemp("articles"), COUNT)


@pytest.fixture(scope="module")
def undisturbed(articles, tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    api.build([articles]).to_jsonl(folder / "out.jsonl")
    return (folder / "out.jsonl").read_bytes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_build_goes_on_when_it_is_given_again(articles, undisturbed, tmp_path, jobs):
    out, partial = tmp_path / "out.jsonl", tmp_path / ".out.jsonl.partial"
    for after in (0.0, 0.1):
        code, _ = stopped(started("build", articles, "-o", out, "-j", jobs), partial, signal.SIGKILL, after)
        if code == 0:
            pytest.skip("the machine was too quick to be stopped")
        assert not out.exists()
        assert partial.exists()
    code, said = ended(started("build", articles, "-o", out, "-j", jobs))
    assert code == 0, said
    assert out.read_bytes() == undisturbed
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_ctrl_c_stops_with_130_and_keeps_what_is_finished(articles, undisturbed, tmp_path):
    out, partial = tmp_path / "out.jsonl", tmp_path / ".out.jsonl.partial"
    code, said = stopped(started("build", articles, "-o", out, "-j", 2), partial, signal.SIGINT, 0.0)
    assert code == 130
    assert "what is finished is kept" in said
    assert said.endswith("timeline: stopped.\n")
    assert not out.exists()
    assert ended(started("build", articles, "-o", out))[0] == 0
    assert out.read_bytes() == undisturbed


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP"])
def test_a_scheduler_stops_it_with_1_and_it_goes_on(articles, undisturbed, tmp_path, jobs, how):
    out, partial = tmp_path / "out.jsonl", tmp_path / ".out.jsonl.partial"
    out.write_text("old", encoding="utf-8")
    command = ("build", articles, "-o", out, "-j", jobs, "--report", tmp_path / "report.json")
    code, said = stopped(started(*command), partial, getattr(signal, how), 0.0)
    if code == 0:
        pytest.skip("the machine was too quick to be stopped")
    assert code == 1
    assert said.splitlines() == [
        "timeline: what is finished is kept; the same command goes on from there.",
        f"timeline: stopped, as the system asked ({how}).",
    ]
    assert out.read_text(encoding="utf-8") == "old"
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (report["exit_code"], report["error"]) == (1, f"stopped, as the system asked ({how}).")
    assert {path.name for path in tmp_path.iterdir()} == {out.name, partial.name, "report.json"}
    assert ended(started(*command))[0] == 0
    assert out.read_bytes() == undisturbed
    assert {path.name for path in tmp_path.iterdir()} == {out.name, "report.json"}


def test_a_command_that_is_to_outlive_its_terminal_does(articles, tmp_path):
    command = f'trap "" HUP; exec {sys.executable} -m timeline build {articles} -o {tmp_path}/out.jsonl'
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    code, said = stopped(process, tmp_path / ".out.jsonl.partial", signal.SIGHUP, 0.0)
    assert code == 0, said


def test_extract_goes_on_too(articles, tmp_path):
    out, partial = tmp_path / "mentions.jsonl", tmp_path / ".mentions.jsonl.partial"
    stopped(started("extract", articles, "-o", out), partial, signal.SIGKILL, 0.0)
    assert ended(started("extract", articles, "-o", out))[0] == 0
    assert ended(started("extract", articles, "-o", tmp_path / "whole", "--no-store"))[0] == 0
    assert out.read_bytes() == (tmp_path / "whole").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"mentions.jsonl", "whole"}


def test_tomorrows_articles_cost_tomorrows_articles(tmp_path, nlp, monkeypatch):
    worked = []
    real = api.extraction.extract
    monkeypatch.setattr(
        "timeline.runs.work.extract", lambda given, **more: (worked.extend(given), real(given, **more))[1]
    )
    today, later = written(tmp_path, 10), written(tmp_path, 5, first=10)
    store = tmp_path / "kept.store"
    assert timeline.build([today], nlp=nlp, store=store) == timeline.build([today], nlp=nlp)
    worked.clear()
    both = timeline.build([today, later], nlp=nlp, store=store)
    assert [article.id for article in worked] == [f"a{k}" for k in range(10, 15)]
    assert both == timeline.build([today, later], nlp=nlp)
    worked.clear()
    # What is no longer given is no longer told, and comes back at no cost.
    assert timeline.build([later], nlp=nlp, store=store) == timeline.build([later], nlp=nlp)
    assert timeline.build([today, later], nlp=nlp, store=store) == both
    assert worked == []
    timeline.build([later], nlp=nlp, store=store, dated_only=True)
    assert len(worked) == 5
