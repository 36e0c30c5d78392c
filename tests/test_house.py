"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "timeline"
MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_default_clock(module):
    # Nothing ever falls back on today: every function that needs "now" takes an anchor.
    code = module.read_text(encoding="utf-8")
    assert not re.search(r"\.today\(|\.utcnow\(|datetime\.now\(|st_mtime", code)


def test_help_loads_nothing_heavy():
    probe = (
        "import sys; from timeline.cli import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'plotly', 'pydantic', 'dateparser', 'numpy', 'onnxruntime', 'pandas', 'rich', "
        "'pyarrow', 'duckdb', 'polars', 'sqlite3'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_public_names_exist():
    import timeline

    assert [name for name in timeline.__all__ if getattr(timeline, name, None) is None] == []


def test_top_level_is_as_agreed():
    allowed = {"pyproject.toml", "timeline", "tests", "samples", "README.md", "LICENSE"}
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not in a git checkout")
    top = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= allowed


def test_no_stage_has_a_module_named_like_one_of_its_functions():
    # Importing the module would put it in the function's place: `timeline.page.figure` was lost that way.
    clashes = []
    for init in PACKAGE.glob("*/__init__.py"):
        defined = set(re.findall(r"^def (\w+)", init.read_text(encoding="utf-8"), re.MULTILINE))
        clashes += [f"{init.parent.name}.{m.stem}" for m in init.parent.glob("*.py") if m.stem in defined]
    assert clashes == []
