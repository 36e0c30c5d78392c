"""The API: streaming, one bad article never costs the others, and every answer leads back to its text."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline import api
from timeline.errors import DateError, ModelError
from timeline.models import Article, Problem, Severity

DCT = dt.date(2024, 5, 24)


def article(name: str, text: str) -> Article:
    return Article(id=name, text=text, dct=DCT)


@pytest.mark.model
def test_words_that_are_forgotten_change_nothing(nlp, samples_dir, monkeypatch):
    from timeline import extraction

    monkeypatch.setattr(extraction, "BATCH", 3)
    items = list(api.read_articles([samples_dir]))[:9]
    whole = list(api.extract(items, nlp=nlp))
    monkeypatch.setattr(extraction, "WORDS", 0)
    known = len(nlp.vocab.strings)
    news = [item.model_copy(update={"text": f"{item.text} Zyxw{k} spoke."}) for k, item in enumerate(items)]
    assert len(list(api.extract(news, nlp=nlp))) == 9
    assert len(nlp.vocab.strings) == known
    assert list(api.extract(items, nlp=nlp)) == whole


def test_one_bad_article_never_costs_the_others(nlp, monkeypatch):
    from timeline import events

    real = events.extract

    def breaks_on_one(doc, given, timexes, *, inferred=True):
        if given.id == "bad":
            raise RuntimeError("boom")
        return real(doc, given, timexes, inferred=inferred)

    monkeypatch.setattr(events, "extract", breaks_on_one)
    given = [article(n, "A drone strike killed two people in Kharkiv on Tuesday.") for n in ("a", "bad", "b")]
    result = list(api.extract(given, nlp=nlp))
    assert [getattr(r, "code", None) or r.article.id for r in result] == ["a", "failed", "b"]
    assert "boom" in result[1].message
    assert result[1].where == "bad"


@pytest.mark.model
def test_a_pipeline_that_fails_on_a_batch_parses_one_at_a_time(nlp):
    class Fragile:
        def pipe(self, texts):
            raise ValueError("batch")

        def __call__(self, text):
            if "bad" in text:
                raise ValueError("one")
            return nlp(text)

    given = [
        article("a", "Two were killed on Tuesday."),
        article("b", "bad"),
        article("c", "Talks began Monday."),
    ]
    result = list(api.extract(given, nlp=Fragile()))
    assert [isinstance(r, Problem) for r in result] == [False, True, False]


@pytest.mark.model
def test_problems_keep_their_place_and_do_not_stop_the_run(nlp):
    warning = Problem(where="x", code="no-date", message="x has no date.", severity=Severity.LEFT_OUT)
    result = list(api.extract([warning, article("a", "Shelling killed one on Friday.")], nlp=nlp))
    assert result[0] is warning
    assert result[1].mentions


@pytest.mark.model
def test_articles_are_taken_as_they_are_needed(nlp):
    taken = []

    def endless():
        number = 0
        while True:
            taken.append(number)
            yield article(str(number), "Rebels attacked a village on Monday.")
            number += 1

    stream = api.extract(endless(), nlp=nlp)
    next(stream)
    assert len(taken) <= 2 * api.BATCH


@pytest.mark.model
def test_dated_only_leaves_out_events_without_an_expression(nlp):
    text = "Rebels attacked a village on Monday. Soldiers shelled the town."
    everything = next(iter(api.extract([article("a", text)], nlp=nlp))).mentions
    dated = next(iter(api.extract([article("a", text)], nlp=nlp, dated_only=True))).mentions
    assert {m.trigger for m in dated} < {m.trigger for m in everything}
    assert all(m.date_text for m in dated)


@pytest.mark.model
def test_explain_refuses_a_date_that_is_none(nlp):
    with pytest.raises(DateError, match="someday"):
        api.explain("Two were killed.", "someday", nlp=nlp)


def test_an_unknown_pipeline_is_named():
    with pytest.raises(ModelError, match="en_core_web_nope"):
        list(api.extract([article("a", "A text.")], nlp="en_core_web_nope"))


@pytest.mark.model
def test_mentions_lead_back_to_the_text_as_given(nlp):
    text = "“Émigrés” 🙂 fled on Tuesday.\n\nA strike killed two in Kharkiv on Monday, police said."
    (result,) = api.extract([article("a", text)], nlp=nlp)
    assert result.mentions
    for m in result.mentions:
        assert text[m.trigger_start : m.trigger_end] == m.trigger
        assert text[m.sentence_start : m.sentence_end] == m.sentence
        if m.place:
            assert text[m.place.start : m.place.end] == m.place.text
        for actor in (*m.actors, *m.targets):
            assert text[actor.start : actor.end] == actor.text


@pytest.mark.model
def test_a_timeline_has_every_way_out(nlp, tmp_path):
    result = api.merge_mentions(
        api.extract([article("a", "A strike killed two in Kharkiv on Monday.")], nlp=nlp)
    )
    assert [e.interval.edtf() for e in result.events] == ["2024-05-20"]
    result.to_csv(tmp_path / "e.csv")
    result.to_html(tmp_path / "e.html")
    assert (tmp_path / "e.csv").read_text().startswith("event_id,event_date")
    assert "<html" in (tmp_path / "e.html").read_text()[:500].lower()
    assert len(result.to_frame()) == 1
    assert result.figure().data
    assert result.mentions_of(result.events[0].event_id)[0].article_id == "a"
    assert result.mentions_of("no such event") == ()
