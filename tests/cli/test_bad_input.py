"""Bad input: one clear sentence, no traceback, an exit code that tells, and the good articles still done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = "Two soldiers were killed on Tuesday in Kharkiv, officials said."


def run(*args: str, cwd: Path, stdin: bytes = b"") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "timeline", *args], cwd=cwd, input=stdin, capture_output=True, timeout=120
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.md").write_text(f"---\ndate: 2024-05-24\n---\n{GOOD}\n", encoding="utf-8")
    return tmp_path


def one_sentence(err: str, name: str) -> None:
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if name in line]
    assert len(lines) == 1, err
    assert lines[0].rstrip().endswith(".")


BAD_FILES = [
    ("empty.txt", b"", "empty"),
    ("undated.txt", GOOD.encode(), "date"),
    ("latin1.md", "---\ndate: 2024-05-24\n---\nCafé à Kharkiv.".encode("latin-1"), "UTF-8"),
    ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary"),
    ("baddate.md", b"---\ndate: Feb 30 2024\n---\nA text.", "Feb 30"),
    ("norway.md", b"---\ndate: the day after\n---\nA text.", "the day after"),
    ("columns.csv", b"headline,date\nNo text here,2024-05-24\n", "text"),
    ("broken.jsonl", b'{"text": "A text.", "date": "2024-05-24"', "line 1"),
]


@pytest.mark.parametrize(("name", "content", "says"), BAD_FILES, ids=[name for name, _, _ in BAD_FILES])
def test_a_bad_file_is_named_and_the_good_one_is_done(folder, name, content, says):
    (folder / name).write_bytes(content)
    code, out, err = run("tag", ".", cwd=folder)
    assert code == 3
    one_sentence(err, name)
    assert says in err
    assert [len(json.loads(line)["timexes"]) for line in out.splitlines()] == [1]


def test_a_missing_folder_alone_is_a_failure(tmp_path):
    code, out, err = run("tag", "nowhere", cwd=tmp_path)
    assert (code, out) == (1, "")
    one_sentence(err, "nowhere")


def test_a_missing_folder_beside_a_good_file(folder):
    code, out, err = run("tag", "nowhere", "good.md", cwd=folder)
    assert (code, len(out.splitlines())) == (3, 1)
    one_sentence(err, "nowhere")


@pytest.mark.model
@pytest.mark.parametrize("command", [["extract", "good.md"], ["build", "good.md", "-o", "out.html"]])
def test_an_unknown_model_is_one_sentence(folder, command):
    code, out, err = run(*command, "--model", "en_core_web_nope", cwd=folder)
    assert (code, out) == (1, "")
    one_sentence(err, "en_core_web_nope")
    assert not (folder / "out.html").exists()


@pytest.mark.model
def test_build_of_nothing_usable_writes_nothing(tmp_path):
    (tmp_path / "undated.txt").write_text(GOOD, encoding="utf-8")
    code, _, err = run("build", ".", "-o", "out.html", cwd=tmp_path)
    assert code == 1
    one_sentence(err, "undated.txt")
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    "args",
    [["tag"], ["build"], ["tag", "x.txt", "--format", "xml"], ["explain", "A text."], ["nonsense"]],
)
def test_wrong_usage_is_exit_code_2(tmp_path, args):
    code, _, err = run(*args, cwd=tmp_path)
    assert code == 2
    assert "Traceback" not in err


def test_the_date_of_explain_must_be_a_date(tmp_path):
    code, _, err = run("explain", "A text.", "--date", "someday", cwd=tmp_path)
    assert code == 2
    one_sentence(err, "someday")


def test_standard_input_and_output(tmp_path):
    code, out, _ = run("tag", "-", "--date", "24 May 2024", cwd=tmp_path, stdin=GOOD.encode())
    line = json.loads(out)
    assert code == 0
    assert [(GOOD[t["start"] : t["end"]], t["value"]) for t in line["timexes"]] == [("Tuesday", "2024-05-21")]


def test_a_reader_that_goes_away_is_no_error(folder):
    command = f"{sys.executable} -m timeline tag good.md | head -c 0; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_tells_the_exit_codes(tmp_path):
    code, out, _ = run("--help", cwd=tmp_path)
    assert code == 0
    told = out.partition("Exit codes:")[2].split("\n")
    assert [line.split()[0] for line in told if line.strip()] == ["0", "1", "2", "3"]
