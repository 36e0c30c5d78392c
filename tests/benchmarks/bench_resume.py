"""A run killed with SIGKILL at ten random moments and begun again each time: the same outputs to the byte?

    python tests/benchmarks/bench_resume.py [--articles 1000] [--kills 10] [--jobs 1] [--seed 1]

Prints each kill with what was kept by then, and fails when an output differs or a file is left over.
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "runs")]

from run_works import written  # noqa: E402 - found on the path just set

OUTPUTS = ("events.jsonl", "mentions.jsonl", "events.csv", "timeline.html")


def started(articles: Path, folder: Path, jobs: int) -> subprocess.Popen[bytes]:
    """`timeline build` into a folder."""
    command = [sys.executable, "-m", "timeline", "build", str(articles), "-j", str(jobs)]
    command += ["-o", str(folder / "timeline.html"), "-o", str(folder / "events.csv")]
    command += ["--events", str(folder / "events.jsonl"), "--mentions", str(folder / "mentions.jsonl")]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def kept(folder: Path) -> int:
    """How many articles the working store of a killed run holds; a copy is asked, not the file itself."""
    partial = folder / ".timeline.html.partial"
    if not partial.exists():
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        for found in folder.glob(".timeline.html.partial*"):
            Path(scratch, found.name).write_bytes(found.read_bytes())
        base = sqlite3.connect(Path(scratch, partial.name))
        try:
            return int(base.execute("SELECT count(*) FROM result").fetchone()[0])
        except sqlite3.OperationalError:  # killed before its tables were made
            return 0
        finally:
            base.close()


def wait_for_results(process: subprocess.Popen[bytes], partial: Path) -> None:
    """Until a run that was begun again has kept something new, or has ended."""

    def state() -> tuple[int, int]:
        return (partial.stat().st_size, partial.stat().st_mtime_ns) if partial.exists() else (0, 0)

    before = state()
    while process.poll() is None and state() == before:
        time.sleep(0.02)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        articles = written(Path(scratch), options.articles)
        whole, killed = Path(scratch, "whole"), Path(scratch, "killed")
        whole.mkdir()
        killed.mkdir()

        begun = time.monotonic()
        process = started(articles, whole, options.jobs)
        while process.poll() is None and not (whole / ".timeline.html.partial").exists():
            time.sleep(0.02)
        ready = time.monotonic() - begun
        if process.wait():
            sys.exit("the undisturbed run failed")
        working = time.monotonic() - begun - ready
        print(f"undisturbed: {ready:.1f} s to the first results, {working:.1f} s of work")

        kills = 0
        while kills < options.kills:
            process = started(articles, killed, options.jobs)
            if chance.random() < 0.3:  # somewhere in its beginning
                moment = chance.uniform(0, ready)
            else:  # somewhere in its work
                wait_for_results(process, killed / ".timeline.html.partial")
                moment = chance.uniform(0, 1.5 * working / options.kills)
            try:
                process.wait(moment)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
                print(f"kill {kills}: {kept(killed)} of {options.articles} articles kept")
        else:
            process = started(articles, killed, options.jobs)
        if process.wait():
            sys.exit("the resumed run failed")
        differ = [name for name in OUTPUTS if (whole / name).read_bytes() != (killed / name).read_bytes()]
        extra = sorted(path.name for path in killed.iterdir() if path.name not in OUTPUTS)
        print(f"{kills} kills; outputs that differ: {differ or 'none'}; files left over: {extra or 'none'}")
        sys.exit(bool(differ))


if __name__ == "__main__":
    main()
