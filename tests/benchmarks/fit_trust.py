"""The confidence of events: fits its weights (events/data/event_trust.toml), and how far it can be believed.

    python tests/benchmarks/fit_trust.py [DATA_FOLDER] [--fit]

With `--fit` the shipped weights are written anew. An extracted event is right when it is one, and of the type
given:

- WikiEvents: its words meet an annotated event, and its type is one that suits the kind (KINDS); an attack or
  a protest that meets none is wrong, other events that meet none are not counted: some kinds are not marked;
- PLOVER gold records: it is told by the sentence's main predicate and has the record's type;
- the check third of the hand-made tables: it is an event of the row, with the type and the status wanted.

EventStoryLine marks no types: there the share of events that meet a marked one is told, and nothing is
fitted. Only sentences that hold an annotation count. Stories (articles, fifths of the records, rows) are left
out in turn: the figures are those of weights fitted on the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "events"))

from bench_events import main_predicate
from hand_table import fits, rows

from timeline import timex
from timeline.events import types
from timeline.events.mentions import known
from timeline.events.reliability import bins, calibration_error
from timeline.events.trust import probability
from timeline.models import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from timeline.models import Mention

OUT = Path(__file__).parents[2] / "timeline" / "events" / "data" / "event_trust.toml"
NO_DATE = date(2020, 1, 1)
HEAD = """\
# Weights of the signs that an extracted event is one, and of the type given (trust.py): its confidence is
#   1 / (1 + e^-sum).
# Format: [weights] sign = weight; a sign that is not here weighs 0. Signs are named in trust.py.
# Source: fitted by tests/benchmarks/fit_trust.py on the development parts of WikiEvents (MIT repository) and
#   the PLOVER gold records (CC BY-SA 4.0), and on the check third of the project's own tables; figures, no
#   text. Licence: that of the project.
# Known gaps: rules were mended on a part of the records; WikiEvents does not mark every event, so that the
#   confidence says rather too little.
"""
WORDS = {"STATEMENT", "CONSULT", "REQUEST", "ACCUSE", "AGREE", "THREATEN", "REJECT", "SUPPORT", "CONCEDE"}
KINDS = {
    "Conflict.Attack": {"ASSAULT"},
    "Conflict.Demonstrate": {"PROTEST", "ASSAULT"},
    "Life.": {"ASSAULT", "OTHER"},
    "Justice.Arrest": {"COERCE", "ASSAULT"},
    "Justice.": {"ACCUSE", "COERCE", "SANCTION", "RETREAT", "CONCEDE", "OTHER", "STATEMENT"},
    "Contact.ThreatenCoerce": {"THREATEN", "REQUEST", "COERCE"},
    "Contact.": WORDS,
    "Movement.": {"RETREAT", "MOBILIZE", "CONSULT", "AID", "OTHER", "ASSAULT", "COERCE"},
    "ArtifactExistence.Damage": {"COERCE", "ASSAULT", "OTHER"},
}


@dataclass(frozen=True)
class Case:
    """One extracted event: the set and the story it is from, its signs, and whether it is right."""

    corpus: str
    story: str
    signs: tuple[str, ...]
    right: bool


def _read(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _told(nlp: Language, text: str, day: date) -> tuple[Doc, list[tuple[Mention, tuple[str, ...]]]]:
    doc = nlp(text)
    return doc, known(doc, Article(id="a", text=text, dct=day), timex.tag(text, day))


def annotated(nlp: Language, path: Path) -> Iterator[Case]:
    """The cases of a set with triggers: EventStoryLine or WikiEvents."""
    for record in _read(path):
        day = date.fromisoformat(record["dct"][:10]) if record.get("dct") else NO_DATE
        doc, told = _told(nlp, record["text"], day)
        gold = {i: e.get("type", "") for e in record["events"] for i in range(e["start"], e["end"])}
        inside = {
            i
            for s in doc.sents
            if not gold.keys().isdisjoint(range(s.start_char, s.end_char))
            for i in range(s.start_char, s.end_char)
        }
        story = str(record.get("topic") or record["id"])
        for mention, why in told:
            if mention.trigger_start not in inside:
                continue
            met = [gold[i] for span in mention.parts for i in range(*span) if i in gold]
            if not met and "topic" not in record and mention.plover_type not in {"ASSAULT", "PROTEST"}:
                continue
            yield Case(path.stem, story, why, any(_suits(kind, mention.plover_type) for kind in met))


def _suits(kind: str, plover: str) -> bool:
    wanted = next((types for start, types in KINDS.items() if kind.startswith(start)), None)
    return wanted is None or plover in wanted


def records(nlp: Language, path: Path) -> Iterator[Case]:
    """The cases of the PLOVER gold records."""
    for number, record in enumerate(_read(path)):
        doc, told = _told(nlp, record["text"], NO_DATE)
        at = main_predicate(doc).idx
        for mention, why in told:
            if any(start <= at < end for start, end in mention.parts):
                right = mention.plover_type == types.modern(record["event"])
                yield Case(path.stem, f"fifth {number % 5}", why, right)


def by_hand(nlp: Language) -> Iterator[Case]:
    """The cases of the check third of the hand-made tables: right with the type and the status wanted."""
    for row in rows():
        if not row["check"]:
            continue
        _, told = _told(nlp, row["text"], row["dct"])
        free = list(row["event"])
        for mention, why in told:
            event = next(
                (e for e in free if mention.trigger.lower() in e["trigger"].lower().split("|")), None
            )
            if event is not None:
                free.remove(event)
                pairs = (("type", mention.plover_type), ("status", mention.status.value))
                yield Case("hand", row["id"], why, all(fits(event[k], v) for k, v in pairs if k in event))
            elif "events" in row or mention.trigger.lower() in {w.lower() for w in row.get("none", ())}:
                yield Case("hand", row["id"], why, False)


def fit(cases: Sequence[Case], *, decay: float = 8.0) -> dict[str, float]:
    """Weights by logistic regression; the decay is the one with the least log loss on stories left out."""
    names = sorted({name for case in cases for name in case.signs})
    column = {name: i for i, name in enumerate(names)}
    signs = np.zeros((len(cases), len(names)))
    for row, case in enumerate(cases):
        signs[row, [column[name] for name in case.signs]] = 1.0
    right = np.array([case.right for case in cases], dtype=float)
    penalty = np.full(len(names), decay)
    penalty[column["always"]] = 0.1
    weights = np.zeros(len(names))
    for _ in range(30):
        believed = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (right - believed) - penalty * weights
        curve = (signs * (believed * (1 - believed))[:, None]).T @ signs + np.diag(penalty)
        weights = weights + np.linalg.solve(curve, slope)
    return dict(zip(names, weights.tolist(), strict=True))


def left_out(cases: Sequence[Case]) -> list[tuple[str, float, bool]]:
    """Set, confidence and truth of every case, by weights fitted on the other stories."""
    found = []
    stories = sorted({(case.corpus, case.story) for case in cases})
    for number in range(10):
        held = set(stories[number::10])
        weights = fit([case for case in cases if (case.corpus, case.story) not in held])
        for case in cases:
            if (case.corpus, case.story) in held:
                found.append((case.corpus, probability(case.signs, weights), case.right))
    return found


def report(name: str, pairs: Sequence[tuple[float, bool]]) -> list[str]:
    """The calibration error and the reliability table."""
    share = sum(right for _, right in pairs) / len(pairs)
    lines = [
        f"{name}: {len(pairs)} events, {share:.3f} right, calibration error {calibration_error(pairs):.3f}"
    ]
    for number, one in enumerate(bins(pairs)):
        if one is not None:
            lines.append(f"  {number / 10:.1f} {one[0]:5} said {one[1]:.3f} right {one[2]:.3f}")
    return lines


def main(folder: Path, *, write: bool) -> None:
    """Print the figures, and with `write` fit the shipped weights."""
    from timeline import pipeline

    nlp = pipeline.load()
    cases = [
        *annotated(nlp, folder / "wikievents_dev.jsonl"),
        *records(nlp, folder / "plover_gsr_dev.jsonl"),
        *by_hand(nlp),
    ]
    events = list(annotated(nlp, folder / "storyline_dating_dev.jsonl"))
    found = left_out(cases)
    lines = report("stories left out", [(said, right) for _, said, right in found])
    for corpus in dict.fromkeys(c for c, _, _ in found):
        lines += report(f"of these, {corpus}", [(s, r) for c, s, r in found if c == corpus])
    share = sum(case.right for case in events) / len(events)
    lines.append(f"EventStoryLine, events of whatever type: {share:.3f} of {len(events)} right")
    print("\n".join(lines))
    if write:
        weights = sorted(fit(cases).items())
        shown = [f'"{name}" = {value:.3f}' for name, value in weights if abs(value) >= 0.005]
        reliability = "".join(f"# {line}\n" for line in ("Reliability:", *lines))
        OUT.write_text(f"{HEAD}{reliability}\n[weights]\n" + "\n".join(shown) + "\n", encoding="utf-8")


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--fit"]
    data = Path(given[0]) if given else Path(__file__).resolve().parents[3] / "shared" / "eval" / "data"
    if data.is_dir():
        main(data, write="--fit" in sys.argv)
    else:
        print("skipped: the development data is not beside the project")
