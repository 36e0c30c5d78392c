"""The spaCy component, in a pipeline with nothing else."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from spacy.tokens import Doc

from timeline.errors import DateError
from timeline.timex.component import SPANS_KEY, create_timex, timexes_of

assert create_timex  # registers the factory where the package is not installed


def test_spans_and_records() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("timeline_timex", config={"dct": "2024-05-24"})
    doc = nlp("It came on Thursday evening.")
    (span,) = doc.spans[SPANS_KEY]
    assert (span.text, span.label_, span.id_) == ("Thursday evening", "TIME", "part.day")
    (timex,) = timexes_of(doc)
    assert timex.interval is not None and timex.interval.first_day == date(2024, 5, 23)


def test_a_document_may_bring_its_own_date() -> None:
    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("timeline_timex", config={"dct": "2024-05-24"})
    doc = nlp.make_doc("He said Tuesday.")
    doc._.dct = "2023-08-15T10:00:00"
    assert pipe(doc)._.timexes[0]["value"] == "2023-08-15"  # type: ignore[operator]


def test_without_a_date_nothing_is_guessed() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("timeline_timex")
    (row,) = nlp("He said Tuesday.")._.timexes
    assert row["interval"] is None and row["why"]


def test_a_document_survives_its_bytes() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("timeline_timex", config={"dct": "2024-05-24"})
    doc = nlp("It came on Thursday evening, in July.")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert timexes_of(again) == timexes_of(doc)
    assert [s.text for s in again.spans[SPANS_KEY]] == [s.text for s in doc.spans[SPANS_KEY]]


def test_a_pipeline_survives_its_bytes() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("timeline_timex", config={"dct": "2024-05-24"})
    again = spacy.blank("en")
    again.add_pipe("timeline_timex", config={"dct": "2024-05-24"})
    again.from_bytes(nlp.to_bytes())
    assert again("on Friday")._.timexes == nlp("on Friday")._.timexes


def test_a_bad_date_is_named() -> None:
    with pytest.raises(DateError, match="24/05/2024"):
        spacy.blank("en").add_pipe("timeline_timex", config={"dct": "24/05/2024"})
