"""The spaCy component: `nlp.add_pipe("timeline_timex")` for any spaCy user, with no import of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from timeline.errors import DateError
from timeline.models import Timex
from timeline.timex import tag

__all__ = ["SPANS_KEY", "TimexComponent", "create_timex", "timexes_of"]

SPANS_KEY = "timeline_timex"


@Language.factory(
    "timeline_timex",
    assigns=["doc.spans", "doc._.timexes"],
    default_config={"dct": None, "epoch": None, "narrative": None},
)
def create_timex(
    nlp: Language, name: str, dct: str | None = None, epoch: str | None = None, narrative: bool | None = None
) -> TimexComponent:
    """Make the component.

    Args:
        nlp: the pipeline; only its vocabulary is used, no tagger or parser is needed.
        name: the component's name in the pipeline.
        dct: ISO date that relative expressions count from in documents with no `doc._.dct` of their own.
        epoch: ISO date of the first day of the conflict, for "day 500 of the war".
        narrative: True for histories, False for reports, None to tell by the text.

    Raises:
        DateError: when a date is not in ISO form.

    Example:
        >>> import spacy
        >>> nlp = spacy.blank("en")
        >>> _ = nlp.add_pipe("timeline_timex", config={"dct": "2024-05-24"})
        >>> [(t["text"], t["value"]) for t in nlp("They met Tuesday.")._.timexes]
        [('Tuesday', '2024-05-21')]
    """
    return TimexComponent(_iso(dct, "dct"), _iso(epoch, "epoch"), narrative)


class TimexComponent:
    """Writes `doc.spans["timeline_timex"]` (label the TIMEX3 type, id the rule) and `doc._.timexes`."""

    def __init__(self, dct: date | None, epoch: date | None, narrative: bool | None) -> None:
        self.dct = dct
        self.epoch = epoch
        self.narrative = narrative
        _extend()

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document; expressions that count from a date stay unplaced when it has none."""
        dct = _iso(doc._.dct, "doc._.dct") or self.dct
        found = tag(doc.text, dct, epoch=self.epoch, narrative=self.narrative)
        doc.spans[SPANS_KEY] = [span for timex in found if (span := _span(doc, timex)) is not None]
        doc._.timexes = [timex.model_dump(mode="json") for timex in found]
        return doc

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """Nothing to keep: the configuration is all there is."""
        return b""

    def from_bytes(self, _bytes: bytes, *, exclude: tuple[str, ...] = ()) -> TimexComponent:
        """Nothing to load."""
        return self

    def to_disk(self, _path: Any, *, exclude: tuple[str, ...] = ()) -> None:
        """Nothing to keep."""

    def from_disk(self, _path: Any, *, exclude: tuple[str, ...] = ()) -> TimexComponent:
        """Nothing to load."""
        return self


def timexes_of(doc: Doc) -> tuple[Timex, ...]:
    """The records of a document that the component has seen, in order of start."""
    return tuple(Timex.model_validate(row) for row in doc._.timexes)


def _span(doc: Doc, timex: Timex) -> Span | None:
    """The tokens that an expression touches; its exact characters stand in `doc._.timexes`."""
    span = doc.char_span(
        timex.start, timex.end, label=timex.type.value, alignment_mode="expand", span_id=timex.rule
    )
    return span if span is not None and len(span) else None


def _extend() -> None:
    defaults: dict[str, Callable[[], dict[str, Any]]] = {
        "dct": lambda: {"default": None},
        "timexes": lambda: {"default": []},
    }
    for name, options in defaults.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, **options())


def _iso(text: str | None, what: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise DateError(f"{what} is {text!r}; an ISO date such as 2024-05-24 was expected") from error
