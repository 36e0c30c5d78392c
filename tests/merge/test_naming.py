"""The title of an event: names somebody, and counts as many as are known by now."""

from __future__ import annotations

from typing import Any

import pytest
from merge_factory import mention

from timeline.merge.naming import is_nameless, title
from timeline.models import Mention, Status, Toll, TollKind


def telling(line: str, own: str = "", low: int = 0, status: Status = Status.HAPPENED) -> Mention:
    tolls = (Toll(kind=TollKind.KILLED, low=low, high=None, text=own, start=0, end=0),) if own else ()
    plain: Any = mention("a", "A strike.", "strike")
    changed: Mention = plain.model_copy(update={"title": line, "tolls": tolls, "status": status})
    return changed


@pytest.mark.parametrize(
    ("line", "own", "low", "latest", "expected"),
    [
        ("Bombs hit store, killing at least two", "at least two", 2, "19", "Bombs hit store, killing 19"),
        ("Strike on Sumy kills 2", "two", 2, "at least 12", "Strike on Sumy kills at least 12"),
        ("Blast kills 30, injures dozens", "30", 30, "Seventy", "Blast kills seventy, injures dozens"),
        ("Raid kills 30 people in Goma", "30", 30, "41", "Raid kills 41 people in Goma"),
        ("At least 12 killed", "At least 12", 12, "19", "At least 12 killed"),
        # the figure counts one kind of people, stands in a name or a number, or there is none
        ("Drone kills three journalists", "three", 3, "5", "Drone kills three journalists"),
        ("Shell hits School No. 12, killing 2", "2", 2, "2", "Shell hits School No. 12, killing 2"),
        ("Raid frees 1,200 captives", "200", 200, "300", "Raid frees 1,200 captives"),
        ("Drone hits store", "two", 2, "5", "Drone hits store"),
        ("Blast kills 2", "two", 2, "two children and a caregiver", "Blast kills 2"),
    ],
)
def test_the_latest_figure_stands_in_the_title(
    line: str, own: str, low: int, latest: str, expected: str
) -> None:
    now = Toll(kind=TollKind.KILLED, low=low, high=None, text=latest, start=0, end=0)
    assert title(telling(line, own, low), [now]) == expected


def test_what_somebody_said_stays_as_it_was_said() -> None:
    now = Toll(kind=TollKind.KILLED, low=2, high=None, text="19", start=0, end=0)
    line = "Governor says blast kills 2"
    assert title(telling(line, "2", 2, Status.CLAIMED), [now]) == line


@pytest.mark.parametrize(("line", "expected"), [("They strike depot", True), ("Drones strike depot", False)])
def test_a_title_that_names_nobody(line: str, expected: bool) -> None:
    assert is_nameless(telling(line)) is expected
