"""The mentions of a text, as the whole stage finds them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from timeline import timex
from timeline.events.mentions import mentions
from timeline.models import Article, Mention

if TYPE_CHECKING:
    from spacy.language import Language


def mentions_of(nlp: Language, text: str, published: date) -> tuple[Mention, ...]:
    """The mentions of an article with this text that was published on this day."""
    article = Article(id="a", text=text, dct=published)
    return mentions(nlp(text), article, timex.tag(text, published))
