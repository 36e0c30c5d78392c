"""The confidence of events: what it is made of, and how far it can be believed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from timeline.events.reliability import calibration_error
from timeline.events.tables import table
from timeline.events.trust import probability

if TYPE_CHECKING:
    from fit_trust import Case
    from spacy.language import Language

ERROR = 0.1  # expected calibration error on the check third of the tables; 92 events leave some noise


@pytest.mark.parametrize(
    ("signs", "weights", "wanted"),
    [
        ((), {}, 0.5),
        (("toll",), {"toll": 2.0}, 0.881),
        (("toll", "status claimed"), {"toll": 2.0, "status claimed": -2.0}, 0.5),
        (("unknown",), {"toll": 2.0}, 0.5),
    ],
)
def test_probability(signs: tuple[str, ...], weights: dict[str, float], wanted: float) -> None:
    assert probability(signs, weights) == pytest.approx(wanted, abs=0.001)


@pytest.mark.parametrize("sign", ["actor", "target", "toll"])
def test_what_is_known_of_an_event_speaks_for_it(sign: str) -> None:
    assert probability(("always", sign)) > probability(("always",))


def test_every_weight_is_of_a_sign() -> None:
    heads = {
        "always",
        "type",
        "noun",
        "verb",
        "dated",
        "judged",
        "tense",
        "status",
        "source",
        "several",
        "long",
    }
    heads |= {"long", "actor", "target", "place", "toll", "means", "mode", "acled"}
    assert {name.split()[0] for name in table("event_trust")["weights"]} <= heads


@pytest.fixture(scope="module")
def cases(nlp: Language) -> list[Case]:
    from fit_trust import by_hand

    return list(by_hand(nlp))


@pytest.mark.model
def test_confidence_is_the_share_that_is_right(cases: list[Case]) -> None:
    assert calibration_error([(probability(case.signs), case.right) for case in cases]) < ERROR


@pytest.mark.model
def test_right_events_are_trusted_more(cases: list[Case]) -> None:
    said = {right: [probability(c.signs) for c in cases if c.right is right] for right in (True, False)}
    assert sum(said[True]) / len(said[True]) > sum(said[False]) / len(said[False])
