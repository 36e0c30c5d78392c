"""Records by id: asked of a timeline that lies on the disk, or of dictionaries made of one in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

from timeline.models import ArticleRef, Mention, TimelineLike

__all__ = ["Finder", "OnDisk"]

_REMEMBERED = 2000


class OnDisk(TimelineLike, Protocol):
    """A timeline that finds its own records; no two of them have one id."""

    def find_mention(self, mention_id: str) -> Mention | None:
        """The mention, or None."""
        ...

    def find_article(self, article_id: str) -> ArticleRef | None:
        """The article, or None."""
        ...

    def has_event(self, event_id: str) -> bool:
        """Whether there is such an event."""
        ...


@dataclass(frozen=True, slots=True)
class Finder:
    """Ways to find mentions and articles; None stands for what is not there."""

    mention: Callable[[str], Mention | None]
    article: Callable[[str], ArticleRef | None]

    @classmethod
    def of(cls, data: TimelineLike) -> Finder:
        """For a timeline of either kind."""
        if hasattr(data, "find_mention"):
            kept = cast(OnDisk, data)
            return cls(kept.find_mention, lru_cache(_REMEMBERED)(kept.find_article))
        mentions = {mention.mention_id: mention for mention in data.mentions}
        articles = {article.id: article for article in data.articles}
        return cls(mentions.get, articles.get)
