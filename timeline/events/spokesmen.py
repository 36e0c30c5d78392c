"""Who spoke where a sentence says only that a government did: "Moscow reacted. Its minister said ..."."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.actors import actor
from timeline.events.attribution import is_speech, speaker
from timeline.models import Mention, Status

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from timeline.events.context import ArticleContext

__all__ = ["with_spokesmen"]

_CONTENT = ("ccomp", "obj", "xcomp", "parataxis", "advcl")


def with_spokesmen(doc: Doc, found: Sequence[Mention], context: ArticleContext) -> list[Mention]:
    """The mentions; a statement of a country without a word of what it said also has the official whom the
    next sentence of the paragraph quotes, where that is one of the same country.

    Example: in "Tehran responded on Monday. Iranian President Masoud Pezeshkian said that ..." the one who
    responded is Iran, and Pezeshkian.
    """
    mended = list(found)
    for at, mention in enumerate(found):
        if mention.plover_type != "STATEMENT" or mention.status is not Status.HAPPENED:
            continue
        word = doc.char_span(mention.trigger_start, mention.trigger_end)
        lands = {one.country for one in mention.actors if one.country}
        if word is None or not lands or word[0].pos_ != "VERB" or trees.children(word[0], *_CONTENT):
            continue
        who = _next_speaker(word[0], context)
        if who is None or context.person_at(who) is None:
            continue
        spoke = actor(who, context)
        if spoke.country in lands and spoke.name not in {one.name for one in mention.actors}:
            mended[at] = mention.model_copy(update={"actors": (*mention.actors, spoke)})
    return mended


def _next_speaker(verb: Token, context: ArticleContext) -> Span | None:
    end = verb.sent.end
    if end >= len(verb.doc):
        return None
    following = verb.doc[end].sent
    if context.is_new_paragraph(following) or not is_speech(following.root):
        return None
    return speaker(following.root)
