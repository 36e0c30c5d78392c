"""Reading a Universal Dependencies tree: who stands under a predicate, and through which link.

Everything here looks at labels without their subtypes unless the subtype carries the meaning (nsubj:pass,
obl:agent).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from timeline.events.parsed import once
from timeline.events.tables import table

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = [
    "cases",
    "children",
    "companions",
    "conjuncts",
    "headline_count",
    "is_bare_count",
    "is_passive",
    "is_reciprocal",
    "is_time",
    "known_lemma",
    "label",
    "lemma",
    "objects",
    "phrase",
    "relation",
]

_CLAUSES = frozenset(
    {"acl", "advcl", "ccomp", "csubj", "parataxis", "appos", "punct", "cc", "discourse", "dep", "list"}
)
_MEASURES = frozenset(
    {"at", "least", "more", "than", "up", "to", "fewer", "less", "as", "many", "nearly", "about", "some"}
)
_NAME_PARTS = frozenset({"flat", "compound", "fixed", "goeswith"})


class _Plain(dict[str, str]):
    """Labels without their subtypes, each worked out when it is first asked for."""

    def __missing__(self, label: str) -> str:
        plain = self[label] = label.partition(":")[0]
        return plain


_PLAIN = _Plain()


def relation(token: Token) -> str:
    """The dependency label without its subtype: "nsubj" for "nsubj:pass"."""
    return _PLAIN[token.dep_]


@once
def lemma(token: Token) -> str:
    """The lower-case lemma: the pipeline's where the tables of this stage know it, else one that they know
    and that the word can be a form of, else the pipeline's ("retook" is "retake" whatever a small
    lemmatizer says).
    """
    return known_lemma(token.lower_, token.lemma_.lower(), token.pos_ in {"VERB", "AUX"})


@cache
def known_lemma(form: str, given: str, verbal: bool) -> str:
    """The lemma of a word in lower case, from the pipeline's lemma and whether it is a verb; see `lemma`."""
    known = _known()
    if verbal and form in _irregular():
        return _irregular()[form]
    # A small lemmatizer's guess may be another word altogether.
    if given in known and (verbal or len(form) < 6 or given[:3] == form[:3]):
        return given
    for ending, instead in _ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) > 1:
            stem = form[: len(form) - len(ending)]
            doubled = stem[-1:] == stem[-2:-1] and not instead
            for candidate in (stem + instead, stem[:-1] if doubled else ""):
                if candidate in known:
                    return candidate
    return given if given and (verbal or len(form) < 6 or given[:3] == form[:3]) else form


_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("ves", "f"),
)


@cache
def _known() -> frozenset[str]:
    """Every single word that the tables of this stage use as a lemma."""
    words: set[str] = set()
    for rule in table("plover_types")["rule"]:
        for entry in (*rule.get("verbs", ()), *rule.get("nouns", ()), *rule.get("objects", ())):
            words.update(entry.lower().split())
    classes = table("plover_classes")
    for names in (*classes["class"].values(), *classes["contexts"].values(), *classes["light"].values()):
        words.update(names)
    for cue in classes["cue"]:
        words.update(cue["verbs"])
    for row in (*table("actors_nouns")["nouns"], *table("actors_nouns")["titles"]):
        words.update(row["words"])
    for row in table("tolls_words").values():
        if isinstance(row, dict):
            words.update(*row.values())
    return frozenset(word for word in words if " " not in word)


@cache
def _irregular() -> dict[str, str]:
    return {form: base for base, forms in table("plover_classes")["irregular"].items() for form in forms}


def label(token: Token) -> str:
    """The name label over a token, under the names that the rest of the stage uses ("PERSON" also for
    "PER").
    """
    return "PERSON" if token.ent_type_ == "PER" else token.ent_type_


def children(token: Token, *relations: str) -> list[Token]:
    """Children through any of these labels, subtypes included; "nsubj:pass" names one subtype alone."""
    plain = _PLAIN
    return [
        child for child in token.children if (label := child.dep_) in relations or plain[label] in relations
    ]


@once
def cases(token: Token) -> tuple[str, ...]:
    """The prepositions before a nominal, lower case, in order ("according", "to")."""
    family = [token, *(child for child in token.children if relation(child) == "flat")]
    found = [
        child for one in family for child in one.children if relation(child) == "case" and child.tag_ != "POS"
    ]
    words = []
    for child in found:
        words.append(child.lower_)
        words.extend(part.lower_ for part in child.children if relation(part) == "fixed")
    return tuple(words)


