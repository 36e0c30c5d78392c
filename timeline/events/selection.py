"""Which tellings are events of the timeline: no states, habits, wishes or speech that only goes on.

Also gives each event its sources and status, because whether something counts depends on them ("may be
reconsidered" is no event; "will be signed on Friday" is).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from timeline.events import trees
from timeline.events.attribution import Quotes, Voice, may_go_on, mutual_charge, speaker, voices
from timeline.events.dates import Dated, published_end, rule_confidence, rule_why
from timeline.events.discourse import Placed
from timeline.events.places_of import is_location
from timeline.events.status import is_headline_plan, is_infinitive, status
from timeline.events.tables import table
from timeline.events.telling import Telling
from timeline.events.tense import Tense
from timeline.events.triggers import reporting_class, verb_classes
from timeline.events.words import base
from timeline.intervals import Granularity, Interval
from timeline.models import Article, DateBasis, Status

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["Selected", "carries_only", "select"]

SURE_ENOUGH = 0.6  # an inferred date that is less likely than this is none
HEADLINE_WORDS = 18
SAID = frozenset({"ccomp", "parataxis", "obj", "xcomp", "csubj", "advcl", "nsubj:pass"})
QUOTES = frozenset({"“", "”", '"'})
VAGUE = frozenset({"any", "no", "some", "every", "each", "such", "all"})
AHEAD = frozenset(
    {Status.PLANNED, Status.THREATENED, Status.HYPOTHETICAL}
)  # not past, whatever is dated near it
UNDATED = Dated(None, None, "undated", rule_why("undated"), 0.0)
RECALLING = frozenset({"nsubj", "obl:unmarked", "advcl", "advmod", "aux", "mark", "cc", "punct"})
UNREAL = frozenset({Status.HYPOTHETICAL, Status.NEGATED})


@dataclass(frozen=True, slots=True)
class Selected:
    """A telling that counts as an event, with its date, its sources and its status."""

    telling: Telling
    dated: Dated
    sources: tuple[Voice, ...]
    status: Status
    confidence: float


def select(doc: Doc, article: Article, told: Sequence[Telling], dates: Placed) -> list[Selected]:
    """The events among the tellings of an article, in the same order."""
    quotes = Quotes(doc)
    chosen: list[Selected] = []
    heard: set[str] = set()
    absorbed = {i for telling in told for i in _threat_content(telling)}
    for index, telling in enumerate(told):
        trigger = telling.trigger
        if trigger.i in absorbed:
            continue
        sources = voices(trigger, telling.parts, quotes)
        known = status(trigger, telling.parts, sources)
        if any(v.speaker is not None and _is_old_version(v.speaker) for v in sources):
            known, sources = Status.DENIED, ()  # the article takes it back
        speech = trigger.pos_ == "VERB" and bool(reporting_class(trigger))
        own = dates.is_own(index)
        confidence = _judge(telling, own, known, speech)
        if confidence <= 0.0:
            continue
        dated = dates[index]
        if dated.rule == "anaphor" and _only_recalls(telling):
            continue
        if speech:
            who = speaker(trigger)
            if who is not None:
                sources = (Voice(trigger, reporting_class(trigger), who), *sources)
            if _goes_on(who, own, heard) and may_go_on(trigger):
                continue
        known = _in_time(known, dated, article)
        chosen.append(
            Selected(telling, _background(telling, dated, article, known, speech), sources, known, confidence)
        )
    return chosen


def carries_only(chosen: Selected, carried: Collection[int]) -> bool:
    """True for a plain saying without a date of its own that adds nothing to the events told.

    `carried` are the reporting words (by token index) that other events name as their source: what "officials
    said" adds is the attribution of what they said. A saying with neither content nor quotation says nothing.
    """
    trigger = chosen.telling.trigger
    if chosen.dated.is_own or chosen.status is Status.THREATENED or trigger.pos_ != "VERB":
        return False
    if base(trigger) not in table("reporting_cues")["carries"]["verbs"]:
        return False
    return any(part.i in carried for part in chosen.telling.parts) or _says_nothing(trigger)


def _says_nothing(saying: Token) -> bool:
    told = any(c.dep_ in SAID or (c.dep_ == "obl" and c.i > saying.i) for c in saying.children)
    beside = saying.dep_ in ("parataxis", "conj", "advcl") or any(t.text in QUOTES for t in saying.sent)
    return not told and not beside


def _threat_content(telling: Telling) -> Iterable[int]:
    """Triggers inside a statement that threatens as a whole: "reserves the right to use X, he said" is one
    event."""
    if not reporting_class(telling.trigger):
        return ()
    inside = [c for c in telling.trigger.children if c.dep_ in ("ccomp", "parataxis")]
    if not inside or status(telling.trigger, telling.parts, ()) is not Status.THREATENED:
        return ()
    return [t.i for c in inside for t in c.subtree]


def _judge(telling: Telling, own: bool, known: Status, speech: bool) -> float:
    """How surely a telling is an event; 0 leaves it out."""
    trigger, candidate = telling.trigger, telling.candidate
    if candidate.kind == "noun":
        return _judge_noun(telling, own, known)
    if "stative" in candidate.classes or trigger.pos_ == "AUX":
        return 0.0
    if (
        candidate.classes & {"light", "occurrence", "raising"}
        and len(telling.parts) == 1
        and not own
        and not _is_impact(trigger)
    ):
        return 0.0
    if known is Status.HYPOTHETICAL and not own:
        return 0.0
    if known is Status.HYPOTHETICAL and is_infinitive(trigger):
        return 0.0
    if known is Status.NEGATED and speech and not own:
        return 0.0  # "did not respond to questions"
    if known in (Status.NEGATED, Status.PLANNED, Status.THREATENED) and not own and not speech:
        if is_headline_plan(trigger):
            return 0.6
        return 0.0 if known is Status.NEGATED or is_infinitive(trigger) else 0.5
    if _is_question(trigger) or _is_noise(telling):
        return 0.0
    if own:
        return 0.9
    if mutual_charge(trigger) is not None:
        return 0.0
    if _is_modifier(trigger, candidate.classes) or _is_bare_infinitive(trigger):
        return 0.0
    if telling.tense is Tense.PRESENT and not _is_news_present(trigger, speech):
        return 0.0
    return 0.6 if telling.tense in (Tense.PAST, Tense.PERFECT, Tense.PAST_PERFECT, Tense.ONGOING) else 0.5


def _judge_noun(telling: Telling, own: bool, known: Status) -> float:
    trigger = telling.trigger
    classes = telling.candidate.classes
    framed = len(telling.parts) > 1
    if own:
        return 0.9 if "weak" not in classes or framed else 0.6
    if known in UNREAL or "weak" in classes:
        return 0.0
    if base(trigger) in table("triggers_nouns")["lasting"]["words"]:
        return 0.0  # "the war": what all of the article is about
    if telling.tense is Tense.PRESENT and not _is_headline(trigger):
        return 0.0
    if framed and any(t.pos_ == "VERB" for t in telling.parts):
        return 0.6
    if "violence" not in classes or trigger.tag_ in ("NNS", "NNPS"):
        return 0.0
    specific = any(
        c.dep_ in ("det", "nmod:poss", "nummod") and c.lower_ not in VAGUE for c in trigger.children
    )
    if not specific and trigger.dep_ not in ("nsubj", "nsubj:pass", "obj", "ROOT"):
        return 0.0
    return 0.4 if specific or any(c.dep_ in ("amod", "nmod") for c in trigger.children) else 0.0


def _only_recalls(telling: Telling) -> bool:
    """ "The attack came four days after a raid" tells nothing new of the attack.

    A noun alone ("France condemned the attack") is one more telling of it, and merged with it.
    """
    verbs = [part for part in telling.parts if part.i != telling.trigger.i]
    if not verbs:
        return False
    return all(
        "occurrence" in verb_classes(verb)
        and all(c.dep_ in RECALLING or _is_beside(c) for c in verb.children)
        for verb in verbs
    )


def _is_beside(noun: Token) -> bool:
    return noun.dep_ == "obl" and not {"after", "before", "following"}.isdisjoint(trees.cases(noun))


def _is_old_version(who: Span) -> bool:
    words = {t.lower_ for t in who}
    return "version" in words and bool(words & {"earlier", "previous", "original", "first"})


def _is_impact(trigger: Token) -> bool:
    """ "Shells fell on the camp": what falls makes the event."""
    subjects = [c for c in trigger.children if c.dep_ == "nsubj"]
    if base(trigger) == "fall" and any(is_location(c) for c in subjects):
        return True  # "the town had fallen"
    measured = [n for c in subjects for n in c.children if n.dep_ == "nmod"]  # "dozens of shells fell"
    return any(base(c) in table("triggers_verbs")["impact"]["subjects"] for c in (*subjects, *measured))


def _is_noise(telling: Telling) -> bool:
    """Verbs that tell nothing by themselves, prices, and how a source wishes to be called."""
    trigger, words = telling.trigger, table("triggers_verbs")
    who = speaker(trigger) if reporting_class(trigger) else None
    if who is not None and _is_old_version(who):
        return True
    if len(telling.parts) == 1 and base(trigger) in words["empty"]["words"]:
        return True
    subjects = [c for c in trigger.children if c.dep_ in ("nsubj", "nsubj:pass")]
    if any(base(c) in words["empty"]["subjects"] for c in subjects):
        return True
    if not reporting_class(trigger):
        return False
    return any(
        t.lower_ in words["empty"]["unnamed"]
        for c in trigger.children
        if c.i > trigger.i
        for t in (c, *c.children)
    )


def _is_news_present(trigger: Token, speech: bool) -> bool:
    """ "The missiles strike targets" is a habit; a headline's present is news, and so is "Kyiv says that
    ..."."""
    if _is_headline(trigger):
        return True
    return speech and reporting_class(trigger) != "factive" and trigger.dep_ in ("ROOT", "conj", "parataxis")


