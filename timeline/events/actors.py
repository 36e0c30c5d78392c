"""A span that takes part in an event, as an actor: its usual name, country and kind."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from timeline.events import gazetteer, trees
from timeline.events.parsed import once
from timeline.events.tables import table
from timeline.models import Actor, ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from timeline.events.context import ArticleContext

__all__ = [
    "actor",
    "is_actor",
    "is_people",
    "is_title",
    "named_together",
    "noun_kind",
    "parties",
    "whole_name",
]


def actor(span: Span, context: ArticleContext) -> Actor:
    """The participant that a span names, normalised as far as the article allows.

    `text` and offsets are those of the span. The name is the country's for its forces and offices ("Kyiv's
    forces", "the Kremlin": Ukraine, Russia), the full name for a person named in full elsewhere in the
    article ("he", "the minister"), the usual name for a known group, and the span's own words, without
    determiner and number, for anything else.
    """
    referent = context.referent(span)
    name, country, kind = _identify(referent if referent is not None else span, context)
    return Actor(
        text=span.text, start=span.start_char, end=span.end_char, name=name, country=country, kind=kind
    )


def named_together(span: Span, context: ArticleContext) -> tuple[Actor, ...]:
    """The participants that a span names: one, or two that share the end of their names ("North and South
    Korea").
    """
    words = [token.text for token in span]
    for at in range(1, len(words) - 2):
        if words[at] not in {"and", "or"}:
            continue
        known = [gazetteer.entry(f"{words[at - 1]} {words[-1]}"), gazetteer.entry(" ".join(words[at + 1 :]))]
        if all(known):
            return tuple(
                Actor(
                    text=span.text,
                    start=span.start_char,
                    end=span.end_char,
                    name=one.name,
                    country=one.country,
                    kind=one.kind,
                )
                for one in known
                if one is not None
            )
    return (actor(span, context),)


def whole_name(span: Span) -> Span:
    """The phrase, or the longer known name that its head is in ("coalition" of "Saudi-led coalition")."""
    head = span.root
    over = [hit for hit in gazetteer.names_over(head, 6, 7) if hit.entry.sort == "group"]
    if over and (over[0].start < span.start or over[0].end > span.end):
        return span.doc[min(over[0].start, span.start) : max(over[0].end, span.end)]
    return span


def parties(span: Span) -> tuple[Span, ...]:
    """The parties that a phrase names: one, or each country of "Hungarian and Romanian officials"."""
    head = span.root
    lands: dict[str, Span] = {}
    for hit in gazetteer.names_in(span):
        token = span.doc[hit.end - 1]
        top = token.head if trees.relation(token) == "conj" else token
        if hit.entry.sort != "group" and top.head == head and trees.relation(top) in {"amod", "compound"}:
            lands.setdefault(hit.entry.country, span.doc[hit.start : hit.end])
    return tuple(lands.values()) if len(lands) > 1 else (span,)


def _identify(span: Span, context: ArticleContext) -> tuple[str, str, ActorKind | None]:
    head = span.root
    person = context.person_at(span)
    if person is not None:
        return person.name, person.country, person.kind
    holder = office_holder(head)
    if holder is not None and (
        context.person_at(trees.phrase(holder)) or gazetteer.names_in(trees.phrase(holder))
    ):
        return _identify(trees.phrase(holder), context)
    found = gazetteer.names_in(span)
    over = next((hit for hit in found if hit.start <= head.i < hit.end), None)
    groups = [hit.entry for hit in found if hit.entry.sort == "group"]
    lands = [hit.entry for hit in found if hit.entry.sort != "group"]
    noun = noun_kind(head)
    if over is not None and over.entry.sort != "people":
        return over.entry.name, over.entry.country, over.entry.kind
    if over is not None:
        return _nationals(span, head, over.entry)
    land = lands[0] if lands else None
    if noun is None:
        known = groups[0] if groups and len(span) - (found[0].end - found[0].start) <= 1 else None
        if known is not None:
            return known.name, known.country, known.kind
        return _plain(span), land.country if land else "", None
    kind, stands = noun
    if kind is ActorKind.STATE:
        side = _side(head)
        if side is not None:
            return _plain(span), land.country if land else "", side
    if (
        head.pos_ == "PROPN"
        and kind is ActorKind.CIVILIANS
        and head.text[:1].isupper()
        and not head.is_sent_start
    ):
        kind = None
    crew = trees.lemma(head) in {"member", "staff", "worker", "employee", "personnel"}
    if crew and groups and groups[0].kind in {None, ActorKind.OTHER, ActorKind.CIVILIANS}:
        return _plain(span), groups[0].country, ActorKind.CIVILIANS
    loose = trees.lemma(head) in table("actors_nouns")["of_group"]["words"]
    if groups and (
        loose or kind in {None, ActorKind.REBEL, ActorKind.MILITIA, ActorKind.STATE, ActorKind.OTHER}
    ):
        return groups[0].name, groups[0].country, groups[0].kind
    if stands and land is None:
        owner = next((c for c in trees.children(head, "nmod:poss") if c.lower_ in {"its", "their"}), None)
        whose = context.referent(span.doc[owner.i : owner.i + 1]) if owner is not None else None
        if whose is not None and not _is_other_side(span):
            name, country, side = _identify(whose, context)
            if country and country == gazetteer.code_of(name):
                return name, country, side
    if stands and land is not None:
        if land.country == "PSE" or _is_other_side(span):
            return _plain(span), land.country, kind
        return land.name, land.country, ActorKind.STATE
    return _plain(span), land.country if land else "", kind


def office_holder(head: Token) -> Token | None:
    """Whose office a noun names ("the president's office"); None of any other noun, and of a mere room."""
    if trees.lemma(head) not in table("actors_nouns")["offices"]["words"]:
        return None
    if trees.relation(head) not in {"nsubj", "obl", "nmod"} or set(trees.cases(head)) & {"in", "at", "near"}:
        return None
    return next((c for c in trees.children(head, "nmod:poss") if is_actor(c) or is_title(c.lower_)), None)


def _side(head: Token) -> ActorKind | None:
    """The armed side that a post belongs to: rebels for "rebel commanders" and "the rebels' leader"."""
    for child in trees.children(head, "compound", "amod", "nmod"):
        found = _nouns().get(child.lower_) or _nouns().get(child.lower_.removesuffix("s"))
        if found is not None and found[0] in {ActorKind.REBEL, ActorKind.MILITIA, ActorKind.IDENTITY_MILITIA}:
            return found[0]
    return None


def _nationals(span: Span, head: Token, entry: gazetteer.Entry) -> tuple[str, str, ActorKind | None]:
    """A bare nationality: the adjective of an event ("a Ukrainian attack") is the state, a plural its
    people.
    """
    if head.pos_ == "ADJ" or head.tag_ in {"JJ", "NNP"}:
        return entry.name, entry.country, ActorKind.STATE if entry.country != "PSE" else None
    return _plain(span), entry.country, None


def _is_other_side(span: Span) -> bool:
    """Forces that a country's name stands beside but that are not the state's own ("Syrian rebel forces")."""
    words = {token.lower_ for token in span}
    return bool(
        words & {"rebel", "rebels", "separatist", "opposition", "insurgent", "paramilitary", "former", "ex"}
    )


def _plain(span: Span) -> str:
    tokens = _from_number(list(span), span.root)
    while (
        len(tokens) > 1
        and tokens[1].text not in {"-", "–"}
        and (
            tokens[0].pos_ in {"DET", "NUM", "PRON", "ADV", "PUNCT", "ADP"}
            or tokens[0].lower_ in {"several", "many", "some", "more", "dozens"}
        )
    ):
        tokens.pop(0)
    if len(tokens) > 1 and tokens[0].lower_ in {"of", "than"}:
        tokens.pop(0)
    tokens = _before_place(tokens, span.root)
    first = next((at for at, token in enumerate(tokens) if token.text[:1].isupper()), 0)
    if all(token.pos_ in {"ADJ", "ADV", "VERB", "PUNCT"} or token.text == "-" for token in tokens[:first]):
        tokens = tokens[first:]
    return span.doc[tokens[0].i : tokens[-1].i + 1].text


def _before_place(tokens: list[Token], head: Token) -> list[Token]:
    """Without the place behind a common noun: "police in Nairobi" are the police."""
    if head.pos_ != "NOUN":
        return tokens
    at = next((k for k, t in enumerate(tokens) if t.i > head.i and t.lower_ in {"in", "at", "near"}), None)
    return tokens[:at] if at else tokens


def _from_number(tokens: list[Token], head: Token) -> list[Token]:
    """Without what stands before the number of a phrase: "shot dead 14 farmers", "between 20 and 30 men"."""
    numbers = [
        at for at, t in enumerate(tokens) if t.pos_ == "NUM" and t.i < head.i and trees.head_is(t, head)
    ]
    loose = {"ADJ", "ADV", "ADP", "CCONJ", "DET", "NUM", "VERB"}
    if numbers and all(t.pos_ in loose and not t.text[:1].isupper() for t in tokens[: numbers[-1]]):
        return tokens[numbers[-1] :]
    return tokens


@cache
def _nouns() -> dict[str, tuple[ActorKind | None, bool]]:
    return {
        word: (gazetteer.kind_of(row.get("kind", "")), bool(row.get("stands")))
        for row in table("actors_nouns")["nouns"]
        for word in row["words"]
    }


@once
def noun_kind(head: Token) -> tuple[ActorKind | None, bool] | None:
    """What a common noun says of the actor it heads: kind, and whether its country stands for it. None: no
    actor.

    The word with the one before it is asked first ("riot police", "armed group").
    """
    nouns = _nouns()
    low, base = head.lower_, trees.lemma(head)
    if head.doc[head.i : head.i + 3].text.lower() in table("actors_nouns")["not_actors"]["phrases"]:
        return None
    if head.i > head.sent.start:
        before = head.nbor(-1).lower_
        for word in (f"{before} {low}", f"{before} {base}"):
            if word in nouns:
                return nouns[word]
    for word in (low, base, low.removesuffix("s")):
        if word in nouns:
            return nouns[word]
    if base in table("actors_nouns")["of_force"]["words"]:
        beside = head.nbor(-1) if head.i > head.sent.start else head
        return noun_kind(beside) if trees.relation(beside) == "compound" and beside.head == head else None
    titles = _titles()
    for word in (low, base):
        if word in titles:
            return titles[word], False
    return None


@cache
def _titles() -> dict[str, ActorKind | None]:
    return {
        word: gazetteer.kind_of(row.get("kind", ""))
        for row in table("actors_nouns")["titles"]
        for word in row["words"]
    }


def is_common(word: str) -> bool:
    """True of a common noun for people, or a title ("prosecutor")."""
    return word in _nouns() or word in _titles()


def title_kind(words: str) -> tuple[bool, ActorKind | None]:
    """Whether these lower-case words end in a title, and the kind that the title gives."""
    titles = _titles()
    parts = words.split()
    for size in (3, 2, 1):
        tail = " ".join(parts[-size:])
        if tail in titles:
            return True, titles[tail]
    return False, None


def is_title(words: str) -> bool:
    """True of words that end in a title or post ("the Russian foreign minister")."""
    return title_kind(words.lower())[0]


@once
def is_people(head: Token) -> bool:
    """True of a noun, number or name that counts persons: "civilians", "others", "dozens", "12", "Kim"."""
    if trees.label(head) == "PERSON" or head.pos_ == "NUM":
        return True
    found = noun_kind(head)
    if found is not None and (found[0] is not None or trees.lemma(head) in {"supporter", "member"}):
        return True
    people = table("tolls_words")["people"]["words"]
    if trees.lemma(head) in people or head.lower_ in people or head.lower_.removesuffix("s") in people:
        return True
    return any(
        hit.entry.sort == "people" or hit.entry.sort == "group"
        for hit in gazetteer.names_in(head.doc[head.i : head.i + 1])
    )


@once
def is_actor(head: Token) -> bool:
    """True of what can act or be acted on as a party: a person, group, country, body or people; not a thing
    or a town.
    """
    if head.pos_ == "PRON":
        return head.tag_ != "EX" and head.lower_ not in {
            "this",
            "that",
            "what",
            "which",
            "there",
            "these",
            "those",
        }
    if trees.label(head) in {"PERSON", "ORG", "NORP"} and head.text[:1].isupper():
        return True
    if noun_kind(head) is not None or (office_holder(head) is not None and trees.relation(head) == "nsubj"):
        return True
    if gazetteer.names_over(head, 4, 5):
        return True
    return head.pos_ == "NUM" and head.like_num is not False and relation_is_count(head)


def relation_is_count(head: Token) -> bool:
    """True of a number that stands for the people it counts ("killing 12")."""
    return trees.relation(head) in {"obj", "nsubj"} and not trees.children(head, "nmod")
