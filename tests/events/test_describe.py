"""Whole descriptions, field by field, on sentences of this project's own (described.toml)."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from marked import frame_of

from timeline.events.context import ArticleContext
from timeline.events.describe import Description, describe
from timeline.events.titles import title
from timeline.models import ActorKind, Status

if TYPE_CHECKING:
    from spacy.language import Language

ROWS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("described.toml").read_text(encoding="utf-8")
)["row"]


def found(nlp: Language, row: dict[str, Any]) -> dict[str, Any]:
    """What was read of a row's sentence, under the row's field names."""
    frame = frame_of(nlp, row["text"])
    told: Description = describe(frame, ArticleContext.of(frame.doc))
    kind = f"{told.plover_type} {told.plover_mode}" if " " in row.get("type", "") else told.plover_type
    return {
        "actors": [actor.name for actor in told.actors],
        "kinds": [ActorKind(actor.kind).name.lower() if actor.kind else "" for actor in told.actors],
        "targets": [actor.name for actor in told.targets],
        "place": told.place.text if told.place else "",
        "means": [weapon.name for weapon in told.means],
        "tolls": [f"{t.kind.value} {t.low} {'?' if t.high is None else t.high}" for t in told.tolls],
        "type": kind,
        "acled": told.sub_event_type,
        "title": title(frame, told, Status.HAPPENED, ()),
    }


@pytest.mark.model
def test_nine_of_ten_fields_are_right(nlp: Language) -> None:
    wrong = []
    fields = 0
    for row in ROWS:
        got = found(nlp, row)
        for name, wanted in row.items():
            if name == "text":
                continue
            fields += 1
            if got[name] != wanted:
                wrong.append(f"{name}: wanted {wanted}, got {got[name]}: {row['text']}")
    share = 1 - len(wrong) / fields
    print(f"{fields - len(wrong)} of {fields} fields right", *wrong, sep="\n")
    assert share >= 0.9, "\n".join(wrong)


def test_table_covers_what_it_promises() -> None:
    assert len(ROWS) >= 60
    for name in ("actors", "targets", "place", "means", "tolls", "type", "acled", "title"):
        assert any(name in row for row in ROWS), name
