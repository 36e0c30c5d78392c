"""What merging compares: a mention boiled down to small, quickly compared values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from sys import intern

from timeline.intervals import Granularity
from timeline.merge.lexicon import Lexicon, lexicon, stem
from timeline.models import Actor, ActorKind, ArticleRef, DateBasis, Mention, Place, Status
from timeline.places.countries import country, nationality

_THAT = re.compile(r"\b(?:this|that|these|those)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(?:another|separate|separately|second|further|fresh|also|elsewhere)\b"
    r"|\b(?:minutes|hours|moments|days|weeks) later\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:again|separately|(?:weeks|months|years) (?:ago|before|earlier))\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*")

__all__ = ["Facts", "bare", "classes_of", "facts_of", "one", "pool", "sort_key"]

_WORD = re.compile(r"\w+")
_BACK = re.compile(r"(?:\b(?:the|this|that|these|those|its|their)\s+|['’]s\s+)(?:\w+\s+)?$", re.IGNORECASE)

_REAL, _PLAN, _THREAT, _DENIED = "real", "planned", "threatened", "denied"
_STATUS = {
    Status.HAPPENED: _REAL,
    Status.CLAIMED: _REAL,
    Status.PLANNED: _PLAN,
    Status.THREATENED: _THREAT,
    Status.HYPOTHETICAL: _THREAT,
    Status.DENIED: _DENIED,
    Status.NEGATED: _DENIED,
}


@dataclass(slots=True)
class Facts:
    """One mention, ready for comparison. Days are `date.toordinal()` numbers, both ends inclusive."""

    mention: Mention
    day: int
    moment: float
    outlet: str
    dated: bool
    first: int
    last: int
    assumed: bool
    hours: tuple[float, float] | None
    stems: frozenset[str]
    classes: tuple[str, ...]
    parts: frozenset[str]
    group: str
    status: str
    where: Place | None
    place: str
    size: int
    """1 a town, 2 a small region, 3 a province, 4 a country; 0 without a place"""
    town: tuple[float, float] | None
    """latitude and longitude of a town"""
    actors: frozenset[str]
    targets: frozenset[str]
    actor_countries: frozenset[str]
    target_countries: frozenset[str]
    civilian_targets: bool
    tolls: Mapping[str, tuple[int, int | None]]
    means: frozenset[str]
    means_kinds: frozenset[str]
    sites: frozenset[str]
    words: frozenset[str]
    back: bool
    """the article speaks of it as known: "the attack", "Sunday's strike" """
    correction: bool
    that: bool = False
    """"that attack": the one just told"""
    another: bool = False
    """the sentence sets it beside an earlier one: "another", "a few hours later" """
    headline: bool = False
    sure: float = 1.0
    """how sure the date is, 0 to 1"""
    places: tuple[Facts, ...] = ()
    """where several tellings are pooled: one of each place"""
    norm: float = 0.0
    pooled: tuple[tuple[frozenset[str], float], ...] = ()
    """where several tellings are pooled: the words of each sentence, with the length of its vector"""

    @property
    def single_day(self) -> bool:
        """True when the date is one day (or finer)."""
        return self.dated and self.first == self.last

    @property
    def bags(self) -> tuple[tuple[frozenset[str], float], ...]:
        """The words of each sentence told here, with the length of its vector."""
        return self.pooled or ((self.words, self.norm),)


def sort_key(mention: Mention, article: ArticleRef) -> tuple[str, str, int, str]:
    """The stable order of mentions: by the article's date, its id, the place in it."""
    return (article.dct.isoformat(), mention.article_id, mention.trigger_start, mention.mention_id)


def outlet_of(article: ArticleRef) -> str:
    """The name of the outlet: as given, else the host of the address, else empty."""
    if article.source:
        return article.source
    host = article.url.partition("://")[2].partition("/")[0]
    return host.removeprefix("www.")


