"""Which date each event gets, through the parse and the discourse. Expressions are made by hand; every DCT
is fixed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from timexes import at, interval

from timeline.events.dates import is_written_out
from timeline.events.dating import date_tellings, date_triggers
from timeline.events.tables import table
from timeline.events.telling import tellings
from timeline.models import Article, DateBasis
from timeline.timex import tag

if TYPE_CHECKING:
    from spacy.language import Language

DCT = date(2024, 5, 24)  # a Friday
TUE, MON, SUN, SAT, THU = "2024-05-21", "2024-05-20", "2024-05-19", "2024-05-18", "2024-05-23"

# text, {expression: value}, {trigger: EDTF}
ROWS = [
    ("Shells hit the town on Monday.", {"Monday": MON}, {"hit": MON}),
    (
        "The mayor said Tuesday that shells hit the town on Monday.",
        {"Tuesday": TUE, "Monday": MON},
        {"said": TUE, "hit": MON},
    ),
    ("The mayor said on Tuesday the bridge was closed.", {"Tuesday": TUE}, {"said": TUE}),
    ("The minister told reporters on Tuesday that the army had left.", {"Tuesday": TUE}, {"told": TUE}),
    ("On Monday shells hit the town, officials said.", {"Monday": MON}, {"hit": MON}),
    ("The council on Tuesday demanded a halt to the fighting.", {"Tuesday": TUE}, {"demanded": TUE}),
    ("Tuesday's attack killed four guards.", {"Tuesday": TUE}, {"attack": TUE}),
    (
        "The May ceasefire collapsed on Monday.",
        {"May": "2024-05", "Monday": MON},
        {"ceasefire": "2024-05", "collapsed": MON},
    ),
    ("There was an explosion in the port on Sunday.", {"Sunday": SUN}, {"explosion": SUN}),
    ("Rebels carried out an attack on Sunday that killed two farmers.", {"Sunday": SUN}, {"attack": SUN}),
    (
        "A bridge destroyed in April was opened again on Monday.",
        {"April": "2024-04", "Monday": MON},
        {"destroyed": "2024-04", "opened": MON},
    ),
    (
        "The envoy arrived on Sunday and left on Tuesday.",
        {"Sunday": SUN, "Tuesday": TUE},
        {"arrived": SUN, "left": TUE},
    ),
    ("The army has denounced the raid last Saturday.", {"last Saturday": SAT}, {"raid": SAT}),
    ("A man was charged following a fire at a depot on Sunday.", {"Sunday": SUN}, {"fire": SUN}),
    (
        "The latest incident came on Thursday evening, when two farmers were killed during a rebel raid.",
        {"Thursday evening": f"{THU}T18/{THU}T22"},
        {"raid": THU, "killed": THU},
    ),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "times", "wanted"), ROWS)
def test_each_trigger_gets_its_own_date(
    nlp: Language, text: str, times: dict[str, str], wanted: dict[str, str]
) -> None:
    timexes = [at(text, words, value) for words, value in times.items()]
    article = Article(id="a", text=text, dct=DCT)
    spans = [(text.index(word), text.index(word) + len(word)) for word in wanted]
    dated = date_triggers(nlp(text), article, timexes, spans)
    got = {word: found[0].edtf() if found[0] else None for word, found in zip(wanted, dated, strict=True)}
    assert got == wanted


RANGES = [
    # text, expression, value, bound, EDTF, lasting
    ("The army has shelled the town since 2022.", "2022", "2022", "since", "2022-01-01/2024-05-24", True),
    ("The town was besieged until April.", "April", "2024-04", "until", "../2024-04-30", True),
    ("The rebels left the town before 2003.", "2003", "2003", "before", "../2002-12-31", False),
    ("The army took the town after April.", "April", "2024-04", "after", "2024-05-01/2024-05-24", False),
    ("The guns fired before dawn.", "dawn", "2024-05-23T04/2024-05-23T06", "before", "2024-05-23", False),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "words", "value", "bound", "edtf", "lasting"), RANGES)
def test_a_preposition_bounds_the_interval(
    nlp: Language, text: str, words: str, value: str, bound: str, edtf: str, lasting: bool
) -> None:
    (dated,) = _own_dates(nlp, text, [at(text, words, value, bound=bound)])
    assert (dated.interval.edtf(), dated.interval.lasting) == (edtf, lasting)


@pytest.mark.model
def test_two_ends_are_one_stretch(nlp: Language) -> None:
    text = "The town was shelled from 3 May to 9 May."
    first, last = at(text, "3 May", "2024-05-03"), at(text, "9 May", "2024-05-09")
    first = first.model_copy(update={"partner": last.id, "bound": "from"})
    last = last.model_copy(update={"partner": first.id, "bound": "to"})
    (dated,) = _own_dates(nlp, text, [first, last])
    assert (dated.interval.edtf(), dated.interval.lasting) == ("2024-05-03/2024-05-09", True)


OFFSETS = [
    (
        "Crews searched the ruins on Sunday, a day after a rebel strike.",
        {"Sunday": SUN, "a day": "P1D"},
        "strike",
        SAT,
    ),
    (
        "The port was shelled on Monday. Two days before the shelling, the crews had left.",
        {"Monday": MON, "Two days": "P2D"},
        "left",
        SAT,
    ),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "times", "trigger", "edtf"), OFFSETS)
def test_a_measured_distance_dates_the_other_event(
    nlp: Language, text: str, times: dict[str, str], trigger: str, edtf: str
) -> None:
    timexes = [at(text, words, value) for words, value in times.items()]
    told = tellings(nlp(text), timexes)
    dated = date_tellings(told, Article(id="a", text=text, dct=DCT), timexes)
    (found,) = [d for t, d in zip(told, dated, strict=True) if t.trigger.text == trigger]
    assert found.interval is not None and found.interval.edtf() == edtf
    assert found.basis is DateBasis.INFERRED


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "GENEVA, May 23 - The talks failed.",
        "May 23 (Wire) - The talks failed.",
        "Published: May 23\nThe talks failed.",
    ],
)
def test_a_dateline_dates_no_event(nlp: Language, text: str) -> None:
    timexes = [at(text, "May 23", THU)]
    assert [t.links for t in tellings(nlp(text), timexes) if t.links] == []


@pytest.mark.model
def test_the_date_of_a_name_is_not_that_of_the_verb(nlp: Language) -> None:
    text = "The 2014 treaty's guarantors met in Geneva."
    told = tellings(nlp(text), [at(text, "2014", "2014")])
    assert [t.links for t in told if t.trigger.text == "met"] == [()]


@pytest.mark.model
def test_nothing_in_reach_is_the_publication_date_and_says_so(nlp: Language) -> None:
    text = "Shells hit the town."
    ((found, basis, why),) = date_triggers(nlp(text), Article(id="a", text=text, dct=DCT), [], [(7, 10)])
    assert (found, basis) == (interval("2024-05-24"), DateBasis.PUBLICATION)
    assert "publication" in why


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("5 August", True),
        ("in July", True),
        ("2014", True),
        ("Tuesday", False),
        ("last May", False),
        ("yesterday", False),
    ],
)
def test_written_out_dates_are_told_from_worked_out_ones(words: str, written: bool) -> None:
    assert is_written_out(at(words, words, "2024-05-23")) is written


def test_spans_outside_the_text_are_refused() -> None:
    import spacy

    doc = spacy.blank("en")("Shells hit.")
    with pytest.raises(ValueError, match="no token at characters 50 to 55"):
        date_triggers(doc, Article(id="a", text="Shells hit.", dct=DCT), [], [(50, 55)])


def _own_dates(nlp: Language, text: str, timexes: list) -> list:
    told = tellings(nlp(text), timexes)
    dated = date_tellings(told, Article(id="a", text=text, dct=DCT), timexes)
    return [d for d in dated if d.is_own]


@pytest.mark.model
@pytest.mark.parametrize("row", table("dating_offsets")["example"], ids=lambda row: row["trigger"])
def test_the_tables_distances_end_to_end(nlp: Language, row: dict) -> None:
    text, start = row["text"], row["text"].rindex(row["trigger"])
    article = Article(id="a", text=text, dct=row["published"])
    spans = [(start, start + len(row["trigger"]))]
    ((found, _, why),) = date_triggers(nlp(text), article, tag(text, row["published"]), spans)
    assert found is not None and found.edtf() == row["date"], why


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("Cyprus condemned Turkey's drilling plans on Tuesday.", "condemned", "2024-05-21"),
        ("The minister announced the planned sale on Friday.", "announced", "2024-05-24"),
        ("The two sides will meet on Tuesday.", "meet", "2024-05-28"),
        ("The trial was scheduled to open on Tuesday.", "open", "2024-05-28"),
        ("The vote was set for Tuesday.", "set", "2024-05-28"),
    ],
)
def test_a_weekday_goes_the_way_of_the_verb_that_takes_it(
    nlp: Language, text: str, word: str, wanted: str
) -> None:
    article = Article(id="a", text=text, dct=DCT)
    start = text.index(word)
    found = date_triggers(nlp(text), article, tag(text, DCT), [(start, start + len(word))])
    assert [interval.edtf() if interval else None for interval, _, _ in found] == [wanted]
