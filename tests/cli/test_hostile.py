"""Bad inputs through the command line: what the user sees, and what is kept of the good articles."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile import GOOD, LEFT_OUT, READ, TOLD, Bad, line, text

from timeline.problems import codes

OTHER = (
    "---\ndate: 2024-05-24\n---\nSeven rebels died on 3 May when an aircraft bombed their camp near Goma.\n"
)
MOST = 40_000  # characters of standard error for all bad inputs together


@dataclass(frozen=True)
class Outcome:
    """One build of every bad input at once."""

    code: int
    err: str
    report: dict[str, Any]
    folder: Path

    def of(self, name: str) -> list[dict[str, Any]]:
        """The problems that the report gives of a file."""
        found: list[dict[str, Any]] = self.report["problems"]
        return [
            each for each in found if re.match(rf".*/{re.escape(name)}(, .*)?$", each["where"], re.DOTALL)
        ]


def run(*args: str | Path, cwd: Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "timeline", *map(str, args)]
    return subprocess.run(command, cwd=cwd, capture_output=True, timeout=900, **options)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("hostile")
    given = folder / "in"
    given.mkdir()
    (given / "a-good.md").write_text(GOOD, encoding="utf-8")
    (given / "zz-good.md").write_text(OTHER, encoding="utf-8")
    for bad in (*LEFT_OUT, *READ):
        (given / bad.name.partition("/")[0]).write_bytes(bad.content)
    for name in ("new\nline.txt", "esc\x1b]0;owned\x07.txt", "turn\u202etxt.exe.txt"):
        (given / name).write_text(TOLD, encoding="utf-8")
    (given / "gone.txt").symlink_to("nowhere.txt")
    (given / "loop.txt").symlink_to("loop.txt")
    (given / "round").symlink_to(".")
    (given / "unreadable.txt").symlink_to("/proc/self/mem")
    os.mkfifo(given / "pipe.txt")
    listed = given / "listed"
    listed.mkdir()
    (folder / "secret.txt").write_text("Secret.", encoding="utf-8")
    rows = [
        "../../secret.txt",
        "/etc/passwd",
        "~root/x.txt",
        "C:\\x.txt",
        "..\\..\\secret.txt",
        "sub/../../../x",
        "in.txt",
    ]
    manifest = "file,date\n" + "".join(f"{row},2024-05-24\n" for row in rows)
    (listed / "manifest.csv").write_text(manifest, encoding="utf-8")
    (listed / "in.txt").write_text("Eleven soldiers were killed on Tuesday in Sumy.", encoding="utf-8")
    done = run(
        "build", "in", "in/a-good.md", "--latest", "2029-12-31", "-o", "out.html", "-o", "out.csv",
        "-o", "out.sqlite", "-o", "out.tml.zip", "--events", "out.jsonl", "--report", "report.json",
        cwd=folder,
    )  # fmt: skip
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return Outcome(done.returncode, done.stderr.decode(), report, folder)


pytestmark = pytest.mark.model


@pytest.mark.parametrize("bad", LEFT_OUT, ids=lambda bad: bad.name)
def test_what_is_left_out_is_told_once(outcome: Outcome, bad: Bad) -> None:
    told = outcome.of(bad.name)
    assert told
    assert {(each["code"], each["severity"]) for each in told} == {(bad.code, "left_out")}
    assert bad.says in told[0]["message"]
    assert codes()[bad.code].severity in ("left_out", "both")
    assert f"left out: {told[0]['message']}" in outcome.err


@pytest.mark.parametrize("bad", READ, ids=lambda bad: bad.name)
def test_what_is_read_all_the_same(outcome: Outcome, bad: Bad) -> None:
    told = [each for each in outcome.of(bad.name) if each["code"] != "not-english"]
    assert [(each["code"], each["severity"]) for each in told] == [(bad.code, bad.severity)] * bool(bad.code)
    assert not told or bad.says in told[0]["message"]


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("gone.txt", "no-such-path", "a link to nothing"),
        ("loop.txt", "link-loop", "leads to itself"),
        ("unreadable.txt", "not-readable", "cannot be read (input/output error)"),
        ("pipe.txt", "not-a-file", "a named pipe"),
        ("a-good.md", "given-twice", "it was read once"),
    ],
)
def test_files_that_are_none(outcome: Outcome, name: str, code: str, says: str) -> None:
    (told,) = outcome.of(name)
    assert told["code"] == code
    assert says in told["message"]


def test_paths_that_climb_out_of_the_folder(outcome: Outcome) -> None:
    told = outcome.of("manifest.csv")
    assert [each["code"] for each in told] == ["path-escapes"] * 6
    assert "'../../secret.txt', which leads out of its folder; move the file in." in told[0]["message"]
    assert "Secret." not in (outcome.folder / "out.jsonl").read_text(encoding="utf-8")


def test_the_good_articles_are_in_every_output(outcome: Outcome) -> None:
    assert outcome.code == outcome.report["exit_code"] == 3
    records = [json.loads(row) for row in (outcome.folder / "out.jsonl").read_text("utf-8").splitlines()]
    articles = {row["id"] for row in records if "dct" in row and "id" in row}
    assert {"a-good.md", "zz-good.md", "listed/in.txt", "utf16.txt", "utf32.txt", "bidi.txt"} <= articles
    assert {"sentence.txt", "short.txt"} <= articles
    with (outcome.folder / "out.csv").open(encoding="utf-8", newline="") as handle:
        cells = [cell for row in csv.DictReader(handle) for cell in row.values() if cell]
    for n in ("Two", "Seven", "Eleven"):
        assert any(cell.startswith(n) for cell in cells), n
    # No spreadsheet takes a cell for a formula.
    assert not [cell for cell in cells if cell[0] in "=@\t\r" or re.match(r"[+-]\D", cell)]
    assert (outcome.folder / "out.sqlite").stat().st_size > 0
    page = (outcome.folder / "out.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "onerror=alert(1)>" not in page.replace("\\u003e", "")


def test_names_in_an_archive_of_ours_stay_in_it(outcome: Outcome) -> None:
    import zipfile

    for name in zipfile.ZipFile(outcome.folder / "out.tml.zip").namelist():
        assert not name.startswith(("/", "\\"))
        assert ".." not in Path(name).parts
        assert name.isprintable()


def test_nothing_reaches_the_terminal_that_it_would_obey(outcome: Outcome) -> None:
    lines = outcome.err.splitlines()
    assert all(each.isprintable() for each in lines)
    assert "Traceback" not in outcome.err
    assert len(outcome.err) < MOST
    for each in lines[:-1]:
        assert each.startswith(("left out: ", "warning: "))
        assert each.endswith(".")
    assert [each for each in lines if "esc\ufffd]0;owned\ufffd.txt has no publication date" in each]


def test_the_report_holds_it_all(outcome: Outcome) -> None:
    report = outcome.report
    assert set(report["codes"]) <= set(codes())
    assert sum(each["count"] for each in report["codes"].values()) == len(report["problems"])
    assert report["left_out"] == sum(each.startswith("left out: ") for each in outcome.err.splitlines())
    assert report["complete"]


def test_nothing_is_left_behind(outcome: Outcome) -> None:
    left = {path.name for path in outcome.folder.iterdir()} - {"in", "secret.txt"}
    assert left == {"out.html", "out.csv", "out.sqlite", "out.tml.zip", "out.jsonl", "report.json"}


# ---- what only one command at a time shows --------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/good.md").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("body", ["He was killed on 3 May and " * 40_000, "Two died. " * 100_000])
def test_an_article_that_takes_too_long(folder: Path, body: str) -> None:
    """One huge sentence, and very many short ones."""
    (folder / "in/endless.txt").write_bytes(text(body))
    done = run("build", "in", "-o", "out.csv", "--max-seconds", "3", "--report", "r.json", cwd=folder)
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert done.returncode == 3
    assert [(each["where"], each["code"]) for each in report["problems"]] == [("endless.txt", "too-slow")]
    assert b"endless.txt took longer than 3 seconds; split it, or raise --max-seconds." in done.stderr
    assert b"Kharkiv" in (folder / "out.csv").read_bytes()


def test_an_article_that_needs_too_much_memory(folder: Path) -> None:
    (folder / "in/hungry.txt").write_bytes(text("He was killed on 3 May and " * 40_000))
    done = run("build", "in", "-o", "out.csv", "--max-memory", "320M", "--report", "r.json", cwd=folder)
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert (done.returncode, report["articles"]) == (3, 1)
    (problem,) = report["problems"]
    # Where a C library is the one that gets no memory, it may end the process: the user is told of both.
    assert problem["where"] == "hungry.txt"
    assert problem["code"] in {"too-much-memory", "crashed"}
    assert "more memory" in problem["message"]
    assert b"Kharkiv" in (folder / "out.csv").read_bytes()


def test_the_largest_article_can_be_said(folder: Path) -> None:
    (folder / "in/long.txt").write_bytes(text(TOLD * 100))
    (folder / "in/long.jsonl").write_bytes(line(text=TOLD * 100) + line(text="Three died in Sumy."))
    done = run("read", "in", "--max-size", "2k", "-o", "out.jsonl", cwd=folder)
    assert done.returncode == 3
    assert done.stderr.decode().count("is larger than 0.002 MB, too long for one article") == 2
    assert len((folder / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--max-size", "big"),
        ("--max-size", "0"),
        ("--max-seconds", "-1"),
        ("--max-seconds", "x"),
        ("--max-memory", "1X"),
        ("--latest", "someday"),
        ("--date", "Feb 30 2024"),
        ("--zone", "Mars"),
    ],
)
@pytest.mark.parametrize("command", ["build", "extract", "tag"])
def test_options_that_cannot_be_understood(folder: Path, command: str, option: str, value: str) -> None:
    from click.testing import CliRunner

    from timeline.cli import cli
    from timeline.cli.common import verdict

    found = CliRunner().invoke(cli, [command, str(folder / "in"), option, value], standalone_mode=False)
    assert found.exception is not None
    code, sentence = verdict(found.exception)
    assert code == 2
    assert value in sentence


@pytest.mark.parametrize(
    ("command", "size"), [("read -o out.jsonl", 8), ("tag -o out.jsonl", 8), ("build -o out.html", 300)]
)
def test_a_disk_that_fills(folder: Path, command: str, size: int) -> None:
    for n in range(200):
        (folder / f"in/{n}.md").write_text(GOOD.replace("Two", f"{n}, {n + 1}"), encoding="utf-8")
    (folder / "out.jsonl").write_text("old", encoding="utf-8")
    name, *rest = command.split()
    shell = f"ulimit -f {size}; exec {sys.executable} -m timeline {name} in {' '.join(rest)}"
    done = subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, timeout=600, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = [each for each in done.stderr.splitlines() if each.startswith("timeline: ")]
    assert told
    assert [each for each in told if "(file too large)" in each]
    # The old file stays, and half a file is nowhere.
    assert (folder / "out.jsonl").read_text(encoding="utf-8") == "old"
    assert not (folder / "out.html").exists()
    assert not [path for path in folder.iterdir() if path.name.endswith(".tmp")]


def test_standard_output_that_is_full(folder: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m timeline read in > /dev/full"],
        cwd=folder, capture_output=True, timeout=60, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "timeline: cannot write or read a file (no space left on device).\n"


@pytest.mark.parametrize("pipe", ["| head -c 0", "2>&1 >/dev/null | head -c 0"])
def test_a_reader_that_goes_away(folder: Path, pipe: str) -> None:
    for n in range(50):
        (folder / f"in/{n}.txt").write_text("No date.", encoding="utf-8")
    shell = f"{sys.executable} -m timeline read in {pipe}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, timeout=60, text=True)
    assert done.returncode == (0 if pipe.startswith("|") else 3)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize("name", ["pipe", "/dev/zero", "/dev/tty"])
def test_what_might_never_end_is_not_waited_for(folder: Path, name: str) -> None:
    os.mkfifo(folder / "pipe")
    done = run("read", name, "in/good.md", "-o", "out.jsonl", cwd=folder)
    assert done.returncode == 3
    assert b"not a file; copy what it gives into a file" in done.stderr
    assert (folder / "out.jsonl").stat().st_size > 0


def test_what_a_shell_hands_over_is_read(folder: Path) -> None:
    shell = f"{sys.executable} -m timeline read <(cat in/good.md)"
    done = subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, timeout=60)
    assert json.loads(done.stdout)["text"].strip() == TOLD


def test_a_file_of_somebody_else(folder: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("root may read everything; see unreadable.txt above")
    (folder / "in/closed.txt").write_text(GOOD, encoding="utf-8")
    (folder / "in/closed.txt").chmod(stat.S_IWUSR)
    done = run("read", "in", cwd=folder)
    assert (done.returncode, b"(permission denied)" in done.stderr) == (3, True)


def test_very_many_files_in_a_folder(folder: Path) -> None:
    for n in range(5_000):
        (folder / f"in/{n}.txt").touch()
    done = run("read", "in", "--report", "r.json", "-o", "out.jsonl", cwd=folder)
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert (done.returncode, report["articles"], report["codes"]["empty"]["count"]) == (3, 1, 5_000)
