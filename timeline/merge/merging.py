"""Mentions in, events out: block, score, cluster, name, combine, link."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from timeline.errors import SourceError
from timeline.merge.blocking import Ints, Marks, candidate_pairs
from timeline.merge.clustering import Components
from timeline.merge.combine import combine
from timeline.merge.corpus import Corpus
from timeline.merge.corrections import Corrections
from timeline.merge.evidence import evidence, score
from timeline.merge.facts import facts_of, sort_key
from timeline.merge.grouping import HELD, Edges, Group, Solver
from timeline.merge.identity import Identity, assign, event_id_of
from timeline.merge.records import Shared, made, remade
from timeline.merge.relate import Link, follow_ups, links, near_link
from timeline.models import (
    ArticleRef,
    Event,
    Mention,
    MergeReason,
    Problem,
    Record,
    Related,
    Severity,
    TimelineData,
)

__all__ = ["Merged", "merge"]

MAYBE = -2.0
"""A pair of mentions this good may be one event once each has what the rest of its article tells."""


class Merged(Record):
    """Events in order of time, and all mentions with their event's id, in the order of their articles."""

    events: tuple[Event, ...] = ()
    mentions: tuple[Mention, ...] = ()
    problems: tuple[Problem, ...] = ()


def merge(
    mentions: Iterable[Mention],
    articles: Mapping[str, ArticleRef],
    *,
    previous: TimelineData | None = None,
    corrections: Corrections | None = None,
) -> Merged:
    """Put the tellings of one happening together, and say why.

    The result depends on the set of mentions alone, not on their order. With `previous`, the mentions are
    added to that timeline: events that they do not touch stay as they are, ids last, and when two events
    turn out to be one, the older id lives and the other becomes its alias. `corrections` win over
    everything.

    Raises:
        SourceError: a mention's article is not among the articles.

    Example:
        >>> merge([], {}).events
        ()
    """
    with _uncollected():
        run = _Run(mentions, articles, previous or TimelineData(), corrections or Corrections())
        return run.result()


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for reference cycles meanwhile: millions of small values live to the end and none is in
    one.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Run:
    """One call of merge; its parts share the facts and the corpus."""

    def __init__(
        self,
        mentions: Iterable[Mention],
        articles: Mapping[str, ArticleRef],
        previous: TimelineData,
        corrections: Corrections,
    ) -> None:
        self.previous = previous
        known = {m.mention_id: m for m in previous.mentions}
        told = _unique(mentions)
        # Mentions may come from a generator that fills the articles as it goes.
        self.refs: dict[str, ArticleRef] = {ref.id: ref for ref in previous.articles} | dict(articles)
        fresh = {name for name, m in told.items() if name not in known or not _same(m, known[name])}
        known.update((name, told[name]) for name in fresh)
        del told
        self._check(known.values())
        ordered = sorted(known.values(), key=lambda m: sort_key(m, self.refs[m.article_id]))
        del known
        self.facts = [facts_of(m, self.refs[m.article_id]) for m in ordered]
        self.corpus = Corpus.of(self.facts)
        self.ids = [m.mention_id for m in ordered]
        self.rank = {name: k for k, name in enumerate(self.ids)}
        self.fresh = _marks(len(ordered), (self.rank[name] for name in fresh))
        self.problems: list[Problem] = []
        self.same, self.different = self._resolve(corrections)
        self.links: list[Link] = []

    def result(self) -> Merged:
        """Run the stages."""
        touched = self.fresh.copy()
        touched[[p for pair in self.same | self.different for p in pair]] = True
        groups = self._apply_same(self._clusters(touched))
        groups.sort(key=lambda group: group.members[0])
        names = [[self.ids[p] for p in group.members] for group in groups]
        identities = assign(names, self.previous.events, self.rank)
        del names
        event_of = [""] * len(self.facts)
        for group, who in zip(groups, identities, strict=True):
            for p in group.members:
                event_of[p] = who.event_id
        related = self._related(event_of, touched)
        mentions = [fact.mention for fact in self.facts]
        # What merging compared is not needed any more, and a million of it is much.
        self.facts, self.corpus, self.rank = [], Corpus.of([]), {}
        events = self._events(mentions, groups, identities, related)
        for p, name in enumerate(event_of):
            mentions[p] = _named(mentions[p], name)
        return Merged(
            events=tuple(sorted(events, key=self._when)),
            mentions=tuple(mentions),
            problems=tuple(self.problems),
        )

    def _check(self, mentions: Iterable[Mention]) -> None:
        for m in mentions:
            if m.article_id not in self.refs:
                raise SourceError(
                    f"mention {m.mention_id} names the article {m.article_id!r}, which is not given"
                )

    # ---- clusters -------------------------------------------------------------------------------

    def _clusters(self, touched: Marks) -> list[Group]:
        """Groups of positions: previous events as they were, but for those that something touches."""
        old = self._previous_groups()
        solver = Solver(self.facts, self.corpus, self.different)
        if touched.all():
            return list(solver.solve(range(len(self.facts)), self._edges(None)))
        edges = self._edges(touched)
        active = set(np.flatnonzero(touched).tolist()) | edges.ends()
        kept: dict[int, int] = {p: k for k, group in enumerate(old) for p in group}
        held: list[tuple[int, int, float]] = []
        for k in sorted({kept[p] for p in active if p in kept}):
            active.update(old[k])
            held += [(p, q, HELD) for at, p in enumerate(old[k]) for q in old[k][at + 1 : at + 20]]
        groups = [Group(group) for group in old if not active.issuperset(group)]
        return groups + list(solver.solve(sorted(active), edges + Edges.of(held)))

    def _previous_groups(self) -> list[list[int]]:
        return [
            group
            for event in self.previous.events
            if (group := sorted(self.rank[name] for name in event.mention_ids if name in self.rank))
        ]

    def _edges(self, touched: Marks | None) -> Edges:
        """Pairs that speak for one event; pairs kept apart by their status are noted as links on the way."""
        facts, corpus, different = self.facts, self.corpus, self.different
        left, right, values = array("q"), array("q"), array("d")
        if touched is not None and not touched.any():
            return Edges.of([])
        for i, j in _rows(candidate_pairs(facts, corpus, touching=touched)):
            a, b = facts[i], facts[j]
            value = score(a, b, corpus, floor=MAYBE)
            if value > MAYBE and (i, j) not in different:
                left.append(i)
                right.append(j)
                values.append(value)
            if value <= 0 and (a.status != b.status or a.correction != b.correction):
                link = near_link(i, j, a, b, evidence(a, b, corpus))
                if link:
                    self.links.append(link)
        return Edges(np.array(left, np.int64), np.array(right, np.int64), np.array(values, np.float64))

    # ---- the user's word ------------------------------------------------------------------------

    def _resolve(self, corrections: Corrections) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Corrections as pairs of positions; a name that stands for nothing here becomes a problem."""
        names = corrections.ids()
        if not names:
            return set(), set()
        at: dict[str, int] = {}
        for event in self.previous.events:
            members = [self.rank[name] for name in event.mention_ids if name in self.rank]
            for name in (event.event_id, *event.aliases):
                if members:
                    at[name] = min(members)
        # An event's id is made of its first mention's, so it can be found again without any previous
        # timeline.
        at |= {event_id_of(name): position for name, position in self.rank.items()}
        at |= self.rank
        for name in names:
            if name not in at:
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
        sets = Components(len(self.facts))
        for a, b in same:
            sets.union(a, b)
        for a, b in sorted(different):
            if sets.find(a) == sets.find(b):
                left, right = self.facts[a].mention.mention_id, self.facts[b].mention.mention_id
                raise SourceError(f"the corrections say both 'same' and 'different' of {left} and {right}")
        return same, different

    def _apply_same(self, groups: list[Group]) -> list[Group]:
        """Join whole groups that hold a 'same' pair; members that a 'different' line keeps away stay
        behind.
        """
        if not self.same:
            return groups
        home = {p: k for k, group in enumerate(groups) for p in group.members}
        sets = Components(len(groups))
        for a, b in sorted(self.same):
            sets.union(home[a], home[b])
        found: list[Group] = []
        for parts in sets.groups():
            if len(parts) == 1:
                found.append(groups[parts[0]])
                continue
            found += self._join([groups[k] for k in parts])
        return found

    def _join(self, parts: list[Group]) -> list[Group]:
        every = sorted(p for part in parts for p in part.members)
        inside = set(every)
        hands = sorted(pair for pair in self.same if inside.issuperset(pair))
        keep = Components(len(every))
        place = {p: k for k, p in enumerate(every)}
        for a, b in hands:
            keep.union(place[a], place[b])
        root = keep.find(place[hands[0][0]])
        core = {p for p in every if keep.find(place[p]) == root}
        chosen = set(core)
        for p in every:
            if p not in core and not any((min(p, q), max(p, q)) in self.different for q in chosen):
                chosen.add(p)
        rest = [[p for p in part.members if p not in chosen] for part in parts]
        joined = [row for part in parts for row in part.joined if chosen.issuperset(row[:2])]
        return [Group(sorted(chosen), joined, hands), *(Group(members) for members in rest if members)]

    # ---- events ---------------------------------------------------------------------------------

    def _related(self, event_of: Sequence[str], touched: Marks) -> dict[str, list[Related]]:
        fresh_articles = {self.facts[p].mention.article_id for p in np.flatnonzero(touched).tolist()}
        told_there = (p for p, fact in enumerate(self.facts) if fact.mention.article_id in fresh_articles)
        return links(self.links + follow_ups(self.facts, told_there, self.corpus), event_of)

    def _events(
        self,
        mentions: Sequence[Mention],
        groups: list[Group],
        identities: list[Identity],
        related: Mapping[str, list[Related]],
    ) -> list[Event]:
        before = {event.event_id: event for event in self.previous.events}
        renamed = {alias: who.event_id for who in identities for alias in who.aliases}
        ids = {who.event_id for who in identities}
        events = []
        for k, who in enumerate(identities):
            group, groups[k] = groups[k], Group([])
            old = before.get(who.event_id)
            kept = [
                r.model_copy(update={"event_id": renamed.get(r.event_id, r.event_id)}) for r in _related(old)
            ]
            now = _distinct([*kept, *related.get(who.event_id, [])], who.event_id, ids)
            if old and self._unchanged(old, who, group):
                events.append(old if old.related == now else old.model_copy(update={"related": now}))
                continue
            events.append(
                combine(
                    [mentions[p] for p in group.members],
                    self.refs,
                    event_id=who.event_id,
                    aliases=who.aliases,
                    reasons=self._reasons(group),
                    related=now,
                )
            )
        return events

    def _unchanged(self, old: Event, who: Identity, group: Group) -> bool:
        names = {self.ids[p] for p in group.members}
        same = (
            old.aliases == who.aliases
            and names == set(old.mention_ids)
            and len(names) == len(old.mention_ids)
        )
        return same and not self.fresh[group.members].any() and not group.by_hand

    def _reasons(self, group: Group) -> tuple[MergeReason, ...]:
        found: dict[int, MergeReason] = {}
        for p, q, value, why in group.joined:
            found[p] = self._reason(p, q, value, why)
        for p, q in group.by_hand:
            found[q] = self._reason(q, p, 100.0, "your correction says so")
        return tuple(found[p] for p in sorted(found))

    def _reason(self, p: int, q: int, value: float, why: str) -> MergeReason:
        values = {"mention_id": self.ids[p], "with_id": self.ids[q], "score": value, "why": why}
        return made(MergeReason, values)

    def _when(self, event: Event) -> tuple[bool, str, str, str, str]:
        """In order of time: by first day, then last day; without a date last, by the first article's date."""
        reported = min(self.refs[name].dct.isoformat() for name in event.article_ids)
        interval = event.interval
        if interval is None:
            return True, reported, "", "", event.event_id
        start = interval.start.isoformat() if interval.start else ""
        end = interval.end.isoformat() if interval.end else "9999"
        return False, start, end, reported, event.event_id


