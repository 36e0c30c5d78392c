"""Which gold fields answer which stage, and the figures that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from timeline.evaluate.clusters import score_clusters
from timeline.evaluate.dates import score_dates
from timeline.evaluate.spans import score_timexes
from timeline.evaluate.timelines import score_days, score_order

Row = Mapping[str, Any]
Figures = dict[str, dict[str, float]]


def score(stage: str, gold: Sequence[Row], answers: Sequence[Row]) -> Figures:
    """Named rows of figures; empty when the documents carry no gold for the stage.

    Args:
        stage: "timex", "dating", "merge", "entities" or "days".
        gold: the documents as read; for entities the timelines asked for.
        answers: the lines that the stage's runner wrote.
    """
    if stage == "timex":
        with_gold = [d for d in gold if "timexes" in d]
        return {"temporal expressions": score_timexes(with_gold, answers)} if with_gold else {}
    if stage == "entities":
        asked = {t["timeline"]: t["entries"] for t in gold if "entries" in t}
        return {"timelines": score_order(asked, _entries(answers))} if asked else {}
    if stage == "days":
        days = {name: days for t in gold for name, days in t.get("references", {}).items()}
        return {"days": score_days(days, _entries(answers))} if days else {}
    events = [event for document in gold for event in document.get("events", ())]
    if stage == "dating":
        wanted = {e["id"]: e["date"] for e in events if "date" in e and e.get("on_timeline", True)}
        return {"dates": score_dates(wanted, {a["id"]: a["date"] for a in answers})} if wanted else {}
    # The standard setting of ECB+ counts the mentions that were checked by hand, and no others.
    checked = {e["id"]: e["cluster"] for e in events if "cluster" in e and e.get("validated", True)}
    if not checked:
        return {}
    found = {a["mention"]: a["cluster"] for a in answers if a["mention"] in checked}
    return {
        "clusters": score_clusters(checked, found),
        "without singletons": score_clusters(checked, found, singletons=False),
    }


def _entries(answers: Sequence[Row]) -> dict[str, Sequence[Row]]:
    return {answer["timeline"]: answer["entries"] for answer in answers}
