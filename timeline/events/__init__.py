"""Events: what happened, when, where, to whom, and who says so, from a parsed article and its temporal
expressions.

    Doc (spaCy) + Article + Timex -> candidates -> tellings (folded, dated) -> selection -> Mention

`triggers` and `fold` say which words tell one event, `attachment`, `dates` and `discourse` when it was,
`attribution` and `status` who says so and whether it happened, `describe` who did what to whom, where and
by what means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from timeline.models import Article, Mention, Timex

__all__ = ["extract"]


def extract(
    doc: Doc, article: Article, timexes: Sequence[Timex], *, inferred: bool = True
) -> tuple[Mention, ...]:
    """One mention for each event told in an article, in document order.

    Args:
        doc: the parse of `article.text` (Universal Dependencies; entities PERSON ORG GPE LOC FAC NORP
        WEAPON). article: the article, with the publication date. timexes: its temporal expressions,
        resolved. inferred: False leaves out events without a temporal expression of their own.

    Example:
        >>> from timeline import pipeline, timex
        >>> article = Article(id="a", text="Shells hit Kherson on Monday.", dct=date(2024, 5, 22))
        >>> doc = pipeline.load()(article.text)
        >>> [(m.trigger, m.interval.edtf()) for m in extract(doc, article, timex.tag(article.text,
        article.dct))] [('hit', '2024-05-20')]
    """
    from timeline.events.mentions import mentions

    return mentions(doc, article, timexes, inferred=inferred)
