"""The rule files: each row checked and made a record. data/rules_dates.toml tells what the fields mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from timeline.errors import RuleError
from timeline.timex.lexicon import read_data

__all__ = ["FILES", "Rule", "load_rules", "told_words"]

FILES = (
    "rules_dates.toml",
    "rules_relative.toml",
    "rules_clock.toml",
    "rules_durations.toml",
    "rules_counted.toml",
    "rules_nights.toml",
    "rules_business.toml",
    "rules_ages.toml",
)


_ITEM = re.compile(r"[^\s()|?_=<>]+")


@dataclass(frozen=True, eq=False)
class Rule:
    """One row of the rule files; data/rules_dates.toml tells what each field means. No two are the same."""

    id: str
    makes: str
    type: str
    pattern: str
    reading: str
    why: str
    mod: str
    top: bool
    before: frozenset[str]
    not_before: frozenset[str]
    after: frozenset[str]
    not_after: frozenset[str]
    confidence: float
    ahead: str
    mode: str
    cue: str
    needs_epoch: bool
    order: int
    examples: tuple[Mapping[str, Any], ...]
    rejects: tuple[str, ...]


def told_words() -> frozenset[str]:
    """All words that stand in patterns, with some that are labels and symbols."""
    patterns = [pattern for rule in load_rules() for pattern in (rule.pattern, rule.ahead)]
    return frozenset(_ITEM.findall(" ".join(patterns)))


@cache
def load_rules() -> list[Rule]:
    """All rules, in the order of the files.

    Raises:
        RuleError: when a row lacks a field or an example, or two rows share an id.
    """
    rules: list[Rule] = []
    seen: set[str] = set()
    for name in FILES:
        for row in read_data(name).get("rule", ()):
            missing = {"id", "pattern", "reading"} - set(row)
            if missing:
                raise RuleError(f"timex/data/{name}: rule {row.get('id', '?')!r} lacks {sorted(missing)}")
            top = bool(row.get("top", True))
            if row["id"] in seen:
                raise RuleError(f"timex/data/{name}: two rules are called {row['id']!r}")
            if top and not row.get("examples"):
                raise RuleError(f"timex/data/{name}: rule {row['id']!r} has no example")
            seen.add(row["id"])
            rules.append(
                Rule(
                    id=row["id"],
                    makes=row.get("makes", "timex"),
                    type=row.get("type", ""),
                    pattern=row["pattern"],
                    reading=row["reading"],
                    why=row.get("why", ""),
                    mod=row.get("mod", ""),
                    top=top,
                    before=frozenset(row.get("before", ())),
                    not_before=frozenset(row.get("not_before", ())),
                    after=frozenset(row.get("after", ())),
                    not_after=frozenset(row.get("not_after", ())),
                    confidence=float(row.get("confidence", 1.0)),
                    ahead=row.get("ahead", ""),
                    mode=row.get("mode", ""),
                    cue=row.get("cue", ""),
                    needs_epoch=bool(row.get("needs_epoch", False)),
                    order=len(rules),
                    examples=tuple(row.get("examples", ())),
                    rejects=tuple(row.get("rejects", ())),
                )
            )
    return rules
