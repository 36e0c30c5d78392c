"""Words of a sentence as words of a title: what to leave out, where to stop, when a capital goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import gazetteer, trees
from timeline.events.documents import document_of
from timeline.events.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span, Token

__all__ = [
    "balanced",
    "capital",
    "clean",
    "clean_together",
    "join",
    "lower",
    "names",
    "shorten",
    "start_of_saying",
]


def clean(head: Token, trigger: Token | None = None, *, before: int | None = None) -> str:
    """The words under a token without determiners, times, and clauses that only add ("which ...", ", said
    X").

    Words under `trigger` and from token `before` on are left out too.
    """
    named = _named_by(head)
    if named is not None:
        return clean(named, trigger, before=before).removeprefix("as ").removeprefix("to be ")
    return join(_kept(head, trigger, before))


def clean_together(heads: Sequence[Token]) -> list[str]:
    """The cleaned words under each token, in order; those whose words stand between each other's are one
    piece, as where a parser splits a name ("in Port Sudan") between two heads.
    """
    pieces: list[str] = []
    at = 0
    while at < len(heads):
        end, last = at + 1, heads[at].right_edge.i
        while end < len(heads) and heads[end].left_edge.i < last:
            last = max(last, heads[end].right_edge.i)
            end += 1
        if end == at + 1:
            pieces.append(clean(heads[at]))
        else:
            kept = {token.i: token for head in heads[at:end] for token in _kept(head)}
            pieces.append(join([kept[i] for i in sorted(kept)]))
        at = end
    return pieces


def _kept(head: Token, trigger: Token | None = None, before: int | None = None) -> list[Token]:
    drop: set[int] = set()
    for token in head.subtree:
        name = trees.relation(token)
        added = name == "appos" or token.dep_ == "nmod:unmarked"  # "a plant, 100 km from the border"
        loose = added and token.left_edge.i > 0 and token.left_edge.nbor(-1).is_punct
        added = token.dep_ == "acl:relcl" and token.head.lower_ != "what"
        aside = token != head and (added or loose or name in {"parataxis", "advcl"})
        timed = token != head and name in {"obl", "nmod", "advmod"} and trees.is_time(token)
        if aside or timed or (token != head and document_of(token) is not None):
            drop.update(inner.i for inner in token.subtree)
        elif name == "det" and token.lower_ in {"the", "a", "an"}:
            drop.add(token.i)
    if trigger is not None:
        drop.update(token.i for token in trigger.subtree if trigger.is_ancestor(token) or token == trigger)
    if before is not None:
        drop.update(token.i for token in head.subtree if token.i >= before)
    kept = sorted((token for token in head.subtree if token.i not in drop), key=lambda token: token.i)
    while kept and (kept[0].lower_ in {"and", "but", "or"} or kept[0].text in {",", ";", ":"}):
        kept.pop(0)
    while kept and ((kept[-1].is_punct and kept[-1].text != "%") or trees.relation(kept[-1]) == "cc"):
        kept.pop()
    return kept


def _named_by(head: Token) -> Token | None:
    """What "what it called a provocation" names: the provocation."""
    naming = {*table("triggers_verbs")["naming"]["words"], "claim"}
    if head.lower_ != "what":
        return None
    for verb in trees.children(head, "acl"):
        if trees.lemma(verb) in naming:
            return next((c for c in trees.children(verb, "xcomp", "obj", "obl") if c.i > verb.i), None)
    return None


def join(tokens: Sequence[Token]) -> str:
    """Tokens as text, with a space where the text had one or where words between them were left out; a
    quotation mark without its other half is dropped.
    """
    if not tokens:
        return ""
    text = ""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        apart = following is not None and following.i != token.i + 1
        text += token.text + (" " if token.whitespace_ or apart else "")
    for mark in ",;:":
        text = text.replace(f" {mark}", mark)
    if sum(text.count(mark) for mark in '“”"') % 2:
        text = text.translate(str.maketrans("", "", '“”"'))
    return " ".join(text.split())


def start_of_saying(sentence: Span) -> int:
    """The first token after a dateline ("KHARKIV, May 25 -") and words of time at the start of a sentence."""
    start = sentence.start
    for token in sentence[:12]:
        if token.text in {"-", "–", "—"} and token.i > sentence.start and trees.is_time(token.nbor(-1)):
            start = token.i + 1
    while start < sentence.end - 1 and (trees.is_time(sentence.doc[start]) or sentence.doc[start].is_punct):
        start += 1
    return start


def shorten(piece: str, room: int) -> str:
    """As many whole words as there is room for, not ending in a word that asks for another nor in a clause
    that has only just begun.
    """
    words = piece.split()
    whole = len(words)
    while words and len(" ".join(words)) > room:
        words.pop()
    if len(words) < whole:
        words = _without_hanging(words)
        for at in range(len(words) - 1, max(len(words) - 6, 2), -1):
            if words[at].lower() in table("titles_words")["cut"]["opening"]:
                words = _without_hanging(words[:at])
                break
    return " ".join(words).rstrip(",;:—- ")


def _without_hanging(words: list[str]) -> list[str]:
    kept = list(words)
    while kept and kept[-1].lower().strip(",") in table("titles_words")["cut"]["hanging"]:
        kept.pop()
    return kept


def names(people: Sequence[str]) -> str:
    """Up to three names as a list: "Mali, Niger and Togo"."""
    *first, last = people[:3]
    return f"{', '.join(first)} and {last}" if first else last


def balanced(line: str) -> str:
    """The line without its quotation marks where one of a pair was cut off."""
    if line.count("“") == line.count("”") and not line.count('"') % 2:
        return line
    return line.translate(str.maketrans("", "", '“”"'))


def capital(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def lower(text: str, trigger: Token) -> str:
    """A line inside another: its first letter is small again unless the word is a name."""
    first = text.split(" ", 1)[0]
    token = next((token for token in trigger.sent if token.lower_ == first.lower().partition("-")[0]), None)
    if token is None:
        return text
    named = token.pos_ == "PROPN" or token.ent_type_ not in {"", "WEAPON"} or gazetteer.is_known(first)
    return text if named or not first[1:].islower() else text[:1].lower() + text[1:]
