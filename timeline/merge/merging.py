"""Mentions in, events out: order, block, score, cluster, name, combine, link."""

from __future__ import annotations

import gc
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from timeline.errors import SourceError
from timeline.merge.blocking import Blocking
from timeline.merge.clustering import Components
from timeline.merge.codec import EVENTS
from timeline.merge.combine import combine
from timeline.merge.corrections import Corrections
from timeline.merge.evidence import evidence, score
from timeline.merge.grouping import EDGE, Group, Groups, Solver, edge_rows, joined_by_hand
from timeline.merge.identity import Before, Names
from timeline.merge.records import made, remade
from timeline.merge.relate import FollowUps, Links, near_link
from timeline.merge.scratch import Buckets, Scratch, key_of
from timeline.merge.tellings import Tellings
from timeline.models import (
    ArticleRef,
    Event,
    Mention,
    MergeReason,
    Problem,
    Record,
    Related,
    Severity,
    TimelineLike,
)

__all__ = ["Merged", "Merging", "collected", "merge", "uncollected"]

MAYBE = -2.0
"""A pair of mentions this good may be one event once each has what the rest of its article tells."""
_KEPT_BY = 19
"""Of the mentions of a previous event, how many of those after it each is held to."""

Small = NDArray[np.int32]
Marks = NDArray[np.bool_]
Pairs = set[tuple[int, int]]


class Merged(Record):
    """Events in order of time, and all mentions with their event's id, in the order of their articles."""

    events: tuple[Event, ...] = ()
    mentions: tuple[Mention, ...] = ()
    problems: tuple[Problem, ...] = ()


def merge(
    mentions: Iterable[Mention],
    articles: Mapping[str, ArticleRef],
    *,
    previous: TimelineLike | None = None,
    corrections: Corrections | None = None,
) -> Merged:
    """Put the tellings of one happening together, and say why.

    The result depends on the set of mentions alone, not on their order. With `previous`, the mentions are
    added to that timeline: events that they do not touch stay as they are, ids last, and when two events
    turn out to be one, the older id lives and the other becomes its alias. `corrections` win over
    everything. `merge_stream` does the same for more than fits in memory.

    Raises:
        SourceError: a mention's article is not among the articles.

    Example:
        >>> merge([], {}).events
        ()
    """
    scratch = Scratch(held=True)
    try:
        with uncollected():
            run = Merging(scratch)
            run.run(mentions, _values(articles), previous, corrections or Corrections())
            return Merged(
                events=tuple(run.events()), mentions=tuple(run.mentions()), problems=tuple(run.problems)
            )
    finally:
        scratch.close()


def _values(articles: Mapping[str, ArticleRef]) -> Iterator[ArticleRef]:
    # Mentions may come from a generator that fills the articles as it goes: they are looked at after it.
    yield from articles.values()


