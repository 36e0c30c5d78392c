"""What speaks for and against two mentions telling of one happening, as names of rows in weights.toml."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from math import fsum, inf

from timeline.merge.corpus import Corpus
from timeline.merge.facts import Facts, bare
from timeline.merge.lexicon import lexicon, weights
from timeline.merge.timing import time_feature
from timeline.merge.whereabouts import distance_km, place_feature
from timeline.models import ActorKind
from timeline.places.countries import country

_RESULTS = frozenset({"kill", "wound", "destroy"})
_OUTCOMES = frozenset({"kill", "wound"})
_STORY_WORDS = 2
"""Names, of those that few articles use, that two articles of one story share."""
_NEXT = 120
"""Characters between an attack's sentence and one that counts its victims: one short sentence."""
_THAT = 150
"""Characters back to what "that attack" means."""
_FEW = 3
"""Words of a sentence, below which another wording says nothing: "Ankara replied on Sunday"."""
_LEAD = 900
"""Characters of an article that tell what its headline tells."""

__all__ = ["FORBIDDEN", "distance_km", "evidence", "explain", "score", "weigh"]

FORBIDDEN = -1000.0
"""Score of a pair that must not be merged: so low that no average with it is above 0."""


def score(a: Facts, b: Facts, corpus: Corpus, *, floor: float = -inf) -> float:
    """How strongly the pair speaks for one happening; above 0 is for, FORBIDDEN rules it out.

    With `floor`, a pair whose time, kind, place and roles leave no hope of more may get any number up to it:
    most pairs are such, and their wording need not be compared.
    """
    table = weights()
    time = time_feature(a, b)
    if time in table.never:
        return FORBIDDEN
    found = _plain(a, b, corpus, time)
    if not table.never.isdisjoint(found):
        return FORBIDDEN
    weight = table.weight
    total = table.bias
    for feature in found:
        total += weight[feature]
    if a.mention.article_id == b.mention.article_id:
        for feature in _told(a, b, corpus, found):
            total += weight[feature]
        return total
    wording, rest = _most()
    if total + wording + rest <= floor:
        return floor
    total += weight[_wording(a, b, corpus)]
    if total + rest <= floor:
        return floor
    for feature in (_rare_words(a, b, corpus), _story(a, b, corpus)):
        if feature:
            total += weight[feature]
    return total


@cache
def _most() -> tuple[float, float]:
    """The most that the wording of two sentences and what their articles share can add to a score."""
    most = {"wording": 0.0, "rare": 0.0, "story": 0.0}
    for feature, value in weights().weight.items():
        kind, _, rest = feature.partition(".")
        kind = "rare" if rest.startswith("rare") else kind
        if kind in most:
            most[kind] = max(most[kind], value)
    return most["wording"], most["rare"] + most["story"] + 1e-6


def weigh(found: Sequence[str]) -> float:
    """The sum of the weights of the evidence and the bias."""
    table = weights()
    if not table.never.isdisjoint(found):
        return FORBIDDEN
    total = table.bias
    for feature in found:
        total += table.weight[feature]
    return total


def evidence(a: Facts, b: Facts, corpus: Corpus) -> list[str]:
    """Names of what speaks for or against, strongest kinds first; symmetric in the two mentions."""
    found = _plain(a, b, corpus, time_feature(a, b))
    return found + _told(a, b, corpus, found)


def _plain(a: Facts, b: Facts, corpus: Corpus, time: str) -> list[str]:
    """What the fields say, without a look at the wording."""
    found = [time]
    if a.status != b.status:
        found.append(_status(a, b))
    found.append(_type(a, b))
    if (a.size or b.size) and (feature := place_feature(a, b)):
        found.append(feature)
    found += [feature for feature in _roles(a, b, corpus) if feature]
    if a.tolls and b.tolls and (feature := _tolls(a, b)):
        found.append(feature)
    if a.means and b.means and (feature := _means(a, b)):
        found.append(feature)
    if a.sites and b.sites:
        found.append("site.same" if a.sites & b.sites else "site.differ")
    return found


