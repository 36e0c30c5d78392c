"""Our side of the process that reads web pages."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import Any, Final

from timeline.read.html.kept import KeptPages

__all__ = ["PageError", "Pages"]

START: Final = 60.0  # seconds that the libraries may take to load
# The worker sees the packages that we see, however they came to our path.
_CODE: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from timeline.read.html.worker import main; main()"
)


class PageError(Exception):
    """A page cannot be read; `code` and `reason` are those of the problem to report."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(slots=True)
class Pages:
    """Reads pages in a process of its own, started with the first page and ended by `close`.

    A page that takes longer than `seconds` costs the process and no other page.
    """

    seconds: float = 20.0
    kept: KeptPages | None = None
    """where pages of earlier runs are"""
    _process: subprocess.Popen[bytes] | None = None
    _answers: queue.Queue[bytes | None] = field(default_factory=queue.Queue)

    def page(self, data: bytes, *, charset: str = "", address: str = "") -> dict[str, Any]:
        """What a page holds: text, dates ([place, value, strong]), title, source, url.

        Raises:
            PageError: it took too long, too much memory, or broke the reader.
        """
        request = {"kind": "page", "charset": charset, "address": address}
        if self.kept is None:
            return self._ask(request, data)
        key = self.kept.key(data, charset, address)
        if (known := self.kept.get(key)) is not None:
            found: dict[str, Any] = json.loads(known)
            return found
        answer = self._ask(request, data)
        self.kept.put(key, json.dumps(answer).encode("ascii"))
        return answer

    def fragment(self, html: str) -> str:
        """The text of a piece of HTML.

        Raises:
            PageError: as for `page`.
        """
        return str(self._ask({"kind": "fragment"}, html.encode("utf-8", "replace")).get("text", ""))

    def close(self) -> None:
        """End the process."""
        if self.kept is not None:
            self.kept.close()
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was left to write has no reader any more
                    continue

    def _ask(self, request: dict[str, Any], data: bytes) -> dict[str, Any]:
        from timeline.read.html.worker import send

        request["seconds"] = self.seconds
        try:
            process = self._started()
            assert process.stdin is not None
            send(process.stdin, json.dumps(request).encode("ascii"))
            send(process.stdin, data)
            raw = self._answers.get(timeout=self.seconds)
        except queue.Empty:
            self.close()
            raise PageError("too-slow", f"took longer than {self.seconds:g} seconds to read") from None
        except OSError:
            raw = None
        if raw is None:
            self.close()
            raise PageError("failed", "cannot be read: its reader crashed")
        answer: dict[str, Any] = json.loads(raw)
        if "missing" in answer:
            mend = "install it with: pip install trafilatura lxml_html_clean"
            reason = f"needs the package '{answer['missing']}'; {mend}"
            raise PageError("missing-package", reason)
        if "failed" in answer:
            raise PageError("failed", f"cannot be read: {answer['failed']}")
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._answers = queue.Queue()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CODE, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            threading.Thread(target=_listen, args=(self._process, self._answers), daemon=True).start()
            # So that the first page has no more time than any other: it may be the hostile one.
            if self._answers.get(timeout=START) is None:
                raise OSError
        return self._process


def _listen(process: subprocess.Popen[bytes], answers: queue.Queue[bytes | None]) -> None:
    from timeline.read.html.worker import receive

    assert process.stdout is not None
    try:
        while (answer := receive(process.stdout)) is not None:
            answers.put(answer)
    except (OSError, ValueError):  # closed under us
        pass
    answers.put(None)
