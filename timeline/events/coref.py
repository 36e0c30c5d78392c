"""Who "he", "the minister" and "Shoigu" are, within one article and only where it is safe.

No learned model: a name is completed from its full form elsewhere in the article when there is only one, a
role noun from the last person who was given that title, a pronoun from the one person (or, for "it" and
"they", the one subject) that the sentence or the one before offers. Two candidates are none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from timeline.events import actors, gazetteer, trees
from timeline.events.tables import table
from timeline.models import ActorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Span, Token

__all__ = ["Person", "persons", "referent"]

_SINGULAR = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_FEMALE = frozenset({"she", "her", "hers", "herself"})
_MALE = _SINGULAR - _FEMALE
_THING = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their", "themselves"})
_GAP = 20  # characters that the white space between paragraphs may take
_BACK = 3  # sentences that a pronoun may look back over


@dataclass(frozen=True, slots=True)
class Person:
    """A person named at tokens [start, end), under the fullest name; country and kind come from a title."""

    start: int
    end: int
    name: str
    title: str = ""
    country: str = ""
    kind: ActorKind | None = None


def persons(doc: Doc) -> tuple[Person, ...]:
    """Every mention of a person by name, in order, completed from the article's other mentions."""
    found = [_person(doc, ent) for ent in _names(doc)]
    found.extend(_person(doc, span) for span in _titled(doc))
    full: dict[str, list[str]] = {}
    for person in found:
        last = person.name.split()[-1]
        if len(person.name.split()) > 1:
            full.setdefault(last, []).append(person.name)
    covered = {at for person in found for at in range(person.start, person.end)}
    found.extend(
        Person(token.i, token.i + 1, token.text)
        for token in doc
        if token.text in full
        and token.i not in covered
        and token.ent_type_ in {"", "ORG", "LOC", "GPE", "FAC"}
    )
    found.sort(key=lambda person: person.start)
    done = []
    for person in found:
        words = person.name.split()
        longer = list(dict.fromkeys(full.get(words[-1], ())))
        name = person.name
        if len(words) == 1 and len(longer) == 1:
            name = longer[0]
        done.append(replace(person, name=name))
    best: dict[str, Person] = {}
    for person in done:
        if person.title and person.name not in best:
            best[person.name] = person
    return tuple(
        replace(
            person,
            country=person.country or (best[person.name].country if person.name in best else ""),
            kind=person.kind or (best[person.name].kind if person.name in best else None),
        )
        for person in done
    )


def _names(doc: Doc) -> list[Span]:
    """Person names that the pipeline found, less the countries and groups that it mistook for persons."""
    spans = []
    for ent in doc.ents:
        if trees.label(ent.root) != "PERSON":
            continue
        known = gazetteer.names_in(ent)
        inside = [hit for hit in known if hit.end - hit.start == len(ent)]
        if inside:
            continue
        spans.append(doc[ent.start + _title_length(doc, ent) : ent.end])
    return spans


def _titled(doc: Doc) -> list[Span]:
    """Names that the pipeline has no label for, straight after a capitalised title: "Secretary of State
    Antony Blinken".
    """
    spans: list[Span] = []
    end = 1
    for at, token in enumerate(doc):
        if at < end or token.pos_ != "PROPN" or token.ent_type_:
            continue
        end = at
        while end < len(doc) and end - at < 7 and not doc[end].ent_type_ and _is_of_name(doc, at, end):
            end += 1
        if not _is_title(token.lower_) and _is_after_title(doc, at):
            spans.append(doc[at:end])
    return spans


def _is_after_title(doc: Doc, at: int) -> bool:
    """True where a capitalised title stands straight before a word."""
    return any(
        doc[start].text[:1].isupper() and _is_title(doc[start:at].text.lower())
        for start in range(max(at - 3, 0), at)
    )


def _is_of_name(doc: Doc, at: int, end: int) -> bool:
    """True of a word of a name, and of the hyphen inside one ("al-Assad")."""
    inside = at < end < len(doc) - 1 and not doc[end - 1].whitespace_ and not doc[end].whitespace_
    return doc[end].pos_ == "PROPN" or (inside and doc[end].text == "-" and doc[end + 1].pos_ == "PROPN")


def _title_length(doc: Doc, ent: Span) -> int:
    """How many tokens at the start of a name are still its title: "Defense" of "Secretary of [Defense Lloyd
    Austin]".
    """
    for inside in range(len(ent) - 1, 0, -1):
        for before in range(4):
            start = ent.start + inside - 1 - before
            if start >= ent.sent.start and _is_title(doc[start : ent.start + inside].text.lower()):
                return inside
    return 0


@cache
def _title_table() -> dict[str, ActorKind | None]:
    return {
        word: gazetteer.kind_of(row.get("kind", ""))
        for row in table("actors_nouns")["titles"]
        for word in row["words"]
    }


