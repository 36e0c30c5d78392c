"""What an article has said so far: its persons under their full names, and its places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from timeline.events import coref, places_of, trees
from timeline.events.coref import Person
from timeline.events.sites import Sites

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from timeline.models import Article, Place

__all__ = ["ArticleContext"]


@dataclass(frozen=True)
class ArticleContext:
    """One article's people and places, made once and asked for every frame.

    What needs the whole text is worked out when first asked. Example:

        context = ArticleContext.of(doc, article)
        context.referent(doc[4:5])       # the span "Sergei Shoigu" for "he", or None
    """

    doc: Doc
    article: Article | None = None

    @classmethod
    def of(cls, doc: Doc, article: Article | None = None) -> ArticleContext:
        """The context of an article that was parsed as `doc`."""
        return cls(doc, article)

    @cached_property
    def persons(self) -> tuple[Person, ...]:
        """Every mention of a person by name, in order, under the fullest name that the article gives."""
        return coref.persons(self.doc)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The article's named places that the gazetteer knows, in order of first mention."""
        return places_of.article_places(self.doc)

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Countries that the article names, by code, most often first."""
        return places_of.article_countries(self.doc)

    @cached_property
    def sites(self) -> Sites:
        """The article's buildings and works whose town it names."""
        return Sites.of(self.doc, self.countries)

    def is_new_paragraph(self, sentence: Span) -> bool:
        """True of the first sentence of a paragraph: a line break stands before it."""
        return coref.is_after_break(sentence)

    def referent(self, span: Span) -> Span | None:
        """The earlier span that a pronoun or a role noun stands for; None when it stands for itself or is
        unclear.
        """
        return coref.referent(span, self.persons)

    def person_at(self, span: Span) -> Person | None:
        """The person whom a span names, with what the article's titles say of him or her."""
        root = span.root
        for child in trees.children(root, "appos"):
            beside = next((person for person in self.persons if person.start <= child.i < person.end), None)
            if beside is not None and (beside.title or beside.start == root.i + 1):
                return beside
        inside = [person for person in self.persons if person.start < span.end and span.start < person.end]
        over = [person for person in inside if person.start <= root.i < person.end]
        if over:
            return over[0]
        return inside[0] if len(inside) == 1 and inside[0].end == span.end and inside[0].title else None