def _told(a: Facts, b: Facts, corpus: Corpus, found: list[str]) -> list[str]:
    """What the wording says, and the article or the two articles."""
    wording = _wording(a, b, corpus)
    if a.mention.article_id == b.mention.article_id:
        return [wording, *_article(a, b, [*found, wording])]
    return [wording, *(f for f in (_rare_words(a, b, corpus), _story(a, b, corpus)) if f)]


# ---- whether it happened -------------------------------------------------------------------------


def _status(a: Facts, b: Facts) -> str:
    pair = {a.status, b.status}
    return next(f"status.{s}" for s in ("denied", "planned", "threatened") if s in pair)


# ---- what -----------------------------------------------------------------------------------------


def _type(a: Facts, b: Facts) -> str:
    lex = lexicon()
    if a.group and b.group and a.group != b.group and (a.group, b.group) not in lex.kin:
        # Deaths and wounds tell of an attack whatever the verb was coded as; nothing else crosses kinds.
        return "type.other"
    if a.group == b.group == "statement" and "say" in a.classes and "say" in b.classes:
        return "type.both_speak"
    if a.stems & b.stems:
        return "type.same_word"
    if not set(a.classes).isdisjoint(b.classes):
        return "type.same_meaning"
    if not a.parts.isdisjoint(b.parts):
        return "type.shared_part"
    if any((x, y) in lex.near for x in a.parts for y in b.parts):
        return "type.near"
    if not a.group or not b.group:
        return "type.unknown"
    if a.mention.plover_type == b.mention.plover_type != "OTHER" and not (a.classes and b.classes):
        return "type.same_type"
    return "type.kin"


# ---- who, how many, with what ---------------------------------------------------------------------


_MUTUAL = frozenset({"aid", "talk"})


def _roles(a: Facts, b: Facts, corpus: Corpus) -> tuple[str, ...]:
    actors = _shared(a.actors, b.actors, "actors", corpus) if a.actors and b.actors else ""
    targets = _shared(a.targets, b.targets, "targets", corpus) if a.targets and b.targets else ""
    if not actors and not targets and (a.actors or a.targets) and (b.actors or b.targets):
        if a.actors & b.targets and a.targets & b.actors:
            # What one gives the other receives, and talks have no doer.
            return ("roles.same_parties" if a.group == b.group and a.group in _MUTUAL else "roles.swapped",)
        if (a.actors & b.targets and b.actors) or (a.targets & b.actors and a.actors):
            # The one who does it there suffers it here, from somebody else.
            return ("roles.crossed" if a.group in _MUTUAL or b.group in _MUTUAL else "roles.opposed",)
        if a.actors & b.targets or a.targets & b.actors:
            return ("roles.crossed",)
    if not actors and a.actors and b.actors and _speak(a) and _speak(b):
        # "Moscow" speaks by its minister's mouth.
        by_country = a.actor_countries & b.actor_countries and (_is_state(a) or _is_state(b))
        return ("actors.same_country" if by_country else "speakers.differ"), targets
    if not actors and a.actors and b.actors:
        same = a.actor_countries & b.actor_countries and not _opposed(a, b)
        known = a.actor_countries and b.actor_countries
        actors = "actors.same_country" if same else "actors.differ" if known else ""
    if not targets and a.targets and b.targets:
        if (a.civilian_targets and b.civilian_targets) or a.target_countries & b.target_countries:
            targets = "targets.same_kind"
        elif a.target_countries and b.target_countries:
            targets = "targets.differ"
    if not targets and _named_in(a, b):
        targets = "targets.named"
    if ".shared" in actors and ".shared" in targets:
        return actors, targets, "roles.all_shared"
    return actors, targets


def _named_in(a: Facts, b: Facts) -> bool:
    """One telling has no target of its own, but its sentence names the other's country or town."""
    if bool(a.targets) == bool(b.targets):
        return False
    known, other = (a, b) if a.targets else (b, a)
    return any(
        bare(name) in other.words and name not in other.actors
        for name in known.targets
        if name not in lexicon().wide
    )


