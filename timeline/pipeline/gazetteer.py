"""`timeline_gazetteer`: lists and patterns as a layer over the entities that a pipeline found.

What a list or a designation's shape is sure of, it adds and corrects: countries are GPE, peoples NORP, armed
groups and services ORG, numbered formations UNIT, systems WEAPON, an airport FAC; titles and possessives are
cut off. A name that is a word too ("Patriot", "Jordan") needs evidence. All else stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from spacy.attrs import ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc, Span

from . import gazetteer_shapes as shapes
from .gazetteer_lists import Evidence, Lists, Name, is_town, lists, rules, straight, titles
from .gazetteer_lists import weapons as weapon_rules
from .names import join

FACTORY = "timeline_gazetteer"

PLACES = frozenset({"GPE", "LOC", "FAC"})
_RUN = re.compile(r"\w+")
_POSSESSIVE = frozenset({"'s", "’s", "'", "’", "'S", "’S", "s'"})
_EDGES = frozenset({",", ".", ";", ":", "(", ")", '"', "“", "”", "-", "–", "—"})
_FORMATIONS = frozenset({"Brigade", "Division", "Battalion", "Regiment", "Corps", "Fleet", "Squadron"})
_GROUP_NOUNS = frozenset(
    {"party", "group", "movement", "militia", "fighters", "rebels", "militants", "government", "newspaper"}
)
_JOINTS = frozenset({"and", "or", ",", "/", "&"})


@Language.factory(FACTORY, requires=["doc.ents"], assigns=["doc.ents"], retokenizes=False)
def create_gazetteer(nlp: Language, name: str) -> Gazetteer:
    """The component for `nlp.add_pipe("timeline_gazetteer")`; it stands after what finds entities."""
    return Gazetteer()


@dataclass(slots=True)
class Named:
    """A name at tokens [start, end). `sure`: a list or pattern says so, against which no tagger stands."""

    start: int
    end: int
    label: str
    sure: bool = False
    evidence: Evidence | None = None

    def __len__(self) -> int:
        return self.end - self.start


class Gazetteer:
    """Corrects `doc.ents` in place, in time linear in the text."""

    def __init__(self) -> None:
        self._lists: Lists = lists()
        self._weapon = rules()["weapon"]
        self._makers = frozenset(weapon_rules()["makers"])

    def __call__(self, doc: Doc) -> Doc:
        """Correct one Doc: its entities, and the arcs of names whose words the parser hung side by side."""
        text, starts, words = _written_out(doc)
        given = [
            tidy
            for entity in doc.ents
            for tidy in self._tidy(words, Named(entity.start, entity.end, entity.label_))
        ]
        found = self._find(text, starts, words, given)
        coarse = _is_coarse(given, found)
        entities = [self._relabel(words, one, coarse) for one in self._settle(words, given, found)]
        doc.ents = tuple(
            Span(doc, one.start, one.end, label=one.label) for one in self._widen(words, entities)
        )
        join(doc)
        return doc

    def to_disk(self, path: object, exclude: Sequence[str] = ()) -> None:
        """Nothing to keep: the lists are the package's."""

    def from_disk(self, path: object, exclude: Sequence[str] = ()) -> Gazetteer:
        """Nothing to read."""
        return self

    def to_bytes(self, exclude: Sequence[str] = ()) -> bytes:
        """Nothing to keep."""
        return b""

    def from_bytes(self, data: bytes, exclude: Sequence[str] = ()) -> Gazetteer:
        """Nothing to read."""
        return self

    # ---- what the pipeline gave -----------------------------------------------------------------------

    def _tidy(self, words: list[str], one: Named) -> list[Named]:
        """An entity without the words around its name; none where no name is left, two where it held two."""
        start, end = one.start, one.end
        while end > start and (words[end - 1] in _POSSESSIVE or words[end - 1] in _EDGES):
            end -= 1
        while start < end and (words[start] in _EDGES or (words[start] == "the" and end - start > 1)):
            start += 1
        if words[start : start + 1] == ["The"] and end - start > 1 and one.label in PLACES:
            start += words[start + 1] not in ("Hague", "Gambia")
        if start == end:
            return []
        text = " ".join(words[start:end])
        if text in self._lists.names:
            return [Named(start, end, one.label)]
        if one.label == "PERSON":
            return self._without_title(words, start, end)
        if one.label == "WEAPON":
            low = self._weapon["nouns"] | self._weapon["modifiers"]
            while end > start and (words[end - 1].islower() or words[end - 1].lower() in low):
                end -= 1
            while start < end and (words[start].islower() or words[start].lower() in self._weapon["generic"]):
                start += 1
        elif one.label in ("GPE", "LOC"):
            while end - start > 1 and words[end - 1] in rules()["places"]["area"]:
                end -= 1
        elif one.label == "ORG":
            if text.islower():
                return []
            for index in range(start + 1, end - 1):
                if words[index] == "of" and words[index - 1] in _FORMATIONS:
                    superior = Named(index + 1, end, "ORG")
                    return [Named(start, index, "UNIT"), *self._tidy(words, superior)]
            while end - start > 1 and words[start].islower() and len(words[start]) > 3:
                start += 1
                one.label = "LOC" if words[start - 1] in ("of", "in") else one.label
            while start < end and words[start] in ("of", "in", "for"):
                start, one.label = start + 1, "LOC"
            while end - start > 1 and words[end - 1] in _GROUP_NOUNS and words[end - 2][:1].isupper():
                end -= 1
            first = self._lists.names.get(words[start])
            if first is not None and first.label in ("NORP", "GPE") and first.evidence is None:
                rest = words[start + 1 : end]
                if rest and all(word.islower() for word in rest):
                    return [Named(start, start + 1, first.label)]
        return [Named(start, end, one.label)] if start < end else []

    def _without_title(self, words: list[str], start: int, end: int) -> list[Named]:
        """A person without titles and ranks before the name, and the people that such a title named."""
        table, heads = rules()["person"], titles()
        cut, people = start, []
        for index in range(start, end):
            low = words[index].lower()
            known = self._lists.names.get(words[index])
            if low in heads and (
                low not in table["names"] or cut > start or end - index > 2 or index > start
            ):
                cut = index + 1
            elif known is not None and known.label in ("NORP", "GPE") and known.evidence is None:
                people.append(Named(index, index + 1, known.label))
            elif low not in table["with"] and low not in heads:
                break
        if cut == end:
            return [] if end - start == 1 or cut > start else [Named(start, end, "PERSON")]
        return [*(one for one in people if one.end <= cut), Named(cut, end, "PERSON")]

    # ---- what lists and patterns find ----------------------------------------------------------------

    def _find(self, text: str, starts: list[int], words: list[str], given: list[Named]) -> list[Named]:
        """Names of the lists and patterns, the longest at each word, in order; none without evidence."""
        known = self._lists
        found: list[Named] = []
        at, total = 0, len(words)
        while at < total:
            word = words[at]
            run = word if word.isalnum() else _first_run(word)
            longest = known.longest.get(run, 0)
            best: Named | None = None
            if longest:
                best = self._listed(text, starts, words, at, min(total, at + longest))
            if run and (word[0].isupper() or word[0].isdigit()):
                pattern = self._shaped(words, starts, at)
                if pattern is not None and (best is None or pattern.end > best.end):
                    best = pattern
            if best is None:
                at += 1
                continue
            found.append(best)
            at = best.end
        self._weigh(words, found, given)
        return _join_weapons(words, [one for one in found if one.sure], self._makers)

    def _listed(self, text: str, starts: list[int], words: list[str], at: int, limit: int) -> Named | None:
        known = self._lists
        for end in range(limit, at, -1):
            written = text[starts[at] : starts[end - 1] + len(words[end - 1])]
            name = known.names.get(written) or (
                known.capitals.get(written) if written.isupper() and len(written) > 4 else None
            )
            if name is None:
                continue
            if written.isupper() and len(written) <= 4 and "." not in written and _shouted(words, at, end):
                return None
            if name.label == "WEAPON":
                end = self._with_marks(words, at, end, name)
            return Named(at, end, name.label, name.evidence is None, name.evidence)
        return None

    def _with_marks(self, words: list[str], start: int, end: int, name: Name) -> int:
        """The end of a weapon's name with its mark ("Leopard 2A6"); a bare number needs a class noun."""
        if end < len(words) and shapes.is_suffix(words[end]):
            if words[end].isdigit() and not shapes.class_noun_after(words, end + 1):
                return end
            if words[end] == "I":
                return end
            return end + 1
        return end

    def _shaped(self, words: list[str], starts: list[int], at: int) -> Named | None:
        word = words[at]
        for end, label in (
            (shapes.formation(words, at), "UNIT"),
            (shapes.numbered(words, at), "UNIT"),
            (shapes.road(words, at), "FAC"),
        ):
            if end > at:
                return Named(at, end, label, sure=True)
        if not any(map(shapes.has_digit, words[at : at + 3])):
            return None
        before = words[at - 1].lower() if at else ""
        if before in self._weapon["not_before"]:
            return None
        for end in range(_glued(words, starts, at), at, -1):
            if shapes.is_designation("".join(words[at:end])):
                return Named(at, end, "WEAPON", sure=True)
        if shapes.is_shape(word) and shapes.class_noun_after(words, at + 1):
            return Named(at, at + 1, "WEAPON", sure=True)
        return None

    def _weigh(self, words: list[str], found: list[Named], given: list[Named]) -> None:
        """Make sure what its surroundings, the pipeline or the rest of the article speak for."""
        open_ones = [one for one in found if not one.sure]
        if not open_ones:
            return
        labels = {(one.start, one.end): one.label for one in given}
        article = {word.lower() for word in words}
        for one in open_ones:
            label = labels.get((one.start, one.end), "")
            agreed = label == one.label or (one.label == "GPE" and label in ("LOC", "GPE"))
            one.sure = agreed or self._speaks(words, one, article, label)
        for pair in (found, found[::-1]):
            for one, other in pairwise(pair):
                low, high = sorted((one, other), key=lambda each: each.start)
                beside = 0 < high.start - low.end <= 2 and set(words[low.end : high.start]) <= _JOINTS
                if beside and one.sure and one.label == other.label == "WEAPON":
                    other.sure = True
        seen = {" ".join(words[one.start : one.end]) for one in found if one.sure and one.label == "WEAPON"}
        for one in open_ones:
            if one.label == "WEAPON" and " ".join(words[one.start : one.end]) in seen:
                one.sure = one.sure or labels.get((one.start, one.end), "ORG") == "ORG"

    def _speaks(self, words: list[str], one: Named, article: set[str], label: str) -> bool:
        evidence = one.evidence
        if evidence is None:
            return True
        after = words[one.end].lower() if one.end < len(words) else ""
        before = words[one.start - 1].lower() if one.start else ""
        if after in evidence.not_after:
            return False
        if one.label == "WEAPON":
            marked = len(one) > 1 and not words[one.end - 1].isalpha()
            return marked or shapes.class_noun_after(words, one.end)
        if before in evidence.before or after in evidence.after:
            return True
        # The article speaks of the country, but this may still be a man of that name.
        return label != "PERSON" and not evidence.anywhere.isdisjoint(article)

    # ---- both together ----------------------------------------------------------------------------------

    def _settle(self, words: list[str], given: list[Named], found: list[Named]) -> list[Named]:
        """One list without overlaps: the pipeline's entities as the lists correct them."""
        kept: list[Named] = []
        removed: set[int] = set()
        first = 0
        for one in found:
            if one.label == "NORP" and self._is_speech(words, one):
                continue
            while first < len(given) and given[first].end <= one.start:
                first += 1
            last = first
            while last < len(given) and given[last].start < one.end:
                last += 1
            inside = given[first:last]
            if all(one.start <= other.start and other.end <= one.end for other in inside):
                same = len(inside) == 1 and len(inside[0]) == len(one)
                label = inside[0].label if same and not _corrects(one, inside[0].label) else one.label
                kept.append(Named(one.start, one.end, label, sure=True))
                removed.update(range(first, last))
            elif len(inside) == 1 and inside[0].start <= one.start and one.end <= inside[0].end:
                kept.extend(_lead(one, inside[0]))
            elif len(one) > max(map(len, inside)):
                kept.append(one)
                removed.update(range(first, last))
        kept.extend(other for index, other in enumerate(given) if index not in removed)
        return _apart(kept)

    def _is_speech(self, words: list[str], one: Named) -> bool:
        """True of a language: "in French", "speaks Hebrew"."""
        if not one.start or len(one) > 1 or words[one.start - 1].lower() not in _SPEECH:
            return False
        after = words[one.end] if one.end < len(words) else "."
        return (
            words[one.start - 1].lower() != "in"
            or not after[:1].isalpha()
            or after in ("and", "or", "on", "at", "but")
        )

    def _relabel(self, words: list[str], one: Named, coarse: bool) -> Named:
        """The label that the first or last word of a name tells, and a town that was called LOC."""
        if one.sure and one.label != "LOC":
            return one
        last, first, label = words[one.end - 1], words[one.start], one.label
        places, works, unit = rules()["places"], rules()["works"], rules()["unit"]
        if len(one) > 1 and label in ("ORG", "PERSON", "LOC", "GPE", "FAC", "UNIT"):
            low = last.lower()
            if last in unit["named"] and label != "FAC":
                label = "UNIT"
            elif (
                label in ("LOC", "GPE")
                and (low in works["last"] or (low in works["last_place"] and not last.islower()))
            ) or (label == "ORG" and low in works["last"]):
                label = "FAC"
            elif label in ("GPE", "ORG", "FAC") and (
                last in places["loc_last"] or (label == "GPE" and first in places["loc_first"])
            ):
                label = "LOC" if label != "ORG" else label
        if label == "LOC" and one.label == "LOC" and not one.sure:
            the = one.start > 0 and words[one.start - 1].lower() == "the"
            natural = last in places["loc_last"] or first in places["loc_first"]
            if not the and not natural and (coarse or is_town(_written(words, one))):
                label = "GPE"
        elif label in ("ORG", "PERSON") and len(one) == 1 and one.start and not one.sure:
            near = words[one.start - 1].lower() in ("in", "near", "outside")
            after = words[one.end] if one.end < len(words) else ""
            if near and not after[:1].isupper() and not last.isupper() and is_town(last):
                label = "GPE"
        one.label = label
        return one

    def _widen(self, words: list[str], entities: list[Named]) -> list[Named]:
        """Places with the word for a work behind them, names with the word for a formation: now one name."""
        works, unit = rules()["works"], rules()["unit"]
        done: list[Named] = []
        total = len(words)
        for index, one in enumerate(entities):
            if done and one.start < done[-1].end:
                continue
            limit = entities[index + 1].start if index + 1 < len(entities) else total
            if (one.label in PLACES or (one.label == "PERSON" and len(one) == 1)) and one.end < limit:
                end = _work_end(words, one.end, min(limit, one.end + 5), works)
                article = words[one.start - 1].lower() if one.start else ""
                if end > one.end and article not in ("a", "an"):
                    one = Named(one.start, end, "FAC")
            elif (
                one.label in ("ORG", "PERSON", "LOC", "NORP")
                and one.end < limit
                and words[one.end] in unit["named"]
            ):
                one = Named(one.start, one.end + 1, "UNIT")
            done.append(one)
        return done


