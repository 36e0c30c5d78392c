"""The days that matter to a topic, by what its articles tell of them (Timeline17, Tran et al. 2013)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["rank_days", "run_days"]


def rank_days(articles: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How many articles tell of each day.

    An article tells of the day that it was published on and of the earlier ones that it mentions; what it
    announces has not happened yet. Days are ISO dates; an article has `dct` and `days_mentioned`.

    Example:
        >>> rank_days([{"dct": "2011-02-01", "days_mentioned": ["2011-01-25", "2011-01-25", "2011-02-04"]}])
        Counter({'2011-02-01': 1, '2011-01-25': 1})
    """
    found: Counter[str] = Counter()
    for article in articles:
        published = article["dct"][:10]
        told = dict.fromkeys((published, *article["days_mentioned"]))
        found.update(day for day in told if day <= published)
    return found


def run_days(topics: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The days of each topic: {"timeline", "entries": [{"date", "score"}]}, the most told of first."""
    for topic in topics:
        ranked = sorted(rank_days(topic["articles"]).items(), key=lambda row: (-row[1], row[0]))
        yield {"timeline": topic["topic"], "entries": [{"date": day, "score": n} for day, n in ranked]}
