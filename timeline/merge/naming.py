"""The title of an event: that of its fullest telling, with the figure that stands by now."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeline.merge.lexicon import lexicon
from timeline.models import Mention, Status, Toll

__all__ = ["is_nameless", "title"]

_MOST = 4  # words of a figure: "at least 12", not "two children and a caregiver"


def is_nameless(mention: Mention) -> bool:
    """True of a telling whose title names nobody: "They strike depot"."""
    return mention.title.partition(" ")[0].casefold() in lexicon().nameless


def title(best: Mention, tolls: Iterable[Toll]) -> str:
    """The title of the event that `best` stands for; `tolls` are the event's, with the text of the latest.

    Where the telling is of a fact and counts others than are known by now, the latest figure takes the place
    of its own, unless it counts one kind of people ("three journalists"). What somebody said stays as it was
    said.

    Example: of "Bombs hit store, killing at least two" and a later report of 19 dead, "Bombs hit store,
    killing 19".
    """
    line = best.title or best.sentence
    if best.status is not Status.HAPPENED or not best.title:
        return line
    latest = {toll.kind: toll for toll in tolls}
    for own in best.tolls:
        now = latest.get(own.kind)
        if now is None or now.text.casefold() == own.text.casefold() or len(now.text.split()) > _MOST:
            continue
        for told in (own.text, str(own.low)):
            counted = "|".join(map(re.escape, sorted(lexicon().people)))
            pattern = rf"(?<![\w,.-]){re.escape(told)}(?=$|[,;]| (?:{counted})\b| in\b| and\b)"
            found = list(re.finditer(pattern, line, re.IGNORECASE))
            if len(found) == 1:
                start, end = found[0].span()
                text = now.text if start == 0 else now.text[:1].lower() + now.text[1:]
                line = line[:start] + text + line[end:]
                break
    return line
