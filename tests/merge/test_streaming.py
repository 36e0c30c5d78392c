"""Merging from the disk gives what merging in memory gives, however small the parts that it works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from merge_factory import article, mention
from test_laws import REFS, corpora, timeline

from timeline import export
from timeline.errors import SourceError
from timeline.merge import Corrections, MergedStream, blocking, corpus, grouping, merge, merge_stream, scratch
from timeline.merge import tellings as tellings_
from timeline.merge.codec import pack, unpack
from timeline.merge.facts import facts_of
from timeline.models import Mention, Problem, Severity, TimelineData

SMALL = [
    (blocking, "CHUNK", 50), (blocking, "OWNERS", 2), (blocking, "PAIRS", 7), (blocking, "NARROW", 2),
    (blocking, "LATE", 9), (corpus, "LATE", 6), (corpus, "NAMED", 1), (scratch, "ROWS", 3),
    (scratch, "WRITE", 200),
    (scratch, "READ", 500), (tellings_, "STEP", 2), (tellings_, "CACHED", 2), (grouping, "POOLED", 1),
    (corpus, "LIVE", 5),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def small_parts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in SMALL:
            patch.setattr(module, name, value)
        yield


def streamed(mentions: Any, **more: Any) -> tuple[Any, Any, Any]:
    with merge_stream(iter(mentions), iter(REFS.values()), **more) as found:
        return tuple(found.events), tuple(found.mentions), tuple(found.problems)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora)
def test_the_same_as_in_memory(mentions: list[Mention]) -> None:
    assert streamed(mentions) == tuple(merge(mentions, REFS).__dict__.values())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora, st.integers(0, 14), st.data())
def test_the_same_when_added_and_corrected(mentions: list[Mention], cut: int, data: st.DataObject) -> None:
    before = timeline(merge(mentions[:cut], REFS))
    names = [m.mention_id for m in mentions] + [e.event_id for e in before.events] + ["e-nothing"]
    pairs = st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=2)
    said = Corrections(same=tuple(data.draw(pairs)), different=tuple(data.draw(pairs)))
    found: list[object] = []
    for way in (streamed, lambda told, **more: tuple(merge(told, REFS, **more).__dict__.values())):
        try:
            found.append(way(mentions[cut:], previous=before, corrections=said))
        except SourceError as error:
            found.append(str(error))
    assert found[0] == found[1]


def test_views_can_be_counted_and_read_again(tmp_path: Path) -> None:
    told = [mention("a", "A strike hit Odesa.", "strike", "2023-03-09", where="Odesa"),
            mention("b", "A strike hit Odesa.", "strike", "2023-03-09", where="Odesa")]  # fmt: skip
    refs = [article("b", "2023-03-10"), article("a", "2023-03-10"),
            article("c", "2023-03-11").model_copy(update={"duplicate_of": "a"})]  # fmt: skip
    problem = Problem(where="x", code="no-date", message="x has no date", severity=Severity.WARNING)
    with merge_stream(told, refs, problems=[problem], scratch=tmp_path) as found:
        assert [len(x) for x in (found.events, found.mentions, found.articles, found.problems)] == [
            1,
            2,
            3,
            1,
        ]
        assert list(found.events) == list(found.events)
        (event,) = found.events
        assert (event.article_ids, event.copy_ids) == (("a", "b"), ("c",))
        assert [ref.id for ref in found.articles] == ["a", "b", "c"]
        assert {m.event_id for m in found.mentions} == {event.event_id}
        one = found.find_mention(told[1].mention_id)
        assert one is not None
        assert one.event_id == event.event_id
        assert found.find_article("c") == refs[2]
        assert found.find_mention("nothing") is found.find_article("nothing") is None
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_behind_when_it_fails(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="names the article 'a', which is not given"):
        merge_stream([mention("a", "A strike.", "strike")], [], scratch=tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_gives_nothing() -> None:
    with merge_stream([], []) as found:
        assert isinstance(found, MergedStream)
        assert list(found.events) == list(found.mentions) == list(found.articles) == []


def test_halves_of_surrogate_pairs_pass_through() -> None:
    told = mention("a", "A strike hit \ud83d Odesa.", "strike", "2023-03-09", where="Odesa")
    with merge_stream([told], [article("a", "2023-03-10")]) as found:
        assert [m.sentence for m in found.mentions] == [told.sentence]
        assert [event.title for event in found.events] == [told.sentence]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_scratch_rows_come_back_by_bucket_in_order(count: int) -> None:
    import numpy as np

    room = scratch.Scratch()
    buckets = room.buckets(np.int64, np.array([0, 10, 20]))
    for k in range(count):
        rows = np.array([25, 3, 12, 4]) + k
        buckets.add(rows, rows)
    read = [part.tolist() for part in buckets]
    room.close()
    assert read == [
        [n + k for k in range(count) for n in (3, 4)],
        [12 + k for k in range(count)],
        [25 + k for k in range(count)],
    ]


def test_facts_come_back_as_they_were() -> None:
    told = mention(
        "a", "Police said 12 rebels killed 3 in Odesa on Thursday evening with drones.", "killed",
        "2023-03-09 evening", where="Odesa", by="Russia,Lavrov", to="civilians", tolls="killed 3",
        means="drone", said_by="Ukraine",
    )  # fmt: skip
    fact = facts_of(told, REFS["a"])
    again = unpack(pack(fact), 2.5, lambda: told)
    for field in fields(fact):
        if field.name not in ("mention", "norm"):
            assert getattr(again, field.name) == getattr(fact, field.name), field.name
    assert again.norm == 2.5
    for name in type(told).model_fields:
        assert getattr(again.mention, name) == getattr(told, name), name


TOLD = [
    mention("a", "A missile strike on Odesa on Thursday killed 5.", "strike", "2023-03-09", where="Odesa",
            by="Russia", tolls="killed 5", said_by="Ukraine"),
    mention("b", "Missiles hit Odesa on Thursday, killing 5.", "hit", "2023-03-09", where="Odesa"),
    mention("b", "Shelling hit a market in Kherson.", "Shelling", "2023-03-10", where="Kherson", at=200),
    mention("c", "=cmd() was shelled \ud83d in 2023.", "shelled", "2023", where="Kherson"),
    mention("d", "Russia denied a missile strike on Odesa.", "strike", "2023-03-09", where="Odesa",
            status="denied"),
]  # fmt: skip
COPY = REFS["a"].model_copy(update={"id": "z", "duplicate_of": "a", "source": "copier"})
STRAY = REFS["a"].model_copy(update={"id": "y", "duplicate_of": "elsewhere"})


@pytest.mark.parametrize(
    "form",
    [
        "csv",
        "hxl",
        "jsonl",
        "mentions",
        "sqlite",
        "geojson",
        "jsonld",
        "ics",
        "timelinejs",
        "parquet",
        "duckdb",
    ],
)
def test_what_is_written_from_the_disk_is_what_is_written_from_memory(form: str, tmp_path: Path) -> None:
    known = {found.name for found in export.FORMATS}
    if form not in known:
        pytest.skip(f"no format {form}")
    with merge_stream(TOLD, [*REFS.values(), COPY, STRAY]) as found:
        whole = TimelineData(
            events=tuple(found.events), mentions=tuple(found.mentions), articles=tuple(found.articles)
        )
        paths = [tmp_path / "one" / "t.x", tmp_path / "other" / "t.x"]
        for path, data in zip(paths, (whole, found), strict=True):
            path.parent.mkdir()
            export.write(data, path, form)
    if form == "duckdb":
        assert export.read_timeline(paths[0]) == export.read_timeline(paths[1])
    else:
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_what_whoever_makes_mentions_leaves_behind_is_collected() -> None:
    """A parser leaves cycles behind, 40 kB an article; merging's own values have none."""
    import gc

    seen: list[bool] = []

    def making(count: int) -> Iterator[Mention]:
        for k in range(count):
            seen.append(gc.isenabled())
            yield mention(next(iter(REFS)), "Two were killed.", "killed", at=100 * k)

    with merge_stream(making(3), iter(REFS.values())) as found:
        assert len(found.mentions) == 3
    assert seen == [True] * 3
    assert gc.isenabled()
    gc.disable()
    try:
        with merge_stream(making(2), iter(REFS.values())):
            pass
    finally:
        was_on = gc.isenabled()
        gc.enable()
    assert (seen[3:], was_on) == ([False] * 2, False)
