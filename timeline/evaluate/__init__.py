"""Run one stage alone on documents with known answers, and score it where the answers are given.

The runners read only what the stage may see (texts, publication dates, spans to date or to cluster) and never
the gold fields, which may be missing. What they write is what the usual scorers read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from timeline.errors import SourceError
from timeline.evaluate.days import run_days
from timeline.evaluate.entities import run_entities

__all__ = ["documents", "run_dating", "run_days", "run_entities", "run_merge", "run_timex"]

Document = Mapping[str, Any]


def documents(path: str | Path) -> list[Document]:
    """The documents of a JSONL file.

    Raises:
        SourceError: the file cannot be read, or a line is no JSON object.
    """
    found: list[Document] = []
    try:
        with Path(path).open(encoding="utf-8") as handle:
            for number, line in enumerate(handle, 1):
                if not line.strip():
                    continue
                document = json.loads(line)
                if not isinstance(document, dict):
                    raise SourceError(f"{path}, line {number}: expected a JSON object, one document a line.")
                found.append(document)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read as UTF-8 JSON lines: {error}.") from error
    except json.JSONDecodeError as error:
        raise SourceError(f"{path}, line {number}: not JSON ({error.msg}).") from error
    return found


def _need(document: Document, *names: str) -> None:
    missing = [name for name in names if document.get(name) is None]
    if missing:
        raise SourceError(f"document {document.get('id', '?')!r} has no {' and no '.join(missing)}.")


def run_timex(gold: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """Temporal expressions of each document: {"id", "timexes": [{"start", "end", "type", "value"}]}."""
    import datetime as dt

    from timeline import timex

    for document in gold:
        _need(document, "id", "text")
        dct = dt.date.fromisoformat(document["dct"][:10]) if document.get("dct") else None
        found = timex.tag(document["text"], dct)
        yield {
            "id": document["id"],
            "timexes": [
                {"start": t.start, "end": t.end, "type": t.type.value, "value": t.value} for t in found
            ],
        }


def run_dating(gold: Iterable[Document], model: str | None = None) -> Iterator[dict[str, Any]]:
    """A date for each given trigger: {"id", "date"}, EDTF, null when the text gives none."""
    from timeline import pipeline, timex
    from timeline.events.dating import date_triggers

    nlp = pipeline.load(model)
    for document in gold:
        article = _article(document)
        spans = [(event["start"], event["end"]) for event in document.get("events", ())]
        timexes = timex.tag(article.text, article.dct)
        dated = date_triggers(nlp(article.text), article, timexes, spans)
        for event, (interval, _, _) in zip(document.get("events", ()), dated, strict=True):
            yield {"id": event["id"], "date": interval.edtf() if interval else None}


def _article(document: Document) -> Any:
    import datetime as dt

    from timeline.models import Article

    _need(document, "id", "text", "dct")
    return Article(
        id=str(document["id"]), text=document["text"], dct=dt.date.fromisoformat(document["dct"][:10])
    )


def run_merge(gold: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """A cluster for each given event mention: {"mention", "cluster"}, from texts and spans alone."""
    from timeline.merge.coreference import cluster_mentions

    seen: list[Document] = []
    for document in gold:
        _need(document, "id", "text")
        events = [{key: event[key] for key in ("id", "start", "end")} for event in document.get("events", ())]
        seen.append({"id": document["id"], "text": document["text"], "events": events})
    for mention, cluster in cluster_mentions(seen).items():
        yield {"mention": mention, "cluster": cluster}
