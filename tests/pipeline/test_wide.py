"""Entity labels that stand for several."""

from __future__ import annotations

import pytest

from timeline.pipeline.training.wide import allowed, coarse, kinds, parents, tables, widen

OURS = [
    "O",
    *(f"{part}-{kind}" for part in "BILU" for kind in ("FAC", "GPE", "LOC", "NORP", "ORG", "UNIT", "WEAPON")),
]


@pytest.mark.parametrize(
    ("label", "choices"),
    [
        ("U-ORG", {"U-ORG"}),
        ("B-place", {"B-GPE", "B-LOC", "B-FAC"}),
        ("L-group", {"L-ORG", "L-UNIT"}),
        ("none", {"O", *(f"{part}-{kind}" for part in "BILU" for kind in ("NORP", "WEAPON"))}),
        ("U-thing", {"O", "U-WEAPON"}),
    ],
)
def test_what_a_label_allows(label: str, choices: set[str]) -> None:
    numbers, table = allowed(OURS)
    assert {OURS[index] for index in table[numbers[label]].nonzero()[0]} == choices


def test_every_label_allows_something() -> None:
    _, table = allowed(OURS)
    assert table.any(axis=1).all()


@pytest.mark.parametrize("scheme", sorted(tables()["schemes"]))
def test_every_scheme_uses_known_labels(scheme: str) -> None:
    numbers, _ = allowed([*OURS, *(f"{part}-PERSON" for part in "BILU")])
    path = [label if label == "O" else f"U-{label}" for label in tables()["schemes"][scheme]]
    assert set(widen(path, ["Kurdish"] * len(path), scheme)) <= set(numbers)


def test_small_words_outside_names_are_no_names() -> None:
    assert widen(["O", "O", "U-LOC"], ["kurdish", "T-72", "Syria"], "names") == ("O", "none", "U-place")


@pytest.mark.parametrize(
    ("ours", "theirs"), [("GPE", "LOC"), ("UNIT", "ORG"), ("NORP", "O"), ("PERSON", "PERSON")]
)
def test_coarse(ours: str, theirs: str) -> None:
    assert coarse(ours) == theirs


@pytest.mark.parametrize(
    ("label", "chain"),
    [
        ("B-FAC", ["B-FAC", "B-LOC"]),
        ("U-NORP", ["U-NORP"]),
        ("B-LOC", ["B-LOC"]),
        ("O", ["O"]),
        ("nsubj", ["nsubj"]),
    ],
)
def test_what_a_new_label_inherits(label: str, chain: list[str]) -> None:
    assert parents(label) == chain


def test_kinds_take_wide_labels_apart() -> None:
    assert kinds(["O", "none", "B-place"]) == ["FAC", "GPE", "LOC", "NORP", "WEAPON"]
