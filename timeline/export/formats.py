"""Every form that a timeline can be written in, told by the end of the file name: rows of `formats.toml`."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TextIO

from timeline.errors import MissingExtraError, OutputError
from timeline.export.atomic import atomic_path, atomic_write
from timeline.export.columns import load
from timeline.models import Problem, Severity, TimelineLike

__all__ = ["FORMATS", "Format", "check", "format_of", "write", "write_text"]


@dataclass(frozen=True, slots=True)
class Format:
    """A form: a row of `formats.toml`, which says what its fields mean."""

    name: str
    suffixes: tuple[str, ...]
    what: str
    writer: str
    by: str = "text"
    package: str = ""
    extra: str = ""
    reads_back: str = ""


FORMATS: Final = tuple(
    Format(**{**raw, "suffixes": tuple(raw["suffixes"])}) for raw in load("formats.toml")["format"]
)


def format_of(path: str | Path, name: str = "") -> Format:
    """The format with this name, or the one that the end of the path tells; the longest end wins.

    Raises:
        OutputError: there is no such format, or the end of the path tells none.

    Example:
        >>> format_of("events.hxl.csv").name, format_of("x", "geojson").name
        ('hxl', 'geojson')
    """
    if name:
        for known in FORMATS:
            if known.name == name.lower():
                return known
        raise OutputError(f"there is no format {name!r}; give one of {', '.join(f.name for f in FORMATS)}.")
    ending = Path(path).name.lower()
    found = [(len(s), known) for known in FORMATS for s in known.suffixes if ending.endswith(s)]
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    if ending.endswith(".json"):
        raise OutputError(
            f"{path} is ambiguous; end it in .timelinejs.json, .geojson or .jsonld, or name the format."
        )
    known_ends = ", ".join(known.suffixes[0] for known in FORMATS)
    raise OutputError(
        f"the end of {path} tells no format; let it end in one of {known_ends}, or name the format."
    )


def check(path: str | Path, name: str = "") -> Format:
    """The format of an output that can be written, as far as is known before there is anything to write.

    So that an hour of reading does not end in "no such folder".

    Raises:
        OutputError: no format, no folder, or the path is a folder.
        MissingExtraError: the package that writes it is not installed.
    """
    found = format_of(path, name)
    if found.package and find_spec(found.package) is None:
        raise MissingExtraError(
            f"{path} needs {found.package}; install it with: pip install 'conflict-timeline[{found.extra}]'"
        )
    if str(path) != "-":
        if Path(path).is_dir():
            raise OutputError(f"{path} is a folder; give the name of a file to write.")
        if not Path(path).absolute().parent.is_dir():
            raise OutputError(f"{path} cannot be written (no such file or directory); make its folder first.")
    return found


def write(
    data: TimelineLike,
    path: str | Path,
    format: str = "",  # noqa: A002 - the word of the command line
    *,
    title: str = "",
) -> tuple[Problem, ...]:
    """Write a timeline, whole or not at all, in the format that the path's end or `format` tells.

    `title` heads the page, the calendar and whatever else has a heading. The answer holds a warning when
    events had no place in the format (a calendar has none for "before 2003").

    Raises:
        OutputError: no such format, or the path cannot be written.
        MissingExtraError: the package that writes it is not installed.
    """
    found = check(path, format)
    writer = _writer(found)
    if found.by == "text":
        with atomic_write(path) as handle:
            left_out = writer(data, handle, title=title)
    elif found.by == "file":
        with atomic_path(path) as free:
            left_out = writer(data, free, title=title)
    else:
        left_out = writer(data, Path(path), title=title)
    return _told(data, left_out or 0, str(path))


def write_text(
    data: TimelineLike,
    handle: TextIO,
    format: str,  # noqa: A002 - as in `write`
    *,
    title: str = "",
    name: str = "the output",
) -> tuple[Problem, ...]:
    """Write a timeline to an open handle (standard output), where the format is text.

    Raises:
        OutputError: the format is a binary file.
    """
    found = format_of("", format)
    if found.by != "text":
        raise OutputError(
            f"{found.name} is no text; give a file to write it to (--out FILE{found.suffixes[0]})."
        )
    return _told(data, _writer(found)(data, handle, title=title) or 0, name)


def text_of(data: TimelineLike, format: str, *, title: str = "") -> str:  # noqa: A002 - as in `write`
    """A timeline in a text format, as one string."""
    handle = io.StringIO(newline="")
    write_text(data, handle, format, title=title)
    return handle.getvalue()


def names(*, text: bool = False) -> Sequence[str]:
    """The names of all formats, or of those that are text."""
    return [known.name for known in FORMATS if not text or known.by == "text"]


def _writer(found: Format) -> Any:
    module, function = found.writer.split(":")
    return getattr(import_module(f"timeline.export.{module}"), function)


def _told(data: TimelineLike, left_out: int, name: str) -> tuple[Problem, ...]:
    if not left_out:
        return ()
    message = (
        f"{name}: {left_out} of {len(data.events)} events have no date or an open end, for which the format "
        "has no place; they are in the other formats."
    )
    return (Problem(where=name, code="no-place-for-date", message=message, severity=Severity.WARNING),)
