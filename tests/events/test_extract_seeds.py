"""What the two seed reports must give, end to end, with our own tagger and pipeline."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from timeline.events import extract
from timeline.models import Article, DateBasis, Mention, Status
from timeline.timex import tag

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = [pytest.mark.model, pytest.mark.shared]
CLUSTER = ("000_56601cae77a2ddec.txt", date(2023, 8, 15))
CRIMEA = ("003_f5b097676d93ef48.txt", date(2024, 5, 24))


@pytest.fixture(scope="module")
def cluster(nlp: Language, shared_dir: Path) -> tuple[Mention, ...]:
    return _mentions(nlp, shared_dir, *CLUSTER)


@pytest.fixture(scope="module")
def crimea(nlp: Language, shared_dir: Path) -> tuple[Mention, ...]:
    return _mentions(nlp, shared_dir, *CRIMEA)


def _mentions(nlp: Language, shared_dir: Path, name: str, dct: date) -> tuple[Mention, ...]:
    text = (shared_dir / "seeds" / name).read_text(encoding="utf-8")
    article = Article(id=name, text=text, dct=dct)
    return extract(nlp(text), article, tag(text, dct))


def _at(mentions: tuple[Mention, ...], edtf: str) -> list[Mention]:
    return [m for m in mentions if m.interval is not None and m.interval.edtf() == edtf]


def test_the_minister_threatens_and_does_not_attack(cluster: tuple[Mention, ...]) -> None:
    found = _at(cluster, "2023-08-15")
    assert {m.plover_type for m in found} <= {"THREATEN", "STATEMENT", "ACCUSE"}  # words, no deeds
    first = found[0]
    assert first.trigger == "said"
    assert "Shoigu" in first.attribution[0].name
    assert first.date_basis is DateBasis.INFERRED


def test_the_delivery_is_a_month_and_never_a_day(cluster: tuple[Mention, ...]) -> None:
    (found,) = _at(cluster, "2023-07")
    assert (found.trigger, found.plover_type, found.status) == ("received", "AID", Status.HAPPENED)
    assert found.date_basis is DateBasis.STATED


def test_background_gets_no_sharp_day(cluster: tuple[Mention, ...]) -> None:
    accused = [m for m in cluster if m.lemma == "accuse"]
    assert accused
    assert all(m.interval is None or m.interval.start is None for m in accused)


@pytest.mark.parametrize(
    "word", ["reconsidered", "conflict", "We", "Message", "Remind", "support", "continue", "silence"]
)
def test_no_event_from(cluster: tuple[Mention, ...], word: str) -> None:
    assert word not in {m.trigger for m in cluster}


def test_nothing_comes_from_the_appeal(cluster: tuple[Mention, ...]) -> None:
    assert not [m for m in cluster if "Moscow Times" in m.sentence or "AFP" in m.sentence]


def test_the_minister_tells_reporters(crimea: tuple[Mention, ...]) -> None:
    found = [m for m in _at(crimea, "2024-05-24") if m.trigger == "told"]
    assert [("Lavrov" in m.attribution[0].name, m.plover_type) for m in found] == [(True, "STATEMENT")]


def test_the_attack_is_one_event(crimea: tuple[Mention, ...]) -> None:
    sentence = "the latest incident involving Western-supplied weapons"
    (found,) = [m for m in crimea if sentence in m.sentence]
    assert (found.trigger, found.plover_type) == ("attack", "ASSAULT")
    words = {
        found.sentence[start - found.sentence_start : end - found.sentence_start]
        for start, end in found.parts
    }
    assert words == {"incident", "came", "killed", "attack"}
    assert found.interval is not None and found.interval.edtf() == "2024-05-23"
    assert found.interval.granularity.is_within_day
    assert [(t.low, t.high) for t in found.tolls] == [(2, 2)]


def test_the_appeal_is_a_span_of_days(crimea: tuple[Mention, ...]) -> None:
    (found,) = _at(crimea, "2024-05-20/2024-05-23")
    assert found.trigger == "appealed"


def test_a_claim_is_no_fact(crimea: tuple[Mention, ...]) -> None:
    claims = [m for m in crimea if "American weapons are already being used" in m.sentence]
    assert all(m.status is Status.CLAIMED and "Lavrov" in m.attribution[0].name for m in claims)


def test_offsets_lead_back_to_the_text(crimea: tuple[Mention, ...], shared_dir: Path) -> None:
    text = (shared_dir / "seeds" / CRIMEA[0]).read_text(encoding="utf-8")
    for m in crimea:
        assert text[m.trigger_start : m.trigger_end] == m.trigger
        assert text[m.sentence_start : m.sentence_end] == m.sentence
        assert all(text[a.start : a.end] == a.text for a in m.attribution)
    assert len({m.mention_id for m in crimea}) == len(crimea)
    assert [m.trigger_start for m in crimea] == sorted(m.trigger_start for m in crimea)
