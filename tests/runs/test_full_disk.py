"""A disk that fills, in any phase: one sentence, nothing half written, and the next run goes on.

Files of this process may grow to so many bytes and no more (RLIMIT_FSIZE), which fails where a full disk
would; a disk that is really full needs the right to mount one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from run_works import FakeWork, article, mention, written

from timeline import export
from timeline.errors import OutputError
from timeline.extraction import Extraction
from timeline.gathering import gathered
from timeline.intervals import Interval
from timeline.models import Article, Problem
from timeline.runs import run

resource = pytest.importorskip("resource")
ROOT = Path(__file__).resolve().parents[2]
COUNT = 300
ROOM = [0, 1 << 12, 1 << 14, 1 << 15, 1 << 16, 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 24]
OUTPUTS = [
    "o.jsonl", "o.csv", "o.html", "o.sqlite", "o.duckdb", "o.parquet", "o.ics", "o.geojson", "o.tml.zip",
    "o.zip",
]  # fmt: skip


class Dated(FakeWork):
    """One event a day for each article."""

    def __call__(self, articles: Sequence[Article]) -> Iterator[Extraction | Problem]:
        for given in articles:
            number = int(given.id[1:])
            day = Interval.day(given.dct + timedelta(days=number))
            yield Extraction(article=given, mentions=(mention(given).model_copy(update={"interval": day}),))


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes in the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def built(folder: Path, name: str) -> None:
    items = [article(k) for k in range(COUNT)]
    with gathered(run(items, Dated(), store=folder / "kept.store"), held=5) as found:
        export.write(found, folder / name)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    for name in OUTPUTS:
        built(folder, name)
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


@pytest.mark.parametrize("name", OUTPUTS)
def test_however_little_room_there_is(tmp_path: Path, whole: dict[str, bytes], name: str) -> None:
    """Store, temporary files of merging and output, each in its turn the one for which there is no room."""
    out = tmp_path / name
    out.write_text("old", encoding="utf-8")
    failed = []
    for size in ROOM:
        said = ""
        with room(size):
            try:
                built(tmp_path, name)
            except OutputError as error:
                said = str(error)
        if not said:
            break
        failed.append(said)
        assert said.endswith(".")
        assert "\n" not in said
        assert str(tmp_path) in said or "temporary files cannot be written" in said or f"{name} " in said
        assert out.read_text(encoding="utf-8") == "old"
        assert {path.name for path in tmp_path.iterdir()} - {"kept.store", "kept.store-journal"} == {name}
    assert failed
    if name not in ("o.duckdb", "o.sqlite", "o.tml.zip", "o.zip"):  # which hold the time of their writing
        assert out.read_bytes() == whole[name]
    assert out.stat().st_size > 100


@pytest.mark.parametrize("size", [1 << 14, 1 << 16])
def test_temporary_files_of_merging(tmp_path: Path, size: int) -> None:
    items = list(Dated()([article(k) for k in range(COUNT * 4)]))
    with pytest.raises(OutputError, match=r"^temporary files cannot be written \(.*\); make room .*TMPDIR"):  # noqa: SIM117
        with room(size), gathered(items, held=5):
            pass


# ---- a disk that is really full ---------------------------------------------------------------------

RUN = """
import sys
from timeline import gathering
gathering.gathered.__wrapped__.__kwdefaults__["held"] = 5
from timeline.cli import main
main()
"""


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Runs a command with a small disk of its own at `folder`, and says what it left there."""
    can = (
        subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode if os.name == "posix" else 1
    )
    if can:
        pytest.skip("this user may not mount a small disk")
    folder = tmp_path_factory.mktemp("disk")

    # (.ses is made by a library of somebody else wherever temporary files are.)
    def start(size: str, *arguments: object, **more: str) -> tuple[int, list[str], list[str]]:
        words = " ".join(f"'{word}'" for word in (sys.executable, "-c", RUN, *arguments))
        listing = f"ls -A {folder} | grep -v '^.ses$'"
        shell = f"mount -t tmpfs -o size={size} none {folder} && {words}; code=$?; {listing}; exit $code"
        done = subprocess.run(
            ["unshare", "-m", "bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, timeout=600,
            env=os.environ | more,
        )  # fmt: skip
        if "mount:" in done.stderr:
            pytest.skip("this user may not mount a small disk")
        return done.returncode, done.stderr.splitlines(), done.stdout.splitlines()

    start.folder = folder  # type: ignore[attr-defined]
    return start


@pytest.mark.model
def test_a_small_disk_for_temporary_files_outputs_and_report(disk: Any, tmp_path: Path) -> None:
    articles, out = written(tmp_path, 40), tmp_path / "out.jsonl"
    command = ("build", articles, "-o", out, "--report", tmp_path / "report.json")
    code, said, left = disk("8k", *command, TMPDIR=str(disk.folder), SQLITE_TMPDIR=str(disk.folder))
    assert (code, left) == (1, [])
    assert said == [
        "timeline: what is finished is kept; the same command goes on from there.",
        f"timeline: {json.loads((tmp_path / 'report.json').read_text('utf-8'))['error']}",
    ]
    assert said[1].startswith("timeline: temporary files cannot be written (")
    assert not out.exists()
    assert (tmp_path / ".out.jsonl.partial").exists()

    code, said, left = disk(
        "40k", "build", articles, "-o", disk.folder / "o.jsonl", "--report", tmp_path / "r"
    )
    assert code == 1
    assert said[0].startswith("warning: what is finished is not kept")
    assert said[-1].endswith(
        "/o.jsonl cannot be written (no space left on device); check the folder and the disk."
    )
    assert "o.jsonl" not in left
    assert not [name for name in left if name.endswith(".tmp")]

    code, said, left = disk("4k,nr_inodes=1", *command[:-1], disk.folder / "report.json")
    assert (code, left) == (1, [])
    assert said[-1].endswith(
        "/report.json cannot be written (no space left on device); check the folder and the disk."
    )
    assert out.exists()  # whole: only the report is missing
    assert not (tmp_path / ".out.jsonl.partial").exists()
