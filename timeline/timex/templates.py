"""Reading templates: what a rule says that it says, filled with what its pattern captured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from timeline.errors import RuleError
from timeline.timex.readings import Reading

__all__ = ["SLOT", "Caps", "compile_reading", "slot"]

# the place of a token's value in what was captured: its index and its category
SLOT = "\ue000([0-9]+)([A-Z]+)\ue001"
# what a pattern captured, by label
Caps = tuple[tuple[str, "str | Reading"], ...]


def slot(at: int, cat: str) -> str:
    """What stands for the value that a token has of a category."""
    return f"\ue000{at}{cat}\ue001"


def compile_reading(text: str, mod: str, rule_id: str) -> Callable[[Caps], Reading]:
    """A function that fills a reading template with what a pattern captured."""
    pieces = text.split("(")
    closing = len(pieces) - 1
    inner = pieces[-1][: len(pieces[-1]) - closing] if closing else pieces[-1]
    base_label = ""
    heads = pieces
    if inner.startswith("{") and inner.endswith("}") and inner[1:-1].islower():
        base_label = inner[1:-1]
        heads = pieces[:-1]
    else:
        heads = [*pieces[:-1], inner]
    plans = [[_argument(part) for part in head.split(":")] for head in heads]

    def build(caps: Caps) -> Reading:
        named = dict(caps)
        found: Reading | None = None
        if base_label:
            base = named.get(base_label)
            if not isinstance(base, Reading):
                raise RuleError(f"rule {rule_id!r}: nothing was captured as {{{base_label}}}")
            found = base
        for plan in reversed(plans):
            outer = named.get(plan[0][0][0])
            if isinstance(outer, Reading):
                found = _graft(outer, found)
                continue
            op, *args = [_filled(pieces, named) for pieces in plan]
            if found is not None and op == "mod" and not any(args):
                continue  # the optional hedge was not there
            found = Reading(op, tuple(args), found)
        assert found is not None
        return Reading("mod", (mod,), found) if mod else found

    return build


def _filled(pieces: Sequence[tuple[str, str]], named: Mapping[str, str | Reading]) -> str:
    label, literal = pieces[0]
    if len(pieces) == 1:
        return str(named.get(label, "")) + literal if label else literal
    return "".join([str(named.get(label, "")) + literal if label else literal for label, literal in pieces])


def _graft(outer: Reading, inner: Reading | None) -> Reading:
    """The outer reading, built on the inner one at its innermost place."""
    if inner is None:
        return outer
    base = inner if outer.base is None else _graft(outer.base, inner)
    return Reading(outer.op, outer.args, base)


def _argument(part: str) -> tuple[tuple[str, str], ...]:
    """Captured labels, each with what is written behind it: "{H}.30", "{NUM}{VAGUE}", "{H}.{M}"."""
    head, *rest = part.split("{")
    pieces = [piece.partition("}") for piece in rest]
    found = [(label, literal) for label, _, literal in pieces]
    return tuple([("", head), *found] if head or not found else found)
