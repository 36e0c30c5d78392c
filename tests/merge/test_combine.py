"""One event out of several tellings: its date, its tolls, its sources, both sides' words."""

from __future__ import annotations

import pytest
from merge_factory import article, mention

from timeline.merge import merge
from timeline.merge.combine import combine
from timeline.models import Event, Mention, Status, TollKind

REFS = {name: article(name, f"2023-03-{10 + k}") for k, name in enumerate("abcdef")}


def told(*rows: dict[str, str]) -> Event:
    """One event of tellings in articles a, b, c..., each with a wording of its own."""
    mentions = [
        mention("abcdef"[k], f"Strike number {k} hit Odesa.", "Strike", **{"when": "2023-03-09", **row})
        for k, row in enumerate(rows)
    ]
    return combine(mentions, REFS, event_id="e")


@pytest.mark.parametrize(
    ("dates", "edtf", "conflict"),
    [
        (["2023-03-09"], "2023-03-09", ""),
        (["2023-03", "2023-03-09"], "2023-03-09", ""),
        (["2023-03-06/2023-03-12", "2023-03"], "2023-03-06/2023-03-12", ""),
        (["2023-03-09 evening", "2023-03-09", "2023-03-09"], "2023-03-09", ""),
        (["2023-03-09", "2023-03-09", "2023-03-08"], "2023-03-09", "8 March 2023 (outlet c)"),
        # One word against one: the later report stands.
        (["2023-03-08", "2023-03-09"], "2023-03-09", "8 March 2023 (outlet a)"),
        (["2023-03-08", "", "2023-03-09", "2023-03-09"], "2023-03-09", "8 March 2023 (outlet a)"),
        (["", ""], None, ""),
    ],
)
def test_date(dates: list[str], edtf: str | None, conflict: str) -> None:
    event = told(*({"when": when} for when in dates))
    assert (event.interval.edtf() if event.interval else None) == edtf
    assert event.date_conflict == conflict


def test_a_publication_date_never_sharpens_a_stated_one() -> None:
    event = told({"when": "2023-03"}, {"when": "2023-03-11", "basis": "publication"})
    assert event.interval is not None
    assert event.interval.edtf() == "2023-03"


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        (["4 4 drone", "6 6 drone"], ["4-6 drone"]),
        (["4 4 drone, 12 12 km2", ""], ["4 drone", "12 km2"]),
        (["4 4 drone", "6 ? drone"], ["4+ drone"]),
        (["", ""], []),
    ],
)
def test_quantities(given: list[str], merged: list[str]) -> None:
    event = told(*({"quantities": quantities} for quantities in given))
    assert [q.words() for q in event.quantities] == merged


@pytest.mark.parametrize(
    ("tolls", "low", "high", "best"),
    [
        (["killed 5"], 5, 5, 5),
        (["killed 5", "killed 9"], 5, 9, 9),
        (["killed 5+", "killed 9"], 5, 9, 9),
        (["killed 5", "killed 9+"], 5, None, 9),
        (["killed 12", "killed 9"], 9, 12, 9),
        (["killed 10-12", ""], 10, 12, 10),
    ],
)
def test_tolls(tolls: list[str], low: int, high: int | None, best: int) -> None:
    event = told(*({"tolls": toll} for toll in tolls))
    (toll,) = event.tolls
    assert (toll.low, toll.high, event.best[TollKind.KILLED]) == (low, high, best)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        (["dozens", "19"], 19, 19),
        (["19", "dozens"], 19, 99),  # told later, it may be that more died
        (["scores", "dozens"], 24, 99),
        (["hundreds of men", "312 men"], 312, 312),
        (["25 dozens", "19"], 19, 99),
    ],
)
def test_a_number_takes_the_place_of_dozens(words: list[str], low: int, high: int) -> None:
    made = []
    for k, text in enumerate(words):
        first = next((w for w in text.split() if w.isdigit()), "") if "dozens" not in text else ""
        number = first or "24-99"
        one = mention(
            "abcdef"[k], f"Shell {k} hit Odesa.", "hit", when="2023-03-09", tolls=f"killed {number}"
        )
        made.append(one.model_copy(update={"tolls": (one.tolls[0].model_copy(update={"text": text}),)}))
    (toll,) = combine(made, REFS, event_id="e").tolls
    assert (toll.low, toll.high) == (low, high)


