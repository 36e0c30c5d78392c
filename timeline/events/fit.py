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
from timeline.events.dates import from_links, published_end
from timeline.events.dating import trigger_token
from timeline.events.ranking import Story, features
from timeline.events.telling import tellings

__all__ = ["Example", "examples", "fit", "main", "score"]

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


def examples(documents: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
    """The dated events of gold articles as ranking problems, parsed and tagged by our own pipeline."""
    from timeline import pipeline, timex

    nlp = pipeline.load()
    for number, document in enumerate(documents):
        published = date.fromisoformat(document["dct"][:10])
        doc, text = nlp(document["text"]), document["text"]
        found = timex.tag(text, published)
        wanted = [e for e in document["events"] if e.get("date") and e.get("on_timeline", True)]
        heads = [trigger_token(doc, (e["start"], e["end"])) for e in wanted]
        told = tellings(doc, found, masked(text), {head.i: head for head in heads})
        by_id = {t.id: t for t in found}
        own = [from_links(t.trigger, t.links, by_id, published_end(published), t.tense) for t in told]
        story = Story(told, own, published)
        where = {part.i: index for index, t in enumerate(told) for part in t.parts}
        group = str(document.get("topic") or f"fold {number % FOLDS}")
        for event, head in zip(wanted, heads, strict=True):
            index, gold = where[head.i], event["date"]
            choices = [
                *((source, story.day(source)) for source in story.dated),
                (None, published.isoformat()),
            ]
            ranked = tuple((tuple(features(story, index, s)), day == gold) for s, day in choices)
            mine = own[index]
            right = mine is not None and mine.interval is not None and mine.interval.edtf() == gold
            yield Example(group, ranked, mine is not None, right)


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
    return {name: float(weights[i]) for name, i in index.items()}


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


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the weights (TOML)."
)
def main(gold: tuple[Path, ...], out: Path | None) -> None:
    """Fit the ranking on GOLD files; print how often it is right on groups that were left out."""
    known: list[Example] = []
    for path in gold:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        known += list(examples(lines))
    hits = total = 0
    for group in sorted({e.group for e in known}):
        weights = fit([e for e in known if e.group != group])
        got, n = score([e for e in known if e.group == group], weights)
        click.echo(f"{group:12} {got}/{n}")
        hits, total = hits + got, total + n
    click.echo(f"{'left out':12} {100 * hits / total:.1f}% of {total}")
    if out is not None:
        lines = [
            f'"{name}" = {value:.3f}' for name, value in sorted(fit(known).items()) if abs(value) >= 0.005
        ]
        out.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
