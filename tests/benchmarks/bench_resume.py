"""A run killed with SIGKILL at ten random moments and begun again each time: the same outputs to the byte?

    python tests/benchmarks/bench_resume.py [--articles 300] [--kills 10] [--jobs 1] [--seed 1] [--deaths 3]

Prints each kill with what was kept by then. Then the same articles on a Dask cluster of two worker processes
on this machine, one of which is killed in the middle of the run, `--deaths` times (0 leaves this out; it is
left out, too, where Dask is not installed). Fails when an output differs or a file is left over.
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
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "runs")]

from run_works import written  # noqa: E402 - found on the path just set

OUTPUTS = ("events.jsonl", "mentions.jsonl", "events.csv", "timeline.html")


def started(articles: Path, folder: Path, jobs: int, *more: str) -> subprocess.Popen[bytes]:
    """`timeline build` into a folder."""
    command = [sys.executable, "-m", "timeline", "build", str(articles), "-j", str(jobs), *more]
    command += ["-o", str(folder / "timeline.html"), "-o", str(folder / "events.csv")]
    command += ["--events", str(folder / "events.jsonl"), "--mentions", str(folder / "mentions.jsonl")]
    with (folder.parent / "said").open("wb") as said:
        return subprocess.Popen(command, cwd=ROOT, stderr=said)


def failed(folder: Path, which: str) -> NoReturn:
    """End here, with what the run said."""
    said = (folder.parent / "said").read_text(encoding="utf-8", errors="replace").splitlines()
    sys.exit("\n".join([f"{which} failed", *said[-5:]]))


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


def compared(whole: Path, other: Path, told: str) -> bool:
    """Whether the outputs are the same and nothing else is there; printed with what happened to the run."""
    differ = [name for name in OUTPUTS if (whole / name).read_bytes() != (other / name).read_bytes()]
    extra = sorted(path.name for path in other.iterdir() if path.name not in OUTPUTS)
    print(f"{told}; outputs that differ: {differ or 'none'}; files left over: {extra or 'none'}", flush=True)
    return not differ and not extra


def interrupted(articles: Path, folder: Path, options: argparse.Namespace, times: tuple[float, float]) -> int:
    """Run, kill and run again until the outputs are there; the number of kills.

    `times` are the seconds that an undisturbed run takes until its first results, and from then on.
    """
    chance = random.Random(options.seed)
    ready, working = times
    for kills in range(options.kills):
        process = started(articles, folder, options.jobs)
        if chance.random() < 0.3:  # somewhere in its beginning
            moment = chance.uniform(0, ready)
        else:  # somewhere in its work
            wait_for_results(process, folder / ".timeline.html.partial")
            moment = chance.uniform(0, 1.5 * working / options.kills)
        try:
            if process.wait(moment):
                failed(folder, "a resumed run")
            return kills
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            print(f"kill {kills + 1}: {kept(folder)} of {options.articles} articles kept", flush=True)
    if started(articles, folder, options.jobs).wait():
        failed(folder, "the resumed run")
    return int(options.kills)


def workers_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The worker processes of a Dask cluster that a run has started for itself."""
    try:
        found = psutil.Process(process.pid).children(recursive=True)
        return [each for each in found if any("spawn_main" in word for word in each.cmdline())]
    except psutil.NoSuchProcess:
        return []


def with_deaths(articles: Path, folder: Path, deaths: int, chance: random.Random) -> int:
    """Run on a local cluster of two and kill one of its workers now and then; how many were killed."""
    process = started(articles, folder, 2, "--cluster", "local")
    killed = 0
    wait_for_results(process, folder / ".timeline.html.partial")
    while killed < deaths and process.poll() is None:
        before = kept(folder)
        if workers := workers_of(process):
            victim = chance.choice(workers)
            victim.kill()
            killed += 1
            print(
                f"worker {victim.pid} killed with {before} articles kept, {len(workers)} at work", flush=True
            )
        wait_for_results(process, folder / ".timeline.html.partial")
    if process.wait():
        failed(folder, "the run on a cluster")
    return killed


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deaths", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        articles = written(Path(scratch), options.articles)
        whole, killed, spread = (Path(scratch, name) for name in ("whole", "killed", "spread"))
        for folder in (whole, killed, spread):
            folder.mkdir()

        begun = time.monotonic()
        process = started(articles, whole, options.jobs)
        while process.poll() is None and not (whole / ".timeline.html.partial").exists():
            time.sleep(0.02)
        ready = time.monotonic() - begun
        if process.wait():
            failed(whole, "the undisturbed run")
        working = time.monotonic() - begun - ready
        print(f"undisturbed: {ready:.1f} s to the first results, {working:.1f} s of work", flush=True)

        good = True
        if options.kills:
            kills = interrupted(articles, killed, options, (ready, working))
            good = compared(whole, killed, f"{kills} kills")
        if options.deaths and find_spec("distributed"):
            deaths = with_deaths(articles, spread, options.deaths, random.Random(options.seed))
            good &= compared(whole, spread, f"{deaths} of a cluster's workers killed")
        sys.exit(not good)


if __name__ == "__main__":
    main()