def _rows(pairs: Ints, size: int = 100_000) -> Iterator[tuple[int, int]]:
    # Python numbers take ten times the room of numpy's, so they are made a part at a time.
    for start in range(0, len(pairs), size):
        yield from map(tuple, pairs[start : start + size].tolist())


def _marks(n: int, positions: Iterable[int]) -> Marks:
    found = np.zeros(n, np.bool_)
    found[list(positions)] = True
    return found


def _unique(mentions: Iterable[Mention]) -> dict[str, Mention]:
    """Mentions by id; of two different ones under one id the choice is by content, so order plays no part."""
    found: dict[str, Mention] = {}
    shared = Shared()
    for m in mentions:
        other = found.get(m.mention_id)
        if other is None or (not _same(m, other) and m.model_dump_json() > other.model_dump_json()):
            found[m.mention_id] = shared.mention(m)
    return found


def _same(a: Mention, b: Mention) -> bool:
    return a is b or remade(a, event_id=b.event_id) == b


def _named(m: Mention, event_id: str) -> Mention:
    return m if m.event_id == event_id else remade(m, event_id=event_id)


def _related(event: Event | None) -> tuple[Related, ...]:
    return event.related if event else ()


def _distinct(found: Sequence[Related], own: str, ids: set[str]) -> tuple[Related, ...]:
    rows = {(r.event_id, r.relation): r for r in reversed(found) if r.event_id != own and r.event_id in ids}
    return tuple(rows[key] for key in sorted(rows))
