"""Fits the weights of ranking.py on articles whose events have dates: `python -m timeline.events.fit
GOLD.jsonl...`.

A line of a gold file is an article: `{"id", "dct", "text", "events": [{"start", "end", "date"}]}`, with a
"topic" or "corpus" if its stories fall into groups. Groups are left out in turn to measure the ranking on
stories that it has not seen; the weights that are written are fitted on all. Events with an expression of
their own teach nothing here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt

from timeline.events.boilerplate import masked
from timeline.events.dates import Dated
from timeline.events.dating import own_dates, placed_dates, trigger_token
from timeline.events.ranking import Story, features
from timeline.events.reliability import bins, calibration_error
from timeline.events.selection import SURE_ENOUGH
from timeline.events.telling import Telling, tellings
from timeline.models import Timex

__all__ = ["Answer", "Example", "Parsed", "answers", "examples", "fit", "left_out", "main", "parsed", "score"]

Weights = dict[str, float]
Floats = npt.NDArray[np.float64]
FOLDS = 5  # for files without groups
HEAD = """\
# Weights of the ranking of dates (ranking.py): which date of the article an event without its own belongs to.
# Format: [weights] feature = weight; a feature that is not here weighs 0. Features are named in ranking.py.
# Source: fitted by `python -m timeline.events.fit` on the development parts of EventStoryLine 1.5 (Caselli
#   and Vossen 2017, CC BY 3.0) and SemEval-2015 task 4 (Minard et al. 2015, CC BY 3.0); figures, no text.
#   Licence: that of the project.
# Known gaps: crime and accidents weigh more than wars; business news only in the second set.

[weights]
"""
DAY = len("2024-05-01")
SHARPER = 1.15  # decay makes the ranking too unsure: by this much, as stories that were left out show


@dataclass(frozen=True, slots=True)
class Example:
    """One event: the group of its story, and for each candidate date its features and whether it is the
    right one.

    `own` tells whether an expression of the event itself dates it, and `right` then whether rightly.
    """

    group: str
    candidates: tuple[tuple[tuple[str, ...], bool], ...]
    own: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """A gold article, parsed and tagged: its tellings, their own dates, and for each dated gold event the
    telling (an index) and the date."""

    corpus: str
    group: str
    published: date
    timexes: tuple[Timex, ...]
    told: list[Telling]
    own: list[Dated | None]
    wanted: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The date given to one gold event: whether it is right, and how sure the rules or the ranking were."""

    corpus: str
    group: str
    rule: str
    is_own: bool
    confidence: float
    gold: str
    right: bool


def parsed(corpus: str, documents: Iterable[Mapping[str, Any]]) -> Iterator[Parsed]:
    """Gold articles, parsed and tagged by our own pipeline."""
    from timeline import pipeline, timex

    nlp = pipeline.load()
    for number, document in enumerate(documents):
        published = date.fromisoformat(document["dct"][:10])
        doc, text = nlp(document["text"]), document["text"]
        found = timex.tag(text, published)
        wanted = [e for e in document["events"] if e.get("date") and e.get("on_timeline", True)]
        heads = [trigger_token(doc, (e["start"], e["end"])) for e in wanted]
        told = tellings(doc, found, masked(text), {head.i: head for head in heads})
        where = {part.i: index for index, t in enumerate(told) for part in t.parts}
        yield Parsed(
            corpus,
            f"{corpus[:10]} {document.get('topic') or f'fold {number % FOLDS}'}",
            published,
            tuple(found),
            told,
            own_dates(told, published, found),
            tuple((where[head.i], event["date"]) for head, event in zip(heads, wanted, strict=True)),
        )


def examples(article: Parsed) -> Iterator[Example]:
    """The dated events of a gold article as ranking problems."""
    story = Story(article.told, article.own, article.published)
    choices = [
        *((source, story.day(source)) for source in story.dated),
        (None, article.published.isoformat()),
    ]
    for index, gold in article.wanted:
        ranked = tuple((tuple(features(story, index, s)), day == gold) for s, day in choices)
        mine = article.own[index]
        right = mine is not None and mine.interval is not None and mine.interval.edtf() == gold
        yield Example(article.group, ranked, mine is not None, right)


def answers(article: Parsed, weights: Weights) -> Iterator[Answer]:
    """What extraction says of the gold events of an article, with these weights."""
    placed = placed_dates(article.told, article.own, article.published, article.timexes, weights)
    for index, gold in article.wanted:
        one = placed[index]
        right = one.interval is not None and one.interval.edtf() == gold
        yield Answer(article.corpus, article.group, one.rule, one.is_own, one.confidence, gold, right)


