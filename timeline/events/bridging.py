"""Where an event was when its sentence says only "the city", "the peninsula" or "there"."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from timeline import places
from timeline.events import counting, places_of, trees
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.events.types import own_type
from timeline.models import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Span, Token

    from timeline.events.context import ArticleContext

__all__ = ["bridged_place"]

_STEPS = 4
_LOOK_BACK = 40
_REACH = 60


def bridged_place(predicates: Sequence[Token], context: ArticleContext) -> Place | None:
    """The place that a definite noun of the event's clause stands for: the last one of its kind named before.

    The result keeps the noun as its text ("city"), with the name and the coordinates of what it stands for.
    None when no such noun is there, or when nothing of its kind was named before it.

    Example: in "Kharkiv was quiet. A missile fell on a block in the city centre." the block was in Kharkiv.
    """
    for token in _nouns(predicates):
        found = _antecedent(token, context)
        if found is not None:
            start = token.idx
            return found.model_copy(update={"text": token.text, "start": start, "end": start + len(token)})
    return _modifying(predicates, context) or _continued(predicates, context)


def _continued(predicates: Sequence[Token], context: ArticleContext) -> Place | None:
    """The one town of the sentence before, where the next one only goes on with what happened there: same
    paragraph, people killed, hurt or caught, no place and no time of its own.
    """
    first = predicates[0]
    sentence = first.sent
    if not any(counting.counts_people(token) for token in predicates) or _names_elsewhere(sentence):
        return None
    if sentence.start == 0 or context.is_new_paragraph(sentence):
        return None
    before = sentence.doc[sentence.start - 1].sent
    found: dict[str, bool] = {}
    here: Place | None = None
    for token in before:
        if token.pos_ == "PROPN" and places_of.is_location(token):
            place = places_of.locate(places_of.location_span(token), countries=context.countries)
            if place.precision != 1:
                continue
            tied = token.dep_ in {"obl", "nmod", "obj"} and set(trees.cases(token)) <= _AT
            found[place.name] = found.get(place.name, False) or tied or _marks(token)
            here = place
    return here if list(found.values()) == [True] and _is_deed(before) else None


_AT = frozenset({"in", "at", "on", "near", "outside", "into", "of"})


def _names_elsewhere(sentence: Span) -> bool:
    return any(
        trees.is_time(token) or (token.pos_ == "PROPN" and places_of.is_location(token)) for token in sentence
    )


def _is_deed(sentence: Span) -> bool:
    """True of a sentence that tells of an attack, not of what somebody thinks of one."""
    root = sentence.root
    below = [root, *trees.children(root, "ccomp", "conj", "xcomp", "obj", "nsubj", "parataxis")]
    return any(own_type(token) == "ASSAULT" for token in below)


def _modifying(predicates: Sequence[Token], context: ArticleContext) -> Place | None:
    """The town that a thing or a part of the clause is of: "hit a Kharkiv store", "the centre of Kharkiv"."""
    parts = {token.i for token in predicates}
    for predicate in predicates:
        for token in _near(predicate):
            if (
                token.pos_ == "PROPN"
                and _marks(token)
                and _belongs(token, parts)
                and places_of.is_location(token)
            ):
                place = places_of.locate(places_of.location_span(token), countries=context.countries)
                if place.precision == 1 and (not _names_government(place) or _is_ground(token.head)):
                    return place
    return None


def _is_ground(holder: Token) -> bool:
    """True of a thing that stands in the town it is of: "Nairobi's parliament", not "London's embassy"."""
    lemma = trees.lemma(holder)
    classes = table("plover_classes")["class"]
    ground = any(lemma in classes[name] for name in ("building", "infrastructure", "settlement"))
    return (ground or lemma in table("places_nouns")["sites"]) and lemma not in table("places_nouns")[
        "abroad"
    ]


def _near(predicate: Token) -> Span:
    """The words of the sentence within reach: a sentence may be a whole page long."""
    sentence = predicate.sent
    first, last = max(sentence.start, predicate.i - _REACH), min(sentence.end, predicate.i + _REACH)
    return predicate.doc[first:last]


def _marks(token: Token) -> bool:
    if token.head.pos_ == "NOUN" and token.dep_.startswith(("compound", "nmod:poss")):
        return True
    return token.dep_ == "nmod" and trees.lemma(token.head) in table("places_nouns")["parts"]


def _nouns(predicates: Sequence[Token]) -> Iterator[Token]:
    """Place nouns and adverbs of the predicates' own clauses, outside their active subjects."""
    parts = {token.i for token in predicates}
    for predicate in predicates:
        nouns = _place_nouns(predicate.doc[predicate.sent.start])
        first = bisect_left(nouns, predicate.i - _REACH, key=attrgetter("i"))
        for token in islice(nouns, first, None):
            if token.i >= predicate.i + _REACH:
                break
            if _belongs(token, parts):
                yield token