def _is_modifier(trigger: Token, classes: frozenset[str]) -> bool:
    """ "missiles packed with explosives", "its role in debunking myths": a trait of a thing, unless it is
    violence."""
    if "outcome" in classes:
        return False
    if trigger.dep_ == "acl" and trigger.tag_ in ("VBN", "VBG"):
        return True
    gerund = trigger.tag_ == "VBG" and any(c.dep_ in ("mark", "case") for c in trigger.children)
    return gerund and reporting_class(trigger.head) != "accuse"


def _is_bare_infinitive(trigger: Token) -> bool:
    return trigger.tag_ == "VB" and not any(c.dep_ == "aux" for c in trigger.children)


def _is_question(trigger: Token) -> bool:
    return trigger.sent.text.rstrip().endswith("?")


def _is_headline(trigger: Token) -> bool:
    """A short line that ends without a full stop."""
    sentence = trigger.sent
    text = sentence.text.strip()
    first = next((t for t in sentence if not t.is_space), sentence[0])
    alone = first.i == 0 or "\n" in first.nbor(-1).text_with_ws
    return alone and len(text.split()) <= HEADLINE_WORDS and not text.endswith((".", "!", "?", "”", '"'))


def _goes_on(who: object, own: bool, heard: set[str]) -> bool:
    """True for "he added": the same speech, told on."""
    text = str(who) if who is not None else ""
    last = text.split()[-1].lower() if text else ""
    known = last in heard or last in ("he", "she", "they", "it", "who") or not last
    heard.add(last)
    return known and not own


