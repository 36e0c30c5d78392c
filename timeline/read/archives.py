"""ZIP and tar archives as folders: their files are read one after the other, as those of a folder would be.

An archive is gone through twice: first for its manifests and sidecars, then for the articles. What the first
pass learns lies in a temporary file, so that an archive of a hundred thousand files takes little memory.
Archives within archives are not opened.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final

from timeline.models import Problem
from timeline.read.formats import FORMATS, format_of, is_manifest, surely
from timeline.read.manifest import Entry, entries
from timeline.read.members import Member, Meter, metered, tar_members, zip_members
from timeline.read.sidecar import LARGEST, candidates, may_have_one, row_of
from timeline.read.source import BUFFER, Settings, Source, buffered, digest, problem, warning
from timeline.read.special import ZIP, archive_kind, unopened
from timeline.read.unpack import PIECE, PackedError, is_packed, unpacked
from timeline.temporary import Tables, told

__all__ = ["files_of"]

PEEK: Final = 4096  # bytes
_TABLES: Final = (".csv", ".tsv")


def files_of(
    source: Source, handle: io.BufferedReader, kind: str, settings: Settings
) -> Iterator[Source | Problem]:
    """The files of articles in an archive, in its own order; each is read before the next is asked for.

    `handle` gives what `source` holds, without gzip, bzip2 or xz. Ids and names are the archive's with the
    path inside it. A file that cannot be unpacked is a problem, and the others go on.

    Raises:
        PackedError: the archive is damaged from here on.
    """
    with _held(source, handle, kind) as archive, closing(_Notes()) as notes:
        yield from _learn(archive, source, settings, notes)
        others: Counter[str] = Counter()
        n_found = 0
        whole = archive.meter()
        for member in archive.members():
            found = _file(member, source, notes, whole)
            if found is None:
                continue
            n_found += 1
            if not isinstance(found, str):
                yield found
                continue
            others[found] += 1
        yield from notes.missing()
    name = source.name
    if others:
        kinds = ", ".join(sorted(others)[:6])
        message = f"{name} also holds {others.total()} file(s) of kinds that are not read ({kinds})."
        yield warning(name, "other-files", message)
    if not n_found:
        kinds = ", ".join(suffix for known in FORMATS for suffix in known.suffixes)
        yield problem(name, "empty", f"{name} is an archive with no file of articles ({kinds}).")


def _file(member: Member, source: Source, notes: _Notes, whole: Meter) -> Source | Problem | str | None:
    """A file to read, what is wrong with it, or the ending of one that is not read; None for nothing."""
    path = member.path
    name, last = f"{source.name}/{path}", path.rpartition("/")[2]
    if _is_hidden(path) or notes.has("manifest", path) or notes.is_beside_a_page(path):
        return None
    if notes.has("sidecar", path) and notes.has("wanted", path):
        return None
    if kind := archive_kind(last):
        return unopened(name, kind, nested=True)
    known = format_of(last)
    suffix = PurePosixPath(last).suffix.lower() or last
    try:
        if member.trouble is not None:
            raise member.trouble
        handle = metered(member, whole)
        if known is None and surely(handle.peek(PEEK)[:PEEK]) is None:
            return suffix
    except PackedError as error:
        if error.is_all:
            raise
        return suffix if known is None else problem(name, error.code, f"{name} {error.reason}.")
    row, where, kind = notes.row_of(path)
    return Source(
        name=name,
        id=f"{source.id}/{path}",
        stream=handle,
        row=row or source.row,
        row_where=where or source.row_where,
        row_kind=kind or source.row_kind,
        unlisted=not row and notes.is_listed(path),
        member=path,
    )


def _is_hidden(path: str) -> bool:
    return not path or any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))


# ---- what the first pass learns -------------------------------------------------------------------


def _learn(archive: _Archive, source: Source, settings: Settings, notes: _Notes) -> Iterator[Problem]:
    whole = archive.meter()
    try:
        for member in archive.members():
            if not _is_hidden(member.path) and member.trouble is None:
                yield from _learn_from(member, whole, source, settings, notes)
    except PackedError as error:
        if not error.is_all:
            raise
        # The second pass comes to the same place and tells of it.


def _learn_from(
    member: Member, whole: Meter, source: Source, settings: Settings, notes: _Notes
) -> Iterator[Problem]:
    path = member.path
    folder, _, last = path.rpartition("/")
    if may_have_one(last):
        for candidate in candidates(last):
            notes.put("wanted", f"{folder}/{candidate}" if folder else candidate)
        if (known := format_of(last)) is not None and known.name == "HTML":
            notes.put("page", f"{folder}/{PurePosixPath(last).stem}" if folder else PurePosixPath(last).stem)
        return
    ending = PurePosixPath(last.lower()).suffix
    if ending not in (".json", *_TABLES):
        return
    try:
        handle = metered(member, whole)
        if ending == ".json":
            if row := row_of(handle.read(LARGEST + 1)):
                notes.put("sidecar", path, row, f"{source.name}/{path}")
            return
        if not is_manifest(handle.peek(BUFFER)):
            return
        notes.put("manifest", path)
        notes.listing.add(folder)
        for entry in entries(handle, f"{source.name}/{path}", settings):
            if isinstance(entry, Problem):
                yield entry
            else:
                inner = entry.paths[1].replace("\\", "/")
                notes.put(
                    "row", f"{folder}/{inner}" if folder else inner, entry.row, entry.where, entry.written
                )
    except PackedError as error:
        if error.is_all:
            raise
        # Else it is told of when it is read as an article.


class _Notes:
    """What manifests and sidecars say, and which files there are, on the disk."""

    def __init__(self) -> None:
        self.listing: set[str] = set()
        """Folders that have a manifest."""
        with told():
            self._base = sqlite3.connect("", isolation_level=None, factory=Tables)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute(
            "CREATE TABLE note (kind TEXT, member BLOB, row TEXT, place TEXT, written TEXT, used INTEGER,"
            " PRIMARY KEY (kind, member)) WITHOUT ROWID"
        )

    def put(
        self,
        kind: str,
        path: str,
        row: Mapping[str, object] | None = None,
        place: str = "",
        written: str = "",
    ) -> None:
        """Take a note; the first one of its kind on a path counts."""
        said = json.dumps(row, default=str) if row else ""
        self._base.execute(
            "INSERT OR IGNORE INTO note VALUES (?, ?, ?, ?, ?, 0)", (kind, digest(path), said, place, written)
        )

    def has(self, kind: str, path: str) -> bool:
        """Whether there is a note of this kind."""
        return self._get(kind, path) is not None

    def row_of(self, path: str) -> tuple[dict[str, object], str, str]:
        """What is said of a file, where, and whether a manifest or a sidecar says it; nothing is empty."""
        if (found := self._get("row", path)) is not None:
            self._base.execute("UPDATE note SET used=1 WHERE kind='row' AND member=?", (digest(path),))
            return json.loads(found[0]), found[1], "manifest"
        folder, _, last = path.rpartition("/")
        if may_have_one(last):
            for candidate in candidates(last):
                found = self._get("sidecar", f"{folder}/{candidate}" if folder else candidate)
                if found is not None:
                    return json.loads(found[0]), found[1], "sidecar"
        return {}, "", ""

    def is_listed(self, path: str) -> bool:
        """Whether the folder of a file, or one above it, has a manifest."""
        return bool(self.listing) and any(
            ("" if str(above) == "." else str(above)) in self.listing for above in PurePosixPath(path).parents
        )

    def is_beside_a_page(self, path: str) -> bool:
        """Whether it is one of the pictures and frames that a browser saves beside a page."""
        parts = path.split("/")
        return any(
            part.endswith("_files") and self.has("page", "/".join([*parts[:at], part.removesuffix("_files")]))
            for at, part in enumerate(parts[:-1])
        )

    def missing(self) -> Iterator[Problem]:
        """The rows of manifests whose file never came."""
        left = "SELECT place, written FROM note WHERE kind='row' AND used=0 ORDER BY place"
        for place, written in self._base.execute(left):
            yield Entry(place, {}, written, ("", "")).missing()

    def close(self) -> None:
        """The temporary file goes."""
        self._base.close()

    def _get(self, kind: str, path: str) -> Any:
        asked = "SELECT row, place FROM note WHERE kind=? AND member=?"
        return self._base.execute(asked, (kind, digest(path))).fetchone()


# ---- an archive that can be gone through twice ----------------------------------------------------


class _Archive:
    """An archive in a file, or in a temporary one."""

    def __init__(self, kind: str, source: Source, copy: BinaryIO | None, size: int) -> None:
        self._kind = kind
        self._source = source
        self._copy = copy
        self._size = size

    def meter(self) -> Meter:
        """What a pass may give out in all."""
        return Meter(self._size, is_all=True)

    def members(self) -> Iterator[Member]:
        """All members from the first on.

        Raises:
            PackedError: the archive is damaged from here on.
        """
        with self._opened() as handle:
            if self._kind == ZIP:
                yield from zip_members(handle, self._size)
            else:
                is_small = is_packed(handle.peek(16))
                yield from tar_members(unpacked(handle) if is_small else handle, self._size)

    @contextmanager
    def _opened(self) -> Iterator[io.BufferedReader]:
        if self._copy is None:
            assert self._source.path is not None
            with buffered(self._source.path) as handle:
                yield handle
            return
        self._copy.seek(0)
        raw: Any = self._copy
        handle = io.BufferedReader(raw, BUFFER)
        try:
            yield handle
        finally:
            handle.detach()


@contextmanager
def _held(source: Source, handle: io.BufferedReader, kind: str) -> Iterator[_Archive]:
    """An archive from standard input, or a packed one that is not read from end to end, is copied first."""
    if source.path is not None:
        with buffered(source.path) as given:
            if kind != ZIP or not is_packed(given.peek(16)):
                yield _Archive(kind, source, None, source.path.stat().st_size)
                return
    with told():
        copy: Any = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed below
    with closing(copy):
        while piece := handle.read(PIECE):
            with told():
                copy.write(piece)
        yield _Archive(kind, source, copy, copy.tell())