def _speak(fact: Facts) -> bool:
    return fact.group == "statement" or "say" in fact.classes


_ARMED = frozenset({ActorKind.REBEL, ActorKind.MILITIA, ActorKind.IDENTITY_MILITIA})


def _opposed(a: Facts, b: Facts) -> bool:
    """The forces of a state here, those in arms against it there: one country, two sides."""
    mine, theirs = ({actor.kind for actor in fact.mention.actors} for fact in (a, b))
    state = {ActorKind.STATE}
    return (mine <= state and theirs <= _ARMED) or (theirs <= state and mine <= _ARMED)


def _is_state(fact: Facts) -> bool:
    """A country itself is said to act."""
    return any(actor.name and country(actor.name) for actor in fact.mention.actors)


def _shared(a: frozenset[str], b: frozenset[str], role: str, corpus: Corpus) -> str:
    common = a & b
    if not common:
        return ""
    return f"{role}.shared_rare" if common & corpus.rare else f"{role}.shared"


def _tolls(a: Facts, b: Facts) -> str:
    found = [_toll(a, b, kind) for kind in a.tolls if kind in b.tolls]
    for worst in (
        "tolls.far",
        "tolls.conflict",
        "tolls.correction",
        "tolls.same_large",
        "tolls.same",
        "tolls.rising",
    ):
        if worst in found:
            return worst
    return found[0] if found else ""


def _toll(a: Facts, b: Facts, kind: str) -> str:
    (low, high), (other_low, other_high) = a.tolls[kind], b.tolls[kind]
    if low == other_low or (abs(low - other_low) == 1 and None in (high, other_high) and low >= 10):
        # "More than 70" is 71 or more, and the headline says 70.
        return "tolls.same_large" if low >= 10 else "tolls.same" if low >= 4 else "tolls.same_small"
    if high is None and other_high is None and max(low, other_low) > 5 * min(low, other_low) + 20:
        return "tolls.far"  # "at least 12 million" contradicts no "at least 100,000", but is another count
    if (high is None or other_low <= high) and (other_high is None or low <= other_high):
        return "tolls.compatible"
    early, late = sorted((a, b), key=lambda f: (f.day, f.moment))
    if late.correction and late.day >= early.day:
        return "tolls.correction"
    small, large = sorted((low, other_low))
    if (early.day, early.moment) < (late.day, late.moment) and late.tolls[kind][0] > early.tolls[kind][0]:
        return "tolls.rising" if large <= 5 * small + 5 else "tolls.conflict"
    return "tolls.conflict" if large <= 2 * small + 2 else "tolls.far"


def _means(a: Facts, b: Facts) -> str:
    if not a.means or not b.means:
        return ""
    # A delivery is told by many names of the goods; an attack has one weapon.
    goods = a.group == b.group == "aid"
    if a.means & b.means or any(_part_of(x, y) for x in a.means for y in b.means):
        return "means.same"
    if goods or a.means_kinds & b.means_kinds or not a.means_kinds or not b.means_kinds:
        return ""
    return "means.differ"


def _part_of(x: str, y: str) -> bool:
    """One name is the other with more said: "munition", "cluster munition"."""
    one, other = frozenset(x.split()), frozenset(y.split())
    return one <= other or other <= one


# ---- wording --------------------------------------------------------------------------------------


def cosine(a: Facts, b: Facts, corpus: Corpus) -> float:
    """How much of the rarer wording the two sentences share, 0 to 1."""
    square = corpus.square
    if not a.pooled and not b.pooled:
        shared = a.words & b.words
        return fsum([square[word] for word in shared]) / (a.norm * b.norm) if shared else 0.0
    best = 0.0
    for words, norm in a.bags:
        for others, other_norm in b.bags:
            if norm and other_norm:
                best = max(best, fsum([square[word] for word in words & others]) / (norm * other_norm))
    return best


