"""The process that reads web pages, apart from ours: one that hangs or crashes is killed and replaced.

Speaks over its standard input and output: four bytes with a length, then JSON; a request is followed by the
page in the same form.
"""

from __future__ import annotations

import contextlib
import json
import re
import struct
import sys
from typing import IO, Any, Final

from timeline.read.html.charset import decode_page

__all__ = ["main", "read_page", "receive", "send"]

MEMORY: Final = 3_000_000_000  # bytes of address space, where the system can limit it
HEAD: Final = 4  # lines above an article that may be no part of it
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_BLOCKS: Final = frozenset([
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul",
])  # fmt: skip
_SILENT: Final = frozenset(["script", "style", "noscript", "template", "iframe", "svg", "form", "figure"])


def read_page(data: bytes, *, charset: str = "", address: str = "") -> dict[str, Any]:
    """Text, dates with their places, title, outlet and address of a page."""
    import lxml.html
    import trafilatura

    from timeline.read.html.meta import Page

    html = decode_page(data, charset).replace("\x00", "\ufffd")
    tree = _parse(html)
    if tree is None:
        return {"text": "", "dates": []}
    page = Page(tree, address)
    title = page.title()
    found: dict[str, Any] = {"dates": page.dates(), "title": title, "source": page.source(), "url": page.url}
    body = page.body()
    if "<" in body:
        body = read_fragment(body)
    text = trafilatura.extract(
        lxml.html.tostring(tree, encoding="unicode"), include_comments=False, include_tables=False
    )
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    text = "\n\n".join(_without_head(lines, title))
    # The page's data may hold more than its markup does, or the same with its paragraphs.
    fuller = len(body) > 1.5 * len(text) or (len(body) >= len(text) and _folded(body) == _folded(text))
    found["text"] = body if fuller else text
    return found


def _without_head(lines: list[str], title: str) -> list[str]:
    """The lines of an article without those above it: the headline, the byline, the date."""
    from timeline.read.html.meta import is_head_line

    headline = _folded(title)
    for number, line in enumerate(lines[:HEAD]):
        if not (headline and _folded(line) == headline) and not is_head_line(line):
            return lines[number:]
    return lines[HEAD:]


def read_fragment(html: str) -> str:
    """The text of a piece of HTML, blocks as paragraphs."""
    tree = _parse(f"<div>{html}</div>")
    if tree is None:
        return ""
    import lxml.etree

    pieces: list[str] = []
    silent = 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        named = isinstance(element.tag, str)
        is_silent = named and element.tag in _SILENT
        if event == "start":
            silent += is_silent
            if element.tag in _BLOCKS:
                pieces.append("\n")
            if element.text and not silent:
                pieces.append(_SPACES.sub(" ", element.text.replace("\n", " ")))
            continue
        if event == "end":
            silent -= is_silent
            if element.tag in _BLOCKS:
                pieces.append("\n")
        if element.tail and not silent:
            pieces.append(_SPACES.sub(" ", element.tail.replace("\n", " ")))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _parse(html: str) -> Any:
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        # As bytes: lxml refuses text that declares an encoding, as XHTML pages do.
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


# ---- the conversation -----------------------------------------------------------------------------


def send(stream: IO[bytes], data: bytes) -> None:
    """One message."""
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """One message; None when the other side is gone."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = struct.unpack(">I", head)[0]
    data = stream.read(size)
    return data if len(data) == size else None


def main() -> None:
    """Answer until the other side is gone."""
    import signal

    given, taken = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not break the conversation
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our input
    _limit_memory()
    with contextlib.suppress(ImportError):  # told of with the first page
        import trafilatura  # noqa: F401

        from timeline.read.html.meta import Page  # noqa: F401
    send(taken, b"ready")
    while (request := receive(given)) is not None:
        page = receive(given)
        if page is None:
            return
        asked = json.loads(request)
        if hasattr(signal, "setitimer"):
            # The parent kills us in time; this is for a parent that was killed itself.
            signal.setitimer(signal.ITIMER_REAL, asked["seconds"] + 5)
        try:
            if asked["kind"] == "fragment":
                answer: dict[str, Any] = {"text": read_fragment(page.decode("utf-8", "replace"))}
            else:
                answer = read_page(page, charset=asked.get("charset", ""), address=asked.get("address", ""))
        except ImportError as error:
            answer = {"missing": str(error.name or error)}
        except MemoryError:
            answer = {"failed": "it needs too much memory"}
        except RecursionError:
            answer = {"failed": "it is nested too deeply"}
        except Exception as error:  # any page may break any library, and the next page is not to suffer
            answer = {"failed": f"{type(error).__name__} while reading it"}
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        send(taken, json.dumps(answer).encode("ascii"))


def _limit_memory() -> None:
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    except (ImportError, ValueError, OSError):  # no such limit on this system
        return
