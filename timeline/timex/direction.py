"""On which side of its anchor an expression lies, told by cheap cues of its clause: no parse.

The nearest of "said", "will", "is due", "was" decides. A cue is `sure` where the expression is plainly a past
verb's own; then no distance outweighs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from timeline.models import Direction
from timeline.timex.clause import telling_before
from timeline.timex.grammar import Found
from timeline.timex.lexicon import load_lexicon
from timeline.timex.token import STOP, Token, Tokens

__all__ = ["NO_CUE", "NO_NOUN", "WINDOW_BACK", "Cue", "direction_of", "opens_sentence"]

_OPEN_BOUNDS = frozenset({"until", "till", "by", "starting", "beginning"})
# "adjourned until October"
_TOWARDS = frozenset({"for", "until", "till", "from", "to"})
_BOUNDS = frozenset({"by", "until", "till"})
_RANGE_TO = frozenset({"to", "until", "till", "through"})
_IF = frozenset({"if", "unless"})
_AS_THAN = frozenset({"as", "than"})
_AS_SOON_AS = (["as", "soon", "as"], ["as", "early", "as"], ["no", "later", "than"])
NO_NOUN = frozenset(
    {"in", "on", "of", "and", "to", "when", "after", "was", "were", "had", "by", "the", "with", "saw", "for"}
)
WINDOW_BACK = 10
# a day is often parted from its verb by whom and where
_DAY_WINDOW = 14
_WINDOW_AHEAD = 8
# where it opens the sentence, the subject stands between it and the verb
_OPENING_AHEAD = 14
_MODALS = frozenset({"will", "to", "would", "could", "may", "might", "should", "must", "can", "not"})
_SPOKEN_IN = frozenset({"interview", "statement"})
_WAS = frozenset({"was", "were", "had", "did"})
_DROPS = frozenset({",", "was", "were", "but"})
# tokens between a verb and an expression that is plainly its own, and words that part the two
_NEAR = 6
_TOLD_SPLITS = frozenset({"until", "that", "which", "who", "will", "would", "and", "but"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "this", "that"})
_BEFORE_ADJECTIVE = _DETERMINERS | {"still", "as", "yet", "most", "very", "so", "some", "any", "no"}
# "set out", "going on": no plans
_PARTICLES = frozenset(
    {"out", "off", "up", "fire", "aside", "foot", "on", "ablaze", "alight", "free", "back"}
)
# what becomes of a plan that comes to nothing: "the rally for Saturday was cancelled"
_DROPPED = frozenset({"canceled", "cancelled", "scrapped", "postponed", "called", "aborted", "abandoned"})
# behind "but": "were expected Thursday but never arrived"
_UNDONE = frozenset({"never", "was", "were", "did", "had", "didn", "failed"})
_SPLITS = frozenset({"to", "for", "on", "until", "that", "and", "which"})


class Cue(NamedTuple):
    """A direction and the word that told it; `sure` when the clause leaves no doubt."""

    direction: Direction | None
    word: str = ""
    sure: bool = False


NO_CUE = Cue(None)


def direction_of(found: Found, tokens: Tokens) -> Cue:
    """The side of the anchor that the words near an expression point to; none when none of them does."""
    cues = load_lexicon().cues
    future, past, report = cues["future"], cues["past"], cues["report"]
    bound = tokens[found.first - 1].low if found.first else ""
    after = tokens[found.stop] if found.stop < len(tokens) else None
    if (
        bound == "the"
        and after is not None
        and after.text.isalpha()
        and after.low not in NO_NOUN
        and (not after.cats or after.low in cues["happened"])
    ):
        return Cue(Direction.PAST, f"the … {after.low}")  # "the Oct. 7 massacre" is over
    if after is not None and after.text == "'":
        named = _named_behind(tokens, found.stop)
        if named in cues["happened_its"]:
            return Cue(Direction.PAST, named)  # "to get round Wednesday's ruling"
        if named in cues["gathering"] and "to" in _words(tokens, found.first):
            return Cue(Direction.FUTURE, named)  # "told them not to vote in Sunday's elections"
    if bound == "of" and found.first > 1 and tokens[found.first - 2].low in cues["happened"]:
        return Cue(Direction.PAST, tokens[found.first - 2].low, found.reading.core.op == "date")
    if bound in _AS_THAN and [t.low for t in tokens[max(0, found.first - 3) : found.first]] in _AS_SOON_AS:
        return Cue(Direction.FUTURE, "as soon as")
    if bound in ("until", "till") and _has(tokens, found.first):
        return Cue(Direction.FUTURE, bound)
    if bound in _BOUNDS and not _IF.isdisjoint(_words(tokens, found.first)):
        return Cue(Direction.FUTURE, f"if … {bound}")  # "if no deal is reached by Monday"
    spoken = tokens[found.first - 2].low if bound == "on" else bound
    if spoken in _SPOKEN_IN and _is_spoken_in(tokens, found.first):
        return Cue(Direction.PAST, "in an interview")
    if bound in ("a", "an") and found.reading.core.op == "month" and found.first > 1:
        verb = tokens[found.first - 2].low
        if verb in cues["announces"]:
            return Cue(Direction.FUTURE, f"{verb} {bound}")  # "announces a September withdrawal"
    if after is not None and after.low in _DROPS and _is_dropped(found, tokens):
        return Cue(Direction.PAST, "came to nothing")
    if found.reading.core.op != "clock" and _is_timetabled(tokens, found.first):
        return Cue(Direction.FUTURE, "present tense")
    window = _DAY_WINDOW if found.reading.core.op == "date" else WINDOW_BACK
    for i in telling_before(tokens, found.first):
        if i < found.first - window:
            break
        low = tokens[i].low
        if low in report:
            return Cue(Direction.PAST, low)
        if low == "since":
            return Cue(Direction.PAST, low, found.reading.core.op == "date")
        if low in cues["present"] and i and tokens[i - 1].low not in cues["not_present"]:
            return Cue(Direction.FUTURE, low)
        if low in cues["arranged"] and i and tokens[i - 1].low in ("is", "are"):
            return Cue(Direction.FUTURE, f"{tokens[i - 1].low} {low}")
        if low in cues["takes"] and tokens[i + 1].low in cues["effect"]:
            if i and tokens[i - 1].low not in cues["not_present"]:
                return Cue(Direction.FUTURE, f"{low} {tokens[i + 1].low}")
            continue
        if low == "could" and tokens[i + 1].low in ("not", "n", "be", "have"):
            continue  # "could not be found Wednesday" is told of the past, "could resume Wednesday" is not
        if low in future and _looks_ahead(tokens, i, cues):
            return Cue(Direction.PAST, "had been") if _was_before(tokens, i) else Cue(Direction.FUTURE, low)
        if low == "to" and i and tokens[i - 1].low in ("is", "are", "was", "were"):
            return Cue(Direction.FUTURE, "is to")
        if low == "to" and i and tokens[i - 1].low in cues["ahead"] and _is_verb(tokens[i + 1]):
            if _was_before(tokens, i - 1):
                return Cue(Direction.PAST, "had been")
            return Cue(Direction.FUTURE, f"{tokens[i - 1].low} to")  # "agreed to meet again Tuesday"
        if low == "last" and i and tokens[i - 1].low in _MODALS:
            continue  # "will last until 10 June"
        if low in past or (low.endswith("ed") and len(low) > 4 and low not in ("based", "united", "armed")):
            if low not in past and i and tokens[i - 1].low in _BEFORE_ADJECTIVE:
                continue  # "the disputed border", "a still unnamed place" tell of no time
            if i and tokens[i - 1].low in ("be", "maybe"):
                continue  # "would be paid in January": the auxiliary before it decides
            if low in cues["ahead"] and bound in _TOWARDS and not _was_before(tokens, i):
                return Cue(Direction.FUTURE, f"{low} {bound}")  # "a truce was agreed for Eid"
            if (
                low in cues["ahead"]
                and found.reading.core.op in ("date", "month")
                and _to_do(tokens, i, found)
            ):
                return Cue(Direction.FUTURE, f"{low} … to")  # "ordered him to appear on 16 October"
            if tokens[i + 1].low == "for" and tokens[found.first - 2].low in cues["gathering"]:
                return Cue(Direction.FUTURE, f"{low} for")  # "called for a strike on Monday"
            return Cue(Direction.PAST, low, _governs(tokens, i, found))
    opens = opens_sentence(found, tokens)
    reach = _OPENING_AHEAD if opens else _WINDOW_AHEAD
    for i in range(found.stop, min(len(tokens), found.stop + reach)):
        tells = tokens[i].tells
        if not tells:
            continue
        if tells == STOP:
            break
        low = tokens[i].low
        if low in ("will", "'ll", "shall"):
            return Cue(Direction.FUTURE, low)
        if low in past or low in report or (low.endswith("ed") and len(low) > 4):
            # "In July, Ukraine received them": what opens the sentence belongs to its verb
            return Cue(Direction.PAST, low, opens)
    if bound in _OPEN_BOUNDS:
        return Cue(Direction.FUTURE, bound)
    return Cue(Direction.FUTURE, "if") if not _IF.isdisjoint(_words(tokens, found.first)) else NO_CUE


def _is_timetabled(tokens: Sequence[Token], first: int) -> bool:
    """Whether a verb of timetables in the present stands before it: "leaves Saturday", "runs from Sunday"."""
    if first > 3 and tokens[first - 1].low in _RANGE_TO and "WEEKDAY" in tokens[first - 2].cats:
        first -= 2  # the last day of a range is on the side of the first
    bound = tokens[first - 1].low if first > 1 else ""
    at = first - 2 if bound in ("on", "from") else first - 1
    cues = load_lexicon().cues
    if at < 1 or tokens[at].low not in cues["timetable_from" if bound == "from" else "timetable"]:
        return False
    before = tokens[at - 1].low
    return before not in _DETERMINERS and before not in cues["not_timetable"]


def _named_behind(tokens: Sequence[Token], at: int) -> str:
    """What stands behind the apostrophe of a day: the ruling of "Wednesday's ruling"."""
    return tokens[at + 2].low if at + 2 < len(tokens) and tokens[at + 1].low == "s" else ""


def _words(tokens: Tokens, before: int) -> list[str]:
    """The telling words of the sentence shortly before a token."""
    return [tokens[i].low for i in telling_before(tokens, before)]


def _is_spoken_in(tokens: Sequence[Token], first: int) -> bool:
    """Whether it is the day of an interview or a statement: "in a rare interview on Friday"."""
    last = first - 1 if first and tokens[first - 1].low != "on" else first - 2
    return last > 1 and "in" in [t.low for t in tokens[max(0, last - 4) : last]]


def _to_do(tokens: Sequence[Token], verb: int, found: Found) -> bool:
    """Whether what somebody ordered or asked for stands between: "ordered him to appear"."""
    return any(
        tokens[i].low == "to" and _is_verb(tokens[i + 1]) and not tokens[i + 1].cats
        for i in range(verb + 1, found.first - 1)
    )


def _has(tokens: Tokens, before: int) -> bool:
    """Whether what gives time leads to a bound: "has given them until Tuesday", "gave them until Tuesday"."""
    gave = load_lexicon().cues["gave"]
    for i in telling_before(tokens, before):
        low = tokens[i].low
        if i < before - WINDOW_BACK or low in _WAS:
            return False
        if low in gave:
            return True
    return False


def _looks_ahead(tokens: Sequence[Token], i: int, cues: Mapping[str, frozenset[str]]) -> bool:
    """Whether a word of the future is one here: not "set out", "due to the heat", "the plans drawn up"."""
    low, after = tokens[i].low, tokens[i + 1 : i + 3]
    if low in cues["plan"] and i and (tokens[i - 1].low in _DETERMINERS or tokens[i - 1].low == "s"):
        return bool(after) and after[0].low in cues["plan_for"]
    if low == "due":
        return len(after) < 2 or after[0].low != "to" or after[1].low not in _DETERMINERS
    return low not in ("set", "going") or not after or after[0].low not in _PARTICLES


def _is_dropped(found: Found, tokens: Sequence[Token]) -> bool:
    """Whether a plan came to nothing before the text was written: its day may well be over."""
    start = found.stop + (found.stop < len(tokens) and tokens[found.stop].low == ",")
    low = [t.low for t in tokens[start : start + 2]]
    if len(low) < 2:
        return False
    return low[1] in _DROPPED if low[0] in ("was", "were") else low[0] == "but" and low[1] in _UNDONE


def _was_before(tokens: Sequence[Token], i: int) -> bool:
    """ "had been due to expire Friday": the plan lies in the past."""
    return [t.low for t in tokens[max(0, i - 2) : i]] == ["had", "been"]


def _governs(tokens: Sequence[Token], verb: int, found: Found) -> bool:
    """Whether an expression is plainly a past verb's own: "got them in July", not "told to go in July"."""
    last = found.first - 1
    if found.reading.core.op == "date":
        return _is_told(tokens, verb, last)
    if (
        tokens[last].low not in ("in", "since")
        or last - verb > _NEAR
        or tokens[verb - 1].low in ("is", "are")
    ):
        return False
    return _SPLITS.isdisjoint(t.low for t in tokens[verb + 1 : last])