def _wording(a: Facts, b: Facts, corpus: Corpus) -> str:
    value = cosine(a, b, corpus)
    if value >= 0.8:
        # Two triggers of one sentence share its words without being one event, and a daily report that
        # changes only its date is a form that is filled in again.
        alike = a.stems & b.stems and (a.first <= b.last and b.first <= a.last)
        return "wording.same" if alike else "wording.close"
    return (
        "wording.close"
        if value >= 0.5
        else "wording.some"
        if value >= 0.25
        else "wording.little"
        if value >= 0.08 or min(len(a.words), len(b.words)) < _FEW
        else "wording.none"
    )


def _story(a: Facts, b: Facts, corpus: Corpus) -> str:
    """Whether the two articles write about one thing at all."""
    name, other = a.mention.article_id, b.mention.article_id
    here, there = corpus.countries.get(name), corpus.countries.get(other)
    if here and there and here.isdisjoint(there):
        return "story.other_countries"
    if _speak(a) and _speak(b):
        return ""  # one story has many statements
    shared = corpus.story.get(name, frozenset()) & corpus.story.get(other, frozenset())
    return "story.same" if len(shared) >= _STORY_WORDS else ""


def _rare_words(a: Facts, b: Facts, corpus: Corpus) -> str:
    """Words that few articles use and both sentences do, names of their place and participants aside."""
    shared = a.words & b.words & corpus.telling
    if not shared:
        return ""
    shared -= _names(a.place, a.actors, a.targets)
    shared -= _names(b.place, b.actors, b.targets)
    return "wording.rare_words" if len(shared) > 1 else "wording.rare_word" if shared else ""


@lru_cache(maxsize=5000)
def _names(place: str, actors: frozenset[str], targets: frozenset[str]) -> frozenset[str]:
    counted = " ".join((place, *actors, *targets))
    return frozenset([bare(word) for word in counted.replace("'", " ").split()])


def _article(a: Facts, b: Facts, found: list[str]) -> list[str]:
    if a.mention.sentence_start == b.mention.sentence_start:
        # One deed and what came of it, or two of its consequences with one count of victims.
        one_result = _is_result(a) != _is_result(b)
        linked = not {"type.near", "type.shared_part"}.isdisjoint(found)
        counted = not {"tolls.same", "tolls.same_large", "tolls.same_small"}.isdisjoint(found)
        return ["article.result" if linked and (one_result or counted) else "article.same_sentence"]
    early, late = (a, b) if a.mention.trigger_start < b.mention.trigger_start else (b, a)
    if early.headline and late.mention.sentence_start < _LEAD:
        features = ["article.headline" if "type.near" not in found else "article.headline_near"]
    elif _is_outcome(early, late, found):
        features = ["article.outcome"]
    elif late.another:
        features = ["article.another"]
    else:
        features = ["article.same"]
    if not {"tolls.conflict", "tolls.far", "site.differ", "place.around"}.isdisjoint(found):
        features.append("article.other_detail")
    alike = not {"type.same_word", "type.same_meaning"}.isdisjoint(found)
    gap = late.mention.sentence_start - early.mention.sentence_end
    pointed = late.back and not (late.that and (early.headline or gap > _THAT))  # "that attack": the last
    akin = not {"type.near", "type.shared_part"}.isdisjoint(found)
    if pointed and (alike or (akin and _is_noun(late))):
        features.append("article.pointed_back")
        if late.that and 0 <= late.mention.sentence_start - early.mention.sentence_end <= 3:
            features.append("article.next_sentence")
    return features


def _is_result(fact: Facts) -> bool:
    return not _RESULTS.isdisjoint(fact.parts) and "attack" not in fact.parts