def fit(known: Sequence[Example], *, decay: float = 0.02, steps: int = 250) -> Weights:
    """Weights that make the right dates likely: softmax over the candidates of each event, with weight
    decay."""
    usable = [e for e in known if not e.own and any(right for _, right in e.candidates)]
    names = sorted({name for e in usable for fs, _ in e.candidates for name in fs})
    index = {name: i for i, name in enumerate(names)}
    rows = [fs for e in usable for fs, _ in e.candidates]
    row = np.repeat(np.arange(len(rows)), [len(fs) for fs in rows])
    column = np.array([index[name] for fs in rows for name in fs], dtype=np.int64)
    right = np.array([r for e in usable for _, r in e.candidates], dtype=np.float64)
    sizes = np.array([len(e.candidates) for e in usable])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    event = np.repeat(np.arange(len(usable)), sizes)
    weights: Floats = np.zeros(len(names))
    squares: Floats = np.full(len(names), 1e-3)
    for _ in range(steps):
        scores = np.bincount(row, weights=weights[column], minlength=len(rows))
        mass = np.exp(scores - np.maximum.reduceat(scores, first)[event])
        believed = mass / np.add.reduceat(mass, first)[event]
        wanted = believed * right
        wanted = wanted / np.add.reduceat(wanted, first)[event]
        slope = np.bincount(column, weights=(wanted - believed)[row], minlength=len(names)) / len(usable)
        slope = slope - decay * weights
        squares = squares + slope**2
        weights = weights + 0.5 * slope / np.sqrt(squares)
    return {name: SHARPER * float(weights[i]) for name, i in index.items()}


def score(known: Sequence[Example], weights: Weights) -> tuple[int, int]:
    """How many of the events get the right date, and how many there are."""
    hits = 0
    for example in known:
        if example.own:
            hits += example.right
            continue
        totals = [sum(weights.get(name, 0.0) for name in fs) for fs, _ in example.candidates]
        hits += example.candidates[int(np.argmax(totals))][1]
    return hits, len(known)


def left_out(articles: Sequence[Parsed]) -> list[Answer]:
    """The answers on each group of stories with weights fitted on all others."""
    known = {id(article): list(examples(article)) for article in articles}
    found: list[Answer] = []
    for group in sorted({article.group for article in articles}):
        weights = fit([e for a in articles if a.group != group for e in known[id(a)]])
        found += [one for a in articles if a.group == group for one in answers(a, weights)]
    return found


def _tell(name: str, pairs: Sequence[tuple[float, bool]]) -> None:
    click.echo(f"{name}: expected calibration error {calibration_error(pairs):.3f} of {len(pairs)}")
    for number, one in enumerate(bins(pairs)):
        if one is not None:
            click.echo(f"  {number / 10:.1f} {one[0]:6} said {one[1]:.3f} right {one[2]:.3f}")


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the weights (TOML)."
)
def main(gold: tuple[Path, ...], out: Path | None) -> None:
    """Fit the ranking on GOLD files; print how often dates are right on groups that were left out, and how
    far their confidence can be believed."""
    articles: list[Parsed] = []
    for path in gold:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        articles += list(parsed(path.stem, lines))
    if out is not None:
        fitted = fit([e for article in articles for e in examples(article)])
        rows = [f'"{name}" = {value:.3f}' for name, value in sorted(fitted.items()) if abs(value) >= 0.005]
        out.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    found = left_out(articles)
    for key in ("group", "rule", "corpus"):
        for name in sorted({getattr(one, key) for one in found}):
            some = [one for one in found if getattr(one, key) == name]
            days = [one for one in some if len(one.gold) == DAY]
            click.echo(
                f"{name:32} {sum(one.right for one in some):4}/{len(some):4} all precisions,"
                f" {sum(one.right for one in days):4}/{len(days):4} to the day"
            )
    given = [one for one in found if one.is_own or one.confidence >= SURE_ENOUGH]
    _tell("dates that extraction gives as they are", [(one.confidence, one.right) for one in given])
    _tell("all dates", [(one.confidence, one.right) for one in found])
    _tell("own dates", [(one.confidence, one.right) for one in found if one.is_own])
    _tell("inferred dates", [(one.confidence, one.right) for one in found if not one.is_own])


if __name__ == "__main__":
    main()
