"""That nobody was hurt, where it is told in the sentence after the attack: "There were no casualties"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from timeline.events import tolls
from timeline.events.frames import Frame
from timeline.models import Mention, Status, Toll

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["with_aftermath"]

REAL = frozenset({Status.HAPPENED, Status.CLAIMED})
NONE = frozenset({"no", "nobody", "none", "noone", "not"})


def with_aftermath(doc: Doc, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, each attack with the "nobody" of the sentence that follows it.

    That sentence must be of the same paragraph, have no event of its own and say of killed, injured or
    missing people that there were none; and the sentence before it must tell of one attack only.
    """
    starts = {sentence.start_char: sentence for sentence in doc.sents} if found else {}
    order = sorted(starts)
    following = dict(pairwise(order))
    by_sentence: dict[int, list[int]] = {}
    for at, mention in enumerate(found):
        place = bisect_right(order, mention.trigger_start) - 1
        by_sentence.setdefault(order[max(0, place)], []).append(at)
    mended = list(found)
    text = doc.text if found else ""  # made anew each time it is asked for
    for start, these in by_sentence.items():
        attacks = [at for at in these if found[at].plover_type == "ASSAULT" and found[at].status in REAL]
        after = following.get(start)
        if len(attacks) != 1 or after is None or after in by_sentence or found[attacks[0]].tolls:
            continue
        if "\n" not in text[start:after]:
            nobody = _nobody(doc, starts[after])
            mended[attacks[0]] = found[attacks[0]].model_copy(update={"tolls": nobody})
    return mended


def _nobody(doc: Doc, sentence: Span) -> tuple[Toll, ...]:
    if NONE.isdisjoint(token.lower_ for token in sentence):
        return ()
    root = sentence.root
    told = tolls.find_tolls(Frame(doc=doc, trigger=root, parts=(root,), sentence=sentence))
    return tuple(toll for toll in told if toll.high == 0)
