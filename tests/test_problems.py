"""The closed list of codes: nothing is raised that is not on it, and nothing stands on it for show."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from timeline.models import Problem, Severity
from timeline.problems import codes
from timeline.report import report_of

PACKAGE = Path(__file__).resolve().parents[1] / "timeline"
# Called with the place and the code, in this order; or with the code first.
MAKERS = {
    "_left_out": 1,
    "problem": 1,
    "warning": 1,
    "PageError": 0,
    "NotText": 0,
    "PackedError": 0,
    "_FeedError": 0,
}


def raised() -> Iterator[tuple[str, str, Severity | None]]:
    """Each code that stands in our own modules: where, the code, and the severity where the call tells it."""
    for module in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            where = f"{module.relative_to(PACKAGE)}:{node.lineno}"
            given = [kw.value for kw in node.keywords if kw.arg == "code"] if name == "Problem" else []
            severity = None
            if name == "Problem" and given:
                told = [ast.unparse(kw.value) for kw in node.keywords if kw.arg == "severity"]
                severity = Severity.WARNING if told == ["Severity.WARNING"] else Severity.LEFT_OUT
            elif name in MAKERS and len(node.args) > MAKERS[name] + 1:
                given = [node.args[MAKERS[name]]]
                severity = {"problem": Severity.LEFT_OUT, "warning": Severity.WARNING}.get(name)
            for value in given:
                for each in ast.walk(value):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield where, each.value, severity


def test_every_code_is_on_the_list() -> None:
    unknown = [(where, code) for where, code, _ in raised() if code not in codes()]
    assert unknown == []


def test_severities_are_those_of_the_list() -> None:
    wrong = [
        (where, code)
        for where, code, severity in raised()
        if code in codes() and severity and codes()[code].severity not in (severity.value, "both")
    ]
    assert wrong == []


def test_nothing_stands_on_the_list_for_show() -> None:
    assert set(codes()) - {code for _, code, _ in raised()} - AWAITED == set()


AWAITED: set[str] = set()


@pytest.mark.parametrize("code", codes().values(), ids=lambda code: code.code)
def test_each_code_is_told_in_whole_sentences(code) -> None:
    assert code.code == code.code.lower().replace(" ", "-")
    for text in (code.means, code.mend, code.example):
        assert text.endswith(".")
        assert text.isprintable()


def test_a_report_from_python() -> None:
    problems = [
        Problem(where="a.txt", code="no-date", message="a.txt has no date."),
        Problem(where="b\ud800", code="given-twice", message="Twice.", severity=Severity.WARNING),
    ]
    report = report_of(problems, articles=3)
    assert (report["status"], report["exit_code"], report["seconds"]) == ("some_left_out", 3, None)
    assert (report["articles"], report["left_out"], report["warnings"]) == (3, 1, 1)
    assert report["codes"]["no-date"]["mend"] == codes()["no-date"].mend
    assert [Problem(**each) for each in report["problems"]] == problems
    assert report_of(problems[:1], articles=0)["status"] == "failed"
    assert report_of([], articles=3)["status"] == "done"
