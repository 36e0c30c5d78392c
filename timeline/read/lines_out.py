"""An article as one line of JSON that `timeline` reads again."""

from __future__ import annotations

import json

from timeline.models import Article

__all__ = ["line_of"]


def line_of(article: Article) -> str:
    """The line, without its end; empty fields are left out.

    Example:
        >>> from datetime import date
        >>> line_of(Article(id="a", text="Two were killed.", dct=date(2024, 5, 24), dct_source="--date"))
        '{"id": "a", "date": "2024-05-24", "date_source": "--date", "text": "Two were killed."}'
    """
    fields = {
        "id": article.id,
        "date": (article.dct_time or article.dct).isoformat(),
        "date_source": article.dct_source,
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "duplicate_of": article.duplicate_of,
        "text": article.text,
    }
    return json.dumps({key: value for key, value in fields.items() if value}, ensure_ascii=False)
