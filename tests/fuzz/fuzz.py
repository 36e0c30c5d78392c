"""A coverage-guided fuzzer over text, web pages, files and dates.

    python tests/fuzz/fuzz.py text|page|files|dates|corrections [--seconds 60] [--out FOLDER]

A crash, a hang and more than linear time are finds. Guided by atheris (libFuzzer; `pip install atheris`)
where it is installed, by chance where not. Runs for so many processor seconds. An input has a budget of
time that grows with its length; one in sixteen is repeated to three lengths, and twice as much may take no
more than three times the time. Finds are written to the folder and counted by the line that they came from;
nothing stops the run but its time. What it found became tests/fuzz/test_found.py.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import logging
import os
import random
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
PACKAGES = {
    "text": ["timeline.timex"],
    "page": ["timeline.read"],
    "files": ["timeline.read"],
    "dates": ["timeline.read.dates"],
    "corrections": ["timeline.merge.corrections"],
}
# processor seconds that an input may take: fixed, and for each character
BUDGET = {
    "text": (0.5, 5e-4),
    "page": (1.0, 5e-4),
    "files": (1.0, 5e-4),
    "dates": (3.0, 0.0),
    "corrections": (0.2, 1e-4),
}
# characters of a repeated input, what twice as many may cost, seconds a character that are not looked into
LONG, SHARE, USUAL = 16_000, 3.0, 8e-6
HANG = 30.0
DATES = ("24 May 2024", "2024-05-24T10:15:00+03:00", "Tue, 15 Aug 2023 10:00:00 GMT", "05/06/2024",
         "20240315", "1710496800", "15 серпня 2023", "2024年5月24日")  # fmt: skip


class HangError(BaseException):
    """An input ran past all bounds."""


class Run:
    """One run: its finds and figures."""

    def __init__(self, name: str, seconds: float, out: Path) -> None:
        from tests.fuzz import targets

        self.targets = targets
        self.name, self.seconds, self.out = name, seconds, out
        self.start = time.process_time()
        self.executions = 0
        self.slowest = (0.0, "")
        self.finds: dict[str, int] = {}
        out.mkdir(parents=True, exist_ok=True)

    def one(self, data: bytes) -> None:
        """Try one input; ends the process when the time is up."""
        if time.process_time() - self.start > self.seconds:
            self.end()
        self.executions += 1
        if self.executions % 2_000 == 0:
            self.write()
        if len(data) < 2:
            return
        work, size, again = self.job(data)
        try:
            spent = self.timed(work)
        except (Exception, HangError) as error:
            self.found(error, data)
            return
        fixed, each = BUDGET[self.name]
        if spent > fixed + each * size:
            spent = min(spent, self.timed(work))
            if spent > fixed + each * size:
                self.found(f"slow: {spent:.2f} s for {size}", data)
        if spent / (size + 200) > self.slowest[0]:
            self.slowest = (spent / (size + 200), data.hex()[:200])
        if again is not None and data[-1] % 16 == 0:
            self.grown(again, data)

    def grown(self, again: Callable[[int], tuple[Callable[[], object], int]], data: bytes) -> None:
        """Whether twice the input takes more than its share twice over, and at what cost a character."""
        try:
            half, _ = again(LONG // 2)
            whole, length = again(LONG)
            more = self.timed(whole)
            if more < USUAL * length:
                return
            once = min(self.timed(half), self.timed(half))
            more = min(more, self.timed(whole))
            if more > SHARE * once:
                double, longer = again(LONG * 2)
                most = min(self.timed(double), self.timed(double))
                if most > SHARE * more:
                    self.found(f"growth: {once:.3f}, {more:.3f}, {most:.3f} s for {longer}", data)
        except (Exception, HangError) as error:
            self.found(error, data)

    def job(
        self, data: bytes
    ) -> tuple[Callable[[], object], int, Callable[[int], tuple[Callable[[], object], int]] | None]:
        """What to do with the bytes, their size, and how to do it with them repeated."""
        t = self.targets
        if self.name == "text":
            text, mode = t.worded(data[1:]), data[0]

            def longer(n: int) -> tuple[Callable[[], object], int]:
                unit = text[:60] or " "
                many = unit * (n // len(unit))
                return (lambda: t.tagged(many, mode)), len(many)

            return (lambda: t.tagged(text, mode)), len(text), longer
        if self.name in ("page", "files"):
            form = "" if self.name == "page" else ("", *t.FORMATS)[data[0] % (1 + len(t.FORMATS))]
            body = data[1:]

            def bigger(n: int) -> tuple[Callable[[], object], int]:
                cut = data[0] % (len(body) + 1)
                unit = body[cut : cut + 60] or b" "
                many = body[:cut] + unit * (n // len(unit)) + body[cut:]
                work = (lambda: t.page(many)) if self.name == "page" else (lambda: t.reader(many, form))
                return work, len(many)

            work = (lambda: t.page(body)) if self.name == "page" else (lambda: t.reader(body, form))
            return work, len(body), bigger
        plain = t.worded(data[1:]) if data[0] % 2 else data[1:].decode("utf-8", "surrogateescape")
        if self.name == "dates":
            return (lambda: t.dates(plain)), len(plain), None
        return (lambda: t.corrections(plain)), len(plain), None

    def timed(self, work: Callable[[], object]) -> float:
        """Processor seconds of the work.

        Raises:
            HangError: it takes longer than anything may.
        """
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
        before = time.process_time()
        try:
            work()
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return time.process_time() - before

    def found(self, what: BaseException | str, data: bytes) -> None:
        """Keep the first inputs of each kind of find."""
        if isinstance(what, str):
            kind, text = what.split(":")[0], what
        else:
            frames = traceback.extract_tb(what.__traceback__)
            ours = [f for f in frames if "/timeline/" in f.filename] or list(frames)
            kind = f"{type(what).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
            text = "".join(traceback.format_exception(what))[-3_000:]
        n = self.finds[kind] = self.finds.get(kind, 0) + 1
        if n <= 5:
            stem = hashlib.sha256(data).hexdigest()[:12]
            (self.out / f"{self.name}-{stem}.bin").write_bytes(data)
            (self.out / f"{self.name}-{stem}.txt").write_text(f"{kind}\n{text}\n", encoding="utf-8")
            print(f"FOUND {kind}: {stem} {text.splitlines()[-1][:200]}", flush=True)

    def write(self) -> None:
        """The figures so far."""
        figures = {
            "target": self.name,
            "cpu_minutes": round((time.process_time() - self.start) / 60, 2),
            "executions": self.executions,
            "finds": self.finds,
            "slowest_seconds_a_character": self.slowest,
        }
        name = f"stats-{self.name}-{os.getpid()}.json"
        (self.out / name).write_text(json.dumps(figures, indent=1), encoding="utf-8")

    def end(self) -> None:
        """Write the figures and leave: libFuzzer has no other way out."""
        self.write()
        print(f"{self.name}: {self.executions} executions, finds {self.finds}", flush=True)
        os._exit(1 if self.finds else 0)


def seeds(name: str) -> Iterator[bytes]:
    """Something to begin with."""
    samples = [p.read_bytes() for p in sorted((ROOT / "samples").glob("*.txt"))[:6]]
    if name in ("text", "dates", "corrections"):
        chance = random.Random(1)
        for n in (4, 12, 40, 120):
            for _ in range(8):
                yield bytes(chance.randrange(256) for _ in range(n))
        if name == "dates":
            for text in DATES:
                yield b"\x00" + text.encode()
        return
    page = (
        b'<html><head><meta charset="utf-8"><title>Two killed</title>'
        b'<meta property="article:published_time" content="2024-05-24T10:00:00Z">'
        b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-24",'
        b'"headline":"Two killed","articleBody":"Two were killed on Thursday."}</script></head>'
        b"<body><article><h1>Two killed</h1><p>Two people were killed on Thursday in Kharkiv, officials said."
        b"</p><p>It was the <b>third</b> attack in a week.</p></article></body></html>"
    )
    feed = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>Two killed</title>'
        b"<link>http://a.example/1</link><pubDate>Fri, 24 May 2024 10:00:00 GMT</pubDate>"
        b"<description>Two &lt;b&gt;were&lt;/b&gt; killed on Thursday.</description></item></channel></rss>"
    )
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
        b"WARC-Date: 2024-05-24T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: " + str(len(http)).encode() + b"\r\n\r\n" + http + b"\r\n\r\n"
    )
    line = b'{"id":"a","text":"Two were killed on Thursday.","date":"2024-05-24","title":"Two killed"}\n'
    table = b'id,date,text\na,2024-05-24,Two were killed on Thursday.\nb,05/06/2024,"It, too"\n'
    front = b"---\ntitle: Two killed\ndate: 2024-05-24\n---\nTwo were killed on Thursday.\n"
    every = (
        [page] if name == "page" else [page, feed, warc, line * 3, b"[" + line.strip() + b"]", table, front]
    )
    for body in [*every, *samples[:2]]:
        for first in range(9):
            yield bytes([first]) + body


def by_chance(run: Run, corpus: list[bytes]) -> None:
    """Without atheris: mutate by chance."""
    chance = random.Random(7)
    while True:
        data = bytearray(chance.choice(corpus))
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(data) + 1)
            kind = chance.randrange(4)
            if kind == 0:
                data[at:at] = chance.randbytes(chance.randrange(1, 9))
            elif kind == 1:
                del data[at : at + chance.randrange(1, 20)]
            elif kind == 2:
                other = chance.choice(corpus)
                cut = chance.randrange(len(other) + 1)
                data[at:at] = other[cut : cut + chance.randrange(1, 60)]
            else:
                data[at:at] = bytes(data[at : at + chance.randrange(1, 30)]) * chance.randrange(1, 6)
        run.one(bytes(data[:4_000]))


def main(argv: list[str]) -> None:
    """Parse the arguments and fuzz."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", choices=sorted(PACKAGES))
    parser.add_argument("--seconds", type=float, default=60, help="processor time of the run")
    parser.add_argument("--out", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--corpus", type=Path, help="kept between runs")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)

    def hang(*_: object) -> None:
        raise HangError

    signal.signal(signal.SIGVTALRM, hang)
    try:
        import atheris
    except ImportError:
        atheris = None
    guide = (
        atheris.instrument_imports(include=PACKAGES[given.target]) if atheris else contextlib.nullcontext()
    )
    with guide:
        import timeline.merge.corrections
        import timeline.read.html.worker
        import timeline.timex.tagger  # noqa: F401

        run = Run(given.target, given.seconds, given.out)
    if atheris is None:
        print("atheris is not installed: inputs by chance")
        by_chance(run, list(seeds(given.target)))
        return
    corpus = given.corpus or given.out / f"corpus-{given.target}"
    corpus.mkdir(parents=True, exist_ok=True)
    for k, data in enumerate(seeds(given.target)):
        (corpus / f"seed-{k:03d}").write_bytes(data)
    longest = 400 if given.target in ("text", "dates") else 4_000
    options = [
        f"-seed={given.seed}",
        f"-max_len={longest}",
        "-timeout=120",
        "-rss_limit_mb=3000",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], run.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
