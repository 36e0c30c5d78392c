"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from timeline.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["atomic_path", "atomic_write"]

END: Final = ".tmp"


@contextmanager
def atomic_write(path: str | Path, *, encoding: str = "utf-8", newline: str = "") -> Iterator[TextIO]:
    """A text handle whose content becomes the file when the block ends well, and vanishes when it does not.

    The text goes to a temporary file in the same folder, is flushed to the disk, and then takes the place of
    the old file in one step; a reader sees the old file or the new one. A link is followed to its target. A
    device or pipe (`/dev/stdout`) is written to directly. Line ends are written as given. Characters that
    UTF-8 cannot hold (halves of surrogate pairs) become "?".

    Raises:
        OutputError: the folder is missing or may not be written, the path is a folder, or the disk is full.

    Example:
        >>> with atomic_write("/tmp/doctest.csv") as handle:  # doctest: +SKIP
        ...     handle.write("event_id\\r\\n")
    """
    target, mode = _target(path)
    if mode is not None and not stat.S_ISREG(mode):
        with (
            _told(path, target.parent),
            target.open("w", encoding=encoding, errors="replace", newline=newline) as handle,
        ):
            yield handle
        return
    with _told(path, target.parent):
        _sweep(target)
        descriptor, name = tempfile.mkstemp(prefix=_prefix(target), suffix=END, dir=target.parent)
        _hold(descriptor)
    temporary = Path(name)
    try:
        with _told(path, target.parent):
            with os.fdopen(descriptor, "w", encoding=encoding, errors="replace", newline=newline) as handle:
                yield handle
                handle.flush()
                os.fsync(handle.fileno())
            # mkstemp makes files that only their owner may read.
            temporary.chmod(stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
            temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """A free name for a library that writes a file by itself; the file takes its place when all went well.

    The name lies in a folder of its own beside the target, so that what a database keeps beside its file
    (a journal, a write-ahead log) goes with it.

    Raises:
        OutputError: as for `atomic_write`, and when the path is a device or pipe, which no database fits.
    """
    target, mode = _target(path)
    if mode is not None and not stat.S_ISREG(mode):
        raise OutputError(f"{path} is no regular file; this format needs one.")
    held = -1
    with _told(path, target.parent):
        _sweep(target)
        folder = Path(tempfile.mkdtemp(prefix=_prefix(target), suffix=END, dir=target.parent))
    with contextlib.suppress(OSError):  # Windows opens no folders, and locks none
        held = os.open(folder, os.O_RDONLY)
        _hold(held)
    try:
        temporary = folder / target.name
        with _told(path, folder):
            yield temporary
            with temporary.open("rb+") as handle:
                os.fsync(handle.fileno())
            temporary.chmod(stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
            temporary.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held >= 0:
            os.close(held)
    _sync_folder(target.parent)


def _prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def _hold(descriptor: int) -> None:
    """A lock that tells that a temporary file is being written; it goes with the process in any case."""
    if fcntl is not None:
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(target: Path) -> None:
    """Remove what killed runs left beside the target: temporary files that nobody holds."""
    if fcntl is None:
        return
    name = re.compile(re.escape(_prefix(target)) + r"\w{8}" + re.escape(END))
    with contextlib.suppress(OSError):
        for left in [path for path in target.parent.iterdir() if name.fullmatch(path.name)]:
            descriptor = os.open(left, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink()
            except BlockingIOError:
                continue
            finally:
                os.close(descriptor)


def _target(path: str | Path) -> tuple[Path, int | None]:
    """Where a link leads, and the mode of what is there; None when nothing is."""
    target = Path(os.path.realpath(path))
    mode = _mode(target)
    if mode is not None and stat.S_ISDIR(mode):
        raise OutputError(f"{path} is a folder; give the name of a file to write.")
    return target, mode


@contextmanager
def _told(path: str | Path, folder: Path) -> Iterator[None]:
    """Says in one sentence what went wrong with this file; errors about other files pass through."""
    try:
        yield
    except OSError as error:
        named = error.filename
        if isinstance(error, BrokenPipeError) or (
            named is not None and Path(os.fsdecode(named)).parent != folder
        ):
            raise
        reason = (error.strerror or type(error).__name__).lower()
        mend = (
            "make its folder first"
            if isinstance(error, FileNotFoundError)
            else "check the folder and the disk"
        )
        raise OutputError(f"{path} cannot be written ({reason}); {mend}.") from error


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except OSError:
        return None


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Makes the new name last through a power cut; folders cannot be opened on Windows, where it does."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
