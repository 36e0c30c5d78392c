"""Buildings and works that an article ties to a town: "the palace in Khartoum", later only "the palace"."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Self

from timeline.events import places_of, trees
from timeline.events.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Token

    from timeline.models import Place

__all__ = ["Sites"]

_IN = frozenset({"in", "at", "of", "near", "outside"})


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites of an article whose phrases name a town.

    `nouns` gives, for the lemma of a site ("palace"), where it was named with a town, in order, each with
    that town, or None once those named so far stood in several towns. `names` gives the towns of sites with
    names of their own ("south hospital"), None where there are several.
    """

    nouns: Mapping[str, Sequence[tuple[int, Place | None]]]
    names: Mapping[str, Place | None]

    @classmethod
    def of(cls, doc: Doc, countries: Sequence[str]) -> Self:
        """Those of a parsed article; `countries` are the codes of countries that it names.

        Example: of "Work at South Hospital in El Fasher stopped", the hospital, with El Fasher as its town.
        """
        words = frozenset(table("places_nouns")["building"]["words"])
        nouns: dict[str, list[tuple[int, Place | None]]] = {}
        names: dict[str, Place | None] = {}
        for token in doc:
            lemma = trees.lemma(token)
            if token.pos_ not in {"NOUN", "PROPN"} or lemma not in words or token.tag_ in {"NNS", "NNPS"}:
                continue
            town = next(_towns(token, countries), None)
            if town is None:
                continue
            told = nouns.setdefault(lemma, [])
            told.append((token.i, _agreed(told[-1][1] if told else town, town)))
            # One "U.S. Embassy" is not the next: a state has them in many towns.
            own = lemma not in table("places_nouns")["abroad"]
            if own and token.text[:1].isupper() and token.i > token.sent.start:
                name = places_of.location_span(token).text.casefold()
                names[name] = _agreed(names.get(name, town), town)
        return cls(nouns, names)

    def before(self, token: Token) -> Place | None:
        """The town of the site that a noun stands for ("the palace"), as the article has named it before."""
        told = self.nouns.get(trees.lemma(token), ())
        at = bisect_left(told, token.i, key=itemgetter(0))
        return told[at - 1][1] if at else None

    def named(self, name: str) -> Place | None:
        """The town of a site with this name, wherever the article says it."""
        return self.names.get(name.casefold())


def _agreed(known: Place | None, town: Place) -> Place | None:
    return town if known is not None and known.name == town.name else None


def _towns(site: Token, countries: Sequence[str]) -> Iterator[Place]:
    """The towns that the phrase of a site names."""
    abroad = trees.lemma(site) in table("places_nouns")["abroad"]
    for child in site.children:
        behind = child.dep_ in {"nmod", "obl"} and child.i > site.i and set(trees.cases(child)) & _IN
        # "London's embassy" is not in London
        before = child.i < site.i and child.dep_.startswith(("compound", "nmod:poss")) and not abroad
        if (behind or before) and child.pos_ == "PROPN" and places_of.is_location(child):
            place = places_of.locate(places_of.location_span(child), countries=countries)
            if place.precision == 1 and place.latitude is not None:
                yield place
