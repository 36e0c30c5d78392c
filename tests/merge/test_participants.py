"""Who takes part in a mention, what it hangs on, and where two mentions agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from timeline.merge.agreement import AGREEMENT, agreement
from timeline.merge.spots import Spot, spots


def read(nlp: Any, *texts: str) -> list[Spot]:
    """The mentions of texts in which each is marked like [this]."""
    docs = []
    for number, marked in enumerate(texts):
        text, events = "", []
        for k, part in enumerate(marked.replace("]", "[").split("[")):
            if k % 2:
                name = f"{number}:{part}"
                events.append({"id": name, "start": len(text), "end": len(text) + len(part)})
            text += part
        docs.append({"id": str(number), "text": text, "events": events})
    return spots(docs, nlp)[0]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "role", "names", "words"),
    [
        ("Police [said] the road was closed.", "doers", set(), {"polic"}),
        ("The road was closed, [said] Maria Quintero.", "doers", {"maria", "quintero"}, set()),
        ("Maria Quintero left early. Later she [said] it was over.", "doers", {"maria", "quintero"}, set()),
        ("The man was [shot] by police.", "targets", set(), {"man"}),
        ("The man was [shot] by police.", "doers", set(), {"polic"}),
        ("The man who [shot] Maria Quintero fled.", "doers", set(), {"man"}),
        ("The man who [shot] Maria Quintero fled.", "targets", {"maria", "quintero"}, set()),
        ("It [rained].", "doers", set(), set()),
    ],
)  # fmt: skip
def test_roles(nlp: Any, text: str, role: str, names: set[str], words: set[str]) -> None:
    (spot,) = read(nlp, text)
    part = getattr(spot.sides, role)
    assert (set(part.names), set(part.words)) == (names, words)


@pytest.mark.model
def test_what_the_sentence_says(nlp: Any) -> None:
    (spot,) = read(nlp, "On Tuesday three soldiers were not [killed] in Kharkiv.")
    assert spot.sides.days == ("tuesday",)
    assert spot.sides.places == ("kharkiv",)
    assert spot.sides.numbers == ("three",)
    assert spot.sides.kind == "verb"
    assert spot.sides.negated


@pytest.mark.model
def test_what_hangs_on_what(nlp: Any) -> None:
    said, shot, fell = read(nlp, "Police [said] that a man was [shot]. Snow [fell].")
    assert (said.hangs_on, shot.hangs_on, fell.hangs_on) == ("", said.id, "")


@pytest.mark.model
@pytest.mark.parametrize(
    ("other", "name", "expected"),
    [
        ("Anna Mendes [said] it was over.", "speakers: names differ", 1),
        ("Anna Mendes [said] it was over.", "speakers: names meet", 0),
        ("It was over, [said] Quintero.", "speakers: names meet", 1),
        ("It was over, [said] Quintero.", "speakers: names differ", 0),
        ("Police [said] it was over.", "speakers: names differ", 0),  # nobody is named there
        ("Police [said] it was over.", "speakers: all differ", 1),
        ("Quintero [fled].", "both statements", 0),
        ("Quintero [fled].", "one a statement", 1),
        ("Quintero [fled].", "speakers: names meet", 0),
        ("Quintero [fled].", "doers: names meet", 1),
        ("Quintero never [said] it was over.", "one denied", 1),
    ],
)
def test_where_mentions_agree(nlp: Any, other: str, name: str, expected: float) -> None:
    members = read(nlp, "Maria Quintero [said] it was over.", other)
    table = agreement(members)[AGREEMENT.index(name)]
    assert table[0, 1] == table[1, 0] == expected


@pytest.mark.model
def test_tables_are_symmetric(nlp: Any) -> None:
    members = read(
        nlp, "Police [said] a man was [shot].", "A man was [shot] on Monday, [said] Ann Lee.", "[Rain]!"
    )
    made = agreement(members)
    assert len(made) == len(AGREEMENT)
    for table in made:
        assert np.array_equal(table, np.asarray(table).T)