@contextmanager
def uncollected() -> Iterator[bool]:
    """No search for reference cycles meanwhile: millions of small values live to the end and none is in
    one. Gives whether there was one before.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield was_on
    finally:
        if was_on:
            gc.enable()


def collected(items: Iterable[Mention]) -> Iterator[Mention]:
    """The same, for a block that is `uncollected`: whoever makes them (a parser) leaves cycles behind."""
    rest = iter(items)
    while True:
        gc.enable()
        try:
            item = next(rest)
        except StopIteration:
            return
        finally:
            gc.disable()
        yield item


class Merging:
    """One merge, in memory or on the disk, as its scratch says; then its events and mentions in order."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self.tellings = Tellings(scratch)
        self.problems: list[Problem] = []
        self._links = Links(scratch)
        self._made = scratch.shelf(EVENTS)
        self._order = array("i")

    def run(
        self,
        mentions: Iterable[Mention],
        articles: Iterable[ArticleRef],
        previous: TimelineLike | None,
        corrections: Corrections,
        *,
        copies: bool = False,
    ) -> None:
        """Run the stages; with `copies`, events get the ids of the articles that repeat their own."""
        tellings = self.tellings
        self._corpus = tellings.take(mentions, articles, previous, corrections.ids())
        self._before = Before(self._scratch, previous)
        home = self._previous_homes()
        same, different = self._resolve(corrections, home)
        touched = tellings.fresh
        touched[[p for pair in same | different for p in pair]] = True
        blocking, follow_ups = self._go_through(touched)
        self._scratch.trim()
        edges = self._edges(blocking, touched, different)
        del blocking
        self._scratch.trim()
        groups = Groups(self._scratch, len(tellings))
        self._cluster(groups, edges, touched, different, home)
        self._links.add(follow_ups.across(tellings, self._corpus))
        del self._corpus, edges
        self._apply_same(groups, same, different)
        leads = groups.leads()
        self._event_of = np.where(groups.lead < 0, -1, np.searchsorted(leads, groups.lead)).astype(np.int32)
        self._names = Names.of(
            len(leads),
            lambda number: tellings[int(leads[number])].mention.mention_id,
            self._carried(home),
            self._before,
        )
        self._links.settle(self._event_of, self._names)
        self.tellings.forget()
        self._scratch.trim()
        self._combine(groups, leads, copies=copies and tellings.has_copies())

    def events(self) -> Iterator[Event]:
        """The events in order of time."""
        return (self._made[number] for number in self._order)

    def mentions(self) -> Iterator[Mention]:
        """All mentions with their event's id, in the order of their articles."""
        return map(self.mention, range(len(self.tellings)))

    def mention(self, p: int) -> Mention:
        """The mention at a position, with its event's id."""
        m, number = self.tellings.mention(p), int(self._event_of[p])
        name = self._names[number] if number >= 0 else ""
        return m if m.event_id == name else remade(m, event_id=name)

    def has_event(self, event_id: str) -> bool:
        """Whether an event has this id."""
        return event_id in self._names

    def __len__(self) -> int:
        return len(self._order)

    # ---- the previous timeline ------------------------------------------------------------------

    def _previous_homes(self) -> Small:
        """The number of the previous event that each position was in, or -1."""
        home = np.full(len(self.tellings), -1, np.int32)
        for number, event in enumerate(self._before):
            home[self._positions(event)] = number
        return home

    def _positions(self, event: Event) -> list[int]:
        found = (self.tellings.position(name) for name in event.mention_ids)
        return [p for p in found if p is not None]

    def _carried(self, home: Small) -> Iterator[tuple[int, int, int]]:
        """(event, position of its earliest mention, previous event), for each previous event."""
        for number, positions in _members(home):
            places = Counter(k for k in self._event_of[positions].tolist() if k >= 0)
            if places:
                yield min(places, key=lambda k: (-places[k], k)), int(positions[0]), number

    # ---- facts ----------------------------------------------------------------------------------

    def _go_through(self, touched: Marks) -> tuple[Blocking, FollowUps]:
        """Note of all mentions, article by article, what blocking and following up need."""
        blocking, follow_ups = Blocking(self._scratch), FollowUps(self._scratch)
        for at, told in self.tellings.finish(self._corpus):
            own = bool(touched[at : at + len(told)].any())
            for fact in told:
                blocking.add(fact, self._corpus)
            self._links.add(follow_ups.add(at, told, own=own))
        return blocking, follow_ups

    # ---- clusters -------------------------------------------------------------------------------

    def _edges(self, blocking: Blocking, touched: Marks, different: Pairs) -> Buckets:
        """Pairs that speak for one event; pairs kept apart by their status are noted as links on the way."""
        facts, corpus = self.tellings, self._corpus
        edges = self._scratch.buckets(EDGE, facts.bounds)
        for some in blocking.pairs(None if touched.all() else touched):
            found, near = [], []
            last, get = -1, facts.facts
            for i, j in zip(*(side.tolist() for side in some), strict=True):
                if i != last:
                    last, a = i, get(i)
                b = get(j)
                value = score(a, b, corpus, floor=MAYBE)
                if value > MAYBE and (i, j) not in different:
                    found.append((i, j, value))
                if value <= 0 and (a.status != b.status or a.correction != b.correction):
                    link = near_link(i, j, a, b, evidence(a, b, corpus))
                    if link:
                        near.append(link)
            rows = edge_rows(found)
            edges.add(rows["a"], rows)
            self._links.add(near)
        return edges

    def _cluster(self, groups: Groups, edges: Buckets, touched: Marks, different: Pairs, home: Small) -> None:
        """Previous events stay as they were, but for those that something touches."""
        held: list[tuple[int, int]] = []
        active = touched.copy()
        if not touched.all():
            for rows in edges:
                active[rows["a"]] = active[rows["b"]] = True
            for _, positions in _members(home):
                if not active[positions].any():
                    groups.add(Group(positions.tolist()))
                    continue
                active[positions] = True
                old = positions.tolist()
                held += [(p, q) for k, p in enumerate(old) for q in old[k + 1 : k + 1 + _KEPT_BY]]
        Solver(self._scratch, self.tellings, self._corpus, different, active).solve(edges, held, groups)

    # ---- the user's word ------------------------------------------------------------------------

    def _resolve(self, corrections: Corrections, home: Small) -> tuple[Pairs, Pairs]:
        """Corrections as pairs of positions; a name that stands for nothing here becomes a problem."""
        names = set(corrections.ids())
        if not names:
            return set(), set()
        at: dict[str, int] = {}
        for event in self._before:
            known = names.intersection((event.event_id, *event.aliases))
            if known and (members := self._positions(event)):
                at |= dict.fromkeys(known, min(members))
        # An event's id is made of its first mention's, so it can be found again without any previous
        # timeline.
        at |= self.tellings.named
        at |= {name: p for name in names if (p := self.tellings.position(name)) is not None}
        for name in sorted(names - at.keys()):
            message = f"the correction of {name!r} names no event or mention here; it was passed over"
            self.problems.append(
                Problem(where=name, code="unknown-id", message=message, severity=Severity.WARNING)
            )
        same, different = (
            {
                (min(at[a], at[b]), max(at[a], at[b]))
                for a, b in pairs
                if a in at and b in at and at[a] != at[b]
            }
            for pairs in (corrections.same, corrections.different)
        )
        self._check(same, different)
        return same, different

    def _check(self, same: Pairs, different: Pairs) -> None:
        every = sorted({p for pair in same | different for p in pair})
        number = {p: k for k, p in enumerate(every)}
        sets = Components(len(every))
        for a, b in same:
            sets.union(number[a], number[b])
        for a, b in sorted(different):
            if sets.find(number[a]) == sets.find(number[b]):
                left, right = (self.tellings.mention(p).mention_id for p in (a, b))
                raise SourceError(f"the corrections say both 'same' and 'different' of {left} and {right}")

    def _apply_same(self, groups: Groups, same: Pairs, different: Pairs) -> None:
        """Join whole groups that hold a 'same' pair."""
        pairs = [(int(groups.lead[a]), int(groups.lead[b])) for a, b in sorted(same)]
        leads = sorted({lead for pair in pairs for lead in pair})
        number = {lead: k for k, lead in enumerate(leads)}
        sets = Components(len(leads))
        for a, b in pairs:
            sets.union(number[a], number[b])
        for parts in sets.groups():
            if len(parts) > 1:
                whole = [groups[leads[k]] for k in parts]
                for group in joined_by_hand(whole, same, different):
                    groups.add(group)

    # ---- events ---------------------------------------------------------------------------------

    def _combine(self, groups: Groups, leads: Small, *, copies: bool) -> None:
        """Make the events, and put them in order."""
        scratch = self._scratch
        scratch.table(
            "line (number INTEGER PRIMARY KEY, undated, start TEXT, end TEXT, reported TEXT, id BLOB)"
        )
        scratch.fill("line", self._lines(groups, leads, copies), 6)
        order = scratch.tables.execute("SELECT number FROM line ORDER BY undated, start, end, reported, id")
        self._order = array("i", (number for (number,) in order))

    def _lines(self, groups: Groups, leads: Small, copies: bool) -> Iterator[tuple[object, ...]]:
        renamed = {alias: self._names[k] for k, names in self._names.aliases.items() for alias in names}
        links = self._links.related(self._names)
        coming = next(links, None)
        for number, lead in enumerate(leads.tolist()):
            related: Sequence[Related] = ()
            if coming is not None and coming[0] == number:
                related, coming = coming[1], next(links, None)
            event, reported = self._event(number, groups[lead], related, renamed)
            if copies:
                found = self.tellings.copies_of(event.article_ids) - set(event.article_ids)
                event = remade(event, copy_ids=tuple(sorted(found)))
            self._made.add(event)
            yield (number, *_when(event, reported))

    def _event(
        self, number: int, group: Group, related: Sequence[Related], renamed: Mapping[str, str]
    ) -> tuple[Event, str]:
        """An event, and the first day that an article told of it."""
        tellings, names = self.tellings, self._names
        event_id, aliases = names[number], names.aliases.get(number, ())
        refs = {ref.id: ref for ref in map(tellings.article, group.members)}
        old = self._before[names.before[number]] if number in names.before else None
        kept: list[Related] = []
        if old:
            kept = [remade(r, event_id=renamed.get(r.event_id, r.event_id)) for r in old.related]
        now = tuple(sorted(_distinct([*kept, *related], event_id, names), key=_by_event))
        if old and self._unchanged(old, aliases, group):
            reported = min(self._day_of(name, refs) for name in old.article_ids)
            return (old if old.related == now else remade(old, related=now)), reported
        mentions = {p: tellings.mention(p) for p in group.members}
        event = combine(
            list(mentions.values()),
            refs,
            event_id=event_id,
            aliases=aliases,
            reasons=_reasons(group, {p: m.mention_id for p, m in mentions.items()}),
            related=now,
        )
        return event, min(refs[name].dct.isoformat() for name in event.article_ids)

    def _day_of(self, article_id: str, refs: Mapping[str, ArticleRef]) -> str:
        ref = refs.get(article_id) or self.tellings.ref(article_id)
        assert ref is not None
        return ref.dct.isoformat()

    def _unchanged(self, old: Event, aliases: tuple[str, ...], group: Group) -> bool:
        if old.aliases != aliases or group.by_hand or self.tellings.fresh_at(group.members):
            return False
        names = {self.tellings[p].mention.mention_id for p in group.members}
        return names == set(old.mention_ids) and len(names) == len(old.mention_ids)