def _in_time(known: Status, dated: Dated, article: Article) -> Status:
    """An event after the publication date is a plan, whatever the tense ("the summit opens on Friday")."""
    start = dated.interval.start if dated.interval is not None else None
    if (
        known in (Status.HAPPENED, Status.CLAIMED)
        and start is not None
        and start >= published_end(article.dct)
    ):
        return Status.PLANNED
    return known


def _background(telling: Telling, dated: Dated, article: Article, known: Status, speech: bool) -> Dated:
    """What is told in the perfect, goes on, or is dated by a guess gets no sharp day: open, up to
    publication."""
    if dated.is_own or dated.rule == "open":
        return dated
    if known in AHEAD and not speech and _in_past(dated, article):
        return UNDATED
    unsure = dated.confidence < SURE_ENOUGH
    background = telling.tense in (Tense.PERFECT, Tense.ONGOING, Tense.PRESENT)
    fresh = telling.sentence <= 1 and telling.paragraph <= 1 and _is_headline(telling.trigger)
    if not unsure and (not background or fresh):
        return dated
    if dated.wide is not None and (not background or fresh):
        why, confidence = rule_why("wide"), rule_confidence("wide")
        return Dated(dated.wide, DateBasis.INFERRED, "wide", why, confidence, dated.timex)
    if telling.tense is Tense.FUTURE:
        return UNDATED
    return replace(
        dated,
        interval=Interval(None, published_end(article.dct), Granularity.SPAN, uncertain=True),
        basis=DateBasis.INFERRED,
        rule="open",
        why=rule_why("open"),
        confidence=rule_confidence("open"),
        timex=None,
    )


def _in_past(dated: Dated, article: Article) -> bool:
    last = dated.interval.last_day if dated.interval is not None else None
    return last is not None and last <= article.dct
