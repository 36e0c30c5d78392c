"""Words -> what the encoder reads: word pieces, case features, padded arrays.

The encoder is uncased, so the case of each word goes in beside its pieces, as one of `N_CASE` shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
        self._seen: dict[str, tuple[int, ...]] = {}

    def learn(self, words: Sequence[str]) -> None:
        """Look up every new word of a batch in one call, which is several times faster than one by one."""
        if len(self._seen) > CACHE_SIZE:
            self._seen.clear()
        new = [word for word in dict.fromkeys(words) if word not in self._seen]
        encoded = self._tokenizer.encode_batch([word[:MAX_CHARS] for word in new], add_special_tokens=False)
        for word, pieces in zip(new, encoded, strict=True):
            limit = MAX_PIECES if len(word) <= LONG_WORD else LONG_WORD_PIECES
            self._seen[word] = tuple(pieces.ids[:limit]) or (self._unknown,)

    def __call__(self, word: str) -> tuple[int, ...]:
        """The piece numbers of one word, at least one and at most `MAX_PIECES`."""
        if word not in self._seen:
            self.learn([word])
        return self._seen[word]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One window as numbers: pieces with their case, and the first and last piece of every word."""

    pieces: list[int]
    cases: list[int]
    first: list[int]
    last: list[int]


def encode(words: Sequence[str], subwords: Subwords) -> Encoded:
    """One window as the encoder reads it, between its start and end marks."""
    pieces, cases = [subwords.start], [0]
    first: list[int] = []
    last: list[int] = []
    for word in words:
        ids = subwords(word)
        first.append(len(pieces))
        pieces.extend(ids)
        cases.extend([case_shape(word)] * len(ids))
        last.append(len(pieces) - 1)
    pieces.append(subwords.end)
    cases.append(0)
    return Encoded(pieces, cases, first, last)


def pad(windows: Sequence[Encoded]) -> dict[str, Ids]:
    """The encoder's inputs, zero-padded: `pieces`, `cases`, `mask` [B, L]; `first`, `last` [B, T]."""
    size = len(windows)
    length = max(len(window.pieces) for window in windows)
    words = max(len(window.first) for window in windows)
    batch = {name: np.zeros((size, length), np.int64) for name in ("pieces", "cases", "mask")}
    batch |= {name: np.zeros((size, words), np.int64) for name in ("first", "last")}
    for row, window in enumerate(windows):
        batch["pieces"][row, : len(window.pieces)] = window.pieces
        batch["cases"][row, : len(window.cases)] = window.cases
        batch["mask"][row, : len(window.pieces)] = 1
        batch["first"][row, : len(window.first)] = window.first
        batch["last"][row, : len(window.last)] = window.last
    return batch
