"""The report of a run as data: what was left out or warned about, with codes, reasons, counts and time.

A report is one JSON object:

    format       "conflict-timeline report"
    version      of this program
    python       version
    command      "build", "extract", ..., or "" for a report that was made from Python
    status       "done", "some_left_out", "failed" or "stopped"
    exit_code    0 all done, 1 failed, 2 wrong usage, 3 some articles left out, 130 stopped
    error        the sentence of what ended the run; empty when nothing did
    seconds      of the whole run; null where nobody took the time
    articles     number of articles done
    left_out     number of problems that cost an article, or more
    warnings     number of those that cost none
    codes        for each code that came up: count, and the meaning and mend of `problems.toml`
    complete     false when the disk for temporary files was full, and problems are missing from the list
    problems     each with where, code, message and severity ("left_out" or "warning"), in the order they came
"""

from __future__ import annotations

import json
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final, TextIO

from timeline.errors import OutputError
from timeline.models import Problem, Severity
from timeline.problems import codes

__all__ = ["FORMAT", "Report", "report_of"]

FORMAT: Final = "conflict-timeline report"
IN_MEMORY: Final = 2_000_000  # characters of problems held before they go to a temporary file
STATUS: Final = {0: "done", 3: "some_left_out", 130: "stopped"}


class Report:
    """Collects the problems of a run, in little memory however many there are, and writes them at its end."""

    def __init__(self, command: str = "") -> None:
        self.command = command
        self.articles = 0
        self.left_out = 0
        self.warnings = 0
        self.counts: Counter[str] = Counter()
        self._begun = time.monotonic()
        self._complete = True
        self._lines: IO[str] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - open as long as the report
            IN_MEMORY, "w+", encoding="utf-8", newline="\n"
        )

    def problem(self, problem: Problem) -> None:
        """Take in a problem."""
        lost = problem.severity is Severity.LEFT_OUT
        self.left_out += lost
        self.warnings += not lost
        self.counts[problem.code] += 1
        try:
            # In ASCII, since a name may hold what no encoding can.
            self._lines.write(json.dumps(problem.model_dump(mode="json")) + "\n")
        except OSError:  # the disk is full; the counts go on
            self._complete = False

    def head(self, exit_code: int, error: str = "", *, timed: bool = True) -> dict[str, Any]:
        """Everything but the problems themselves."""
        from timeline import __version__

        known = codes()
        return {
            "format": FORMAT,
            "version": __version__,
            "python": platform.python_version(),
            "command": self.command,
            "status": STATUS.get(exit_code, "failed"),
            "exit_code": exit_code,
            "error": error,
            "seconds": round(time.monotonic() - self._begun, 3) if timed else None,
            "articles": self.articles,
            "left_out": self.left_out,
            "warnings": self.warnings,
            "codes": {
                code: {"count": n, "means": known[code].means, "mend": known[code].mend}
                if code in known
                else {"count": n, "means": "", "mend": ""}
                for code, n in sorted(self.counts.items())
            },
            "complete": self._complete,
        }

    def problems(self) -> Iterator[str]:
        """The problems, each as JSON."""
        try:
            self._lines.seek(0)
            for line in self._lines:
                if line.endswith("}\n"):  # not the half of a line that filled the disk
                    yield line.rstrip("\n")
            self._lines.seek(0, 2)
        except OSError:
            self._complete = False

    def write(self, path: str | Path, exit_code: int, error: str = "") -> None:
        """Write the report, whole or not at all.

        Raises:
            OutputError: the path cannot be written.
        """
        from timeline.export.atomic import atomic_write

        with atomic_write(path) as handle:
            self._write(handle, exit_code, error)

    def _write(self, handle: TextIO, exit_code: int, error: str) -> None:
        head = json.dumps(self.head(exit_code, error), indent=2)
        handle.write(f'{head[:-2]},\n  "problems": [')
        mark = "\n    "
        for line in self.problems():
            handle.write(mark + line)
            mark = ",\n    "
        handle.write("\n  ]\n}\n" if mark.startswith(",") else "]\n}\n")

    def close(self) -> None:
        """Remove what was written for the run."""
        self._lines.close()


def report_of(problems: Iterable[Problem], *, articles: int) -> dict[str, Any]:
    """The report of a run from Python, as a dict: what `--report` writes, without command and time.

    Args:
        problems: of a `Timeline`, or those that `read_articles` and `extract` yielded.
        articles: number of articles done.

    Example:
        >>> report_of([Problem(where="a.txt", code="empty", message="a.txt is empty.")], articles=9)["status"]
        'some_left_out'
    """
    report = Report()
    report.articles = articles
    for problem in problems:
        report.problem(problem)
    exit_code = 0 if not report.left_out else 3 if articles else 1
    head = report.head(exit_code, timed=False)
    found = [json.loads(line) for line in report.problems()]
    report.close()
    return {**head, "problems": found}


def check(path: str) -> None:
    """A report can be written, as far as is known before the run.

    Raises:
        OutputError: no folder, or a folder in its place.
    """
    if Path(path).is_dir():
        raise OutputError(f"{path} is a folder; give the name of a file for the report.")
    if not Path(path).absolute().parent.is_dir():
        raise OutputError(f"{path} cannot be written (no such file or directory); make its folder first.")
