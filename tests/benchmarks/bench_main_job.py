"""Where the main job's time goes, and tagging beside dateparser's own search, on the samples, in one run.

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
    from dateparser.search import search_dates

    articles = [a for a in api.read_articles([SAMPLES]) if isinstance(a, Article)]
    texts = [a.text for a in articles]
    nlp = pipeline.load()
    extractions = list(api.extract(articles, nlp=nlp))
    search_dates(texts[0][:200], languages=["en"])
    figures = {
        "read": seconds(lambda: list(api.read_articles([SAMPLES]))),
        "tag": seconds(lambda: list(api.tag_articles(articles))),
        "parse alone": seconds(lambda: list(nlp.pipe(texts))),
        "tag, parse and extract": seconds(lambda: list(api.extract(articles, nlp=nlp))),
        "merge": seconds(lambda: api.merge_mentions(extractions)),
        "dateparser search": seconds(lambda: [search_dates(text, languages=["en"]) for text in texts]),
    }
    print(f"{len(articles)} articles, {sum(map(len, texts)):,} characters")
    for name, value in figures.items():
        print(f"{name:24}{value:8.2f} s   {len(articles) / value:8.0f} articles a second")
    print(f"tag against dateparser's search: x{figures['dateparser search'] / figures['tag']:.0f}")
    print(
        f"extract against the parse alone: x{figures['tag, parse and extract'] / figures['parse alone']:.2f}"
    )


if __name__ == "__main__":
    main()
