"""One readable line for an event: who, what, whom, where, how many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timeline.events import actors, noun_titles, phrasing, trees, verb_titles
from timeline.events.attribution import mutual_charge
from timeline.events.tables import table
from timeline.events.triggers import reporting_class
from timeline.models import Actor, Attribution, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from timeline.events.describe import Description
    from timeline.events.frames import Frame

__all__ = ["title"]

WHOLE = 80  # characters of a sentence that stands for a title


def title(
    frame: Frame, description: Description, status: Status, attribution: Sequence[Attribution] = ()
) -> str:
    """The event in one line of at most about 90 characters, words never cut.

    A noun is titled from its roles ("Ukrainian ATACMS attack on Crimea kills 2"), a verb from its subject
    and its own words in the present tense ("Russia shells Kharkiv"). What somebody claims is said to be
    said ("Russia says ...").
    """
    charge = mutual_charge(frame.trigger)
    if charge is not None:  # "Russia and Ukraine accuse each other of shelling plant"
        return _tidy(verb_titles.of_verb(charge, description, Status.HAPPENED, ""))
    trigger = _verb_over(frame, description) or frame.trigger
    bare = any(token.tag_ == "PRP" for token in trigger.children if token.dep_ == "nsubj")
    if bare and not description.actors and attribution and description.plover_type == "STATEMENT":
        description = replace(description, actors=(_speaker(attribution[0]),))
    if trigger.pos_ in {"NOUN", "PROPN"}:
        line = noun_titles.of_noun(trigger, description)
    else:
        told_by_self = status in {Status.CLAIMED, Status.DENIED} or not attribution
        told = status is Status.CLAIMED and any(s.name.lower() not in _PRONOUNS for s in attribution)
        line = verb_titles.of_verb(
            trigger, description, status, "" if told_by_self else attribution[0].name, told=told
        )
    line = _tidy(_worded(line, trigger, description, status, attribution))
    if " " in line or trigger.pos_ != "VERB":
        return line
    # "Slain" says too little: the sentence says more.
    sentence = phrasing.shorten(" ".join(trigger.sent.text.split()), WHOLE)
    return phrasing.capital(phrasing.balanced(sentence)) or line


def _verb_over(frame: Frame, description: Description) -> Token | None:
    """The light verb over an event noun that is better told by the verb: "imposes sanctions on 12 officials".

    Acts of violence, and what counts people, are better told by the noun ("Russian strike on Sumy kills 2").
    """
    noun = frame.trigger
    verb = noun.head
    if noun.dep_ != "obj" or verb not in frame.parts or verb.pos_ != "VERB" or description.tolls:
        return None
    told = description.plover_type not in {"ASSAULT", "OTHER", "STATEMENT"}
    return verb if told and trees.children(verb, "nsubj") and not trees.is_passive(verb) else None


def _speaker(source: Attribution) -> Actor:
    """The source of a statement as its doer, where the sentence has only a pronoun."""
    return Actor(text=source.text, start=source.start, end=source.end, name=source.name)


# ---- claims -------------------------------------------------------------------------------------


def _worded(
    line: str, trigger: Token, description: Description, status: Status, attribution: Sequence[Attribution]
) -> str:
    words = table("titles_words")["status"]
    noun = trigger.pos_ in {"NOUN", "PROPN"}
    speaker = next((source.name for source in attribution if source.name.lower() not in _PRONOUNS), "")
    speaks_itself = (
        bool(speaker) and any(actor.name == speaker for actor in description.actors[:1]) and not noun
    )
    match status:
        case Status.CLAIMED if (
            speaker and noun and not noun_titles.toll_clause(description.tolls, plural=False)
        ):
            return str(words["claimed_noun"].format(who=speaker, what=line, say=_say(speaker)))
        case Status.CLAIMED if speaker and not speaks_itself:
            told = words["claimed"].format(
                who=phrasing.capital(speaker), what=phrasing.lower(line, trigger), say=_say(speaker)
            )
            return str(told)
        case Status.CLAIMED if speaker and not reporting_class(trigger) and line.startswith(speaker):
            return f"{speaker} {_say(speaker)} {_itself(speaker, trigger)}{line.removeprefix(speaker)}"
        case Status.DENIED if speaker and not speaks_itself:
            return str(
                words["denied"].format(
                    who=phrasing.capital(speaker),
                    what=phrasing.lower(line, trigger),
                    deny="denies" if _say(speaker) == "says" else "deny",
                )
            )
        case Status.CLAIMED if attribution and not speaker:
            return str(words["claimed_by_nobody"].format(what=phrasing.lower(line, trigger)))
        case Status.DENIED if description.plover_type not in {"REJECT"}:
            return str(words["denied_by_nobody"].format(what=phrasing.lower(line, trigger)))
        case Status.PLANNED if noun:
            return str(words["planned_noun"].format(what=line))
        case Status.NEGATED if noun:
            return str(words["negated"].format(what=phrasing.lower(line, trigger)))
        case Status.HYPOTHETICAL if noun:
            return str(words["hypothetical"].format(what=phrasing.lower(line, trigger)))
        case _:
            return line


def _itself(speaker: str, trigger: Token) -> str:
    """The pronoun by which a speaker tells of his own deeds: "Iran says it arrests nine"."""
    said = next((c.lower_ for c in trees.children(trigger, "nsubj") if c.lower_ in {"he", "she"}), "")
    many = any(c.lower_ == "they" for c in trees.children(trigger, "nsubj"))
    if _say(speaker) == "say" or (many and not noun_titles.is_country(speaker)):
        return "they"
    named = any(t.ent_type_ == "PERSON" and t.text in speaker.split() for t in trigger.sent)
    return said or (speaker if named else "it")


_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "you", "who", "this", "that"})


def _say(speaker: str) -> str:
    """ "say" of many speakers, "says" of one."""
    last = speaker.split()[-1]
    singular = last.lower().removesuffix("s")
    many = (
        " and " in speaker
        or (len(speaker.split()) == 1 and last.endswith("s") and actors.is_common(singular))
        or (last.islower() and last.endswith("s") and not last.endswith("ss"))
        or last.lower() in {"police", "forces", "they", "we"}
    )
    return "say" if many else "says"


def _in_figures(words: Sequence[str]) -> list[str]:
    """Numbers as figures but at the start of the line: "Gunmen kill 4 soldiers"."""
    units = table("tolls_numbers")["units"]
    done = list(words)
    for at in range(1, len(words) - 1):
        around = {words[at - 1].lower(), words[at + 1].lower()}
        if units.get(words[at], 0) > 1 and not around & _WITH_NUMBERS and words[at - 1] not in units:
            done[at] = str(units[words[at]])
    return done


_WITH_NUMBERS = frozenset({"dozen", "hundred", "thousand", "million", "and", "or", "to", "of", "between"})


def _tidy(line: str) -> str:
    line = phrasing.capital(" ".join(_in_figures(line.split())).lstrip(" ,;:.-–—"))
    limit = int(table("titles_words")["limit"])
    return phrasing.balanced(line if len(line) <= limit else phrasing.shorten(line, limit))
