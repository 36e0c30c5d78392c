"""Speed of the embedded pipeline on one core: load time, tokens a second of processor time, peak memory.

Run: `OMP_NUM_THREADS=1 python tests/benchmarks/bench_pipeline.py`. Reads the sample articles over and over.
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TOKENS = 20_000


def main() -> None:
    began = time.process_time()
    from timeline import pipeline

    imported = time.process_time()
    nlp = pipeline.load()
    print(f"import {imported - began:.2f} s, load {time.process_time() - imported:.2f} s of processor time")
    articles = [path.read_text(encoding="utf8") for path in sorted(SAMPLES.glob("*.txt"))]
    size = sum(len(nlp.make_doc(article)) for article in articles)
    texts = articles * max(1, TOKENS // size)
    list(nlp.pipe(articles[:2]))
    began = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    spent = time.process_time() - began
    print(f"{len(texts)} texts, {tokens} tokens: {tokens / spent:.0f} tokens a second of processor time")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
