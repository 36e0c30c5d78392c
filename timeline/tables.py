"""Data files of the stages: words, rules and categories, kept as TOML beside the code that reads them."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from timeline.errors import RuleError

__all__ = ["read_table"]


def read_table(package: str, path: str) -> dict[str, Any]:
    """A TOML file of a package, as it stands; `path` may lead through folders.

    Raises:
        FileNotFoundError: the package has no such file.
        RuleError: it is no TOML; the message names the file and the line.

    Example:
        >>> read_table("timeline.merge", "lexicon.toml")["class"][0]["id"]  # doctest: +SKIP
        'attack'
    """
    text = resources.files(package).joinpath(path).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{package.removeprefix('timeline.').replace('.', '/')}/{path}: {error}") from error
