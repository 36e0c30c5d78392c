"""YAML front matter: the block between two `---` lines at the top of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from timeline.read.fields import names_of, normal

__all__ = ["FrontMatterError", "split"]

LONGEST: Final = 64_000  # characters; a longer block is no front matter, and YAML is slow to read
_OPEN = re.compile(r"---[ \t]*(?:\r\n?|\n)")
_CLOSE = re.compile(r"(?:^|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.MULTILINE)
_KEY = re.compile(r"^([A-Za-z][A-Za-z _-]{0,30}):(?:[ \t\r]|$)", re.MULTILINE)
_PAIR = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}):[ \t]+([^ \t\[{|>&*!].*)")


class FrontMatterError(Exception):
    """The block is meant as front matter and cannot be read; the message is a clause for the problem."""


def split(text: str) -> tuple[dict[str, object], str]:
    """Front matter and body of a text; no fields and the whole text when it has none.

    Values are left as written (`2024-03-15` and `yes` are text), so that dates are read in one place only and
    an impossible one is reported like any other. The body is exactly what follows the block.

    Example:
        >>> split("---\\ndate: 2024-03-15\\n---\\nShelling went on.")
        ({'date': '2024-03-15'}, 'Shelling went on.')

    Raises:
        FrontMatterError: the block holds a known field but is not valid YAML, or is never closed.
    """
    opening = _OPEN.match(text)
    if opening is None:
        return {}, text
    closing = _CLOSE.search(text, opening.end(), opening.end() + LONGEST)
    if closing is None:
        if _names_a_field(text[opening.end() : opening.end() + 2000].split("\n\n", 1)[0]):
            raise FrontMatterError(
                "opens front matter with '---' and never closes it; add a line '---' after it"
            )
        return {}, text
    block = text[opening.end() : closing.start()]
    fields = _load(block)
    if fields is None:  # a rule at the top of a Markdown text, not front matter
        return {}, text
    return fields, text[closing.end() :]


def _load(block: str) -> dict[str, object] | None:
    import yaml

    try:
        # BaseLoader builds text, lists and mappings only: safe, and it leaves dates to our own reader.
        found = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        if not _names_a_field(block):
            return None
        if plain := _plain(block):
            return plain
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}" if mark is not None else "its front matter"
        raise FrontMatterError(
            f"has front matter that is not valid YAML ({where}); put quotes round the value"
        ) from None
    except (RecursionError, ValueError):
        raise FrontMatterError(
            "has front matter that is nested too deeply; give date, source, title and url"
        ) from None
    if not isinstance(found, Mapping):
        return {} if found in (None, "") and not block.strip() else None
    return {normal(str(key)): value for key, value in found.items()}


def _plain(block: str) -> dict[str, object]:
    """The fields of a block of `key: value` lines alone, for the headline with a colon that YAML forbids.

    Empty when a line is none: lists and mappings are YAML's to read.
    """
    pairs = [_PAIR.fullmatch(line) for line in block.splitlines() if line.strip()]
    if not all(pairs):
        return {}
    return {normal(pair[1]): pair[2].strip() for pair in pairs if pair}


def _names_a_field(block: str) -> bool:
    known = {*names_of("date"), *names_of("source"), *names_of("title"), *names_of("url")}
    return any(normal(key) in known for key in _KEY.findall(block))
