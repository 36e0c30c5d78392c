"""The project's own annotated news: its form, its faults, and the files in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeline.pipeline.training.conflict import AnnotationError, read_conflict, read_reports
from timeline.pipeline.training.conflict_check import check

HERE = Path(__file__).parent / "conflict"
TRAIN = Path(__file__).parents[2] / "timeline" / "pipeline" / "training" / "conflict"
FILES = sorted([*HERE.glob("*.txt"), *TRAIN.glob("*.txt")])


def write(folder: Path, *rows: str) -> Path:
    path = folder / "news.txt"
    path.write_text("\n".join(rows), encoding="utf8")
    return path


def test_a_report_in_full(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "# written for this test",
        "=== odesa-1 | wire",
        "[NORP Russian] missiles hit port",
        "= missiles < hit : nsubj ; hit < ROOT : root",
        "",
        "[GPE KYIV], March 5 ([ORG Reuters]) - Two people died on [LOC Snake Island].",
        "= died < ROOT : root ; people < died : nsubj",
        "&The rest fled.",
    )
    (report,) = read_reports(path)
    assert (report.name, report.style) == ("odesa-1", "wire")
    assert [line.joint for line in report.lines] == ["", "\n", ""]
    (document,) = read_conflict([path], "own")
    assert [sentence.words[0] for sentence in document.sentences] == ["Russian", "KYIV", "Two", "The"]
    headline, dateline, lead, _ = document.sentences
    assert headline.layers["entity"] == ("U-NORP", "O", "O", "O")
    assert headline.layers["dep"] == (None, "nsubj", "ROOT", None)
    assert headline.heads == (0, 2, 2, 3)
    assert dateline.words[-1] == "-"
    assert lead.layers["entity"][-3:] == ("B-LOC", "L-LOC", "O")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (("[CITY Odesa] burned .",), "CITY is no entity label"),
        (("Odesa] burned .",), "a square bracket that marks no entity"),
        (("= hit < ROOT : root",), "arcs without a sentence"),
        (("It hit .", "= hit < ROOT"), "is not 'word < head : relation'"),
        (("It hit .", "= hit < ROOT : verb"), "verb is no relation"),
        (("It hit .", "= it < hit : nsubj"), "no word 'it'"),
        (("It hit it and it .", "= it < hit : obj"), "stands 2 times: number it"),
        (("It hit it .", "= it~2 < hit : obj"), "stands 1 times, it~2 is none of them"),
        (("It hit .", "= It < hit : nsubj ; It < hit : obj"), "It has two heads"),
        (("[ORG Odes]a burned .",), "is not whole words"),
        (("They hit .", "= They < ROOT : root ; hit < ROOT : root"), "two roots"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, rows: tuple[str, ...], reason: str) -> None:
    path = write(tmp_path, "=== a | b", *rows)
    with pytest.raises(AnnotationError, match=r"news.txt line \d+: ") as caught:
        list(read_conflict([path], "own"))
    assert reason in str(caught.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_the_files_of_the_repository_can_be_read(path: Path) -> None:
    assert check(path) == []


def test_test_articles_are_not_trained_on() -> None:
    train = {
        line.text for path in TRAIN.glob("*.txt") for report in read_reports(path) for line in report.lines
    }
    test = {
        line.text for path in HERE.glob("*.txt") for report in read_reports(path) for line in report.lines
    }
    assert len(train) + len(test) >= 1500
    assert len(test) >= 500
    shared = {text for text in train & test if len(text.split()) >= 4}
    assert not shared
