"""The headline's present tense: "kill" of many, "kills" of one."""

from __future__ import annotations

__all__ = ["present"]

_ODD = {"be": ("is", "are"), "have": ("has", "have"), "go": ("goes", "go"), "do": ("does", "do")}


def present(lemma: str, *, plural: bool) -> str:
    """The third person present of a verb.

    >>> present("kill", plural=False), present("carry", plural=False), present("push", plural=True)
    ('kills', 'carries', 'push')
    """
    if lemma in _ODD:
        return _ODD[lemma][plural]
    if plural:
        return lemma
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + "s"
