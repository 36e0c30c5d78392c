"""Folders: the files below one, in order, by its manifest where it has one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from timeline.models import Problem
from timeline.read.decode import clean
from timeline.read.formats import FORMATS, format_of, surely
from timeline.read.manifest import find_manifests, listed
from timeline.read.sidecar import sidecars
from timeline.read.source import Paths, Settings, Source, buffered, problem, warning
from timeline.read.special import TAR, ZIP, archive_kind, special, unopened
from timeline.read.unpack import is_packed, unpacked

__all__ = ["Walk", "reason"]

PEEK: Final = 4096  # bytes


@dataclass(slots=True)
class Walk:
    """One pass over folders. Remembers which it has been in, so that a loop of links ends.

    Hidden files and folders (names that begin with a dot) are skipped.
    """

    settings: Settings
    visited: Paths = field(default_factory=Paths)
    others: Counter[str] = field(default_factory=Counter)

    def folder(self, folder: Path) -> Iterator[Source | Problem]:
        """All files of articles below a folder, sorted by name, folders after files."""
        self.others.clear()
        n_found = 0
        for found in self._walk(folder, "", unlisted=False):
            n_found += 1
            yield found
        name = clean(str(folder))
        if self.others:
            kinds = ", ".join(sorted(self.others)[:6])
            yield warning(
                name,
                "other-files",
                f"{name} also holds {self.others.total()} file(s) of kinds that are not read ({kinds}).",
            )
        if not n_found:
            kinds = ", ".join(suffix for known in FORMATS for suffix in known.suffixes)
            yield problem(name, "empty", f"{name} is a folder with no file of articles ({kinds}).")

    def _walk(self, folder: Path, prefix: str, *, unlisted: bool) -> Iterator[Source | Problem]:
        if not self.visited.add(folder):
            return
        try:
            with os.scandir(folder) as entries:
                seen = sorted((entry.name, *_kind(entry)) for entry in entries)
        except OSError as error:
            name = clean(str(folder))
            yield problem(
                name, "not-readable", f"{name} cannot be opened ({reason(error)}); check its permissions."
            )
            return
        seen = [entry for entry in seen if not entry[0].startswith(".")]
        for name in (name for name, is_dir, is_file in seen if not is_dir and not is_file):
            if format_of(name) is not None and (broken := special(folder / name)) is not None:
                yield broken
        # Nothing is said of the run's own outputs: run again, the same command gives the same, to the byte.
        outputs = self.settings.outputs
        files = [name for name, _, is_file in seen if is_file and folder / name not in outputs]
        rows = Paths()
        manifests = find_manifests(folder, files)
        for manifest in manifests:
            for found in listed(manifest, prefix, self.settings):
                if isinstance(found, Source) and found.path is not None:
                    rows.add(found.path)
                yield found
        unlisted = unlisted or bool(manifests)
        beside = sidecars(folder, files)
        pages = {Path(name).stem for name in files if (known := format_of(name)) and known.name == "HTML"}
        taken = {sidecar for sidecar, _ in beside.values()}
        for name in files:
            path = folder / name
            if path in manifests or path in rows or name in taken:
                continue
            kind = archive_kind(name)
            if kind not in ("", TAR, ZIP):
                yield unopened(clean(str(path)), kind)
                continue
            if not kind and format_of(name) is None and not _is_told_by_content(path):
                self.others[path.suffix.lower() or name] += 1
                continue
            source = Source(name=clean(str(path)), id=clean(prefix + name), path=path, unlisted=unlisted)
            if name in beside:
                sidecar, row = beside[name]
                source = replace(source, row=row, row_kind="sidecar", row_where=clean(str(folder / sidecar)))
            yield source
        for name in (name for name, is_dir, _ in seen if is_dir):
            if name.endswith("_files") and name.removesuffix("_files") in pages:
                continue  # the pictures and frames that a browser saves beside a page
            for found in self._walk(folder / name, f"{prefix}{name}/", unlisted=unlisted):
                if not (isinstance(found, Source) and found.unlisted and found.path in rows):
                    yield found


def _is_told_by_content(path: Path) -> bool:
    """True for a web page, a feed or an archive under a name that tells nothing, as `wget -r` leaves them."""
    try:
        if not path.is_file():  # a pipe or a device would wait for ever
            return False
        with buffered(path) as packed:
            handle = unpacked(packed) if is_packed(packed.peek(16)) else packed
            return surely(handle.peek(PEEK)[:PEEK]) is not None
    except OSError:
        return False


def _kind(entry: os.DirEntry[str]) -> tuple[bool, bool]:
    """Whether it is a folder, and whether a file; neither for a link that leads to itself."""
    try:
        return entry.is_dir(), entry.is_file()
    except OSError:
        return False, False


def reason(error: OSError) -> str:
    """What the system says, in lower case: 'permission denied'."""
    return (error.strerror or type(error).__name__).lower()
