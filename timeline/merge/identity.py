"""Ids that last: an event keeps its id when the run is repeated and when articles are added."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from timeline.models import Event

__all__ = ["Identity", "assign", "event_id_of"]


@dataclass(frozen=True, slots=True)
class Identity:
    """The id of an event and the older ids that it answers to."""

    event_id: str
    aliases: tuple[str, ...] = ()


def event_id_of(mention_id: str, salt: int = 0) -> str:
    """The id of the event that begins with this mention.

    Example:
        >>> event_id_of("a1:10")
        'e-d365570c6e36'
    """
    name = f"{mention_id}#{salt}" if salt else mention_id
    return "e-" + blake2b(name.encode(), digest_size=6).hexdigest()


def assign(
    clusters: Sequence[Sequence[str]], previous: Sequence[Event], rank: Mapping[str, int]
) -> list[Identity]:
    """Ids for clusters of mention ids; clusters and members come in the stable order that `rank` gives.

    A previous event's id goes where most of its mentions went (the earliest cluster among equals). Where
    several meet, the oldest event's id lives and the others become aliases. A new event takes its id from
    its earliest mention.
    """
    home = {m: k for k, members in enumerate(clusters) for m in members}
    carried: dict[int, list[Event]] = defaultdict(list)
    for event in previous:
        places = Counter(home[m] for m in event.mention_ids if m in home)
        if places:
            carried[min(places, key=lambda k: (-places[k], k))].append(event)
    taken = {name for event in previous for name in (event.event_id, *event.aliases)}
    found: list[Identity] = []
    for k, members in enumerate(clusters):
        events = (
            sorted(carried[k], key=lambda event: (_age(event, rank), event.event_id)) if k in carried else []
        )
        if events:
            names = [event.event_id for event in events] + sorted(
                a for event in events for a in event.aliases
            )
            found.append(Identity(names[0], tuple(dict.fromkeys(names[1:]))))
            continue
        salt = 0
        while (name := event_id_of(members[0], salt)) in taken:
            salt += 1
        taken.add(name)
        found.append(Identity(name))
    return found


def _age(event: Event, rank: Mapping[str, int]) -> int:
    return min((rank[m] for m in event.mention_ids if m in rank), default=len(rank))
