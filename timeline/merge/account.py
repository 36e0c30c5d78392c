"""Why an event is what it is: its tellings, what joined each to the others, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.models import ArticleRef, Event, Mention, MergeReason, Related, TimelineData

__all__ = ["Account", "Telling", "account"]


@dataclass(frozen=True, slots=True)
class Telling:
    """One mention of an event, its article, and why it belongs here; None for the one that it began with."""

    mention: Mention
    article: ArticleRef
    reason: MergeReason | None


@dataclass(frozen=True, slots=True)
class Account:
    """An event with its tellings in order of their articles, and the events it is linked to, with titles."""

    event: Event
    tellings: tuple[Telling, ...]
    related: tuple[tuple[Related, str], ...]


def account(data: TimelineData, name: str) -> Account | None:
    """The account of the event that `name` means: its id, an id it had before a merge, or a mention's id.

    None when the timeline has no such event.

    Example:
        >>> account(TimelineData(), "e-0") is None
        True
    """
    event = next((e for e in data.events if name == e.event_id or name in e.aliases), None)
    event = event or next((e for e in data.events if name in e.mention_ids), None)
    if event is None:
        return None
    inside = set(event.mention_ids)
    articles = {ref.id: ref for ref in data.articles}
    reasons = {reason.mention_id: reason for reason in event.reasons}
    titles = {e.event_id: e.title for e in data.events}
    return Account(
        event,
        tuple(
            Telling(m, articles[m.article_id], reasons.get(m.mention_id))
            for m in data.mentions
            if m.mention_id in inside
        ),
        tuple((link, titles.get(link.event_id, "")) for link in event.related),
    )
