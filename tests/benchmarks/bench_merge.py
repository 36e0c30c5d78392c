"""Cost of merging: synthetic mentions, seconds of CPU and memory, and how cost grows with size.

    python tests/benchmarks/bench_merge.py                 10,000 and 100,000 mentions
    python tests/benchmarks/bench_merge.py 10000 1000000   any sizes
    python tests/benchmarks/bench_merge.py --held 10000    in memory (`merge`), not from the disk

The corpus keeps its density as it grows: as in a real archive, more articles cover more days; there are about
200 mentions of a day from 40 events, each told 1 to 20 times in differing words, a tenth with a vague date.
Each size runs in a process of its own, so that the peak of memory is its own. A quarter as many articles hold
the mentions.
"""

from __future__ import annotations

import json
import math
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta

PLACES = 400
PER_DAY = 200
KINDS = [
    ("strike", "strike", "ASSAULT"), ("shelled", "shell", "ASSAULT"), ("killed", "kill", "ASSAULT"),
    ("clashed", "clash", "ASSAULT"), ("met", "meet", "CONSULT"), ("condemned", "condemn", "DISAPPROVE"),
    ("protested", "protest", "PROTEST"), ("arrested", "arrest", "COERCE"), ("supplied", "supply", "AID"),
]  # fmt: skip
FILLER = [f"word{k}" for k in range(3000)]


def corpus(n: int, seed: int = 1):  # type: ignore[no-untyped-def]
    """n mentions and their articles."""
    articles = {}  # type: ignore[var-annotated]
    return list(telling(n, articles, seed)), articles


def telling(n: int, articles, seed: int = 1):  # type: ignore[no-untyped-def]
    """n mentions, one at a time as an extractor yields them; their articles are added as they come."""
    from timeline.intervals import Interval
    from timeline.models import Actor, ArticleRef, DateBasis, Mention, Place, Toll, TollKind

    rng = random.Random(seed)
    places = [
        Place(
            text=f"Town{k}", start=0, end=0, name=f"Town{k}", country=f"Land{k % 8}", iso3=f"L{k % 8:02d}",
            admin1=f"Land{k % 8} Province {k % 40}", latitude=rng.uniform(-60, 60),
            longitude=rng.uniform(-180, 180),
            precision=1,
        )
        for k in range(PLACES)
    ]  # fmt: skip
    sides = [Actor(text=f"Side{k}", start=0, end=0, name=f"Side{k}", country=f"L{k:02d}") for k in range(8)]
    made = 0
    days = max(1, n // PER_DAY)
    start = date(1990, 1, 1)
    while made < n:
        day = start + timedelta(days=rng.randrange(days))
        trigger, lemma, kind = rng.choice(KINDS)
        place, side, low = rng.choice(places), rng.choice(sides), rng.randint(1, 30)
        told = rng.sample(FILLER, 6)
        for _ in range(min(rng.choice((1, 1, 2, 3, 4, 5, 8, 20)), n - made)):
            name = f"n{made // 4}"
            if name not in articles:
                articles[name] = ArticleRef(
                    id=name, dct=day + timedelta(days=1), source=f"outlet {rng.randrange(40)}"
                )
            words = rng.sample(told, 4) + rng.sample(FILLER, 5)
            sentence = f"{side.name} {trigger} {place.name}, {low} killed: {' '.join(words)}."
            at = (made % 4) * 300
            vague = rng.random() < 0.1
            made += 1
            yield (
                Mention(
                    mention_id=f"{name}:{at}", event_id=f"{name}:{at}", article_id=name, trigger=trigger,
                    trigger_start=at, trigger_end=at + len(trigger), lemma=lemma, sentence=sentence,
                    sentence_start=at, sentence_end=at + len(sentence),
                    interval=Interval.month(day.year, day.month) if vague else Interval.day(day),
                    date_basis=DateBasis.STATED, plover_type=kind, actors=(side,),
                    place=place if rng.random() < 0.8 else None,
                    tolls=(Toll(kind=TollKind.KILLED, low=low, high=low, text="", start=0, end=0),)
                    if rng.random() < 0.5 else (),
                    confidence=0.6,
                )
            )  # fmt: skip


class Latest(dict):  # type: ignore[type-arg]
    """The article that was added last, and none before it."""

    def __setitem__(self, name, ref):  # type: ignore[no-untyped-def]
        self.clear()
        super().__setitem__(name, ref)


def written(n: int, seed: int = 1):  # type: ignore[no-untyped-def]
    """The articles of n mentions, one at a time."""
    latest = Latest()
    last = ""
    for mention in telling(n, latest, seed):
        if mention.article_id != last:
            last = mention.article_id
            yield latest[last]


def measure(n: int, *, held: bool) -> dict[str, float]:
    """Seconds for merging n mentions, and megabytes at the peak.

    The mentions come one at a time, as from a store; the time that it takes to make them up is measured
    apart and taken off.
    """
    from timeline.merge import merge, merge_stream

    start = time.process_time()
    for _ in telling(n, Latest()):
        pass
    if not held:
        for _ in written(n):
            pass
    making = time.process_time() - start
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, clock = time.process_time(), time.perf_counter()
    if held:
        articles = {}  # type: ignore[var-annotated]
        events = len(merge(telling(n, articles), articles).events)
    else:
        with merge_stream(telling(n, Latest()), written(n)) as merged:
            events = sum(1 for _ in merged.events)
            for _ in merged.mentions:
                pass
    seconds, wall = time.process_time() - start - making, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"mentions": n, "seconds": seconds, "wall": wall, "mb": peak, "mb_before": before}
    return found | {"events": events}


def main(sizes: list[int], *, held: bool) -> None:
    """Measure each size in a fresh process and print a line for each, with growth beside n log n."""
    last: dict[str, float] = {}
    for n in sizes:
        command = [sys.executable, __file__, "--one", str(n), *["--held"][: int(held)]]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        line = (
            f"{n:>9,} mentions  {row['seconds']:8.1f} s CPU  {row['wall']:8.1f} s wall  "
            f"{row['mb']:7.0f} MB peak ({row['mb_before']:.0f} MB before)  {row['events']:,.0f} events"
        )
        if last:
            size = n * math.log(n) / (last["mentions"] * math.log(last["mentions"]))
            line += f"  cost x{row['seconds'] / last['seconds']:.1f}, n log n x{size:.1f}"
        print(line, flush=True)
        last = row


if __name__ == "__main__":
    told = [a for a in sys.argv[1:] if not a.startswith("--")]
    if "--one" in sys.argv:
        print(json.dumps(measure(int(told[0]), held="--held" in sys.argv)))
    else:
        main([int(a) for a in told] or [10_000, 100_000], held="--held" in sys.argv)
