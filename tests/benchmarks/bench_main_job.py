"""Where the main job's time goes: `extract` beside the embedded pipeline alone, `tag` beside dateparser.

    python tests/benchmarks/bench_main_job.py [ROUNDS]

The texts are the samples and, where the development data lies beside the project, 40 articles of TimeBank and
the 20 of WikiEvents. All figures are processor seconds of one process, without loading. The stages take turns
in every round and each ratio is the median over the rounds of what two stages took in the same round, so that
other work on the machine slows down both alike.

"needed" is the share of words in sentences from which at least one event comes: what a prefilter that never
erred would leave to parse. Words alone tell too little to come near it: a linear model over words and
expressions, trained on 11,000 sentences of ECB+ whose events are known, has to keep 0.91 to 0.98 of the word
pieces of the other sets to keep 99% of their events, and keeping every sentence with an expression or a word
that some rule types leaves out 0 to 4%. So all sentences are parsed.

Where the time of `events.extract` went (samples, WikiEvents, AQUAINT; share of processor time, statistical
profile; 22 November 2026):

    part                                              share
    reading the parse out of spaCy's Doc               0.07
    candidates, expressions joined to them, folding    0.10
    dating, the ranking of dates included              0.13
    selection, sources, status                         0.10
    type, weapons and tolls of each telling            0.13
    roles, actors, places, quantities                  0.33
    titles                                             0.06
    records and the rest                               0.08

The stage takes 0.35 to 0.55 of a parse: about 1.5 ms for each mention. No single function takes more than 5%.
Compiled as it stands with mypyc (gcc -O1; one run on a busy machine) it was no quicker.

In the parse, the encoder takes four fifths of the time (of that, int8 matrix products 0.65, attention 0.15,
GELU 0.08), spaCy's tokenizer 3%, decoding the tree 5%, the gazetteer 2.5%, writing the Doc 2%.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from timeline import api, events, pipeline
from timeline.models import Article

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parents[2]
SETS = {"timebank": 40, "wikievents_dev": 20}
"""Files of the development data, and how many articles of each are read."""

SEARCH = "dateparser's search"

UNDATED = "2020-01-01"
"""Publication date of articles that have none: it costs the same."""

Stages = dict[str, Callable[[], object]]


def articles() -> dict[str, list[Article]]:
    """The articles of each set that is there, by its name."""
    found = {"samples": [a for a in api.read_articles([ROOT / "samples"]) if isinstance(a, Article)]}
    for name, number in SETS.items():
        path = ROOT.parent / "shared" / "eval" / "data" / f"{name}.jsonl"
        if path.exists():
            lines = path.read_text(encoding="utf8").splitlines()[:number]
            found[name] = [_article(name, row, json.loads(line)) for row, line in enumerate(lines)]
    return found


def _article(name: str, row: int, data: dict[str, str]) -> Article:
    return Article(
        id=f"{name}-{row}", text=data["text"], dct=date.fromisoformat((data.get("dct") or UNDATED)[:10])
    )


def seconds(stages: Stages, rounds: int) -> list[dict[str, float]]:
    """Processor time of each stage in each round."""
    taken = []
    for _ in range(rounds):
        one: dict[str, float] = {}
        for name, work in stages.items():
            before = time.process_time()
            work()
            one[name] = time.process_time() - before
        taken.append(one)
    return taken


def ratio(taken: Sequence[dict[str, float]], stage: str, to: str) -> float:
    """How many times as long one stage takes as another, in the round that is the median."""
    return median(one[stage] / one[to] for one in taken)


def needed(given: Sequence[Article], nlp: Language) -> float:
    """The share of words that stand in sentences from which an event comes."""
    kept = total = 0
    for article, doc in zip(given, nlp.pipe([a.text for a in given]), strict=True):
        told = {m.trigger_start for m in events.extract(doc, article, api.tag(article.text, article.dct))}
        for sentence in doc.sents:
            total += len(sentence)
            kept += len(sentence) * any(sentence.start_char <= at < sentence.end_char for at in told)
    return kept / max(1, total)


def stages(name: str, given: Sequence[Article], nlp: Language) -> Stages:
    """What is timed on a set; reading, merging and dateparser on the samples alone."""
    from dateparser.search import search_dates

    texts = [a.text for a in given]
    found: Stages = {
        "parse alone": lambda: list(nlp.pipe(texts)),
        "extract": lambda: list(api.extract(given, nlp=nlp)),
        "tag": lambda: list(api.tag_articles(given)),
    }
    if name == "samples":
        extractions = list(api.extract(given, nlp=nlp))
        search_dates(texts[0][:200], languages=["en"])  # loads its language
        found |= {
            "read": lambda: list(api.read_articles([ROOT / "samples"])),
            "merge": lambda: api.merge_mentions(extractions),
            SEARCH: lambda: [search_dates(text, languages=["en"]) for text in texts],
        }
    return found


def main(rounds: int = 5) -> None:
    """Print a block of lines for each set."""
    nlp = pipeline.load()
    for name, given in articles().items():
        timed = stages(name, given, nlp)
        timed["extract"]()  # loads the tables
        taken = seconds(timed, rounds)
        size = f"{len(given)} articles, {sum(len(a.text) for a in given):,} characters"
        print(f"{name}: {size}, {needed(given, nlp):.2f} needed")
        for stage in timed:
            best = min(one[stage] for one in taken)
            print(f"  {stage:20}{best:8.3f} s   {len(given) / best:8.0f} articles a second")
        print(f"  extract against the parse alone: x{ratio(taken, 'extract', 'parse alone'):.2f}")
        if SEARCH in timed:
            print(f"  tag against {SEARCH}: x{ratio(taken, SEARCH, 'tag'):.0f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
