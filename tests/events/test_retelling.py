"""What "the blast" takes up, and so when it was."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from timeline import timex
from timeline.events.dating import date_tellings, own_dates
from timeline.events.retelling import Retold
from timeline.events.telling import tellings
from timeline.models import Article

PUBLISHED = date(2024, 5, 24)  # a Friday
FIRST = "A car bomb exploded outside a bank in Quetta on Monday, killing four. "

TAKEN_UP = [
    # text, the noun, the word of the telling that it takes up ("" for none)
    (FIRST + "Doctors treated survivors of the blast.", "blast", "exploded"),
    (
        FIRST + "The minister laid flowers on Thursday at the site of the Quetta bombing.",
        "bombing",
        "exploded",
    ),
    (FIRST + "France condemned the attack.", "attack", "exploded"),
    (FIRST + "Police are looking into the shooting.", "shooting", ""),  # of another kind
    (FIRST + "Another attack hit the town on Tuesday.", "attack", ""),  # told as new
    (FIRST + "The siege of the town goes on.", "siege", ""),  # goes on for long
    (FIRST + "The Lagos bombing of 2012 was worse.", "bombing", ""),  # in another country
    # what it is compared with is another event
    ("Two were charged over the hall attack. It was the worst since the siege of May 2004.", "attack", ""),
    ("The army plans to attack Bakhmut. Nobody spoke of the strike.", "strike", ""),  # not yet violence
]


def _told(nlp: Language, text: str):
    timexes = timex.tag(text, PUBLISHED)
    return tellings(nlp(text), timexes), timexes


@pytest.mark.model
@pytest.mark.parametrize(("text", "noun", "wanted"), TAKEN_UP)
def test_what_a_noun_takes_up(nlp: Language, text: str, noun: str, wanted: str) -> None:
    told, timexes = _told(nlp, text)
    index = max(i for i, one in enumerate(told) if any(part.text == noun for part in one.parts))
    found = Retold(told, own_dates(told, PUBLISHED, timexes)).antecedent(index)
    assert (told[found].trigger.text if found is not None else "") == wanted


DATED = [
    # text, the noun (the last of its kind), its date
    (FIRST + "On Thursday the president visited people wounded in the blast.", "blast", "2024-05-20"),
    (
        FIRST + "He spoke on Wednesday. Two men were held over the bombing.",
        "bombing",
        "2024-05-20",
    ),
    # its own expression goes before
    (FIRST + "Egypt condemned Monday's attack.", "attack", "2024-05-20"),
    (FIRST + "The attack on Tuesday was smaller.", "attack", "2024-05-21"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "noun", "wanted"), DATED)
def test_when_it_was(nlp: Language, text: str, noun: str, wanted: str) -> None:
    told, timexes = _told(nlp, text)
    article = Article(id="a", text=text, dct=PUBLISHED)
    dated = date_tellings(told, article, timexes)
    index = max(i for i, one in enumerate(told) if any(part.text == noun for part in one.parts))
    interval = dated[index].interval
    assert interval is not None and interval.edtf() == wanted


@pytest.mark.model
def test_violence_that_nothing_dates_is_not_on_the_day_of_a_ceremony(nlp: Language) -> None:
    text = (
        "The widow of a policeman opened a school in Kano on Thursday. The governor gave a speech. "
        "She thanked the doctors who had treated victims of the market bombing."
    )
    told, timexes = _told(nlp, text)
    dated = date_tellings(told, Article(id="a", text=text, dct=PUBLISHED), timexes)
    index = next(i for i, one in enumerate(told) if any(part.text == "bombing" for part in one.parts))
    assert dated[index].confidence < 0.5
