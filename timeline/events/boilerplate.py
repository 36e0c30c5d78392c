"""Which lines of an article are not reporting: appeals, newsletters, credits, links, captions, and repeats.

Every line gets the weights of the cues found in it (data/boilerplate_cues.toml). Linear in the length of
the text: words are looked up in sets, no pattern backtracks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from timeline.events.tables import table

__all__ = ["Masked", "masked", "weigh"]

THRESHOLD = 1.0
IN_BLOCK = 0.2
GAP = 1  # lines without a cue that a block may hold
REPEAT_LENGTH = 40  # shorter lines repeat by chance
LONGEST = 6  # words in a phrase
_MARKS = re.compile('([“”"])')


@dataclass(frozen=True, slots=True)
class Masked:
    """A stretch of the text from which no event is taken, and why ("appeal.heading", "repeat", ...)."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class _Cues:
    phrases: dict[tuple[str, ...], list[tuple[str, float, bool, int]]]
    starts: list[tuple[str, str, float, bool, int, bool]]
    only: dict[str, tuple[str, float, bool]]
    openings: frozenset[str]
    ends: dict[str, tuple[str, float, bool, int]]


@cache
def _cues() -> _Cues:
    phrases: dict[tuple[str, ...], list[tuple[str, float, bool, int]]] = {}
    starts: list[tuple[str, str, float, bool, int, bool]] = []
    only: dict[str, tuple[str, float, bool]] = {}
    ends: dict[str, tuple[str, float, bool, int]] = {}
    for cue in table("boilerplate_cues")["cue"]:
        name, weight, block = cue["id"], float(cue["weight"]), bool(cue.get("block"))
        limit = int(cue.get("max_words", 10_000))
        for phrase in cue.get("phrases", ()):
            phrases.setdefault(tuple(phrase.split()), []).append((name, weight, block, limit))
        bare = bool(cue.get("no_stop"))
        starts += [(s, name, weight, block, limit, bare) for s in cue.get("starts", ())]
        only |= dict.fromkeys(cue.get("only", ()), (name, weight, block))
        ends |= dict.fromkeys(cue.get("ends", ()), (name, weight, block, limit))
    return _Cues(phrases, starts, only, frozenset(phrase[0] for phrase in phrases), ends)


def masked(text: str) -> list[Masked]:
    """The stretches of an article that yield no events, in order.

    Example:
        >>> [m.why for m in masked("Shells hit the town on Monday.\\nRead more\\n")]
        ['navigation']
    """
    found: list[Masked] = []
    seen: set[str] = set()
    in_block, gap, pending = False, 0, None
    for start, line in _lines(text):
        bare = line.strip()
        if not bare:
            continue
        end = start + len(line)
        total, why, opens = weigh(bare)
        if total >= THRESHOLD or (in_block and total >= IN_BLOCK):
            if pending is not None:
                found.append(pending)
            found.append(Masked(start, end, why or "block"))
            in_block, gap, pending = in_block or opens, 0, None
            continue
        if in_block:
            gap += 1
            in_block = gap <= GAP
            pending = Masked(start, end, "block") if in_block else None
        key = " ".join(bare.lower().split())
        if len(key) >= REPEAT_LENGTH:
            if key in seen:
                found.append(Masked(start, end, "repeat"))
            seen.add(key)
    return sorted(found, key=lambda m: m.start)


def weigh(line: str) -> tuple[float, str, bool]:
    """The summed weight of one line, the heaviest cue in it, and whether it opens a block."""
    cues = _cues()
    low = line.lower().strip()
    whole = cues.only.get(low.rstrip(".:!…>» "))
    if whole is not None:
        return whole[1], whole[0], whole[2]
    words = _words(_unquoted(low))
    hits: dict[str, tuple[float, bool]] = {}
    stopped = low.endswith(".")
    for prefix, name, weight, block, limit, bare in cues.starts:
        if bare and stopped:
            continue
        if low.startswith(prefix) and len(words) <= limit and _is_heading(name, low, words):
            hits[name] = (weight, block)
    if low.endswith(tuple(cues.ends)):
        for ending, (name, weight, block, limit) in cues.ends.items():
            if len(words) <= limit and low.endswith(ending):
                hits[name] = (weight, block)
    opening = [at for at, word in enumerate(words) if word in cues.openings]
    for size in range(1, LONGEST + 1) if opening else ():
        for at in opening:
            if at + size > len(words):
                break
            for name, weight, block, limit in cues.phrases.get(tuple(words[at : at + size]), ()):
                if len(words) <= limit and name not in hits:
                    hits[name] = (weight, block)
    if not hits:
        return 0.0, "", False
    best = max(hits, key=lambda name: hits[name][0])
    return sum(w for w, _ in hits.values()), best, any(block for _, block in hits.values())


def _is_heading(name: str, low: str, words: list[str]) -> bool:
    """A heading is short and no sentence: "A message from the president was read ..." is a sentence."""
    return not name.endswith("heading") or len(words) <= 7 or low.endswith(":")


def _words(text: str) -> list[str]:
    return [w for w in (raw.strip('"“”.,:;!?()[]…') for raw in text.split()) if w]


def _unquoted(text: str) -> str:
    """The text without what stands in quotation marks."""
    kept: list[str] = []
    inside = False
    for piece in _MARKS.split(text):
        if piece == "“" or (piece == '"' and not inside):
            inside = True
        elif piece in ("”", '"'):
            inside = False
        elif not inside:
            kept.append(piece)
    # An unclosed quotation would swallow the line.
    return text if inside and text.count('"') == 1 else "".join(kept)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line
        start += len(line)
