"""Event coding against the PLOVER gold records and WikiEvents (root types, actor and target heads), and
the triggers found in EventStoryLine and WikiEvents.

    python tests/benchmarks/bench_events.py [DATA_FOLDER] [--errors]

Without a folder, the development data beside the project is used where it is.

The gold record codes one event of a sentence and does not say which predicate it is; the sentence's main
predicate is taken, below verbs of saying. A head is right when the head word of either span lies within the
other, or when a pronoun is resolved to its name. Triggers: recall counts gold events (in EventStoryLine
those with a date, in WikiEvents all, those of violence, arrest and protest, and those in a sentence with a
temporal expression) that a found event names, by its trigger or by another word of it ("fired" and "killed"
of one shooting); "before selection" counts the events of no known type and no date of their own too, which
extraction leaves out. Precision counts found events of the sentences that hold a gold event, dated or not:
both sets annotate only some sentences, and WikiEvents only some kinds of event, so its precision is a lower
bound. Types of older drafts count as today's (DEMAND is REQUEST). The makers of the records say that no
system gets all of them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline import timex
from timeline.events import trees, types
from timeline.events.context import ArticleContext
from timeline.events.describe import Description, describe
from timeline.events.frames import Frame
from timeline.events.mentions import mentions
from timeline.events.telling import tellings
from timeline.models import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

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
    if span.root.pos_ == "PRON" and actor.name.split()[-1] in {token.text for token in wanted}:
        return True
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


@dataclass
class Found:
    """Triggers: [right, all] of gold events by name, and of found events by how they are dated."""

    recall: dict[str, list[int]] = field(default_factory=dict)
    precision: dict[str, list[int]] = field(default_factory=dict)


NO_DATE = date(
    2020, 1, 1
)  # WikiEvents gives no publication dates; which events are found depends little on it


def score_triggers(nlp: Language, path: Path) -> Found:
    """Gold events that whole extraction finds, and found events that are gold."""
    score = Found()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        published = date.fromisoformat(record["dct"][:10]) if record.get("dct") else NO_DATE
        article = Article(id=record["id"], text=record["text"], dct=published)
        doc, times = nlp(article.text), timex.tag(article.text, published)
        found = mentions(doc, article, times)
        parts = {i for m in found for span in m.parts for i in range(*span)}
        told = {i for t in tellings(doc, times) for p in t.parts for i in range(p.idx, p.idx + len(p.text))}
        triggers = {i for m in found for i in range(m.trigger_start, m.trigger_end)}
        timed = {i for s in doc.sents for t in times if s.start_char <= t.start < s.end_char for i in _all(s)}
        gold = [range(e["start"], e["end"]) for e in record["events"]]
        for event, span in zip(record["events"], gold, strict=True):
            names = ["dated events" if event["date"] else ""] if "date" in event else ["all events"]
            names += ["events of violence, arrest and protest"] if _is_conflict(event.get("type", "")) else []
            names += ["events in a sentence with an expression"] if span[0] in timed else []
            for name in filter(None, names):
                _add(score.recall, name, not parts.isdisjoint(span))
                _add(score.recall, f"{name}, by the trigger alone", not triggers.isdisjoint(span))
                _add(score.recall, f"{name}, before selection", not told.isdisjoint(span))
        inside = {
            i for s in doc.sents if any(s.start_char <= g[0] < s.end_char for g in gold) for i in _all(s)
        }
        known = {i for span in gold for i in span}
        for mention in (m for m in found if m.trigger_start in inside):
            right = any(not known.isdisjoint(range(*span)) for span in mention.parts)
            _add(score.precision, "all found", right)
            if mention.date_text:
                _add(score.precision, "found and dated by an expression", right)
    return score


def _is_conflict(kind: str) -> bool:
    return kind.startswith(("Conflict.", "Life.Die", "Life.Injure", "Justice.ArrestJailDetain"))


def _all(sentence: Span) -> range:
    return range(sentence.start_char, sentence.end_char)


def _add(counts: dict[str, list[int]], name: str, right: bool) -> None:
    held = counts.setdefault(name, [0, 0])
    held[0] += right
    held[1] += 1


def main(folder: str, *, errors: bool = False) -> None:
    """Print all scores."""
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
    for name, file in (("EventStoryLine", "storyline_dating_dev"), ("WikiEvents", "wikievents_dev")):
        triggers = score_triggers(nlp, Path(folder) / f"{file}.jsonl")
        print(f"{name}, triggers")
        for side, counts in (("recall", triggers.recall), ("precision", triggers.precision)):
            for what, (right, total) in counts.items():
                print(f"  {side:9} {100 * right / total:5.1f} of {total:5} {what}")


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--errors"]
    data = Path(given[0]) if given else Path(__file__).resolve().parents[3] / "shared" / "eval" / "data"
    if data.is_dir():
        main(str(data), errors="--errors" in sys.argv)
    else:
        print("skipped: the development data is not beside the project")
