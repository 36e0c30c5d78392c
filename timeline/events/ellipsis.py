"""Participles behind a count that a parser reads as remnants: "300 have been killed and 2,700 wounded".

Universal Dependencies hang the count on the first verb and the participle below it, as `orphan`. Who looks
for what became of people looks for a verb with a subject, and in news the second verb is there: it only lacks
its auxiliary. Other remnants ("killing three in Sumy and two in Okhtyrka") are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence

__all__ = ["with_verbs"]

VERBS: Mapping[str, str] = {
    "wounded": "wound",
    "injured": "injure",
    "hurt": "hurt",
    "killed": "kill",
    "displaced": "displace",
    "arrested": "arrest",
    "detained": "detain",
    "captured": "capture",
    "destroyed": "destroy",
    "damaged": "damage",
}
MOVED = frozenset({"cc", "obl", "obl:unmarked", "advmod", "orphan"})


def with_verbs(
    lower: Sequence[str],
    heads: MutableSequence[int],
    deps: MutableSequence[str],
    tags: MutableSequence[str],
    pos: MutableSequence[str],
    lemmas: MutableSequence[str],
) -> None:
    """Make verbs of such participles, in place; `heads` are distances to the governor, 0 at a root."""
    for at, dep in enumerate(deps):
        if dep != "orphan" or lower[at] not in VERBS:
            continue
        count = at + heads[at]
        first = count + heads[count]
        verb = first + heads[first] if deps[first] == "obj" else first
        if deps[count] != "conj" or pos[verb] != "VERB" or not verb < count < at:
            continue
        beside = (o for o in range(verb + 1, count) if deps[o] == "xcomp" and o + heads[o] == verb)
        state = next(beside, None) if lemmas[verb] == "leave" else None
        if state is None and verb != first:
            continue
        for other in range(verb + 1, len(heads)):
            if other + heads[other] == count and deps[other] in MOVED and other != at:
                heads[other] = at - other
        if state is not None:
            # "left two dead and 30 wounded": no second verb, but a second state.
            heads[at], deps[at], tags[at], pos[at] = state - at, "conj", "JJ", "ADJ"
            heads[count], deps[count] = at - count, "nsubj"
            continue
        heads[at], deps[at], tags[at], pos[at] = verb - at, "conj", "VBN", "VERB"
        lemmas[at] = VERBS[lower[at]]
        heads[count], deps[count] = at - count, "nsubj:pass"
