"""Speed of the embedded pipeline on one core: load time, tokens a second of processor time, peak memory.

Run: `OMP_NUM_THREADS=1 python tests/benchmarks/bench_pipeline.py [PIPELINE]`. Reads the sample articles over
and over. With the folder or name of another spaCy pipeline they are measured in turn, since a busy machine
makes single figures wander by a third; the medians and their ratios are shown. The gazetteer layer has no
counterpart in a stock pipeline, so the embedded one is then measured without it, too.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TOKENS = 20_000
ROUNDS = 5


def tokens_a_second(nlp: Any, texts: list[str]) -> float:
    """Tokens by processor time, tokenizing included."""
    began = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    return tokens / (time.process_time() - began)


def main() -> None:
    began = time.process_time()
    import spacy  # its import is nobody's load time

    from timeline import pipeline

    imported = time.process_time()
    nlp = pipeline.load()
    print(f"import {imported - began:.2f} s, load {time.process_time() - imported:.2f} s of processor time")
    articles = [path.read_text(encoding="utf8") for path in sorted(SAMPLES.glob("*.txt"))]
    size = sum(len(nlp.make_doc(article)) for article in articles)
    texts = articles * max(1, TOKENS // size)
    pipelines = {"embedded": nlp}
    if len(sys.argv) > 1:
        import spacy

        bare = pipeline.load()
        bare.remove_pipe("timeline_gazetteer")
        pipelines |= {"embedded, no gazetteer": bare, sys.argv[1]: spacy.load(sys.argv[1])}
    speeds: dict[str, list[float]] = {name: [] for name in pipelines}
    for one in pipelines.values():
        list(one.pipe(articles[:2]))
    for _ in range(ROUNDS):
        for name, one in pipelines.items():
            speeds[name].append(tokens_a_second(one, texts))
    for name, found in speeds.items():
        print(
            f"{name}: {len(texts)} texts, {statistics.median(found):.0f} tokens a second of processor time "
            f"(median of {ROUNDS} rounds, {min(found):.0f} to {max(found):.0f})"
        )
    for name in list(speeds)[:-1]:
        ratios = [ours / theirs for ours, theirs in zip(speeds[name], speeds[list(speeds)[-1]], strict=True)]
        print(f"{name} / {list(speeds)[-1]}: {statistics.median(ratios):.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
