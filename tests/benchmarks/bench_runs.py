"""Long runs: two worker processes against one, and the memory of many articles against few.

    python tests/benchmarks/bench_runs.py jobs [--articles 400] [--rounds 3]
    python tests/benchmarks/bench_runs.py memory [--few 1000] [--many 100000] [--jobs 1]

`jobs` extracts the same articles with one and with two worker processes, in turns, and prints the ratio of
the best times; loading the pipeline is left out (the clock starts when all workers are at work). On a
machine that others use, too, the wall clock tells little: the load is printed beside it, and the computing
time of the workers (w) and of the process that feeds them and takes their results (m) for each article, from
which two quiet cores would make 2 w / (w + m) times.

`memory` runs `timeline build --store` on few and on many short articles (all different), merge and outputs
included (the page, too), each as a process of its own, and prints the ratio of their peaks. With `--fake` the
pipeline is loaded and reads the first batch, and each article is given three mentions that are made up, so
that the many take minutes and not hours; reading, storing, merging and writing are the real ones.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "runs")]

from run_works import FakeWork, article, mention, written  # noqa: E402 - found on the path just set

from timeline.extraction import Extraction  # noqa: E402
from timeline.intervals import Interval  # noqa: E402
from timeline.models import Article, Mention, Place, Problem  # noqa: E402
from timeline.runs import Work  # noqa: E402

TOWNS = 4000
"""Places of made-up events; with the days they keep events apart as a real archive does."""


@dataclass(frozen=True)
class MadeUp(FakeWork):
    """Three mentions for each article, of a town and a day each."""

    real: Work | None = None
    """the real work, which holds its pipeline for as long as it would"""
    seen: ClassVar[list[object]] = []

    def loaded(self) -> MadeUp:
        """With the pipeline loaded."""
        return replace(self, real=Work().loaded())

    def __call__(self, articles: Sequence[Article]) -> Iterator[Extraction | Problem]:
        """What made-up articles hold."""
        if not self.seen and self.real:
            self.seen.append(list(self.real(articles)))
        for given in articles:
            number = int(given.id[1:])
            yield Extraction(
                article=given, mentions=tuple(self.told(given, number * 3 + k) for k in range(3))
            )

    def told(self, given: Article, number: int) -> Mention:
        """One mention of one of many events."""
        town = f"Town {number * 7919 % TOWNS}"
        place = Place(
            text=town, start=0, end=len(town), name=town, iso3="UKR",
            latitude=round(44 + number * 7919 % TOWNS * 0.002, 3), longitude=30.0,
        )  # fmt: skip
        return mention(given).model_copy(
            update={
                "mention_id": f"m{number}",
                "event_id": f"m{number}",
                "trigger_start": number % 3 * 10,
                "trigger_end": number % 3 * 10 + 3,
                "interval": Interval.day(given.dct + timedelta(days=number // TOWNS % 700)),
                "place": place,
            }
        )


def spent() -> float:
    """Computing time of all worker processes so far."""
    return sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children())


def timed(items: list[Article], jobs: int) -> tuple[float, float, float]:
    """Seconds for each article: on the clock, of computing in this process, and in the workers."""
    from timeline.runs.flow import flow
    from timeline.runs.pool import Pool

    pool = Pool(Work(), jobs)
    stream = flow(items, Work(), pool, None)
    for _ in range(8 * jobs * 2):  # all workers are at work by then
        next(stream)
    begun, own, theirs = time.perf_counter(), time.process_time(), spent()
    count = 0
    while count < len(items) - 8 * jobs * 2 - 1:
        next(stream)
        count += 1
    own, theirs = time.process_time() - own, spent() - theirs
    taken = (time.perf_counter() - begun) / count
    stream.close()
    return taken, own / count, theirs / count


def compare_jobs(count: int, rounds: int) -> None:
    """Print times of one and two workers."""
    items = [article(k) for k in range(count)]
    best = {1: float("inf"), 2: float("inf")}
    for turn in range(rounds):
        for jobs in best:
            taken, own, theirs = timed(items, jobs)
            best[jobs] = min(best[jobs], taken)
            print(
                f"{turn + 1}: {jobs} job(s), {1 / taken:.1f} articles/s, load {os.getloadavg()[0]:.0f}; "
                f"w {1000 * theirs:.1f} ms, m {1000 * own:.2f} ms: {2 * theirs / (theirs + own):.2f} times",
                flush=True,
            )
    print(f"2 jobs against 1: {best[1] / best[2]:.2f} times ({os.cpu_count()} cores, best of {rounds})")


def peak(count: int, jobs: int, fake: bool) -> float:
    """Peak memory of a build of so many articles, in MB, with its time printed."""
    with tempfile.TemporaryDirectory() as scratch:
        articles = written(Path(scratch), count)
        command = [sys.executable, __file__, "build", str(articles), scratch, "--jobs", str(jobs)]
        begun = time.monotonic()
        done = subprocess.run(
            command + ["--fake"] * fake, cwd=ROOT, check=True, capture_output=True, text=True
        )
        print(f"{count} articles: {done.stdout.strip()}, {time.monotonic() - begun:.0f} s")
        return float(done.stdout.split()[0])


def build(articles: str, folder: str, jobs: int, fake: bool) -> None:
    """Build in this process, and print its peak and what it made."""
    from timeline import api, export

    if fake:
        import timeline.runs

        timeline.runs.Work = lambda *_: MadeUp()  # type: ignore[misc, assignment]
    with api.build_stream([articles], store=f"{folder}/kept.store", jobs=jobs) as built:
        for name in ("events.html", "events.jsonl", "events.csv", "events.sqlite"):
            export.write(built, f"{folder}/{name}")
        said = f"{len(built.events)} events, {len(built.mentions)} mentions"
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{own:.0f} MB at most, {said}")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["jobs", "memory", "build"])
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--fake", action="store_true")
    options = parser.parse_args()
    if options.what == "jobs":
        compare_jobs(options.articles, options.rounds)
    elif options.what == "build":
        build(*options.paths, jobs=options.jobs, fake=options.fake)
    else:
        few, many = (peak(count, options.jobs, options.fake) for count in (options.few, options.many))
        print(f"{options.many} articles against {options.few}: {many / few:.2f} times the memory")


if __name__ == "__main__":
    main()
