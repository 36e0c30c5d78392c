"""One event out of its tellings: the date that most agree on, tolls low to high, both sides' words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from timeline.intervals import Interval
from timeline.merge.facts import outlet_of, sort_key
from timeline.merge.lexicon import lexicon
from timeline.merge.naming import is_nameless, title
from timeline.merge.records import made
from timeline.models import (
    Actor,
    ArticleRef,
    DateBasis,
    Event,
    Mention,
    MergeReason,
    Place,
    Quantity,
    Related,
    Status,
    Toll,
    TollKind,
)

__all__ = ["combine"]

T = TypeVar("T")
_Told = tuple[tuple[int, float, str], Mention, Toll]
_VAGUE = frozenset({"dozens", "scores", "hundreds", "thousands", "several", "many"})
_WORD = re.compile(r"\w+")
_SPEECH = frozenset(
    {"STATEMENT", "ACCUSE", "REJECT", "DISAPPROVE", "DEMAND", "REQUEST", "THREATEN", "INVESTIGATE"}
)
_BASIS_WEIGHT = {DateBasis.STATED: 1.0, DateBasis.INFERRED: 0.9, DateBasis.PUBLICATION: 0.3, None: 0.3}


def combine(
    tellings: Sequence[Mention],
    articles: Mapping[str, ArticleRef],
    *,
    event_id: str,
    aliases: tuple[str, ...] = (),
    reasons: tuple[MergeReason, ...] = (),
    related: tuple[Related, ...] = (),
) -> Event:
    """The event that the tellings tell together.

    Nothing is sharper than the sharpest single telling; where tellings disagree, what the most and best
    sourced say stands and the rest is kept (`date_conflict`, the toll's low and high, every attribution).
    """
    ordered = sorted(tellings, key=lambda m: sort_key(m, articles[m.article_id]))
    best = min(ordered, key=lambda m: (-_filled(m), sort_key(m, articles[m.article_id])))
    dated, conflict = _date(ordered, articles)
    tolls, figures = _tolls(ordered, articles)
    typed = _best_typed(ordered, best)
    sources = tuple(dict.fromkeys(name for m in ordered if (name := outlet_of(articles[m.article_id]))))
    values: dict[str, Any] = {
        "event_id": event_id,
        "aliases": aliases,
        "title": title(best, tolls),
        "interval": dated.interval if dated else None,
        "date_basis": dated.date_basis if dated else None,
        "date_text": dated.date_text if dated else "",
        "date_why": dated.date_why if dated else "",
        "date_conflict": conflict,
        "plover_type": typed.plover_type,
        "plover_mode": typed.plover_mode,
        "event_type": typed.event_type,
        "sub_event_type": typed.sub_event_type,
        "contexts": _all(ordered, lambda m: m.contexts, lambda c: c),
        "status": _status(ordered),
        "attribution": _all(ordered, lambda m: m.attribution, lambda a: (a.name.casefold(), a.side)),
        "trigger": best.trigger,
        "actors": _participants(ordered, lambda m: m.actors),
        "targets": _participants(ordered, lambda m: m.targets),
        "place": _place(ordered),
        "means": _all(ordered, lambda m: m.means, lambda x: x.name.casefold()),
        "tolls": tolls,
        "best": figures,
        "quantities": _quantities(ordered),
        "mention_ids": (best.mention_id, *(m.mention_id for m in ordered if m is not best)),
        "article_ids": tuple(dict.fromkeys(m.article_id for m in ordered)),
        "sources": sources,
        "reasons": reasons,
        "related": related,
        "confidence": _confidence(ordered, articles),
    }
    return made(Event, values)


def _filled(m: Mention) -> float:
    """How much of the record a telling fills: the one that says most stands for the event."""
    says = [
        m.place,
        m.actors,
        m.targets,
        m.tolls,
        m.means,
        m.title,
        m.date_basis not in (None, DateBasis.PUBLICATION),
    ]
    plain = {Status.HAPPENED: 1.0, Status.CLAIMED: 0.5}.get(m.status, 0.0)
    town = 0.5 if m.place and m.place.precision == 1 else 0.0
    sharp = 0.5 if m.interval and m.interval.n_days == 1 else 0.0
    typed = 0.5 if m.plover_type != "OTHER" else 0.0
    return sum(bool(x) for x in says) + plain + town + sharp + typed + m.confidence - 2 * is_nameless(m)


# ---- when -----------------------------------------------------------------------------------------


def _date(ordered: Sequence[Mention], articles: Mapping[str, ArticleRef]) -> tuple[Mention | None, str]:
    """The telling whose date stands, and the other dates in words.

    A date is supported by every outlet whose own date equals or contains it, so a precise telling beats the
    vague ones that it agrees with. A date assumed from publication counts only when no telling gives one.
    """
    known = [m for m in ordered if m.interval]
    given = [m for m in known if m.date_basis is not DateBasis.PUBLICATION] or known
    if not given:
        return None, ""
    told = {m.interval for m in given if m.interval}
    support = {interval: _support(interval, given, articles) for interval in told}

    def rank(m: Mention) -> tuple[float, float, float, int, str, str]:
        assert m.interval is not None
        ref = articles[m.article_id]
        # Later reports correct earlier ones, so among equals the latest date of publication wins.
        return (
            -round(support[m.interval], 6),
            -_BASIS_WEIGHT[m.date_basis],
            _length(m.interval),
            -ref.dct.toordinal(),
            m.article_id,
            m.mention_id,
        )

    chosen = min(given, key=rank)
    assert chosen.interval is not None
    others: dict[str, list[str]] = defaultdict(list)
    for m in given:
        if (
            m.interval
            and not m.interval.contains(chosen.interval)
            and not chosen.interval.contains(m.interval)
        ):
            name = outlet_of(articles[m.article_id]) or m.article_id
            if name not in others[m.interval.words()]:
                others[m.interval.words()].append(name)
    return chosen, "; ".join(f"{words} ({', '.join(names)})" for words, names in others.items())


def _support(interval: Interval, given: Sequence[Mention], articles: Mapping[str, ArticleRef]) -> float:
    by_outlet: dict[str, float] = {}
    for m in given:
        if m.interval and m.interval.contains(interval):
            name = outlet_of(articles[m.article_id]) or m.article_id
            by_outlet[name] = max(by_outlet.get(name, 0.0), _BASIS_WEIGHT[m.date_basis])
    return sum(sorted(by_outlet.values()))


def _length(interval: Interval) -> float:
    if interval.start is None or interval.end is None:
        return float("inf")
    return (interval.end - interval.start).total_seconds()


# ---- how many -------------------------------------------------------------------------------------


def _tolls(
    ordered: Sequence[Mention], articles: Mapping[str, ArticleRef]
) -> tuple[tuple[Toll, ...], dict[TollKind, int]]:
    """Low and high over all tellings of each kind, and the figure of the latest report (the larger on one
    day).

    A report that says it corrects replaces the figures before it.
    """
    told: dict[TollKind, list[_Told]] = defaultdict(list)
    for m in _counting(ordered):
        ref = articles[m.article_id]
        clock = ref.dct_time.timestamp() if ref.dct_time and ref.dct_time.tzinfo else 0.0
        for toll in m.tolls:
            told[toll.kind].append(((ref.dct.toordinal(), clock, m.article_id), m, toll))
    tolls: list[Toll] = []
    figures: dict[TollKind, int] = {}
    for kind in TollKind:
        rows = _counted(_mended(told.get(kind, [])))
        if not rows:
            continue
        day = max((when[0], when[1]) for when, _, _ in rows)
        latest = max(
            (r for r in rows if (r[0][0], r[0][1]) == day), key=lambda r: (r[2].low, r[0], r[1].mention_id)
        )
        top = max(rows, key=lambda row: (row[2].low, row[2].high is None))[2]
        high = None if top.high is None else max(t.low if t.high is None else t.high for _, _, t in rows)
        tolls.append(latest[2].model_copy(update={"low": min(t.low for _, _, t in rows), "high": high}))
        figures[kind] = latest[2].low
    return tuple(tolls), figures


def _quantities(ordered: Sequence[Mention]) -> tuple[Quantity, ...]:
    """Low and high over all tellings of each weapon counted and of the land."""
    told: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for m in ordered:
        first: dict[tuple[str, str], Quantity] = {}
        for quantity in m.quantities:
            first.setdefault((quantity.name.casefold(), quantity.unit), quantity)
        for key, quantity in first.items():
            told[key].append(quantity)
    merged: list[Quantity] = []
    for same in told.values():
        highs = [q.high for q in same]
        high = None if None in highs else max(h for h in highs if h is not None)
        merged.append(same[-1].model_copy(update={"low": min(q.low for q in same), "high": high}))
    return tuple(merged)


def _counting(ordered: Sequence[Mention]) -> Sequence[Mention]:
    """The tellings whose figures count: those of the event itself, where there are any.

    Who speaks about it repeats its figure, and a sum "since January" or over months is another count.
    """
    own = [m for m in ordered if m.tolls and m.plover_type not in _SPEECH and not _is_sum(m)]
    return own or ordered


def _is_sum(m: Mention) -> bool:
    interval = m.interval
    if interval is None or interval.first_day is None or interval.last_day is None:
        return False
    return interval.lasting or (interval.last_day - interval.first_day).days > 31


def _mended(rows: list[_Told]) -> list[_Told]:
    """The figures that stand: a corrected one replaces those before it, a retracted one goes."""
    retracted = [(when, toll.low) for when, m, toll in rows if _says(m, lexicon().retractions)]
    rows = [
        (when, m, toll)
        for when, m, toll in rows
        if not _says(m, lexicon().retractions)
        and not any(when <= later and toll.low == wrong for later, wrong in retracted)
    ]
    mends = [when for when, m, _ in rows if _says(m, lexicon().corrections)]
    return [row for row in rows if row[0] >= max(mends)] if mends else rows


def _counted(rows: list[_Told]) -> list[_Told]:
    """Without "dozens" and "scores" where a report of that day or later gives a number."""
    exact = [when[0] for when, _, toll in rows if not _is_vague(toll)]
    return [row for row in rows if not _is_vague(row[2]) or row[0][0] > max(exact, default=-1)]


def _is_vague(toll: Toll) -> bool:
    words = toll.text.casefold().split()
    return bool(words) and not _VAGUE.isdisjoint(words) and not any(c.isdigit() for c in toll.text)


def _says(m: Mention, words: frozenset[str]) -> bool:
    return not words.isdisjoint(_WORD.findall(m.sentence.casefold()))


# ---- the rest -------------------------------------------------------------------------------------


def _status(ordered: Sequence[Mention]) -> Status:
    """Happened only when some telling says so plainly; else the status that most tellings give."""
    counts = Counter(m.status for m in ordered)
    if counts[Status.HAPPENED]:
        return Status.HAPPENED
    return min(counts, key=lambda status: (-counts[status], list(Status).index(status)))


def _best_typed(ordered: Sequence[Mention], best: Mention) -> Mention:
    """The telling whose coding most tellings share; the best-filled one among equals."""
    counts = Counter(
        (m.plover_type, m.event_type, m.sub_event_type) for m in ordered if m.plover_type != "OTHER"
    )
    if not counts:
        return best
    most = max(counts.values())
    top = [m for m in ordered if counts[(m.plover_type, m.event_type, m.sub_event_type)] == most]
    return best if best in top else top[0]


def _participants(
    ordered: Sequence[Mention], get: Callable[[Mention], tuple[Actor, ...]]
) -> tuple[Actor, ...]:
    votes: Counter[str] = Counter()
    first: dict[str, Actor] = {}
    for m in ordered:
        for actor in get(m):
            key = (actor.name or actor.text).casefold()
            known = first.get(key)
            # The fullest record of a participant stands for it.
            if known is None or _known(actor) > _known(known):
                first[key] = actor
        votes.update({(actor.name or actor.text).casefold() for actor in get(m)})
    keys = list(first)
    return tuple(first[key] for key in sorted(keys, key=lambda key: (-votes[key], keys.index(key))))


def _known(actor: Actor) -> int:
    return bool(actor.name) + bool(actor.country) + bool(actor.kind)


def _place(ordered: Sequence[Mention]) -> Place | None:
    """The most precise place; the one that most tellings give among equals.

    Where some tellings report the event as a fact, a claim of one side alone does not move it: "the attack on
    Crimea" stays in Crimea when only an official's statement names the town that it damaged.
    """
    placed = [m for m in ordered if m.place]
    facts = [m for m in placed if m.status is Status.HAPPENED]
    places = [m.place for m in facts or placed if m.place]
    if not places:
        return None
    votes = Counter(place.name.casefold() for place in places)
    order = {name: k for k, name in enumerate(votes)}
    return min(
        places,
        key=lambda p: (
            p.precision or (4 if p.name == p.country else 3),
            -votes[p.name.casefold()],
            p.latitude is None,
            order[p.name.casefold()],
        ),
    )


def _all(
    ordered: Sequence[Mention], get: Callable[[Mention], tuple[T, ...]], key: Callable[[T], Hashable]
) -> tuple[T, ...]:
    found: dict[Hashable, T] = {}
    for m in ordered:
        for item in get(m):
            found.setdefault(key(item), item)
    return tuple(found.values())


def _confidence(ordered: Sequence[Mention], articles: Mapping[str, ArticleRef]) -> float:
    """Grows with every outlet that tells it in words of its own; a wire report printed ten times is one
    source.

    The best telling's confidence c, then each further independent one takes away 0.35 of its own confidence
    from the doubt that is left. A telling without a confidence counts as 0.5.
    """
    independent: dict[str, float] = {}
    wordings: set[str] = set()
    for m in sorted(ordered, key=lambda m: (-(m.confidence or 0.5), sort_key(m, articles[m.article_id]))):
        wording = " ".join(m.sentence.casefold().split())
        name = outlet_of(articles[m.article_id]) or m.article_id
        if name in independent or wording in wordings:
            continue
        wordings.add(wording)
        independent[name] = m.confidence or 0.5
    values = sorted(independent.values(), reverse=True)
    doubt = 1 - values[0]
    for value in values[1:]:
        doubt *= 1 - 0.35 * value
    return round(1 - doubt, 4)
