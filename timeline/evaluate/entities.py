"""Timelines of single entities from raw text, in the form of SemEval-2015 task 4 (Minard et al. 2015).

The task asks for every event in which a named person, firm or product takes part, not only for those of
conflict, so the words that tell events are found here from the parse alone; names, referents and dates come
from the package's own stages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from timeline.models import Article, Timex

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

    from timeline.intervals import Interval

__all__ = ["run_entities"]

ABOUT = 0.5
"""Mentions of an entity for each sentence that make an article one about it: all its events are then its."""
_PARTS = ("nsubj", "nsubj:pass", "obj", "iobj", "csubj")
_PHRASE = ("flat", "compound", "nmod:poss", "nmod", "appos", "conj")
_UNREAL = frozenset({"will", "would", "could", "may", "might", "can", "should", "must"})

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Text:
    """A document read once."""

    id: str
    corpus: str
    doc: Doc
    article: Article
    timexes: Sequence[Timex]
    given: Mapping[int, str]
    ids: Mapping[int, str]


def run_entities(
    documents: Iterable[Document],
    targets: Iterable[Document],
    *,
    given: bool = False,
    model: str | None = None,
) -> Iterator[dict[str, Any]]:
    """One timeline for each target: {"timeline", "entries": [{"order", "date", "mentions"}]}.

    A document has `id`, `text`, `dct`, `corpus` and `sentences` (a mention is named by document, sentence and
    token); a target has `timeline`, `corpus` and `entity`. With `given`, the events of the documents (`id`,
    `start`, `end`) are taken for candidates, and only the entity's own are chosen among them.

    Raises:
        ModelError: the pipeline cannot be read.
    """
    from timeline import pipeline

    nlp = pipeline.load(model)
    texts = [_read(document, nlp) for document in documents]
    dates: dict[tuple[str, int], Interval | None] = {}
    told: dict[str, list[Token]] = {}
    for text in texts:
        told[text.id] = _candidates(text, given)
        dates |= _dated(text, told[text.id])
    for target in targets:
        names = _names(target["entity"])
        rows = []
        for text in texts:
            if text.corpus == target["corpus"]:
                for token in _of_entity(text, told[text.id], names, given):
                    name = (text.given if given else text.ids).get(token.idx)
                    if name:
                        rows.append((name, dates[text.id, token.i]))
        yield {"timeline": target["timeline"], "entries": _entries(rows)}


def _read(document: Document, nlp: Language) -> _Text:
    import datetime as dt

    from timeline import timex

    article = Article(
        id=str(document["id"]), text=document["text"], dct=dt.date.fromisoformat(document["dct"][:10])
    )
    doc = nlp(article.text)
    heads = {}
    for event in document.get("events", ()):
        span = doc.char_span(event["start"], event["end"], alignment_mode="expand")
        if span is not None and len(span):
            heads[span.root.idx] = event["id"]
    return _Text(
        article.id, document["corpus"], doc, article, timex.tag(article.text, article.dct), heads,
        _token_ids(document),
    )  # fmt: skip


def _token_ids(document: Document) -> dict[int, str]:
    """The name of the token that begins at each character."""
    found: dict[int, str] = {}
    at = 0
    for sentence in document.get("sentences", ()):
        for number, word in enumerate(sentence["tokens"]):
            at = document["text"].index(word, at)
            found[at] = f"{document['id']}-{sentence['n']}-{number}"
            at += len(word)
    return found


def _candidates(text: _Text, given: bool) -> list[Token]:
    if given:
        return [token for token in text.doc if token.idx in text.given]
    return [token for token in text.doc if _tells(token)]


def _tells(token: Token) -> bool:
    """True of a verb in which something happens ("owns" and "believes" are none), and of a noun of the
    lexicon that names an event.
    """
    from timeline.events.triggers import noun_class, verb_classes

    if token.pos_ == "VERB":
        return token.dep_ != "amod" and "stative" not in verb_classes(token)
    return token.pos_ == "NOUN" and token.dep_ != "compound" and bool(noun_class(token))


def _dated(text: _Text, told: Sequence[Token]) -> dict[tuple[str, int], Interval | None]:
    from timeline.events.dating import date_triggers

    spans = [(token.idx, token.idx + len(token)) for token in told]
    found = date_triggers(text.doc, text.article, text.timexes, spans) if told else []
    return {(text.id, token.i): when for token, (when, _, _) in zip(told, found, strict=True)}


# ---- who -------------------------------------------------------------------------------------------


def _names(entity: str) -> list[tuple[str, ...]]:
    """The name, its parts of two words and more, and a word of it that no other thing is called by."""
    words = entity.split()
    parts = {tuple(words[a:b]) for a in range(len(words)) for b in range(a + 2, len(words) + 1)}
    numbered = any(c.isdigit() for c in entity)
    for word in words:
        model = len(word) > 2 and any(c.isdigit() for c in word)  # "A380", "787"
        brand = len(words) <= 2 and not numbered and any(c.isupper() for c in word[1:])  # "iTunes"
        if model or brand:
            parts.add((word,))
    parts.add(tuple(words))
    kept = {tuple(w.casefold() for w in part) for part in parts if any(w[0].isupper() for w in part)}
    return sorted({*kept, tuple(w.casefold() for w in words)}, key=lambda part: (-len(part), part))


def _mentioned(doc: Doc, names: Sequence[tuple[str, ...]]) -> set[int]:
    """Positions of the tokens that name the entity or refer to it."""
    from timeline.events.coref import persons, referent

    words = [token.text.casefold() for token in doc]
    named: set[int] = set()
    for name in names:
        for at in range(len(words) - len(name) + 1):
            span = doc[at : at + len(name)]
            if tuple(words[at : at + len(name)]) == name and not span.text.islower():
                named.update(range(at, at + len(name)))
    if not named:
        return named
    people = persons(doc)
    for person in people:  # by the surname alone
        if tuple(person.name.casefold().split()) in names:
            named.update(range(person.start, person.end))
    refers = set()
    for token in doc:
        definite = token.pos_ == "NOUN" and any(c.lower_ in ("the", "this") for c in token.children)
        if token.i not in named and (token.pos_ == "PRON" or definite):
            who = referent(doc[token.i : token.i + 1], people)
            if who is not None and not named.isdisjoint(range(who.start, who.end)):
                refers.add(token.i)
    return named | refers


def _of_entity(
    text: _Text, told: Sequence[Token], names: Sequence[tuple[str, ...]], given: bool
) -> Iterator[Token]:
    found = _mentioned(text.doc, names)
    if not found:
        return
    about = len(found) > ABOUT * sum(1 for _ in text.doc.sents)
    for token in told:
        if given:
            if about or not found.isdisjoint(range(token.sent.start, token.sent.end)):
                yield token
        elif _takes_part(token, found) and _is_real(token):
            yield token


def _takes_part(verb: Token, found: set[int]) -> bool:
    """Is the entity, or a phrase that it is part of, the subject or the object of a verb, or a part of the
    noun's own phrase ("the firm's bid")?
    """
    if verb.pos_ == "NOUN":
        return any(child.i in found for child in verb.children if child.dep_ in _PHRASE)
    parts = [child for child in verb.children if child.dep_ in _PARTS]
    if not any(child.dep_.startswith("nsubj") for child in parts):
        parts += _subjects_above(verb)
    return any(
        child.i in found or any(t.i in found for t in child.children if t.dep_ in _PHRASE) for child in parts
    )


def _subjects_above(verb: Token) -> list[Token]:
    """The subject that a verb has from the one above it: "returned to the firm and soon ran it"."""
    here = verb
    for _ in range(3):
        if here.dep_ not in ("conj", "xcomp") or here.head.i == here.i:
            return []
        here = here.head
        found = [child for child in here.children if child.dep_.startswith("nsubj")]
        if found:
            return found
    return []


def _is_real(verb: Token) -> bool:
    return not any(
        (child.dep_ == "aux" and child.lemma_ in _UNREAL) or child.lemma_ in ("not", "never")
        for child in verb.children
    )


# ---- when ------------------------------------------------------------------------------------------


def _entries(rows: Iterable[tuple[str, Interval | None]]) -> list[dict[str, Any]]:
    """Entries in order of time: by first day, then last; what has no date is left out."""
    by: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, when in rows:
        if when is not None:
            start = when.start.isoformat() if when.start else ""
            end = when.end.isoformat() if when.end else "9999"
            by[start, end, when.edtf().rstrip("~?%")].append(name)
    return [
        {"order": order, "date": date, "mentions": [name]}
        for order, ((_, _, date), names) in enumerate(sorted(by.items()), 1)
        for name in names
    ]
