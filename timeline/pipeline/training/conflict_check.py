"""Check annotated files: `python -m timeline.pipeline.training.conflict_check FILE...`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from .conflict import AnnotationError, read_reports, sentence


def check(path: Path) -> list[str]:
    """What is wrong with a file, one line a fault; empty if all of it can be read."""
    faults = []
    try:
        reports = list(read_reports(path))
    except AnnotationError as error:
        return [str(error)]
    names = Counter(report.name for report in reports)
    faults += [f"{path.name}: {count} articles named {name}" for name, count in names.items() if count > 1]
    for report in reports:
        for line in report.lines:
            try:
                sentence(line, path)
            except AnnotationError as error:
                faults.append(str(error))
            if not line.arcs and line.text.endswith(".") and len(line.text.split()) > 6:
                faults.append(f"{path.name} line {line.number}: no arcs")
    return faults


def main(arguments: list[str]) -> int:
    """Print the faults and the counts of each file; the exit code is 1 if there is a fault."""
    bad = 0
    for name in arguments:
        path = Path(name)
        faults = check(path)
        bad += len(faults)
        for fault in faults:
            print(fault)
        if not faults:
            lines = [line for report in read_reports(path) for line in report.lines]
            labels = Counter(label for line in lines for *_, label in line.entities)
            arcs = Counter(relation for line in lines for *_, relation in line.arcs)
            print(f"{path.name}: {len(lines)} sentences, {dict(labels)}, {sum(arcs.values())} arcs")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