_SPEECH = frozenset(
    {"in", "into", "speak", "speaks", "spoke", "speaking", "fluent", "broken", "learn", "learned"}
)


def _written_out(doc: Doc) -> tuple[str, list[int], list[str]]:
    """The text with straight apostrophes, where each token starts in it, and the tokens."""
    if not len(doc):
        return "", [], []
    orths, blanks = doc.to_array([ORTH, SPACY]).T.tolist()
    strings = doc.vocab.strings
    # `doc.text` would make an object of every token.
    pieces = [
        strings[orth] + " " if blank else strings[orth] for orth, blank in zip(orths, blanks, strict=True)
    ]
    starts = [0, *accumulate(map(len, pieces))]
    text = straight("".join(pieces))
    words = [text[start : end - blank] for start, end, blank in zip(starts, starts[1:], blanks, strict=False)]
    return text, starts[:-1], words


def _first_run(word: str) -> str:
    run = _RUN.match(word)
    return run[0] if run else ""


def _glued(words: list[str], starts: list[int], at: int) -> int:
    """The end of what is written in one with the word: tokenizers cut "MiG-31K" and "F/A-18E"."""
    end = at + 1
    while end < min(len(words), at + 4) and starts[end - 1] + len(words[end - 1]) == starts[end]:
        end += 1
    return end