def facts_of(mention: Mention, article: ArticleRef) -> Facts:
    """Boil a mention down; the article gives its date and outlet."""
    lex = lexicon()
    dated, first, last = _days(mention, article)
    forms = [form for form in (mention.lemma, mention.trigger) if form]
    text = mention.sentence
    at = max(0, mention.trigger_start - mention.sentence_start)
    before, after = text[:at], text[at + len(mention.trigger) :]
    named = lex.phrase_classes(forms, [word.casefold() for word in _WORD.findall(after[:40])][:4])
    classes, group = _sense(
        named or tuple(dict.fromkeys(c for form in forms for c in classes_of(form))),
        mention.plover_type,
        lex,
        armed=bool(mention.means),
    )
    found = [word.casefold() for word in _WORD.findall(text)]
    place = mention.place
    place_words = _place_words(place.name, place.text) if place else frozenset()
    size = place_size(place) if place else 0
    actors, actor_countries = _names(mention.actors)
    targets, target_countries = _names(mention.targets)
    moment = article.dct_time.timestamp() if article.dct_time and article.dct_time.tzinfo else 0.0
    return Facts(
        mention=mention,
        day=article.dct.toordinal(),
        moment=moment,
        outlet=outlet_of(article),
        dated=dated,
        first=first,
        last=last,
        assumed=mention.date_basis is DateBasis.PUBLICATION,
        hours=_hours(mention),
        stems=one(frozenset(map(_root, forms))),
        classes=classes,
        parts=one(frozenset(classes).union(*map(classes_of, _parts(mention)))),
        group=group,
        status=_STATUS[mention.status],
        where=place,
        place=place.name.casefold() if place else "",
        size=size,
        town=(place.latitude, place.longitude)
        if place and size == 1 and place.latitude is not None and place.longitude is not None
        else None,
        actors=actors,
        targets=targets,
        actor_countries=actor_countries,
        target_countries=target_countries,
        civilian_targets=any(actor.kind is ActorKind.CIVILIANS for actor in mention.targets),
        tolls=_tolls(mention) if lex.retractions.isdisjoint(found) else _NO_TOLLS,
        means=one(frozenset(m.name.casefold() for m in mention.means)),
        means_kinds=one(frozenset(m.kind for m in mention.means if m.kind)),
        sites=one(_sites(mention.targets, found, place_words, lex)),
        words=frozenset(bare(w) for w in found if w not in lex.stop),
        that=bool(_THAT.search(before[-40:])),
        back=bool(_BACK.search(before[-40:])),
        correction=not (lex.corrections.isdisjoint(found) and lex.retractions.isdisjoint(found)),
        another=bool(_ANOTHER.search(before[-80:]) or _AGAIN.search(after[:50])),
        # A headline stands first and has no full stop.
        headline=mention.sentence_start <= 5 and not text.rstrip().endswith((".", "!", "?", '"', "”")),
        sure=mention.date_confidence or 1.0,
    )


def pool(facts: Sequence[Facts]) -> Facts:
    """What several tellings of one event in one article know together; the first stands for them.

    "Bombs hit a store in Kharkiv. ... The strike killed two": the second sentence has no place and the
    first no toll, but both are known of the event.
    """
    if len(facts) == 1:
        return facts[0]
    dated = [f for f in facts if f.dated and not f.assumed] or [f for f in facts if f.dated] or list(facts)
    when = min(dated, key=lambda f: f.last - f.first)
    placed = min((f for f in facts if f.size), key=lambda f: f.size, default=facts[0])
    tolls: dict[str, tuple[int, int | None]] = {}
    for fact in facts:
        for kind, toll in fact.tolls.items():
            tolls[kind] = max(tolls.get(kind, toll), toll, key=lambda t: t[0])
    return replace(
        facts[0],
        dated=when.dated,
        first=when.first,
        last=when.last,
        sure=when.sure,
        assumed=when.assumed,
        hours=next((f.hours for f in facts if f.hours and f.first == when.first), None),
        stems=_union(f.stems for f in facts),
        classes=tuple(dict.fromkeys(c for f in facts for c in f.classes)),
        parts=_union(f.parts for f in facts),
        group=next((f.group for f in facts if f.group), ""),
        where=placed.where,
        place=placed.place,
        size=placed.size,
        town=placed.town,
        places=tuple({f.place: f for f in facts if f.size}.values())[:4],
        actors=_union(f.actors for f in facts),
        targets=_union(f.targets for f in facts),
        actor_countries=_union(f.actor_countries for f in facts),
        target_countries=_union(f.target_countries for f in facts),
        civilian_targets=any(f.civilian_targets for f in facts),
        tolls=tolls,
        means=_union(f.means for f in facts),
        means_kinds=_union(f.means_kinds for f in facts),
        sites=_union(f.sites for f in facts),
        words=_union(f.words for f in facts[:4]),
        correction=any(f.correction for f in facts),
        pooled=tuple(bag for f in facts[:4] for bag in f.bags),
    )


_NO_TOLLS: Mapping[str, tuple[int, int | None]] = {}


def _tolls(mention: Mention) -> Mapping[str, tuple[int, int | None]]:
    if not mention.tolls:
        return _NO_TOLLS
    return _same_tolls(tuple((t.kind.value, t.low, t.high) for t in mention.tolls))


@lru_cache(maxsize=5000)
def _same_tolls(rows: tuple[tuple[str, int, int | None], ...]) -> Mapping[str, tuple[int, int | None]]:
    return {kind: (low, high) for kind, low, high in rows}


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    first, *rest = sets
    rest = [others for others in rest if others and others != first]
    return first.union(*rest) if rest else first


