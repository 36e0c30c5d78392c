"""`--report`: what was left out, as data, whole or not at all, and also when the run fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from timeline.problems import codes

GOOD = "---\ndate: 2024-05-24\n---\nTwo soldiers were killed on Tuesday in Kharkiv.\n"
OUT = {"build": "out.html", "extract": "out.jsonl", "read": "out.jsonl", "tag": "out.jsonl"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "in/empty\x1b[31m.txt").write_text("", encoding="utf-8")
    (tmp_path / "in/odd.txt").write_text(GOOD.replace("2024-05-24", "05/06/2024"), encoding="utf-8")
    return tmp_path


def run(folder: Path, *args: str) -> tuple[int, dict[str, Any], str]:
    command = [sys.executable, "-m", "timeline", *args, "--report", "report.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    found = folder / "report.json"
    report = json.loads(found.read_text(encoding="utf-8")) if found.exists() else {}
    assert sorted(p.name for p in folder.iterdir() if p.name.endswith(".tmp")) == []
    return done.returncode, report, done.stderr.decode()


@pytest.mark.model
@pytest.mark.parametrize("command", OUT)
def test_every_command_that_reads_articles(folder: Path, command: str) -> None:
    code, report, err = run(folder, command, "in", "-o", OUT[command])
    assert (code, report["exit_code"], report["status"]) == (3, 3, "some_left_out")
    assert (report["command"], report["error"], report["complete"]) == (command, "", True)
    assert report["seconds"] > 0
    assert report["articles"] == 2
    told = [(each["code"], each["severity"]) for each in report["problems"]]
    assert told[:2] == [("empty", "left_out"), ("ambiguous-date", "warning")]
    assert report["left_out"] == 1
    assert report["warnings"] == len(told) - 1
    assert set(report["codes"]) == {code for code, _ in told} <= set(codes())
    # The name as it is in the data, and harmless on the terminal.
    assert "in/empty\x1b[31m.txt" in report["problems"][0]["where"]
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("args", "code", "status", "error"),
    [
        (["in/good.md"], 0, "done", ""),
        (["in/empty\x1b[31m.txt"], 1, "failed", ""),
        (["in", "-o", "nowhere/out.jsonl"], 1, "failed", "nowhere/out.jsonl cannot be written"),
        (["in", "--date", "someday"], 2, "failed", "'someday'"),
        (["in", "--epoch", "someday"], 2, "failed", "'someday'"),
    ],
)
def test_the_report_of_a_run_that_fails(
    folder: Path, args: list[str], code: int, status: str, error: str
) -> None:
    found, report, _ = run(folder, "tag", *args)
    assert (found, report["exit_code"], report["status"]) == (code, code, status)
    assert error in report["error"]
    assert bool(report["error"]) == bool(error)


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [("nowhere/report.json", 1, "nowhere/report.json"), ("in", 1, "a folder"), ("-", 2, "a file of its own")],
)
def test_a_report_that_cannot_be_written_is_said_before_the_work(
    folder: Path, path: str, code: int, says: str
) -> None:
    command = [sys.executable, "-m", "timeline", "tag", "in", "-o", "out.jsonl", "--report", path]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, text=True)
    assert done.returncode == code
    assert says in done.stderr
    assert not (folder / "out.jsonl").exists()


def test_an_old_report_is_replaced_whole(folder: Path) -> None:
    (folder / "report.json").write_text("old", encoding="utf-8")
    assert run(folder, "tag", "in")[1]["articles"] == 2


@pytest.mark.parametrize(
    ("command", "outputs"),
    [
        ("read", ["-o", "out.jsonl"]),
        ("tag", ["-o", "out.jsonl"]),
        pytest.param("extract", ["-o", "out.jsonl", "--store", "kept.jsonl"], marks=pytest.mark.model),
        pytest.param(
            "build",
            ["-o", "out.jsonl", "-o", "out.html", "--csv", "out.csv", "--events", "events.jsonl"],
            marks=pytest.mark.model,
        ),
    ],
)
def test_a_second_run_does_not_read_what_the_first_wrote(
    command: str, outputs: list[str], folder: Path
) -> None:
    inside = folder / "in"
    (inside / "empty\x1b[31m.txt").unlink()
    seen = []
    for _ in range(2):
        code, report, _ = run(inside, command, ".", *outputs)
        assert code == 0
        seen.append((report["articles"], (inside / "out.jsonl").read_bytes()))
    assert seen[0] == seen[1]
    assert seen[0][0] == 2
