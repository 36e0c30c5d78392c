"""The weapons that a predicate was done with, or that it moved: as written, under their usual name and
kind.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.parsed import edges, once
from timeline.events.tables import table
from timeline.models import Means

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

__all__ = ["find_means", "is_weapon", "scope_of", "weapons_in"]

_LONGEST = 6
_NO_WEAPONS = frozenset({"VERB", "AUX", "ADP", "PRON", "DET", "PUNCT"})


def find_means(parts: Iterable[Token]) -> tuple[Means, ...]:
    """The weapons under these predicates and in their subjects, in order, each once; the general word
    ("weapons") only where no nearer one is named.
    """
    predicates = list(parts)
    scope = scope_of(predicates)
    if not scope:
        return ()
    doc = predicates[0].doc
    hits = [hit for start, end in _runs(scope) for hit in weapons_in(doc, start, end) if hit[1] - 1 in scope]
    found = [hit for hit in hits if not _is_kept_in(doc[hit[1] - 1])]
    best: dict[str, Means] = {}
    for start, end, name, kind in found:
        span = doc[start:end]
        best.setdefault(
            name, Means(text=span.text, start=span.start_char, end=span.end_char, name=name, kind=kind)
        )
    exact = [means for means in best.values() if means.kind != "weapon"]
    named = [means for means in exact if means.name[:1].isupper()]
    kept = [m for m in exact if m in named or not any(m.kind == n.kind and _apart(m, n) < 30 for n in named)]
    return tuple(kept or best.values())


def scope_of(parts: Iterable[Token]) -> set[int]:
    """Indices of the tokens whose weapons and amounts belong to these predicates."""
    return set().union(*(_scope(part) for part in parts))


def _is_kept_in(word: Token) -> bool:
    """True of a weapon that only tells a store or works from others: "an ammunition depot"."""
    return trees.relation(word) == "compound" and trees.lemma(word.head) in _keepers()


@cache
def _keepers() -> frozenset[str]:
    classes = table("plover_classes")["class"]
    keeps = {*classes["building"], *classes["infrastructure"], *table("weapons")["keepers"]["words"]}
    return frozenset(keeps - {"car", "truck", "boat"})


def _runs(scope: set[int]) -> list[tuple[int, int]]:
    """The stretches of tokens that a scope covers, with room for a name that begins before one."""
    runs: list[tuple[int, int]] = []
    for at in sorted(scope):
        if runs and at - runs[-1][1] < 2 * _LONGEST:
            runs[-1] = runs[-1][0], at + 1
        else:
            runs.append((at - _LONGEST if runs else at, at + 1))
    return runs


def _apart(one: Means, other: Means) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


@once
def _scope(part: Token) -> set[int]:
    """Tokens whose weapons belong to a predicate: its own modifiers and arguments, not other clauses'
    predicates.
    """
    found: set[int] = set()
    stack = [part]
    while stack:
        token = stack.pop()
        found.add(token.i)
        for child in token.children:
            name = trees.relation(child)
            if name in {"ccomp", "parataxis", "cc", "punct", "discourse"} or (
                child.dep_ == "acl:relcl" and not _is_glued(child)
            ):
                continue
            if name == "conj" and (token == part or child.pos_ in {"VERB", "AUX"}):
                continue
            aside = child.lower_ not in {"using", "employing", "wielding", "firing", "armed"}
            if name == "advcl" and aside and not _is_glued(child):
                continue
            stack.append(child)
    head = part.head
    if trees.relation(part) in {"acl", "amod"} and head != part:
        found.update(token.i for token in trees.phrase(head))
    if trees.relation(part) in {"conj", "xcomp"} and head != part and not trees.children(part, "nsubj"):
        for child in trees.children(head, "nsubj"):
            if weapons_in(part.doc, child.left_edge.i, child.i + 1):
                found.update(range(child.left_edge.i, child.i + 1))
    return found


def _is_glued(token: Token) -> bool:
    """True of the second half of "US-made", which a parser may take for a verb."""
    return token.i > 1 and token.nbor(-1).text in {"-", "–"} and not token.nbor(-1).whitespace_


def weapons_in(doc: Doc, start: int, end: int) -> list[tuple[int, int, str, str]]:
    """Weapons named in tokens [start, end): start, end, usual name and kind, longest first where they
    overlap.
    """
    found = []
    taken = start
    hits, starts = _hits(doc), _starts(doc)
    for at in starts[bisect_left(starts, start) : bisect_left(starts, end)]:
        for size, name, kind in hits[at] if at >= taken else ():
            if size <= end - at:
                found.append((at, at + size, name, kind))
                taken = at + size
                break
    return found


@once
def _hits(doc: Doc) -> dict[int, list[tuple[int, str, str]]]:
    """The names of weapons that begin at each word of a text: how many words, usual name and kind, longest
    first.
    """
    found: dict[int, list[tuple[int, str, str]]] = {}
    openings, names = _openings(), _tables()[0]
    for at, token in enumerate(doc):
        if token.lower_ not in openings:
            longest = 1
            if token.pos_ in _NO_WEAPONS and token.text not in names:
                continue
            if _read(token.text, token.text, token.lower_, token.lemma_, token.pos_) is None:
                continue
        else:
            longest = min(_LONGEST, len(doc) - at)
        for size in range(longest, 0, -1):
            hit = _lookup(doc, at, at + size)
            if hit is not None:
                found.setdefault(at, []).append((size, *hit))
    return found


@once
def _starts(doc: Doc) -> list[int]:
    """The words at which a name of a weapon begins."""
    return sorted(_hits(doc))


@cache
def _openings() -> frozenset[str]:
    """What a name can begin with, in lower case: a word need not end where a name's blank is."""
    longer = (name.lower() for table in _tables() for name in table if not name.isalpha())
    return frozenset(name[:size] for name in longer for size in edges(name))


