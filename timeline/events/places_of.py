"""The places of an article and of a predicate: which location belongs to it, and where that is."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from timeline import places
from timeline.events import gazetteer, trees
from timeline.events.parsed import once
from timeline.models import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Span, Token

__all__ = ["article_countries", "article_places", "is_country", "is_location", "locate", "location_span"]

_LOCATIONS = frozenset({"LOC", "GPE", "FAC"})


@once
def is_location(token: Token) -> bool:
    """True of a name of a place: by the pipeline's labels, or as a country or capital that the gazetteer
    knows.
    """
    if trees.label(token) in _LOCATIONS or _scanned(token) is not None:
        return True
    if token.pos_ not in {"PROPN", "NOUN", "ADJ"} or not token.text[:1].isupper():
        return False
    for hit in gazetteer.names_over(token, 3, 4):
        return hit.entry.sort in {"country", "capital"}
    ent = _entity_at(token)
    if ent is not None and len(ent) > 1 and token.i == ent.root.i:
        return _known_place(ent.text)
    return token.pos_ == "PROPN" and _is_unlabelled_place(token)


def is_country(token: Token) -> bool:
    """True of a name of a place that is that of a whole country."""
    hit = places.find(location_span(token).text)
    return hit is not None and hit.name == hit.country


def _entity_at(token: Token) -> Span | None:
    """The named entity over a token, found from the token alone: `doc.ents` goes through the whole text."""
    doc, start, end = token.doc, token.i, token.i + 1
    if not token.ent_type_:
        return None
    while start and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end]


def _scanned(token: Token) -> Span | None:
    """The name of several words that the gazetteer's own table has around a token, tagged or not."""
    for start, end, span in _long_names(token.doc[token.sent.start]):
        if start <= token.idx < end:
            return span
    return None


@once
def _long_names(first: Token) -> tuple[tuple[int, int, Span | None], ...]:
    """The names of several words in the sentence that a word begins: where they stand in the text, and their
    words.
    """
    sentence = first.sent
    offset = sentence.start_char
    return tuple(
        (offset + start, offset + end, sentence.char_span(start, end))
        for start, end in places.scan(sentence.text)
    )


def _is_unlabelled_place(token: Token) -> bool:
    """A name that the pipeline has no label for, or took for a person, and that the gazetteer of places
    knows.
    """
    if token.i > token.sent.start and token.nbor(-1).pos_ == "PROPN" and trees.label(token.nbor(-1)) != "":
        return False
    if any(
        trees.relation(child) in {"flat", "compound"} and child.pos_ == "PROPN" for child in token.children
    ):
        return False
    if trees.relation(token) in {"flat", "compound"} and token.head.pos_ == "PROPN":
        return False
    return _known_place(token.text)


@cache
def _known_place(name: str) -> bool:
    return places.find(name) is not None


def location_span(token: Token) -> Span:
    """The whole name that a token of a place name belongs to, without "the"."""
    doc = token.doc
    scanned = _scanned(token)
    if scanned is not None:
        return scanned
    ent = _entity_at(token)
    if ent is not None and (token.ent_type_ in _LOCATIONS or len(ent) > 1):
        start = ent.start + (doc[ent.start].lower_ == "the" and len(ent) > 1)
        end = ent.end - (doc[ent.end - 1].tag_ == "POS" and len(ent) > 1)
        return doc[start : _with_area(doc, end)]
    for hit in gazetteer.names_over(token, 3, 4):
        return doc[hit.start : hit.end]
    return doc[token.i : token.i + 1]


def _whole_name(span: Span) -> Span:
    """The span with the words that the tagger left off: "the Kherson region", "Wad al-Nourah"."""
    window = span.doc[max(span.sent.start, span.start - 3) : min(span.sent.end, span.end + 5)]
    offset = window.start_char
    start, end = places.widen(window.text, span.start_char - offset, span.end_char - offset)
    return span.doc.char_span(offset + start, offset + end) or span


def _with_area(doc: Doc, end: int) -> int:
    """The end of a place name with the word for its kind of area: "Mopti region"."""
    if end < len(doc) and doc[end].lower_ in _AREA_WORDS and doc[end - 1].head == doc[end]:
        return end + 1
    return end


_AREA_WORDS = frozenset(
    {"region", "province", "oblast", "state", "governorate", "district", "county", "peninsula", "strip"}
)


def locate(span: Span, *, near: Sequence[Place] = (), countries: Sequence[str] = ()) -> Place:
    """The place that a span names: as written, with what the gazetteer knows of it; no coordinates when it
    knows nothing.
    """
    span = _whole_name(span)
    hit = places.find(span.text, near=near, countries=countries)
    if hit is None:
        return Place(text=span.text, start=span.start_char, end=span.end_char, name=span.text)
    return known_place(span.text, span.start_char, hit)


def known_place(text: str, start: int, hit: places.Hit) -> Place:
    """What the gazetteer knows, under the wording of the article that begins at `start`."""
    return Place(
        text=text,
        start=start,
        end=start + len(text),
        name=hit.name,
        country=hit.country,
        iso3=hit.iso3,
        admin1=hit.admin1,
        latitude=hit.latitude,
        longitude=hit.longitude,
        precision=hit.precision,
    )


def article_places(doc: Doc) -> tuple[Place, ...]:
    """Named places of the article that the gazetteer knows, once each, in order of first mention."""
    seen: dict[str, Place] = {}
    countries = article_countries(doc)
    for ent in doc.ents:
        if ent.label_ in _LOCATIONS and ent.text not in seen and len(seen) < 60:
            place = locate(ent, countries=countries)
            if place.latitude is not None:
                seen[ent.text] = place
    return tuple(seen.values())


def article_countries(doc: Doc) -> tuple[str, ...]:
    """Country codes that the article's names stand for, most frequent first."""
    counts = Counter(hit.entry.country for hit in gazetteer.names_in(doc[:]) if hit.entry.country)
    return tuple(code for code, _ in counts.most_common())