def conjuncts(token: Token) -> list[Token]:
    """What is coordinated under a token, and the token itself first: "bread and wine" from "bread"."""
    found = [token]
    later = children(token, "conj")
    for child in children(token, "appos"):
        # "Mali, Niger and Togo": a parser may take the middle of a list for an apposition.
        after = child.right_edge.i + 1
        listed = later and child.pos_ == token.pos_ == "PROPN" and child.i < later[0].i
        if listed and label(child) == label(token) and token.doc[after].lower_ in {"and", "or"}:
            found.append(child)
    for child in later:
        found.extend(conjuncts(child))
    return found


@once
def is_passive(verb: Token) -> bool:
    """True of a passive, full ("was hit") or reduced ("a town hit by rockets")."""
    labels = {child.dep_ for child in verb.children}
    # "A missile struck a hotel": a passive subject beside an object is a slip of the parser.
    if labels & {"aux:pass", "obl:agent"} or (labels & {"nsubj:pass", "csubj:pass"} and "obj" not in labels):
        return True
    gapped = relation(verb) == "conj" and verb.tag_ in {"VBN", "VBD"} and not labels & {"obj", "aux", "cop"}
    if gapped and "nsubj" in labels and relation(verb.head) != "conj" and "aux:pass" in _labels(verb.head):
        return verb.lemma_ == verb.head.lemma_ or verb.tag_ == "VBN"  # "12 were killed and dozens wounded"
    if any(relation(child) == "nsubj" or relation(child) == "aux" for child in verb.children):
        return False
    if headline_count(verb) is not None:
        return True
    if relation(verb) == "conj" and verb.tag_ == "VBN":
        return is_passive(verb.head)
    reduced = (
        relation(verb) in {"acl", "advcl", "amod"}
        and verb.dep_ != "acl:relcl"
        and verb.tag_ in {"VBN", "VBD"}
    )
    return reduced and not children(verb, "obj")


def _labels(token: Token) -> set[str]:
    return {child.dep_ for child in token.children}


@once
def companions(token: Token) -> frozenset[str]:
    """Lemmas that stand close under a predicate: particles, prepositions of its modifiers, objects and
    their words.

    With the predicate they make the wordings of the tables: "open fire", "call for", "state of emergency".
    """
    words: set[str] = set()
    for child in token.children:
        name = relation(child)
        if name in {"punct", "nsubj", "ccomp", "parataxis", "cc", "conj"} and child.dep_ != "nsubj:pass":
            continue
        if name == "advcl" and child.tag_ != "VB":
            continue
        words.add(lemma(child))
        words.add(child.lower_)
        if name in {"obl", "nmod", "obj", "nsubj", "xcomp", "amod", "compound", "advcl", "iobj"}:
            deep = name in {"obj", "nsubj"}
            for inner in child.children:
                kind = relation(inner)
                if kind == "compound" and name == "compound":
                    words.add(lemma(inner))
                if kind in {"case", "mark", "fixed"} or (
                    kind in {"compound", "amod", "nmod", "conj", "obl"} and (deep or name == "obl")
                ):
                    words.add(lemma(inner))
                    words.add(inner.lower_)
                    if kind == "nmod" and deep:
                        words.update(
                            lemma(word)
                            for word in inner.children
                            if relation(word) in {"case", "compound", "amod", "conj"}
                        )
    return frozenset(words)


def is_reciprocal(token: Token) -> bool:
    """True of "each other" and "one another", whichever of the two words heads the phrase."""
    if token.lower_ in {"other", "another"} and token.i > token.sent.start:
        return (token.nbor(-1).lower_, token.lower_) in _RECIPROCAL
    if token.lower_ in {"each", "one"} and token.i + 1 < token.sent.end:
        return (token.lower_, token.nbor().lower_) in _RECIPROCAL
    return False


_RECIPROCAL = frozenset({("each", "other"), ("one", "another")})


@once
def is_time(token: Token) -> bool:
    """True of a word for a day, month, hour or season of telling; "march" and "may" only with a capital."""
    if token.ent_type_ in {"DATE", "TIME"}:
        return True
    if token.pos_ == "NUM":
        year = len(token.text) == 4 and token.text[:2] in {"19", "20"}
        beside = token.doc[max(token.i - 1, 0) : token.i + 2]
        return year or any(word.is_title and word.lower_ in _CALENDAR for word in beside)
    if token.lower_ in _STRETCHES:
        return any(word.lower_ in _CALENDAR | _HOURS for word in token.subtree)
    return token.lower_ in _HOURS or lemma(token) in _HOURS or (token.is_title and token.lower_ in _CALENDAR)


_CALENDAR = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february"}
    | {"march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
    | {"jan.", "feb.", "mar.", "apr.", "jun.", "jul.", "aug.", "sep.", "sept.", "oct.", "nov.", "dec."}
)
_STRETCHES = frozenset({"middle", "end", "start", "beginning", "half", "course"})
_HOURS = frozenset(
    {
        "morning",
        "evening",
        "night",
        "afternoon",
        "day",
        "week",
        "month",
        "year",
        "today",
        "yesterday",
        "tomorrow",
    }
    | {
        "tonight",
        "overnight",
        "weekend",
        "hour",
        "dawn",
        "dusk",
        "noon",
        "midnight",
        "earlier",
        "later",
        "ago",
    }
    | {"recently"}
)


