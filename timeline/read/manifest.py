"""Manifests: a CSV beside the files that says when, where and under which title each was published."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from timeline.models import Problem
from timeline.read.decode import clean
from timeline.read.fields import pick
from timeline.read.formats import is_manifest
from timeline.read.source import BUFFER, Settings, Source, buffered, problem, short, warning
from timeline.read.tables import rows

__all__ = ["Entry", "entries", "find_manifests", "listed", "not_listed"]


def find_manifests(folder: Path, names: list[str]) -> list[Path]:
    """The manifests among the files of a folder: `manifest.csv`, else every CSV that lists files."""
    tables = [name for name in names if name.lower().endswith((".csv", ".tsv"))]
    chosen = [name for name in tables if name.lower() == "manifest.csv"] or tables
    return [folder / name for name in chosen if _lists_files(folder / name)]


def _lists_files(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            return is_manifest(handle.read(BUFFER))
    except OSError:
        return False


def listed(manifest: Path, prefix: str, settings: Settings) -> Iterator[Source | Problem]:
    """The files that a manifest lists, in its order, each with what it says of them.

    Paths are relative to the manifest's folder and may not lead out of it: a manifest that came with a
    download must not be able to name any file of the machine. `prefix` comes before them in article ids.
    """
    with buffered(manifest) as handle:
        for found in entries(handle, clean(str(manifest)), settings):
            if isinstance(found, Problem):
                yield found
            else:
                yield _find(manifest.parent, found, prefix)


class Entry(NamedTuple):
    """A row of a manifest: where it stands, what it says, and the file as written and as a path inside."""

    where: str
    row: Mapping[str, object]
    written: str
    paths: tuple[str, str]
    """as it stands, and with the separators of Windows"""

    def missing(self, what: str = "missing") -> Problem:
        """The problem with a file that is not there."""
        found = f"{self.where} lists {short(self.written, 80)}, which is {what}"
        return problem(self.where, "no-such-path", f"{found}; correct the row or add the file.")


def entries(handle: io.BufferedReader, name: str, settings: Settings) -> Iterator[Entry | Problem]:
    """The rows of a manifest, wherever it lies; those that name no file, or lead out, are problems."""
    for number, row in rows(handle, name, limit=settings.max_size):
        if isinstance(row, Problem):
            yield row
            continue
        where = f"{name}, line {number}"
        written = pick(row, "file")
        if not isinstance(written, str):
            yield problem(where, "no-file", f"{where} names no file; fill its column 'file'.")
            continue
        written = written.strip()
        path, as_windows = _inside(written), _inside(written.replace("\\", "/"))
        if path is None or as_windows is None:
            yield problem(
                where,
                "path-escapes",
                f"{where} names {short(written, 80)}, which leads out of its folder; move the file in.",
            )
            continue
        yield Entry(where, row, written, (path, as_windows))


def _find(folder: Path, entry: Entry, prefix: str) -> Source | Problem:
    relative, as_windows = entry.paths
    path = folder / relative
    if not os.path.exists(path):  # noqa: PTH110 - false, not an error, for a name too long for the system
        relative = as_windows
        path = folder / relative
    if not os.path.isfile(path):  # noqa: PTH113
        return entry.missing("a folder" if os.path.isdir(path) else "missing")  # noqa: PTH112
    return Source(
        name=clean(str(path)),
        id=clean(f"{prefix}{relative}"),
        path=path,
        row=entry.row,
        row_where=entry.where,
    )


def _inside(written: str) -> str | None:
    """A relative path in normal form; None when it is absolute, climbs out, or cannot be a path at all."""
    if not written or "\x00" in written or written[0] in "/\\~" or written[1:2] == ":":
        return None
    normal = os.path.normpath(written)
    return None if normal.startswith("..") and PurePosixPath(normal).parts[0] == ".." else normal


def not_listed(source: Source) -> Problem:
    """The warning about an undated file that stands in a folder and not in its manifest."""
    name = source.name
    message = f"{name} is not in the manifest of its folder and has no date of its own; add a row for it."
    return warning(name, "not-listed", message)
