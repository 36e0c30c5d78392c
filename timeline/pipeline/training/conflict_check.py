"""Check annotated files: `python -m timeline.pipeline.training check FILE...`."""

from __future__ import annotations

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


def census(path: Path) -> str:
    """One line of counts of a file without faults."""
    lines = [line for report in read_reports(path) for line in report.lines]
    labels = Counter(label for line in lines for *_, label in line.entities)
    arcs = Counter(relation for line in lines for *_, relation in line.arcs)
    return f"{path.name}: {len(lines)} sentences, {dict(labels)}, {sum(arcs.values())} arcs"