@once
def is_weapon(token: Token) -> bool:
    """True of the head word of any weapon's name."""
    near = weapons_in(token.doc, max(token.sent.start, token.i - 2), token.i + 1)
    return any(start <= token.i < end for start, end, _, _ in near)


def _lookup(doc: Doc, start: int, end: int) -> tuple[str, str] | None:
    last = doc[end - 1]
    text = last.text if end - start == 1 else doc[start:end].text
    hit = _read(text, last.text, last.lower_, last.lemma_, last.pos_)
    if hit is None or (text not in _tables()[0] and _means_something_else(doc, start, end, hit[0])):
        return None
    return hit


@lru_cache(maxsize=8192)
def _read(text: str, last: str, lower: str, lemma: str, part: str) -> tuple[str, str] | None:
    """The weapon that words name, by the last of them, its lemma and its part of speech: usual name, kind."""
    names, words = _tables()
    if text in names:
        return names[text]
    if part in _NO_WEAPONS:
        return None
    low = text.lower()
    if low in words:
        return low, words[low]
    stem = low[: len(low) - len(last)]
    singular = stem + trees.known_lemma(lower, lemma.lower(), verbal=False)
    plain = stem + lower.removesuffix("s")
    found = singular if singular in words else plain if plain in words else ""
    return (found, words[found]) if found else None


def _means_something_else(doc: Doc, start: int, end: int, word: str) -> bool:
    """Homographs: a mine that people work in, a shell company, arms of a body or of a group, one's own."""
    after = doc[end].lower_ if end < len(doc) else ""
    rule = table("weapons").get("homograph", {}).get(word)
    if rule is None:
        return False
    before = doc[start - 1].lower_ if start else ""
    return after in rule.get("before", ()) or before in rule.get("after", ())


@cache
def _tables() -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    names: dict[str, tuple[str, str]] = {}
    words: dict[str, str] = {}
    for row in table("weapons")["means"]:
        for entry in row.get("names", ()):
            name, _, others = entry.partition(" = ")
            for spelling in (name, *others.split(", ")):
                if spelling:
                    names[spelling] = (name, row["kind"])
        for word in row["words"]:
            words.setdefault(word, row["kind"])
            words.setdefault(word.replace("-", " - "), row["kind"])
    return names, words
