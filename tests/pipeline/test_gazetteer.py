"""The gazetteer layer, on entities given by hand."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from timeline.pipeline import gazetteer, gazetteer_shapes
from timeline.pipeline.gazetteer_lists import is_town, lists, read, weapons
from timeline.pipeline.tokenizer import create_tokenizer

TABLE = Path(gazetteer.__file__).with_suffix(".toml")
EXAMPLES = tomllib.loads(TABLE.read_text(encoding="utf8"))["example"]


def blank(ours: bool) -> Language:
    nlp = spacy.blank("en")
    if ours:
        nlp.tokenizer = create_tokenizer(nlp)
    return nlp


def given(nlp: Language, text: str, names: list[str]) -> Doc:
    doc = nlp.make_doc(text)
    at, spans = 0, []
    for name in names:
        label, _, words = name.partition(" ")
        at = text.index(words, at)
        span = doc.char_span(at, at + len(words), label=label, alignment_mode="expand")
        assert span is not None
        spans.append(Span(doc, span.start, span.end, label=label))
        at += len(words)
    doc.ents = spans
    return doc


def layered(nlp: Language, text: str, names: list[str]) -> list[str]:
    doc = gazetteer.Gazetteer()(given(nlp, text, names))
    return [f"{entity.label_} {entity.text}" for entity in doc.ents]


@pytest.mark.parametrize("ours", [True, False], ids=["our tokenizer", "spaCy's"])
@pytest.mark.parametrize("row", EXAMPLES, ids=[row["text"][:40] for row in EXAMPLES])
def test_examples_of_the_table(row: dict[str, Any], ours: bool) -> None:
    assert layered(blank(ours), row["text"], row["given"]) == row["ents"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Richard Wagner wrote operas.", ["PERSON Richard Wagner"]),
        ("Karen said May would come.", ["PERSON Karen", "PERSON May"]),
        ("Georgia Meloni left.", ["PERSON Georgia Meloni"]),
        ("The White House said no.", ["FAC White House"]),
        (
            "Bradley Cooper, Apache Corporation and Tiger Woods",
            ["PERSON Bradley Cooper", "PERSON Tiger Woods"],
        ),
        ("He is who he is.", []),
        ("", []),
        ("\n \n", []),
    ],
)
def test_what_is_left_alone(text: str, names: list[str]) -> None:
    assert layered(blank(True), text, names) == names


@pytest.mark.parametrize(
    ("word", "weapon"),
    [
        ("Su-34", True),
        ("MiG-31K", True),
        ("T-90M", True),
        ("Leopard", False),
        ("B-52s", True),
        ("M142", True),
        ("M1A2", True),
        ("RPG-7", True),
        ("FAB-1500", True),
        ("GBU-39", True),
        ("M23", False),
        ("M4", False),
        ("G-7", False),
        ("A-1", False),
        ("MH17", False),
        ("Covid-19", False),
        ("T-shirt", False),
        ("K-9", False),
        ("2024", False),
        ("X" * 500 + "-1", False),
    ],
)
def test_designations(word: str, weapon: bool) -> None:
    assert gazetteer_shapes.is_designation(word) is weapon


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("47th Mechanized Brigade said", 3),
        ("1st Guards Tank Army fell", 4),
        ("III Corps", 2),
        ("Third Army", 2),
        ("82nd Airborne Division", 3),
        ("3rd Stryker Brigade Combat Team", 5),
        ("58 Division", 2),
        ("First Division side", 0),
        ("20th Century Fox", 0),
        ("9th Circuit Court", 0),
        ("5 people in Company", 0),
        ("47th", 0),
        ("10th District", 0),
    ],
)
def test_formations(text: str, end: int) -> None:
    assert gazetteer_shapes.formation(text.split(), 0) == end


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Kharkiv", True),
        ("El-Fasher", True),
        ("Austin", False),
        ("Nice", False),
        ("Nowhereville", False),
        ("", False),
    ],
)
def test_towns(name: str, town: bool) -> None:
    assert is_town(name) is town


def test_the_lists_are_as_long_as_they_say() -> None:
    labels = [name.label for name in lists().names.values()]
    assert labels.count("GPE") >= 250
    assert labels.count("NORP") >= 400
    assert labels.count("ORG") >= 500
    assert labels.count("WEAPON") >= 600


def test_no_name_stands_twice_in_a_list() -> None:
    groups = read(TABLE.with_name("gazetteer_groups.toml"))
    peoples = read(TABLE.with_name("gazetteer_peoples.toml"))
    arms = [name for names in weapons()["names"].values() for name in names]
    for names in (groups["org"], groups["unit"], peoples["sure"], arms):
        assert not {name for name in names if names.count(name) > 1}


@pytest.mark.parametrize(
    "unit",
    [
        "Su-34 ",
        "47th Guards ",
        "A-",
        "Islamic State ",
        "X1-",
        "Patriot and ",
        "Leopard, ",
        "the of ",
        "A" * 50 + " ",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    nlp = blank(True)
    nlp.max_length = 10_000_000
    layer = gazetteer.Gazetteer()
    layer(nlp.make_doc("warm up Paris"))

    def seconds(times: int) -> float:
        doc = Doc(nlp.vocab, words=unit.split() * times or [unit] * times)
        doc.ents = [Span(doc, 0, len(doc), label="ORG")]
        start = time.process_time()
        layer(doc)
        return time.process_time() - start

    # The better of two: a neighbour on the machine costs time, too.
    small, large = max(seconds(2_000), seconds(2_000), 0.01), min(seconds(16_000), seconds(16_000))
    assert large < 30 * small


def test_it_stands_in_any_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("timeline_gazetteer")
    doc = next(iter(nlp.pipe(["Hamas fired at Israel."])))
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Hamas", "ORG"), ("Israel", "GPE")]
    again = spacy.blank("en")
    again.add_pipe("timeline_gazetteer")
    again.from_bytes(nlp.to_bytes())
    assert [entity.label_ for entity in again("Hamas fell.").ents] == ["ORG"]