def _is_coarse(given: list[Named], found: list[Named]) -> bool:
    """True of a pipeline that calls countries LOC in this article: its places are not told apart, so what has
    no word of nature in it is most often governed.
    """
    if any(one.label == "GPE" for one in given):
        return False
    sure = {(one.start, one.end) for one in found if one.label == "GPE"}
    return any(one.label == "LOC" and (one.start, one.end) in sure for one in given)


def _written(words: list[str], one: Named) -> str:
    return " ".join(words[one.start : one.end]).replace(" - ", "-").replace(" '", "'")


def _work_end(words: list[str], start: int, limit: int, works: dict[str, frozenset[str]]) -> int:
    for index in range(start, limit):
        low = words[index].lower()
        if low in works["after"] or (low in works["after_between"] and index > start and low != "power"):
            return index + 1
        if low not in works["between"]:
            return start
    return start


def _shouted(words: list[str], start: int, end: int) -> bool:
    """True in a line of capitals, where an abbreviation cannot be told from a word."""
    near = [*words[max(start - 2, 0) : start], *words[end : end + 2]]
    return sum(word.isalpha() and word.isupper() and len(word) > 1 for word in near) >= 2


def _corrects(one: Named, label: str) -> bool:
    """True where a list knows better than a pipeline that gave the same words another label."""
    if label == "FAC":
        return one.label in ("UNIT", "WEAPON")
    return True


