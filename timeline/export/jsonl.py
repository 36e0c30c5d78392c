"""JSON Lines: mentions for other programs, and whole timelines that read back as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from pydantic import ValidationError

from timeline.characters import encodable
from timeline.errors import SourceError
from timeline.export.atomic import atomic_write
from timeline.export.columns import quad_class
from timeline.models import ArticleRef, Event, Mention, Problem, Record, TimelineData, TimelineLike

__all__ = ["event_lines", "mention_line", "read_events", "write_events", "write_mentions", "write_timeline"]

VERSION: Final = 1

_KINDS: Final[dict[str, type[Record]]] = {
    "article": ArticleRef,
    "mention": Mention,
    "event": Event,
    "problem": Problem,
}
# JSON allows these raw, but readers that split on "lines" break at them.
_LINE_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def mention_line(mention: Mention) -> dict[str, Any]:
    """A mention as one flat JSON object.

    The first keys are a promise to other programs and keep their names: ids, trigger offsets (Unicode code
    points into the article's text, end exclusive), first and last day (ISO, both inclusive, None when open or
    unknown), EDTF, the words that date it, PLOVER type and status. Everything else of the record follows.
    """
    interval, timex = mention.interval, mention.timex
    record = mention.model_dump(mode="json")
    first = interval.first_day if interval else None
    last = interval.last_day if interval else None
    line: dict[str, Any] = {
        "article_id": mention.article_id,
        "event_id": mention.event_id,
        "trigger_start": mention.trigger_start,
        "trigger_end": mention.trigger_end,
        "trigger": mention.trigger,
        "date_start": first.isoformat() if first else None,
        "date_end": last.isoformat() if last else None,
        "date_edtf": interval.edtf() if interval else None,
        "date_text": mention.date_text,
        "plover_type": mention.plover_type,
        "status": mention.status.value,
        "mention_id": mention.mention_id,
        "title": mention.title,
        "granularity": interval.granularity.value if interval else None,
        "time_start": record["interval"]["start"] if interval else None,
        "time_end": record["interval"]["end"] if interval else None,
        "approximate": interval.approximate if interval else None,
        "uncertain": interval.uncertain if interval else None,
        "lasting": interval.lasting if interval else None,
        "date_basis": record["date_basis"],
        "date_why": mention.date_why,
        "date_confidence": round(mention.date_confidence, 4),
        "date_text_start": timex.start if timex else None,
        "date_text_end": timex.end if timex else None,
        "timex_type": timex.type.value if timex else None,
        "timex_value": timex.value if timex else None,
        "reading": timex.reading if timex else None,
        "rule": timex.rule if timex else None,
        "anchor": timex.anchor.isoformat() if timex and timex.anchor else None,
        "anchor_source": timex.anchor_source if timex else None,
        "bound": timex.bound if timex else None,
        "event_type": mention.event_type,
        "sub_event_type": mention.sub_event_type,
        "plover_mode": mention.plover_mode,
        "quad_class": quad_class(mention.plover_type),
        "contexts": record["contexts"],
        "actors": record["actors"],
        "targets": record["targets"],
        "place": record["place"],
        "means": record["means"],
        "tolls": record["tolls"],
        "quantities": record["quantities"],
        "attribution": record["attribution"],
        "lemma": mention.lemma,
        "parts": record["parts"],
        "sentence_start": mention.sentence_start,
        "sentence_end": mention.sentence_end,
        "sentence": mention.sentence,
        "confidence": round(mention.confidence, 4),
    }
    return line


def write_mentions(mentions: Iterable[Mention], handle: TextIO) -> None:
    """Write one mention a line. May be called again with the same handle."""
    for mention in mentions:
        handle.write(_line(mention_line(mention)))


def write_events(data: TimelineLike, handle: TextIO) -> None:
    """Write a whole timeline, one record a line: a head, then articles, mentions, events and problems.

    `read_events` gives the same timeline back, without the articles' texts being needed.
    """
    handle.writelines(event_lines(data))


def event_lines(data: TimelineLike) -> Iterator[str]:
    """The lines of `write_events`, each with its line feed; databases keep them as they are."""
    yield _line({"kind": "timeline", "version": VERSION})
    parts: tuple[tuple[str, Iterable[Record]], ...] = (
        ("article", data.articles),
        ("mention", data.mentions),
        ("event", data.events),
        ("problem", data.problems),
    )
    for kind, records in parts:
        for record in records:
            yield _line({"kind": kind, **record.model_dump(mode="json")})


def read_events(handle: Iterable[str], *, name: str = "the event file") -> TimelineData:
    """Read a timeline that `write_events` wrote.

    Raises:
        SourceError: a line is not JSON, of no known kind, or misses a field. `name` is the file in it.
    """
    found: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    n_lines = 0
    for number, line in enumerate(handle, start=1):
        if not line.strip():
            continue
        n_lines += 1
        where = f"{name}, line {number}"
        kind, fields = _parse(line, where)
        if kind == "timeline":
            if fields.get("version") != VERSION:
                raise SourceError(
                    f"{where} is of version {fields.get('version')!r}; this program reads {VERSION}."
                )
            continue
        if kind not in _KINDS:
            raise SourceError(f"{where} is of no known kind ({kind!r}); give a file that this program wrote.")
        try:
            found[kind].append(_KINDS[kind].model_validate(fields))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise SourceError(f"{where} is not a whole {kind} ({field}: {first['msg'].lower()}).") from None
    if not n_lines:
        raise SourceError(f"{name} is empty; give a file that this program wrote.")
    return TimelineData(
        events=tuple(found["event"]),
        mentions=tuple(found["mention"]),
        articles=tuple(found["article"]),
        problems=tuple(found["problem"]),
    )


def write_timeline(data: TimelineLike, path: str | Path) -> None:
    """Write a whole timeline to a file, whole or not at all.

    Raises:
        OutputError: the path cannot be written.
    """
    with atomic_write(path) as handle:
        write_events(data, handle)


def _parse(line: str, where: str) -> tuple[str, dict[str, Any]]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise SourceError(f"{where} is not valid JSON; give a file that this program wrote.") from None
    if not isinstance(fields, dict):
        raise SourceError(f"{where} is not a JSON object; give a file that this program wrote.")
    return str(fields.pop("kind", "")), fields


def _line(record: dict[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    return encodable(text).translate(_LINE_ENDS) + "\n"
