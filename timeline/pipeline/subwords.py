"""Words -> what the encoder reads: word pieces, case features, padded arrays.

The encoder is uncased, so the case of each word goes in beside its pieces, as one of `N_CASE` shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

Ids = npt.NDArray[np.int64]

N_CASE = 10
"""Shapes of a word, 0 being none (padding and the frame of a window)."""

MAX_PIECES = 24
"""A word keeps at most this many pieces; the rest of a chemical name or a web address says little."""

LONG_WORD = 40
LONG_WORD_PIECES = 6
"""A word of more than `LONG_WORD` letters keeps only so many: an address or a blob of data, dear to read."""

MAX_CHARS = 120
"""Letters of a word that are looked at: bounds the work on a "word" that is really a blob of data."""

CACHE_SIZE = 200_000


def case_shape(word: str) -> int:
    """The shape of a word's letters, 1 to 9.

    >>> [case_shape(word) for word in ("said", "Kyiv", "ATACMS", "U", "1991", "T-72", "iPhone", ",")]
    [1, 2, 3, 4, 5, 6, 7, 8]
    """
    if word.islower():
        return 1
    if word.isupper() and not any(ch.isdigit() for ch in word):
        return 3 if len(word) > 1 else 4
    if word.istitle() and not any(ch.isdigit() for ch in word):
        return 2
    if any(ch.isdigit() for ch in word):
        return 6 if any(ch.isalpha() for ch in word) else 5
    if any(ch.isupper() for ch in word):
        return 7
    return 8 if word.strip() else 9


class Subwords:
    """Uncased WordPiece for words that are already cut, with a memory of the words seen."""

    def __init__(self, vocabulary: Path) -> None:
        pieces = vocabulary.read_text(encoding="utf8").split("\n")
        table = {piece: number for number, piece in enumerate(pieces) if piece}
        self._tokenizer = Tokenizer(WordPiece(table, unk_token="[UNK]", max_input_chars_per_word=100))
        self._tokenizer.normalizer = BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = BertPreTokenizer()
        self.start, self.end, self._unknown = table["[CLS]"], table["[SEP]"], table["[UNK]"]
        self.mask = table.get("[MASK]", self._unknown)
        self._seen: dict[str, tuple[tuple[int, ...], int]] = {}

    def learn(self, words: Sequence[str]) -> None:
        """Look up every new word of a batch in one call, which is several times faster than one by one."""
        if len(self._seen) > CACHE_SIZE:
            self._seen.clear()
        new = [word for word in dict.fromkeys(words) if word not in self._seen]
        encoded = self._tokenizer.encode_batch([word[:MAX_CHARS] for word in new], add_special_tokens=False)
        for word, pieces in zip(new, encoded, strict=True):
            limit = MAX_PIECES if len(word) <= LONG_WORD else LONG_WORD_PIECES
            self._seen[word] = tuple(pieces.ids[:limit]) or (self._unknown,), case_shape(word)

    def __call__(self, word: str) -> tuple[int, ...]:
        """The piece numbers of one word, at least one and at most `MAX_PIECES`."""
        if word not in self._seen:
            self.learn([word])
        return self._seen[word][0]

    def read(self, words: Sequence[str]) -> Encoded:
        """The words of a whole text as numbers."""
        self.learn(words)
        found = [self._seen[word] for word in words]
        sizes = np.array([len(pieces) for pieces, _ in found], np.int64)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        pieces = np.fromiter(chain.from_iterable(pieces for pieces, _ in found), np.int64, int(ends[-1]))
        cases = np.repeat(np.array([case for _, case in found], np.int64), sizes)
        return Encoded(self.start, self.end, pieces, cases, ends)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Words as numbers: their pieces, the case of each, and where each word's pieces begin.

    `pieces` and `cases` are without the frame of `start` and `end`, which `pad` puts round them; `bounds` has
    one number more than there are words.
    """

    start: int
    end: int
    pieces: Ids
    cases: Ids
    bounds: Ids

    def window(self, start: int, end: int) -> Encoded:
        """The words from `start` to `end` for themselves."""
        bounds = self.bounds[start : end + 1]
        part = slice(bounds[0], bounds[-1])
        return Encoded(self.start, self.end, self.pieces[part], self.cases[part], bounds - bounds[0])


def encode(words: Sequence[str], subwords: Subwords) -> Encoded:
    """One window as numbers."""
    return subwords.read(words)


def pad(windows: Sequence[Encoded]) -> dict[str, Ids]:
    """The encoder's inputs, framed and zero-padded: `pieces`, `cases`, `mask` [B, L]; `first`, `last` [B, T].

    `first` and `last` are the places of the first and last piece of every word.
    """
    size = len(windows)
    length = max(len(window.pieces) for window in windows) + 2
    words = max(len(window.bounds) for window in windows) - 1
    batch = {name: np.zeros((size, length), np.int64) for name in ("pieces", "cases", "mask")}
    batch |= {name: np.zeros((size, words), np.int64) for name in ("first", "last")}
    for row, window in enumerate(windows):
        used = len(window.pieces)
        batch["pieces"][row, 0] = window.start
        batch["pieces"][row, 1 : used + 1] = window.pieces
        batch["pieces"][row, used + 1] = window.end
        batch["cases"][row, 1 : used + 1] = window.cases
        batch["mask"][row, : used + 2] = 1
        batch["first"][row, : len(window.bounds) - 1] = window.bounds[:-1] + 1
        batch["last"][row, : len(window.bounds) - 1] = window.bounds[1:]
    return batch
