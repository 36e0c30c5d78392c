"""A name is one phrase: where the parser hangs two of its words on the same verb, they are joined."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

_FLAT = frozenset({"PERSON"})
_OUTER = frozenset({"case", "det", "cc", "conj"})


def join(doc: Doc) -> None:
    """Give each entity of `doc` one word that hangs outside, where its words hang on one word alike.

    "Rapid Support Forces denied": with "Support" and "Forces" both subjects of "denied", "Support" becomes a
    compound of "Forces". The last word leads, as in compounds; in the name of a person the first, as in UD's
    flat names. Words that hang on different ones are left: the entity may be wrong, and the parse right.
    """
    for entity in doc.ents:
        if len(entity) > 1:
            _join(entity)


def _join(entity: Span) -> None:
    inside = range(entity.start, entity.end)
    outward = [token for token in entity if token.head.i not in inside or token.head == token]
    if not outward or len({(token.head.i, token.dep) for token in outward}) > 1:
        return
    flat = entity.label_ in _FLAT
    leader = outward[0] if flat else outward[-1]
    for token in outward:
        if token != leader:
            token.head = leader
            token.dep_ = "flat" if flat else "compound"
    _lift(entity, leader)


def _lift(entity: Span, leader: Token) -> None:
    """What the parser hung on an inner word of a name is the whole name's: the "in" of "in Burkina Faso"."""
    for inner in entity:
        if inner != leader:
            for child in list(inner.children):
                if child.dep_ in _OUTER and not entity.start <= child.i < entity.end:
                    child.head = leader
