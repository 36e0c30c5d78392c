"""Lines that are not reporting, and lines that look like it but are."""

from __future__ import annotations

import time

import pytest

from timeline.events.boilerplate import masked, weigh
from timeline.events.tables import table

CUES = table("boilerplate_cues")["cue"]


@pytest.mark.parametrize("line", [line for cue in CUES for line in cue["examples"]])
def test_each_cue_catches_its_examples(line: str) -> None:
    assert [m.why for m in masked(line)]


@pytest.mark.parametrize("line", [line for cue in CUES for line in cue["rejects"]])
def test_no_cue_catches_what_it_must_not(line: str) -> None:
    assert masked(line) == []


APPEAL = """Rebels shelled the town on Monday, the mayor said.
AFP contributed reporting.
A Message from The Harbour Post:
Dear readers,
We are facing hard times. The prosecutor has called our work a crime, and our staff is at risk.
These attacks will not stop us. We strive to report what happened.
Your support makes a difference. From as little as $2 you can help us continue.
Remind me later."""


def test_an_appeal_is_left_out_as_a_block() -> None:
    kept = _kept(APPEAL)
    assert kept == ["Rebels shelled the town on Monday, the mayor said."]


def test_reporting_after_a_block_counts_again() -> None:
    text = (
        "Please support us with a one-time donation.\nThe army took two villages.\n"
        "Three soldiers were killed on Monday.\nThe talks failed."
    )
    assert "Three soldiers were killed on Monday." in _kept(text)


def test_a_repeated_paragraph_counts_once() -> None:
    line = "Three soldiers were killed on Monday when a shell hit their truck."
    marks = masked(f"{line}\nThe army said nothing.\n{line}\n")
    assert [(m.why, m.start > 0) for m in marks] == [("repeat", True)]


@pytest.mark.parametrize(
    "line",
    [
        "“We need your help,” the mayor told the crowd on Monday.",
        "The envoy thanked donors for their support.",
        "Shells hit a newsroom on Friday, killing two editors.",
        "Police seized a newsletter printed by the group.",
        "",
    ],
)
def test_reporting_stays(line: str) -> None:
    assert masked(line) == []


def test_weight_is_linear_in_the_text() -> None:
    def seconds(size: int) -> float:
        text = "we your support " * size + "\n" + "“" * size
        start = time.perf_counter()
        masked(text)
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(40_000) < 60 * max(seconds(4_000), 0.005)


def test_a_line_weighs_the_sum_of_its_cues() -> None:
    total, why, opens = weigh("Your support matters to us.")
    assert (round(total, 2), why, opens) == (1.05, "appeal", True)


def _kept(text: str) -> list[str]:
    marks = masked(text)
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        if not any(m.start <= at < m.end for m in marks):
            lines.append(line.strip())
        at += len(line)
    return lines