def _members(home: Small) -> Iterator[tuple[int, Small]]:
    """The positions of each number in a column, -1 left out."""
    order = np.argsort(home, kind="stable").astype(np.int32)
    order = order[np.searchsorted(home[order], 0) :]
    if not len(order):
        return
    numbers = home[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        yield int(numbers[start]), order[start:end]


def _reasons(group: Group, ids: Mapping[int, str]) -> tuple[MergeReason, ...]:
    found: dict[int, MergeReason] = {}
    for p, q, value, why in group.joined:
        found[p] = _reason(ids[p], ids[q], value, why)
    for p, q in group.by_hand:
        found[q] = _reason(ids[q], ids[p], 100.0, "your correction says so")
    return tuple(found[p] for p in sorted(found))


def _reason(mention_id: str, with_id: str, value: float, why: str) -> MergeReason:
    return made(MergeReason, {"mention_id": mention_id, "with_id": with_id, "score": value, "why": why})


def _when(event: Event, reported: str) -> tuple[bool, str, str, str, bytes]:
    """In order of time: by first day, then last day; without a date last, by the first article's date."""
    interval, name = event.interval, key_of(event.event_id)
    if interval is None:
        return True, reported, "", "", name
    start = interval.start.isoformat() if interval.start else ""
    end = interval.end.isoformat() if interval.end else "9999"
    return False, start, end, reported, name


def _by_event(link: Related) -> tuple[str, str]:
    return link.event_id, link.relation


def _distinct(found: Sequence[Related], own: str, names: Names) -> Iterable[Related]:
    rows = {_by_event(r): r for r in reversed(found) if r.event_id != own and r.event_id in names}
    return rows.values()
