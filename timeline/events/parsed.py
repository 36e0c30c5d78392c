"""A parse as plain Python objects: what this stage reads of a spaCy Doc, read out of it once.

The rules of this stage look at every word many hundred times. A spaCy token is made anew for each look, and
turns a number into a string for each attribute; a `Word` is made once and keeps its strings. The names are
spaCy's, so that a rule takes either: `Parsed` stands for `Doc`, `Word` for `Token`, `Stretch` for `Span`,
and they behave as those do (empty words after the end of the text, too: rules look one word ahead).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from timeline.events.ellipsis import with_verbs

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc

__all__ = ["Parsed", "Stretch", "Word", "edges", "once", "parsed"]

Answer = TypeVar("Answer")

PADDING = 5
"""Empty words after the last one, as many as spaCy has."""


class Word:
    """A word of a `Parsed`, with the attributes of a spaCy token that this stage reads."""

    # What most words share is the class's: an article has thousands of words, and making them is not free.
    children: tuple[Word, ...] = ()
    ent_iob_ = "O"
    is_punct = False
    is_sent_start: bool | None = False
    is_space = False
    is_title = False
    like_num = False
    notes: dict[Any, Any] | None = None
    sent: Stretch
    _ancestors: tuple[Word, ...] | None = None
    _edges: tuple[Word, Word] | None = None
    _subtree: tuple[Word, ...] | None = None

    def __init__(
        self,
        doc: Parsed,
        i: int,
        idx: int,
        text: str = "",
        lower: str = "",
        lemma: str = "",
        pos: str = "",
        tag: str = "",
        dep: str = "",
        entity: str = "",
        whitespace: str = "",
    ) -> None:
        self.doc, self.i, self.idx, self.text, self.lower_, self.lemma_ = doc, i, idx, text, lower, lemma
        self.pos_, self.tag_, self.dep_, self.ent_type_, self.whitespace_ = pos, tag, dep, entity, whitespace
        self.head: Word = self

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __lt__(self, other: Word) -> bool:
        return self.i < other.i

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    @property
    def text_with_ws(self) -> str:
        """The word with the blank after it, where there is one."""
        return self.text + self.whitespace_

    @property
    def subtree(self) -> tuple[Word, ...]:
        """The word and all below it, in order."""
        if self._subtree is None:
            if not self.children:
                self._subtree = (self,)
            else:
                self._subtree = self._collect()
        return self._subtree

    def _collect(self) -> tuple[Word, ...]:
        # A path of words still to be opened, not recursion: hostile text may be a chain of any depth.
        found: list[Word] = []
        stack: list[Word | tuple[Word]] = [self]
        while stack:
            step = stack.pop()
            if isinstance(step, tuple):
                found.append(step[0])
                continue
            if not step.children:
                found.append(step)
                continue
            if step._subtree is not None:
                found.extend(step._subtree)
                continue
            before = 0
            while before < len(step.children) and step.children[before].i < step.i:
                before += 1
            stack.extend(step.children[before:][::-1])
            stack.append((step,))
            stack.extend(step.children[:before][::-1])
        return tuple(found)

    @property
    def ancestors(self) -> tuple[Word, ...]:
        """The head, its head and so on, up to the root."""
        if self._ancestors is None:
            found: list[Word] = []
            step = self
            longest = len(self.doc)
            while step.head is not step and len(found) <= longest:
                step = step.head
                found.append(step)
            self._ancestors = tuple(found)
        return self._ancestors

    def is_ancestor(self, other: Word) -> bool:
        """True if this word stands over the other one."""
        return any(step is self for step in other.ancestors)

    @property
    def left_edge(self) -> Word:
        """The first word of the subtree."""
        return self._sides()[0]

    @property
    def right_edge(self) -> Word:
        """The last word of the subtree."""
        return self._sides()[1]

    def _sides(self) -> tuple[Word, Word]:
        if self._edges is None:
            places = [word.i for word in self.subtree]
            self._edges = self.doc.words[min(places)], self.doc.words[max(places)]
        return self._edges

    def nbor(self, by: int = 1) -> Word:
        """The word so many places further on.

        Raises:
            IndexError: the text has no word there.
        """
        at = self.i + by
        if not 0 <= at < len(self.doc):
            raise IndexError(f"no word at {at} in a text of {len(self.doc)}")
        return self.doc.words[at]


class Stretch:
    """Words next to each other, as a spaCy span has them."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: Parsed, start: int, end: int, label: str = "") -> None:
        self.doc, self.start, self.end, self.label_ = doc, start, end, label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Word]:
        return iter(self.doc.words[self.start : self.end])

    def __contains__(self, word: object) -> bool:
        return isinstance(word, Word) and word.doc is self.doc and self.start <= word.i < self.end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stretch) and (self.doc, self.start, self.end, self.label_) == (
            other.doc,
            other.start,
            other.end,
            other.label_,
        )

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.label_))

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> Stretch: ...
    def __getitem__(self, at: int | slice) -> Word | Stretch:
        if isinstance(at, slice):
            start, end = _bounds(at, len(self))
            return Stretch(self.doc, self.start + start, self.start + end)
        index = self.end + at if at < 0 else self.start + at
        if not self.start <= index < self.end:
            raise IndexError(f"no word {at} in a stretch of {len(self)}")
        return self.doc.words[index]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The words as written, without the blank after the last one."""
        if self.start >= self.end:
            return ""
        words = self.doc.words
        last = words[self.end - 1]
        return self.doc.text[words[self.start].idx : last.idx + len(last.text)]

    @property
    def start_char(self) -> int:
        """Where the first word starts, in characters."""
        return self.doc.words[self.start].idx

    @property
    def end_char(self) -> int:
        """Where the last word ends, in characters."""
        last = self.doc.words[self.end - 1]
        return last.idx + len(last.text)

    @property
    def sent(self) -> Stretch:
        """The sentence of the first word."""
        return self.doc.words[self.start].sent

    def char_span(self, start: int, end: int, alignment_mode: str = "strict") -> Stretch | None:
        """The words at characters [start, end), counted from the first word; see `Parsed.char_span`."""
        offset = self.start_char
        return self.doc.char_span(offset + start, offset + end, alignment_mode)

    @property
    def root(self) -> Word:
        """The word that stands over the others: the sentence's root, else the nearest to it of those whose
        head lies outside.
        """
        words, start, end = self.doc.words, self.start, self.end
        if end - start == 1:
            return words[start]
        outside = []
        for word in words[start:end]:
            if word.head is word:
                return word
            if not start <= word.head.i < end:
                outside.append(word)
        if len(outside) == 1:
            return outside[0]
        return min(outside, key=lambda word: len(word.ancestors)) if outside else words[start]


class Parsed:
    """A parsed text. `words` holds its words and, after them, the empty ones."""

    def __init__(self, doc: Doc) -> None:
        self._size = len(doc)
        self.notes: dict[Any, Any] = {}
        self.words = _words(self, doc)
        self.text = "".join([word.text + word.whitespace_ for word in self.words])
        self.sents = _sentences(self)
        self.ents = tuple(Stretch(self, one.start, one.end, one.label_) for one in doc.ents)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Word]:
        return iter(self.words[: self._size])

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> Stretch: ...
    def __getitem__(self, at: int | slice) -> Word | Stretch:
        if isinstance(at, slice):
            start, end = at.start, at.stop
            if start is None or end is None or not 0 <= start <= end <= self._size:
                start, end = _bounds(at, self._size)
            return Stretch(self, start, end)
        return self.words[self._size + at if at < 0 else at]

    @cached_property
    def _starts(self) -> list[int]:
        return [word.idx for word in self.words[: self._size]]

    def char_span(self, start: int, end: int, alignment_mode: str = "strict") -> Stretch | None:
        """The words at characters [start, end); None where there are none.

        `alignment_mode` says what becomes of words that the ends cut: "expand" takes them whole, "contract"
        leaves them out, "strict" gives None.
        """
        first, last = self._at(start), self._at(end - 1)
        if first is None or last is None:
            return None
        head, tail = self.words[first], self.words[last]
        tail_end = tail.idx + len(tail.text)
        if alignment_mode == "strict":
            if head.idx != start or tail_end != end:
                return None
        elif alignment_mode == "contract":
            first += head.idx < start
            last -= end < tail_end
            if last < first:
                return None
        elif start == head.idx + len(head.text):
            first += 1
        return Stretch(self, first, max(first, last + 1))

    def _at(self, offset: int) -> int | None:
        """The word at a character, the blank after a word being part of it."""
        found = bisect_right(self._starts, offset) - 1
        if found < 0 or offset >= len(self.text):
            return None
        return found


def parsed(doc: Doc) -> Doc:
    """The parse read out once; what is read out already stays as it is.

    It is not a spaCy Doc, but is one for all that this stage asks of it.
    """
    return doc if isinstance(doc, Parsed) else cast("Doc", Parsed(doc))


def edges(name: str) -> list[int]:
    """Where a word may end in a name of several: where letters, figures and other signs meet, and at its
    end.

    >>> edges("MQ-9 Reaper")
    [2, 3, 4, 5, 11]
    """
    kinds = [(sign.isalpha(), sign.isdigit(), sign.isspace()) for sign in name]
    return [at for at in range(1, len(name)) if kinds[at] != kinds[at - 1]] + [len(name)]


def once(function: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    """Answer a question about a word (or a whole text) once; the word keeps the answer.

    For questions that depend on the parse alone, with answers that nobody changes. A spaCy token or Doc,
    which keeps nothing, is asked every time.
    """

    @wraps(function)
    def remembered(about: Any) -> Answer:
        try:
            notes = about.notes
        except AttributeError:
            return function(about)
        if notes is None:
            notes = about.notes = {}
        elif function in notes:
            answer: Answer = notes[function]
            return answer
        known = notes[function] = function(about)
        return known

    return remembered


def _bounds(at: slice, size: int) -> tuple[int, int]:
    start = 0 if at.start is None else at.start
    end = size if at.stop is None else at.stop
    start = min(size, max(0, start + size if start < 0 else start))
    return start, min(size, max(start, end + size if end < 0 else end))


def _words(owner: Parsed, doc: Doc) -> list[Word]:
    from spacy import attrs

    named = (attrs.ORTH, attrs.LOWER, attrs.LEMMA, attrs.POS, attrs.TAG, attrs.DEP, attrs.ENT_TYPE)
    counted = (attrs.HEAD, attrs.SENT_START, attrs.ENT_IOB)
    asked = (attrs.SPACY, attrs.IS_TITLE, attrs.IS_PUNCT, attrs.IS_SPACE, attrs.LIKE_NUM)
    table = doc.to_array([*named, *counted, *asked]).T
    names = _named(table[: len(named)].tolist(), doc.vocab.strings)
    numbers = table[len(named) :].astype("int64")
    heads, starts, chain, blanks = numbers[: len(counted) + 1].tolist()
    _, lowers, lemmas, parts, tags, deps, _ = names
    if "orphan" in deps:
        with_verbs(lowers, heads, deps, tags, parts, lemmas)
    words: list[Word] = []
    idx = 0
    for i, (text, lower, lemma, pos, tag, dep, entity) in enumerate(zip(*names, strict=True)):
        blank = " " if blanks[i] else ""
        words.append(Word(owner, i, idx, text, lower, lemma, pos, tag, dep, entity, blank))
        idx += len(text) + len(blank)
    # Most words have none of these, or what the class has: they are set where they are otherwise.
    for attribute, column in zip(_FLAGS, numbers[len(counted) + 1 :], strict=True):
        for i in column.nonzero()[0].tolist():
            setattr(words[i], attribute, True)
    for word, start in zip(words, starts, strict=True):
        if start != -1:
            word.is_sent_start = True if start else None
    for word, link in zip(words, chain, strict=True):
        if link != _OUTSIDE:
            word.ent_iob_ = _IOB[link]
    below: dict[int, list[Word]] = {}
    for i, by in enumerate(heads):
        if by:
            words[i].head = words[i + by]
            below.setdefault(i + by, []).append(words[i])
    for i, children in below.items():
        words[i].children = tuple(children)
    for beyond in range(PADDING):
        words.append(Word(owner, len(doc) + beyond, idx))
        words[-1].ent_iob_, words[-1].is_sent_start = "", None
    return words


_IOB = ("", "I", "O", "B")
_OUTSIDE = _IOB.index("O")
_FLAGS = ("is_title", "is_punct", "is_space", "like_num")

_STRINGS: dict[int, str] = {}
REMEMBERED = 50_000
"""Strings kept for the next texts: a string that is made once is hashed once."""


def _named(columns: list[list[int]], strings: StringStore) -> list[list[str]]:
    """The strings that spaCy's numbers stand for. A number is a hash of its string, in any vocabulary."""
    if len(_STRINGS) > REMEMBERED:
        _STRINGS.clear()
    for number in set().union(*columns).difference(_STRINGS):
        _STRINGS[number] = strings[number]
    return [list(map(_STRINGS.__getitem__, column)) for column in columns]


def _sentences(owner: Parsed) -> tuple[Stretch, ...]:
    size = len(owner)
    edges = [0] * bool(size) + [word.i for word in owner.words[1:size] if word.is_sent_start] + [size]
    found = []
    for start, end in pairwise(edges):
        sentence = Stretch(owner, start, end)
        found.append(sentence)
        for word in owner.words[start:end]:
            word.sent = sentence
    return tuple(found)
