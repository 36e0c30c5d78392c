"""What was given on the command line, as sources: files, folders, patterns, manifests, standard input."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from timeline.models import Problem
from timeline.read.decode import clean
from timeline.read.folder import Walk, reason
from timeline.read.formats import format_of, is_manifest
from timeline.read.manifest import listed
from timeline.read.sidecar import sidecar_of
from timeline.read.source import BUFFER, Settings, Source, problem, twice
from timeline.read.special import special

__all__ = ["find"]


def find(
    sources: Sequence[str | Path], stdin: BinaryIO | None, settings: Settings
) -> Iterator[Source | Problem]:
    """Every source in the order given, the files of a folder by name."""
    walk = Walk(settings)
    used_stdin = False
    for given in sources:
        if str(given) == "-":
            if used_stdin:
                yield twice("standard input")
                continue
            used_stdin = True
            yield Source(name="standard input", id="stdin", stream=stdin or sys.stdin.buffer)
            continue
        for path in _expand(given):
            if isinstance(path, Problem):
                yield path
            elif path != Path(given) and path in settings.outputs:
                continue
            elif path.is_dir():
                if path in walk.visited:
                    yield twice(clean(str(path)))
                else:
                    yield from walk.folder(path)
            else:
                yield from _file(path, settings)


def _expand(given: str | Path) -> Iterator[Path | Problem]:
    name = clean(str(given))
    try:
        if os.path.lexists(given):
            yield Path(given)
            return
        is_pattern = glob.has_magic(str(given))
        # Path.glob takes no absolute pattern.
        matches = sorted(glob.glob(str(given), recursive=True)) if is_pattern else []  # noqa: PTH207
    except (OSError, ValueError):  # a NUL in the name, or one too long for the system
        is_pattern, matches = False, []
    yield from map(Path, matches)
    if not matches:
        what = "matches no file" if is_pattern else "does not exist"
        yield problem(name, "no-such-path", f"{name} {what}; check the path.")


def _file(path: Path, settings: Settings) -> Iterator[Source | Problem]:
    if (broken := special(path)) is not None:
        yield broken
        return
    name = clean(str(path))
    try:
        known = format_of(path.name)
        if known is not None and known.name == "CSV":
            with path.open("rb") as handle:
                head = handle.read(BUFFER)
            if is_manifest(head):
                yield from listed(path, "", settings)
                return
    except OSError as error:
        yield problem(
            name, "not-readable", f"{name} cannot be read ({reason(error)}); check its permissions."
        )
        return
    source = Source(name=name, id=clean(path.name), path=path)
    if row := sidecar_of(path):
        source = replace(source, row=row, row_kind="sidecar")
    yield source
