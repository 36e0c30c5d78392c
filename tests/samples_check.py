"""How far a timeline of samples/ agrees with what a careful reader finds there (samples_expected.toml).

Run as a script, it prints every disagreement: `python tests/samples_check.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timeline.models import Event, Mention, TimelineData

EXPECTED = Path(__file__).with_name("samples_expected.toml")


@dataclass(frozen=True)
class Check:
    """One thing that the reader expects: whether it holds, and what came out instead."""

    kind: str
    id: str
    core: bool
    holds: bool
    found: str = ""


def expected() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(EXPECTED.read_text(encoding="utf-8"))


def _mentions_in(timeline: TimelineData, article: str, phrase: str) -> list[Mention]:
    # Line breaks in the article must not hide a phrase.
    wanted = " ".join(phrase.split())
    return [
        m
        for m in timeline.mentions
        if m.article_id.endswith(article) and wanted in " ".join(m.sentence.split())
    ]


def _words(trigger: str | list[str]) -> set[str]:
    return {w for part in ([trigger] if isinstance(trigger, str) else trigger) for w in part.lower().split()}


def _telling(timeline: TimelineData, telling: dict[str, Any]) -> Mention | None:
    """The mention that a telling means: its trigger, or one of the predicates folded into it."""
    words = _words(telling["trigger"])
    found = _mentions_in(timeline, telling["article"], telling["sentence_contains"])
    for mention in found:
        if words & set(mention.trigger.lower().split()):
            return mention
    for mention in found:
        offset = mention.sentence_start
        parts = {mention.sentence[a - offset : b - offset].lower() for a, b in mention.parts}
        if words & parts:
            return mention
    return None


def checks(timeline: TimelineData) -> Iterator[Check]:
    """Every expectation of the file, held against the timeline."""
    by_mention = {m: e for e in timeline.events for m in e.mention_ids}
    table = expected()
    home: dict[str, Event] = {}
    for want in table["event"]:
        core = bool(want.get("core"))
        events = []
        for number, telling in enumerate(want["tellings"]):
            mention = _telling(timeline, telling)
            name = f"{want['id']}#{number}"
            yield Check("told", name, core, mention is not None, telling["sentence_contains"])
            if mention is not None:
                events.append(by_mention[mention.mention_id])
        if not events:
            continue
        ids = [e.event_id for e in events]
        event = max(events, key=lambda e: (ids.count(e.event_id), e.event_id))
        home[want["id"]] = event
        if len(events) > 1:
            yield Check("merged", want["id"], core, len(set(ids)) == 1, " | ".join(e.title for e in events))
        yield from _fields(want, event, core)
    for pair in table["apart"]:
        a, b = (home.get(name) for name in pair["events"])
        if a is not None and b is not None:
            yield Check("apart", " / ".join(pair["events"]), True, a.event_id != b.event_id, a.title)
    for row in table["absent"]:
        found = _mentions_in(timeline, row["article"], row["sentence_contains"])
        words = _words(row.get("trigger", ""))
        found = [m for m in found if not words or words & set(m.trigger.lower().split())]
        wrong = {
            "event": found,
            "happened": [m for m in found if m.status == "happened"],
            "dated": [m for m in found if m.interval is not None],
        }[row["what"]]
        shown = "; ".join(f"{m.trigger} ({m.status})" for m in wrong)
        yield Check(
            f"no {row['what']}", f"{row['article']}: {row['sentence_contains'][:40]}", True, not wrong, shown
        )


def _fields(want: dict[str, Any], event: Event, core: bool) -> Iterator[Check]:
    when = event.interval
    first, last = (when.first_day, when.last_day) if when else (None, None)
    good = (first, last) == (want["date_start"], want["date_end"])
    yield Check(
        "date", want["id"], core, good, f"{first} to {last}, not {want['date_start']} to {want['date_end']}"
    )
    for field, value in (("type", event.plover_type), ("status", event.status.value)):
        allowed = want[field] if isinstance(want[field], list) else [want[field]]
        yield Check(field, want["id"], core, value in allowed, f"{value}, not {' or '.join(allowed)}")
    if want["place"]:
        name = event.place.name if event.place else ""
        near = name and (name.lower() in want["place"].lower() or want["place"].lower() in name.lower())
        yield Check("place", want["id"], core, bool(near), f"{name or 'none'}, not {want['place']}")
    for kind in ("killed", "injured"):
        if kind in want:
            tolls = [t for t in event.tolls if t.kind.value == kind]
            low = min((t.low for t in tolls), default=None)
            high = max((t.high or t.low for t in tolls), default=None)
            yield Check(
                kind, want["id"], core, [low, high] == want[kind], f"{low} to {high}, not {want[kind]}"
            )


def main() -> None:
    import timeline

    rows = list(checks(timeline.build([Path(__file__).resolve().parents[1] / "samples"])))
    for row in rows:
        if not row.holds:
            print(f"{'CORE ' if row.core else '     '}{row.kind:12} {row.id}: {row.found[:150]}")
    for kind in dict.fromkeys(r.kind for r in rows):
        mine = [r for r in rows if r.kind == kind]
        core = [r for r in mine if r.core]
        rates = [f"{sum(r.holds for r in some)}/{len(some)}" for some in (mine, core)]
        print(f"{kind:12} {rates[0]:9} core {rates[1]}")


if __name__ == "__main__":
    main()