@pytest.mark.parametrize(
    ("other", "low", "high"),
    [
        ({"tolls": "killed 70", "type": "STATEMENT"}, 5, 5),
        ({"tolls": "killed 3700", "when": "2023-01-01/2023-03-10"}, 5, 5),
        ({"tolls": "killed 7"}, 5, 7),
    ],
)
def test_figures_come_from_tellings_of_the_event_itself(other: dict[str, str], low: int, high: int) -> None:
    (toll,) = told({"tolls": "killed 5"}, other).tolls
    assert (toll.low, toll.high) == (low, high)


def test_a_speakers_figure_counts_where_nobody_else_has_one() -> None:
    event = told({}, {"tolls": "killed 70", "type": "STATEMENT"})
    assert event.best[TollKind.KILLED] == 70


def test_a_correction_replaces_the_figures_before_it() -> None:
    rows = [
        ("a", "killed 12", "A strike killed 12."),
        ("b", "killed 10", "Correction: a strike killed 10, not 12."),
    ]
    mentions = [mention(name, text, "strike", "2023-03-09", tolls=toll) for name, toll, text in rows]
    event = combine(mentions, REFS, event_id="e")
    assert [(t.low, t.high) for t in event.tolls] == [(10, 10)]


def test_a_retracted_figure_goes() -> None:
    rows = [
        ("a", "killed 3", "A strike killed three."),
        ("b", "killed 2", "Two died in the strike."),
        ("c", "killed 3", "An earlier version of this article said that three were killed in the strike."),
    ]
    mentions = [mention(name, text, "strike", "2023-03-09", tolls=toll) for name, toll, text in rows]
    event = combine(mentions, REFS, event_id="e")
    assert [(t.low, t.high) for t in event.tolls] == [(2, 2)]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["claimed", "happened"], Status.HAPPENED),
        (["claimed", "claimed"], Status.CLAIMED),
        (["planned"], Status.PLANNED),
        (["denied"], Status.DENIED),
    ],
)
def test_status(statuses: list[str], expected: Status) -> None:
    assert told(*({"status": status} for status in statuses)).status is expected


def test_both_sides_keep_their_word() -> None:
    event = told({"said_by": "Shoigu", "status": "claimed"}, {"said_by": "Ukraine", "status": "claimed"})
    assert [(a.name, a.side) for a in event.attribution] == [("Shoigu", "RUS"), ("Ukraine", "UKR")]


def test_the_most_precise_place_stands() -> None:
    event = told({"where": "Crimea"}, {"where": "Crimea"}, {"where": "Alushta"})
    assert event.place is not None
    assert event.place.name == "Alushta"


def test_a_claim_alone_does_not_move_a_fact() -> None:
    event = told({"where": "Crimea"}, {"where": "Alushta", "status": "claimed"})
    assert event.place is not None
    assert event.place.name == "Crimea"


def test_the_fullest_telling_stands_for_the_event() -> None:
    event = told({}, {"where": "Odesa", "tolls": "killed 2"})
    assert event.mention_ids[0].startswith("b:")
    assert event.title == "Strike number 1 hit Odesa."


def wire(name: str, text: str) -> Mention:
    return mention(name, text, "strike", "2023-03-09", where="Odesa", tolls="killed 5")


def test_wire_copy_is_one_event_of_many_outlets_and_one_source_of_confidence() -> None:
    text = "A missile strike on Odesa killed five people, the governor said."
    (copied,) = merge([wire(name, text) for name in "abcdef"], REFS).events
    (single,) = merge([wire("a", text)], REFS).events
    other = "Five people died in a missile strike on the port of Odesa."
    (twice,) = merge([wire("a", text), wire("b", other)], REFS).events
    assert copied.sources == tuple(f"outlet {name}" for name in "abcdef")
    assert copied.confidence == single.confidence < twice.confidence
    assert all("almost the same sentence" in reason.why for reason in copied.reasons)


def test_events_come_in_order_of_time_and_undated_ones_last() -> None:
    mentions = [
        mention("c", "A truce was signed.", "signed", "2023-03-11", type="AGREE"),
        mention("b", "Riots broke out somewhere.", "Riots", "", type="PROTEST"),
        mention("a", "A bridge collapsed.", "collapsed", "", type="OTHER"),
        mention("d", "Rebels attacked Aleppo.", "attacked", "2023-03", where="Aleppo"),
        mention("e", "Rebels attacked Tripoli.", "attacked", "2023-03-09", where="Tripoli"),
    ]
    assert [e.article_ids[0] for e in merge(mentions, REFS).events] == ["d", "e", "c", "a", "b"]