def _is_told(tokens: Sequence[Token], verb: int, last: int) -> bool:
    """Whether a day without its year is one of a past telling: "killed two at the market on 20 December".

    It is not where a word of the clause speaks of what is to come: "called a vote for 20 December".
    """
    cues = load_lexicon().cues
    if tokens[last].low != "on" or tokens[verb].low in cues["vague_past"]:
        return False
    if last - verb == 1:
        return tokens[verb].low not in cues["ahead"]  # "the trial opened on 9 May"
    for i in range(verb + 1, last):
        low = tokens[i].low
        if low in _TOLD_SPLITS or low in cues["ahead"] or (low == "to" and _is_verb(tokens[i + 1])):
            return False
    for i in range(verb, max(-1, verb - WINDOW_BACK), -1):
        low = tokens[i].low
        if tokens[i].tells == STOP:
            break
        if low in cues["ahead"] or low in cues["future"]:
            return False
    return True


def _is_verb(token: Token) -> bool:
    """Whether the word behind "to" may be a verb: "to meet", not "to Goma" or "to the coast"."""
    return token.low.replace(" ", "").isalpha() and token.low == token.text and token.low not in _DETERMINERS


def opens_sentence(found: Found, tokens: Sequence[Token]) -> bool:
    """Whether an expression stands at the start of its sentence, but for a preposition."""
    before = found.first - 1
    if (
        before >= 0
        and tokens[before].text[:1].isupper()
        and tokens[before].low in ("in", "on", "by", "during")
    ):
        before -= 1
    return before < 0 or tokens[before].tells == STOP
