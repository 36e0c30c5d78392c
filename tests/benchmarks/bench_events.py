"""Event coding against the PLOVER gold records and WikiEvents: root types, actor and target heads.

    python tests/benchmarks/bench_events.py [DATA_FOLDER] [--errors]

Without a folder, the development data beside the project is used where it is.

The gold record codes one event of a sentence and does not say which predicate it is; the sentence's main
predicate is taken, below verbs of saying. A head is right when the head word of either span lies within the
other. Types of older drafts count as today's (DEMAND is REQUEST). The makers of the records say that no
system gets all of them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline.events import trees, types
from timeline.events.context import ArticleContext
from timeline.events.describe import Description, describe
from timeline.events.frames import Frame

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

    from timeline.models import Actor


@dataclass
class Score:
    """Counts of right, gold and predicted, by field."""

    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def recall(self, name: str) -> float:
        """Right of gold, in percent."""
        return 100 * self.right[name] / max(1, self.gold[name])

    def precision(self, name: str) -> float:
        """Right of predicted, in percent."""
        return 100 * self.right[name] / max(1, self.said[name])


def main_predicate(doc: Doc) -> Token:
    """The predicate that a sentence is about: its root, or what a root of saying says."""
    root = next(token for token in doc if token.head == token)
    for _ in range(3):
        kind = types.plover_type(_frame(doc, root)).type
        if kind not in {"STATEMENT", "OTHER"}:
            return root
        below = [
            c
            for c in root.children
            if trees.relation(c) in {"ccomp", "xcomp"} and c.pos_ in {"VERB", "AUX", "NOUN", "ADJ"}
        ]
        if kind == "STATEMENT" and below:
            root = below[0]
            continue
        nouns = [
            c
            for c in root.children
            if c.pos_ == "NOUN" and types.plover_type(_frame(doc, c)).type not in {"STATEMENT", "OTHER"}
        ]
        return nouns[0] if nouns and kind == "OTHER" else below[0] if below else root
    return root


def _frame(doc: Doc, token: Token) -> Frame:
    return Frame(doc=doc, trigger=token, parts=(token,), sentence=token.sent)


def code(nlp: Language, text: str) -> tuple[Doc, Description]:
    """The coding of one sentence by its main predicate."""
    doc = nlp(text)
    return doc, describe(_frame(doc, main_predicate(doc)), ArticleContext.of(doc))


def score_plover(nlp: Language, path: Path) -> Score:
    """Root type, and heads of sources and targets."""
    score = Score()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        doc, found = code(nlp, record["text"])
        wanted = types.modern(record["event"])
        score.gold["type"] += 1
        score.said["type"] += 1
        score.right["type"] += found.plover_type == wanted
        if found.plover_type != wanted:
            score.errors.append(
                f"type {wanted} not {found.plover_type} ({main_predicate(doc)}): {record['text'][:150]}"
            )
        for name, key, people in (("actor", "source", found.actors), ("target", "target", found.targets)):
            gold = [a["actorText"] for a in record[key] or () if isinstance(a, dict) and a.get("actorText")]
            _count(score, name, doc, gold, people)
    return score


def _count(score: Score, name: str, doc: Doc, gold: list[str], people: tuple[Actor, ...]) -> None:
    if not gold:
        return
    spans = [found for text in gold if (found := _find(doc, text)) is not None]
    score.gold[name] += len(spans)
    score.said[name] += len(people)
    left = list(people)
    for start, end in spans:
        hit = next((p for p in left if _same_head(doc, start, end, p)), None)
        if hit is not None:
            left.remove(hit)
            score.right[name] += 1
        else:
            score.errors.append(
                f"{name} {doc.text[start:end]!r} not in {[p.text for p in people]}: {doc.text[:150]}"
            )


def _find(doc: Doc, text: str) -> tuple[int, int] | None:
    for wanted in (
        text.strip(),
        text.split("...")[-1].strip(),
        text.split("...")[0].strip(),
        text.split("(")[0].strip(),
    ):
        at = doc.text.find(wanted)
        if wanted and at >= 0:
            return at, at + len(wanted)
    return None


def _same_head(doc: Doc, start: int, end: int, actor: Actor) -> bool:
    wanted = doc.char_span(start, end, alignment_mode="expand")
    span = doc.char_span(actor.start, actor.end, alignment_mode="expand")
    if wanted is None or span is None:
        return False
    return wanted.start <= span.root.i < wanted.end or span.start <= wanted.root.i < span.end


ROLES = {
    "actor": {
        "Attacker",
        "Killer",
        "Injurer",
        "Jailer",
        "Demonstrator",
        "Perpetrator",
        "Communicator",
        "Impeder",
        "Giver",
        "Investigator",
    },
    "target": {"Victim", "Target", "Detainee", "Recipient", "Defendant"},
    "place": {"Place"},
}


def score_wikievents(nlp: Language, path: Path) -> Score:
    """Arguments of given triggers, grouped into actor, target and place; each trigger is a frame of its
    own.
    """
    score = Score()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        doc = nlp(record["text"])
        context = ArticleContext.of(doc)
        for event in record["events"]:
            span = doc.char_span(event["start"], event["end"], alignment_mode="expand")
            if span is None:
                continue
            found = describe(_frame(doc, span.root), context)
            held: dict[str, list[Any]] = {
                "actor": list(found.actors),
                "target": list(found.targets),
                "place": [found.place] if found.place else [],
            }
            for name, roles in ROLES.items():
                gold = [a for a in event["arguments"] if a["role"] in roles]
                if not gold:
                    continue
                score.gold[name] += len(gold)
                score.said[name] += len(held[name])
                for argument in gold:
                    hit = next(
                        (h for h in held[name] if h.start < argument["end"] and argument["start"] < h.end),
                        None,
                    )
                    if hit is not None:
                        held[name].remove(hit)
                        score.right[name] += 1
                    else:
                        score.errors.append(
                            f"{event['type']} {name} {argument['text']!r}: {span.sent.text[:180]}"
                        )
    return score


def main(folder: str, *, errors: bool = False) -> None:
    """Print both scores."""
    from timeline import pipeline

    nlp = pipeline.load()
    for name, score in (
        ("PLOVER gold records", score_plover(nlp, Path(folder) / "plover_gsr_dev.jsonl")),
        ("WikiEvents", score_wikievents(nlp, Path(folder) / "wikievents_dev.jsonl")),
    ):
        print(name)
        for kind in score.gold:
            print(
                f"  {kind:7} recall {score.recall(kind):5.1f}  precision {score.precision(kind):5.1f}"
                f"  of {score.gold[kind]}"
            )
        if errors:
            print(*score.errors, sep="\n")


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--errors"]
    data = Path(given[0]) if given else Path(__file__).resolve().parents[3] / "shared" / "eval" / "data"
    if data.is_dir():
        main(str(data), errors="--errors" in sys.argv)
    else:
        print("skipped: the development data is not beside the project")