def _is_outcome(early: Facts, late: Facts, found: list[str]) -> bool:
    """The next sentences count the dead or wounded: "Six people were killed and 15 wounded".

    With "another six" they are only the same event's where their figure was added to its own, or is of
    another kind and dated by it.
    """
    follows = 0 <= late.mention.sentence_start - early.mention.sentence_end <= _NEXT
    counts = not _OUTCOMES.isdisjoint(late.classes) and not late.actors and late.tolls
    shared = [kind for kind in early.tolls if kind in late.tolls]
    dated = late.mention.timex is not None and late.mention.timex == early.mention.timex
    same = all(early.tolls[kind] == late.tolls[kind] for kind in shared)
    same = same and (bool(shared) or not late.another or dated)
    joined = not {"type.near", "type.shared_part"}.isdisjoint(found)
    return bool(follows and counts and same and joined)


def _is_noun(fact: Facts) -> bool:
    trigger = fact.mention.trigger.casefold()
    return not trigger.endswith("ed") and trigger not in lexicon().irregular


# ---- in words -------------------------------------------------------------------------------------


def explain(a: Facts, b: Facts, corpus: Corpus) -> tuple[float, str]:
    """The score of a pair and the evidence in words, strongest first, what speaks against it last.

    Example: ``(1.7, "same day 2024-05-23; same place Crimea; both attack")``.
    """
    found = evidence(a, b, corpus)
    table = weights()
    words = _Words(a, b)
    ranked = sorted(found, key=lambda feature: -abs(table.weight[feature]))
    said = [(table.weight[feature] >= 0, table.why[feature].format_map(words)) for feature in ranked]
    good = "; ".join(phrase for agrees, phrase in said if agrees and phrase)
    bad = ", ".join(phrase for agrees, phrase in said if not agrees and phrase)
    return round(weigh(found), 2), f"{good}; but {bad}" if good and bad else good or bad


class _Words(dict[str, str]):
    """What the phrases of the evidence name; each is looked for when a phrase asks for it."""

    def __init__(self, a: Facts, b: Facts) -> None:
        super().__init__()
        self._a, self._b = a, b

    def __missing__(self, name: str) -> str:
        return _WORDS[name](self._a, self._b)


def _sized(a: Facts, b: Facts, which: int) -> str:
    sized = [f.where for f in sorted((a, b), key=lambda f: f.size) if f.where]
    return sized[which].name if sized else ""


def _span(a: Facts, b: Facts, *, inner: bool) -> str:
    fact = a if (a.last - a.first <= b.last - b.first) is inner else b
    return fact.mention.interval.edtf() if fact.mention.interval else ""


def _counted(a: Facts, b: Facts) -> str:
    kind = next((k for k in a.tolls if k in b.tolls), "")
    return f"{a.tolls[kind][0] if kind else 0} {kind}"


_WORDS: dict[str, Callable[[Facts, Facts], str]] = {
    "day": lambda a, b: _span(a, b, inner=True),
    "outer": lambda a, b: _span(a, b, inner=False),
    "trigger": lambda a, _: a.mention.trigger.casefold(),
    "other_trigger": lambda _, b: b.mention.trigger.casefold(),
    "plover": lambda a, _: a.mention.plover_type,
    "place": lambda a, b: _sized(a, b, 0),
    "other_place": lambda a, b: _sized(a, b, -1),
    "actor": lambda a, b: _named(
        (a.actors & b.actors) or (a.actors | a.targets) & (b.actors | b.targets), a, b
    ),
    "target": lambda a, b: _named(a.targets & b.targets, a, b),
    "toll": _counted,
    "means": lambda a, b: _common(a.means, b.means),
    "site": lambda a, b: _common(a.sites, b.sites) or ", ".join(sorted(a.sites)),
    "other_site": lambda _, b: ", ".join(sorted(b.sites)),
}


def _common(a: frozenset[str], b: frozenset[str]) -> str:
    return ", ".join(sorted(a & b))


def _named(shared: frozenset[str], *facts: Facts) -> str:
    """Participants as the mentions write them; facts hold the names in lower case."""
    written = {
        actor.name.casefold(): actor.name
        for f in facts
        for actor in f.mention.actors + f.mention.targets
        if actor.name
    }
    return ", ".join(written.get(name, name.title()) for name in sorted(shared))
