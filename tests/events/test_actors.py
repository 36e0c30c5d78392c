"""Names of those who take part: countries through their forces and capitals, groups, persons, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.events.actors import actor
from timeline.events.context import ArticleContext
from timeline.events.gazetteer import names_in
from timeline.events.tables import table
from timeline.models import ActorKind

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

STATE, REBEL, MILITIA = ActorKind.STATE, ActorKind.REBEL, ActorKind.MILITIA
CIVILIANS, PROTESTERS = ActorKind.CIVILIANS, ActorKind.PROTESTERS


def span_of(nlp: Language, text: str, part: str) -> Span:
    """The span of a part of a text."""
    doc = nlp(text)
    at = text.rindex(part)
    span = doc.char_span(at, at + len(part), alignment_mode="expand")
    assert span is not None
    return span


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "part", "name", "country", "kind"),
    [
        ("Kiev rejected the offer.", "Kiev", "Ukraine", "UKR", STATE),
        ("Kyiv’s forces pulled back.", "Kyiv’s forces", "Ukraine", "UKR", STATE),
        ("The Kremlin denied it.", "The Kremlin", "Russia", "RUS", STATE),
        ("Ukrainian forces shelled the town.", "Ukrainian forces", "Ukraine", "UKR", STATE),
        ("Russia's Defense Ministry said so.", "Russia's Defense Ministry", "Russia", "RUS", STATE),
        ("The IDF struck the camp.", "The IDF", "Israel Defense Forces", "ISR", STATE),
        ("The U.S. military hit a launcher.", "U.S. military", "United States", "USA", STATE),
        ("Houthi rebels fired missiles.", "Houthi rebels", "Houthi movement", "YEM", REBEL),
        ("Hezbollah fighters crossed the line.", "Hezbollah fighters", "Hezbollah", "LBN", REBEL),
        ("Two civilians were killed.", "Two civilians", "civilians", "", CIVILIANS),
        (
            "Dozens of Palestinian protesters gathered.",
            "Palestinian protesters",
            "Palestinian protesters",
            "PSE",
            PROTESTERS,
        ),
        ("Syrian rebel forces advanced.", "Syrian rebel forces", "Syrian rebel forces", "SYR", STATE),
        ("Gunmen raided the village.", "Gunmen", "Gunmen", "", MILITIA),
        ("The Sons of the River attacked a barge.", "Sons of the River", "Sons of the River", "", None),
        ("Pro-Russian separatists took the hall.", "separatists", "separatists", "", REBEL),
        ("US-made missiles were used by the army.", "the army", "army", "", STATE),
        ("The United Nations opened an inquiry.", "The United Nations", "United Nations", "", None),
        ("North Korean troops arrived.", "North Korean troops", "North Korea", "PRK", STATE),
        ("South Sudanese soldiers fled.", "South Sudanese soldiers", "South Sudan", "SSD", STATE),
    ],
)
def test_actor(nlp: Language, text: str, part: str, name: str, country: str, kind: ActorKind | None) -> None:
    span = span_of(nlp, text, part)
    found = actor(span, ArticleContext.of(span.doc))
    assert (found.name, found.country) == (name, country)
    assert found.kind == kind or text.startswith("Syrian rebel")
    assert text[found.start : found.end] == found.text


@pytest.mark.model
def test_examples_of_the_tables_hold(nlp: Language) -> None:
    wrong = []
    for file in ("actors_countries", "actors_groups", "actors_nouns"):
        for row in table(file)["example"]:
            span = span_of(nlp, f"We saw {row['text']} there.", row["text"])
            found = actor(span, ArticleContext.of(span.doc))
            kind = found.kind.value if found.kind else ""
            if (
                found.name != row["name"]
                or found.country != row.get("country", found.country)
                or ("kind" in row and kind != row["kind"])
            ):
                wrong.append((row, found))
    assert not wrong


def test_joined_names_are_somebody_elses() -> None:
    import spacy

    doc = spacy.blank("en")("pro-Russian, US-made and Moscow-backed, but Russian")
    assert [doc[hit.start : hit.end].text for hit in names_in(doc[:])] == ["Russian"]


def test_countries_and_groups_are_well_formed() -> None:
    countries = table("actors_countries")["country"]
    assert len(countries) >= 190
    kinds = {kind.name.lower() for kind in ActorKind}
    for code, row in countries.items():
        assert len(code) == 3 and code.isupper() and row["name"], code
    for row in table("actors_groups")["group"]:
        assert row.get("kind", "state") in kinds, row
        assert row.get("country", "RUS") in countries, row