def headline_count(verb: Token) -> Token | None:
    """The number before a headline's bare participle, which a parser may leave unlinked: "Two killed in
    raid".
    """
    if verb.tag_ not in {"VBN", "VBD"} or verb.i == verb.sent.start or children(verb, "obj", "nsubj", "aux"):
        return None
    before = verb.nbor(-1)
    return before if before.pos_ == "NUM" and relation(before) not in {"nummod", "obl", "nmod"} else None


def objects(verb: Token) -> list[Token]:
    """The direct objects of a verb, coordinated ones each; also a bare count that a parser took for a
    modifier because of the "at" in "killed at least 12 people".
    """
    found = [other for child in children(verb, "obj") for other in conjuncts(child)]
    if not found and not is_passive(verb):
        counts = [child for child in children(verb, "obl") if child.i > verb.i and is_bare_count(child)]
        found = [other for child in counts[:1] for other in conjuncts(child)]
    return found


def is_bare_count(token: Token) -> bool:
    """True of a counted nominal with no preposition but that of its number ("at least 12", "up to 20
    people").
    """
    if not set(cases(token)) <= {"at", "least", "up", "to", "most", "than", "as", "over", "more"}:
        return False
    number = token if token.pos_ == "NUM" else next(iter(children(token, "nummod")), None)
    if number is None:
        return False
    before = {word.lower_ for word in token.doc[max(token.sent.start, number.i - 3) : number.i]}
    return bool(before & {"least", "up", "most", "more", "many"})


@once
def phrase(head: Token) -> Span:
    """The name-like phrase of a nominal: modifiers before the head, parts of a name and an "of" phrase
    after it.

    No determiner at its start, no clause, no apposition: "the Russian Defense Minister Sergei Shoigu" gives
    "Russian Defense Minister Sergei Shoigu", "a group of US congressmen, who" gives "group of US
    congressmen".
    """
    doc = head.doc
    start = head.i
    while start > head.sent.start and _before(doc[start - 1], head):
        start -= 1
    end = _end_of_name(head, head.i + 1)
    for child in head.children:
        if (
            child.i >= end
            and relation(child) == "nmod"
            and cases(child) == ("of",)
            and child.left_edge.i == end
        ):
            end = _end_of_name(head, max(end, phrase(child).end))
            break
    while start < head.i and (
        doc[start].is_punct
        or doc[start].lower_ in _MEASURES
        or relation(doc[start]) in {"det", "case", "cc", "punct", "advmod"}
    ):
        start += 1
    return doc[start:end]


def _end_of_name(head: Token, end: int) -> int:
    while end < head.sent.end and _after(head.doc[end], head):
        end += 1
    return end


def _before(token: Token, head: Token) -> bool:
    if token.is_space or token.text in {",", ";", ":", "(", "—", "–", "“", "”", '"'}:
        return False
    if token.head == head and (relation(token) in {"det", "case", "mark", "cc"}):
        return False
    return any(step == head for step in token.ancestors) and _inside(token, head)


def _after(token: Token, head: Token) -> bool:
    if token.is_space or not any(step == head for step in token.ancestors):
        return False
    step = token
    while step != head:
        hyphen = step.text in {"-", "/"} and not step.whitespace_
        name = step.head == head and relation(step) == "nmod" and step.pos_ == "PROPN" and not cases(step)
        if relation(step) not in _NAME_PARTS and not hyphen and not name and relation(step) != "nummod":
            return False
        step = step.head
    return True


def _inside(token: Token, head: Token) -> bool:
    step = token
    while step != head:
        if relation(step) in _CLAUSES and step.text != "-" and relation(step) != "cc":
            return False
        step = step.head
    return True


def head_is(token: Token, head: Token) -> bool:
    """True of a token straight under a head, or in a coordination that is."""
    return token.head == head or (relation(token) == "conj" and token.head.head == head)


def ancestors_through(token: Token, *relations: str) -> Iterator[Token]:
    """The chain of heads as long as each link is one of these labels."""
    while relation(token) in relations:
        token = token.head
        yield token


def is_while(verb: Token) -> bool:
    """True of what others did meanwhile, without a subject of its own: "killed while queuing for bread"."""
    if verb.dep_ != "advcl" or verb.tag_ != "VBG" or children(verb, "nsubj"):
        return False
    return any(child.lower_ == "while" for child in verb.children if child.dep_ in {"mark", "advmod"})
