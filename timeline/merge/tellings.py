"""All mentions of one merge in their stable order, each known by its position from here on."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import cast

import numpy as np
from numpy.typing import NDArray

from timeline.errors import SourceError
from timeline.merge.codec import ARTICLES, BYTES, MENTIONS, pack, unpack
from timeline.merge.corpus import Corpus, Counting
from timeline.merge.facts import Facts, facts_of
from timeline.merge.identity import event_id_of
from timeline.merge.records import Shared, remade
from timeline.merge.scratch import Cache, Scratch, Shelf, key_of
from timeline.models import ArticleRef, Mention, TimelineLike

__all__ = ["Tellings"]

STEP = 1024
"""Mentions that are worked on together, to whole articles."""
CACHED = 1000
"""Mentions boiled down that are remembered; twice as many at most."""

Small = NDArray[np.int32]
Marks = NDArray[np.bool_]


class Tellings:
    """Mentions, articles and what is compared of them, by position; forty bytes of each are in memory."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch, self._tables = scratch, scratch.tables
        self._mentions = scratch.shelf(MENTIONS)
        self._refs = scratch.shelf(ARTICLES)
        self._facts: Shelf[Facts] | None = scratch.shelf(BYTES) if scratch.held else None  # type: ignore[arg-type]
        self._packed: Shelf[bytes] | None = None if scratch.held else scratch.shelf(BYTES)
        self._shared = Shared() if scratch.held else None
        scratch.table("article (id BLOB PRIMARY KEY, dct TEXT, ref INTEGER, copy_of BLOB)")
        scratch.table("told (n INTEGER PRIMARY KEY, id BLOB UNIQUE, article BLOB, start INTEGER, "
                      "old INTEGER, new INTEGER)")  # fmt: skip
        self._at, self._position = array("i"), array("i")
        self._article, self._ref = array("i"), array("i")
        self._norms = array("d")
        self._copies, self._copied = array("q"), array("b")
        self._fresh = array("b")
        self._bounds = array("q", [0])
        self.named: dict[str, int] = {}
        """position of the mention from whose id an event's id is made, for the ids asked for"""
        self._cache: Cache[int, Facts] = Cache(self._load, CACHED)
        self.facts: Callable[[int], Facts] = (
            self._cache.__getitem__ if self._facts is None else self._facts.__getitem__
        )
        """what is compared of the mention at a position"""
        self._ref_cache: Cache[int, ArticleRef] = Cache(lambda number: self._refs[self._ref[number]], 500)

    # ---- coming in ------------------------------------------------------------------------------

    def take(
        self,
        mentions: Iterable[Mention],
        articles: Iterable[ArticleRef],
        previous: TimelineLike | None,
        named: Iterable[str] = (),
    ) -> Corpus:
        """Take all mentions, then all articles, put them in order, and boil the mentions down."""
        self._tables.execute("BEGIN")
        if previous is not None:
            for m in previous.mentions:
                self._take_old(m)
            for ref in previous.articles:
                self._take_article(ref)
        for m in mentions:
            self._take(m)
        for ref in articles:
            self._take_article(ref)
        self._tables.execute("CREATE INDEX copies ON article (copy_of) WHERE copy_of IS NOT NULL")
        counting = Counting(self._scratch)
        self._settle(counting, frozenset(named))
        self._tables.execute("COMMIT")
        self._counting = counting
        return counting.corpus()

    def _take_article(self, ref: ArticleRef) -> None:
        copied = key_of(ref.duplicate_of) if ref.duplicate_of else None
        values = (key_of(ref.id), ref.dct.isoformat(), self._refs.add(ref), copied)
        self._tables.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", values)

    def _take_old(self, m: Mention) -> None:
        number = self._add(m)
        self._tables.execute(
            "INSERT OR REPLACE INTO told (id, article, start, old) VALUES (?, ?, ?, ?)",
            (key_of(m.mention_id), key_of(m.article_id), m.trigger_start, number),
        )

    def _take(self, m: Mention) -> None:
        name = key_of(m.mention_id)
        values = (name, key_of(m.article_id), m.trigger_start, len(self._mentions))
        sent = self._tables.execute(
            "INSERT OR IGNORE INTO told (id, article, start, new) VALUES (?, ?, ?, ?)", values
        )
        if sent.rowcount == 0:
            (new,) = self._tables.execute("SELECT new FROM told WHERE id = ?", (name,)).fetchone()
            if new is not None:
                # Of two different ones under one id the choice is by content, so order plays no part.
                other = self._mentions[new]
                if _same(m, other) or m.model_dump_json() <= other.model_dump_json():
                    return
            self._tables.execute(
                "UPDATE told SET article = ?, start = ?, new = ? WHERE id = ?", (*values[1:], name)
            )
        self._add(m)

    def _add(self, m: Mention) -> int:
        return self._mentions.add(self._shared.mention(m) if self._shared else m)

    def _settle(self, counting: Counting, named: frozenset[str]) -> None:
        (count,) = self._tables.execute("SELECT count(*) FROM told").fetchone()
        (last,) = self._tables.execute("SELECT coalesce(max(n), 0) FROM told").fetchone()
        self._position = array("i", bytes(4 * (last + 1)))
        rows = self._tables.execute(
            "SELECT told.article, n, old, new, ref FROM told LEFT JOIN article ON article.id = told.article "
            "ORDER BY dct, told.article, start, told.id"
        )
        position = 0
        for _, found in groupby(rows, key=itemgetter(0)):
            told = []
            ref: ArticleRef | None = None
            for _, n, old, new, ref_number in found:
                m, number, fresh = self._chosen(old, new)
                if ref_number is None:
                    raise SourceError(
                        f"mention {m.mention_id} names the article {m.article_id!r}, which is not given"
                    )
                ref = ref or self._refs[ref_number]
                self._at.append(number)
                self._article.append(len(self._ref))
                self._fresh.append(fresh)
                self._position[n] = position
                if named and (name := event_id_of(m.mention_id)) in named:
                    self.named[name] = position
                told.append(facts_of(m, ref))
                position += 1
            self._ref.append(ref_number)
            counting.count(told)
            for fact in told:
                self._note(fact)
            if position - self._bounds[-1] >= STEP and position < count:
                self._bounds.append(position)

    def _chosen(self, old: int | None, new: int | None) -> tuple[Mention, int, bool]:
        """The mention under an id, its number, and whether it is new or told otherwise than before."""
        if new is None:
            return self._mentions[cast(int, old)], cast(int, old), False
        m = self._mentions[new]
        if old is not None and _same(m, before := self._mentions[old]):
            return before, old, False
        return m, new, True

    def _note(self, fact: Facts) -> None:
        if self._facts is not None:
            self._facts.add(fact)
        elif self._packed is not None:
            self._packed.add(pack(fact))
        key, is_copyable = _copy_key(fact)
        self._copies.append(key)
        self._copied.append(is_copyable)

    def finish(self, corpus: Corpus) -> Iterator[tuple[int, Sequence[Facts]]]:
        """The facts of each article, with the position of the first, once their norms are known."""
        at = 0
        for _, found in groupby(enumerate(self._each()), key=lambda pair: self._article[pair[0]]):
            told = [fact for _, fact in found]
            self._counting.finish(corpus, told)
            self._norms.extend(fact.norm for fact in told)
            yield at, told
            at += len(told)
        del self._counting

    def _each(self) -> Iterator[Facts]:
        if self._facts is not None:
            yield from self._facts
        elif self._packed is not None:
            for p, data in enumerate(self._packed):
                yield unpack(data, 0.0, partial(self.mention, p))

    # ---- by position ----------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._at)

    def __getitem__(self, p: int) -> Facts:
        return self.facts(p)

    def _load(self, p: int) -> Facts:
        assert self._packed is not None
        return unpack(self._packed[p], self._norms[p], partial(self.mention, p))

    def forget(self) -> None:
        """Let go of the facts that are remembered; they can be asked for again."""
        self._cache.clear()

    def mention(self, p: int) -> Mention:
        """The whole mention, as it came."""
        return self._mentions[self._at[p]]

    def article(self, p: int) -> ArticleRef:
        """Its article."""
        return self._ref_cache[self._article[p]]

    def position(self, mention_id: str) -> int | None:
        """Where a mention is."""
        row = self._tables.execute("SELECT n FROM told WHERE id = ?", (key_of(mention_id),)).fetchone()
        return self._position[row[0]] if row else None

    @property
    def bounds(self) -> NDArray[np.int64]:
        """The first position of each part that is worked on together."""
        return np.array(self._bounds, np.int64)

    @property
    def articles(self) -> Small:
        """A number for the article of each position; those of one article stand together."""
        return np.frombuffer(self._article, np.int32) if self._article else np.empty(0, np.int32)

    @property
    def fresh(self) -> Marks:
        """Marks of what is new, or told otherwise than in the previous timeline."""
        return np.array(self._fresh, np.bool_)

    def fresh_at(self, positions: Iterable[int]) -> bool:
        """Whether any of these is."""
        return any(self._fresh[p] for p in positions)

    def copies(self, active: Marks, apart: Iterable[int]) -> Small:
        """For each position the first active one that tells the same in the same sentence of the same date.

        That is itself, for all but copies and for those that are kept `apart`.
        """
        first = np.arange(len(self), dtype=np.int32)
        able = active & np.array(self._copied, np.bool_)
        able[list(apart)] = False
        at = np.flatnonzero(able).astype(np.int32)
        keys = np.array(self._copies, np.int64)[at]
        if len(at):
            order = np.argsort(keys, kind="stable")
            at, keys = at[order], keys[order]
            starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
            first[at] = np.repeat(at[starts], np.diff([*starts.tolist(), len(at)]))
        return first

    # ---- articles -------------------------------------------------------------------------------

    def refs(self) -> Iterator[ArticleRef]:
        """All articles, by id."""
        for (number,) in self._tables.execute("SELECT ref FROM article ORDER BY id"):
            yield self._refs[number]

    def count_refs(self) -> int:
        """How many articles there are."""
        return int(self._tables.execute("SELECT count(*) FROM article").fetchone()[0])

    def ref(self, article_id: str) -> ArticleRef | None:
        """An article by its id."""
        row = self._tables.execute("SELECT ref FROM article WHERE id = ?", (key_of(article_id),)).fetchone()
        return self._refs[row[0]] if row else None

    def copies_of(self, article_ids: Iterable[str]) -> set[str]:
        """Ids of all articles that repeat one of these."""
        ask = "SELECT ref FROM article WHERE copy_of = ?"
        return {
            self._refs[number].id
            for name in article_ids
            for (number,) in self._tables.execute(ask, (key_of(name),))
        }

    def has_copies(self) -> bool:
        """Whether any article repeats another."""
        ask = "SELECT 1 FROM article WHERE copy_of IS NOT NULL LIMIT 1"
        return self._tables.execute(ask).fetchone() is not None


def _same(a: Mention, b: Mention) -> bool:
    return a is b or remade(a, event_id=b.event_id) == b


def _copy_key(fact: Facts) -> tuple[int, bool]:
    m = fact.mention
    wording = " ".join(m.sentence.casefold().split())
    dates = (fact.dated, fact.first, fact.last) if fact.dated else (False, fact.day, 0)
    at = m.trigger_start - m.sentence_start
    key = (wording, at, fact.stems, dates, fact.hours, fact.status, fact.place, m.plover_type)
    return hash(key), len(wording) >= 20
