"""The ranking of dates: its laws, and that its fitting finds a rule that is there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from timexes import at

from timeline.events.dates import from_links, published_end
from timeline.events.fit import Example, fit, score
from timeline.events.ranking import Story, rank
from timeline.events.telling import tellings

if TYPE_CHECKING:
    from spacy.language import Language

DCT = date(2024, 5, 24)
TEXT = "Shells hit the town on Monday. Three houses burned. The mayor arrived on Tuesday. The army left."


@pytest.mark.model
def test_probabilities_sum_to_one_best_first(nlp: Language) -> None:
    timexes = [at(TEXT, "Monday", "2024-05-20"), at(TEXT, "Tuesday", "2024-05-21")]
    told = tellings(nlp(TEXT), timexes)
    by_id = {t.id: t for t in timexes}
    own = [from_links(t.trigger, t.links, by_id, published_end(DCT), t.tense) for t in told]
    story = Story(told, own, DCT)
    for index in range(len(told)):
        choices = rank(story, index)
        assert sum(c.probability for c in choices) == pytest.approx(1)
        assert [c.probability for c in choices] == sorted((c.probability for c in choices), reverse=True)
        assert {c.source for c in choices} == {*story.dated, None}


@pytest.mark.model
def test_no_weights_are_no_preference(nlp: Language) -> None:
    timexes = [at(TEXT, "Monday", "2024-05-20")]
    told = tellings(nlp(TEXT), timexes)
    own = [from_links(t.trigger, t.links, {}, published_end(DCT), t.tense) for t in told]
    assert [c.probability for c in rank(Story(told, own, DCT), 1, {})] == [0.5, 0.5]


def test_fitting_finds_the_feature_that_decides() -> None:
    known = [
        Example("a", ((("near", "x"), True), (("far",), False)), own=False, right=False),
        Example("b", ((("near",), True), (("far", "x"), False)), own=False, right=False),
    ]
    weights = fit(known)
    assert weights["near"] > 0 > weights["far"]
    assert abs(weights["x"]) < 0.1
    assert score(known, weights) == (2, 2)


def test_own_dates_are_scored_but_teach_nothing() -> None:
    mine = Example("a", ((("near",), True),), own=True, right=False)
    other = Example("a", ((("near",), True), (("far",), False)), own=False, right=False)
    assert score([mine, other], fit([mine, other])) == (1, 2)
