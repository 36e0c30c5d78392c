"""The hand-made table (tests/events/table): reading it, and comparing what was extracted with it.

`python tests/events/hand_table.py` prints the shares and the wrong fields of the part that may be looked at;
`--limits` writes the list of known limits anew.
"""

from __future__ import annotations

import json
import sys
import tomllib
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

    from timeline.models import Mention

FOLDER = Path(__file__).with_name("table")
LIMITS = FOLDER / "limits.toml"
HEAD = """# Fields known to be wrong: row = ["number of event, field"], 0 for the row itself.
# Written by `python tests/events/hand_table.py --limits`; an entry that comes right must be taken off.

"""
LISTS = ("actors", "targets", "kinds", "countries", "by", "means", "tolls", "quantities")


@dataclass(frozen=True, slots=True)
class Checked:
    """One field of one row, as wanted and as found."""

    row: str
    field: str
    wanted: object
    found: object
    right: bool
    is_check_part: bool

    @property
    def name(self) -> str:
        """The field's name without the number of its event."""
        return self.field.split()[-1]


def rows() -> list[dict[str, Any]]:
    """All rows, those of the check part (every third of a file) marked `check`."""
    found = []
    for path in sorted(FOLDER.glob("[1-9]_*.toml")):
        for place, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["row"], 1):
            found.append({**row, "check": place % 3 == 0})
    return found


def limits() -> set[tuple[str, str]]:
    """The known limits as (row id, field)."""
    listed = tomllib.loads(LIMITS.read_text(encoding="utf-8"))
    return {(row, field) for row, fields in listed.items() for field in fields}


def write_limits(checked: Sequence[Checked]) -> None:
    """The list of known limits, as measured."""
    wrong: dict[str, list[str]] = {}
    for one in checked:
        if not one.right:
            wrong.setdefault(one.row, []).append(one.field)
    lines = [f"{row} = {json.dumps(fields)}" for row, fields in wrong.items()]
    LIMITS.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def measure(nlp: Language) -> list[Checked]:
    """Every field of the table, compared with what the extractor says."""
    from timeline.events import extract
    from timeline.models import Article
    from timeline.timex import tag

    checked: list[Checked] = []
    for row in rows():
        article = Article(id=row["id"], text=row["text"], dct=row["dct"])
        mentions = extract(nlp(article.text), article, tag(article.text, article.dct))
        checked += compare(row, mentions)
    return checked


def compare(row: dict[str, Any], mentions: Sequence[Mention]) -> Iterator[Checked]:
    """The fields of a row, one by one. An event that was not found has no field right."""
    free = list(mentions)
    for number, wanted in enumerate(row["event"], 1):
        words = wanted["trigger"].lower().split("|")
        mention = next((m for m in free if m.trigger.lower() in words), None)
        if mention is not None:
            free.remove(mention)
        found = values(mention) if mention is not None else {}
        for field, value in _fields(wanted, found):
            right = mention is not None and fits(value, found[field])
            yield Checked(row["id"], f"{number} {field}", value, found.get(field), right, row["check"])
    if "events" in row:
        told = [m.trigger for m in mentions]
        yield Checked(row["id"], "0 events", row["events"], told, row["events"] == len(told), row["check"])
    if "none" in row:
        stray = [m.trigger for m in mentions if m.trigger.lower() in {w.lower() for w in row["none"]}]
        yield Checked(row["id"], "0 none", row["none"], stray, not stray, row["check"])


def _fields(wanted: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """The fields to compare: `when` is three, of the reading that fits best."""
    for field, value in wanted.items():
        if field != "when":
            yield field, value
            continue
        readings = [_when(reading) for reading in value.split("|")]
        best = max(readings, key=lambda r: sum(r[k] == found.get(k) for k in r))
        yield from best.items()


def _when(text: str) -> dict[str, str]:
    days, _, grain = text.partition(" ")
    first, _, last = days.partition("/")
    last = last or first
    if len(last) == len("2024-05"):
        year, month = (int(part) for part in last.split("-"))
        last = f"{last}-{monthrange(year, month)[1]}"
    first = f"{first}-01" if len(first) == len("2024-05") else first.strip(".")
    return {"start": first, "end": last, "granularity": grain}


def fits(wanted: Any, found: Any) -> bool:
    """Whether a value is one of those wanted; lists in any order, letters in any case."""
    if not isinstance(wanted, list):
        return str(found).lower() in str(wanted).lower().split("|")
    left = [str(item).lower() for item in found]
    missed = 0
    for item in wanted:
        options = item.lower().split("|")
        hit = next((x for x in left if x in options), None)
        if hit is not None:
            left.remove(hit)
        elif "" not in options:
            missed += 1
    return not left and not missed


def values(mention: Mention) -> dict[str, Any]:
    """A mention's fields under the table's names."""
    interval, place = mention.interval, mention.place
    return {
        "trigger": mention.trigger,
        "start": _iso(interval.first_day if interval else None),
        "end": _iso(interval.last_day if interval else None),
        "granularity": interval.granularity.value if interval else "",
        "basis": mention.date_basis.value if mention.date_basis else "",
        "type": mention.plover_type,
        "mode": mention.plover_mode,
        "acled": mention.sub_event_type,
        "status": mention.status.value,
        "by": [a.name for a in mention.attribution],
        "actors": [a.name for a in mention.actors],
        "targets": [a.name for a in mention.targets],
        "kinds": [a.kind.name.lower() if a.kind else "" for a in mention.actors],
        "countries": [a.country for a in mention.actors],
        "place": place.text if place else "",
        "iso": place.iso3 if place else "",
        "means": [m.name for m in mention.means],
        "tolls": [f"{t.kind.value} {t.low} {'?' if t.high is None else t.high}" for t in mention.tolls],
        "quantities": [
            f"{q.low:g} {'?' if q.high is None else f'{q.high:g}'} {q.unit or q.name}"
            for q in mention.quantities
        ],
        "title": mention.title,
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def share(checked: Sequence[Checked]) -> float:
    """The share of fields that are right; 1.0 of none."""
    return sum(c.right for c in checked) / len(checked) if checked else 1.0


def report(checked: Sequence[Checked]) -> str:
    """The shares by field, for both parts."""
    lines = [f"{'field':12} {'open':>15} {'check':>15}"]
    names = Counter(c.name for c in checked)
    for name in [*names, ""]:
        cells = []
        for part in (False, True):
            these = [c for c in checked if c.is_check_part is part and (not name or c.name == name)]
            cells.append(f"{sum(c.right for c in these):4}/{len(these):<4} {100 * share(these):5.1f}")
        lines.append(f"{name or 'all':12} {cells[0]:>15} {cells[1]:>15}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the shares, and what is wrong in the part that may be looked at."""
    from timeline import pipeline

    checked = measure(pipeline.load())
    if "--limits" in arguments:
        write_limits(checked)
    texts = {row["id"]: row["text"] for row in rows()}
    last = ""
    for one in checked:
        if one.right or one.is_check_part or "--quiet" in arguments:
            continue
        if one.row != last:
            print(f"\n{one.row}: {texts[one.row]}")
            last = one.row
        print(f"   {one.field}: wanted {one.wanted}, found {one.found}")
    print(report(checked))


if __name__ == "__main__":
    main(sys.argv[1:])
