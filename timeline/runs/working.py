"""The working store of one command: a hidden file beside its first output, gone when the output is written.

It makes `timeline build ... -o out.html`, stopped in any way, go on where it was when it is given again. It
must never be in the way: where it cannot be kept, a warning says so and the work goes on without it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from timeline.errors import SourceError, TimelineError
from timeline.models import Problem, Severity
from timeline.runs.store import FileStore, InUseError
from timeline.runs.version import Version

__all__ = ["WorkingStore"]


class WorkingStore:
    """A store beside `output` (".NAME.partial"), made with the first result and removed by `remove`.

    `tell` is given a warning when results cannot be kept.

    Example:
        >>> store = WorkingStore("out.html")                     # doctest: +SKIP
        >>> result = timeline.build(["articles"], store=store)   # doctest: +SKIP
        >>> result.to_html("out.html")                           # doctest: +SKIP
        >>> store.remove()                                       # doctest: +SKIP
    """

    def __init__(self, output: str | Path, tell: Callable[[Problem], None] | None = None) -> None:
        output = Path(output)
        self.path = output.parent / f".{output.name[:200]}.partial"
        self._tell = tell
        self._version: Version | None = None
        self._store: FileStore | None = None
        self._is_off = False

    def opened(self, version: Version) -> WorkingStore:
        """The same, for results of this version; what an earlier run left is at hand."""
        self._version = version
        if self.path.exists():
            self._open()
        return self

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """The results that an earlier run left of these articles."""
        if self._store is None:
            return {}
        try:
            return self._store.get(keys)
        except TimelineError as error:
            self._give_up(error)
            return {}

    def put(self, results: Mapping[bytes, bytes]) -> None:
        """Keep results, if that is possible."""
        if self._store is None and not self._is_off:
            self._open()
        if self._store is not None:
            try:
                self._store.put(results)
            except TimelineError as error:
                self._give_up(error)

    def finish(self) -> None:
        """Nothing: it is needed until the outputs are written, and then no more."""

    def close(self) -> None:
        """Let go of the file."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def remove(self) -> None:
        """The outputs are written: the file goes, unless it belongs to another run."""
        self.close()
        if self._version is not None and not self._is_off:
            for name in (self.path, self.path.with_name(self.path.name + "-journal")):
                with contextlib.suppress(OSError):
                    name.unlink()

    def __len__(self) -> int:
        """How many articles need not be worked on again; known while the store is open."""
        return len(self._store) if self._store is not None else 0

    def _open(self) -> None:
        assert self._version is not None
        try:
            try:
                self._store = FileStore(self.path, self._version)
            except InUseError:
                raise
            except SourceError:  # damaged, or of an older form: it holds nothing that cannot be done again
                self.path.unlink()
                self._store = FileStore(self.path, self._version)
        except (TimelineError, OSError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.close()
        self._is_off = True
        if self._tell is not None:
            self._tell(
                Problem(
                    where=str(self.path),
                    code="not-kept",
                    message=f"what is finished is not kept ({str(error).rstrip('.')}); if this run is "
                    "stopped, the next one begins anew.",
                    severity=Severity.WARNING,
                )
            )