def _lead(one: Named, around: Named) -> list[Named]:
    """A people before a person's or a weapon's name, taken out of it: "Russian Vladimir Putin"."""
    if one.label in ("NORP", "GPE") and around.label in ("PERSON", "WEAPON") and one.start == around.start:
        around.start = one.end
        return [one]
    return []


def _join_weapons(words: list[str], found: list[Named], makers: frozenset[str]) -> list[Named]:
    """Designation and nickname side by side are one name ("MQ-9 Reaper"), with the maker before them."""
    done: list[Named] = []
    for one in found:
        before = done[-1] if done else None
        if (
            one.label == "WEAPON"
            and before is not None
            and before.end == one.start
            and (before.label == "WEAPON" or words[before.start] in makers)
        ):
            done[-1] = Named(before.start, one.end, "WEAPON", sure=True)
            continue
        if one.label == "WEAPON" and one.start and words[one.start - 1] in makers:
            one = Named(one.start - 1, one.end, "WEAPON", sure=True)
        done.append(one)
    return done


def _apart(entities: list[Named]) -> list[Named]:
    """Entities in order, the earlier of two that still overlap."""
    done: list[Named] = []
    for one in sorted(entities, key=lambda each: (each.start, -each.end)):
        if len(one) > 0 and (not done or one.start >= done[-1].end):
            done.append(one)
    return done
