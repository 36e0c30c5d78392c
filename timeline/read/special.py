"""What has the name of a file and is none: pipes, devices, links to nothing and to themselves, archives."""

from __future__ import annotations

import errno
import stat
from pathlib import Path, PurePath
from typing import Final

from timeline.models import Problem
from timeline.read.decode import clean
from timeline.read.source import problem
from timeline.read.unpack import SUFFIXES

__all__ = ["TAR", "ZIP", "archive_kind", "packed", "special", "unopened"]

# What a shell gives a command to read from (`<(...)`, /dev/stdin): a pipe that somebody writes to.
_HANDED_OVER: Final = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
_KINDS: Final = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
ZIP: Final = "a ZIP archive"
TAR: Final = "a tar archive"
_MAGIC: Final = (
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", TAR),
)
_OFFICE: Final = (b"[Content_Types].xml", b"mimetypeapplication/")  # documents, which are ZIP archives, too
_ENDS: Final = {
    ".zip": ZIP, ".tar": TAR, ".tgz": TAR, ".tbz2": TAR, ".tbz": TAR, ".txz": TAR, ".7z": "a 7z archive",
    ".rar": "a RAR archive", ".zst": "packed with zstd", ".br": "packed with brotli",
}  # fmt: skip


def special(path: Path) -> Problem | None:
    """The problem with a path that leads to no file and no folder; None when it leads to one."""
    name = clean(str(path))
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        message = f"{name} is a link to nothing; check where it points."
        return problem(name, "no-such-path", message) if path.is_symlink() else None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return problem(name, "link-loop", f"{name} is a link that leads to itself; remove it.")
        return None  # whoever opens it says what is wrong
    kind = next((kind for is_kind, kind in _KINDS if is_kind(mode)), "")
    if not kind or (stat.S_ISFIFO(mode) and str(path).startswith(_HANDED_OVER)):
        return None
    mend = "copy what it gives into a file, or give it as standard input (-)"
    return problem(name, "not-a-file", f"{name} is {kind}, not a file; {mend}.")


def archive_kind(name: str) -> str:
    """How a file with this name is packed, where its ending tells of an archive or of what is not opened.

    Example:
        >>> archive_kind("old.tar.gz"), archive_kind("a.7z"), archive_kind("a.txt.gz")
        ('a tar archive', 'a 7z archive', '')
    """
    path = PurePath(name.lower())
    if path.suffix in SUFFIXES and PurePath(path.stem).suffix == ".tar":
        return TAR
    return _ENDS.get(path.suffix, "")


def packed(head: bytes) -> str:
    """The same for a file with these first bytes, unpacked where it is packed with gzip, bzip2 or xz."""
    if head.startswith(b"PK") and any(mark in head[:4096] for mark in _OFFICE):
        return ""  # told of as the binary file that it is
    return next((kind for at, magic, kind in _MAGIC if head[at : at + 8].startswith(magic)), "")


def unopened(name: str, kind: str, *, nested: bool = False) -> Problem:
    """The problem with what is not opened; `nested` is what lies within an archive."""
    mend = "unpack it and give the folder" if "archive" in kind else "unpack it first, or pack it with gzip"
    why = "which is not opened within another one" if nested and kind in (ZIP, TAR) else "which is not opened"
    return problem(name, "archive", f"{name} is {kind}, {why}; {mend}.")
