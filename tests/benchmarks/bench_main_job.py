"""Where the main job's time goes, on the samples, in one run; bench_tag.py measures tagging beside others.

    python tests/benchmarks/bench_main_job.py

All figures are processor seconds of one process, without loading.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from timeline import api, pipeline
from timeline.models import Article

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def seconds(work: Callable[[], object]) -> float:
    """Processor time of the quickest of three runs."""
    taken = []
    for _ in range(3):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return min(taken)


def main() -> None:
    """Print one line a stage."""
    articles = [a for a in api.read_articles([SAMPLES]) if isinstance(a, Article)]
    texts = [a.text for a in articles]
    nlp = pipeline.load()
    extractions = list(api.extract(articles, nlp=nlp))
    figures = {
        "read": seconds(lambda: list(api.read_articles([SAMPLES]))),
        "tag": seconds(lambda: list(api.tag_articles(articles))),
        "parse alone": seconds(lambda: list(nlp.pipe(texts))),
        "tag, parse and extract": seconds(lambda: list(api.extract(articles, nlp=nlp))),
        "merge": seconds(lambda: api.merge_mentions(extractions)),
    }
    letters = sum(map(len, texts))
    print(f"{len(articles)} articles, {letters:,} characters")
    for name, value in figures.items():
        rates = f"{len(articles) / value:8.0f} articles, {letters / value:12,.0f} characters a second"
        print(f"{name:24}{value:8.2f} s   {rates}")
    print(
        f"extract against the parse alone: x{figures['tag, parse and extract'] / figures['parse alone']:.2f}"
    )


if __name__ == "__main__":
    main()
