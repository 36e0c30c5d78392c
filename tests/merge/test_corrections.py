"""The user's word wins: the file's form, and what it does to events."""

from __future__ import annotations

from pathlib import Path

import pytest
from merge_factory import article, mention

from timeline.errors import SourceError
from timeline.merge import Corrections, Merged, merge, parse_corrections, read_corrections
from timeline.merge.identity import event_id_of
from timeline.models import TimelineData

REFS = {name: article(name, "2023-03-10") for name in "abcd"}
STRIKE = "A missile strike on Odesa killed 5 people on Thursday."
A = mention("a", STRIKE, "strike", "2023-03-09", where="Odesa", tolls="killed 5")
B = mention("b", "Five died in a strike on Odesa.", "strike", "2023-03-09", where="Odesa", tolls="killed 5")
C = mention("c", "Rebels attacked Tripoli.", "attacked", "2023-01-02", where="Tripoli")
D = mention("d", "Odesa was hit by a missile; 5 died.", "hit", "2023-03-09", where="Odesa", tolls="killed 5")


def grouped(merged: Merged) -> list[str]:
    return sorted("".join(sorted(event.article_ids)) for event in merged.events)


@pytest.mark.parametrize(
    ("lines", "groups"),
    [
        ([], ["abd", "c"]),
        ([f"same: {A.mention_id} {C.mention_id}"], ["abcd"]),
        ([f"different: {A.mention_id} {B.mention_id}"], None),
        ([f"same: {event_id_of(A.mention_id)} {event_id_of(C.mention_id)}"], ["abcd"]),
        (
            [
                f"different: {A.mention_id} {B.mention_id}",
                f"different: {A.mention_id} {D.mention_id}",
                f"different: {B.mention_id} {D.mention_id}",
            ],
            ["a", "b", "c", "d"],
        ),
        ([f"same: {A.mention_id} {C.mention_id}", f"different: {C.mention_id} {B.mention_id}"], None),
    ],
)
def test_groups(lines: list[str], groups: list[str] | None) -> None:
    corrections = parse_corrections(lines)
    merged = merge([A, B, C, D], REFS, corrections=corrections)
    if groups is not None:
        assert grouped(merged) == groups
    home = {m.mention_id: m.event_id for m in merged.mentions}
    known = home | {event_id_of(name): event for name, event in home.items()}
    assert all(known[a] == known[b] for a, b in corrections.same)
    assert all(known[a] != known[b] for a, b in corrections.different)
    first = merge([A, B, C, D], REFS)
    before = TimelineData(events=first.events, mentions=first.mentions, articles=tuple(REFS.values()))
    later = merge([], {}, previous=before, corrections=corrections)
    assert grouped(later) == grouped(merged)


def test_the_older_id_lives_and_the_other_is_its_alias() -> None:
    first = merge([A, C], REFS)
    before = TimelineData(events=first.events, mentions=first.mentions, articles=tuple(REFS.values()))
    ids = {m.article_id: m.event_id for m in first.mentions}
    joined = merge([], {}, previous=before, corrections=Corrections(same=((ids["a"], ids["c"]),)))
    (event,) = joined.events
    assert (event.event_id, event.aliases) == (ids["a"], (ids["c"],))
    assert event.reasons[0].why == "your correction says so"
    again = TimelineData(events=joined.events, mentions=joined.mentions, articles=tuple(REFS.values()))
    split = merge([], {}, previous=again, corrections=Corrections(different=((ids["a"], ids["c"]),)))
    assert len(split.events) == 2


def test_an_unknown_id_is_a_warning() -> None:
    merged = merge([A], REFS, corrections=Corrections(same=(("e-nothing", A.mention_id),)))
    assert [problem.code for problem in merged.problems] == ["unknown-id"]


def test_read(tmp_path: Path) -> None:
    path = tmp_path / "corrections.txt"
    path.write_text("# mine\nsame: a b  # one strike\n\ndifferent: c d\n", "utf-8")
    assert read_corrections(path) == Corrections(same=(("a", "b"),), different=(("c", "d"),))


@pytest.mark.parametrize("line", ["same a b", "same: a", "equal: a b", "same: a b c", "same: a a", "a b"])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(SourceError, match="line 2"):
        parse_corrections(["same: a b", line])


def test_contradictions_are_refused() -> None:
    with pytest.raises(SourceError, match="contradicts"):
        parse_corrections(["same: a b", "same: b c", "different: a c"])
    names = Corrections(
        same=((A.mention_id, C.mention_id),), different=((event_id_of(A.mention_id), C.mention_id),)
    )
    with pytest.raises(SourceError, match="both"):
        merge([A, C], REFS, corrections=names)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none"):
        read_corrections(tmp_path / "none.txt")
