"""Entity labels that stand for several (`entities.toml`): corpora that tell fewer kinds apart than we do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ...tables import read_table


@cache
def tables() -> dict[str, Any]:
    """`entities.toml`."""
    return read_table("timeline.pipeline.training", "entities.toml")


def widen(path: Sequence[str], words: Sequence[str], scheme: str) -> tuple[str, ...]:
    """BILOU labels of a corpus, in the wide labels of its scheme; "" leaves them alone.

    What was not marked may be a name of a kind that the corpus does not know, but only where it is written as
    one: with a capital or a digit.

    >>> widen(["U-LOC", "O", "O"], ["Syria", "Kurdish", "fighters"], "names")
    ('U-place', 'none', 'O')
    """
    if not scheme:
        return tuple(path)
    names = tables()["schemes"][scheme]
    out = []
    for label, word in zip(path, words, strict=True):
        if label != "O":
            out.append(f"{label[:2]}{names.get(label[2:], label[2:])}")
        else:
            written = word[0].isupper() or any(letter.isdigit() for letter in word)
            out.append(names.get("O", "O") if written else "O")
    return tuple(out)


def kinds(labels: Sequence[str]) -> list[str]:
    """The entity kinds that a model needs for these labels, sorted; wide labels are taken apart.

    >>> kinds(["O", "none", "U-place", "U-PERSON"])
    ['FAC', 'GPE', 'LOC', 'NORP', 'PERSON', 'WEAPON']
    """
    wide = tables()["wide"]
    found: set[str] = set()
    for label in labels:
        kind = label[2:] if label[1:2] == "-" else label
        found |= set(wide.get(kind, [kind]))
    return sorted(found - {"O"})


def allowed(labels: Sequence[str]) -> tuple[dict[str, int], npt.NDArray[np.bool_]]:
    """Numbers of all labels that training data may use, and which of the model's `labels` each allows.

    Returns the numbers by label and a table `[numbers, len(labels)]`; the model's own labels come first and
    allow themselves alone.
    """
    numbers = {label: number for number, label in enumerate(labels)}
    rows = [np.eye(len(labels), dtype=np.bool_)]
    for name, members in tables()["wide"].items():
        choices = (
            [(f"{part}-{name}", {f"{part}-{kind}" for kind in members}) for part in "BILU"]
            if "O" not in members
            else [
                (name, {"O", *(f"{part}-{kind}" for part in "BILU" for kind in members)}),
                *((f"{part}-{name}", {"O", *(f"{part}-{kind}" for kind in members)}) for part in "BILU"),
            ]
        )
        for label, known in choices:
            numbers[label] = len(numbers)
            rows.append(np.array([[own in known for own in labels]]))
    return numbers, np.concatenate(rows)


def coarse(label: str) -> str:
    """An entity label of ours as corpora of three kinds have it; "O" where they mark nothing."""
    name: str = tables()["coarse"].get(label, label)
    return name


def parents(label: str) -> list[str]:
    """The label itself, then what it was when fewer kinds were told apart.

    >>> parents("B-FAC")
    ['B-FAC', 'B-LOC']
    """
    kind = coarse(label[2:]) if label[1:2] == "-" else label
    return [label] if kind in (label[2:], label, "O") else [label, label[:2] + kind]
