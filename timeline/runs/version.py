"""What a kept result depends on besides its article: the rules, the pipeline, the options of the run.

A result is used again only where all three are the same. Rules and weights are told by the content of their
files, not by a version number alone, so that a rule mended in place counts; reading them takes 50 ms.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from timeline.runs.work import Work

__all__ = ["Version", "version_of"]

PACKAGE: Final = Path(__file__).parents[1]
OTHERS: Final = {
    "__pycache__", "api.py", "cli", "evaluate", "export", "gathering.py", "linking", "merge", "page",
    "problems.py", "problems.toml", "read", "report.py", "result.py", "runs", "temporary.py",
    "training",
}  # fmt: skip
"""What comes before or after the work on one article: reading and merging are done anew in every run."""
FORM: Final = 1
"""The form in which results are packed (`work.Kept`)."""
LIBRARIES: Final = ("spacy", "onnxruntime", "numpy", "tokenizers", "dateparser")


class Version(NamedTuple):
    """`program` stands for rules, weights and libraries, `variant` for the pipeline named and the options.

    Results of another variant may be wanted again (`--dated-only` now and then); those of another program
    never are.
    """

    program: str
    variant: str


def version_of(work: Work) -> Version:
    """What the results of this work depend on.

    Raises:
        ModelError: the pipeline's files cannot be read.
    """
    return Version(_program(), _digest([_pipeline(work.nlp), repr(work.options).encode()]))


@lru_cache(maxsize=1)
def _program() -> str:
    from timeline import __version__

    said = [__version__, str(FORM), ".".join(map(str, sys.version_info[:2])), *map(_installed, LIBRARIES)]
    return _digest([*(text.encode() for text in said), *_files(PACKAGE, without=OTHERS)])


def _pipeline(nlp: Any) -> bytes:
    """A pipeline in one digest: nothing for the embedded one, whose files are the program's."""
    if nlp is None or nlp == "embedded":
        return b""
    if not isinstance(nlp, str):
        return _digest([nlp.config.to_str().encode(), nlp.to_bytes(exclude=["vocab"])]).encode()
    if Path(nlp).is_dir():
        return _digest(_files(Path(nlp))).encode()
    return f"{nlp} {_installed(nlp)}".encode()


def _installed(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


def _files(folder: Path, *, without: Collection[str] = ()) -> Iterator[bytes]:
    """Names and contents of the files below a folder, in order of name."""
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if not set(below.parts).intersection(without) and path.is_file():
            yield below.as_posix().encode()
            yield path.read_bytes()


def _digest(parts: Iterable[bytes]) -> str:
    whole = blake2b(digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