@once
def _place_nouns(first: Token) -> tuple[Token, ...]:
    """The place nouns and adverbs of the sentence that a word begins."""
    return tuple(token for token in first.sent if _kind(token))


@once
def _kind(token: Token) -> str:
    nouns = table("places_nouns")
    if token.lower_ in nouns["here"] and token.dep_ == "advmod":
        return "here"
    if token.lower_ == "it":
        hit = token.dep_ in {"obj", "nsubj:pass"} and trees.lemma(token.head) in nouns["it"]["verbs"]
        return "it" if hit else ""
    lemma = trees.lemma(token)
    kind = _kinds().get(lemma, "")
    return kind if kind and _is_definite(token) else ""


@cache
def _kinds() -> dict[str, str]:
    """The kind of place that each noun stands for."""
    found: dict[str, str] = {}
    for kind, row in table("places_nouns").items():
        for word in row["words"] if isinstance(row, dict) else ():
            found.setdefault(word, kind)
    return found


def _is_definite(token: Token) -> bool:
    """ "the city", "that same city", "the city centre", "the city's port"; not "city officials"."""
    if token.ent_type_ or token.tag_ == "NNS":
        return False
    marks = table("places_nouns")["definite"]
    holder = token.head if token.dep_.startswith("compound") else token
    if holder is not token and trees.lemma(holder) in table("places_nouns")["capital"]["words"]:
        return False  # "the state capital"
    return any(child.lower_ in marks for child in (*holder.children, *token.children))


def _belongs(token: Token, parts: set[int]) -> bool:
    at = token
    for _ in range(_STEPS):
        if at.head.i in parts:
            return at.dep_ != "nsubj"
        if any(child.i in parts and child.dep_.startswith("nsubj") for child in at.head.children):
            return at.dep_ != "nsubj" and at.head.pos_ == "VERB"  # "Explosions were heard in the city"
        if at.head.i == at.i or at.head.pos_ in {"VERB", "AUX"}:
            return False
        at = at.head
    return False


def _antecedent(token: Token, context: ArticleContext) -> Place | None:
    kind = _kind(token)
    row: dict[str, Any] = table("places_nouns").get(kind, {}) if kind != "here" else {}
    if kind == "capital":
        if {child.lower_ for child in token.children} & set(row["not_with"]):
            return None
        return _capital(token, context)
    if kind == "building":
        return context.sites.before(token)
    for place in _named_before(token, context):
        if kind == "here":
            return place
        if _is_kind(place, kind, row):
            return place
    return None


def _is_kind(place: Place, kind: str, row: dict[str, Any]) -> bool:
    words = set(place.name.casefold().replace("-", " ").split())
    if kind == "it":
        return place.precision == 1
    if kind == "town":
        return place.precision == 1 and not words & set(table("places_nouns")["sites"])
    if kind == "camp":
        return place.precision == 1 and "camp" in words
    if kind == "peninsula":
        return place.name in row["names"]
    return place.precision == 3 and place.name != place.country and bool(place.admin1)


def _named_before(token: Token, context: ArticleContext) -> Iterator[Place]:
    """Places named before a token, the last first; for "there" and "it" one sentence back at most."""
    doc = token.doc
    earliest = 0
    if _kind(token) in {"here", "it"}:
        earliest = doc[token.sent.start - 1].sent.start if token.sent.start else 0
    at, left = token.i - 1, _LOOK_BACK
    while at >= earliest and left:
        if not (doc[at].pos_ == "PROPN" and places_of.is_location(doc[at])):
            at -= 1
            continue
        span = places_of.location_span(doc[at])
        at, left = min(span.start, at) - 1, left - 1
        place = None if _is_dateline(span) else places_of.locate(span, countries=context.countries)
        if place is not None and place.latitude is not None and not _is_government(span, place):
            yield place


def _is_dateline(ent: Span) -> bool:
    return ent.text.isupper() and len(ent.text) > 3


def _is_government(span: Span, place: Place) -> bool:
    """ "Moscow has insisted": a capital or a country that acts is a government, not a place."""
    return _names_government(place) and _is_subject(span)


def _names_government(place: Place) -> bool:
    whole = places.country(place.country) if place.country else None
    return whole is not None and place.name in {whole.name, whole.capital}


def _is_subject(span: Span) -> bool:
    return span.root.dep_.startswith(("nsubj", "agent")) and span.root.head.pos_ in {"VERB", "AUX"}


def _capital(token: Token, context: ArticleContext) -> Place | None:
    for place in _named_before(token, context):
        whole = places.country(place.country) if place.country else None
        hit = places.find(whole.capital, countries=[whole.iso3]) if whole and whole.capital else None
        if hit is not None:
            return places_of.known_place(token.text, token.idx, hit)
    return None