def _days(mention: Mention, article: ArticleRef) -> tuple[bool, int, int]:
    """Whether a date bounds the mention on both sides, and its first and last day.

    "Until the day of publication" is no date: such a mention lies before its article, how long is not known.
    """
    interval, day = mention.interval, article.dct.toordinal()
    if interval is None:
        return False, day, day
    first, last = interval.first_day, interval.last_day
    if first is None or last is None or (last - first).days > 732:
        return False, day, (last or first or article.dct).toordinal()
    return True, first.toordinal(), last.toordinal()


def place_size(place: Place) -> int:
    """1 a town, 2 a small region, 3 a province or unknown, 4 a country."""
    if place.country and place.name.casefold() == place.country.casefold():
        return 4
    return place.precision or 3


def _sites(
    targets: Sequence[Actor], found: Sequence[str], place_words: frozenset[str], lex: Lexicon
) -> frozenset[str]:
    """The kind of place that was hit; a sentence that names several says nothing certain.

    A target's own head word goes before the sentence: an "oil tanker off the port" is a ship.
    """
    heads = (words[-1] for t in targets if (words := _WORD.findall((t.name or t.text).casefold())))
    sites = frozenset(lex.sites[word] for word in heads if word in lex.sites)
    if not sites:
        sites = frozenset(lex.sites[w] for w in found if w in lex.sites and w not in place_words)
    return sites if len(sites) == 1 else frozenset()


@lru_cache(maxsize=5000)
def one(values: frozenset[str]) -> frozenset[str]:
    """The same set for equal sets: a million mentions name few participants and kinds."""
    return values


@lru_cache(maxsize=5000)
def bare(word: str) -> str:
    """A word of a sentence as `Facts.words` holds it."""
    # Plural and past tense only: wording is compared, so "attacker" must not become "attack".
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return intern(word[: -len(ending)])
    # One string for all mentions, which is compared with itself.
    return intern(word)


@lru_cache(maxsize=5000)
def classes_of(form: str) -> tuple[str, ...]:
    """Classes of a word or phrase in the lexicon, remembered."""
    return lexicon().classes_of(form)


@lru_cache(maxsize=5000)
def _root(form: str) -> str:
    return stem(lexicon().irregular.get(form.casefold(), form.casefold()))


@lru_cache(maxsize=5000)
def _place_words(*written: str) -> frozenset[str]:
    """Words of a place's name that name no site: of "Port Sudan" port, of "South Hospital" none."""
    names = (_WORD.findall(name.casefold()) for name in written)
    return frozenset(word for name in names for word in (name[:-1] if len(name) > 1 else name))


def _names(actors: Sequence[Actor]) -> tuple[frozenset[str], frozenset[str]]:
    names = frozenset(
        name
        for actor in actors
        if actor.name
        for name in (actor.name.casefold(), _last_name(actor.name))
        if name
    )
    return one(names), one(frozenset(actor.country for actor in actors if actor.country))


@lru_cache(maxsize=5000)
def _last_name(name: str) -> str:
    """What a fuller and a shorter name of one participant share: "members of Congress" -> "congress".

    Empty when the last capitalised word is a country or says only what kind of body it is ("Forces").
    """
    proper = [word.removesuffix("'s").removesuffix("’s") for word in _NAME.findall(name) if word[0].isupper()]
    if " " not in name or not proper:
        return ""
    last = proper[-1].casefold()
    if len(last) < 5 or last in lexicon().generic or country(last) or nationality(last):
        return ""
    # One family name comes in several transliterations.
    return f"{last[:-2]}y" if last.endswith(("iy", "yy", "ij")) else last


def _parts(mention: Mention) -> list[str]:
    offset, text = mention.sentence_start, mention.sentence
    # The trigger's own classes are known better, with the words after it.
    spans = [
        (start, end) for start, end in mention.parts if start >= offset and start != mention.trigger_start
    ]
    return [text[start - offset : end - offset] for start, end in spans]


def _hours(mention: Mention) -> tuple[float, float] | None:
    interval = mention.interval
    if interval is None or interval.start is None or interval.end is None:
        return None
    if not interval.granularity.is_within_day or interval.granularity is Granularity.SECOND:
        return None
    return _seconds(interval.start), _seconds(interval.end)


def _seconds(moment: datetime) -> float:
    # Not timestamp(): that would read a naive time in the zone of this machine.
    return moment.toordinal() * 86400.0 + moment.hour * 3600 + moment.minute * 60 + moment.second


def _sense(
    classes: tuple[str, ...], plover: str, lex: Lexicon, *, armed: bool
) -> tuple[tuple[str, ...], str]:
    """The classes that agree with the coded type, and the coarse kind; the type decides between senses."""
    coded = lex.plover.get(plover, "")
    if coded:
        agree = tuple(c for c in classes if lex.group[c] == coded or (lex.group[c], coded) in lex.kin)
        return agree, coded
    group = lex.group[classes[0]] if classes else ""
    if armed and group in ("", "disaster"):
        # "Two glide bombs crashed through the roof": a weapon makes an attack of it.
        return (*classes, "attack"), "violence"
    return classes, group
