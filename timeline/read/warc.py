"""WARC files (ISO 28500), as crawlers and web archives write them: one page, one article.

Read as a stream, record by record. Pages are the bodies of HTTP responses with status 200; a `resource` or a
`conversion` record (WET files) is taken as it stands. The day of the crawl is no date of publication and is
never taken for one.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from timeline.models import Problem
from timeline.read.html.charset import decode_page
from timeline.read.pages import draft_of
from timeline.read.source import Draft, Settings, Source, problem, warning
from timeline.read.texts import too_large
from timeline.read.unpack import PackedError, unpacked

__all__ = ["read_warc"]

LONGEST_LINE: Final = 65_536  # bytes of one header line
MOST_LINES: Final = 1000  # header lines of a record or a response
PIECE: Final = 1_000_000
_PAGES: Final = ("text/html", "application/xhtml+xml")


class _WarcError(Exception):
    """The file cannot be followed any further; the message is a clause for the problem."""


def read_warc(handle: io.BufferedReader, source: Source, settings: Settings) -> Iterator[Draft | Problem]:
    """The pages and texts of an archive; what is no article's page (pictures, redirects) is counted only."""
    name = source.name
    number = n_pages = n_other = 0
    try:
        while (headers := _record(handle)) is not None:
            number += 1
            size = headers.get("content-length", "")
            if not (size.isascii() and size.isdigit() and len(size) < 19):
                raise _WarcError(f"has a record {number} of no stated length")
            where = f"{name}, record {number}"
            n_bytes = int(size)
            kind = headers.get("warc-type", "").lower()
            if kind not in ("response", "resource", "conversion"):
                _skip(handle, n_bytes)
                continue
            if n_bytes > settings.max_size + LONGEST_LINE:
                _skip(handle, n_bytes)
                if kind == "response" or "html" in headers.get("content-type", ""):
                    yield problem(where, "too-large", too_large(where, settings))
                continue
            block = handle.read(n_bytes)
            if len(block) < n_bytes:
                raise _WarcError(f"ends in the middle of record {number}")
            found = _article(block, headers, kind, where, source, settings, number)
            if found is None:
                n_other += 1
                continue
            n_pages += 1
            yield found
    except _WarcError as error:
        yield problem(name, "bad-warc", f"{name} {error}; the rest of the file is left out.")
        return
    if n_other:
        message = f"{name} also holds {n_other} record(s) that are no pages (pictures, redirects, errors)."
        yield warning(name, "other-records", message)
    if not n_pages:
        yield problem(name, "empty", f"{name} is an archive without a page.")


def _record(handle: io.BufferedReader) -> dict[str, str] | None:
    """The headers of the next record; None at the end of the file."""
    for _ in range(MOST_LINES):
        line = handle.readline(LONGEST_LINE)
        if not line:
            return None
        if line.strip():
            break
    if not line.startswith(b"WARC/"):
        raise _WarcError("holds something that is no WARC record")
    return _headers(handle)


def _headers(handle: io.BufferedIOBase) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(MOST_LINES):
        line = handle.readline(LONGEST_LINE)
        if not line.strip():
            return found
        name, _, value = line.decode("utf-8", "replace").partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    raise _WarcError("holds a record with too many headers")


def _skip(handle: io.BufferedReader, n_bytes: int) -> None:
    while n_bytes:
        piece = handle.read(min(n_bytes, PIECE))
        if not piece:
            raise _WarcError("ends in the middle of a record")
        n_bytes -= len(piece)


def _article(
    block: bytes,
    headers: Mapping[str, str],
    kind: str,
    where: str,
    source: Source,
    settings: Settings,
    number: int,
) -> Draft | Problem | None:
    """The article of a record; None for a record that is no page."""
    if headers.get("warc-truncated"):
        return problem(where, "truncated", f"{where} was cut off by the crawler.")
    address = headers.get("warc-target-uri", "").strip("<>")
    content = headers.get("content-type", "")
    if kind == "response":
        stream = io.BytesIO(block)
        status = stream.readline(LONGEST_LINE).split()
        if len(status) < 2 or not status[0].startswith(b"HTTP/") or status[1] != b"200":
            return None
        http = _headers(stream)
        content = http.get("content-type", "text/html")
        if not content.lower().startswith(_PAGES):
            return None
        try:
            block = _unwrapped(stream.read(), http, settings.max_size)
        except _WarcError as error:
            return problem(where, "bad-warc", f"{where} {error}.")
        if len(block) > settings.max_size:
            return problem(where, "too-large", too_large(where, settings))
    low = content.lower()
    charset = low.partition("charset=")[2].strip("\"' ").partition(";")[0]
    path = source.shown
    bare = Draft(where=where, id=address or f"{source.id}:{number}", text="", url=address, path=path)
    if low.startswith(_PAGES):
        return draft_of(block, bare, source, settings, charset=charset)
    if low.startswith("text/plain"):
        return Draft(where=where, id=bare.id, text=decode_page(block, charset), url=address, path=path)
    return None


def _unwrapped(body: bytes, http: Mapping[str, str], limit: int) -> bytes:
    """The body of a response without its transfer and content encoding."""
    # Some crawlers store the body as decoded and leave the headers as they were: then it does not decode.
    if "chunked" in http.get("transfer-encoding", "").lower():
        body = _joined(body)
    coding = http.get("content-encoding", "").strip().lower()
    if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        try:
            return unpacked(io.BytesIO(body)).read(limit + 1)
        except PackedError as error:
            raise _WarcError(error.reason) from None
    if coding == "deflate":
        for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
            try:
                return zlib.decompressobj(bits).decompress(body, limit + 1)
            except zlib.error:
                continue
    if coding in ("br", "zstd") and b"<" not in body[:1000]:
        raise _WarcError(f"is packed with {coding}, which is not read; let the crawler store pages unpacked")
    return body


def _joined(body: bytes) -> bytes:
    """The chunks of a body put together; the body as it is when it is not in chunks."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 100)
        size = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        try:
            n_bytes = int(size, 16)
        except ValueError:
            return b"".join(pieces) if pieces else body
        if n_bytes <= 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + n_bytes])
        at = end + 2 + n_bytes + 2
