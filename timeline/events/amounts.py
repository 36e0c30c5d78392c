"""How many weapons a predicate used, moved or stopped, and how much land it took, as stated."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import quantities, trees
from timeline.events.tables import table
from timeline.models import Means, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Span, Token

__all__ = ["AREA", "find_quantities"]

AREA = "km2"
_BACK = 6  # tokens before a unit in which its number may stand
_BETWEEN = frozenset({"ADJ", "NOUN", "PROPN", "ADV", "PUNCT", "VERB"})
_LEFT_OVER = frozenset({"but", "except"})  # "all but three of the 20 drones"
_PER = frozenset({"per", "every", "each", "/"})


def find_quantities(
    parts: Sequence[Token], weapons: Iterable[Means], scope: set[int]
) -> tuple[Quantity, ...]:
    """The weapons of a frame that the text counts, and the areas in its `scope` (token indices), in order.

    A weapon that is named and not counted ("drones hit the port") gives none, and neither does a compound
    ("a three-missile attack" counts attacks).

    Example: "fired more than 70 missiles" gives 71 and open, name "missile"; "seized 12 square km" gives 12
    with the unit "km2".
    """
    if not parts:
        return ()
    doc = parts[0].doc
    found: list[Quantity] = []
    for weapon in weapons:
        span = doc.char_span(weapon.start, weapon.end, alignment_mode="expand")
        counted = _counted(span) if span is not None else None
        if counted is not None:
            found.append(counted.model_copy(update={"name": weapon.name}))
    found.extend(_areas(doc[min(scope) : max(scope) + 1], scope) if scope else ())
    return tuple(sorted(found, key=lambda one: one.start))


def _counted(weapon: Span) -> Quantity | None:
    head = weapon.root
    while trees.relation(head) in {"compound", "flat", "amod"} and head.head.pos_ in {"NOUN", "PROPN"}:
        if not _is_weapon_noun(head.head):
            return None
        head = head.head
    doc, end = weapon.doc, min(weapon.start, head.i)
    read = _number_before(weapon, end)
    if read is None or (read.low, read.high) == (0, 0):
        return None
    share = _share(weapon, read)
    if share is not None:
        if share.start > weapon.sent.start and doc[share.start - 1].lower_ in _LEFT_OVER:
            return None
        read = share
    span = doc[read.start : max(weapon.end, head.i + 1)]
    return Quantity(low=read.low, high=read.high, text=span.text, start=span.start_char, end=span.end_char)


def _number_before(weapon: Span, end: int) -> quantities.Quantity | None:
    """The count before token `end`, with nothing but the words of its phrase between; "a" is one."""
    doc = weapon.doc
    before = [doc[i] for i in range(max(weapon.sent.start, end - _BACK), end)]
    read = quantities.read_quantity(before, nearest=True)
    if read is None:
        one = next((t for t in reversed(before[-3:]) if t.lower_ in {"a", "an"}), None)
        read = quantities.Quantity(1, 1, one.i, one.i + 1) if one is not None else None
    if read is not None and trees.is_time(doc[read.end - 1]):
        return None  # "on 23 May missiles hit", "in 2024 missiles hit"
    if read is None or any(
        doc[i].pos_ not in _BETWEEN and doc[i].lower_ != "of" for i in range(read.end, end)
    ):
        return None
    return read


def _share(weapon: Span, read: quantities.Quantity) -> quantities.Quantity | None:
    """Nineteen of "19 of 23 drones" and "19 of the 23 drones"."""
    doc, at = weapon.doc, read.start - 1
    if at > weapon.sent.start and doc[at].lower_ == "the":
        at -= 1
    if at <= weapon.sent.start or doc[at].lower_ != "of":
        return None
    before = [doc[i] for i in range(max(weapon.sent.start, at - _BACK), at)]
    share = quantities.read_quantity(before, nearest=True)
    return share if share is not None and share.end == at else None


def _is_weapon_noun(token: Token) -> bool:
    """True of the general word behind a name: "14 Leopard 2 tanks", "12 Shahed drones"."""
    return any(trees.lemma(token) in row["words"] for row in table("weapons")["means"])


def _areas(window: Span, scope: set[int]) -> Iterator[Quantity]:
    for token in window:
        if token.i not in scope:
            continue
        factor, start = _unit(token)
        if not factor:
            continue
        read = _measure(token, start)
        if read is None:
            continue
        low, high, first = read
        span = token.doc[first : token.i + 1]
        yield Quantity(
            low=_rounded(low * factor),
            high=None if high is None else _rounded(high * factor),
            unit=AREA,
            text=span.text,
            start=span.start_char,
            end=span.end_char,
        )


@cache
def _units() -> dict[tuple[str, ...], float]:
    """Square kilometres by the words of a unit, the last one (its head) first."""
    return {
        tuple(reversed(words.split())): float(row["km2"])
        for row in table("amounts_units")["unit"]
        for words in row["words"]
    }


@cache
def _heads() -> frozenset[str]:
    return frozenset(words[0] for words in _units())


def _unit(token: Token) -> tuple[float, int]:
    """Square kilometres of the unit that ends at a token, and its first token; 0.0 where none does."""
    low = token.lower_
    words = next((w for w in (low, low.removesuffix("s")) if w in _heads()), "")
    if not words:
        return 0.0, token.i
    for size in (3, 2, 1):
        if token.i - size + 1 < token.sent.start:
            continue
        before = tuple(token.doc[token.i - step].lower_ for step in range(1, size))
        factor = _units().get((words, *before)) or _units().get((words, "".join(reversed(before))))
        if factor:
            return factor, token.i - size + 1
    return 0.0, token.i


def _measure(unit: Token, start: int) -> tuple[float, float | None, int] | None:
    """Lowest and highest number straight before a unit, and its first token."""
    doc = unit.doc
    if start > unit.sent.start and doc[start - 1].text == "-":
        start -= 1  # "a 12-square-kilometre plot"
    first = max(unit.sent.start, start - _BACK)
    before = [doc[i] for i in range(first, start)]
    if not before or before[-1].lower_ in _PER:
        return None
    figure = before[-1].text.replace(",", "")
    whole, point, part = figure.partition(".")
    if point and whole.isdecimal() and part.isdecimal() and len(figure) < 9:
        return float(figure), float(figure), before[-1].i
    read = quantities.read_quantity(before, nearest=True)
    if read is None or read.end != start:
        return None
    plain = quantities.read_quantity(before[-1:])
    above = plain is not None and read.low == plain.low + 1  # people are counted, land is measured
    low = read.low - above
    return float(low), None if read.high is None else float(read.high), read.start


def _rounded(area: float) -> float:
    """Three figures, so that a converted unit claims no more than the text did."""
    return float(f"{area:.3g}") if area < 100 else float(round(area))