def _is_title(words: str) -> bool:
    return words in _title_table()


def _person(doc: Doc, ent: Span) -> Person:
    name = ent.text.removesuffix("'s").removesuffix("’s").strip()
    title = _title_before(doc, ent) or _title_beside(ent)
    if title is None:
        return Person(ent.start, ent.end, name)
    words = [token.lower_ for token in title]
    post, kind = _post(words)
    if not post:
        return Person(ent.start, ent.end, name)
    lands = [hit.entry for hit in gazetteer.names_in(title) if hit.entry.country]
    country = lands[0].country if len({land.country for land in lands}) == 1 else ""
    groups = [land for land in lands if land.sort == "group" and land.kind is not None]
    return Person(ent.start, ent.end, name, post, country, groups[0].kind if groups else kind)


def _post(words: Sequence[str]) -> tuple[str, ActorKind | None]:
    """The longest title among the words, and its kind."""
    titles = _title_table()
    for size in (4, 3, 2, 1):
        for at in range(len(words) - size, -1, -1):
            candidate = " ".join(words[at : at + size])
            if candidate in titles:
                return candidate, titles[candidate]
    return "", None


def _title_before(doc: Doc, ent: Span) -> Span | None:
    """The words of a title straight before a name: "Russian Defense Minister" of "Russian Defense Minister
    Sergei Shoigu".
    """
    start = ent.start
    first = ent.sent.start
    while start > first and ent.start - start < 9:
        token = doc[start - 1]
        if token.is_punct and token.text not in {"-", "."}:
            break
        if token.pos_ in {"VERB", "AUX", "DET", "PRON", "SCONJ", "CCONJ", "ADV"} or token.text in {"(", ")"}:
            break
        if token.pos_ == "ADP" and token.lower_ not in {"of", "for"}:
            break
        start -= 1
    return doc[start : ent.start] if start < ent.start else None


def _title_beside(ent: Span) -> Span | None:
    """The words of a title in apposition: "Sergey Aksyonov, the region's governor" or the other way round."""
    root = ent.root
    if trees.relation(root) == "appos" and root.head.pos_ in {"NOUN", "PROPN"}:
        return trees.phrase(root.head)
    for child in trees.children(root, "appos"):
        if child.pos_ in {"NOUN", "PROPN"}:
            return trees.phrase(child)
    return None


def referent(span: Span, people: Sequence[Person]) -> Span | None:
    """The span that `span` stands for; None when it stands for itself or there is no one safe answer."""
    head = span.root
    low = head.lower_
    if head.pos_ == "PRON" or low in _SINGULAR | _THING | _PLURAL:
        if low in _SINGULAR:
            return _person_before(head, people)
        if low in _THING | _PLURAL:
            return _subject_above(head)
        return None
    return _post_holder(span, people)


def _spans(doc: Doc, people: Sequence[Person]) -> list[Span]:
    return [doc[person.start : person.end] for person in people]


def _person_before(pronoun: Token, people: Sequence[Person]) -> Span | None:
    doc = pronoun.doc
    topic = _topic(pronoun, people)
    for sentence in _sentences_back(pronoun):
        inside = [p for p in people if sentence.start <= p.start < min(sentence.end, pronoun.i)]
        if inside:
            if len({p.name for p in inside}) > 1:
                return None
            one = inside[-1]
            # Another paragraph's person has gone; "she" does not become "he" between two sentences.
            if sentence.start != pronoun.sent.start and topic is not None and topic.name != one.name:
                return None
            return doc[one.start : one.end]
        if is_after_break(sentence):
            break
    return doc[topic.start : topic.end] if topic is not None else None


def _topic(pronoun: Token, people: Sequence[Person]) -> Person | None:
    """Whom an article about one person means by "she" (or by "he") throughout: the only one named before the
    first such pronoun, with no unnamed person between that could be meant instead.
    """
    doc = pronoun.doc
    same = _FEMALE if pronoun.lower_ in _FEMALE else _MALE
    first = next((token for token in doc if token.lower_ in same), pronoun)
    before = [p for p in people if p.start < first.i]
    if len({p.name for p in before}) != 1:
        return None
    start = pronoun.sent.start
    while start > first.i and not is_after_break(doc[start].sent):
        start = doc[start - 1].sent.start
    if _has_rival(doc, before[-1].end, first.i) or _has_rival(doc, max(start, first.i), pronoun.i):
        return None
    return before[-1]


def _has_rival(doc: Doc, start: int, end: int) -> bool:
    """True where a person without a name stands between: "a cashier", "the nurse"."""
    return any(token.tag_ == "NN" and _is_someone(token) for token in doc[start:end])


