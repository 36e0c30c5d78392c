"""Active verbs that the parser takes for passives: "gunmen shot dead a mayor" has a doer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ..tables import read_table

PAST = "VERB#Mood=Ind|Tense=Past|VerbForm=Fin"


@cache
def _two_objects() -> frozenset[str]:
    return frozenset(read_table("timeline.pipeline", "voice.toml")["two_objects"])


def active(words: Sequence[str], heads: Sequence[int], names: list[str]) -> list[int]:
    """Rename the passive subjects that have no passive, and list their verbs.

    A verb with an object of its own and no auxiliary is in the past tense, unless it is one that keeps an
    object in the passive or a form that is a participle alone ("given"); `voice.toml` has both.
    """
    suspects = [i for i, name in enumerate(names) if name == "nsubj:pass" and i < heads[i]]
    found = []
    for subject in suspects:
        verb = heads[subject]
        form = words[verb].lower()
        if form.endswith("n") or form in _two_objects():
            continue
        under = {name for i, name in enumerate(names) if heads[i] == verb}
        after = any(name == "obj" and heads[i] == verb and i > verb for i, name in enumerate(names))
        if after and not under & {"aux", "aux:pass", "cop"}:
            names[subject] = "nsubj"
            found.append(verb)
    return found
