"""Being built."""

from __future__ import annotations

from datetime import date, datetime

from timeline.models import Timex

__all__ = ["tag"]


def tag(
    text: str,
    dct: date | None,
    *,
    epoch: date | None = None,
    narrative: bool | None = None,
    dct_time: datetime | None = None,
) -> tuple[Timex, ...]:
    """Find, read and resolve all temporal expressions of a text."""
    from timeline.timex.tagger import tag_text

    return tag_text(text, dct, epoch=epoch, narrative=narrative, dct_time=dct_time)