def _is_someone(noun: Token) -> bool:
    new = trees.relation(noun) == "nsubj" and any(c.lower_ in {"a", "an"} for c in noun.children)
    return new or _is_title(noun.lower_) or actors.noun_kind(noun) in _ONE_PERSON


_ONE_PERSON = ((ActorKind.CIVILIANS, False), (ActorKind.STATE, False), (ActorKind.PROTESTERS, False))


def is_after_break(sentence: Span) -> bool:
    """True where an empty line, or the start of the text, stands before a sentence."""
    text, start = sentence.doc.text, sentence.start_char
    lead = len(sentence.text) - len(sentence.text.lstrip())
    head = text[max(0, start + lead - _GAP) : start + lead]
    return not head.strip() or head[len(head.rstrip()) :].count("\n") > 1


def _sentences_back(token: Token) -> list[Span]:
    sentence = token.sent
    found = [sentence]
    while len(found) <= _BACK and sentence.start > 0:
        sentence = token.doc[sentence.start - 1].sent
        found.append(sentence)
    return found


def _subject_above(pronoun: Token) -> Span | None:
    """The subject of the clause above, for "it" in "Hungary has said it will support the resolution"."""
    step = pronoun
    for _ in range(12):
        if step.head == step:
            break
        step = step.head
        for child in step.children:
            if relation_is_subject(child) and child.i < pronoun.i and child.pos_ in {"PROPN", "NOUN"}:
                return trees.phrase(child) if _agrees(pronoun, child) else None
    return _said_of(pronoun) or _subject_before(pronoun)


def _agrees(pronoun: Token, noun: Token) -> bool:
    """True where "it" or "they" may stand for a noun by number and kind."""
    plural = noun.tag_ in {"NNS", "NNPS"} or bool(trees.children(noun, "conj"))
    if trees.label(noun) == "PERSON":
        return False
    if pronoun.lower_ in _PLURAL:
        return (
            plural
            or trees.label(noun) in {"ORG", "NORP", "UNIT"}
            or noun.lower_ in {"police", "army", "government"}
        )
    return not plural


def _said_of(pronoun: Token) -> Span | None:
    """Whom "it said" and "its ministry said" speak of behind what is said: the subject of that."""
    subject = pronoun.head if pronoun.dep_ == "nmod:poss" else pronoun
    if not relation_is_subject(subject) or subject.head.pos_ != "VERB":
        return None
    for clause in trees.children(subject.head, "ccomp", "parataxis"):
        for child in trees.children(clause, "nsubj") if clause.i < pronoun.i else ():
            if child.pos_ in {"PROPN", "NOUN"} and actors.is_actor(child) and _agrees(pronoun, child):
                return trees.phrase(child)
    return None


def _subject_before(pronoun: Token) -> Span | None:
    """The acting subject of the sentence before, for a pronoun that opens the next one of its paragraph."""
    sentence = pronoun.sent
    opens = all(
        t.pos_ in {"ADV", "CCONJ", "PUNCT", "SPACE"} for t in sentence.doc[sentence.start : pronoun.i]
    )
    if not opens or not relation_is_subject(pronoun) or not sentence.start or is_after_break(sentence):
        return None
    before = sentence.doc[sentence.start - 1].sent.root
    for child in trees.children(before, "nsubj"):
        if child.pos_ in {"PROPN", "NOUN"} and child.i < before.i and actors.is_actor(child):
            one = pronoun.lower_ in _THING and actors.noun_kind(child) is not None and _is_someone(child)
            return trees.phrase(child) if _agrees(pronoun, child) and not one else None
    return None


def relation_is_subject(token: Token) -> bool:
    """True of a nominal subject, active or passive."""
    return trees.relation(token) == "nsubj"


def _post_holder(span: Span, people: Sequence[Person]) -> Span | None:
    """The last person with the title that a definite role noun names ("the minister", "the top diplomat")."""
    head = span.root
    if head.pos_ != "NOUN" or not _is_definite(head):
        return None
    words = [token.lower_ for token in span if token.pos_ not in {"DET", "PUNCT"}]
    post = " ".join(words)
    same = {
        name
        for row in table("actors_nouns").get("same_post", ())
        if post in row["words"]
        for name in row["words"]
    }
    if not _is_title(head.lower_) and not same:
        return None
    for person in reversed([p for p in people if p.start < head.i and p.title]):
        if (
            person.title in same
            or person.title == post
            or (len(words) == 1 and person.title.split()[-1] == head.lower_)
        ):
            return head.doc[person.start : person.end]
    return None


def _is_definite(head: Token) -> bool:
    start = head.left_edge
    return (
        any(
            child.lower_ in {"the", "this", "that"}
            for child in head.children
            if trees.relation(child) == "det"
        )
        or start.lower_ == "the"
    )
