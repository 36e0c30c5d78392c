"""Line breaks and datelines: what parts a news text before any grammar does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from spacy.attrs import ORTH
from spacy.tokens import Doc

from ..tables import read_table

LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""Characters that end a line, as in `str.splitlines`."""

DATELINE_WORDS = 16
"""A dateline is no longer than this."""

DASHES = frozenset({"-", "–", "—", "--", "―"})
_OPENERS = "\"“‘'"
_PARTS = frozenset({",", ".", "/", "-", "au", "al", "el", "de", "la", "of"})


def line_starts(doc: Doc, tokens: Sequence[int]) -> frozenset[int]:
    """The words that no sentence reaches back from: those that open a line or follow its dateline.

    They are places in `tokens`, the indices of the tokens that are no whitespace. The text's first word is
    not among them.
    """
    found = {
        place
        for place, (before, index) in enumerate(pairwise(tokens), 1)
        if index - before > 1 and any(_breaks(doc[between].text) for between in range(before + 1, index))
    }
    # Numbers are compared, as making tokens and their texts would take most of this function's time.
    dashes = {doc.vocab.strings[word] for word in DASHES}
    orths = doc.to_array([ORTH])[tokens].tolist()
    opens = sorted({0, *found})
    for place, following in zip(opens, [*opens[1:], len(tokens)], strict=True):
        if dashes.isdisjoint(orths[place + 1 : min(place + DATELINE_WORDS, following)]):
            continue
        head = [doc[index] for index in tokens[place : min(place + DATELINE_WORDS + 1, following)]]
        if end := dateline_end([token.text for token in head], [bool(token.whitespace_) for token in head]):
            found.add(place + end)
    return frozenset(found)


def _breaks(text: str) -> bool:
    return not LINE_BREAKS.isdisjoint(text)


@cache
def months() -> frozenset[str]:
    """The names of months, and how news agencies shorten them."""
    return frozenset(read_table("timeline.pipeline", "lines.toml")["months"])


def dateline_end(words: Sequence[str], blanks: Sequence[bool]) -> int:
    """How many words at the head of a line are its dateline, dash included; 0 if it has none.

    `blanks` tells whether a blank follows each word: the hyphen of "EL-FASHER" is no dash. A dateline is a
    place in capitals, or any name with an agency in brackets or a day, perhaps a country, then a dash; a new
    sentence must follow. Forms and counter-examples are in `lines.toml`.

    >>> words = ["KYIV", "(", "AP", ")", "-", "Two", "died"]
    >>> dateline_end(words, [True, False, False, True, True, True, False])
    5
    """
    last = min(len(words) - 1, DATELINE_WORDS)
    dashes = (i for i in range(1, last) if words[i] in DASHES and (blanks[i] or blanks[i - 1]))
    dash = next(dashes, None)
    if dash is None or not (words[dash + 1][:1].isupper() or words[dash + 1][:1] in _OPENERS):
        return 0
    place, agency = list(words[:dash]), False
    if place[-1] == ")" and "(" in place:
        agency = True
        place = place[: place.index("(")]
    dated = bool(place) and place[0] not in months() and "," in place and blanks[dash] and blanks[dash - 1]
    dated = dated and any(word in months() for word in place) and any(word.isdigit() for word in place)
    capitals = bool(place) and place[0].isupper() and (len(place[0]) > 2 or "-" in place)
    if not place or not (capitals or agency or dated):
        return 0
    sound = all(
        word[:1].isupper() or word[:1].isdigit() or word in _PARTS or word in months() for word in place
    )
    return dash + 1 if sound else 0
